//! [`Record`]: what every generated struct is.

use std::any::Any;
use std::borrow::Borrow;
use std::fmt;

use serde_json::Value;

use crate::additional::Additional;
use crate::bind::{Ids, Link};
use crate::boxed::Boxed;
use crate::edm::{Edm, Slot, View};
use crate::field::IntoField;
use crate::property::{NavigationProperty, Property};
use crate::read::TYPE_NAME;
use crate::secret::{Shown, ShownView};
use crate::written::Written;

/// A generated struct: a table of fields, and what has no field.
///
/// The first methods are the table, which generated code supplies; the others are for everyone. Each struct has its own copy of
/// those that any struct answers as `dyn Record`, so these are few and small.
pub trait Record: Any {
    /// Its type, and what has no field.
    fn head(&self) -> (&'static Names, &Additional);
    /// What has no field.
    fn additional_mut(&mut self) -> &mut Additional;
    /// The field at an index; behind the last field, what has no field.
    fn slot(&self, index: usize) -> &dyn Slot;
    /// The field at an index; behind the last field, what has no field.
    fn slot_mut(&mut self, index: usize) -> &mut dyn Slot;

    /// The qualified wire name of its type: `microsoft.graph.user`.
    fn type_name(&self) -> &'static str {
        self.head().0.of_type
    }

