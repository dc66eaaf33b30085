//! `lint.yaml` beside the docs: how bad a kind of finding is for these pages, and which files nothing is told of.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Severity};

/// The file of the settings, in the folder of the docs tree.
pub const FILE: &str = "lint.yaml";

/// The settings of a docs tree; without them findings are as bad as their kind.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How bad findings of a code are; none where they are off.
    severity: BTreeMap<Code, Option<Severity>>,
    /// The files that nothing is told of.
    exclude: GlobSet,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    severity: BTreeMap<String, String>,
    #[serde(default)]
    exclude: Vec<String>,
}

impl Settings {
    /// Reads the text of `lint.yaml`.
    ///
    /// # Errors
    /// A sentence, if it isn't YAML, or a key, code, severity or pattern of it isn't known.
    pub fn parse(text: &str) -> Result<Self, String> {
        let written: Option<Written> = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let Some(Written { severity, exclude }) = written else { return Ok(Self::default()) };
        let pair = |(code, word): (&String, &String)| {
            let level = match word.as_str() {
                "off" => None,
                "error" => Some(Severity::Error),
                "warning" => Some(Severity::Warning),
                "note" => Some(Severity::Note),
                other => return Err(format!("severity of {code}: it is error, warning, note or off, not {other}")),
            };
            Ok((Code::of_name(code)?, level))
        };
        let mut globs = GlobSetBuilder::new();
        for pattern in &exclude {
            // `*` stays within a folder, `**` doesn't.
            let glob = GlobBuilder::new(pattern).literal_separator(true).build();
            globs.add(glob.map_err(|error| format!("exclude: {error}"))?);
        }
        Ok(Self {
            severity: severity.iter().map(pair).collect::<Result<_, String>>()?,
            exclude: globs.build().map_err(|error| format!("exclude: {error}"))?,
        })
    }

    /// Tells whether findings of a code are off.
    pub fn is_off(&self, code: Code) -> bool {
        matches!(self.severity.get(&code), Some(None))
    }

    /// Tells whether nothing is told of a file, by its path relative to the docs tree.
    pub fn excludes(&self, file: &str) -> bool {
        self.exclude.is_match(file)
    }

    /// Removes the findings that are off or on excluded files, and gives the others their severity.
    pub fn apply(&self, found: &mut Vec<Diagnostic>) {
        found.retain(|diagnostic| !self.is_off(diagnostic.code) && !self.excludes(&diagnostic.file));
        for diagnostic in found {
            if let Some(Some(severity)) = self.severity.get(&diagnostic.code) {
                diagnostic.severity = *severity;
            }
        }
    }
}
