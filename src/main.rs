//! The `nochmal` command: see [`nochmal::cli`].

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    nochmal::cli::run(std::env::args_os())
}
