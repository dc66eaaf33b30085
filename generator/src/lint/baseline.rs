//! The findings that a team knows of and lives with for now, as a file: a line for each, with its fingerprint.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;

/// The findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// By fingerprint: code and file, for people.
    known: BTreeMap<String, String>,
}

/// The first line of the file.
const HEAD: &str =
    "# Findings that are known, written by `cargo xtask lint --write-baseline`: fingerprint, code, file.\n";

impl Baseline {
    /// Takes findings with their fingerprints.
    pub fn of(found: &[Diagnostic], fingerprints: &[String]) -> Self {
        let entry = |(diagnostic, fingerprint): (&Diagnostic, &String)| {
            (fingerprint.clone(), format!("{} {}", diagnostic.code.as_str(), diagnostic.file))
        };
        Self { known: found.iter().zip(fingerprints).map(entry).collect() }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// A sentence, if a line of it isn't as [`Self::text`] writes it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        for (line, number) in
            text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let entry = line.split_once(' ').filter(|(fingerprint, _)| {
                fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit())
            });
            let (fingerprint, what) =
                entry.ok_or_else(|| format!("line {number} isn't a fingerprint, a code and a file"))?;
            known.insert(fingerprint.to_owned(), what.to_owned());
        }
        Ok(Self { known })
    }

    /// Returns the text of the file, sorted by file and code, so that a change of it reads well.
    pub fn text(&self) -> String {
        let key = |what: &str| what.split_once(' ').map(|(code, file)| (file.to_owned(), code.to_owned()));
        let mut entries: Vec<_> = self.known.iter().collect();
        entries.sort_by_key(|(fingerprint, what)| (key(what), fingerprint.as_str()));
        let mut out = HEAD.to_owned();
        entries.iter().for_each(|(fingerprint, what)| _ = writeln!(out, "{fingerprint} {what}"));
        out
    }

    /// Returns the number of findings.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Tells whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Tells whether a finding is known.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.known.contains_key(fingerprint)
    }

    /// Returns what is known and not there any more, as `code file`: findings of files that were looked at, by fingerprint.
    pub fn stale<'b>(&'b self, fingerprints: &[String], looked_at: impl Fn(&str) -> bool) -> Vec<&'b str> {
        let here: std::collections::BTreeSet<&String> = fingerprints.iter().collect();
        let gone = self.known.iter().filter(|(fingerprint, _)| !here.contains(fingerprint));
        let gone = gone.map(|(_, what)| what.as_str());
        gone.filter(|what| what.split_once(' ').is_some_and(|(_, file)| looked_at(file))).collect()
    }
}
