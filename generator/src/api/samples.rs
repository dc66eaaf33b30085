//! What JSON samples tell of types: in the JSON representation of a type, where texts name types, and in examples, where
//! they are values.

use serde_json::Value;

use super::link::Linker;
use super::{PageId, Primitive, TypeId, TypeOf, TypeRef, primitives};
use crate::page::says::sentence::unwrap_collection;

/// Where a sample stands.
#[derive(Clone, Copy, Debug)]
pub enum Sample<'a> {
    /// In a JSON representation on this page.
    Representation(PageId),
    /// In an example, as the value of what is called so.
    Example(&'a str),
}

impl Sample<'_> {
    /// Finds the type that a value shows; none where it could be many.
    pub fn shows(self, linker: Linker, value: &Value) -> Option<TypeRef> {
        match value {
            Value::Array(items) => {
                let item = self.shows(linker, items.first()?)?;
                Some(TypeRef { collection: true, of: item.of })
            }
            Value::Object(map) => match self {
                Self::Representation(on) => {
                    let named =
                        map.iter().find(|(key, _)| key.trim_start_matches('@').ends_with("type"))?.1.as_str()?;
                    let (name, collection) = unwrap_collection(named.trim());
                    let named = || linker.find(on, name).map(TypeOf::Named);
                    Some(TypeRef { collection, of: primitives::find(name).or_else(named)? })
                }
                Self::Example(name) => {
                    let named = map.get("@odata.type").and_then(Value::as_str).unwrap_or(name);
                    let is_structure = |id: &TypeId| linker.types.types[*id].structure().is_some();
                    let found = linker.types.index.find(named.trim_start_matches('#'), "").filter(is_structure);
                    found.map(|id| TypeRef::one(TypeOf::Named(id)))
                }
            },
            Value::Bool(_) => Some(TypeRef::primitive(Primitive::Boolean)),
            Value::Number(number) if number.is_f64() => Some(TypeRef::primitive(Primitive::Double)),
            Value::Number(_) => Some(TypeRef::primitive(Primitive::Int32)),
            Value::String(text) => match self {
                Self::Representation(on) => named_by(linker, on, text).map(TypeRef::one),
                Self::Example(_) => Some(TypeRef::primitive(Primitive::String)),
            },
            Value::Null => None,
        }
    }

    /// Finds the type that a value shows, or what its shape alone tells.
    pub fn shows_at_least(self, linker: Linker, value: &Value) -> TypeRef {
        self.shows(linker, value).unwrap_or_else(|| shape(value))
    }
}

/// Finds the type that a text of a JSON representation names: `String (timestamp)`, `microsoft.graph.user`.
fn named_by(linker: Linker, on: PageId, text: &str) -> Option<TypeOf> {
    let lower = text.to_ascii_lowercase();
    let inner = lower.split_once('(').map(|(_, rest)| rest.trim_end_matches(')').trim());
    match inner {
        Some("timestamp") => Some(TypeOf::Primitive(Primitive::DateTimeOffset)),
        Some("duration") => Some(TypeOf::Primitive(Primitive::Duration)),
        Some("binary") => Some(TypeOf::Primitive(Primitive::Binary)),
        Some(_) if lower.starts_with("string") => Some(TypeOf::Primitive(Primitive::String)),
        _ => {
            let qualified = || linker.find(on, text).filter(|_| text.contains('.')).map(TypeOf::Named);
            primitives::find(text).or_else(qualified)
        }
    }
}

/// Tells no more than the shape of a value: a text, a collection, or anything.
fn shape(value: &Value) -> TypeRef {
    match value {
        Value::String(_) => TypeRef::primitive(Primitive::String),
        Value::Array(items) => TypeRef { collection: true, of: items.first().map(shape).unwrap_or_default().of },
        _ => TypeRef::default(),
    }
}
