//! The value types and traits of generated Graph models.
//!
//! A generated struct is a list of optional fields and a table of their wire names ([`Record`]). Reading and writing JSON,
//! comparing, printing, filters and patches are written once, here, over those tables, so that a crate of a thousand
//! models compiles quickly.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod additional;
mod bind;
mod boxed;
mod edm;
mod field;
mod filter;
mod open_enum;
mod patch;
mod polymorphic;
mod property;
mod query;
mod read;
mod record;
mod secret;
mod values;
mod write;
mod written;

pub use additional::Additional;
pub use bind::{Id, Ids, Link};
pub use boxed::Boxed;
pub use edm::{Edm, Inside, Place, Scalar, Shape, Slot, View, Views};
pub use field::{IntoField, some};
pub use filter::{Filter, Literal, Number, Ordered};
pub use open_enum::{Flags, OpenEnum};
pub use patch::Patch;
pub use polymorphic::{Is, Polymorphic};
pub use property::{NavigationProperty, Property};
pub use query::{Expand, OrderBy, Select};
pub use record::{ExpandError, Mismatch, Names, Record, mismatches};
pub use secret::{Shown, is_secret};
#[doc(no_inline)]
pub use serde_core::Serialize;
/// JSON of any shape, where no type is documented. Its numbers are the nearest that the machine has; where digits matter, read
/// the answer's text as a type of one's own, or what has no field through [`Additional::as_written`].
pub use serde_json::Value;
pub use values::{Binary, Date, DateTimeOffset, Decimal, Duration, Guid, ParseError, Stream, TimeOfDay};
pub use write::Sent;

/// What the macros of this crate expand to; not for use by hand.
#[doc(hidden)]
pub mod private {
    pub use crate::field::Single;
    pub use crate::patch::changes;
    pub use crate::polymorphic::{Item, clone_any, debug_any, equal_any, to_base};
    pub use crate::read::read;
    pub use crate::record::{clone, debug, equal};
    pub use crate::write::write;
    pub use crate::written::Written;
    pub use serde_core;
}
