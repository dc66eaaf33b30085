//! Changes to a value, in which absent and null are different things.

use std::fmt;
use std::marker::PhantomData;

use serde_core::ser::SerializeMap;
use serde_core::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::bind::{Ids, Link};
use crate::edm::{Edm, View};
use crate::field::IntoField;
use crate::polymorphic::Is;
use crate::property::Property;
use crate::read::TYPE_NAME;
use crate::record::{Record, is_read_only};
use crate::secret::Shown;
use crate::write::{Sent, is_control};
use crate::written::{Texts, raw};

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
    /// Values whose numbers have more digits than the machine holds, by their paths.
    texts: Texts,
    of: PhantomData<fn() -> T>,
}

impl<T> Patch<T> {
    /// No changes yet.
    pub fn new() -> Self {
        Self { properties: Map::new(), texts: Texts::new(), of: PhantomData }
    }

    /// Sets a property; through a path, a property of a struct within.
    #[must_use]
    pub fn set<V: Edm>(self, property: Property<T, V>, value: impl IntoField<V>) -> Self {
        let value = value.into_field();
        let mut patch = self.put(property.path(), value.to_value());
        patch.texts.set_all(property.path(), value.view().to_text());
        patch
    }

    /// Removes the value of a property: sends an explicit null.
    #[must_use]
    pub fn null<V>(self, property: Property<T, V>) -> Self {
        self.put(property.path(), Value::Null)
    }

    /// Sets anything: a property that isn't documented, an annotation such as `manager@odata.bind`.
    #[must_use]
    pub fn set_raw(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let name = name.into();
        self.texts.remove(&name);
        self.properties.insert(name, value.into());
        self
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    /// What is sent, but for numbers with more digits than the machine holds.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.properties
    }

    fn put(mut self, path: &str, value: Value) -> Self {
        self.texts.remove(path);
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

impl<T: Record + Default> Patch<T> {
    /// Links to entities that are there already, in place of what was linked: see [`Record::bind`].
    #[must_use]
    pub fn bind(self, property: impl Into<Link<T>>, ids: impl Into<Ids>) -> Self {
        let (name, value) = property.into().annotation(T::default().head().0, ids.into());
        self.set_raw(name, value)
    }
}

impl<T: Record> Patch<T> {
    /// What makes the new value of the old one: properties that differ, and an explicit null for each that isn't there any
    /// more. Keys, read-only properties and control information don't count; lists are sent whole.
    ///
    /// The new value's `@odata.type`, if it has one, goes along with any change.
    pub fn diff(old: &T, new: &T) -> Self {
        let mut patch = Self::new();
        for (index, name) in new.names().iter().enumerate() {
            let (before, after) = (old.slot(index), new.slot(index));
            if new.head().0.is_read_only(index) || before.same(after) {
                continue;
            }
            match (before.view(), after.view()) {
                (before, Some(after)) => patch.put_changed(name, before.map(Sent), Sent(after)),
                // What doesn't fit its field stands with what has none.
                (Some(_), None) if new.additional().get(name).is_none() => patch = patch.put(name, Value::Null),
                (_, None) => {}
            }
        }
        let (before, after) = (old.additional(), new.additional());
        let counts = |name: &str| !is_control(name) && name != TYPE_NAME && !is_read_only(new, name);
        for (name, value) in after.iter().filter(|(name, _)| counts(name)) {
            if before.get(name) != Some(value) || before.as_written(name) != after.as_written(name) {
                let before = before.get(name).map(|value| Sent(View::Json(value)));
                patch.put_changed(name, before, Sent(after.view(name, value)));
            }
        }
        let gone = before.iter().filter(|(name, _)| !name.contains('@') && counts(name) && after.get(name).is_none());
        for (name, _) in gone {
            patch.properties.entry(name).or_insert(Value::Null);
        }
        match after.get(TYPE_NAME) {
            Some(name) if !patch.is_empty() => patch.set_raw(TYPE_NAME, name.clone()),
            _ => patch,
        }
    }

    /// Sets what has changed, with a null for each property within that is gone.
    fn put_changed(&mut self, name: &str, before: Option<Sent<'_>>, after: Sent<'_>) {
        let mut value = after.to_value();
        if let Some(before) = before {
            add_nulls(&before.to_value(), &mut value);
        }
        self.properties.insert(name.to_string(), value);
        self.texts.set_all(name, after.to_text());
    }
}

/// Adds a null for each property that is gone.
fn add_nulls(before: &Value, after: &mut Value) {
    let (Value::Object(before), Value::Object(after)) = (before, after) else { return };
    if before.get(TYPE_NAME) != after.get(TYPE_NAME) {
        return;
    }
    for (name, value) in before.iter().filter(|(name, _)| !name.contains('@')) {
        add_nulls(value, after.entry(name).or_insert(Value::Null));
    }
}

impl<T: Edm> Patch<T> {
    /// Everything that a value has, keys, read-only properties and control information, too.
    pub fn whole(value: &T) -> Self {
        Self::written(value.to_value(), value.view().to_text())
    }

    /// Names the type of what is changed, if it isn't named yet: the service wants that where it expects a base type of `T`.
    #[must_use]
    pub fn typed(mut self) -> Self {
        self.properties.entry(TYPE_NAME).or_insert_with(|| format!("#{}", T::type_name()).into());
        self
    }

    /// The same as changes to a base type of `T`, with the name of the type.
    #[must_use]
    pub fn widen<B>(self) -> Patch<B> {
        let Self { properties, texts, .. } = self.typed();
        Patch { properties, texts, of: PhantomData }
    }
}

impl<T> Patch<T> {
    fn written(value: Value, text: String) -> Self {
        let Value::Object(properties) = value else { return Self::new() };
        let mut texts = Texts::new();
        texts.set_all("", text);
        Self { properties, texts, of: PhantomData }
    }
}

/// All properties that have a value, and those that came as null; but none that only the service sets: keys, read-only
/// properties, control information. [`Patch::whole`] has these, too.
impl<T: Record> From<&T> for Patch<T> {
    fn from(value: &T) -> Self {
        changes(value)
    }
}

/// The same as by reference.
impl<T: Record> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        changes(&value)
    }
}