    /// The wire names of the fields, in their order.
    fn names(&self) -> &'static [&'static str] {
        self.head().0.of_fields
    }

    /// What has no field: properties that aren't documented, annotations, what `$expand` brought.
    fn additional(&self) -> &Additional {
        self.head().1
    }

    /// The version of the entity, to be sent in `If-Match`: `@odata.etag`.
    fn etag(&self) -> Option<&str> {
        self.additional().text("@odata.etag")
    }

    /// The address of the entity: `@odata.id`.
    fn odata_id(&self) -> Option<&str>
    where
        Self: Sized,
    {
        self.additional().text("@odata.id")
    }

    /// The type that the service says the value has, without `#`: `@odata.type`.
    fn odata_type(&self) -> Option<&str> {
        type_of(self.additional())
    }

    /// Where the value comes from: `@odata.context`.
    fn odata_context(&self) -> Option<&str>
    where
        Self: Sized,
    {
        self.additional().text("@odata.context")
    }

    /// Whether a delta says that the entity is gone: `@removed`.
    fn is_removed(&self) -> bool {
        is_removed(self.additional())
    }

    /// Why it is gone: `changed`, it can be restored; `deleted`, it can't.
    fn removed_reason(&self) -> Option<&str>
    where
        Self: Sized,
    {
        self.additional().get("@removed")?.get("reason")?.as_str()
    }

    /// Whether only the service sets a property, as the documentation says: a key, or one that is read-only.
    fn is_read_only(&self, name: &str) -> bool
    where
        Self: Sized,
    {
        is_read_only(self, name)
    }

    /// Whether the property came as an explicit null, and still has no value.
    fn is_null(&self, name: &str) -> bool
    where
        Self: Sized,
    {
        is_null(self, name)
    }

    /// The properties whose values didn't fit the documented type, here and in the structs within. Such a value isn't in
    /// its field; it is in [`Record::additional`] under the name of the property, as it came.
    fn mismatches(&self) -> Vec<Mismatch>
    where
        Self: Sized,
    {
        let mut found = Vec::new();
        listed(self, "", &mut found);
        found
    }

    /// The value of a property of this struct or, behind [`Property::then`], of one within.
    fn get<V: Edm>(&self, property: impl Borrow<Property<Self, V>>) -> Option<&V>
    where
        Self: Sized,
    {
        find(self, property.borrow().path())
    }

    /// The value of any property: also of one that has no field, such as those of open types, see [`Property::named`].
    ///
    /// # Errors
    /// If there is a value, and it isn't of that type.
    fn read<V: Edm>(&self, property: impl Borrow<Property<Self, V>>) -> Result<Option<V>, ExpandError>
    where
        Self: Sized,
    {
        let property = property.borrow();
        match self.get(property) {
            Some(value) => Ok(Some(value.clone())),
            None => kept(self.additional(), property.path()),
        }
    }

    /// The struct with a property set: for building a value in one expression. A property that has no field goes to what has
    /// none, under its whole name; a struct there names its type, as services want it.
    #[must_use]
    fn with<V: Edm>(mut self, property: Property<Self, V>, value: impl IntoField<V>) -> Self
    where
        Self: Sized,
    {
        put(&mut self, property.path(), value.into_field());
        self
    }

    /// The struct with a value of a name that the documentation doesn't have, such as the properties of open types: what JSON can
    /// be made of, under its wire name. See [`Additional::insert`].
    #[must_use]
    fn with_raw(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self
    where
        Self: Sized,
    {
        self.additional_mut().insert(name, value);
        self
    }

    /// The struct with the name of its type, `@odata.type`: services want it where a base type is documented, and some of them
    /// everywhere. A struct that stands for its base type has it anyway.
    #[must_use]
    fn typed(mut self) -> Self
    where
        Self: Sized,
    {
        let name = format!("#{}", self.type_name());
        self.additional_mut().insert(TYPE_NAME, name);
        self
    }

    /// The struct with what a navigation property leads to, for services that create both at once: a message with its
    /// attachments.
    #[must_use]
    fn with_related<V: Edm>(mut self, property: NavigationProperty<Self, V>, value: impl IntoField<V>) -> Self
    where
        Self: Sized,
    {
        let written = Written::Text(value.into_field().view().to_text());
        // What was written is JSON.
        let _ = self.additional_mut().insert_written(property.name().to_string(), written);
        self
    }

    /// The struct with links to entities that are there already, by their ids: the owners of a group, the user that a member
    /// is. Sent when something is created or changed.
    ///
    /// Ids are looked up where the documentation says; in place of an id stands an address, too, see [`Ids`].
    #[must_use]
    fn bind(mut self, property: impl Into<Link<Self>>, ids: impl Into<Ids>) -> Self
    where
        Self: Sized,
    {
        let (name, value) = property.into().annotation(self.head().0, ids.into());
        self.additional_mut().insert(name, value);
        self
    }

    /// What `$expand` brought for a navigation property; none if it isn't there or is null.
    fn expanded<V: Edm>(&self, property: NavigationProperty<Self, V>) -> Result<Option<V>, ExpandError>
    where
        Self: Sized,
    {
        kept(self.additional(), property.name())
    }

    /// The value as the struct of its own type, where the documentation promises no more than a base type: what a search found
    /// as a message, if it is one. None if its `@odata.type` names another type.
    fn narrow_to<T: Record + Edm>(&self) -> Option<T>
    where
        Self: Sized,
    {
        let same = type_of(self.additional())?.eq_ignore_ascii_case(<T as Edm>::type_name());
        same.then(|| crate::read::from_text(&View::Record(self).to_text()).ok()).flatten()
    }
}

fn type_of(additional: &Additional) -> Option<&str> {
    additional.text("@odata.type").map(|name| name.trim_start_matches('#'))
}

fn is_removed(additional: &Additional) -> bool {
    additional.get("@removed").is_some_and(|removed| !removed.is_null())
}

/// Whether only the service sets a property.
pub(crate) fn is_read_only(record: &dyn Record, name: &str) -> bool {
    let index = record.names().iter().position(|known| *known == name);
    index.is_some_and(|index| record.head().0.is_read_only(index))
}

fn is_null(record: &dyn Record, name: &str) -> bool {
    let Some(index) = record.names().iter().position(|known| *known == name) else {
        return record.additional().get(name).is_some_and(Value::is_null);
    };
    record.additional().is_null(index) && record.slot(index).view().is_none()
}

