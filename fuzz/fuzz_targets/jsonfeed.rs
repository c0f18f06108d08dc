//! Reads one input as jsonfeed: `cargo +nightly fuzz run jsonfeed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("jsonfeed", data));
