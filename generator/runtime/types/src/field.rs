//! What may be given where a field of some type is meant: texts for text, lists from arrays, times of Rust for those of Edm.

use serde_json::Value;

use crate::boxed::Boxed;
use crate::edm::Edm;
use crate::open_enum::{Flags, OpenEnum};
use crate::record::Record;
use crate::values::{Decimal, Stream};

/// What may be given for a field with values of type `V`: whatever becomes a `V`, and for a list anything whose items become
/// its items.
///
/// ```
/// use msgraph_types::{Duration, some};
///
/// let names: Option<Vec<String>> = some(["a", "b"]);
/// let length: Option<Duration> = some(std::time::Duration::from_secs(90));
/// assert_eq!(names.unwrap(), ["a", "b"]);
/// assert_eq!(length.unwrap().to_string(), "PT1M30S");
/// ```
#[diagnostic::on_unimplemented(
    message = "a field of type `{V}` doesn't take `{Self}`",
    note = "a list takes arrays, slices, vectors and iterators of what its items take"
)]
pub trait IntoField<V> {
    /// The value of the field.
    fn into_field(self) -> V;
}

/// `Some` of whatever a field takes, so that structs are written without noise: `Group { display_name: some("Tea"), .. }`.
pub fn some<V>(value: impl IntoField<V>) -> Option<V> {
    Some(value.into_field())
}

/// A type of which a field holds one value: any but texts, which more can be made of, and lists.
#[doc(hidden)]
pub trait Single: Edm {}

impl<T: Into<String>> IntoField<String> for T {
    fn into_field(self) -> String {
        self.into()
    }
}

impl<T: Into<V>, V: Single> IntoField<V> for T {
    fn into_field(self) -> V {
        self.into()
    }
}

impl<I: IntoIterator<Item: IntoItem<V>>, V: Edm> IntoField<Vec<V>> for I {
    fn into_field(self) -> Vec<V> {
        self.into_iter().map(IntoItem::into_item).collect()
    }
}

/// What may be given for an item of a list: what a field takes, and for a text all that has one, so that a `&[&str]` makes a
/// list, too.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "a list of `{V}` doesn't take `{Self}`")]
pub trait IntoItem<V> {
    /// The item.
    fn into_item(self) -> V;
}

impl<T: AsRef<str>> IntoItem<String> for T {
    fn into_item(self) -> String {
        self.as_ref().to_owned()
    }
}

impl<T: IntoField<V>, V: Single> IntoItem<V> for T {
    fn into_item(self) -> V {
        self.into_field()
    }
}

impl<T: IntoField<Vec<V>>, V: Edm> IntoItem<Vec<V>> for T {
    fn into_item(self) -> Vec<V> {
        self.into_field()
    }
}

impl<T: IntoField<V>, V: Edm> IntoField<Boxed<V>> for T {
    fn into_field(self) -> Boxed<V> {
        Boxed::new(self.into_field())
    }
}

impl<T: Record + Edm> Single for T {}
impl<E: OpenEnum + Edm> Single for Flags<E> {}

macro_rules! singles {
    ($($name:ty),*) => {$(
        impl Single for $name {}
    )*};
}

singles!(bool, u8, i8, i16, i32, i64, f64, Decimal, Stream, Value);
