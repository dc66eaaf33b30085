//! The documented paths of all operations as one tree, and equal subtrees of it as one [`SharedPlace`].
//!
//! Two paths that differ only in the names of placeholders or in letter case are the same path. Two places are equal if the
//! same operations are documented there, by the same pages, and equal places below them, and if they go by the same name, so
//! that the type of both can have it.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::edge::Edge;
use super::spelling::Spelling;
use crate::api::{Api, OperationId, OperationKind, PathTemplate, Segment, written};
use crate::diagnostic::{Code, Diagnostic, quoted};
use crate::plan::finding;

/// A place in the tree, before equal ones are found.
#[derive(Clone, Debug, Default)]
struct Node {
    edges: BTreeMap<Edge, usize>,
    operations: BTreeSet<OperationId>,
    /// Those of them whose pages speak for this place.
    main: BTreeSet<OperationId>,
    placeholders: BTreeSet<String>,
    /// Those of the operations that no page shows here.
    implied: BTreeSet<OperationId>,
    /// Is true if no page shows anything here or below.
    is_implied: bool,
}

/// An index into [`Tree::shared_places`].
pub type SharedPlaceId = usize;

/// All places that are equal.
#[derive(Clone, Debug, Default)]
pub struct SharedPlace {
    /// The steps to the places below, sorted.
    pub edges: Vec<(Edge, SharedPlaceId)>,
    /// The operations of the place itself, sorted.
    pub operations: Vec<OperationId>,
    /// Those of them whose pages speak for these places.
    pub main: BTreeSet<OperationId>,
    /// The places, those that pages show first, of these the shortest.
    pub places: Vec<Vec<Edge>>,
    /// The places where no page shows an operation, see [`join_names`].
    pub implied: BTreeMap<OperationId, Vec<Vec<Edge>>>,
    /// The placeholders that stand for the key where the last step is one.
    pub placeholders: BTreeSet<String>,
}

/// The tree of documented paths.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The places; children come before parents.
    pub shared_places: Vec<SharedPlace>,
    /// The root: its places are the empty path.
    pub root: SharedPlaceId,
    /// The spelling of the names.
    pub spelling: Spelling,
    /// Paths that no place was made for.
    pub diagnostics: Vec<Diagnostic>,
}

/// No real path is nearly as long; one that is can't be meant.
const MAX_SEGMENTS: usize = 64;

/// Builds the tree of the paths of all operations.
pub fn build(context: &Context<'_>) -> Tree {
    let api = context.api;
    let spelling = Spelling::of(api);
    let mut nodes = vec![Node::default()];
    let mut diagnostics = Vec::new();
    let operations = OperationId::each(&api.operations);
    for (id, operation) in operations.filter(|(_, operation)| !context.areas_with(operation).is_empty()) {
        for path in &operation.paths {
            if let Some(reason) = impassable(path) {
                let message = format!("{reason}; no method was made for it");
                diagnostics.push(finding(api, operation.page, path.span, Code::MalformedPath, message));
                continue;
            }
            insert(&mut nodes, path, id, &spelling);
        }
    }
    join_known_keys(&mut nodes, api);
    join_paths(&mut nodes);
    join_names(&mut nodes, api);
    let (shared_places, root) = share(&nodes);
    Tree { shared_places, root, spelling, diagnostics }
}

/// Tells why no steps can be made of a path.
fn impassable(path: &PathTemplate) -> Option<String> {
    if path.segments.len() > MAX_SEGMENTS {
        return Some(format!("the path has more than {MAX_SEGMENTS} segments"));
    }
    let is_part = |segment: &&Segment| matches!(segment, Segment::Literal(name) if name.contains(['{', '}', '<', '>']));
    let part = path.segments.iter().find(is_part)?;
    Some(format!("{} has a placeholder that is only a part of it", quoted(written(part).trim_start_matches('/'))))
}

fn insert(nodes: &mut Vec<Node>, path: &PathTemplate, operation: OperationId, spelling: &Spelling) {
    let mut at = 0;
    for segment in &path.segments {
        for edge in spelling.edges(segment) {
            let next = nodes.len();
            at = *nodes[at].edges.entry(edge).or_insert(next);
            if at == next {
                nodes.push(Node::default());
            }
        }
        if let Segment::Key(placeholder) = segment {
            nodes[at].placeholders.insert(placeholder.clone());
        }
    }
    nodes[at].operations.insert(operation);
    if path.main {
        nodes[at].main.insert(operation);
    }
}

