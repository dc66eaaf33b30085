//! How the answer of an operation is read.

use super::{Answer, Context, Example};
use crate::api::{Api, Operation, OperationKind, Primitive, TypeKind, TypeOf, TypeRef};
use crate::page::Message;
use crate::plan::RustType;

/// Returns the shape of an operation's answer.
pub fn of(context: &Context<'_>, operation: &Operation) -> Answer {
    match operation.kind {
        OperationKind::Count => return Answer::Count,
        OperationKind::Download => return Answer::Bytes,
        OperationKind::GetReference => return reference(operation),
        _ => {}
    }
    let Some(ty) = &operation.response.value else { return Answer::Empty };
    let rust = context.types.single(&ty.of);
    if ty.of == TypeOf::Primitive(Primitive::Stream) {
        return Answer::Bytes;
    }
    match operation.kind {
        OperationKind::Delta => Answer::Delta(rust),
        _ if ty.collection => Answer::Page(rust),
        _ if in_envelope(context.api, ty) => Answer::Value(rust),
        _ if may_be_empty(operation) => Answer::Maybe(rust),
        _ => Answer::One(rust),
    }
}

/// Returns the shape of an answer of links: objects that hold nothing but control information.
fn reference(operation: &Operation) -> Answer {
    let rust = RustType::VALUE;
    let many = operation.response.value.as_ref().is_none_or(|ty| ty.collection);
    if many { Answer::Page(rust) } else { Answer::One(rust) }
}

/// Tells whether a value comes in an envelope, `{"value": …}`, as values that aren't objects do.
fn in_envelope(api: &Api, ty: &TypeRef) -> bool {
    match ty.of {
        TypeOf::Primitive(_) => true,
        TypeOf::Named(id) => matches!(api.types[id].kind, TypeKind::Enum(_)),
        TypeOf::Untyped => false,
    }
}

/// Tells whether the page names a status without a body next to the value. A read that is answered by `202 Accepted`
/// hasn't been answered yet: there is nothing to go on with, and an error says so.
fn may_be_empty(operation: &Operation) -> bool {
    let reads = operation.method == "GET";
    operation.response.statuses.iter().any(|status| *status == 204 || *status == 202 && !reads)
}

/// Returns the message that is the example of an operation's answer: the first one that has a status.
pub fn shown(operation: &Operation) -> Option<&Message> {
    operation.examples.iter().filter_map(|example| example.response.as_ref()).find(|message| message.status.is_some())
}

/// Returns the example of an operation's answer.
pub fn example(operation: &Operation) -> Option<Example> {
    shown(operation).and_then(|message| {
        let content_type = message.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map(|(_, value)| value.trim().to_string());
        let default = if message.body.is_empty() { "" } else { "application/json" };
        Some(Example {
            status: message.status?,
            content_type: content_type.unwrap_or_else(|| default.to_string()),
            body: message.body.trim_end().to_string(),
            file: String::new(),
        })
    })
}
