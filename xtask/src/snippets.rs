//! The code of documented requests, a file each, in folders that the caller names: one for each version, as the reference has
//! them for other languages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use msgraph_codegen::emit::GeneratedFile;
use msgraph_codegen::write::{self, MARK, Mode, Outcome};

use crate::Failure;

/// Files that are known to have a place before anything is written.
pub(crate) struct Snippets {
    /// The files of each folder, with paths relative to it.
    folders: BTreeMap<PathBuf, Vec<GeneratedFile>>,
}

impl Snippets {
    /// Divides the files by folder, makes the folders, and refuses to write over files of others.
    pub(crate) fn open(root: &Path, files: Vec<GeneratedFile>, mode: Mode) -> Result<Self, Failure> {
        let mut folders: BTreeMap<PathBuf, Vec<GeneratedFile>> = BTreeMap::new();
        for GeneratedFile { path, text } in files {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            folders.entry(root.join(folder)).or_default().push(GeneratedFile { path: name.to_owned(), text });
        }
        let make = |folder: &Path| match mode {
            Mode::Write => fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display())),
            Mode::Check => Ok(()),
        };
        // Also where there is no code to write: a folder that can't be is told.
        make(root)?;
        for (folder, files) in &folders {
            make(folder)?;
            for name in write::apply(files, folder, Mode::Check)?.written {
                let file = folder.join(name);
                if fs::read_to_string(&file).is_ok_and(|text| !text.contains(MARK)) {
                    return Err(
                        format!("{} wasn't written by codegen; choose another --snippets", file.display()).into()
                    );
                }
            }
        }
        Ok(Self { folders })
    }

    /// Writes or checks the files, and adds them to what became of the crates.
    pub(crate) fn apply(self, mode: Mode, outcome: &mut Outcome) -> Result<(), Failure> {
        for (folder, files) in self.folders {
            let done = write::apply(&files, &folder, mode)?;
            let named = |names: Vec<String>| {
                names.into_iter().map(|name| folder.join(name).display().to_string()).collect::<Vec<_>>()
            };
            outcome.written.extend(named(done.written));
            outcome.removed.extend(named(done.removed));
            outcome.unchanged += done.unchanged;
        }
        Ok(())
    }
}
