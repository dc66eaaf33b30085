//! Any text as an HTTP block.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| msgraph_tests::mutate::parse_http(text));
