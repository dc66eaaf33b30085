//! Spoils pages at random for some seconds, on stable Rust: `mutate SECONDS [SEED] [pages|parts|pipelines]`. Prints the seed, how many
//! cases there were, and those that failed.
//!
//! `mutate trees DIR COUNT [SEED]` writes so many spoilt trees, and one in Chinese that isn't spoilt, so that what comes of them can be
//! compiled.

use std::panic::catch_unwind;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use msgraph_tests::hostile;
use msgraph_tests::mutate::{
    Step, parse_http, parse_json, parse_page, parse_path, parse_type_cell, run_pipeline, seeds, spoil,
};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|first| first == "trees").is_some() {
        return write_trees(arguments);
    }
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(60);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let only = arguments.next();
    let mut random = random(seed);
    let seeds = seeds();
    let texts: Vec<String> = seeds.iter().map(|(_, text)| text.clone()).collect();
    println!("seed {seed}");
    // A share of the time each.
    for (name, case) in CASES.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let shares = if only.is_some() { 1 } else { CASES.len() as u32 };
        let (started, mut count, mut failed) = (Instant::now(), 0u64, 0u64);
        while started.elapsed() < Duration::from_secs(seconds) / shares {
            let (at, steps) = (random.next_u32() as usize, steps(&mut random));
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
        run_pipeline(&spoilt_tree(seeds, texts, at, steps));
    }),
];

fn spoilt_tree(seeds: &[(String, String)], texts: &[String], at: usize, steps: &[Step]) -> Vec<(String, String)> {
    let page = |number: usize| seeds[(at + number * (1 + at / 64 % 16)) % seeds.len()].clone();
    let mut pages: Vec<_> = (0..4).map(page).collect();
    for (number, step) in steps.iter().enumerate() {
        let page = (at + number / 4) % pages.len();
        pages[page].1 = spoil(&pages[page].1, texts, &[*step]);
    }
    pages
}

/// Writes trees to numbered folders.
fn write_trees(mut arguments: impl Iterator<Item = String>) {
    let dir = PathBuf::from(arguments.next().expect("a folder"));
    let count = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(10);
    let mut random = random(arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1));
    let seeds = seeds();
    let texts: Vec<String> = seeds.iter().map(|(_, text)| text.clone()).collect();
    for number in 1..=count {
        let (at, steps) = (random.next_u32() as usize, steps(&mut random));
        hostile::write(&dir.join(format!("{number:03}")), &spoilt_tree(&seeds, &texts, at, &steps));
    }
    hostile::write(&dir.join("000"), &hostile::chinese_tree());
}

fn random(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

fn steps(random: &mut TestRng) -> Vec<Step> {
    (0..1 + random.next_u32() % 16).map(|_| step(random)).collect()
}

fn step(random: &mut TestRng) -> Step {
    let bits = random.next_u64();
    (bits as u8, (bits >> 8) as u16, (bits >> 24) as u16)
}
