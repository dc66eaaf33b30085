//! How the answer of an operation is read.

use super::{Answer, Context, Example};
use crate::api::{self, Api, Operation, OperationKind, TypeKind, TypeOf, TypeRef};
use crate::page::Message;
use crate::plan::RustType;

/// Returns the shape of an operation's answer. What is unknown may be JSON or nothing.
pub fn of(context: &Context<'_>, operation: &Operation) -> Answer {
    match operation.kind {
        OperationKind::Count => return Answer::Count,
        OperationKind::GetReference => return reference(operation),
        _ => {}
    }
    let ty = match &operation.response.answer {
        api::Answer::Nothing => return Answer::Empty,
        api::Answer::Bytes(_) => return Answer::Bytes,
        api::Answer::Text => return Answer::Text,
        api::Answer::Unknown => return Answer::Maybe(RustType::VALUE),
        api::Answer::Json(ty) => ty,
    };
    let rust = context.types.single(&ty.of);
    match operation.kind {
        OperationKind::Delta => Answer::Delta(rust),
        _ if ty.collection => Answer::Page(rust),
        _ => match (in_envelope(context.api, ty), operation.response.or_nothing) {
            (true, false) => Answer::Value(rust),
            (true, true) => Answer::MaybeValue(rust),
            (false, true) => Answer::Maybe(rust),
            (false, false) => Answer::One(rust),
        },
    }
}

/// Returns the shape of an answer of links: objects that hold nothing but control information.
fn reference(operation: &Operation) -> Answer {
    let rust = RustType::VALUE;
    let many = operation.response.answer.json().is_none_or(|ty| ty.collection);
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
            name: String::new(),
        })
    })
}
