//! How values are passed to methods: a parameter of the API becomes an [`Argument`].

use super::{Argument, Context, SentIn, Value, docs};
use crate::api::{Operation, Parameter, Primitive, Type, TypeId, TypeKind, TypeOf, TypeRef};
use crate::plan::{RustType, names};

/// Makes a parameter of an operation an argument; none if its name has no letter or digit.
pub fn argument(
    context: &Context<'_>,
    operation: &Operation,
    parameter: &Parameter,
    sent_in: SentIn,
) -> Option<Argument> {
    let value = match sent_in {
        SentIn::Path | SentIn::Quoted | SentIn::Call | SentIn::CallQuoted | SentIn::Query => {
            in_url(context, &parameter.ty)
        }
        _ => in_body(context, &parameter.ty),
    };
    let meaning = docs::line(context, &parameter.description, operation);
    Some(Argument { name: names::snake(&parameter.name)?, wire: parameter.name.clone(), value, sent_in, meaning })
}

/// Chooses how a value in a path or query is passed: whatever has the right text.
pub fn in_url(context: &Context<'_>, ty: &TypeRef) -> Value {
    match (ty.collection, &ty.of) {
        (false, TypeOf::Primitive(primitive)) if is_small(*primitive) => Value::Copy(context.types.single(&ty.of)),
        // Text is often a date that the page calls a string.
        _ => Value::Display,
    }
}

/// Tells whether a value stands in quotes in a path: text and members of enums.
pub fn is_quoted(ty: &TypeRef) -> bool {
    matches!(ty.of, TypeOf::Primitive(Primitive::String) | TypeOf::Named(_))
}

/// Chooses how a value in a JSON body is passed.
pub fn in_body(context: &Context<'_>, ty: &TypeRef) -> Value {
    let single = context.types.single(&ty.of);
    match (ty.collection, &ty.of) {
        (false, TypeOf::Primitive(Primitive::String)) => Value::Text,
        (false, TypeOf::Primitive(primitive)) if is_small(*primitive) => Value::Copy(single),
        (_, TypeOf::Primitive(_)) => Value::Field(context.types.value(ty)),
        (_, TypeOf::Named(id)) if is_enum(context, *id) => Value::Field(context.types.value(ty)),
        _ if single == RustType::VALUE => Value::Json,
        (true, TypeOf::Named(id)) if has_subtypes(context, *id) => Value::Items(own(context, *id)),
        (false, TypeOf::Named(id)) if has_subtypes(context, *id) => Value::Item(own(context, *id)),
        (true, _) => Value::Slice(single),
        (false, _) => Value::Ref(single),
    }
}

/// Returns the type, if it is a single entity or complex type.
pub fn structure<'a>(context: &Context<'a>, ty: &TypeRef) -> Option<(TypeId, &'a Type)> {
    let TypeOf::Named(id) = ty.of else { return None };
    (!ty.collection && !is_enum(context, id)).then(|| (id, &context.api.types[id]))
}

fn is_enum(context: &Context<'_>, id: TypeId) -> bool {
    matches!(context.api.types[id].kind, TypeKind::Enum(_))
}

/// Tells whether values of derived types go where the type is expected.
fn has_subtypes(context: &Context<'_>, id: TypeId) -> bool {
    context.types.entry(id).subtype_enum.is_some()
}

/// Returns the struct itself of a type, even if its values are held by the enum of its subtypes.
pub fn own(context: &Context<'_>, id: TypeId) -> RustType {
    context.types.entry(id).name.clone().map_or(RustType::VALUE, RustType::Model)
}

/// Tells whether values are cheap to copy.
fn is_small(primitive: Primitive) -> bool {
    use Primitive::*;
    matches!(primitive, Boolean | Byte | Double | Int16 | Int32 | Int64 | SByte | Single)
}
