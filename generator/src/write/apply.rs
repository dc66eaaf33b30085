//! Compares, then writes.

use std::io;
use std::path::Path;

use super::{Mode, Outcome, survey, transaction};
use crate::emit::GeneratedFile;

/// Brings the folder to the state of the files, or tells what that would change.
///
/// # Errors
/// If a file can't be read or written, or belongs to somebody else. Then the folder is as it was.
pub fn apply(files: &[GeneratedFile], dir: &Path, mode: Mode) -> io::Result<Outcome> {
    let outcome = survey::survey(files, dir)?;
    if mode == Mode::Write && outcome.is_stale() {
        transaction::run(files, dir, &outcome)?;
    }
    Ok(outcome)
}
