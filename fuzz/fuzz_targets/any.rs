//! Reads one input whatever its bytes look like: `cargo +nightly fuzz run any`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("any", data));
