//! What operations and builders are called: short where that is unique, with the names above them where it isn't.

use std::rc::Rc;

use super::edge::Edge;
use super::spelling::Spelling;
use crate::api::{Api, Body, Operation, OperationKind, TypeOf, TypeRef};
use crate::plan::names;

/// Tells whether operations of this kind have a segment of their own behind the place that they are about.
pub fn has_own_segment(kind: OperationKind) -> bool {
    use OperationKind::*;
    matches!(
        kind,
        Action
            | Function
            | Delta
            | Count
            | AddReference
            | SetReference
            | RemoveReference
            | GetReference
            | Download
            | Upload
    )
}

/// Returns the name of the method that makes a request of the operation behind this last step.
pub fn verb(kind: OperationKind, last: Option<&Edge>, spelling: &Spelling) -> String {
    use OperationKind::*;
    let verb = match kind {
        List => "list",
        Get => "get",
        Create => "create",
        Update => "update",
        Replace => "replace",
        Delete => "delete",
        Delta => "delta",
        Count => "count",
        AddReference => "add_ref",
        SetReference => "set_ref",
        RemoveReference => "remove_ref",
        GetReference => "get_ref",
        Download => "download",
        Upload => "upload",
        Action | Function => return last.and_then(|edge| called(edge, spelling)).unwrap_or_else(|| "call".to_string()),
    };
    verb.to_string()
}

/// Returns the Rust name of a step: what stands behind the last dot of `microsoft.graph.assign`.
pub fn called(edge: &Edge, spelling: &Spelling) -> Option<String> {
    let (Edge::Literal(name) | Edge::Cast(name) | Edge::Call(name, _)) = edge else { return None };
    names::snake(last_word(spelling.name(name)))
}

/// Names an overload by what tells it from others: `range with address`.
pub fn with_arguments(verb: &str, last: Option<&Edge>, spelling: &Spelling) -> Option<String> {
    let Some(Edge::Call(name, names)) = last else { return None };
    let names: Vec<String> = spelling.arguments(name, names).into_iter().map(|argument| argument.name).collect();
    Some(format!("{verb} with {}", names.join(" and ")))
}

/// Returns what stands behind the last dot.
pub fn last_word(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Finds the place that an operation is about: the steps without its own segment, of all its paths the one that says
/// most: called after the type that is read or written, with a key in it (`/users/{id}` rather than `/me`), and the
/// shortest.
pub fn anchor(api: &Api, operation: &Operation, spelling: &Spelling) -> (Vec<Edge>, Option<Edge>) {
    let places = operation.paths.iter().map(|path| {
        let mut edges: Vec<Edge> = path.segments.iter().flat_map(|segment| spelling.edges(segment)).collect();
        let own = has_own_segment(operation.kind)
            && !matches!(edges.last(), None | Some(Edge::Key | Edge::NamedKey(_) | Edge::ByPath));
        let last = if own { edges.pop() } else { None };
        (edges, last)
    });
    let key = |edges: &[Edge]| (fit(api, operation, &chain(edges, spelling)), !edges.contains(&Edge::Key), edges.len());
    places.min_by(|(a, _), (b, _)| (key(a), a).cmp(&(key(b), b))).unwrap_or_default()
}

/// Returns the names in a place, from the root down: `users`, `messages`.
pub fn chain<'a>(edges: &'a [Edge], spelling: &'a Spelling) -> Vec<&'a str> {
    let names = edges.iter().filter_map(|edge| match edge {
        Edge::Literal(name) | Edge::Call(name, _) => Some(last_word(spelling.name(name))),
        Edge::Key | Edge::NamedKey(_) | Edge::ByPath | Edge::Cast(_) => None,
    });
    names.collect()
}

/// The degree to which the last name of a chain names the types that the operation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// `messages` of `message`.
    Is,
    /// `extensions` of `openTypeExtension`.
    Ends,
    /// Not at all.
    Not,
}

/// Judges how well the last name of a chain names all types that the operation is about.
pub fn fit(api: &Api, operation: &Operation, chain: &[&str]) -> Fit {
    let Some(last) = chain.last() else { return Fit::Not };
    let one = |name: &str| plurals(name).map(|plural| fit_of_name(last, plural)).into_iter().min().unwrap_or(Fit::Not);
    named_types(api, operation).into_iter().map(one).max().unwrap_or(Fit::Not)
}

/// Returns the names of the types that an operation reads and writes; where there are none, of those that it leads to.
pub fn named_types<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a str> {
    let name = |ty: &TypeRef| match ty.of {
        TypeOf::Named(id) => Some(api.types[id].name.as_str()),
        _ => None,
    };
    let own: Vec<&str> = own_types(operation).into_iter().filter_map(name).collect();
    if own.is_empty() {
        operation.paths.iter().filter_map(|path| path.resolved.as_ref()).filter_map(name).collect()
    } else {
        own
    }
}

/// Returns the types of the answer and of the body.
pub fn own_types(operation: &Operation) -> Vec<&TypeRef> {
    let body = match &operation.body {
        Body::Value(ty, _) => Some(ty),
        _ => None,
    };
    operation.response.answer.json().into_iter().chain(body).collect()
}

/// Returns the names that a collection of a type may have, as stem and ending.
fn plurals(name: &str) -> [(&str, &str); 4] {
    let stem = name.strip_suffix(['y', 'Y']).unwrap_or(name);
    [(name, ""), (name, "s"), (name, "es"), (stem, "ies")]
}

/// Judges, whatever the letter case, how well a name names something of the name that stem and ending make.
fn fit_of_name(name: &str, (stem, ending): (&str, &str)) -> Fit {
    let mut rest = stem.bytes().chain(ending.bytes()).rev();
    let ends = name.bytes().rev().all(|byte| rest.next().is_some_and(|other| other.eq_ignore_ascii_case(&byte)));
    match (ends, rest.next()) {
        (true, None) => Fit::Is,
        (true, Some(_)) => Fit::Ends,
        (false, _) => Fit::Not,
    }
}

