//! What the names of primitive types mean as types of the API.

use super::TypeOf;
pub use crate::page::primitives::name;

/// Finds the primitive or untyped value that a name stands for.
pub fn find(name: &str) -> Option<TypeOf> {
    crate::page::primitives::find(name).map(|of| of.map_or(TypeOf::Untyped, TypeOf::Primitive))
}
