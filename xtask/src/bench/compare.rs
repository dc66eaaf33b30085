//! Two trees compared, against the reading of one.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use msgraph_codegen::diff;
use msgraph_codegen::{read, understand};

use super::measure::{Measure, on_threads};
use super::{clock, front};
use crate::Failure;
use crate::diff::both;
use crate::flags::Bench;

/// Measures time and memory of comparing a tree with itself, and with the reference of half a year before where that is there.
/// Of a tree compared with itself no page is parsed twice; of two trees half a year apart nearly all differ.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let docs = front::one_version(&flags.docs);
    let times = || clock::in_turns(flags.runs, || compared(&docs, &docs), || one(&docs));
    let times = on_threads(flags.threads, times)?;
    let path = docs.display().to_string();
    let both = peak(&["diff", &path, &path])?;
    let single = peak(&["export", "ir", "--docs", &path, "--out", "/dev/null"])?;
    let mut measures = vec![
        Measure::ratio("a tree compared with itself, against its reading", 2.2, "2.2 ×", times),
        Measure {
            what: "peak memory of that, against the reading of one".into(),
            limit: "2.2 ×",
            found: format!("{:.2} × ({both:.0} MiB against {single:.0} MiB)", both / single),
            met: both <= 2.2 * single,
        },
    ];
    let before = crate::flags::project().join("../shared/docs-2020-12/v1.0");
    if before.is_dir() {
        let mean = || (one(&before) + one(&docs)) / 2.0;
        let times = on_threads(flags.threads, || clock::in_turns(flags.runs, || compared(&before, &docs), mean))?;
        measures.push(Measure::ratio("two trees compared, against the reading of one of them", 2.2, "2.2 ×", times));
    }
    Ok(measures)
}

fn compared(old: &Path, new: &Path) -> f64 {
    clock::time(|| {
        if let Ok((old, new)) = both(old, new) {
            let pairs = old.snapshots().iter().zip(new.snapshots());
            black_box(pairs.flat_map(|(old, new)| diff::compare(old, new)).count());
            rayon::join(|| drop(old), || drop(new));
        }
    })
}

/// Measures the reading of a tree. What was understood goes as soon as it is there, as it does where the facts are taken.
fn one(docs: &Path) -> f64 {
    clock::time(|| {
        if let Ok(tree) = read::read(docs) {
            black_box(understand(&tree).len());
        }
    })
}

/// Returns the most memory that a command held, in MiB.
fn peak(arguments: &[&str]) -> Result<f64, Failure> {
    let output = Command::new(std::env::current_exe()?).args(arguments).output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let told =
        text.lines().find_map(|line| line.strip_prefix("memory")?.split_whitespace().next()?.parse::<f64>().ok());
    Ok(told.ok_or("no peak of memory was told; it is on Linux")?)
}
