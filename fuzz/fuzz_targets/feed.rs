//! Reads one input as feed: `cargo +nightly fuzz run feed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("feed", data));
