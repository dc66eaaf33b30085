//! Tells a person at a terminal what is going on; says nothing elsewhere, so that logs stay short.

use std::io::{IsTerminal, Write};
use std::time::Instant;

/// One line on stderr that is written over and over.
pub(crate) struct Progress {
    shown: bool,
    started: Instant,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { shown: std::io::stderr().is_terminal(), started: Instant::now() }
    }

    /// Names what happens now.
    pub(crate) fn step(&self, what: &str) {
        if self.shown {
            let seconds = self.started.elapsed().as_secs_f32();
            // A progress line that can't be written harms nobody.
            let _ = write!(std::io::stderr(), "\r\x1b[2K{seconds:5.1} s  {what} …");
        }
    }
}

impl Drop for Progress {
    /// Leaves an empty line behind, on every way out.
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}