/// Everything of a value that can be changed, where a `B` is expected.
#[doc(hidden)]
pub fn changes<B, S: Is<B>>(value: &S) -> Patch<B> {
    let sent = Sent(value.as_item());
    let mut patch = Patch::written(sent.to_value(), sent.to_text());
    if let View::Record(record) | View::Typed(record) = sent.0 {
        let names = record.head().0;
        let fields = names.of_fields.iter().enumerate().filter(|(index, _)| names.is_read_only(*index));
        for (_, name) in fields {
            patch.properties.remove(*name);
            patch.texts.remove(name);
        }
    }
    patch
}

impl<T> Default for Patch<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Patch<T> {
    fn clone(&self) -> Self {
        Self { properties: self.properties.clone(), texts: self.texts.clone(), of: PhantomData }
    }
}

impl<T> PartialEq for Patch<T> {
    fn eq(&self, other: &Self) -> bool {
        self.properties == other.properties && self.texts == other.texts
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
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl<T> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Object { path: "", properties: &self.properties, texts: &self.texts }.serialize(serializer)
    }
}

/// An object of a patch, written with all digits of its numbers.
struct Object<'a> {
    /// Where it is: empty, or with a slash at its end.
    path: &'a str,
    properties: &'a Map<String, Value>,
    texts: &'a Texts,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.properties.len()))?;
        for (name, value) in self.properties {
            let path = format!("{}{name}", self.path);
            match (self.texts.get(&path).and_then(raw), value) {
                (Some(text), _) => out.serialize_entry(name, text)?,
                (None, Value::Object(properties)) => {
                    let path = path + "/";
                    out.serialize_entry(name, &Object { path: &path, properties, texts: self.texts })?;
                }
                (None, value) => out.serialize_entry(name, value)?,
            }
        }
        out.end()
    }
}
