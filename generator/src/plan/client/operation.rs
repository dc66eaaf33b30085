//! The facts of each operation: what its methods take, what may be set on its request, how its answer is read.

use std::collections::{BTreeMap, BTreeSet};

use super::parameter::{argument, in_body, is_quoted, own, structure};
use super::{Argument, Context, Operation, SentIn, Value, answer, docs};
use crate::api::index::squeezed;
use crate::api::{
    self, Api, Body, OperationId, OperationKind, Parameter, PathTemplate, RequestHeader, Segment, TypeOf, TypeRef,
};
use crate::diagnostic::{Code, Diagnostic, each, quoted};
use crate::plan::docs::code;
use crate::plan::finding;
use crate::plan::names::{self, Scope};

/// The methods that `Request<O>` has for every operation; a setter can't have their names.
pub const COMMON_METHODS: &[&str] = &[
    "after",
    "as_raw",
    "as_raw_mut",
    "build",
    "changes",
    "consistency_level",
    "count",
    "eventual",
    "expand",
    "filter",
    "header",
    "if_match",
    "if_none_match",
    "into_batch_item",
    "items",
    "limit_time",
    "new",
    "order_by",
    "pages",
    "prefer",
    "query",
    "read",
    "retry",
    "search",
    "select",
    "send",
    "since",
    "skip",
    "stream",
    "top",
    "wait",
    "with_argument",
    "with_body",
    "with_content",
    "with_mime",
    "with_parameter",
    "with_reference",
    "with_url",
    // That of the trait that it implements; others are those of every type.
    "into_future",
];

/// What the description of the content type holds where a request may be a message in MIME instead of JSON.
const SAYS_MIME: &[&str] = &["MIME", "text/plain"];

/// Tells whether the page documents that the request may be a message in MIME.
pub fn takes_mime(operation: &api::Operation) -> bool {
    // Content of any kind may be of a type that happens to be text.
    if !matches!(operation.body, Body::Value(..) | Body::Parameters(_)) {
        return false;
    }
    let of_content_type = operation.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("Content-Type"));
    let mut descriptions = of_content_type.map(|header| header.description.text.as_str());
    descriptions.any(|text| SAYS_MIME.iter().all(|word| text.contains(word)))
}

/// Plans the operations in their order, without modules and names.
pub fn plan(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Operation> {
    each(&context.api.operations, diagnostics, |at, operation, found| one(context, OperationId(at), operation, found))
}

/// Makes an operation one for all subtypes: where pages document the same verb and path for each subtype alone, its method
/// takes and answers what the path leads to.
pub fn generalise(context: &Context<'_>, operation: &api::Operation, planned: &mut Operation) {
    let Some(base) = operation.paths.iter().find_map(|path| path.resolved) else { return };
    let general = |ty: &TypeRef| match (ty.of, base.of) {
        (TypeOf::Named(own), TypeOf::Named(of)) if context.api.bases.derives(own, of) => TypeRef { of: base.of, ..*ty },
        _ => *ty,
    };
    let mut general_one = operation.clone();
    if let api::Answer::Json(ty) = &mut general_one.response.answer {
        *ty = general(ty);
    }
    if let Body::Value(ty, _) = &mut general_one.body {
        *ty = general(ty);
    }
    // What can't be named was said of the operation itself.
    let (arguments, setters) = Parameters::of(context, &general_one, &mut Vec::new());
    (planned.arguments, planned.setters) = (arguments, setters);
    planned.answer = answer::of(context, &general_one);
}

fn one(
    context: &Context<'_>,
    id: OperationId,
    operation: &api::Operation,
    diagnostics: &mut Vec<Diagnostic>,
) -> Operation {
    let (arguments, setters) = Parameters::of(context, operation, diagnostics);
    let (docs, shown) = docs::operation(context, operation);
    Operation {
        id,
        module: String::new(),
        name: String::new(),
        areas: context.areas_with(operation),
        docs,
        shown,
        snippets: BTreeMap::new(),
        wire: operation.name.clone(),
        method: operation.method.clone(),
        paths: unique(operation.paths.iter().map(template)),
        permissions: operation.permissions.clone(),
        clouds: operation.clouds.clone(),
        url: context.api.pages[operation.page].url.clone(),
        headers: sorted(operation.headers.iter().map(|header| header.name.clone())),
        sent_headers: sent_headers(operation),
        query: sorted(operation.query.iter().map(|parameter| parameter.name.clone())),
        answer: answer::of(context, operation),
        example: context.described.then(|| answer::example(operation)).flatten(),
        arguments,
        setters,
        reference: (operation.body == Body::Reference).then(|| reference(operation)),
        deprecated: operation.deprecated.clone(),
    }
}

/// Headers that the client itself sets: who asks, and what is sent.
const OF_THE_CLIENT: [&str; 4] = ["authorization", "content-type", "content-length", "host"];

fn is_of_the_client(header: &str) -> bool {
    OF_THE_CLIENT.iter().any(|own| header.eq_ignore_ascii_case(own))
}

/// Returns the headers that must be sent and always have the same value.
fn sent_headers(operation: &api::Operation) -> Vec<(String, String)> {
    let needed = operation.headers.iter().filter(|header| header.required == Some(true));
    needed
        .filter(|header| !is_of_the_client(&header.name))
        .filter_map(|header| Some((header.name.clone(), header.value.clone()?)))
        .collect()
}

/// Returns a path as its page writes it, with somebody's ids as the placeholders that they stand for.
fn template(path: &PathTemplate) -> String {
    let parts: Vec<&str> = path.text.trim_start_matches('/').split('/').collect();
    if parts.len() != path.segments.len() {
        return path.text.clone();
    }
    let each = parts.iter().zip(&path.segments).map(|(part, segment)| match segment {
        Segment::Key(placeholder) if part.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
            format!("/{{{placeholder}}}")
        }
        _ => format!("/{part}"),
    });
    each.collect()
}

