//! Reads one input as markdown: `cargo +nightly fuzz run markdown`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("markdown", data));
