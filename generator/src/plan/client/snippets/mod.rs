//! The code of each documented example: the calls that lead to its place, the values that it sends, its options, and what
//! comes back.

mod literal;
mod query;
mod reason;
mod values;

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::route::Route;
use super::{Answer, Argument, Client, Operation, SentIn, Step, Value};
use crate::api::{self, Example, Segment};
use crate::plan::RustType;
use crate::plan::model::shapes::Shapes;
use crate::plan::names;
use crate::plan::snippet::{Expr, Snippet, Statement, generic};
pub use reason::Reason;

use query::struct_of;
use values::{Values, scalar};

/// Headers that the client sets itself.
const OF_THE_CLIENT: &[&str] = &["authorization", "content-type", "content-length", "host"];

/// The variable of the client.
const CLIENT: &str = "client";

/// Changes with more calls than these stand in a variable.
const FEW_CHANGES: usize = 2;

/// A text in a call of a request has so many letters at most, where it can stand in a variable.
const SHORT_TEXT: usize = 40;

/// Names of a list and its items that are longer together would break the line that they stand in.
const LONG_NAMES: usize = 44;

/// Writes the code of an example whose request goes a way.
///
/// # Errors
/// If something that the page shows can't be written.
pub fn snippet(
    client: &Client,
    shapes: &Shapes,
    operation: &api::Operation,
    example: &Example,
    route: &Route<'_>,
) -> Result<Snippet, Reason> {
    let request = example.request.as_ref().ok_or_else(|| Reason::of("the page shows no request"))?;
    let planned = &client.operations[route.method.operation];
    let root = format!("https://graph.microsoft.com/{}/", client.version);
    let mut writer = Writer {
        planned,
        request,
        example,
        texts: route.texts.iter(),
        body: serde_json::from_str(&request.body).ok(),
        sent: BTreeSet::new(),
        asked: BTreeSet::new(),
        values: Values { shapes, root, models: BTreeSet::new(), json: false },
        statements: Vec::new(),
    };
    let mut call = Expr::Code(CLIENT.to_string());
    for step in &route.steps {
        let arguments = writer.arguments(&step.arguments)?;
        call = call.method(&step.name, arguments);
    }
    let arguments = writer.arguments(&route.method.arguments)?;
    call = call.method(&route.method.name, arguments);
    call = writer.rest_of_body(call)?;
    call = writer.options(call)?;
    call = writer.headers(call);
    writer.end(call, &route.steps, &route.method.name);
    let mut imports = Vec::new();
    let package = client.package.replace('-', "_");
    if !writer.values.models.is_empty() {
        imports.push((format!("{package}::model"), writer.values.models.into_iter().collect()));
    }
    if writer.values.json {
        imports.push(("serde_json".to_string(), vec!["json".to_string()]));
    }
    Ok(Snippet { name: name(operation, example), page: String::new(), imports, statements: writer.statements })
}

/// Names an example: as its page does, else after the operation; in letters, digits and hyphens, as files are called.
fn name(operation: &api::Operation, example: &Example) -> String {
    let name = example.name.as_deref().unwrap_or(&operation.name);
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { "example".to_string() } else { name }
}

/// Writes the code of a request.
struct Writer<'a> {
    planned: &'a Operation,
    request: &'a crate::page::Message,
    example: &'a Example,
    /// What the path has for the arguments on the way, in order.
    texts: std::slice::Iter<'a, String>,
    /// The body, if it is JSON.
    body: Option<Json>,
    /// The members of the body that are sent already.
    sent: BTreeSet<String>,
    /// The query parameters that are sent already, in lower case.
    asked: BTreeSet<String>,
    values: Values<'a>,
    statements: Vec<Statement>,
}

