//! Compares, then writes.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use super::disk::{Disk, Watch};
use super::{Mode, Outcome, survey, transaction};
use crate::emit::GeneratedFile;

/// Brings the folder to the state of the files, or tells what that would change. What a run left unfinished that was killed is
/// finished first.
///
/// # Errors
/// If a file can't be read or written, or belongs to somebody else, or if another run writes to the folder. Then the folder
/// is as it was.
pub fn apply(files: &[GeneratedFile], dir: &Path, mode: Mode) -> io::Result<Outcome> {
    apply_watched(files, dir, mode, &|_| Ok(()))
}

/// The same, with somebody who is asked before each call that changes the disk: tests let calls fail.
///
/// # Errors
/// As [`apply`]; an error of the watch counts as one of the call.
pub fn apply_watched(files: &[GeneratedFile], dir: &Path, mode: Mode, watch: &Watch<'_>) -> io::Result<Outcome> {
    if mode == Mode::Check {
        return survey::survey(files, dir);
    }
    survey::check_plan(files)?;
    let disk = Disk::new(watch);
    let made = disk.create_folders(dir)?;
    let result = write(files, dir, disk);
    if result.is_err() {
        // A first run that fails leaves nothing behind; a folder that isn't empty stays.
        made.iter().rev().for_each(|folder| _ = disk.remove_folder(folder));
    }
    result
}

fn write(files: &[GeneratedFile], dir: &Path, disk: Disk<'_>) -> io::Result<Outcome> {
    let _lock = lock(dir)?;
    transaction::finish(dir, disk)?;
    let outcome = survey::survey(files, dir)?;
    if outcome.is_stale() {
        transaction::run(files, dir, &outcome, disk)?;
    }
    Ok(outcome)
}

/// Keeps other runs away from the folder as long as the result lives; the system takes the lock away from a run that is
/// killed.
fn lock(dir: &Path) -> io::Result<File> {
    // Some systems can't open a folder; there it is a file in it.
    let file = File::open(dir).or_else(|_| File::create(dir.join(".codegen.lock")))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(survey::refuse(&dir.display().to_string(), "is being written by another run; wait until that ends"))
        }
        Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
            Err(survey::named(dir, &error))
        }
        _ => Ok(file),
    }
}
