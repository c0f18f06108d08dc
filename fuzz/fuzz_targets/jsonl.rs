//! Reads one input as jsonl: `cargo +nightly fuzz run jsonl`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("jsonl", data));
