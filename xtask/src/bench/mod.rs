//! `cargo xtask bench`: the measures of speed and size, as ratios in one run, so that they mean the same on any machine.
//!
//! Each measure runs its subject and its yardstick in turns and compares medians. [`front`] measures reading and parsing,
//! [`compare`] what changed between two trees, [`lint`] what is wrong with pages, [`whole`] the whole run, [`growth`] larger
//! trees, [`crates`] what Cargo makes of the output, [`programs`] what users make of it.

mod clock;
mod compare;
mod crates;
mod front;
mod growth;
mod lint;
mod machine;
mod measure;
mod plain;
mod programs;
mod shapes;
mod whole;

use std::process::ExitCode;

use crate::Failure;
use crate::flags::Bench;
use measure::Measure;

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
