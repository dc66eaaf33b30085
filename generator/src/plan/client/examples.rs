//! The documented examples as tests of the client crate: which methods make each request, which operation reads each answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::items::{Call, Examples, PlannedSnippet, Reader, Taken};
use super::route::{Route, route};
use super::{Answer, Area, Argument, Client, Context, Operation, SentIn, answer, snippets};
use crate::api::{self, AreaId, Example, OperationId, Segment};
use crate::plan::model::shapes::Shapes;

/// What examples are planned with: the operations that have modules, by their first area.
pub struct Placed<'c> {
    shapes: Shapes,
    by_area: BTreeMap<AreaId, Vec<&'c Operation>>,
    spoken_for: BTreeMap<OperationId, BTreeSet<OperationId>>,
}

impl<'c> Placed<'c> {
    /// Collects them.
    pub fn of(client: &'c Client, shapes: Shapes) -> Self {
        let mut by_area: BTreeMap<AreaId, Vec<&Operation>> = BTreeMap::new();
        for planned in client.operations.iter().filter(|planned| !planned.module.is_empty()) {
            if let Some(area) = planned.areas.first() {
                by_area.entry(*area).or_default().push(planned);
            }
        }
        Self { shapes, by_area, spoken_for: spoken_for(client) }
    }
}

/// Collects the examples of the operations whose first area this is.
pub fn of_area(context: &Context<'_>, client: &Client, placed: &Placed<'_>, area: &Area) -> Examples {
    let mut examples = Examples::default();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for planned in placed.by_area.get(&area.id).into_iter().flatten() {
        let mut answered = false;
        for id in [planned.id].iter().chain(placed.spoken_for.get(&planned.id).into_iter().flatten()) {
            let operation = context.operation(*id);
            for (at, example) in operation.examples.iter().enumerate() {
                let route = example.request.as_ref().and_then(|_| route(client, *id, operation, example));
                let call = route.as_ref().map(|route| call(client, route, &mut known, &mut examples.calls));
                let written =
                    route.as_ref().map(|route| snippets::snippet(client, &placed.shapes, operation, example, route));
                let made = Made {
                    call,
                    snippet: matches!(written, Some(Ok(_))).then_some(examples.snippets.len()),
                    unwritten: written.as_ref().and_then(|written| Some(written.as_ref().err()?.to_string())),
                    arguments: route.as_ref().map_or(&[][..], |route| &route.texts),
                };
                let own = *id == planned.id && planned.answer != Answer::Empty && is_own(operation, example);
                examples.cases += &line(context, &planned.wire, operation, example, &made, own);
                if let Some(Ok(mut snippet)) = written {
                    snippet.page.clone_from(&context.api.pages[operation.page].path);
                    let builder = route.as_ref().and_then(|route| route.steps.last()).map_or(0, |step| step.target);
                    let function = String::new();
                    let planned = PlannedSnippet { function, operation: *id, example: at, builder, snippet };
                    examples.snippets.push(planned);
                }
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
    made: &Made<'_>,
    own: bool,
) -> String {
    let request = example.request.as_ref().map(|request| Asked {
        arguments: made.arguments,
        body: &request.body,
        call: made.call,
        headers: &request.headers,
        method: &request.method,
        path: path(&example.target.segments),
        query: &example.target.query,
        snippet: made.snippet,
        unwritten: made.unwritten.as_deref(),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unwritten: Option<&'a str>,
}

/// What makes the request of an example.
struct Made<'a> {
    /// The index of the call.
    call: Option<usize>,
    /// The index of the code.
    snippet: Option<usize>,
    /// Why there is no code.
    unwritten: Option<String>,
    /// What the path has for the arguments on the way.
    arguments: &'a [String],
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

/// Returns the setters that an example's request is made with: its headers are added as they stand.
fn set(setters: &[Argument]) -> Vec<Argument> {
    setters.iter().filter(|setter| setter.sent_in != SentIn::Header).cloned().collect()
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
