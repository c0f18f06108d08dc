//! Reads one input as text: `cargo +nightly fuzz run text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("text", data));
