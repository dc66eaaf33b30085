//! Changes files all or nothing: new ones are written aside first, then moved into place; if a move fails, all earlier
//! ones are undone, and if the run is killed, the next one goes on with the moves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use super::Outcome;
use super::disk::Disk;
use super::journal::Journal;
use super::survey::{named, refuse};
use crate::emit::GeneratedFile;

/// The folder of new and replaced files in between. Hidden, so that no run takes it for output.
const ASIDE: &str = ".codegen";

/// Does what the outcome says.
pub(super) fn run(files: &[GeneratedFile], dir: &Path, outcome: &Outcome, disk: Disk<'_>) -> io::Result<()> {
    let aside = dir.join(ASIDE);
    let texts: BTreeMap<&str, &str> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let journal = Journal { removed: outcome.removed.clone(), written: outcome.written.clone() };
    let staged = stage(&texts, &aside, &journal.written, disk).and_then(|()| journal.keep(&aside, disk));
    if let Err(error) = staged {
        // What stands aside is worth nothing without a journal.
        let _ = disk.clear(&aside);
        return Err(error);
    }
    let mut done = Done::default();
    match moves(dir, &aside, &journal, disk, &mut done) {
        Ok(()) => {
            end(dir, &aside, &journal, disk);
            Ok(())
        }
        Err(error) => {
            // What can't be undone is done by the next run, which finds the journal.
            if done.undo(disk).and_then(|()| Journal::close(&aside, disk)).is_ok() {
                let _ = disk.clear(&aside);
            }
            Err(error)
        }
    }
}

/// Returns whether a run is under way in a folder, or left something there that the next one has to finish or clear.
pub fn is_unfinished(dir: &Path) -> bool {
    fs::symlink_metadata(dir.join(ASIDE)).is_ok()
}

/// Finishes what a killed run began, and clears what it left.
pub(super) fn finish(dir: &Path, disk: Disk<'_>) -> io::Result<()> {
    let aside = dir.join(ASIDE);
    match fs::symlink_metadata(&aside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(named(&aside, &error)),
        Ok(data) if data.is_dir() => {}
        Ok(_) => {
            return Err(refuse(&aside.display().to_string(), "is in the way: codegen needs a folder of that name"));
        }
    }
    if let Some(journal) = Journal::find(&aside)? {
        moves(dir, &aside, &journal, disk, &mut Done::default())?;
        end(dir, &aside, &journal, disk);
    }
    disk.clear(&aside)
}

/// Writes the new files aside, under numbers.
fn stage(texts: &BTreeMap<&str, &str>, aside: &Path, written: &[String], disk: Disk<'_>) -> io::Result<()> {
    for part in ["new", "old"] {
        disk.create_folders(&aside.join(part))?;
    }
    let each = written.par_iter().enumerate();
    each.try_for_each(|(number, path)| disk.write(&aside.join("new").join(number.to_string()), texts[path.as_str()]))
}

/// Clears up behind moves that are all done. What fails here the next run does: the files are as they should be.
fn end(dir: &Path, aside: &Path, journal: &Journal, disk: Disk<'_>) {
    remove_empty_folders(dir, &journal.removed, disk);
    let _ = Journal::close(aside, disk).and_then(|()| disk.clear(aside));
}

/// Moves new files in and old ones out; enters each change in `done`. What an earlier run has moved already stays.
fn moves(dir: &Path, aside: &Path, journal: &Journal, disk: Disk<'_>, done: &mut Done) -> io::Result<()> {
    let (new, old) = (aside.join("new"), aside.join("old"));
    let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
    // Old files go first: a folder may have to make room for a file of its name, or a file for a folder.
    for (number, path) in journal.removed.iter().enumerate() {
        let (from, to) = (dir.join(path), old.join(number.to_string()));
        if !is_there(&to) && is_there(&from) {
            done.rename(from, to, disk)?;
        }
    }
    for (number, path) in journal.written.iter().enumerate() {
        let (from, to) = (new.join(number.to_string()), dir.join(path));
        if !is_there(&from) {
            continue;
        }
        if let Some(folder) = to.parent() {
            done.0.extend(disk.create_folders(folder)?.into_iter().map(Change::Folder));
        }
        if to.is_dir() {
            disk.remove_empty_tree(&to)?;
        } else if is_there(&to) {
            let number = journal.removed.len() + number;
            done.rename(to.clone(), old.join(number.to_string()), disk)?;
        }
        done.rename(from, to, disk)?;
    }
    Ok(())
}

/// The changes of a run so far.
#[derive(Default)]
struct Done(Vec<Change>);

enum Change {
    /// Something was moved from the first place to the second.
    Move(PathBuf, PathBuf),
    /// A folder was made.
    Folder(PathBuf),
}

impl Done {
    fn rename(&mut self, from: PathBuf, to: PathBuf, disk: Disk<'_>) -> io::Result<()> {
        disk.rename(&from, &to)?;
        self.0.push(Change::Move(from, to));
        Ok(())
    }

    /// Undoes the changes, the last one first.
    fn undo(&self, disk: Disk<'_>) -> io::Result<()> {
        for change in self.0.iter().rev() {
            match change {
                Change::Folder(folder) => disk.remove_folder(folder)?,
                Change::Move(from, to) => {
                    from.parent().map_or(Ok(Vec::new()), |folder| disk.create_folders(folder))?;
                    disk.rename(to, from)?;
                }
            }
        }
        Ok(())
    }
}

/// Removes folders that have become empty by removals.
fn remove_empty_folders(dir: &Path, removed: &[String], disk: Disk<'_>) {
    for path in removed {
        let mut folder = Path::new(path).parent();
        while let Some(inner) = folder.filter(|inner| !inner.as_os_str().is_empty()) {
            // Fails if it isn't empty, and then it stays.
            if disk.remove_folder(&dir.join(inner)).is_err() {
                break;
            }
            folder = inner.parent();
        }
    }
}
