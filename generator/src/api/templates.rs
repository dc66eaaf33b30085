//! Finds among many path templates those that a concrete path may follow.

use std::collections::{BTreeMap, BTreeSet};

use super::Segment;
use crate::page::path::{literal_id, simple, unbracketed};

/// Templates as a tree of their segments. Paths may be of any length, so that nodes name each other by their places.
pub struct Templates {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    /// Where names lead.
    named: BTreeMap<String, usize>,
    /// Where that leads which stands for any name.
    any: Option<usize>,
    /// The templates that end here.
    ends: Vec<usize>,
}

impl Templates {
    /// Makes the tree; each template goes by its place in the list.
    pub fn of<'a>(templates: impl Iterator<Item = &'a [Segment]>) -> Self {
        let mut nodes = vec![Node::default()];
        for (at, template) in templates.enumerate() {
            let mut here = 0;
            for segment in template {
                let new = nodes.len();
                let node = &mut nodes[here];
                here = match name(segment).filter(|_| literal_id(segment).is_none()) {
                    Some(name) => *node.named.entry(name).or_insert(new),
                    None => *node.any.get_or_insert(new),
                };
                if here == new {
                    nodes.push(Node::default());
                }
            }
            nodes[here].ends.push(at);
        }
        Self { nodes }
    }

    /// Returns the templates that a path may follow, in their order: all that it does follow are among them.
    pub fn like(&self, path: &[Segment]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        self.collect(path, &mut found);
        let bare = unbracketed(path);
        if bare.len() != path.len() {
            self.collect(&bare, &mut found);
            // The call at the end may be the function itself.
            if let Some((last, start)) = path.split_last() {
                let mut called = unbracketed(start);
                called.push(last.clone());
                self.collect(&called, &mut found);
            }
        }
        found
    }

    /// Tells whether a template begins with all of a path.
    pub fn begin_with(&self, path: &[Segment]) -> bool {
        !self.reached(path).is_empty()
    }

    fn collect(&self, path: &[Segment], found: &mut BTreeSet<usize>) {
        self.reached(path).into_iter().for_each(|at| found.extend(&self.nodes[at].ends));
    }

    /// Returns the nodes that a path leads to.
    fn reached(&self, path: &[Segment]) -> Vec<usize> {
        path.iter().fold(vec![0], |from, segment| {
            let name = name(segment);
            let next = |at: usize| {
                let node = &self.nodes[at];
                let named = name.as_ref().and_then(|name| node.named.get(name).copied());
                named.into_iter().chain(node.any)
            };
            from.into_iter().flat_map(next).collect()
        })
    }
}

/// Returns the name of a segment without its namespace, in lower case; none if it stands for any.
fn name(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Literal(name) | Segment::Cast(name) | Segment::Call { name, .. } => Some(simple(name)),
        Segment::Key(_) | Segment::ByPath(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::path::{calls, matches, of_url};

    /// Of all templates that a path follows none is left out, and others are seldom among them.
    #[test]
    fn like() {
        let segments = |text: &str| of_url(text).segments;
        let templates =
            ["/users", "/users/{id}", "/users/{id}/find", "/Users/{id}/ns.find(a={a})", "/me/{id}", "/x/root:/{path}:"];
        let templates: Vec<Vec<Segment>> = templates.iter().map(|text| segments(text)).collect();
        let tree = Templates::of(templates.iter().map(Vec::as_slice));
        for (path, wanted) in [
            ("/users", vec![0]),
            ("/users/a", vec![1]),
            ("/users('a')", vec![0, 1]),
            ("/users('a')/find(x=1)", vec![1, 2, 3]),
            ("/users/b/find(a=1)", vec![2, 3]),
            ("/x/root:/a/b:", vec![5]),
            ("/nothing", vec![]),
        ] {
            let path = segments(path);
            let found: Vec<usize> = tree.like(&path).into_iter().collect();
            assert_eq!(found, wanted, "{path:?}");
            assert!(tree.begin_with(&path) != wanted.is_empty(), "{path:?}");
            assert_eq!(tree.begin_with(&path[..path.len() - 1]), path.len() == 1 || !wanted.is_empty(), "{path:?}");
            for (at, template) in templates.iter().enumerate() {
                let follows = matches(template, &path) || calls(template, &path, |_| true);
                assert!(!follows || found.contains(&at), "{template:?}");
            }
        }
    }
}