/// Removes repetitions; the order stays.
fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    texts.collect::<BTreeSet<String>>().into_iter().collect()
}

/// Sorts the parameters of an operation into arguments and setters.
struct Parameters {
    arguments: Vec<Argument>,
    setters: Vec<Argument>,
}

impl Parameters {
    fn of(
        context: &Context<'_>,
        operation: &api::Operation,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Vec<Argument>, Vec<Argument>) {
        let mut sorted = Self { arguments: Vec::new(), setters: Vec::new() };
        let mut add = |parameter: &Parameter, sent_in: SentIn, required: bool| {
            let Some(argument) = argument(context, operation, parameter, sent_in) else {
                diagnostics.push(nameless(context.api, operation, parameter));
                return;
            };
            if required { sorted.arguments.push(argument) } else { sorted.setters.push(with_meaning(argument)) }
        };
        let parts = Parts::of(operation);
        for parameter in uncalled_arguments(operation, &parts) {
            let sent_in = if is_quoted(&parameter.ty) { SentIn::CallQuoted } else { SentIn::Call };
            add(parameter, sent_in, parameter.required != Some(false));
        }
        for parameter in query_parameters(operation, &parts) {
            add(&parameter, SentIn::Query, parameter.required == Some(true));
        }
        if let Body::Parameters(parameters) = &operation.body {
            let only = parameters.len() == 1;
            for parameter in parameters {
                add(parameter, SentIn::Parameter, parameter.required.unwrap_or(only));
            }
        }
        sorted.setters.extend(headers(context, operation));
        sorted.arguments.extend(body(context, operation));
        (distinct(sorted.arguments, &[]), distinct(sorted.setters, &[COMMON_METHODS, names::BLANKET_METHODS]))
    }
}

/// Plans the setters of documented headers: not of those that the client sets, that every request has a method for, or that
/// always have the same value, unless the page says that they may be left out.
fn headers(context: &Context<'_>, operation: &api::Operation) -> Vec<Argument> {
    let mut names = BTreeSet::new();
    let is_chosen = |header: &&RequestHeader| header.value.is_none() || header.required == Some(false);
    let chosen = operation.headers.iter().filter(|header| is_settable(&header.name)).filter(is_chosen);
    let once = chosen.filter(|header| names.insert(header.name.to_ascii_lowercase()));
    let setters = once.filter_map(|header| {
        let name = names::snake(&header.name).filter(|name| !COMMON_METHODS.contains(&name.as_str()))?;
        let meaning = docs::line(context, &header.description, operation);
        let setter =
            Argument { name, wire: header.name.clone(), value: Value::Required, sent_in: SentIn::Header, meaning };
        Some(with_meaning(setter))
    });
    setters.collect()
}

