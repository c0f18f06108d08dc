//! Reads one input as parquet: `cargo +nightly fuzz run parquet`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nochmal_fuzz::run("parquet", data));