/// The names of a struct on the wire, or of an enum.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The qualified name of its type.
    pub of_type: &'static str,
    /// The names of its fields or members, in their order.
    pub of_fields: &'static [&'static str],
    /// The fields that only the service sets, keys among them, by their index.
    pub read_only: &'static [u16],
    /// Where the entities are looked up that a navigation property leads to: its name, and a path; `()` at its end says that
    /// ids stand in brackets.
    pub of_sets: &'static [(&'static str, &'static str)],
}

impl Names {
    /// Tells whether only the service sets the field at an index.
    pub(crate) fn is_read_only(&self, index: usize) -> bool {
        self.read_only.iter().any(|field| usize::from(*field) == index)
    }
}

/// A property whose value didn't fit its documented type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The path to it: `body/content`, `attendees/3/type`.
    pub path: String,
    /// The type that the documentation gives it.
    pub expected: &'static str,
}

/// What came for a property without a field, by `$expand` or of an open type, isn't of the type that it is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandError {
    property: String,
    expected: &'static str,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value of `{}` isn't of type {}", self.property, self.expected)
    }
}

impl std::error::Error for ExpandError {}

/// The properties whose values didn't fit the documented type, in any value, see [`Record::mismatches`].
pub fn mismatches(value: &impl Edm) -> Vec<Mismatch> {
    let mut found = Vec::new();
    within(&value.view(), "", &mut found);
    found
}

fn listed(record: &dyn Record, prefix: &str, found: &mut Vec<Mismatch>) {
    for (index, name) in record.names().iter().enumerate() {
        let slot = record.slot(index);
        match slot.view() {
            Some(view) => within(&view, &format!("{prefix}{name}"), found),
            None if record.additional().get(name).is_some() => {
                found.push(Mismatch { path: format!("{prefix}{name}"), expected: slot.type_name() });
            }
            None => {}
        }
    }
}

fn within(view: &View<'_>, path: &str, found: &mut Vec<Mismatch>) {
    let below = if path.is_empty() { String::new() } else { format!("{path}/") };
    match view {
        View::Record(record) | View::Typed(record) => listed(*record, &below, found),
        View::List(list) => {
            for index in 0..list.count() {
                match list.at(index) {
                    view @ (View::Record(_) | View::Typed(_) | View::List(_)) => {
                        within(&view, &format!("{below}{index}"), found)
                    }
                    _ => return,
                }
            }
        }
        _ => {}
    }
}

/// The value at a path of wire names, if it has that type.
pub(crate) fn find<'a, V: Edm>(record: &'a dyn Record, path: &str) -> Option<&'a V> {
    let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let slot = record.slot(record.names().iter().position(|known| *known == name)?);
    let Some(rest) = rest else {
        let field: &dyn Any = slot;
        return match field.downcast_ref::<Option<V>>() {
            Some(value) => value.as_ref(),
            None => field.downcast_ref::<Option<Boxed<V>>>()?.as_deref(),
        };
    };
    match slot.view()? {
        View::Record(record) | View::Typed(record) => find(record, rest),
        _ => None,
    }
}

/// The value of a property that has no field; none if it isn't there or is null.
fn kept<V: Edm>(additional: &Additional, name: &str) -> Result<Option<V>, ExpandError> {
    let Some(value) = additional.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let read = match additional.as_written(name) {
        Some(text) => crate::read::from_text(text),
        None => crate::read::from_value(value),
    };
    read.map(Some).map_err(|_| ExpandError { property: name.to_string(), expected: V::type_name() })
}

/// Keeps the value of a property that has no field.
fn keep<V: Edm>(additional: &mut Additional, name: &str, value: &V) {
    let view = match value.view() {
        View::Record(record) => View::Typed(record),
        view => view,
    };
    // What was written is JSON.
    let _ = additional.insert_written(name.to_string(), Written::Text(view.to_text()));
}