/// Joins well-known keys with keys: a name beside a key, such as `/mailFolders/inbox` beside `/mailFolders/{id}`, is
/// one if the place above is a collection, nothing is documented of the name itself and something below it: `by_id`
/// takes it.
fn join_known_keys(nodes: &mut [Node], api: &Api) {
    for at in 1..nodes.len() {
        let Some(&key) = nodes[at].edges.get(&Edge::Key) else { continue };
        if !nodes[at].operations.iter().any(|id| is_collection(api, *id)) {
            continue;
        }
        let known: Vec<(Edge, usize)> = nodes[at]
            .edges
            .iter()
            .filter(|(edge, child)| {
                let node = &nodes[**child];
                matches!(edge, Edge::Literal(_)) && node.operations.is_empty() && !node.edges.is_empty()
            })
            .map(|(edge, child)| (edge.clone(), *child))
            .collect();
        for (edge, child) in known {
            nodes[at].edges.remove(&edge);
            merge(nodes, key, child);
        }
    }
}

fn is_collection(api: &Api, id: OperationId) -> bool {
    matches!(api.operations[id].kind, OperationKind::List | OperationKind::Create)
}

/// Moves what stands below `from` to below `into`.
fn merge(nodes: &mut [Node], into: usize, from: usize) {
    let mut todo = vec![(into, from)];
    while let Some((into, from)) = todo.pop() {
        let moved = std::mem::take(&mut nodes[from]);
        nodes[into].operations.extend(moved.operations);
        nodes[into].main.extend(moved.main);
        nodes[into].placeholders.extend(moved.placeholders);
        for (edge, child) in moved.edges {
            match nodes[into].edges.get(&edge) {
                Some(&own) => todo.push((own, child)),
                None => drop(nodes[into].edges.insert(edge, child)),
            }
        }
    }
}

/// Joins the places below a key and a path: where an operation finds a thing by either, all that is documented of one
/// holds for the other.
fn join_paths(nodes: &mut Vec<Node>) {
    for at in 0..nodes.len() {
        let behind = |edge: &Edge| -> Vec<usize> {
            let sets = nodes[at].edges.iter().filter(|(set, _)| matches!(set, Edge::Literal(_)));
            sets.filter_map(|(_, set)| nodes[*set].edges.get(edge).copied()).collect()
        };
        let (keys, paths) = (behind(&Edge::Key), behind(&Edge::ByPath));
        for (key, path) in keys.iter().flat_map(|key| paths.iter().map(move |path| (*key, *path))) {
            if !nodes[key].operations.is_disjoint(&nodes[path].operations) {
                copy(nodes, path, key);
                copy(nodes, key, path);
            }
        }
        // A path behind a key leads to more of the same, such as sites below a host: what holds for one holds for the other.
        if let Some(&key) = nodes[at].edges.get(&Edge::Key)
            && let Some(&path) = nodes[key].edges.get(&Edge::ByPath)
            && !nodes[key].operations.is_disjoint(&nodes[path].operations)
        {
            copy(nodes, path, key);
        }
    }
}

/// Gives a name what stands below a key beside it: where a page reads a thing by either, such as `/me` and `/users/{id}`, the
/// thing has the same below it. What is done with the thing itself stays with the key: nobody removes what a name stands for.
/// With several names or keys it isn't known which of them are meant.
fn join_names(nodes: &mut Vec<Node>, api: &Api) {
    let reads = |id: &&OperationId| api.operations[**id].kind == OperationKind::Get;
    let once = |places: &BTreeSet<usize>| places.iter().copied().next().filter(|_| places.len() == 1);
    for (at, _) in preorder(nodes) {
        let literals = nodes[at].edges.iter().filter(|(edge, _)| matches!(edge, Edge::Literal(_)));
        let mut read: BTreeMap<OperationId, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
        for (_, name) in literals {
            let key = nodes[*name].edges.get(&Edge::Key);
            for id in nodes[*name].operations.iter().filter(reads) {
                read.entry(*id).or_default().0.insert(*name);
            }
            for id in key.iter().flat_map(|key| nodes[**key].operations.iter()).filter(reads) {
                read.entry(*id).or_default().1.extend(key);
            }
        }
        let own = |name: usize, key: usize| nodes[name].edges.get(&Edge::Key) == Some(&key);
        let pairs = read.values().filter_map(|(names, keys)| once(names).zip(once(keys)));
        let pairs: BTreeSet<(usize, usize)> = pairs.filter(|(name, key)| !own(*name, *key)).collect();
        for (name, key) in pairs {
            imply(nodes, name, key);
        }
    }
}

