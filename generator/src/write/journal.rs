//! What a run is about to do, kept on the disk while it does it: if it is killed, the next one finishes it.

use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::disk::Disk;
use super::survey::{check_path, named, refuse};

/// The name of the file, in the folder of what stands aside.
const NAME: &str = "journal";

/// The files that a run removes and writes, as paths relative to the output folder. Their places in the lists, those that are
/// written behind those that are removed, are the names of what is put aside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub(super) removed: Vec<String>,
    pub(super) written: Vec<String>,
}

impl Journal {
    /// Puts it on the disk as a whole: from here on the run is done or finished by the next one.
    pub(super) fn keep(&self, aside: &Path, disk: Disk<'_>) -> io::Result<()> {
        let draft = aside.join("draft");
        disk.write(&draft, &serde_json::to_string(self)?)?;
        disk.rename(&draft, &aside.join(NAME))
    }

    /// Reads what a killed run left; none if it had changed nothing yet.
    pub(super) fn find(aside: &Path) -> io::Result<Option<Self>> {
        let path = aside.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(named(&path, &error)),
        };
        let journal: Self = serde_json::from_str(&text).map_err(|_| {
            refuse(&path.display().to_string(), "isn't what codegen wrote; remove the folder that it is in")
        })?;
        journal.removed.iter().chain(&journal.written).try_for_each(|path| check_path(path))?;
        Ok(Some(journal))
    }

    /// Takes it away.
    pub(super) fn close(aside: &Path, disk: Disk<'_>) -> io::Result<()> {
        disk.remove_file(&aside.join(NAME))
    }
}
