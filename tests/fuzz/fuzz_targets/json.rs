//! Any text as JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| msgraph_tests::mutate::parse_json(text));
