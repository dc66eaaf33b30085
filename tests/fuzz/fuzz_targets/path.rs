//! Any text as the path of a request line.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| msgraph_tests::mutate::parse_path(text));
