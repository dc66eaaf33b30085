//! Where runs write besides the crates: stdout, stderr, and files that the caller names.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Failure;

/// Says a line to people. Nobody has to listen.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints to stdout, where programs read. A reader that has heard enough is no error.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// A file that is opened before anything is done, so that a run that can't write it does nothing.
pub(crate) struct Output {
    path: PathBuf,
    file: File,
    /// Is true if the file wasn't there before.
    is_new: bool,
}

impl Output {
    /// Opens the file; what it holds stays until [`Self::write`].
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let is_new = fs::symlink_metadata(path).is_err();
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let file = opened.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path: path.to_owned(), file, is_new })
    }

    /// Writes the text in place of what the file held.
    pub(crate) fn write(mut self, text: &str) -> Result<(), Failure> {
        // Pipes and devices have no length.
        let is_file = self.file.metadata().is_ok_and(|data| data.is_file());
        let cut = if is_file { self.file.set_len(0) } else { Ok(()) };
        let written = cut.and_then(|()| self.file.write_all(text.as_bytes()));
        Ok(written.map_err(|error| format!("{}: {error}", self.path.display()))?)
    }

    /// Takes back that the file was made.
    pub(crate) fn discard(self) {
        if self.is_new {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Does what needs an output; where it fails, the output is as it was.
pub(crate) fn with<T>(
    output: Option<Output>,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<(T, Option<Output>), Failure> {
    match work() {
        Ok(done) => Ok((done, output)),
        Err(failure) => {
            output.into_iter().for_each(Output::discard);
            Err(failure)
        }
    }
}
