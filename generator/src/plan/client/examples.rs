//! The documented examples as tests of the client crate: which methods make each request, which operation reads each answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::items::{Call, Examples, Reader, Taken};
use super::{Answer, Area, Argument, BuilderId, Client, Context, Method, PathPart, SentIn, answer};
use crate::api::{self, Example, OperationId, Segment};

/// Collects the examples of the operations whose first area this is.
pub fn of_area(context: &Context<'_>, client: &Client, area: &Area) -> Examples {
    let mut examples = Examples::default();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let spoken_for = spoken_for(client);
    for planned in &client.operations {
        if planned.areas.first() != Some(&area.id) || planned.module.is_empty() {
            continue;
        }
        let mut answered = false;
        for id in [planned.id].iter().chain(spoken_for.get(&planned.id).into_iter().flatten()) {
            let operation = context.operation(*id);
            for example in &operation.examples {
                let route = example.request.as_ref().and_then(|_| route(client, *id, operation, example));
                let call = route.as_ref().map(|route| call(client, route, &mut known, &mut examples.calls));
                let arguments = route.map(|route| route.texts).unwrap_or_default();
                let own = *id == planned.id && planned.answer != Answer::Empty && is_own(operation, example);
                examples.cases += &line(context, &planned.wire, operation, example, call, &arguments, own);
                examples.cases.push('\n');
                answered |= example.response.is_some();
            }
        }
        if answered && planned.answer != Answer::Empty {
            examples.answers.push(Reader { module: planned.module.clone(), name: planned.name.clone() });
        }
    }
    examples
}

/// Finds for operations those that other pages document and that are no part of the crate: the first method of each place
/// that they share answers for them.
fn spoken_for(client: &Client) -> BTreeMap<OperationId, BTreeSet<OperationId>> {
    let mut found: BTreeMap<OperationId, BTreeSet<OperationId>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for method in client.builders.iter().flat_map(|builder| &builder.methods) {
        let silent = method.also.iter().filter(|id| client.operations[**id].module.is_empty());
        found.entry(method.operation).or_default().extend(silent.filter(|id| seen.insert(**id)));
    }
    found
}

/// Tells whether the answer is the example that the operation itself has.
fn is_own(operation: &api::Operation, example: &Example) -> bool {
    let shown = answer::shown(operation);
    example.response.as_ref().is_some_and(|answer| shown.is_some_and(|shown| std::ptr::eq(shown, answer)))
}

/// Writes a line of data; the answer that the operation itself has as its `own` example needs no body here.
fn line(
    context: &Context<'_>,
    wire: &str,
    operation: &api::Operation,
    example: &Example,
    call: Option<usize>,
    arguments: &[String],
    own: bool,
) -> String {
    let request = example.request.as_ref().map(|request| Asked {
        arguments,
        body: &request.body,
        call,
        headers: &request.headers,
        method: &request.method,
        path: path(&example.target.segments),
        query: &example.target.query,
    });
    let response = example
        .response
        .as_ref()
        .map(|answer| Answered { body: (!own).then_some(answer.body.as_str()), status: answer.status.unwrap_or(200) });
    let page = &context.api.pages[operation.page].path;
    let case = Case { operation: wire, page, request, response, title: &example.title };
    // Text and numbers can always be written as JSON.
    serde_json::to_string(&case).unwrap_or_default()
}

/// A line of data; keys are sorted.
#[derive(Serialize)]
struct Case<'a> {
    operation: &'a str,
    page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Asked<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Answered<'a>>,
    title: &'a str,
}

#[derive(Serialize)]
struct Asked<'a> {
    arguments: &'a [String],
    body: &'a str,
    call: Option<usize>,
    headers: &'a [(String, String)],
    method: &'a str,
    path: String,
    query: &'a [(String, String)],
}

#[derive(Serialize)]
struct Answered<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    status: u16,
}

/// Writes a path as it is sent.
fn path(segments: &[Segment]) -> String {
    segments.iter().map(api::written).collect()
}

/// A way to make a request, with what its path has for the arguments on the way.
struct Route<'a> {
    steps: Vec<&'a super::Step>,
    method: &'a Method,
    texts: Vec<String>,
}

/// Finds the way to the operation's own method; else to a method that asks the same of the place.
fn route<'a>(client: &'a Client, id: OperationId, operation: &api::Operation, example: &Example) -> Option<Route<'a>> {
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
    steps: Vec<&'a super::Step>,
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
        let is_key = |step: &&super::Step| matches!(step.path.first(), Some(PathPart::Key(_)));
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

/// Returns the setters that an example's request is made with: its headers are added as they stand.
fn set(setters: &[Argument]) -> Vec<Argument> {
    setters.iter().filter(|setter| setter.sent_in != SentIn::Header).cloned().collect()
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

/// Finds the call that goes this way; makes one if there is none yet.
fn call(client: &Client, route: &Route<'_>, known: &mut BTreeMap<String, usize>, calls: &mut Vec<Call>) -> usize {
    let way: Vec<&str> = route.steps.iter().map(|step| step.name.as_str()).collect();
    let key = format!("{}.{}", way.join("."), route.method.name);
    *known.entry(key).or_insert_with(|| {
        let mut taken = 0;
        let mut take = |arguments: &[Argument]| {
            let each = arguments.iter().map(|argument| {
                let index = taken;
                taken += usize::from(matches!(argument.sent_in, SentIn::Path | SentIn::Quoted));
                Taken { argument: argument.clone(), index }
            });
            each.collect::<Vec<Taken>>()
        };
        let steps = route.steps.iter().map(|step| (step.name.clone(), take(&step.arguments))).collect();
        let arguments = take(&route.method.arguments);
        calls.push(Call {
            name: format!("call_{}", calls.len()),
            steps,
            method: route.method.name.clone(),
            arguments,
            setters: set(&client.operations[route.method.operation].setters),
        });
        calls.len() - 1
    })
}
