//! Reads one input as html: `cargo +nightly fuzz run html`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("html", data));
