//! What changed in the API since the last run of the same output, in a few lines.
//!
//! The last API stands as facts in a file beside the record of the last run. One that can't be read is none; one that can't be
//! written is told nothing of: it is no part of the output.

use std::path::{Path, PathBuf};

use msgraph_codegen::api::Api;
use msgraph_codegen::diff::{self, Change, Effect, Snapshot, render};
use rayon::prelude::*;

use crate::last_run;
use crate::output::say;

/// The number of changes that are named.
const FEW: usize = 5;

/// The facts of the APIs of a run, held against those of the last one.
pub(crate) struct LastApi {
    file: PathBuf,
    /// What changed, the gravest first; none where there was no last run.
    changes: Option<Vec<Change>>,
    /// The facts for the next run.
    now: Option<String>,
}

impl LastApi {
    /// Takes the facts, unless somebody has them already, and looks for those of the last run.
    pub(crate) fn of(out: &Path, apis: &[Api], facts: Option<Vec<Snapshot>>) -> Option<Self> {
        let file = last_run::place(out, "api.json")?;
        let read = || serde_json::from_str::<Vec<Snapshot>>(&std::fs::read_to_string(&file).ok()?).ok();
        let (now, last) = rayon::join(|| facts.unwrap_or_else(|| apis.par_iter().map(diff::snapshot).collect()), read);
        let (changes, now) =
            rayon::join(|| last.as_ref().map(|last| changes(last, &now)), || serde_json::to_string(&now).ok());
        Some(Self { file, changes, now })
    }

    /// Says what changed, and keeps the facts for the next run; returns the changes.
    pub(crate) fn settle(self) -> Option<Vec<Change>> {
        let Self { file, changes, now } = self;
        if let Some(changes) = &changes {
            say(&told(changes));
        }
        // Old or new, never half of it.
        let aside = file.with_extension("new");
        let folder = file.parent().unwrap_or(&file);
        let write = |text| std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&aside, text));
        let _ = now.map(|now| write(now).and_then(|()| std::fs::rename(&aside, &file)));
        changes
    }
}

/// Returns what changed between two runs, the gravest first.
fn changes(last: &[Snapshot], now: &[Snapshot]) -> Vec<Change> {
    let of_version = |now: &Snapshot| {
        let before = last.iter().find(|snapshot| snapshot.version == now.version)?;
        Some(diff::compare(before, now))
    };
    let mut changes: Vec<Change> = now.iter().filter_map(of_version).flatten().collect();
    changes.retain(|change| !change.repeats() && !change.is_of_words());
    changes.sort_by_key(|change| std::cmp::Reverse((change.service.effect, change.rust.effect)));
    changes
}

/// Says in a few lines what changed.
fn told(changes: &[Change]) -> String {
    if changes.is_empty() {
        return NOTHING.to_owned();
    }
    let breaking = |of: fn(&Change) -> Effect| changes.iter().filter(|change| of(change) == Effect::Breaking).count();
    let (callers, programs) = (breaking(|change| change.service.effect), breaking(|change| change.rust.effect));
    let mut out = format!(
        "changes      {:>8}  in the API: {callers} breaking for callers of the service, {programs} for programs in Rust",
        changes.len()
    );
    for change in changes.iter().take(FEW) {
        out += &format!("\n             {}", render::sentence(change));
    }
    if changes.len() > FEW {
        out += "\n             … `cargo xtask diff` tells all";
    }
    out
}

/// What is said where no more than words changed.
pub(crate) const NOTHING: &str = "changes             0  nothing in the API";
