//! Changes files all or nothing: new ones are written aside first, then moved into place; if a move fails, all earlier
//! ones are undone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use super::Outcome;
use super::survey::named;
use crate::emit::GeneratedFile;

/// The folder of new and replaced files in between. Hidden, so that no run takes it for output.
const ASIDE: &str = ".codegen";

/// Does what the outcome says.
pub(super) fn run(files: &[GeneratedFile], dir: &Path, outcome: &Outcome) -> io::Result<()> {
    let aside = dir.join(ASIDE);
    // What an interrupted run left is worth nothing.
    clear(&aside)?;
    let texts: BTreeMap<&str, &str> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let staged = stage(&texts, &aside, &outcome.written).and_then(|()| commit(dir, &aside, outcome));
    let cleared = clear(&aside);
    staged.and(cleared)
}

/// Writes the new files aside, under numbers.
fn stage(texts: &BTreeMap<&str, &str>, aside: &Path, written: &[String]) -> io::Result<()> {
    for part in ["new", "old"] {
        let path = aside.join(part);
        fs::create_dir_all(&path).map_err(|error| named(&path, &error))?;
    }
    written.par_iter().enumerate().try_for_each(|(number, path)| {
        let target = aside.join("new").join(number.to_string());
        fs::write(&target, texts[path.as_str()]).map_err(|error| named(&target, &error))
    })
}

/// Moves new files in and old ones out; undoes all of it if one move fails.
fn commit(dir: &Path, aside: &Path, outcome: &Outcome) -> io::Result<()> {
    let mut done = Vec::new();
    let result = moves(dir, aside, outcome, &mut done);
    if result.is_err() {
        for (from, to) in done.iter().rev() {
            // Nothing better can be done if this fails, too; the first error is what is told.
            let _ = fs::rename(to, from);
        }
    } else {
        remove_empty_folders(dir, &outcome.removed);
    }
    result
}

/// Moves the files; enters each move in `done`.
fn moves(dir: &Path, aside: &Path, outcome: &Outcome, done: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    let mut rename = |from: PathBuf, to: PathBuf| {
        fs::rename(&from, &to).map_err(|error| named(&to, &error))?;
        done.push((from, to));
        Ok::<(), io::Error>(())
    };
    // Old files go first: a folder may have to make room for a file of its name, or a file for a folder.
    for (number, path) in outcome.removed.iter().chain(&outcome.written).enumerate() {
        let target = dir.join(path);
        if fs::symlink_metadata(&target).is_ok() {
            rename(target, aside.join("old").join(number.to_string()))?;
        }
    }
    for (number, path) in outcome.written.iter().enumerate() {
        let target = dir.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        }
        rename(aside.join("new").join(number.to_string()), target)?;
    }
    Ok(())
}

/// Removes folders that have become empty by removals.
fn remove_empty_folders(dir: &Path, removed: &[String]) {
    for path in removed {
        let mut folder = Path::new(path).parent();
        while let Some(inner) = folder.filter(|inner| !inner.as_os_str().is_empty()) {
            // Fails if it isn't empty, and then it stays.
            if fs::remove_dir(dir.join(inner)).is_err() {
                break;
            }
            folder = inner.parent();
        }
    }
}

fn clear(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(named(path, &error)),
        _ => Ok(()),
    }
}
