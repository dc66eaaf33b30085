//! `cargo xtask codegen --release VERSION`: the choices, the licences, and what changed since the release before.
//!
//! A folder of releases remembers in a file what they said: the facts of the last two APIs, and the entries of all. So the same
//! release can be made again, and the next one knows what it follows.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use msgraph_codegen::api::{Api, TypeKind};
use msgraph_codegen::diff::{self, Next, Snapshot, render};
use msgraph_codegen::plan::Release;
use msgraph_codegen::plan::release::Choices;
use msgraph_codegen::read::DocsTree;
use rayon::prelude::*;
use semver::Version;
use serde_json::{Value, json};

use crate::Failure;
use crate::flags;
use crate::output::say;
use crate::own_pages::LICENCES;

/// The choices, in the docs tree.
const CHOICES: &str = "release.yaml";

/// What is remembered of releases, in the folder of the crates.
const RELEASES: &str = "releases.json";

/// A release that is to be written, and what is to be remembered of it.
pub(crate) struct Plan {
    pub(crate) release: Release,
    history: PathBuf,
    now: Value,
}

/// A release of before.
struct Past {
    version: Version,
    /// The entries of the changelogs, by version of the API.
    entries: BTreeMap<String, String>,
    /// The facts of the APIs; only of the last two releases.
    apis: Option<Vec<Snapshot>>,
}

impl Plan {
    /// Plans a release, and returns the facts of the APIs, too; nothing is written.
    ///
    /// # Errors
    /// If the choices or the history can't be read, or the version comes before the last one.
    pub(crate) fn new(
        version: &Version,
        out: &Path,
        tree: &DocsTree,
        apis: &[Api],
    ) -> Result<(Self, Vec<Snapshot>), Failure> {
        let history = out.join(RELEASES);
        let mut releases = past(&history)?;
        if let Some(last) = releases.last().filter(|last| last.version > *version) {
            return Err(format!("{}: {} was released, {version} comes before it", out.display(), last.version).into());
        }
        releases.retain(|past| past.version != *version);
        let facts: Vec<Snapshot> = apis.par_iter().map(diff::snapshot).collect();
        let before = releases.last();
        let entries =
            apis.iter().zip(&facts).map(|(api, facts)| (api.version.clone(), entry(version, before, api, facts)));
        let now = Past { version: version.clone(), entries: entries.collect(), apis: Some(facts.clone()) };
        releases.push(now);
        let mut release = choices(&tree.root, version)?;
        release.changes = changes(&releases);
        let last_two = releases.len().saturating_sub(2);
        releases[..last_two].iter_mut().for_each(|past| past.apis = None);
        Ok((Self { release, history, now: releases.iter().map(Past::kept).collect() }, facts))
    }

    /// Remembers the release, when it is written.
    ///
    /// # Errors
    /// If that can't be written.
    pub(crate) fn settle(self) -> Result<(), Failure> {
        // Old or new, never half of it.
        let aside = self.history.with_extension("new");
        let written = fs::write(&aside, self.now.to_string()).and_then(|()| fs::rename(&aside, &self.history));
        Ok(written.map_err(|error| format!("{}: {error}", self.history.display()))?)
    }
}

impl Past {
    fn kept(&self) -> Value {
        json!({ "version": self.version.to_string(), "entries": self.entries, "apis": self.apis })
    }

    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            version: Version::parse(value["version"].as_str()?).ok()?,
            entries: serde_json::from_value(value["entries"].clone()).ok()?,
            apis: serde_json::from_value(value["apis"].clone()).ok()?,
        })
    }
}

/// Reads what is remembered of releases, sorted by version.
fn past(file: &Path) -> Result<Vec<Past>, Failure> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let list: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
    let mut past = list.iter().map(Past::read).collect::<Option<Vec<_>>>().filter(|past| !past.is_empty());
    past.iter_mut().for_each(|past| past.sort_by(|a, b| a.version.cmp(&b.version)));
    Ok(past
        .ok_or_else(|| format!("{}: no list of releases; take it from the last commit that has one", file.display()))?)
}

/// Writes the entry of a release in the changelog of a version of the API.
fn entry(version: &Version, before: Option<&Past>, api: &Api, now: &Snapshot) -> String {
    let last =
        before.and_then(|past| Some((past, past.apis.as_ref()?.iter().find(|facts| facts.version == now.version)?)));
    let Some((past, last)) = last else { return first(version, api) };
    let changes = diff::compare(last, now);
    let asked = diff::next_version(&past.version.to_string(), &changes);
    if Version::parse(&asked.version).is_ok_and(|asked| asked > *version) {
        say(&format!("warning: {}: {} asks for {}, not {version}", now.version, asked.why, asked.version));
    }
    let mut sides = render::Sides { old: render::Pages::new(last, None, ""), new: render::Pages::new(now, None, "") };
    render::markdown(&changes, &mut sides, &Next { version: version.to_string(), ..asked })
}

fn first(version: &Version, api: &Api) -> String {
    let is_enum = |kind: &TypeKind| matches!(kind, TypeKind::Enum(_));
    let enums = api.types.iter().filter(|ty| is_enum(&ty.kind)).count();
    let (structs, operations) = (api.types.len() - enums, api.operations.iter().filter(|of| of.speaks()).count());
    format!("## {version}\n\nThe first release: {structs} structs, {enums} enums and {operations} operations.\n")
}

/// Joins the entries of all releases, the newest first.
fn changes(releases: &[Past]) -> BTreeMap<String, String> {
    let mut changes: BTreeMap<String, String> = BTreeMap::new();
    for (name, entry) in releases.iter().rev().flat_map(|past| &past.entries) {
        let text = changes.entry(name.clone()).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(entry);
    }
    changes
}

/// Reads the choices and the texts of the licences.
fn choices(root: &Path, version: &Version) -> Result<Release, Failure> {
    let file = root.join(CHOICES);
    let text = if file.exists() { read(&file)? } else { String::new() };
    let choices = Choices::parse(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let (folder, names) = match &*choices.licence_files {
        [] => (flags::project(), LICENCES.map(str::to_owned).to_vec()),
        files => (root.to_owned(), files.to_vec()),
    };
    let mut release = choices.release(&version.to_string());
    for name in names {
        let text = read(&folder.join(&name))?;
        release.licence_files.push((packed(&name), text));
    }
    release.licence_files.sort();
    release.licence_files.dedup_by(|a, b| a.0 == b.0);
    Ok(release)
}

/// Names the file of a licence in a package: one can see there that it is one.
fn packed(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    if name.starts_with("LICENSE") { name.to_owned() } else { format!("LICENSE-{name}") }
}

fn read(file: &Path) -> Result<String, Failure> {
    Ok(fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Past, changes, packed};

    #[test]
    fn entries_stand_newest_first() {
        let past = |version: &str, entry: &str| Past {
            version: version.parse().expect("a version"),
            entries: BTreeMap::from([("v1.0".to_owned(), entry.to_owned())]),
            apis: None,
        };
        let joined = changes(&[past("0.1.0", "## 0.1.0\n"), past("0.2.0", "## 0.2.0\n")]);
        assert_eq!(joined["v1.0"], "## 0.2.0\n\n## 0.1.0\n");
    }

    #[test]
    fn licences_are_called_so() {
        assert_eq!(packed("legal/LICENSE-MIT"), "LICENSE-MIT");
        assert_eq!(packed("COPYING"), "LICENSE-COPYING");
    }
}
