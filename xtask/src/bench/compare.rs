//! Two trees compared, against the reading of one.

use std::hint::black_box;
use std::process::Command;

use msgraph_codegen::diff;
use msgraph_codegen::{read, understand};

use super::{Measure, clock, front, on_threads};
use crate::Failure;
use crate::diff::both;
use crate::flags::Bench;

/// Measures time and memory of comparing a tree with itself: both are read as if they were two.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let docs = front::one_version(&flags.docs);
    let compare = || {
        clock::time(|| {
            if let Ok((old, new)) = both(&docs, &docs) {
                let pairs = old.snapshots().iter().zip(new.snapshots());
                black_box(pairs.flat_map(|(old, new)| diff::compare(old, new)).count());
            }
        })
    };
    let one = || {
        clock::time(|| {
            if let Ok(tree) = read::read(&docs) {
                // What was understood goes as soon as the facts are taken, here as there.
                black_box(understand(&tree).len());
            }
        })
    };
    let times = on_threads(flags.threads, || clock::in_turns(flags.runs, compare, one))?;
    let path = docs.display().to_string();
    let both = peak(&["diff", &path, &path])?;
    let single = peak(&["export", "ir", "--docs", &path, "--out", "/dev/null"])?;
    Ok(vec![
        Measure::ratio("two trees read and compared, against the reading of one", 2.2, "2.2 ×", times),
        Measure {
            what: "peak memory of that, against the reading of one".into(),
            limit: "2.2 ×",
            found: format!("{:.2} × ({both:.0} MiB against {single:.0} MiB)", both / single),
            met: both <= 2.2 * single,
        },
    ])
}

/// Returns the most memory that a command held, in MiB.
fn peak(arguments: &[&str]) -> Result<f64, Failure> {
    let output = Command::new(std::env::current_exe()?).args(arguments).output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let told =
        text.lines().find_map(|line| line.strip_prefix("memory")?.split_whitespace().next()?.parse::<f64>().ok());
    Ok(told.ok_or("no peak of memory was told; it is on Linux")?)
}