/// Tells whether a program may set the header of that name.
fn is_settable(name: &str) -> bool {
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    is_name && !is_of_the_client(name)
}

/// Says of a setter what it sets where its page says nothing.
fn with_meaning(mut setter: Argument) -> Argument {
    if setter.meaning.is_empty() {
        setter.meaning = format!("Sets {}.", code(&setter.wire));
    }
    setter
}

/// Returns the arguments of a function that no request line has in its brackets.
fn uncalled_arguments<'o>(operation: &'o api::Operation, parts: &Parts) -> impl Iterator<Item = &'o Parameter> {
    let calls = operation.paths.iter().flat_map(|path| path.text.split('(').skip(1));
    let written = calls.flat_map(|call| call.split([',', ')'])).filter_map(|argument| argument.split_once('='));
    let in_brackets: BTreeSet<String> = written.map(|(name, _)| name.trim().to_ascii_lowercase()).collect();
    let function = matches!(operation.kind, OperationKind::Function | OperationKind::Delta);
    let arguments = operation.arguments.iter().filter(move |_| function);
    arguments.filter(move |argument| {
        !in_brackets.contains(&argument.name.to_ascii_lowercase()) && !parts.have(&argument.name)
    })
}

fn nameless(api: &Api, operation: &api::Operation, parameter: &Parameter) -> Diagnostic {
    let message = format!("the parameter {} has no name that a program can use", quoted(&parameter.name));
    let help = "name it with letters and digits; until then it can be sent by `query` or `with_parameter`".to_string();
    finding(api, operation.page, parameter.evidence.span, Code::InvalidName, message).with_help(help)
}

/// Gives each argument a name of its own.
fn distinct(mut arguments: Vec<Argument>, reserved: &[&[&str]]) -> Vec<Argument> {
    let mut scope = Scope::default();
    for argument in &mut arguments {
        if reserved.iter().any(|names| names.contains(&argument.name.as_str())) {
            argument.name += "_parameter";
        }
        argument.name = scope.claim(&argument.name, &argument.wire).name;
    }
    arguments
}

/// Returns the query parameters that aren't OData's own, which every request has: those of the table, and those that
/// all paths have with a placeholder.
fn query_parameters(operation: &api::Operation, parts: &Parts) -> Vec<Parameter> {
    let own =
        operation.query.iter().filter(|parameter| !parameter.name.starts_with('$') && !parts.have(&parameter.name));
    let mut parameters: Vec<Parameter> = own.cloned().collect();
    // What only an example shows has a query of values, not of placeholders.
    let stated: Vec<&PathTemplate> = operation.paths.iter().filter(|path| !path.from_example).collect();
    let Some(first) = stated.first() else { return parameters };
    let mut lines: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, path) in stated.iter().enumerate() {
        for (name, _) in path.query.iter().filter(|(_, value)| is_placeholder(value)) {
            lines.entry(name.to_ascii_lowercase()).or_default().insert(at);
        }
    }
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, parameter) in parameters.iter().enumerate() {
        places.entry(parameter.name.to_ascii_lowercase()).or_insert(at);
    }
    for (name, value) in first.query.iter().filter(|(name, _)| !name.starts_with('$')) {
        let lower = name.to_ascii_lowercase();
        let everywhere = lines.get(&lower).is_some_and(|lines| lines.len() == stated.len());
        let required = (everywhere && is_placeholder(value)).then_some(true);
        let place = *places.entry(lower).or_insert(parameters.len());
        match parameters.get_mut(place) {
            // A row that is silent is outdone by request lines that all have the parameter.
            Some(known) => known.required = known.required.or(required),
            None => parameters.push(Parameter { name: name.clone(), required, ..Parameter::default() }),
        }
    }
    parameters
}

/// The placeholders of an operation's request lines, squeezed.
struct Parts {
    in_paths: BTreeSet<String>,
    /// Those in the values of a query, with the names of the parameters whose values they are.
    in_values: BTreeMap<String, BTreeSet<String>>,
}

