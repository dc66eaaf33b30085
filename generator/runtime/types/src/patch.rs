//! Changes to a value, in which absent and null are different things.

use std::fmt;
use std::marker::PhantomData;

use serde_core::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::edm::Edm;
use crate::property::Property;
use crate::read::TYPE_NAME;
use crate::secret::Shown;

/// Changes to a `T`: just the properties that were set, and an explicit null where it was asked for.
///
/// ```
/// # use msgraph_types::{Patch, Property};
/// # struct User;
/// # impl User { const JOB_TITLE: Property<User, String> = Property::new("jobTitle"); const MAIL: Property<User, String> = Property::new("mail"); }
/// let patch = Patch::new().set(User::JOB_TITLE, "Engineer").null(User::MAIL);
/// assert_eq!(patch.to_string(), r#"{"jobTitle":"Engineer","mail":null}"#);
/// ```
pub struct Patch<T> {
    properties: Map<String, Value>,
    of: PhantomData<fn() -> T>,
}

impl<T> Patch<T> {
    /// No changes yet.
    pub fn new() -> Self {
        Self { properties: Map::new(), of: PhantomData }
    }

    /// Sets a property; through a path, a property of a struct within.
    #[must_use]
    pub fn set<V: Edm>(self, property: Property<T, V>, value: impl Into<V>) -> Self {
        self.put(property.path(), value.into().to_value())
    }

    /// Removes the value of a property: sends an explicit null.
    #[must_use]
    pub fn null<V>(self, property: Property<T, V>) -> Self {
        self.put(property.path(), Value::Null)
    }

    /// Sets anything: a property that isn't documented, an annotation such as `manager@odata.bind`.
    #[must_use]
    pub fn set_raw(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.properties.insert(name.into(), value.into());
        self
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    /// What is sent.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.properties
    }

    fn put(mut self, path: &str, value: Value) -> Self {
        let mut names = path.split('/').rev();
        let last = names.next().unwrap_or_default().to_string();
        let mut map = &mut self.properties;
        for name in names.rev() {
            let inner = map.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            let Value::Object(object) = inner else { return self };
            map = object;
        }
        map.insert(last, value);
        self
    }
}

impl<T: Edm> Patch<T> {
    /// Names the type of what is changed: the service wants that where it expects a base type of `T`.
    #[must_use]
    pub fn typed(self) -> Self {
        self.set_raw(TYPE_NAME, format!("#{}", T::type_name()))
    }

    /// The same as changes to a base type of `T`, with the name of the type.
    #[must_use]
    pub fn widen<B>(self) -> Patch<B> {
        Patch { properties: self.typed().properties, of: PhantomData }
    }
}

/// All properties that have a value, and those that came as null.
impl<T: Edm> From<&T> for Patch<T> {
    fn from(value: &T) -> Self {
        match value.to_value() {
            Value::Object(properties) => Self { properties, of: PhantomData },
            _ => Self::new(),
        }
    }
}

/// All properties that have a value, and those that came as null.
impl<T: Edm> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::from(&value)
    }
}

impl<T> Default for Patch<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Patch<T> {
    fn clone(&self) -> Self {
        Self { properties: self.properties.clone(), of: PhantomData }
    }
}

impl<T> PartialEq for Patch<T> {
    fn eq(&self, other: &Self) -> bool {
        self.properties == other.properties
    }
}

impl<T> fmt::Debug for Patch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.properties.iter().map(|(name, value)| (name, Shown::new(name, value)));
        f.write_str("Patch ")?;
        f.debug_map().entries(shown).finish()
    }
}

/// The JSON that is sent.
impl<T> fmt::Display for Patch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.properties).map_err(|_| fmt::Error)?)
    }
}

impl<T> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.properties.serialize(serializer)
    }
}
