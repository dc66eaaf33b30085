//! The plan of the model crate: a struct for each entity and complex type, an enum for each enum type and for the subtypes
//! of a base type, in a file for each area.

mod docs;
mod enums;
mod files;
mod items;
mod planner;
pub mod shapes;
mod structs;

pub use files::plan;
pub use items::*;
