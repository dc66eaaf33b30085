//! Text that a request needs, taken from models, in which everything is optional.

use msgraph_types::Guid;
use std::borrow::Cow;

/// Text that a request needs: a key, an ETag, a URL.
///
/// It is made from an optional one too, because every property of a model is optional. If nothing was given, the request
/// can't be built, and says so.
///
/// ```
/// use msgraph_core::{Client, Path};
///
/// let id: Option<String> = Some("1".to_owned());
/// let path = Path::root(&Client::offline("v1.0")).child("users").id(&id);
/// assert_eq!(path.as_str(), "/users/1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required(Option<String>);

impl Required {
    /// The text, if it was given.
    pub fn into_option(self) -> Option<String> {
        self.0
    }
}

impl From<String> for Required {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<&str> for Required {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Required {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<Cow<'_, str>> for Required {
    fn from(text: Cow<'_, str>) -> Self {
        text.into_owned().into()
    }
}

macro_rules! printed {
    ($($type:ty)*) => {$(
        impl From<$type> for Required {
            fn from(value: $type) -> Self {
                value.to_string().into()
            }
        }
    )*};
}

printed!(i32 i64 u32 u64 Guid &Guid);

impl<T: Into<Self>> From<Option<T>> for Required {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(None), Into::into)
    }
}

impl<'a, T> From<&'a Option<T>> for Required
where
    &'a T: Into<Self>,
{
    fn from(value: &'a Option<T>) -> Self {
        value.as_ref().into()
    }
}
