//! Linking a value to entities that are there already: `members@odata.bind`.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde_json::Value;

use crate::edm::{Edm, Shape};
use crate::property::{NavigationProperty, Property};
use crate::record::Names;
use crate::values::Guid;

/// Percent-encodes an id for an address. By hand: models depend on no crate for this alone.
fn encoded(id: &str) -> String {
    let keeps = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!@".contains(&byte);
    id.bytes().map(|byte| if keeps(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The name of a property of `R` that links to entities: a constant, or text.
pub struct Link<R> {
    name: Cow<'static, str>,
    /// Whether it links to many; none where only the name is known.
    many: Option<bool>,
    of: PhantomData<fn() -> R>,
}

impl<R> Link<R> {
    fn new(name: Cow<'static, str>, many: Option<bool>) -> Self {
        Self { name, many, of: PhantomData }
    }

    /// The name and value of the annotation that links to these entities.
    pub(crate) fn annotation(&self, names: &Names, ids: Ids) -> (String, Value) {
        let set = names.of_sets.iter().find(|(link, _)| *link == self.name).map(|(_, set)| *set);
        let addresses = ids.ids.iter().map(|id| address(set, id).into());
        let addresses: Vec<Value> = addresses.collect();
        let value = match (self.many.unwrap_or(ids.many), addresses.as_slice()) {
            (false, [one]) => one.clone(),
            _ => Value::Array(addresses),
        };
        (format!("{}@odata.bind", self.name), value)
    }
}

/// The address of an entity below the version of the API; addresses stay what they are.
fn address(set: Option<&str>, id: &str) -> String {
    if id.starts_with("https://") || id.starts_with("http://") {
        return id.to_string();
    }
    if let Some(path) = id.strip_prefix('/') {
        return path.to_string();
    }
    match set.map(|set| (set, set.strip_suffix("()"))) {
        None => encoded(id),
        Some((_, Some(set))) if id.is_empty() => format!("{set}/"),
        Some((_, Some(set))) => format!("{set}('{}')", encoded(&id.replace('\'', "''"))),
        Some((set, None)) => format!("{set}/{}", encoded(id)),
    }
}

impl<R> From<&'static str> for Link<R> {
    fn from(name: &'static str) -> Self {
        Self::new(name.into(), None)
    }
}

impl<R> From<String> for Link<R> {
    fn from(name: String) -> Self {
        Self::new(name.into(), None)
    }
}

impl<R, V: Edm> From<NavigationProperty<R, V>> for Link<R> {
    fn from(property: NavigationProperty<R, V>) -> Self {
        Self::new(property.name().to_string().into(), many::<V>())
    }
}

impl<R, V: Edm> From<Property<R, V>> for Link<R> {
    fn from(property: Property<R, V>) -> Self {
        Self::new(property.path().to_string().into(), many::<V>())
    }
}

/// Whether values of a type are lists; none where they are JSON of any shape.
fn many<V: Edm>() -> Option<bool> {
    let is = |shape| V::open(shape).is_some();
    (is(Shape::Object) != is(Shape::Array)).then(|| is(Shape::Array))
}

/// The ids of entities: one, or an array or list of them. An id is text, a GUID, or the optional id of a model. In place of
/// an id stands an address: a URL, or a path below the version that begins with `/`.
pub struct Ids {
    ids: Vec<String>,
    many: bool,
}

/// One id.
pub struct Id(String);

macro_rules! ids {
    ($($type:ty),*) => {$(
        impl From<$type> for Id {
            fn from(id: $type) -> Self {
                Self(id.to_string())
            }
        }
    )*};
}

ids!(&str, String, &String, Guid, &Guid, uuid::Uuid);

/// An id that isn't there makes an address that no request is sent with.
impl<T: Into<Id>> From<Option<T>> for Id {
    fn from(id: Option<T>) -> Self {
        id.map_or_else(|| Self(String::new()), Into::into)
    }
}

impl<'a, T> From<&'a Option<T>> for Id
where
    &'a T: Into<Id>,
{
    fn from(id: &'a Option<T>) -> Self {
        id.as_ref().into()
    }
}

impl From<&&str> for Id {
    fn from(id: &&str) -> Self {
        (*id).into()
    }
}

impl<T: Into<Id>> From<T> for Ids {
    fn from(id: T) -> Self {
        Self { ids: vec![id.into().0], many: false }
    }
}

impl<T: Into<Id>, const N: usize> From<[T; N]> for Ids {
    fn from(ids: [T; N]) -> Self {
        ids.into_iter().collect()
    }
}

impl<T: Into<Id>> From<Vec<T>> for Ids {
    fn from(ids: Vec<T>) -> Self {
        ids.into_iter().collect()
    }
}

impl<'a, T> From<&'a [T]> for Ids
where
    &'a T: Into<Id>,
{
    fn from(ids: &'a [T]) -> Self {
        ids.iter().collect()
    }
}

impl<'a, T> From<&'a Vec<T>> for Ids
where
    &'a T: Into<Id>,
{
    fn from(ids: &'a Vec<T>) -> Self {
        ids.iter().collect()
    }
}

impl<T: Into<Id>> FromIterator<T> for Ids {
    fn from_iter<I: IntoIterator<Item = T>>(ids: I) -> Self {
        Self { ids: ids.into_iter().map(|id| id.into().0).collect(), many: true }
    }
}
