//! Why there is no code for an example.

use std::fmt;

/// Why there is no code for an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The names that lead to what can't be written, the innermost first.
    path: Vec<String>,
    what: String,
}

impl Reason {
    pub(super) fn of(what: impl Into<String>) -> Self {
        Self { path: Vec::new(), what: what.into() }
    }

    pub(super) fn within(mut self, name: &str) -> Self {
        self.path.push(name.to_string());
        self
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for name in self.path.iter().rev() {
            write!(f, "{name}: ")?;
        }
        f.write_str(&self.what)
    }
}
