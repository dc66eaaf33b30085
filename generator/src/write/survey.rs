//! Compares a folder with the generated files, and refuses to touch what isn't ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use rayon::prelude::*;

use super::{MARK, Outcome};
use crate::emit::GeneratedFile;

/// The number of bytes at the top in which a mark is looked for.
const HEAD: u64 = 1024;

/// Compares the folder with the files.
pub(super) fn survey(files: &[GeneratedFile], dir: &Path) -> io::Result<Outcome> {
    let mut planned = BTreeMap::new();
    for file in files {
        check_path(&file.path)?;
        if planned.insert(file.path.as_str(), file).is_some() {
            return Err(refuse(&file.path, "is planned twice"));
        }
    }
    let crates: BTreeSet<&str> = planned.keys().filter_map(|path| path.strip_suffix("Cargo.toml")).collect();
    for folder in &crates {
        check_owner(dir, folder)?;
    }
    let present = present(dir)?;
    let stale: Vec<io::Result<Option<&str>>> =
        planned.par_iter().map(|(path, file)| Ok(differs(dir, file, &present)?.then_some(*path))).collect();
    let mut outcome = Outcome::default();
    for path in stale {
        match path? {
            Some(path) => outcome.written.push(path.to_owned()),
            None => outcome.unchanged += 1,
        }
    }
    for path in present.iter().filter(|path| !planned.contains_key(path.as_str())) {
        let ours = crates.iter().any(|folder| path.starts_with(folder)) || marked(&dir.join(path))?;
        if ours {
            outcome.removed.push(path.clone());
        }
    }
    Ok(outcome)
}

/// Checks that a path stays in the folder. Plans make no others; this holds even if one did.
fn check_path(path: &str) -> io::Result<()> {
    let sound = !path.contains('\\') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if sound { Ok(()) } else { Err(refuse(path, "leaves the output folder")) }
}

/// Checks that a crate's folder is ours: it's new, or its manifest carries the mark. Else somebody's work would be
/// lost.
fn check_owner(dir: &Path, folder: &str) -> io::Result<()> {
    let path = dir.join(folder);
    let empty = match fs::read_dir(&path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(named(&path, &error)),
    };
    let manifest = path.join("Cargo.toml");
    if empty || manifest.is_file() && marked(&manifest)? {
        return Ok(());
    }
    Err(refuse(&path.display().to_string(), "wasn't written by codegen; choose another --out, or remove it"))
}

/// Lists all files below a folder that a run looks at, sorted: hidden ones, lock files and what Cargo leaves behind are none
/// of its business.
///
/// # Errors
/// If a folder can't be read.
pub fn present(dir: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
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
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}{name}");
            if name.starts_with('.') || name == "Cargo.lock" {
                continue;
            }
            if !entry.file_type()?.is_dir() {
                found.insert(path);
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
    if !fs::symlink_metadata(path)?.is_file() {
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

fn refuse(path: &str, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{path} {why}"))
}
