//! JSON as it is written, for numbers that no machine number holds: `1.10`, `123456789012345678.12345`.
//!
//! [`Value`] keeps numbers as the machine does. Where that loses digits, the text is kept beside it.

use std::collections::BTreeMap;
use std::fmt;

use serde_core::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The name under which `serde_json` hands over JSON as it is written. Other readers know nothing of it, and give the value.
const AS_WRITTEN: &str = "$serde_json::private::RawValue";

/// JSON as it came: its text if the reader can give it, else its value.
#[derive(Clone, Debug)]
pub enum Written {
    /// The text.
    Text(String),
    /// The value.
    Value(Value),
}

impl Written {
    /// The value; numbers that the machine doesn't hold lose digits.
    pub fn value(&self) -> Result<Value, serde_json::Error> {
        match self {
            Self::Text(text) => serde_json::from_slice(text.as_bytes()),
            Self::Value(value) => Ok(value.clone()),
        }
    }

    /// Reads it as a type.
    pub fn read<T: for<'de> Deserialize<'de>>(self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(self.into_text().as_bytes())
    }

    /// The text.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Value(value) => value.to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(AS_WRITTEN, WrittenVisitor)
    }
}

struct WrittenVisitor;

/// The visits of values without parts, as readers pay them that have no newtype structs.
macro_rules! plain_visits {
    ($($visit:ident: $type:ty),*) => {$(
        fn $visit<E>(self, value: $type) -> Result<Written, E> {
            Ok(Written::Value(value.into()))
        }
    )*};
}

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Written, D::Error> {
        Value::deserialize(deserializer).map(Written::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == AS_WRITTEN {
                return map.next_value().map(Written::Text);
            }
            object.insert(name, map.next_value()?);
        }
        Ok(Written::Value(object.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Written, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Written::Value(Value::Array(list)))
    }

    fn visit_unit<E: Error>(self) -> Result<Written, E> {
        Ok(Written::Value(Value::Null))
    }

    plain_visits!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);
}

/// The texts of values that lose digits, by their names or paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Texts(BTreeMap<String, Box<str>>);

impl Texts {
    pub(crate) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|text| &**text)
    }

    /// Keeps a text in place of another of that name, if its value loses digits.
    pub(crate) fn set(&mut self, name: &str, text: String) {
        self.0.remove(name);
        if !is_held(&text) {
            self.0.insert(name.to_string(), text.into());
        }
    }

    /// The same for what is in an object: each text by its path.
    pub(crate) fn set_all(&mut self, path: &str, text: String) {
        let members =
            if text.starts_with('{') && !is_held(&text) { serde_json::from_slice(text.as_bytes()).ok() } else { None };
        let Some(members): Option<BTreeMap<String, Written>> = members else {
            return self.set(path, text);
        };
        for (name, written) in members {
            if let Written::Text(text) = written {
                let path = if path.is_empty() { name } else { format!("{path}/{name}") };
                self.set_all(&path, text);
            }
        }
    }

    /// Forgets the text of that name, of all that is in it, and of all that it is in.
    pub(crate) fn remove(&mut self, name: &str) {
        if !self.0.is_empty() {
            let is_in = |inner: &str, outer: &str| {
                inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            self.0.retain(|own, _| !is_in(own, name) && !is_in(name, own));
        }
    }
}

/// JSON that is sent as it is written; none if it isn't JSON.
pub(crate) fn raw(text: &str) -> Option<&RawValue> {
    serde_json::from_slice(text.as_bytes()).ok()
}

/// Whether the machine's numbers hold all numbers of a JSON text.
fn is_held(text: &str) -> bool {
    let (mut in_string, mut escaped) = (false, false);
    let outside = |c: char| {
        let ends_or_starts = c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
        if ends_or_starts {
            in_string = !in_string;
        }
        in_string || !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'))
    };
    // `true` and `false` leave an `e` behind.
    text.split(outside).filter(|number| number.contains(|c: char| c.is_ascii_digit())).all(is_number_held)
}

/// Whether a number is written as the machine's would be. [`Value`] isn't asked: a program may have it keep numbers in another
/// way, by `serde_json`'s feature `arbitrary_precision`.
pub(crate) fn is_number_held(text: &str) -> bool {
    let is_same = |number: String| number == text;
    text.parse::<i64>().is_ok_and(|number| is_same(number.to_string()))
        || text.parse::<u64>().is_ok_and(|number| is_same(number.to_string()))
        || text.parse::<f64>().is_ok_and(|number| serde_json::to_string(&number).is_ok_and(is_same))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_lose_digits_are_found() {
        let held = [
            "1",
            "-12.5",
            "0",
            "[1,2.25]",
            r#"{"1.10":"1.10"}"#,
            "true",
            "null",
            r#""\"1.10""#,
            "-9223372036854775808",
            "18446744073709551615",
            "[]",
            r#""\\""#,
        ];
        let lost = [
            "1.10",
            "[1.10]",
            r#"{"a":[{"b":123456789012345678.12345}]}"#,
            "1E5",
            "-0",
            "100000000000000000000000",
            "0.1234567890123456789",
            r#"{"a":"\\","b":1.0000000000000000000001}"#,
        ];
        for text in held {
            assert!(is_held(text), "{text}");
        }
        for text in lost {
            assert!(!is_held(text), "{text}");
        }
    }
}
