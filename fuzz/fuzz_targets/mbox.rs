//! Reads one input as mbox: `cargo +nightly fuzz run mbox`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("mbox", data));
