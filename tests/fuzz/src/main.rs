//! Spoils pages at random for some seconds, on stable Rust: `mutate SECONDS [SEED] [pages|parts|pipelines]`. Prints the seed, how many
//! cases there were, and those that failed.

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use msgraph_tests::mutate::{
    Step, parse_http, parse_json, parse_page, parse_path, parse_type_cell, run_pipeline, seeds, spoil,
};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(60);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let only = arguments.next();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let seeds = seeds();
    let texts: Vec<String> = seeds.iter().map(|(_, text)| text.clone()).collect();
    println!("seed {seed}");
    // A share of the time each.
    for (name, case) in CASES.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let shares = if only.is_some() { 1 } else { CASES.len() as u32 };
        let (started, mut count, mut failed) = (Instant::now(), 0u64, 0u64);
        while started.elapsed() < Duration::from_secs(seconds) / shares {
            let steps: Vec<Step> = (0..1 + random.next_u32() % 16).map(|_| step(&mut random)).collect();
            let at = random.next_u32() as usize;
            count += 1;
            let begin = Instant::now();
            let ended = catch_unwind(|| case(&seeds, &texts, at, &steps)).is_ok();
            if !ended || begin.elapsed() > LIMIT {
                failed += 1;
                println!("{name}: failed at {at} with {steps:?}");
            }
        }
        println!("{name}: {count} cases, {failed} failed");
    }
}

/// No case takes nearly as long, unless something grows as it shouldn't.
const LIMIT: Duration = Duration::from_secs(20);

type Case = fn(&[(String, String)], &[String], usize, &[Step]);

const CASES: [(&str, Case); 3] = [
    ("pages", |_, texts, at, steps| parse_page(&spoil(&texts[at % texts.len()], texts, steps))),
    ("parts", |_, _, at, steps| {
        let from = |text: &str| spoil(text, &[], steps);
        match at % 4 {
            0 => parse_type_cell(&from("[cup](cup.md) collection")),
            1 => parse_http(&from("GET /cups/{id}/microsoft.graph.cup?$select=a HTTP/1.1\nA: b\n\n{ \"id\": 1 }")),
            2 => parse_json(&from("{ \"@odata.type\": \"microsoft.graph.cup\", \"a\": [1, { \"b\": null }] }")),
            _ => parse_path(&from("cups/{id}/find(a={b},c='{d}')/root:/{path}:/x?$top=1")),
        }
    }),
    // Trees of four pages, so that there can be many: which ones belong together differs from case to case.
    ("pipelines", |seeds, texts, at, steps| {
        let page = |number: usize| seeds[(at + number * (1 + at / 64 % 16)) % seeds.len()].clone();
        let mut pages: Vec<_> = (0..4).map(page).collect();
        for (number, step) in steps.iter().enumerate() {
            let page = (at + number / 4) % pages.len();
            pages[page].1 = spoil(&pages[page].1, texts, &[*step]);
        }
        run_pipeline(&pages);
    }),
];

fn step(random: &mut TestRng) -> Step {
    let bits = random.next_u64();
    (bits as u8, (bits >> 8) as u16, (bits >> 24) as u16)
}