/// Returns the names that a module may have: the last name of the chain, then with those above it.
pub fn modules(chain: &[&str]) -> impl Iterator<Item = String> {
    let mut tails = (0..chain.len()).rev().filter_map(|start| names::module(&chain[start..].join(" ")));
    let first = tails.next().unwrap_or_else(|| "root".to_string());
    std::iter::once(first).chain(tails)
}

/// Returns the names that a builder may have: the last name with what follows it (`MessagesItem`), then with those
/// above it. Before names that are too long come such as begin with some words of what stands above. Each is made when it is
/// asked for: most builders get one of the first.
pub fn builders(place: &[Edge], spelling: &Spelling) -> impl Iterator<Item = String> {
    let words = Rc::new(words(place, spelling));
    let all =
        |words: Rc<Vec<(String, String)>>| (0..=words.len()).rev().filter_map(move |start| builder(&words, start));
    let short = all(words.clone()).filter(|name| !is_long(name));
    let others = move || {
        let long: Vec<String> = all(words.clone()).filter(|name| is_long(name)).collect();
        match long.is_empty() {
            true if all(words.clone()).next().is_none() => vec!["Place".to_string()],
            true => long,
            false => [begun(&words), long].concat(),
        }
    };
    short.chain(std::iter::once_with(others).flatten())
}

/// Returns the name of a builder with all names above it.
pub fn whole(place: &[Edge], spelling: &Spelling) -> String {
    builder(&words(place, spelling), 0).or_else(|| builders(place, spelling).last()).unwrap_or_default()
}

/// Names a builder by its last name with what follows it, and the names above from one on; from the root on, with what follows
/// each of them.
fn builder(words: &[(String, String)], start: usize) -> Option<String> {
    let Some(((own, suffix), above)) = words.split_last() else { return Some("Root".to_string()) };
    let text = match start.checked_sub(1) {
        Some(first) => {
            let above: Vec<&str> = above[first..].iter().map(|(name, _)| name.as_str()).collect();
            format!("{} {own} {suffix}", above.join(" "))
        }
        None => words.iter().map(|(name, suffix)| format!("{name} {suffix}")).collect::<Vec<_>>().join(" "),
    };
    names::pascal(&text)
}

fn is_long(name: &str) -> bool {
    name.len() > names::LONGEST
}

/// Returns the last name of a place behind the first words of the one above it, as many as there is room for:
/// `AndroidForWorkIdentityCertificateForClientAuthentication` below a cast to `androidForWorkWiFiConfiguration`.
fn begun(words: &[(String, String)]) -> Vec<String> {
    let [.., (above, behind), (own, suffix)] = words else { return Vec::new() };
    let above = behind.rsplit_once("As ").map_or(above.as_str(), |(_, cast)| cast);
    let first = names::each_word(above);
    let named = |count: usize| names::pascal(&format!("{} {own} {suffix}", first[..count].join(" ")));
    (1..first.len()).rev().filter_map(named).filter(|name| !is_long(name)).collect()
}

/// Returns each name of a place with what the steps behind it add.
fn words(place: &[Edge], spelling: &Spelling) -> Vec<(String, String)> {
    let mut words: Vec<(String, String)> = Vec::new();
    for edge in place {
        let suffix = match edge {
            Edge::Literal(name) | Edge::Call(name, _) => {
                words.push((last_word(spelling.name(name)).to_string(), String::new()));
                continue;
            }
            Edge::Key | Edge::NamedKey(_) => "Item".to_string(),
            Edge::ByPath => "ByPath".to_string(),
            Edge::Cast(name) => format!("As {}", last_word(spelling.name(name))),
        };
        match words.last_mut() {
            Some((_, own)) => *own = format!("{own} {suffix}"),
            None => words.push((suffix, String::new())),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Fit, begun, fit_of_name, plurals};

    #[test]
    fn names_that_fit_a_type() {
        let cases = [
            ("messages", "message", Fit::Is),
            ("Companies", "company", Fit::Is),
            ("COMPANIES", "COMPANY", Fit::Is),
            ("boxes", "box", Fit::Is),
            ("message", "Message", Fit::Is),
            ("extensions", "openTypeExtension", Fit::Ends),
            ("ies", "company", Fit::Ends),
            ("sentMessages", "message", Fit::Not),
            ("inbox", "message", Fit::Not),
            ("events", "", Fit::Not),
        ];
        for (name, ty, fit) in cases {
            let found = plurals(ty).map(|plural| fit_of_name(name, plural)).into_iter().min();
            assert_eq!(found, Some(fit), "{name} of {ty}");
        }
    }

    #[test]
    fn names_that_begin_with_some_words_of_what_stands_above() {
        let own = ("identityCertificateForClientAuthentication", "");
        let cases: [(&[(&str, &str)], &[&str]); 5] = [
            (
                &[("locks", "Item As harbourWorkGateConfiguration"), own],
                &[
                    "HarbourWorkGateIdentityCertificateForClientAuthentication",
                    "HarbourWorkIdentityCertificateForClientAuthentication",
                    "HarbourIdentityCertificateForClientAuthentication",
                ],
            ),
            (&[("harbourLocks", "Item"), ("keys", "Item")], &["HarbourKeysItem"]),
            // One word above is there whole, or not at all.
            (&[("locks", "Item"), own], &[]),
            (&[own], &[]),
            (&[], &[]),
        ];
        for (words, expected) in cases {
            let words: Vec<(String, String)> = words.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
            assert_eq!(begun(&words), expected, "{words:?}");
        }
    }
}
