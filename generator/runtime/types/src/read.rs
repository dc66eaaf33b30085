//! Reading JSON into places, without a copy in between.
//!
//! Nothing here is generic over the struct that is read, so a program has it once for each JSON reader it uses. A value that
//! doesn't fit its field is no error, because documentation errs and one wrong type shouldn't cost a whole answer: it stays
//! in [`crate::Additional`] as it came; a number there is the nearest that the machine has, unless it is in an object or list.

use std::fmt;

use serde_core::Deserialize;
use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::de::SliceRead;

use crate::edm::{Edm, Inside, Place, Scalar, Shape};
use crate::polymorphic::Narrow;
use crate::record::Record;
use crate::written::Written;

/// The name that says which type a value has.
pub(crate) const TYPE_NAME: &str = "@odata.type";

/// Reads a value of any type that a property can have.
#[doc(hidden)]
pub fn read<'de, T: Edm, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut place: Option<T> = None;
    let misfit = PlaceSeed(&mut place).deserialize(deserializer)?;
    place.ok_or_else(|| wrong_type(T::type_name(), misfit.and_then(|misfit| misfit.value().ok()).as_ref()))
}

/// The same from a JSON value at hand.
pub(crate) fn from_value<T: Edm>(value: &Value) -> Result<T, serde_json::Error> {
    from_text(&value.to_string())
}

/// The same from a text.
pub(crate) fn from_text<T: Edm>(text: &str) -> Result<T, serde_json::Error> {
    read(&mut reader(text))
}

/// Reads a text by the reader of answers, which are bytes: a program that has that has no other.
pub(crate) fn reader(text: &str) -> serde_json::Deserializer<SliceRead<'_>> {
    serde_json::Deserializer::from_slice(text.as_bytes())
}

fn wrong_type<E: Error>(expected: &str, found: Option<&Value>) -> E {
    let found = match found {
        None | Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "a boolean",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(_)) => "a string",
        Some(Value::Array(_)) => "an array",
        Some(Value::Object(_)) => "an object",
    };
    E::custom(format_args!("expected a value of type {expected}, found {found}"))
}

/// Reads one value into a place; gives back what doesn't fit.
struct PlaceSeed<'a>(&'a mut dyn Place);

impl PlaceSeed<'_> {
    fn scalar<E>(self, scalar: Scalar<'_>) -> Result<Option<Written>, E> {
        Ok(self.0.scalar(scalar).map(Written::Value))
    }
}

impl<'de> DeserializeSeed<'de> for PlaceSeed<'_> {
    type Value = Option<Written>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if !self.0.wants_digits() {
            return deserializer.deserialize_any(self);
        }
        deliver(self.0, Written::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Puts what is written into a place that wants numbers by their digits; gives back what doesn't fit.
fn deliver(place: &mut dyn Place, written: Written) -> Result<Option<Written>, serde_json::Error> {
    let seed = PlaceSeed(place);
    match written {
        Written::Text(text) if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
            seed.scalar(Scalar::Digits(&text))
        }
        written => reader(&written.into_text()).deserialize_any(seed),
    }
}

