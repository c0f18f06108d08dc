//! Reads one input as csv: `cargo +nightly fuzz run csv`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("csv", data));
