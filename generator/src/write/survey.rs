//! Compares a folder with the generated files, and refuses to touch what isn't ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::ops::Bound;
use std::path::Path;

use rayon::prelude::*;

use super::{MARK, Outcome};
use crate::emit::GeneratedFile;

/// The number of bytes at the top in which a mark is looked for.
const HEAD: u64 = 1024;

/// The endings of files that carry the mark; what others put there doesn't.
const MARKED: [&str; 4] = [".rs", ".toml", ".md", ".jsonl"];

/// Checks that each file has a place of its own in the folder.
pub(super) fn check_plan(files: &[GeneratedFile]) -> io::Result<()> {
    let mut planned = BTreeSet::new();
    for file in files {
        check_path(&file.path)?;
        if !planned.insert(file.path.as_str()) {
            return Err(refuse(&file.path, "is planned twice"));
        }
    }
    Ok(())
}

/// Compares the folder with the files.
pub(super) fn survey(files: &[GeneratedFile], dir: &Path) -> io::Result<Outcome> {
    check_plan(files)?;
    let planned: BTreeMap<&str, &GeneratedFile> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let found = look(dir)?;
    let mut crates: BTreeSet<&str> = planned.keys().filter_map(|path| path.strip_suffix("Cargo.toml")).collect();
    if crates.remove("") && found.files.contains("Cargo.toml") {
        // That of the workspace: what else stands beside the crates is others' business.
        check_owner(dir, "", &found)?;
    }
    for folder in &crates {
        check_owner(dir, folder, &found)?;
    }
    let stale: Vec<io::Result<Option<&str>>> =
        planned.par_iter().map(|(path, file)| Ok(differs(dir, file, &found.files)?.then_some(*path))).collect();
    let mut outcome = Outcome::default();
    for path in stale {
        match path? {
            Some(path) => outcome.written.push(path.to_owned()),
            None => outcome.unchanged += 1,
        }
    }
    let (removed, foreign) = strangers(dir, &planned, &crates, &found)?;
    (outcome.removed, outcome.foreign) = (removed, foreign);
    make_room(&planned, &outcome)?;
    Ok(outcome)
}

/// Divides the files that no plan names into those that codegen wrote once, and those in its crates that it didn't.
fn strangers(
    dir: &Path,
    planned: &BTreeMap<&str, &GeneratedFile>,
    crates: &BTreeSet<&str>,
    found: &Found,
) -> io::Result<(Vec<String>, Vec<String>)> {
    let manifests =
        found.files.iter().filter_map(|path| path.strip_suffix("Cargo.toml")).filter(|path| !path.is_empty());
    let mut ours: BTreeSet<&str> = crates.clone();
    for folder in manifests {
        if marked(&dir.join(folder).join("Cargo.toml"))? {
            ours.insert(folder);
        }
    }
    let (mut removed, mut foreign) = (Vec::new(), Vec::new());
    for path in found.files.iter().filter(|path| !planned.contains_key(path.as_str())) {
        let folder = ours.iter().find(|folder| path.starts_with(**folder));
        if marked(&dir.join(path))? {
            removed.push(path.clone());
        } else if folder.is_some() {
            foreign.push(path.clone());
        }
    }
    foreign.extend(found.odd.iter().filter(|path| ours.iter().any(|folder| path.starts_with(folder))).cloned());
    foreign.sort();
    Ok((removed, foreign))
}

/// Checks that no file of others stands where a folder must be, and none in a folder where a file must be.
fn make_room(planned: &BTreeMap<&str, &GeneratedFile>, outcome: &Outcome) -> io::Result<()> {
    for path in &outcome.foreign {
        let folder = format!("{path}/");
        let mut behind = planned.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded));
        let below = behind.next().is_some_and(|(next, _)| next.starts_with(&folder));
        let above = path.match_indices('/').any(|(at, _)| planned.contains_key(&path[..at]));
        if below || above {
            return Err(refuse(path, "is in the way, and codegen didn't write it; move it to another place"));
        }
    }
    Ok(())
}

/// Checks that a path stays in the folder. Plans make no others; this holds even if one did.
pub(super) fn check_path(path: &str) -> io::Result<()> {
    let sound = !path.contains('\\') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if sound { Ok(()) } else { Err(refuse(path, "leaves the output folder")) }
}

/// Checks that a crate's folder is ours: it holds no file yet, or its manifest carries the mark, or it has lost its manifest
/// and every source carries it. Else somebody's work would be lost.
fn check_owner(dir: &Path, folder: &str, found: &Found) -> io::Result<()> {
    let manifest = format!("{folder}Cargo.toml");
    let mut files = found.files.iter().filter(|path| path.starts_with(folder)).peekable();
    let ours = if found.files.contains(&manifest) {
        marked(&dir.join(manifest))?
    } else {
        let empty = files.peek().is_none();
        let mut all = true;
        let mut any = false;
        for path in files.filter(|path| MARKED.iter().any(|ending| path.ends_with(ending))) {
            all &= marked(&dir.join(path))?;
            any = true;
        }
        empty || all && any
    };
    let shown = dir.join(folder).display().to_string();
    if ours { Ok(()) } else { Err(refuse(&shown, "wasn't written by codegen; choose another --out, or remove it")) }
}

/// What a folder holds, as far as a run looks at it.
#[derive(Default)]
struct Found {
    /// The files.
    files: BTreeSet<String>,
    /// Files and folders whose names aren't UTF-8, as well as they can be shown.
    odd: Vec<String>,
}

/// Lists all files below a folder that a run looks at, sorted: hidden ones, lock files and what Cargo leaves behind are none
/// of its business, nor are names that aren't UTF-8.
///
/// # Errors
/// If a folder can't be read.
pub fn present(dir: &Path) -> io::Result<BTreeSet<String>> {
    Ok(look(dir)?.files)
}

fn look(dir: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = dir.join(&folder);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_empty() => break,
            Err(error) => return Err(named(&path, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| named(&path, &error))?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                found.odd.push(format!("{folder}{}", name.to_string_lossy()));
                continue;
            };
            let path = format!("{folder}{name}");
            if name.starts_with('.') || name == "Cargo.lock" {
                continue;
            }
            if !entry.file_type()?.is_dir() {
                found.files.insert(path);
            } else if !dir.join(&path).join("CACHEDIR.TAG").exists() {
                folders.push(format!("{path}/"));
            }
        }
    }
    Ok(found)
}

/// Tells whether the file on disk differs from what it should be.
fn differs(dir: &Path, file: &GeneratedFile, present: &BTreeSet<String>) -> io::Result<bool> {
    if !present.contains(&file.path) {
        return Ok(true);
    }
    let path = dir.join(&file.path);
    let data = fs::symlink_metadata(&path).map_err(|error| named(&path, &error))?;
    if !data.is_file() || data.len() != file.text.len() as u64 {
        return Ok(true);
    }
    Ok(fs::read(&path).map_err(|error| named(&path, &error))? != file.text.as_bytes())
}

/// Tells whether a file says near its top that codegen wrote it.
fn marked(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path).map_err(|error| named(path, &error))?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(HEAD).read_to_end(&mut head))
        .map_err(|error| named(path, &error))?;
    Ok(String::from_utf8_lossy(&head).contains(MARK))
}

/// Makes an error name its file.
pub(super) fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Makes the error that says why a path isn't touched.
pub(super) fn refuse(path: &str, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{path} {why}"))
}
