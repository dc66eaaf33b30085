//! `cargo xtask diff`: what changed in the API between two docs trees.

use std::path::Path;
use std::process::ExitCode;

use msgraph_codegen::diff::{self, Change, Effect, Ignores, Next, Snapshot, render};
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::snapshots_of_both;

use crate::Failure;
use crate::docs::{read, threads};
use crate::docs_of_commit::Checkout;
use crate::flags::{Diff, FailOn, Form, Only, What};
use crate::output::{self, say};
use crate::summary;

/// A docs tree and the snapshots of its versions.
pub(crate) struct Taken {
    tree: DocsTree,
    snapshots: Vec<Snapshot>,
    prefix: String,
}

/// Compares and prints.
pub(crate) fn run(flags: &Diff) -> Result<ExitCode, Failure> {
    threads(flags.threads)?;
    let ignores = ignores(flags.ignore.as_deref())?;
    let (old, new) = match &flags.what {
        What::Folders(old, new) => both(old, new)?,
        What::Since(rev, docs) => {
            let checkout = Checkout::of(docs, rev)?;
            let (old, new) = both(&checkout.docs, docs)?;
            (Taken { prefix: checkout.prefix.clone(), ..old }, new)
        }
    };
    let pairs = paired(&old, &new, flags.version.as_deref())?;
    let mut told: Vec<(&Snapshot, &Snapshot, Vec<Change>)> =
        pairs.into_iter().map(|(old, new)| (old, new, diff::compare(old, new))).collect();
    ignored(&ignores, &mut told)?;
    for (_, _, changes) in &mut told {
        changes.retain(|change| is_wanted(change, flags.only));
    }
    let text = text(&told, &old, &new, flags.format);
    output::print(&text).map_err(|error| format!("stdout: {error}"))?;
    if let Some(memory) = summary::memory() {
        say(&memory);
    }
    let reached = told.iter().flat_map(|(_, _, changes)| changes).any(|change| reaches(change, flags));
    Ok(ExitCode::from(u8::from(reached)))
}

/// Reads two trees and takes the facts of what is understood.
pub(crate) fn both(old: &Path, new: &Path) -> Result<(Taken, Taken), Failure> {
    let (old, new) = rayon::join(|| tree(old), || tree(new));
    let (old, new) = (old?, new?);
    let [before, after] = snapshots_of_both(&old, &new);
    let taken = |tree: DocsTree, snapshots| Taken { prefix: crate::docs::prefix(&tree.root), snapshots, tree };
    Ok((taken(old, before), taken(new, after)))
}

fn tree(docs: &Path) -> Result<DocsTree, String> {
    read(docs).map_err(|error| error.to_string())
}

impl Taken {
    /// Returns the facts of each version.
    pub(crate) fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }
}

/// Pairs the versions that both trees have. Where each has one, they are compared whatever they are called.
fn paired<'t>(
    old: &'t Taken,
    new: &'t Taken,
    wanted: Option<&str>,
) -> Result<Vec<(&'t Snapshot, &'t Snapshot)>, Failure> {
    let find = |taken: &'t Taken, name: &str| taken.snapshots.iter().find(|snapshot| snapshot.version == name);
    if let Some(name) = wanted {
        let found = |taken: &'t Taken| {
            find(taken, name).ok_or_else(|| format!("{} holds no version {name}", taken.tree.root.display()))
        };
        return Ok(vec![(found(old)?, found(new)?)]);
    }
    if let ([old], [new]) = (&old.snapshots[..], &new.snapshots[..]) {
        return Ok(vec![(old, new)]);
    }
    let pairs: Vec<_> =
        new.snapshots.iter().filter_map(|snapshot| Some((find(old, &snapshot.version)?, snapshot))).collect();
    let names = |taken: &'t Taken| taken.snapshots.iter().map(|snapshot| snapshot.version.as_str());
    for (here, there, word) in [(new, old, "newer"), (old, new, "older")] {
        for name in names(here).filter(|name| find(there, name).is_none()) {
            say(&format!("only the {word} tree has {name}: it isn't compared"));
        }
    }
    if pairs.is_empty() { Err("the trees have no version in common".into()) } else { Ok(pairs) }
}

/// Reads the file of accepted changes.
fn ignores(file: Option<&Path>) -> Result<Ignores, Failure> {
    let Some(file) = file else { return Ok(Ignores::default()) };
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Ignores::parse(&text).map_err(|error| format!("{}: {error}", file.display()))?)
}

/// Removes the accepted changes of all versions; an entry that none fits is an error.
fn ignored(ignores: &Ignores, told: &mut [(&Snapshot, &Snapshot, Vec<Change>)]) -> Result<(), Failure> {
    let mut unused: Option<Vec<diff::Ignored>> = None;
    for (_, _, changes) in told {
        let here = ignores.apply(changes);
        unused = Some(match unused {
            None => here,
            Some(before) => before.into_iter().filter(|entry| here.contains(entry)).collect(),
        });
    }
    match unused.unwrap_or_default().first() {
        Some(entry) => Err(format!("--ignore: no change fits the entry of {} ({})", entry.kind, entry.why).into()),
        None => Ok(()),
    }
}

/// Tells whether a change is asked for: of the service or of Rust alone.
fn is_wanted(change: &Change, only: Option<Only>) -> bool {
    match only {
        None => true,
        Some(Only::Service) => change.service.effect != Effect::None,
        Some(Only::Rust) => change.rust.effect != Effect::None,
    }
}

/// Tells whether a change makes the run fail.
fn reaches(change: &Change, flags: &Diff) -> bool {
    let effect = match flags.only {
        None => change.service.effect.max(change.rust.effect),
        Some(Only::Service) => change.service.effect,
        Some(Only::Rust) => change.rust.effect,
    };
    match flags.fail_on {
        FailOn::Breaking => effect == Effect::Breaking,
        FailOn::Any => true,
        FailOn::None => false,
    }
}

/// The version of the generated crates.
const CRATES: &str = "0.1.0";

fn text(told: &[(&Snapshot, &Snapshot, Vec<Change>)], old: &Taken, new: &Taken, form: Form) -> String {
    let mut out = String::new();
    for (before, after, changes) in told {
        let mut sides = render::Sides {
            old: render::Pages::new(before, Some(&old.tree), &old.prefix),
            new: render::Pages::new(after, Some(&new.tree), &new.prefix),
        };
        let next = diff::next_version(CRATES, changes);
        out += &match form {
            Form::Json => render::json(changes, &mut sides),
            Form::Human => human(changes, &mut sides, after, &next),
            Form::Markdown => render::markdown(changes, &mut sides, &next),
            Form::GraphChangelog => render::graph_changelog(changes, &mut sides),
        };
    }
    out
}

fn human(changes: &[Change], sides: &mut render::Sides<'_>, after: &Snapshot, next: &Next) -> String {
    let changes = render::human(changes, sides);
    format!("{}\n\n{changes}crates:  {CRATES} → {}: {}\n", after.version, next.version, next.why)
}
