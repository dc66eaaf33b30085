//! The whole pipeline over pages that are spoilt: each six bytes are the page and a step.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msgraph_tests::mutate::{run_pipeline, seeds, spoil};

fuzz_target!(|bytes: &[u8]| {
    let mut pages = seeds();
    let texts: Vec<String> = pages.iter().map(|(_, text)| text.clone()).collect();
    for step in bytes.chunks_exact(6).take(64) {
        let number = |at: usize| u16::from_le_bytes([step[at], step[at + 1]]);
        let page = usize::from(step[0]) % pages.len();
        pages[page].1 = spoil(&pages[page].1, &texts, &[(step[1], number(2), number(4))]);
    }
    run_pipeline(&pages);
});
