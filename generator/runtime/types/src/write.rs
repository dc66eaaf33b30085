//! Writing what a reader of [`View`]s sees.

use std::fmt;

use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use crate::edm::{Edm, View};
use crate::polymorphic::Is;
use crate::read::TYPE_NAME;
use crate::record::Record;

/// The address of an entity.
const ID: &str = "@odata.id";

/// Writes a value of any type that a property can have.
#[doc(hidden)]
pub fn write<T: Edm, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.view().serialize(serializer)
}

impl View<'_> {
    /// The same as a JSON value of its own.
    pub fn to_value(&self) -> Value {
        // Only keys that aren't strings and maps that fail by themselves are errors, and neither occurs.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The same as a text, with all digits of its numbers.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_view(self, false, serializer)
    }
}

/// A value as a request sends it: without control information, which only answers have: `@odata.context`, `@odata.etag`,
/// `@odata.id`, `@removed`. `@odata.type` stays, and so do links: an `@odata.id` that stands alone, and what [`Record::bind`]
/// made.
pub struct Sent<'a>(pub(crate) View<'a>);

impl<'a> Sent<'a> {
    /// A value where a `B` is expected: one of a derived type names its own type.
    pub fn a<B>(value: &'a impl Is<B>) -> Self {
        Self(value.as_item())
    }

    /// The same in the place of a base type of `B`: it names its own type in any case.
    pub fn typed<B>(value: &'a impl Is<B>) -> Self {
        match value.as_item() {
            View::Record(record) => Self(View::Typed(record)),
            other => Self(other),
        }
    }

    /// The same as a JSON value of its own.
    pub(crate) fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The same as a text, with all digits of its numbers.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same for each item of a list.
    pub fn each<B>(items: &'a [impl Is<B>]) -> Vec<Self> {
        items.iter().map(Self::a).collect()
    }
}

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_view(&self.0, true, serializer)
    }
}

/// A value in a struct or list that is sent.
struct Part<'a>(&'a View<'a>, bool);

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_view(self.0, self.1, serializer)
    }
}

/// A JSON value that is sent.
struct SentJson<'a>(&'a Value);

impl Serialize for SentJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(map) => {
                let kept = map.iter().filter(|(name, _)| !is_control(name) || map.len() == 1 && *name == ID);
                serializer.collect_map(kept.map(|(name, value)| (name, SentJson(value))))
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(SentJson)),
            value => value.serialize(serializer),
        }
    }
}

/// Tells whether a name is that of control information that only answers have.
pub(crate) fn is_control(name: &str) -> bool {
    let Some((of, annotation)) = name.split_once('@') else { return false };
    let stays = matches!(annotation, "odata.type" | "odata.bind");
    annotation.starts_with("odata.") && !stays || of.is_empty() && annotation == "removed"
}

/// Tells whether a struct holds nothing but the address of an entity: then it is a link to that.
fn is_link(record: &dyn Record) -> bool {
    let fields = 0..record.names().len();
    record.additional().len() == 1 && fields.into_iter().all(|index| record.slot(index).view().is_none())
}

/// Writes a value; what is sent, without control information.
fn write_view<S: Serializer>(view: &View<'_>, sent: bool, serializer: S) -> Result<S::Ok, S::Error> {
    match view {
        View::Null => serializer.serialize_unit(),
        View::Bool(value) => serializer.serialize_bool(*value),
        View::I64(value) => serializer.serialize_i64(*value),
        View::F64(value) => serializer.serialize_f64(*value),
        View::Str(value) => serializer.serialize_str(value),
        View::String(value) => serializer.serialize_str(value),
        View::Json(value) if sent => SentJson(value).serialize(serializer),
        View::Json(value) => value.serialize(serializer),
        View::Written(text) => match crate::written::raw(text) {
            Some(raw) => raw.serialize(serializer),
            None => serializer.serialize_str(text),
        },
        View::Record(record) => write_record(*record, false, sent, serializer),
        View::Typed(record) => write_record(*record, true, sent, serializer),
        View::List(list) => {
            let mut out = serializer.serialize_seq(Some(list.count()))?;
            for index in 0..list.count() {
                out.serialize_element(&Part(&list.at(index), sent))?;
            }
            out.end()
        }
    }
}

/// Control information comes first, `@odata.type` before all, then the fields, then the rest.
fn write_record<S: Serializer>(record: &dyn Record, typed: bool, sent: bool, serializer: S) -> Result<S::Ok, S::Error> {
    let additional = record.additional();
    let kept = |name: &str| !sent || !is_control(name) || name == ID && is_link(record);
    let mut out = serializer.serialize_map(None)?;
    match additional.get(TYPE_NAME) {
        Some(name) => out.serialize_entry(TYPE_NAME, name)?,
        None if typed => out.serialize_entry(TYPE_NAME, &format_args!("#{}", record.type_name()))?,
        None => {}
    }
    let first = additional.iter().filter(|(name, _)| name.starts_with('@') && *name != TYPE_NAME && kept(name));
    for (name, value) in first {
        out.serialize_entry(name, &Part(&additional.view(name, value), sent))?;
    }
    let mut shadowed = 0;
    for (index, name) in record.names().iter().enumerate() {
        let in_additional = !additional.is_empty() && additional.get(name).is_some();
        shadowed += usize::from(in_additional);
        match record.slot(index).view() {
            Some(view) => out.serialize_entry(name, &Part(&view, sent))?,
            // What didn't fit the field stands in its place.
            None if in_additional => {
                let value = additional.get(name).unwrap_or(&Value::Null);
                out.serialize_entry(name, &Part(&additional.view(name, value), sent))?;
            }
            None if additional.is_null(index) => out.serialize_entry(name, &View::Null)?,
            None => {}
        }
    }
    let has_field = |name: &str| shadowed > 0 && record.names().contains(&name);
    let rest = additional.iter().filter(|(name, _)| !name.starts_with('@') && !has_field(name) && kept(name));
    for (name, value) in rest {
        out.serialize_entry(name, &Part(&additional.view(name, value), sent))?;
    }
    out.end()
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            View::Null => f.write_str("null"),
            View::Bool(value) => value.fmt(f),
            View::I64(value) => value.fmt(f),
            View::F64(value) => value.fmt(f),
            View::Str(value) => value.fmt(f),
            View::String(value) => value.fmt(f),
            View::Json(value) => value.fmt(f),
            View::Written(text) => f.write_str(text),
            View::Record(record) | View::Typed(record) => crate::record::debug(*record, f),
            View::List(list) => f.debug_list().entries((0..list.count()).map(|index| list.at(index))).finish(),
        }
    }
}
