//! Reads one JSON array: `cargo +nightly fuzz run json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("json", data));
