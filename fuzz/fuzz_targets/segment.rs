//! Divides one input into segments and items: `cargo +nightly fuzz run segment`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("segment", data));
