//! Pages of collections, and pages of changes.

use msgraph_types::Additional;
use msgraph_types::private::Written;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

/// One page of a collection.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub value: Vec<T>,
    /// The link to the next page; `None` on the last.
    pub next_link: Option<String>,
    /// How many items there are in all, if `$count` was asked for.
    pub count: Option<u64>,
    /// Everything else that came with the page.
    pub other: Additional,
}

/// One page of changes since a delta link.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Changes<T> {
    /// What changed.
    pub value: Vec<Change<T>>,
    /// The link to the next page; `None` on the last.
    pub next_link: Option<String>,
    /// The link that tells, next time, what changed since; on the last page.
    pub delta_link: Option<String>,
    /// Everything else that came with the page.
    pub other: Additional,
}

/// A change: the thing as it is now, or its removal.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<T> {
    /// It is there, new or changed.
    Present(T),
    /// It is gone.
    Removed {
        /// Its id.
        id: Option<String>,
        /// Why: `deleted` if it can't come back, `changed` if it can or left the scope.
        reason: Option<String>,
        /// The whole item as it came.
        item: Additional,
    },
}

/// What every collection comes in.
struct Envelope<T> {
    value: Vec<T>,
    other: Additional,
}

/// Takes a link. What stands in the place of one and is none isn't the end of the collection: that would hide data.
fn take_link(other: &mut Additional, name: &str) -> Result<Option<String>, String> {
    match other.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(format!("`{name}` is no text")),
    }
}

/// Takes the link to the page that comes next.
fn take_next(other: &mut Additional) -> Result<Option<String>, String> {
    const NAME: &str = "@odata.nextLink";
    match take_link(other, NAME)? {
        Some(link) if link.trim().is_empty() => Err(format!("`{NAME}` is empty")),
        link => Ok(link),
    }
}

/// Takes the count; one that can't be read stays where it is.
fn take_count(other: &mut Additional) -> Option<u64> {
    const NAME: &str = "@odata.count";
    let count = other.get(NAME)?;
    let count = count.as_u64().or_else(|| count.as_str()?.parse().ok())?;
    other.remove(NAME);
    Some(count)
}

impl<T> Page<T> {
    /// The only page of a collection that has no items.
    pub(crate) fn empty() -> Self {
        Self { value: Vec::new(), next_link: None, count: None, other: Additional::new() }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut envelope = deserializer.deserialize_map(Items(PhantomData))?;
        Ok(Self {
            next_link: take_next(&mut envelope.other).map_err(D::Error::custom)?,
            count: take_count(&mut envelope.other),
            value: envelope.value,
            other: envelope.other,
        })
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Changes<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut envelope = deserializer.deserialize_map(Items(PhantomData))?;
        Ok(Self {
            next_link: take_next(&mut envelope.other).map_err(D::Error::custom)?,
            // An empty one leads nowhere the next time.
            delta_link: take_link(&mut envelope.other, "@odata.deltaLink")
                .map_err(D::Error::custom)?
                .filter(|link| !link.trim().is_empty()),
            value: envelope.value,
            other: envelope.other,
        })
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As it is written, so that no digit of a number is lost on the way.
        let written = Written::deserialize(deserializer)?;
        let may_be_removed = match &written {
            Written::Text(text) => text.contains("@removed"),
            Written::Value(value) => value.get("@removed").is_some(),
        };
        if may_be_removed {
            let item: Additional = written.clone().read().map_err(D::Error::custom)?;
            let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
            if let Some(removed) = item.get("@removed").filter(|removed| !removed.is_null()) {
                return Ok(Self::Removed { id: text(item.get("id")), reason: text(removed.get("reason")), item });
            }
        }
        written.read().map(Self::Present).map_err(D::Error::custom)
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = Envelope<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a collection, an object with `value`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope<T>, A::Error> {
        let mut value = None;
        let mut other = Additional::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == "value" {
                // Null is no item: it tells nothing, and shouldn't hide the items beside it.
                let items = map.next_value::<Vec<Option<T>>>()?;
                if value.replace(items.into_iter().flatten().collect()).is_some() {
                    return Err(A::Error::duplicate_field("value"));
                }
            } else {
                other.insert_written(name, map.next_value()?).map_err(A::Error::custom)?;
            }
        }
        // An answer without `value` is no collection: taking it for an empty one would hide data.
        let value = value.ok_or_else(|| A::Error::missing_field("value"))?;
        Ok(Envelope { value, other })
    }
}
