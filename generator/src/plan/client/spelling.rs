//! How the names of path segments are written: one spelling for each name, whatever the letter case of a page.

use std::collections::{BTreeMap, BTreeSet};

use super::edge::Edge;
use crate::api::{Api, OperationKind, Segment, Type};

/// An argument of a call in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallArgument {
    /// Its name; empty if no page names it.
    pub name: String,
    /// Is true if pages write its value in quotes.
    pub quoted: bool,
}

/// The spellings of all segments.
#[derive(Clone, Debug, Default)]
pub struct Spelling {
    /// The usual spelling by the name in lower case.
    names: BTreeMap<String, String>,
    /// The arguments as a page writes them, by name and sorted argument names.
    calls: BTreeMap<(String, Vec<String>), Vec<CallArgument>>,
    /// The sorted argument names of the first call by name and number of arguments, all of which are named.
    named: BTreeMap<(String, usize), Vec<String>>,
    /// The properties of alternate keys as a page writes them, by sorted names.
    keys: BTreeMap<Vec<String>, Vec<CallArgument>>,
    /// Names that stand before a key somewhere.
    sets: BTreeSet<String>,
    /// Names of functions.
    functions: BTreeSet<String>,
    /// Names of types and namespaces before them, which stand in paths as casts.
    casts: BTreeSet<String>,
}

impl Spelling {
    /// Collects the spellings of all paths: of several, the one that a property has, else the most frequent, then the least.
    pub fn of(api: &Api) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut spelling = Self::default();
        let qualified = |ty: &Type| format!("{}.{}", ty.namespace, ty.name).to_ascii_lowercase();
        spelling.casts = api.types.iter().map(qualified).collect();
        let paths =
            api.operations.iter().flat_map(|operation| operation.paths.iter().map(move |path| (operation.kind, path)));
        for (kind, path) in paths {
            if let (OperationKind::Function | OperationKind::Delta, Some(Segment::Call { name, .. })) =
                (kind, path.segments.last())
            {
                spelling.functions.insert(name.to_ascii_lowercase());
            }
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
        let structures = api.types.iter().filter_map(Type::structure);
        let properties = structures.flat_map(|of| of.navigation.iter().chain(&of.properties));
        let known: BTreeSet<&str> = properties.map(|property| property.name.as_str()).collect();
        for (lower, spellings) in counts {
            // Of equal counts the last one is the greatest, so that `max_by_key` over the reverse gives the least.
            let best = spellings.into_iter().rev().max_by_key(|(name, count)| (known.contains(name.as_str()), *count));
            if let Some((name, _)) = best {
                spelling.names.insert(lower, name);
            }
        }
        for ((name, names), arguments) in &spelling.calls {
            if names.iter().all(|name| !name.is_empty()) {
                spelling.named.entry((name.clone(), names.len())).or_insert_with(|| names.clone());
            }
            if spelling.sets.contains(name) {
                spelling.keys.entry(names.clone()).or_insert_with(|| arguments.clone());
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

    /// Returns the steps that a segment makes.
    pub fn edges(&self, segment: &Segment) -> Vec<Edge> {
        match segment {
            Segment::Literal(name) if self.casts.contains(&name.to_ascii_lowercase()) => {
                vec![Edge::Cast(name.to_ascii_lowercase())]
            }
            Segment::Literal(name) => vec![Edge::Literal(name.to_ascii_lowercase())],
            Segment::Key(_) => vec![Edge::Key],
            Segment::ByPath(_) => vec![Edge::ByPath],
            Segment::Cast(name) => vec![Edge::Cast(name.to_ascii_lowercase())],
            Segment::Call { name, arguments } => self.call_edges(&name.to_ascii_lowercase(), arguments),
        }
    }

    /// Returns the steps that a call makes. Without arguments it is the same as the bare name. Brackets behind the name
    /// of a set hold a key. A call with unnamed arguments is the named one with as many.
    fn call_edges(&self, name: &str, arguments: &[(String, String)]) -> Vec<Edge> {
        if arguments.is_empty() {
            return vec![Edge::Literal(name.to_string())];
        }
        let is_named = arguments.iter().all(|(name, _)| !name.is_empty());
        if self.sets.contains(name) && !self.functions.contains(name) {
            let set = Edge::Literal(name.to_string());
            if is_named {
                return vec![set, Edge::NamedKey(sorted(arguments))];
            }
            if arguments.len() == 1 {
                return vec![set, Edge::Key];
            }
        }
        let named = || self.named.get(&(name.to_string(), arguments.len())).cloned();
        let names = if is_named { None } else { named() };
        let names = names.unwrap_or_else(|| sorted(arguments));
        vec![Edge::Call(name.to_string(), names)]
    }

    /// Returns the usual spelling of a name in lower case.
    pub fn name<'a>(&'a self, lower: &'a str) -> &'a str {
        self.names.get(lower).map_or(lower, String::as_str)
    }

    /// Returns the arguments of a call in the order of the pages.
    pub fn arguments(&self, name: &str, names: &[String]) -> Vec<CallArgument> {
        self.calls.get(&(name.to_string(), names.to_vec())).cloned().unwrap_or_default()
    }

    /// Returns the properties of an alternate key in the order of the pages, whichever set has it.
    pub fn key_properties(&self, names: &[String]) -> Vec<CallArgument> {
        self.keys.get(names).cloned().unwrap_or_default()
    }

    /// Writes a place as people do: `/users/{id}/messages`.
    pub fn place(&self, edges: &[Edge]) -> String {
        let mut text = String::new();
        for edge in edges {
            match edge {
                Edge::Literal(name) | Edge::Cast(name) => text += &format!("/{}", self.name(name)),
                Edge::Key => text += "/{id}",
                Edge::NamedKey(names) => text += &format!("({})", listed(&self.key_properties(names))),
                Edge::ByPath => text += ":/{path}:",
                Edge::Call(name, names) => {
                    text += &format!("/{}({})", self.name(name), listed(&self.arguments(name, names)));
                }
            }
        }
        if text.is_empty() { "/".to_string() } else { text }
    }
}

fn listed(arguments: &[CallArgument]) -> String {
    arguments.iter().map(|argument| format!("{}={{{0}}}", argument.name)).collect::<Vec<_>>().join(",")
}

/// Returns the names of arguments, in lower case and sorted.
fn sorted(arguments: &[(String, String)]) -> Vec<String> {
    let mut names: Vec<String> = arguments.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names
}
