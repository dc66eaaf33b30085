//! The way along the builders that makes a documented request.

use std::collections::BTreeSet;

use super::{Argument, BuilderId, Client, Method, PathPart, SentIn, Step};
use crate::api::{self, Example, OperationId, Segment};

/// A way to make a request, with what its path has for the arguments on the way.
pub struct Route<'a> {
    /// The steps from the root.
    pub steps: Vec<&'a Step>,
    /// The method that makes the request.
    pub method: &'a Method,
    /// What the path has for the arguments on the way, in order.
    pub texts: Vec<String>,
}

/// Finds the way to the operation's own method; else to a method that asks the same of the place.
pub fn route<'a>(
    client: &'a Client,
    id: OperationId,
    operation: &api::Operation,
    example: &Example,
) -> Option<Route<'a>> {
    let verb = &example.request.as_ref()?.method;
    let own = |method: &Method| method.operation == id || method.also.contains(&id);
    let same = |method: &Method| client.operations[method.operation].method == *verb;
    let segments = &example.target.segments;
    let bound = (operation.method == *verb).then(|| find(client, segments, &own)).flatten();
    bound.or_else(|| find(client, segments, &same))
}

/// A place in a concrete path: the segment, and whether its name is behind, for a set with a key in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    segment: usize,
    in_brackets: bool,
}

fn find<'a>(client: &'a Client, segments: &[Segment], wanted: &dyn Fn(&Method) -> bool) -> Option<Route<'a>> {
    let start = At { segment: 0, in_brackets: false };
    let mut search = Search { client, segments, wanted, steps: Vec::new(), texts: Vec::new(), dead: BTreeSet::new() };
    let method = search.descend(0, start)?;
    Some(Route { steps: search.steps, method, texts: search.texts })
}

/// A search for the way along a path.
struct Search<'a, 's> {
    client: &'a Client,
    segments: &'s [Segment],
    wanted: &'s dyn Fn(&Method) -> bool,
    /// The steps so far.
    steps: Vec<&'a Step>,
    /// What they take of the path.
    texts: Vec<String>,
    /// Where nothing was found: ways that meet there needn't look again.
    dead: BTreeSet<(BuilderId, At)>,
}

impl<'a> Search<'a, '_> {
    /// Goes down the builders along the path; names come before keys, so that a key is what no name is.
    fn descend(&mut self, builder: BuilderId, at: At) -> Option<&'a Method> {
        let Self { client, segments, wanted, .. } = *self;
        let here = &client.builders[builder];
        let depth = self.texts.len();
        for method in here.methods.iter().filter(|method| wanted(method)) {
            // Arguments in the brackets of the last call may be set on the request, see `SentIn::Call`.
            let left = |end: At| segments.len() - end.segment - usize::from(end.in_brackets && calls(client, method));
            if consume(&method.path, segments, at, &mut self.texts).is_some_and(|end| left(end) == 0) {
                return Some(method);
            }
            self.texts.truncate(depth);
        }
        if at.segment == segments.len() || self.dead.contains(&(builder, at)) {
            return None;
        }
        let is_key = |step: &&Step| matches!(step.path.first(), Some(PathPart::Key(_)));
        let (keys, names): (Vec<_>, Vec<_>) = here.steps.iter().partition(is_key);
        for step in names.into_iter().chain(keys) {
            if let Some(next) = consume(&step.path, segments, at, &mut self.texts) {
                self.steps.push(step);
                if let Some(found) = self.descend(step.target, next) {
                    return Some(found);
                }
                self.steps.pop();
            }
            self.texts.truncate(depth);
        }
        self.dead.insert((builder, at));
        None
    }
}

/// Tells whether arguments of a call may be set on the method's request, or are among what it takes.
fn calls(client: &Client, method: &Method) -> bool {
    let mut arguments = method.arguments.iter().chain(&client.operations[method.operation].setters);
    arguments.any(|argument| matches!(argument.sent_in, SentIn::Call | SentIn::CallQuoted))
}

/// Follows the parts of a step along the path and returns where they lead; adds what they take of it to the texts.
fn consume(parts: &[PathPart], segments: &[Segment], mut at: At, texts: &mut Vec<String>) -> Option<At> {
    for part in parts {
        at = consume_part(part, segments.get(at.segment)?, at, texts)?;
    }
    Some(at)
}

fn consume_part(part: &PathPart, segment: &Segment, at: At, texts: &mut Vec<String>) -> Option<At> {
    let next = At { segment: at.segment + 1, in_brackets: false };
    if at.in_brackets {
        let Segment::Call { arguments, .. } = segment else { return None };
        return match part {
            PathPart::Key(_) if arguments.len() == 1 && arguments[0].0.is_empty() => {
                texts.push(unquoted(&arguments[0].1));
                Some(next)
            }
            PathPart::NamedKey(names) => named(names, arguments, texts).map(|()| next),
            _ => None,
        };
    }
    let same = |left: &str, right: &str| left.eq_ignore_ascii_case(right);
    match (part, segment) {
        (PathPart::Child(name) | PathPart::Cast(name), Segment::Literal(written) | Segment::Cast(written)) => {
            same(name, written).then_some(next)
        }
        (PathPart::Child(name), Segment::Call { name: written, arguments }) => {
            let rest = if arguments.is_empty() { next } else { At { in_brackets: true, ..at } };
            same(name, written).then_some(rest)
        }
        (PathPart::Key(_), Segment::Literal(text)) => {
            texts.push(text.clone());
            Some(next)
        }
        (PathPart::Key(_), Segment::Key(placeholder)) => {
            texts.push(format!("{{{placeholder}}}"));
            Some(next)
        }
        (PathPart::ByPath(_), Segment::ByPath(path)) => {
            texts.push(path.clone());
            Some(next)
        }
        (PathPart::Call { name, arguments: names }, Segment::Call { name: written, arguments })
            if same(name, written) =>
        {
            named(names, arguments, texts).map(|()| next)
        }
        _ => None,
    }
}

/// Collects the values of a call's arguments in the order of the method's parameters; unnamed ones are taken in order.
fn named(parameters: &[Argument], arguments: &[(String, String)], texts: &mut Vec<String>) -> Option<()> {
    if parameters.len() != arguments.len() {
        return None;
    }
    let mut values = Vec::new();
    for (index, parameter) in parameters.iter().enumerate() {
        let by_name = arguments.iter().find(|(name, _)| name.eq_ignore_ascii_case(&parameter.wire));
        let (_, value) = by_name.or_else(|| arguments.get(index).filter(|(name, _)| name.is_empty()))?;
        values.push(if parameter.sent_in == SentIn::Quoted { unquoted(value) } else { value.clone() });
    }
    texts.extend(values);
    Some(())
}

/// Returns the text of a literal in quotes; anything else as it stands.
fn unquoted(literal: &str) -> String {
    let inner = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.map_or_else(|| literal.to_string(), |text| text.replace("''", "'"))
}
