//! `cargo xtask bench`: the measures of speed and size, as ratios in one run, so that they mean the same on any machine.
//!
//! Each measure runs its subject and its yardstick in turns and compares medians. [`front`] measures reading and parsing,
//! [`compare`] what changed between two trees, [`lint`] what is wrong with pages, [`whole`] the whole run, [`growth`] larger trees, [`crates`] what Cargo makes of the output, [`programs`] what users
//! make of it.

mod clock;
mod compare;
mod crates;
mod front;
mod growth;
mod lint;
mod machine;
mod plain;
mod programs;
mod shapes;
mod whole;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::Failure;
use crate::flags::Bench;

/// A line of the table.
pub(crate) struct Measure {
    /// The two things that are compared.
    pub(crate) what: String,
    /// The most it may be, as it is printed.
    pub(crate) limit: &'static str,
    /// The result, as it is printed.
    pub(crate) found: String,
    /// Is true if that is within the limit.
    pub(crate) met: bool,
}

impl Measure {
    /// Makes a measure of a ratio with its two times.
    fn ratio(what: impl Into<String>, limit: f64, text: &'static str, (subject, yardstick): (f64, f64)) -> Self {
        let ratio = subject / yardstick;
        let found = format!("{ratio:.2} × ({} against {})", clock::seconds(subject), clock::seconds(yardstick));
        Self { what: what.into(), limit: text, found, met: ratio <= limit }
    }
}

/// Takes some measures.
type Part = fn(&Bench) -> Result<Vec<Measure>, Failure>;

/// All measures, by name, the quick ones first.
const PARTS: [(&str, Part); 7] = [
    ("front", front::measures),
    ("compare", compare::measures),
    ("lint", lint::measures),
    ("whole", whole::measures),
    ("growth", growth::measures),
    ("crates", crates::measures),
    ("programs", programs::measures),
];

/// Runs all measures and prints them as a table. A limit that isn't met is shown, not an error.
pub(crate) fn run(flags: &Bench) -> Result<ExitCode, Failure> {
    if let Some(name) = flags.only.iter().find(|name| PARTS.iter().all(|(part, _)| part != name)) {
        return Err(format!("no measures are called {name}; see cargo xtask --help").into());
    }
    clock::by_cpu(flags.cpu);
    println!("{}\n", machine::describe(flags));
    println!("| Measure | At most | Found | |\n| --- | --- | --- | --- |");
    for (name, measures) in PARTS {
        if !flags.only.is_empty() && !flags.only.iter().any(|only| only == name) {
            continue;
        }
        for Measure { what, limit, found, met } in measures(flags)? {
            println!("| {what} | {limit} | {found} | {} |", if met { "met" } else { "**not met**" });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Does something on so many threads; 0 means one for each core.
fn on_threads<T: Send>(number: usize, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(number).build()?.install(work))
}

/// Returns a folder of its own for output, below Cargo's; not there yet.
fn scratch(name: &str) -> PathBuf {
    let folder = crate::flags::project().join("target/bench").join(name);
    clear(&folder);
    folder
}

/// Removes a folder that may not be there.
fn clear(folder: &Path) {
    let _ = std::fs::remove_dir_all(folder);
}