impl<'de> Visitor<'de> for PlaceSeed<'_> {
    type Value = Option<Written>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        self.scalar(Scalar::I64(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        self.scalar(i64::try_from(value).map_or(Scalar::U64(value), Scalar::I64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        self.scalar(Scalar::F64(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        self.scalar(Scalar::Str(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        self.scalar(Scalar::String(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        match self.0.open(Shape::Object) {
            Inside::Record(record) => {
                let number = fill(record, map)?;
                if number.is_some() {
                    self.0.take_back();
                }
                Ok(number.map(Written::Text))
            }
            Inside::Narrow(narrow) => fill_narrow(narrow, map).map(|()| None),
            Inside::Json(value) => {
                *value = Value::deserialize(MapAccessDeserializer::new(map))?;
                Ok(None)
            }
            Inside::List(_) | Inside::Nothing => misfit_object(self.0, map),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let misfit = match self.0.open(Shape::Array) {
            Inside::List(list) => loop {
                match items.next_element_seed(PlaceSeed(list))? {
                    None => return Ok(None),
                    Some(None) => {}
                    Some(Some(misfit)) => break misfit,
                }
            },
            Inside::Json(value) => {
                *value = Value::deserialize(SeqAccessDeserializer::new(items))?;
                return Ok(None);
            }
            _ => return misfit_list(String::from("[]"), items).map(Some),
        };
        // One item doesn't fit: the list is kept whole, as it came.
        let mut text = self.0.take_back();
        append(&mut text, &misfit.into_text());
        misfit_list(text, items).map(Some)
    }
}

/// Puts JSON at the end of a list or object.
fn append(text: &mut String, item: &str) {
    let end = text.pop();
    if text.len() > 1 {
        text.push(',');
    }
    text.push_str(item);
    text.extend(end);
}

/// Reads a list whose first items are at hand, as it is written.
fn misfit_list<'de, A: SeqAccess<'de>>(mut text: String, mut items: A) -> Result<Written, A::Error> {
    while let Some(item) = items.next_element::<Written>()? {
        append(&mut text, &item.into_text());
    }
    Ok(Written::Text(text))
}

/// Reads an object that doesn't fit, as it is written; or a number that stands in one, which may fit.
fn misfit_object<'de, A: MapAccess<'de>>(place: &mut dyn Place, mut map: A) -> Result<Option<Written>, A::Error> {
    let mut text = String::from("{}");
    while let Some(name) = map.next_key::<String>()? {
        if name == NUMBER {
            return Ok(number(place, map.next_value()?));
        }
        let written: Written = map.next_value()?;
        append(&mut text, &format!("{}:{}", Value::String(name), written.into_text()));
    }
    Ok(Some(Written::Text(text)))
}

/// The name under which `serde_json` hands over numbers by their digits, in a program that turned on its feature
/// `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads a number that came by its digits; gives it back if it doesn't fit.
fn number(place: &mut dyn Place, digits: String) -> Option<Written> {
    let whole = digits.parse().map(Scalar::I64).or_else(|_| digits.parse().map(Scalar::U64));
    let scalar = whole.or_else(|_| digits.parse().map(Scalar::F64)).unwrap_or(Scalar::Null);
    place.scalar(scalar).map(|_| Written::Text(digits))
}

/// Reads the entries of an object into a struct. A number is no object: it is given back, by its digits.
fn fill<'de, A: MapAccess<'de>>(record: &mut dyn Record, mut map: A) -> Result<Option<String>, A::Error> {
    let names = record.names();
    let mut expected = 0;
    while let Some(key) = map.next_key_seed(KeySeed { names, expected })? {
        match key {
            Key::Field(index) => {
                expected = index + 1;
                if let Some(misfit) = map.next_value_seed(PlaceSeed(record.slot_mut(index).place()))? {
                    keep(record, index, misfit).map_err(A::Error::custom)?;
                }
            }
            Key::Other(name) if name == NUMBER => return map.next_value().map(Some),
            Key::Other(name) => {
                let written: Written = map.next_value()?;
                record.additional_mut().insert_written(name, written).map_err(A::Error::custom)?;
            }
        }
    }
    Ok(None)
}

/// Keeps what didn't fit a field.
fn keep(record: &mut dyn Record, index: usize, misfit: Written) -> Result<(), serde_json::Error> {
    match (misfit, record.names().get(index)) {
        (Written::Value(Value::Null), _) => record.additional_mut().note_null(index),
        (misfit, Some(name)) => record.additional_mut().insert_written((*name).to_string(), misfit)?,
        (_, None) => {}
    }
    Ok(())
}

/// Reads the entries of an object into the struct that its `@odata.type` chooses. Entries before that one, as a rule none or
/// the context, wait until the choice is made.
fn fill_narrow<'de, A: MapAccess<'de>>(narrow: &mut dyn Narrow, mut map: A) -> Result<(), A::Error> {
    let mut waiting = Vec::new();
    while let Some(name) = map.next_key::<String>()? {
        let written: Written = map.next_value()?;
        let chosen = if name == TYPE_NAME { written.clone().read::<String>().ok() } else { None };
        waiting.push((name, written));
        if let Some(chosen) = chosen {
            let record = narrow.choose(Some(&chosen));
            replay(record, waiting)?;
            return fill(record, map).map(drop);
        }
    }
    replay(narrow.choose(None), waiting)
}

fn replay<E: Error>(record: &mut dyn Record, waiting: Vec<(String, Written)>) -> Result<(), E> {
    for (name, written) in waiting {
        let Some(index) = record.names().iter().position(|known| *known == name) else {
            record.additional_mut().insert_written(name, written).map_err(E::custom)?;
            continue;
        };
        let place = PlaceSeed(record.slot_mut(index).place());
        let misfit = place.deserialize(&mut reader(&written.into_text()));
        if let Some(misfit) = misfit.map_err(E::custom)? {
            keep(record, index, misfit).map_err(E::custom)?;
        }
    }
    Ok(())
}

/// The name of an entry: a field's, found without a copy, or another.
enum Key {
    Field(usize),
    Other(String),
}

/// Finds a name in the table, beginning where the last one was found: answers keep the order of the documentation, mostly.
struct KeySeed {
    names: &'static [&'static str],
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        let (before, after) = self.names.split_at(self.expected.min(self.names.len()));
        if let Some(index) = after.iter().position(|known| *known == name) {
            return Ok(Key::Field(before.len() + index));
        }
        Ok(match before.iter().position(|known| *known == name) {
            Some(index) => Key::Field(index),
            None => Key::Other(name.to_string()),
        })
    }
}