impl Writer<'_> {
    fn arguments(&mut self, arguments: &[Argument]) -> Result<Vec<Expr>, Reason> {
        arguments.iter().map(|argument| self.argument(argument)).collect()
    }

    fn argument(&mut self, argument: &Argument) -> Result<Expr, Reason> {
        let missing = || Reason::of(format!("the example has no {}", argument.name));
        match argument.sent_in {
            SentIn::Path | SentIn::Quoted => {
                let text = self.texts.next().ok_or_else(missing)?;
                in_url(&argument.value, &decoded(text)).ok_or_else(missing)
            }
            SentIn::Call | SentIn::CallQuoted => {
                let text = self.called_with(&argument.wire).ok_or_else(missing)?;
                in_url(&argument.value, &text).ok_or_else(missing)
            }
            SentIn::Query | SentIn::Header => {
                let text = self.query(&argument.wire).ok_or_else(missing)?;
                self.asked.insert(argument.wire.to_ascii_lowercase());
                in_url(&argument.value, &text).ok_or_else(missing)
            }
            SentIn::Parameter => {
                let value = self.member(&argument.wire).ok_or_else(missing)?;
                self.sent.insert(argument.wire.clone());
                self.in_body(argument, &value)
            }
            SentIn::Body | SentIn::TypedBody => {
                let value = self.body.clone().ok_or_else(|| Reason::of("the body isn't JSON"))?;
                self.in_body(argument, &value)
            }
            SentIn::Content => Ok(Expr::Text(self.request.body.clone())),
            SentIn::Mime => Err(Reason::of("the page shows no message in MIME")),
            SentIn::Reference => {
                let link = self.member("@odata.id").and_then(|link| Some(link.as_str()?.to_string()));
                let link = link.ok_or_else(missing)?;
                self.sent.insert("@odata.id".to_string());
                Ok(Expr::Text(self.values.id_in(self.planned.reference.as_deref(), &link)))
            }
        }
    }

    fn member(&self, name: &str) -> Option<Json> {
        self.body.as_ref()?.get(name).cloned()
    }

    fn called_with(&self, name: &str) -> Option<String> {
        let Some(Segment::Call { arguments, .. }) = self.example.target.segments.last() else { return None };
        let (_, value) = arguments.iter().find(|(own, _)| own.trim().eq_ignore_ascii_case(name))?;
        let value = value.trim();
        let text = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(value);
        Some(decoded(text).replace("''", "'"))
    }

    fn query(&self, name: &str) -> Option<String> {
        let mut query = self.example.target.query.iter();
        query.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| decoded(value))
    }

    /// Builds a value of the body as the method takes it.
    fn in_body(&mut self, argument: &Argument, value: &Json) -> Result<Expr, Reason> {
        let misfit = || Reason::of(format!("no value of the type is {value}"));
        let built = match (&argument.value, value) {
            (Value::Text | Value::Required | Value::Display, Json::String(text)) => Expr::Text(text.clone()),
            (Value::Copy(ty), _) => scalar(ty, &value.to_string(), false).ok_or_else(misfit)?,
            (Value::Field(ty), _) => self.values.field(ty, value)?,
            (Value::Patch(RustType::Model(name)), Json::Object(object)) => {
                let changes = self.values.patch(name, object, argument.sent_in == SentIn::TypedBody)?;
                return Ok(match calls(&changes) > FEW_CHANGES || !is_short(&changes) {
                    true => self.put("changes", changes),
                    false => changes,
                });
            }
            (Value::Ref(RustType::Model(name)) | Value::Item(RustType::Model(name)), Json::Object(object)) => {
                let typed = argument.sent_in == SentIn::TypedBody;
                let built = match typed && values::is_of(object, self.values.shapes, name) {
                    true => self.values.structure(name, object, true)?,
                    false => self.values.item(name, object)?,
                };
                let built = self.put_with_rest(&argument.name, built);
                return Ok(Expr::Ref(Box::new(built)));
            }
            (Value::Slice(_), Json::Array(items)) if items.is_empty() => Expr::Ref(Box::new(Expr::Array(Vec::new()))),
            (Value::Items(ty), Json::Array(items)) if items.is_empty() => Expr::Ref(Box::new(self.values.empty(ty))),
            (Value::Slice(ty) | Value::Items(ty), Json::Array(_)) => {
                let built = self.values.field(&RustType::Vec(Box::new(ty.clone())), value)?;
                let built = self.put(&argument.name, built);
                Expr::Ref(Box::new(built))
            }
            (Value::Json | Value::Ref(RustType::Shared("Value")), _) => Expr::Ref(Box::new(self.values.json(value))),
            (Value::Content | Value::Bytes, _) => Expr::Text(self.request.body.clone()),
            _ => return Err(misfit()),
        };
        Ok(built)
    }

    /// Puts a value in a variable, and names it.
    fn put(&mut self, name: &str, value: Expr) -> Expr {
        let name = if name == CLIENT { "value" } else { name };
        self.statements.push(Statement::Let { name: name.to_string(), ty: None, mutable: false, value });
        Expr::Code(name.to_string())
    }

    /// Puts a struct in a variable, and in a statement of its own what follows its fields; what takes no argument goes with it.
    fn put_with_rest(&mut self, name: &str, value: Expr) -> Expr {
        let (mut with, mut plain) = (Vec::new(), Vec::new());
        let mut inner = value;
        while let Expr::Method(on, method, arguments) = inner {
            if arguments.is_empty() {
                plain.push((method, arguments))
            } else {
                with.push((method, arguments))
            }
            inner = *on;
        }
        let whole = |start: Expr, calls: Vec<(String, Vec<Expr>)>| {
            calls.into_iter().rev().fold(start, |on, (method, arguments)| on.method(&method, arguments))
        };
        let is_struct = matches!(inner, Expr::Struct(..)) && !with.is_empty();
        let start = if is_struct { self.put(name, inner) } else { inner };
        let variable = self.put(name, whole(start, with));
        whole(variable, plain)
    }

    /// Sets what the body has beside the parameters of the method.
    fn rest_of_body(&mut self, call: Expr) -> Result<Expr, Reason> {
        let whole =
            |argument: &Argument| matches!(argument.sent_in, SentIn::Body | SentIn::TypedBody | SentIn::Content);
        if self.planned.arguments.iter().any(whole) {
            return Ok(call);
        }
        let object = match &self.body {
            Some(Json::Object(object)) => object.clone(),
            None if self.request.body.trim().is_empty() => return Ok(call),
            _ => return Err(Reason::of("the operation sends nothing like this body")),
        };
        let has_parameters = self.planned.arguments.iter().chain(&self.planned.setters);
        let has_parameters =
            has_parameters.into_iter().any(|it| matches!(it.sent_in, SentIn::Parameter | SentIn::Reference));
        if !has_parameters && !object.is_empty() {
            let body = self.values.json(&Json::Object(object));
            return Ok(call.method("with_body", vec![Expr::Ref(Box::new(body))]));
        }
        self.parameters(call, &object)
    }

    fn parameters(&mut self, mut call: Expr, object: &Map<String, Json>) -> Result<Expr, Reason> {
        for (wire, value) in object {
            if self.sent.contains(wire) {
                continue;
            }
            let planned = self.planned;
            let setter = planned.setters.iter().find(|it| it.sent_in == SentIn::Parameter && it.wire == *wire);
            call = match setter {
                Some(setter) => {
                    let value = self.in_body(setter, value).map_err(|reason| reason.within(wire))?;
                    call.method(&setter.name, vec![value])
                }
                None => {
                    let value = Expr::Ref(Box::new(self.values.json(value)));
                    call.method("with_parameter", vec![Expr::Text(wire.clone()), value])
                }
            };
        }
        Ok(call)
    }

    /// Sets the query, and the arguments of a call that aren't parameters of the method.
    fn options(&mut self, mut call: Expr) -> Result<Expr, Reason> {
        let planned = self.planned;
        for setter in planned.setters.iter().filter(|it| matches!(it.sent_in, SentIn::Call | SentIn::CallQuoted)) {
            if let Some(value) = self.called_with(&setter.wire).and_then(|text| in_url(&setter.value, &text)) {
                call = call.method(&setter.name, vec![value]);
            }
        }
        let of = answered(&planned.answer).and_then(|ty| struct_of(&self.values, ty));
        for (name, value) in &self.example.target.query {
            let value = decoded(value);
            if self.asked.contains(&name.to_ascii_lowercase()) {
                continue;
            }
            let setter =
                planned.setters.iter().find(|it| it.sent_in == SentIn::Query && it.wire.eq_ignore_ascii_case(name));
            let set = setter.and_then(|setter| Some((setter.name.as_str(), vec![in_url(&setter.value, &value)?])));
            let odata = set.or_else(|| query::option(&mut self.values, of.as_deref(), name, &value));
            call = match odata {
                Some((method, arguments)) => call.method(method, arguments),
                None => call.method("query", vec![Expr::Text(name.clone()), Expr::Text(value)]),
            };
        }
        Ok(call)
    }

    fn headers(&mut self, mut call: Expr) -> Expr {
        for (name, value) in &self.request.headers {
            let lower = name.to_ascii_lowercase();
            let is_sent = || self.planned.sent_headers.contains(&(name.clone(), value.clone()));
            if value.is_empty() || OF_THE_CLIENT.contains(&lower.as_str()) || is_sent() {
                continue;
            }
            let setter = self.planned.setters.iter();
            let mut setter = setter.filter(|it| it.sent_in == SentIn::Header && it.wire.eq_ignore_ascii_case(name));
            let text = Expr::Text(value.clone());
            call = match (lower.as_str(), setter.next()) {
                ("prefer", _) => call.method("prefer", vec![text]),
                ("consistencylevel", _) if value == "eventual" => call.method("eventual", Vec::new()),
                ("consistencylevel", _) => call.method("consistency_level", vec![text]),
                ("if-match", _) => call.method("if_match", vec![text]),
                ("if-none-match", _) => call.method("if_none_match", vec![text]),
                (_, Some(setter)) => call.method(&setter.name, vec![text]),
                (_, None) => call.method("header", vec![Expr::Text(name.clone()), text]),
            };
        }
        call
    }

    /// Sends the request, and takes what comes back.
    fn end(&mut self, call: Expr, steps: &[&Step], method: &str) {
        let planned = self.planned;
        let shapes = self.values.shapes;
        let variable = |ty: &RustType| called_after(shapes, ty).unwrap_or_else(|| "value".to_string());
        let counts = self.query("$count").is_some_and(|text| text == "true");
        let (name, ty, value) = match &planned.answer {
            Answer::Empty => return self.statements.push(Statement::Do(Expr::Await(Box::new(call)))),
            Answer::Page(_) if counts => ("page".to_string(), None, Expr::Await(Box::new(call))),
            Answer::Page(ty) => {
                let item = called_after(shapes, ty).unwrap_or_else(|| "item".to_string());
                let stream = stream(steps, method, &item);
                let is_long = stream.len() + item.len() > LONG_NAMES;
                let (stream, item) = if is_long { ("items".to_string(), "item".to_string()) } else { (stream, item) };
                return self.each(stream, item, call.method("items", Vec::new()));
            }
            Answer::Delta(_) => {
                return self.each("changes".to_string(), "change".to_string(), call.method("changes", Vec::new()));
            }
            Answer::One(ty) => (variable(ty), None, Expr::Await(Box::new(call))),
            Answer::Value(ty) => {
                let name = variable(ty);
                let told = (!matches!(ty, RustType::Model(_))).then(|| self.values.type_name(ty));
                (name, told, Expr::Await(Box::new(call)))
            }
            Answer::Maybe(ty) | Answer::MaybeValue(ty) => {
                let name = variable(ty);
                let of = self.values.type_name(ty);
                (name, Some(generic("Option", &[&of])), Expr::Await(Box::new(call)))
            }
            Answer::Bytes => ("content".to_string(), None, Expr::Await(Box::new(call))),
            Answer::Text => ("text".to_string(), Some("String".to_string()), Expr::Await(Box::new(call))),
            Answer::Count => ("count".to_string(), Some("u64".to_string()), Expr::Await(Box::new(call))),
        };
        self.statements.push(Statement::Let { name, ty, mutable: false, value });
    }

    fn each(&mut self, stream: String, item: String, value: Expr) {
        let item = if item == stream { "item".to_string() } else { item };
        self.statements.push(Statement::Let { name: stream.clone(), ty: None, mutable: true, value });
        self.statements.push(Statement::Each { item, stream });
    }
}

