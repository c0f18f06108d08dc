//! Reads one input as mail: `cargo +nightly fuzz run mail`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("mail", data));
