//! What the last run read, wrote and said: where neither pages nor crates have changed since, there is nothing to do again, and where
//! some pages have, the files that are made of others needn't be printed again.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use std::{fs, io};

use msgraph_codegen::diagnostic::Counts;
use msgraph_codegen::read::DocsTree;
use serde_json::{Value, json};

use crate::flags::{self, Codegen};
use crate::summary::Summary;

/// A run that needn't be repeated.
pub(crate) struct LastRun {
    /// The text that it printed to stdout.
    pub(crate) findings: String,
    /// Its figures.
    pub(crate) summary: Summary,
    /// The number of files that it left behind.
    pub(crate) files: usize,
}

/// The place where runs are remembered, what this one depends on, and what the last one left behind.
pub(crate) struct Record {
    file: PathBuf,
    key: String,
    program: String,
    last: Option<Last>,
}

/// What is remembered of the last run, and what stands in its place now.
struct Last {
    record: Value,
    files: Value,
}

impl Last {
    /// Looks for the last run; none if a later one was killed on its way.
    fn of(file: &Path, out: &Path) -> Option<Self> {
        if msgraph_codegen::write::is_unfinished(out) {
            return None;
        }
        let record = serde_json::from_str(&fs::read_to_string(file).ok()?).ok()?;
        Some(Self { record, files: state(out).ok()? })
    }
}

impl Record {
    /// Returns the record of a run; none for runs that have more to do than to write crates.
    pub(crate) fn of(flags: &Codegen, tree: &DocsTree, runtime: Option<&str>) -> Option<Self> {
        if flags.check
            || flags.ledger.is_some()
            || flags.report.is_some()
            || flags.snippets.is_some()
            || flags.release.is_some()
        {
            return None;
        }
        let file = place(&flags.out, "json")?;
        let program = format!("{:016x}", hash_of(program()?));
        let mut hasher = DefaultHasher::new();
        program.hash(&mut hasher);
        (runtime, &flags.include, format!("{:?}", flags.format), flags.all).hash(&mut hasher);
        (std::env::current_dir().ok()?, &tree.root).hash(&mut hasher);
        for version in &tree.versions {
            version.name.hash(&mut hasher);
            version.pages.iter().chain(&version.toc).for_each(|page| (&page.path, &page.text).hash(&mut hasher));
        }
        tree.includes.iter().chain(&tree.corrections).for_each(|page| (&page.path, &page.text).hash(&mut hasher));
        format!("{:?}", tree.diagnostics).hash(&mut hasher);
        let last = Last::of(&file, &flags.out);
        Some(Self { file, key: format!("{:016x}", hasher.finish()), program, last })
    }

    /// Returns the last run, if it read the same, and everything it left behind still stands there untouched.
    pub(crate) fn find(&self) -> Option<LastRun> {
        let Last { record, files } = self.last.as_ref()?;
        if record["key"] != *self.key || record["files"] != *files {
            return None;
        }
        let number = |name: &str| record["summary"][name].as_u64().and_then(|number| usize::try_from(number).ok());
        let summary = Summary {
            pages: number("pages")?,
            types: number("types")?,
            properties: number("properties")?,
            operations: number("operations")?,
            found: Counts { errors: number("errors")?, warnings: number("warnings")?, notes: number("notes")? },
            accounted: number("accounted")?,
            unaccounted: number("unaccounted")?,
            ..Summary::default()
        };
        let findings = record["findings"].as_str()?.to_owned();
        Some(LastRun { findings, summary, files: files.as_object().map_or(0, serde_json::Map::len) })
    }

    /// Returns the text of a file that the last run printed from the same plan, if it still stands there untouched.
    pub(crate) fn printed(&self, out: &Path, path: &str, plan: u64) -> Option<String> {
        let Last { record, files } = self.last.as_ref()?;
        let same = record["program"] == *self.program
            && record["plans"][path] == plan
            && !files[path].is_null()
            && record["files"][path] == files[path];
        if same { fs::read_to_string(out.join(path)).ok() } else { None }
    }

    /// Remembers a run, with the plans of the files that it printed. One that can't be remembered is done again; that is no error.
    pub(crate) fn keep(&self, out: &Path, findings: &str, summary: &Summary, plans: Vec<(String, u64)>) {
        let Ok(files) = state(out) else { return };
        let Summary { pages, types, properties, operations, found, accounted, unaccounted, .. } = summary;
        let Counts { errors, warnings, notes } = found;
        let summary = json!({
            "pages": pages, "types": types, "properties": properties, "operations": operations, "errors": errors,
            "warnings": warnings, "notes": notes, "accounted": accounted, "unaccounted": unaccounted,
        });
        let plans: Value = plans.into_iter().map(|(path, plan)| (path, Value::from(plan))).collect();
        let record = json!({
            "key": self.key, "program": self.program, "files": files, "plans": plans, "summary": summary, "findings": findings,
        });
        let folder = self.file.parent().unwrap_or(&self.file);
        let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&self.file, record.to_string()));
    }
}

/// Returns the file in which something is remembered of the runs that write to a folder.
pub(crate) fn place(out: &Path, end: &str) -> Option<PathBuf> {
    let out = std::path::absolute(out).ok()?;
    Some(flags::project().join("target/codegen").join(format!("{:016x}.{end}", hash_of(&out))))
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Returns what tells this generator from others: another build may write something else.
fn program() -> Option<(u64, u128)> {
    let data = fs::metadata(std::env::current_exe().ok()?).ok()?;
    Some((data.len(), data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos()))
}

/// Returns length and time of every file that codegen would look at in a folder, by path.
fn state(out: &Path) -> io::Result<Value> {
    let mut state = serde_json::Map::new();
    for path in msgraph_codegen::write::present(out)? {
        let data = fs::symlink_metadata(out.join(&path))?;
        let time = data.modified()?.duration_since(UNIX_EPOCH).map_err(io::Error::other)?;
        state.insert(path, json!([data.len(), time.as_nanos().to_string()]));
    }
    Ok(state.into())
}
