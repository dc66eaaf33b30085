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
    note = "a list takes arrays, vectors and iterators of what its items take: of a slice of texts, `texts.iter().copied()`"
)]
pub trait IntoField<V> {
    /// The value of the field.
    fn into_field(self) -> V;
}

/// `Some` of whatever a field takes, so that structs are written without noise: `Group { display_name: some("Tea"), .. }`.
pub fn some<V>(value: impl IntoField<V>) -> Option<V> {
    Some(value.into_field())
}

/// A type of which a field holds one value: any but lists.
#[doc(hidden)]
pub trait Single: Edm {}

impl<T: Into<V>, V: Single> IntoField<V> for T {
    fn into_field(self) -> V {
        self.into()
    }
}

impl<I: IntoIterator<Item: IntoField<V>>, V: Edm> IntoField<Vec<V>> for I {
    fn into_field(self) -> Vec<V> {
        self.into_iter().map(IntoField::into_field).collect()
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

singles!(String, bool, u8, i8, i16, i32, i64, f64, Decimal, Stream, Value);
