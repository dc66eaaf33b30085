//! Writing what a reader of [`View`]s sees.

use std::fmt;

use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use crate::edm::{Edm, View};
use crate::read::TYPE_NAME;
use crate::record::Record;

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
        match self {
            View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::I64(value) => serializer.serialize_i64(*value),
            View::F64(value) => serializer.serialize_f64(*value),
            View::Str(value) => serializer.serialize_str(value),
            View::String(value) => serializer.serialize_str(value),
            View::Json(value) => value.serialize(serializer),
            View::Written(text) => match crate::written::raw(text) {
                Some(raw) => raw.serialize(serializer),
                None => serializer.serialize_str(text),
            },
            View::Record(record) => write_record(*record, false, serializer),
            View::Typed(record) => write_record(*record, true, serializer),
            View::List(list) => {
                let mut out = serializer.serialize_seq(Some(list.count()))?;
                for index in 0..list.count() {
                    out.serialize_element(&list.at(index))?;
                }
                out.end()
            }
        }
    }
}

/// Control information comes first, `@odata.type` before all, then the fields, then the rest.
fn write_record<S: Serializer>(record: &dyn Record, typed: bool, serializer: S) -> Result<S::Ok, S::Error> {
    let additional = record.additional();
    let mut out = serializer.serialize_map(None)?;
    match additional.get(TYPE_NAME) {
        Some(name) => out.serialize_entry(TYPE_NAME, name)?,
        None if typed => out.serialize_entry(TYPE_NAME, &format_args!("#{}", record.type_name()))?,
        None => {}
    }
    for (name, value) in additional.iter().filter(|(name, _)| name.starts_with('@') && *name != TYPE_NAME) {
        out.serialize_entry(name, &additional.view(name, value))?;
    }
    let mut shadowed = 0;
    for (index, name) in record.names().iter().enumerate() {
        let in_additional = !additional.is_empty() && additional.get(name).is_some();
        shadowed += usize::from(in_additional);
        match record.slot(index).view() {
            Some(view) => out.serialize_entry(name, &view)?,
            // What didn't fit the field stands in its place.
            None if in_additional => {
                let value = additional.get(name).unwrap_or(&Value::Null);
                out.serialize_entry(name, &additional.view(name, value))?;
            }
            None if additional.is_null(index) => out.serialize_entry(name, &View::Null)?,
            None => {}
        }
    }
    let has_field = |name: &str| shadowed > 0 && record.names().contains(&name);
    for (name, value) in additional.iter().filter(|(name, _)| !name.starts_with('@') && !has_field(name)) {
        out.serialize_entry(name, &additional.view(name, value))?;
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
