//! Prints findings: for people with the line that they are about, for programs as JSON, for code scanning as SARIF, for GitHub as
//! annotations; and the page that lists the codes.

mod codes;
mod fingerprint;
mod github;
mod human;
mod json;
mod places;
mod sarif;

use std::collections::BTreeMap;

pub use codes::page_of_codes;
pub use fingerprint::fingerprints;
pub use github::github;
pub use human::human;
pub use json::json;
pub use places::{Place, Places};
pub use sarif::{MOST_RESULTS, sarif};

use super::{Code, Diagnostic, Severity};

/// Sorts findings by place and removes repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort();
    diagnostics.dedup();
}

/// Counts the findings of each code, worst first.
pub fn by_code(diagnostics: &[Diagnostic]) -> BTreeMap<(Severity, Code), usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry((diagnostic.severity, diagnostic.code)).or_default() += 1;
    }
    counts
}
