//! Stub of the emit stage.

pub mod client;

/// A file of a generated crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Its path relative to the output folder, with `/` between folders: `v1.0/model/src/lib.rs`.
    pub path: String,
    /// Its text, ending in a line end.
    pub text: String,
}

/// The files of a crate.
pub fn files(_plan: &crate::plan::CratePlan) -> Vec<GeneratedFile> {
    Vec::new()
}
