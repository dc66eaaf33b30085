//! The calls that change the disk, each of which a watch may forbid.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::survey::named;

/// Is asked before each call that changes the disk, with the path that it changes; an error stands for one of the call.
pub type Watch<'a> = dyn Fn(&Path) -> io::Result<()> + Sync + 'a;

/// The disk, as one run changes it. Errors name their path.
#[derive(Clone, Copy)]
pub(super) struct Disk<'a> {
    watch: &'a Watch<'a>,
}

impl<'a> Disk<'a> {
    pub(super) fn new(watch: &'a Watch<'a>) -> Self {
        Self { watch }
    }

    /// Makes a call, if nobody forbids it.
    fn call<T>(self, path: &Path, call: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        (self.watch)(path).and_then(|()| call()).map_err(|error| named(path, &error))
    }

    /// Makes a folder and those above it; returns the ones that are new, from the top down.
    pub(super) fn create_folders(self, path: &Path) -> io::Result<Vec<PathBuf>> {
        let missing = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.is_dir());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        missing.reverse();
        let mut made = Vec::new();
        for folder in missing {
            let result = self.call(&folder, || fs::create_dir(&folder));
            match result {
                Ok(()) => made.push(folder),
                // Somebody else was quicker.
                Err(_) if folder.is_dir() => {}
                Err(error) => {
                    made.iter().rev().for_each(|folder| _ = self.remove_folder(folder));
                    return Err(error);
                }
            }
        }
        Ok(made)
    }

    /// Writes a new file.
    pub(super) fn write(self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = self.call(path, || File::create(path))?;
        self.call(path, || file.write_all(text.as_bytes()))
    }

    pub(super) fn rename(self, from: &Path, to: &Path) -> io::Result<()> {
        self.call(to, || fs::rename(from, to))
    }

    pub(super) fn remove_file(self, path: &Path) -> io::Result<()> {
        self.call(path, || fs::remove_file(path))
    }

    /// Removes an empty folder.
    pub(super) fn remove_folder(self, path: &Path) -> io::Result<()> {
        self.call(path, || fs::remove_dir(path))
    }

    /// Removes a folder that holds nothing but empty folders.
    pub(super) fn remove_empty_tree(self, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path).map_err(|error| named(path, &error))? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.remove_empty_tree(&entry.path())?;
            }
        }
        self.remove_folder(path)
    }

    /// Removes a folder with all that it holds; that it isn't there is no error.
    pub(super) fn clear(self, path: &Path) -> io::Result<()> {
        self.call(path, || match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
    }
}
