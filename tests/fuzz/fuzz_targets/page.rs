//! Any text as a whole page.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| msgraph_tests::mutate::parse_page(text));
