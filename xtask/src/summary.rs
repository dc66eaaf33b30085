//! What a run prints at its end: the findings, then the figures.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Duration;

use msgraph_codegen::diagnostic::{Code, Counts, Diagnostic, render};
use msgraph_codegen::read::DocsTree;

use crate::flags::Format;
use crate::output::say;

/// Trees with more findings than this show only [`FEW`] of each code.
const MANY: usize = 200;
const FEW: usize = 5;

/// The figures of a run.
#[derive(Default)]
pub(crate) struct Summary {
    pub(crate) pages: usize,
    pub(crate) types: usize,
    pub(crate) properties: usize,
    pub(crate) operations: usize,
    pub(crate) found: Counts,
    pub(crate) accounted: usize,
    pub(crate) unaccounted: usize,
    pub(crate) files: String,
    pub(crate) time: Duration,
}

impl Summary {
    pub(crate) fn print(&self) {
        let Self { pages, types, properties, operations, found, accounted, unaccounted, files, time } = self;
        let Counts { errors, warnings, notes } = found;
        say(&format!("pages        {pages:>8}"));
        say(&format!("types        {types:>8}"));
        say(&format!("properties   {properties:>8}"));
        say(&format!("operations   {operations:>8}"));
        say(&format!(
            "diagnostics  {:>8}  {errors} errors, {warnings} warnings, {notes} notes",
            errors + warnings + notes
        ));
        say(&format!("ledger       {accounted:>8}  items accounted for, {unaccounted} not"));
        say(&format!("files        {files}"));
        if let Some(memory) = memory() {
            say(&memory);
        }
        say(&format!("time         {:>8.2} s", time.as_secs_f64()));
    }
}

/// Writes sorted findings as text; in human form and of a large tree only the first few of each code, unless `all`.
pub(crate) fn text(
    found: &[Diagnostic],
    fingerprints: &[String],
    tree: &DocsTree,
    prefix: &str,
    format: Format,
    all: bool,
) -> String {
    let mut out = String::new();
    let mut places =
        render::Places::new(tree, prefix).in_colour(format == Format::Human && std::io::stdout().is_terminal());
    if format == Format::Sarif {
        return render::sarif(found, fingerprints, &mut places);
    }
    let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
    let few = format == Format::Human && !all && found.len() > MANY;
    for (diagnostic, fingerprint) in found.iter().zip(fingerprints) {
        let times = shown.entry(diagnostic.code).or_default();
        *times += 1;
        if few && *times > FEW {
            continue;
        }
        out += &match format {
            Format::Sarif => String::new(),
            Format::Github => render::github(diagnostic, &mut places),
            Format::Human => render::human(diagnostic, &mut places) + "\n",
            Format::Json => render::json(diagnostic, fingerprint, &mut places),
        };
    }
    if few {
        out += &format!("\nThe first {FEW} of each code are shown; --all shows every one.\n");
        for ((severity, code), times) in render::by_code(found) {
            out += &format!("{times:>8}  {}[{}]\n", severity.as_str(), code.as_str());
        }
    }
    out
}

/// Says how much memory this process has held at most.
pub(crate) fn memory() -> Option<String> {
    Some(format!("memory       {:>8} MiB at most", peak_memory()?))
}

/// Returns the most memory that this process has held, in MiB, where the system tells it in a file.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes / 1024)
}
