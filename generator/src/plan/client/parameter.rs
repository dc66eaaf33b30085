//! How values are passed to methods: a parameter of the API becomes an [`Argument`].

use super::{Argument, Goes, ModelNames, Value};
use crate::api::{Api, Parameter, Primitive, Type, TypeKind, TypeOf, TypeRef};
use crate::plan::RustType;
use crate::plan::names;

/// What every value of a body can be.
fn any() -> RustType {
    RustType::Name("Value".to_string())
}

/// The parameter as an argument; none if its name has no letter or digit.
pub fn argument(api: &Api, models: &dyn ModelNames, parameter: &Parameter, goes: Goes) -> Option<Argument> {
    let value = match goes {
        Goes::Path | Goes::Quoted | Goes::Query => in_url(&parameter.ty),
        _ => in_body(api, models, &parameter.ty),
    };
    let meaning = super::docs::line(&parameter.description);
    Some(Argument { name: names::snake(&parameter.name)?, wire: parameter.name.clone(), value, goes, meaning })
}

/// A value in a path or query: whatever has the right text.
fn in_url(ty: &TypeRef) -> Value {
    match (ty.collection, &ty.of) {
        (false, TypeOf::Primitive(Primitive::String)) => Value::Text,
        (false, TypeOf::Primitive(primitive)) => small(*primitive).map_or(Value::Display, Value::Copy),
        _ => Value::Display,
    }
}

/// A value in a JSON body.
pub fn in_body(api: &Api, models: &dyn ModelNames, ty: &TypeRef) -> Value {
    if let TypeOf::Primitive(Primitive::String) = ty.of {
        return if ty.collection { Value::Texts } else { Value::Text };
    }
    let (rust, is_small) = match &ty.of {
        TypeOf::Primitive(primitive) => (primitive_type(*primitive), small(*primitive).is_some()),
        TypeOf::Named(id) => (value_type(api, models, *id), false),
        TypeOf::Untyped => (any(), false),
    };
    match (ty.collection, is_small) {
        (true, _) => Value::Slice(rust),
        (false, true) => Value::Copy(rust),
        (false, false) => Value::Ref(rust),
    }
}

/// The type of a value that an answer or a body holds.
pub fn rust_type(api: &Api, models: &dyn ModelNames, of: &TypeOf) -> RustType {
    match of {
        TypeOf::Primitive(primitive) => primitive_type(*primitive),
        TypeOf::Named(id) => value_type(api, models, *id),
        TypeOf::Untyped => any(),
    }
}

fn value_type(api: &Api, models: &dyn ModelNames, id: crate::api::TypeId) -> RustType {
    if api.types.get(id.0 as usize).is_some() { models.value(id) } else { any() }
}

/// The type, if it is an entity or complex type.
pub fn structure<'a>(api: &'a Api, ty: &TypeRef) -> Option<(crate::api::TypeId, &'a Type)> {
    let TypeOf::Named(id) = ty.of else { return None };
    let found = api.types.get(id.0 as usize)?;
    (!ty.collection && !matches!(found.kind, TypeKind::Enum(_))).then_some((id, found))
}

fn primitive_type(primitive: Primitive) -> RustType {
    let name = match primitive {
        Primitive::String => "String",
        Primitive::Binary => "Binary",
        Primitive::Date => "Date",
        Primitive::DateTimeOffset => "DateTimeOffset",
        Primitive::Decimal => "Decimal",
        Primitive::Duration => "Duration",
        Primitive::Guid => "Guid",
        Primitive::Stream => "Stream",
        Primitive::TimeOfDay => "TimeOfDay",
        _ => return small(primitive).unwrap_or_else(any),
    };
    RustType::Name(name.to_string())
}

/// The Rust type of a value that is cheap to copy.
pub fn small(primitive: Primitive) -> Option<RustType> {
    let name = match primitive {
        Primitive::Boolean => "bool",
        Primitive::Byte => "u8",
        Primitive::Double => "f64",
        Primitive::Int16 => "i16",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::SByte => "i8",
        Primitive::Single => "f32",
        _ => return None,
    };
    Some(RustType::Name(name.to_string()))
}