impl Parts {
    fn of(operation: &api::Operation) -> Self {
        let mut parts = Self { in_paths: BTreeSet::new(), in_values: BTreeMap::new() };
        for path in &operation.paths {
            parts.in_paths.extend(placeholders(&path.text));
            for (key, value) in &path.query {
                let key = squeezed(key);
                placeholders(value).for_each(|name| _ = parts.in_values.entry(name).or_default().insert(key.clone()));
            }
        }
        parts
    }

    /// Tells whether the name is that of a placeholder in a path or in the value of another parameter.
    fn have(&self, name: &str) -> bool {
        let name = squeezed(name);
        let in_value = self.in_values.get(&name).is_some_and(|keys| keys.len() > 1 || !keys.contains(&name));
        in_value || self.in_paths.contains(&name)
    }
}

/// Returns the placeholders of a text, squeezed.
fn placeholders(text: &str) -> impl Iterator<Item = String> {
    text.split(['{', '<']).skip(1).map(|rest| squeezed(rest.split(['}', '>']).next().unwrap_or("")))
}

fn is_placeholder(value: &str) -> bool {
    value.contains(['{', '<'])
}

/// Plans the argument that is sent as the body, if it is one value.
fn body(context: &Context<'_>, operation: &api::Operation) -> Option<Argument> {
    let (name, value, sent_in) = match &operation.body {
        Body::None | Body::Parameters(_) => return None,
        Body::Content(ty) => {
            let media = ty.clone().filter(|ty| !ty.starts_with("multipart/"));
            let wire = media.unwrap_or_else(|| "application/octet-stream".to_string());
            let meaning = ty.as_ref().map(|ty| format!("content of the type {}.", code(ty))).unwrap_or_default();
            let name = "content".to_string();
            return Some(Argument { name, wire, value: Value::Content, sent_in: SentIn::Content, meaning });
        }
        Body::Reference => ("id".to_string(), Value::Required, SentIn::Reference),
        Body::Value(ty, _) => {
            let sent_in = if stands_for_base(context, operation, ty) { SentIn::TypedBody } else { SentIn::Body };
            (body_name(context, ty), body_value(context, operation.kind, ty), sent_in)
        }
    };
    Some(Argument { name, wire: String::new(), value, sent_in, meaning: String::new() })
}

/// Names the body after its type: `user`.
fn body_name(context: &Context<'_>, ty: &TypeRef) -> String {
    let named = structure(context, ty).and_then(|(_, ty)| names::snake(&ty.name));
    named.unwrap_or_else(|| "body".to_string())
}

/// Tells whether what is sent is of a type derived from what is at the path.
fn stands_for_base(context: &Context<'_>, operation: &api::Operation, ty: &TypeRef) -> bool {
    let Some((id, _)) = structure(context, ty) else { return false };
    operation
        .paths
        .iter()
        .filter_map(|path| path.resolved.as_ref())
        .any(|resolved| matches!(resolved.of, TypeOf::Named(base) if context.api.bases.derives(id, base)))
}

/// Chooses how a body is passed: a change sends just what was set, everything else sends a whole value.
fn body_value(context: &Context<'_>, kind: OperationKind, ty: &TypeRef) -> Value {
    match structure(context, ty) {
        Some((id, _)) if kind == OperationKind::Update => Value::Patch(own(context, id)),
        _ => in_body(context, ty),
    }
}

/// Returns where an id is looked up when a link to it is sent: what the documented example's URL has before the id.
fn reference(operation: &api::Operation) -> String {
    let urls = operation.examples.iter().filter_map(|example| {
        let body = &example.request.as_ref()?.body;
        let value: serde_json::Value = serde_json::from_str(body).ok()?;
        let url = value.get("@odata.id")?.as_str()?;
        let (_, path) = url.split_once("://")?.1.split_once('/')?;
        // The version sent_in, and the id at the end.
        let (_, below) = path.split_once('/')?;
        let (collection, _) = below.rsplit_once('/')?;
        Some(collection.to_string())
    });
    urls.into_iter().next().unwrap_or_default()
}
