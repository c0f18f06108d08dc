//! Reads one input as tsv: `cargo +nightly fuzz run tsv`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("tsv", data));