/// Sets the value at a path; structs on the way come into being.
fn put<V: Edm>(record: &mut dyn Record, path: &str, value: V) {
    let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(index) = record.names().iter().position(|known| *known == name) else {
        return keep(record.additional_mut(), path, &value);
    };
    let slot = record.slot_mut(index);
    if let Some(rest) = rest {
        if let Some(inner) = slot.record_mut() {
            put(inner, rest, value);
        }
        return;
    }
    let field: &mut dyn Any = slot;
    if let Some(field) = field.downcast_mut::<Option<V>>() {
        *field = Some(value);
    } else if let Some(field) = field.downcast_mut::<Option<Boxed<V>>>() {
        *field = Some(value.into());
    }
}

/// Prints the fields that have a value; secrets aren't shown, see [`is_secret`](crate::is_secret).
#[doc(hidden)]
pub fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = record.type_name();
    let mut out = f.debug_struct(name.rsplit('.').next().unwrap_or(name));
    for (index, name) in record.names().iter().enumerate() {
        if let Some(view) = record.slot(index).view() {
            out.field(name, &ShownView { name, view });
        }
    }
    for (name, value) in record.additional().iter() {
        out.field(name, &Shown::new(name, value));
    }
    out.finish()
}

/// Compares field by field, and what has none.
#[doc(hidden)]
pub fn equal(left: &dyn Record, right: &dyn Record) -> bool {
    (0..=left.names().len()).all(|index| left.slot(index).same(right.slot(index)))
}

/// Copies field by field, and what has none.
#[doc(hidden)]
pub fn clone<T: Record + Default>(from: &T) -> T {
    let mut to = T::default();
    copy(from, &mut to);
    to
}

pub(crate) fn copy(from: &dyn Record, to: &mut dyn Record) {
    for index in 0..=from.names().len() {
        to.slot_mut(index).assign(from.slot(index));
    }
}

/// A generated struct as a [`Record`]: the table of its fields, which begin at 0, and thin impls over it.
///
/// Behind them may stand the fields that only the service sets, and where linked entities are looked up.
///
/// `record! { Note = "test.note"; 0 id = "id", 1 subject = "subject", read only: 0; sets: "author" = "people"; }`
#[macro_export]
macro_rules! record {
    (
        $name:ident = $of_type:literal; $($index:literal $field:ident = $property:literal,)*
        $(read only: $($read_only:literal)*;)? $(sets: $($link:literal = $set:literal)*;)?
    ) => {
        impl $crate::Record for $name {
            fn head(&self) -> (&'static $crate::Names, &$crate::Additional) {
                let names = &$crate::Names {
                    of_type: $of_type,
                    of_fields: &[$($property),*],
                    read_only: &[$($($read_only),*)?],
                    of_sets: &[$($(($link, $set)),*)?],
                };
                (names, &self.additional)
            }

            fn additional_mut(&mut self) -> &mut $crate::Additional {
                &mut self.additional
            }

            fn slot(&self, index: usize) -> &dyn $crate::Slot {
                match index {
                    $($index => &self.$field,)*
                    _ => &self.additional,
                }
            }

            fn slot_mut(&mut self, index: usize) -> &mut dyn $crate::Slot {
                match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.additional,
                }
            }
        }

        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self { $($field: ::std::option::Option::None,)* additional: $crate::Additional::new() }
            }
        }

        impl ::std::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::private::clone(self)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::private::debug(self, f)
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::private::equal(self, other)
            }
        }

        $crate::serde_impls!($name);
    };
}

/// `Serialize` and `Deserialize` of a type that is [`Edm`].
#[doc(hidden)]
#[macro_export]
macro_rules! serde_impls {
    ($name:ident) => {
        impl $crate::private::serde_core::Serialize for $name {
            fn serialize<S: $crate::private::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::private::write(self, serializer)
            }
        }

        impl<'de> $crate::private::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: $crate::private::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::private::read(deserializer)
            }
        }
    };
}
