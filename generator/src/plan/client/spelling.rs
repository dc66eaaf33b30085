//! How the names of path segments are written: one spelling for each name, whatever the letter case of a page.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::Edge;
use crate::api::{Api, Segment};

/// An argument of a call in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallArgument {
    /// Its name; empty if no page names it.
    pub name: String,
    /// Whether pages write its value in quotes.
    pub quoted: bool,
}

/// The spellings of all segments.
#[derive(Clone, Debug, Default)]
pub struct Spelling {
    /// The usual spelling by the name in lower case.
    names: BTreeMap<String, String>,
    /// The arguments as a page writes them, by name and sorted argument names.
    calls: BTreeMap<(String, Vec<String>), Vec<CallArgument>>,
    /// Names that stand before a key somewhere.
    sets: BTreeSet<String>,
}

impl Spelling {
    /// Collects the spellings of all paths: of several, the most frequent, then the least.
    pub fn of(api: &Api) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut spelling = Self::default();
        for path in api.operations.iter().flat_map(|operation| &operation.paths) {
            let mut before = None;
            for segment in &path.segments {
                let name = match segment {
                    Segment::Literal(name) | Segment::Cast(name) => Some(name),
                    Segment::Call { name, arguments } => {
                        spelling.see_call(name, arguments);
                        Some(name)
                    }
                    Segment::Key(_) => {
                        spelling.sets.extend(before.map(str::to_ascii_lowercase));
                        None
                    }
                    Segment::ByPath(_) => None,
                };
                if let Some(name) = name {
                    *counts.entry(name.to_ascii_lowercase()).or_default().entry(name.clone()).or_default() += 1;
                }
                before = name.map(String::as_str);
            }
        }
        for (lower, spellings) in counts {
            // Of equal counts the last one is the greatest, so that `max_by_key` over the reverse gives the least.
            if let Some((name, _)) = spellings.into_iter().rev().max_by_key(|(_, count)| *count) {
                spelling.names.insert(lower, name);
            }
        }
        spelling
    }

    fn see_call(&mut self, name: &str, arguments: &[(String, String)]) {
        let seen = arguments
            .iter()
            .map(|(name, value)| CallArgument { name: name.clone(), quoted: value.contains('\'') })
            .collect();
        self.calls.entry((name.to_ascii_lowercase(), sorted(arguments))).or_insert(seen);
    }

    /// The steps that a segment makes.
    pub fn edges(&self, segment: &Segment) -> Vec<Edge> {
        match segment {
            Segment::Literal(name) => vec![Edge::Literal(name.to_ascii_lowercase())],
            Segment::Key(_) => vec![Edge::Key],
            Segment::ByPath(_) => vec![Edge::ByPath],
            Segment::Cast(name) => vec![Edge::Cast(name.to_ascii_lowercase())],
            Segment::Call { name, arguments } => self.call_edges(&name.to_ascii_lowercase(), arguments),
        }
    }

    /// A call without arguments is the same as the bare name. A call with unnamed arguments is the named one with as many, or
    /// else a key in brackets if the name is known to have keys.
    fn call_edges(&self, name: &str, arguments: &[(String, String)]) -> Vec<Edge> {
        if arguments.is_empty() {
            return vec![Edge::Literal(name.to_string())];
        }
        if arguments.iter().all(|(name, _)| !name.is_empty()) {
            return vec![Edge::Call(name.to_string(), sorted(arguments))];
        }
        let mut named = self.calls.keys().filter(|(own, names)| {
            own == name && names.len() == arguments.len() && names.iter().all(|name| !name.is_empty())
        });
        match named.next() {
            Some((_, names)) => vec![Edge::Call(name.to_string(), names.clone())],
            None if arguments.len() == 1 && self.sets.contains(name) => {
                vec![Edge::Literal(name.to_string()), Edge::Key]
            }
            None => vec![Edge::Call(name.to_string(), sorted(arguments))],
        }
    }

    /// The usual spelling of a name in lower case.
    pub fn name<'a>(&'a self, lower: &'a str) -> &'a str {
        self.names.get(lower).map_or(lower, String::as_str)
    }

    /// The arguments of a call in the order of the pages.
    pub fn arguments(&self, name: &str, names: &[String]) -> Vec<CallArgument> {
        self.calls.get(&(name.to_string(), names.to_vec())).cloned().unwrap_or_default()
    }

    /// Whether keys of things under this name are documented.
    pub fn is_set(&self, lower: &str) -> bool {
        self.sets.contains(lower)
    }

    /// A place as people write it: `/users/{id}/messages`.
    pub fn place(&self, edges: &[Edge]) -> String {
        let mut text = String::new();
        for edge in edges {
            match edge {
                Edge::Literal(name) | Edge::Cast(name) => text += &format!("/{}", self.name(name)),
                Edge::Key => text += "/{id}",
                Edge::ByPath => text += ":/{path}:",
                Edge::Call(name, names) => {
                    let arguments = self.arguments(name, names);
                    let names: Vec<String> = arguments.iter().map(|a| format!("{}={{{0}}}", a.name)).collect();
                    text += &format!("/{}({})", self.name(name), names.join(","));
                }
            }
        }
        if text.is_empty() { "/".to_string() } else { text }
    }
}

/// The names of arguments, in lower case and sorted.
fn sorted(arguments: &[(String, String)]) -> Vec<String> {
    let mut names: Vec<String> = arguments.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names
}