/// Adds what pages show below `from` to what stands below `into`, as what no page shows there. What was added there itself isn't
/// added again: each level would double it.
fn imply(nodes: &mut Vec<Node>, into: usize, from: usize) {
    let mut todo = vec![(into, from)];
    while let Some((into, from)) = todo.pop() {
        for (edge, child) in nodes[from].edges.clone() {
            if nodes[child].is_implied {
                continue;
            }
            let new = nodes.len();
            let own = *nodes[into].edges.entry(edge).or_insert(new);
            if own == new {
                nodes.push(Node { is_implied: true, ..Node::default() });
            }
            let Node { operations, main, placeholders, implied, .. } = nodes[child].clone();
            let shown: BTreeSet<OperationId> = operations.difference(&implied).copied().collect();
            let added: Vec<OperationId> = shown.difference(&nodes[own].operations).copied().collect();
            nodes[own].implied.extend(&added);
            nodes[own].operations.extend(added);
            nodes[own].main.extend(main.intersection(&shown));
            nodes[own].placeholders.extend(placeholders);
            todo.push((own, child));
        }
    }
}

/// Adds what stands at and below `from` to `into`; a path relative to a path can't be asked for, so those stay.
fn copy(nodes: &mut Vec<Node>, into: usize, from: usize) {
    let mut todo = vec![(into, from)];
    while let Some((into, from)) = todo.pop() {
        let Node { operations, main, edges, .. } = nodes[from].clone();
        nodes[into].operations.extend(operations);
        nodes[into].main.extend(main);
        for (edge, child) in edges.into_iter().filter(|(edge, _)| *edge != Edge::ByPath) {
            let new = nodes.len();
            let own = *nodes[into].edges.entry(edge).or_insert(new);
            if own == new {
                nodes.push(Node { placeholders: nodes[child].placeholders.clone(), ..Node::default() });
            }
            todo.push((own, child));
        }
    }
}

/// Makes equal nodes one shared place. Works from the leaves up without recursion, however deep a path is.
fn share(nodes: &[Node]) -> (Vec<SharedPlace>, SharedPlaceId) {
    let order = preorder(nodes);
    type Key = (Vec<Edge>, Vec<(Edge, SharedPlaceId)>, Vec<OperationId>, BTreeSet<OperationId>);
    let mut known: BTreeMap<Key, SharedPlaceId> = BTreeMap::new();
    let mut shared_places: Vec<SharedPlace> = Vec::new();
    let mut shared_place_of: BTreeMap<usize, SharedPlaceId> = BTreeMap::new();
    let mut places: Vec<Vec<(bool, usize, Vec<Edge>)>> = Vec::new();
    for (at, place) in order.into_iter().rev() {
        let node = &nodes[at];
        let edges =
            node.edges.iter().filter_map(|(edge, child)| Some((edge.clone(), *shared_place_of.get(child)?))).collect();
        let operations = node.operations.iter().copied().collect();
        let key = (own_name(&place), edges, operations, node.main.clone());
        let id = *known.entry(key).or_insert_with_key(|(_, edges, operations, main)| {
            places.push(Vec::new());
            shared_places.push(SharedPlace {
                edges: edges.clone(),
                operations: operations.clone(),
                main: main.clone(),
                ..SharedPlace::default()
            });
            shared_places.len() - 1
        });
        for operation in &node.implied {
            shared_places[id].implied.entry(*operation).or_default().push(place.clone());
        }
        places[id].push((node.is_implied, place.len(), place));
        shared_places[id].placeholders.extend(node.placeholders.iter().cloned());
        shared_place_of.insert(at, id);
    }
    for (shared, mut places) in shared_places.iter_mut().zip(places) {
        places.sort();
        shared.places = places.into_iter().map(|(_, _, place)| place).collect();
        shared.implied.values_mut().for_each(|places| places.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b))));
    }
    let root = shared_place_of.get(&0).copied().unwrap_or_default();
    (shared_places, root)
}

/// Returns the end of a place from its last name on: what it is called after.
fn own_name(place: &[Edge]) -> Vec<Edge> {
    let named = |edge: &Edge| matches!(edge, Edge::Literal(_) | Edge::Call(..));
    let end = place[place.iter().rposition(named).unwrap_or(0)..].iter();
    // By whichever key an item is found, it is the same item.
    end.map(|edge| if let Edge::NamedKey(_) = edge { Edge::Key } else { edge.clone() }).collect()
}

/// Returns all nodes with their places, parents before children.
fn preorder(nodes: &[Node]) -> Vec<(usize, Vec<Edge>)> {
    let mut order: Vec<(usize, Vec<Edge>)> = vec![(0, Vec::new())];
    let mut next = 0;
    while next < order.len() {
        for (edge, child) in &nodes[order[next].0].edges {
            let below = order[next].1.iter().chain([edge]).cloned().collect();
            order.push((*child, below));
        }
        next += 1;
    }
    order
}
