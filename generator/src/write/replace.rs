//! Puts new bytes in the place of a file that is there: old or new, never between.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::survey::named;

/// Replaces what a file holds. The new bytes are written beside it under a hidden name, which then takes its place; permissions stay.
///
/// # Errors
/// If the folder can't be written to; the error names the file, and it is as it was.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let aside = file.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let write = || {
        let mut new = OpenOptions::new().write(true).create_new(true).open(&aside)?;
        new.write_all(bytes)?;
        new.set_permissions(fs::metadata(file)?.permissions())?;
        new.sync_all()?;
        fs::rename(&aside, file)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&aside);
        named(file, &error)
    })
}
