//! What a struct has no field for.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

use serde_core::de::{Deserialize, Deserializer, Error};
use serde_core::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::edm::{Inside, Place, Scalar, Shape, Slot, View};
use crate::record::Record;
use crate::secret::Shown;
use crate::written::{Texts, Written};

/// The properties, annotations and expanded navigation properties of a value that have no field in its struct, and what did
/// not fit its field. All of it is written back.
///
/// A number keeps all its digits, see [`as_written`](Self::as_written); only one that stands in place of another type is the
/// nearest that the machine has.
///
/// Names are the wire names: `@odata.etag`, `members@odata.nextLink`, `extension_x_skypeId`.
#[derive(Clone, Default, PartialEq)]
pub struct Additional(Option<Box<Contents>>);

#[derive(Clone, Default, PartialEq)]
struct Contents {
    properties: Map<String, Value>,
    /// Fields that came as null, by their index.
    nulls: Vec<u16>,
    texts: Texts,
}

impl Additional {
    /// Nothing.
    pub const fn new() -> Self {
        Self(None)
    }

    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.properties.get(name)
    }

    /// The text of that name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The JSON of that name as it is written, where the value holds not all digits of a number in it: `1.10`.
    pub fn as_written(&self, name: &str) -> Option<&str> {
        self.0.as_ref()?.texts.get(name)
    }

    /// Puts a value under a name; gives back the one that was there.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let name = name.into();
        let contents = self.contents();
        contents.texts.remove(&name);
        contents.properties.insert(name, value.into())
    }

    /// Puts JSON under a name, with all digits of its numbers.
    #[doc(hidden)]
    pub fn insert_written(&mut self, name: String, written: Written) -> Result<(), serde_json::Error> {
        let value = written.value()?;
        let contents = self.contents();
        contents.texts.remove(&name);
        if let Written::Text(text) = written {
            contents.texts.set(&name, text);
        }
        contents.properties.insert(name, value);
        Ok(())
    }

    /// What is written under a name.
    pub(crate) fn view<'a>(&'a self, name: &str, value: &'a Value) -> View<'a> {
        self.as_written(name).map_or(View::Json(value), View::Written)
    }

    /// Removes the value of that name.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let contents = self.0.as_mut()?;
        contents.texts.remove(name);
        contents.properties.remove(name)
    }

    /// All names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|contents| contents.properties.iter()).map(|(name, value)| (name.as_str(), value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |contents| contents.properties.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Remembers that the field at that index came as null.
    pub(crate) fn note_null(&mut self, field: usize) {
        if let Ok(field) = u16::try_from(field) {
            self.contents().nulls.push(field);
        }
    }

    /// Whether the field at that index came as null.
    pub(crate) fn is_null(&self, field: usize) -> bool {
        self.0.as_ref().is_some_and(|contents| contents.nulls.iter().any(|null| usize::from(*null) == field))
    }

    fn contents(&mut self) -> &mut Contents {
        self.0.get_or_insert_default()
    }
}

/// Behind the fields of a struct: compared and copied like them, though no value of its own.
impl Slot for Additional {
    fn place(&mut self) -> &mut dyn Place {
        self
    }

    fn view(&self) -> Option<View<'_>> {
        None
    }

    fn same(&self, other: &dyn Slot) -> bool {
        (other as &dyn Any).downcast_ref::<Self>() == Some(self)
    }

    fn assign(&mut self, other: &dyn Slot) {
        if let Some(other) = (other as &dyn Any).downcast_ref::<Self>() {
            self.clone_from(other);
        }
    }

    fn record_mut(&mut self) -> Option<&mut dyn Record> {
        None
    }

    fn type_name(&self) -> &'static str {
        "Edm.Untyped"
    }
}

/// Takes nothing: what arrives here has a name, see [`Additional::insert`].
impl Place for Additional {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Option<Value> {
        Some(scalar.into_value())
    }

    fn open(&mut self, _shape: Shape) -> Inside<'_> {
        Inside::Nothing
    }

    fn take_back(&mut self) -> String {
        String::new()
    }
}

/// All entries of an object.
impl<'de> Deserialize<'de> for Additional {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut additional = Self::new();
        for (name, written) in BTreeMap::deserialize(deserializer)? {
            additional.insert_written(name, written).map_err(D::Error::custom)?;
        }
        Ok(additional)
    }
}

/// An object, with all digits of its numbers.
impl Serialize for Additional {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (name, self.view(name, value))))
    }
}

impl fmt::Debug for Additional {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, value)| (name, Shown::new(name, value)))).finish()
    }
}
