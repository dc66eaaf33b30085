//! What all measures need: a line of the table, threads, folders.

use std::path::{Path, PathBuf};

use super::clock;
use crate::Failure;

/// A line of the table.
pub(super) struct Measure {
    /// The two things that are compared.
    pub(super) what: String,
    /// The most it may be, as it is printed.
    pub(super) limit: &'static str,
    /// The result, as it is printed.
    pub(super) found: String,
    /// Is true if that is within the limit.
    pub(super) met: bool,
}

impl Measure {
    /// Makes a measure of a ratio with its two times.
    pub(super) fn ratio(
        what: impl Into<String>,
        limit: f64,
        text: &'static str,
        (subject, yardstick): (f64, f64),
    ) -> Self {
        let ratio = subject / yardstick;
        let found = format!("{ratio:.2} × ({} against {})", clock::seconds(subject), clock::seconds(yardstick));
        Self { what: what.into(), limit: text, found, met: ratio <= limit }
    }
}

/// Does something on so many threads; 0 means one for each core.
pub(super) fn on_threads<T: Send>(number: usize, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(number).build()?.install(work))
}

/// Returns a folder of its own for output, below Cargo's; not there yet.
pub(super) fn scratch(name: &str) -> PathBuf {
    let folder = crate::flags::project().join("target/bench").join(name);
    clear(&folder);
    folder
}

/// Removes a folder that may not be there.
pub(super) fn clear(folder: &Path) {
    let _ = std::fs::remove_dir_all(folder);
}
