//! Pages that are spoilt at random: nothing panics, every item is accounted for, every place lies on its page, and what is
//! written is Rust.
//!
//! `MUTATE_SECONDS` says how long each test looks for faults, `MUTATE_SEED` repeats a run; both are printed.

use std::cell::Cell;
use std::time::{Duration, Instant};

use msgraph_tests::mutate::{
    Step, parse_http, parse_json, parse_page, parse_path, parse_type_cell, run_pipeline, seeds, spoil,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Looks for a case that fails until the time is over; shows the smallest one that was found, and how many there were.
fn search<S: Strategy>(name: &str, strategy: &S, test: impl Fn(S::Value)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let clock = std::time::UNIX_EPOCH.elapsed().map_or(0, |time| u64::from(time.subsec_nanos()));
    let seed = number("MUTATE_SEED").unwrap_or(clock);
    let limit = Duration::from_secs(number("MUTATE_SECONDS").unwrap_or(2));
    println!("{name}: MUTATE_SEED={seed}");
    let config = Config { cases: 64, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    let (started, cases) = (Instant::now(), Cell::new(0));
    // A runner ends when it has run its cases: each share of them has one of its own.
    for share in 0u64.. {
        if started.elapsed() >= limit {
            break;
        }
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&share.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(config.clone(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let result = runner.run(strategy, |value| {
            cases.set(cases.get() + 1);
            test(value);
            Ok(())
        });
        if let Err(error) = result {
            panic!("{name}: MUTATE_SEED={seed}: {error}");
        }
    }
    println!("{name}: {} cases", cases.get());
    assert!(cases.get() >= 64);
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any::<Step>(), 1..16)
}

#[test]
fn pages() {
    let seeds = seeds();
    let texts: Vec<String> = seeds.iter().map(|(_, text)| text.clone()).collect();
    search("pages", &(any::<prop::sample::Index>(), steps()), |(at, steps)| {
        parse_page(&spoil(&texts[at.index(texts.len())], &texts, &steps));
    });
}

/// What stands in one place of a page, from nothing on.
#[test]
fn parts_of_pages() {
    let from = |text: &str, steps: &[Step]| spoil(text, &[], steps);
    search("parts", &(0..4, steps()), |(part, steps)| match part {
        0 => parse_type_cell(&from("[cup](cup.md) collection", &steps)),
        1 => parse_http(&from("GET /cups/{id}/microsoft.graph.cup?$select=a HTTP/1.1\nA: b\n\n{ \"id\": 1 }", &steps)),
        2 => parse_json(&from("{ \"@odata.type\": \"microsoft.graph.cup\", \"a\": [1, { \"b\": null }] }", &steps)),
        _ => parse_path(&from("cups/{id}/find(a={b},c='{d}')/root:/{path}:/x?$top=1", &steps)),
    });
}

#[test]
fn whole_pipelines() {
    let seeds = seeds();
    let texts: Vec<String> = seeds.iter().map(|(_, text)| text.clone()).collect();
    let spoilt = prop::collection::vec((any::<prop::sample::Index>(), steps()), 1..6);
    search("pipelines", &spoilt, |spoilt| {
        let mut pages = seeds.clone();
        for (at, steps) in spoilt {
            let at = at.index(pages.len());
            pages[at].1 = spoil(&pages[at].1, &texts, &steps);
        }
        run_pipeline(&pages);
    });
}