/// Names a variable after the type of its value; a value of any subtype after the base type.
fn called_after(shapes: &Shapes, ty: &RustType) -> Option<String> {
    let RustType::Model(name) = ty else { return None };
    let base = shapes.subtypes(name).map_or(name, |subtypes| &subtypes.base);
    names::snake(base).filter(|name| name != CLIENT)
}

/// Names what comes item by item: as the place is called that is listed.
fn stream(steps: &[&Step], method: &str, item: &str) -> String {
    let place = steps.last().map(|step| step.name.as_str()).filter(|_| method == "list");
    let place = place.filter(|name| *name != CLIENT && *name != item && !name.starts_with("by_"));
    place.unwrap_or("items").to_string()
}

/// Returns the type of what an operation answers, or of its items.
fn answered(answer: &Answer) -> Option<&RustType> {
    match answer {
        Answer::One(ty) | Answer::Maybe(ty) | Answer::Value(ty) | Answer::MaybeValue(ty) => Some(ty),
        Answer::Page(ty) | Answer::Delta(ty) => Some(ty),
        Answer::Empty | Answer::Bytes | Answer::Text | Answer::Count => None,
    }
}

/// Writes a value of a path or query as a method takes it.
fn in_url(value: &Value, text: &str) -> Option<Expr> {
    match value {
        Value::Copy(ty) => scalar(ty, text, false),
        Value::Display if matches!(text, "true" | "false") => Some(Expr::Code(text.to_string())),
        _ => Some(Expr::Text(text.to_string())),
    }
}

/// Tells whether a value has no struct and no long text in it.
fn is_short(value: &Expr) -> bool {
    match value {
        Expr::Text(text) | Expr::Bytes(text) => text.len() <= SHORT_TEXT,
        Expr::Code(_) => true,
        Expr::Struct(..) | Expr::Json(_) => false,
        Expr::Ref(of) | Expr::Try(of) | Expr::Await(of) => is_short(of),
        Expr::Array(items) | Expr::Tuple(items) | Expr::Call(_, items) => items.iter().all(is_short),
        Expr::Method(on, _, arguments) => is_short(on) && arguments.iter().all(is_short),
    }
}

/// Counts the calls of methods behind each other.
fn calls(expr: &Expr) -> usize {
    match expr {
        Expr::Method(on, ..) => 1 + calls(on),
        _ => 0,
    }
}

/// Decodes what is percent-encoded; what isn't UTF-8 then stays as it is.
fn decoded(text: &str) -> String {
    let hex = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let (bytes, mut at) = (text.as_bytes(), 0);
    let mut decoded = Vec::with_capacity(bytes.len());
    while at < bytes.len() {
        match bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%').and_then(hex) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_string())
}
