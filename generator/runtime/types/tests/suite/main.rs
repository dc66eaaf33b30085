//! The traits at work on a small model by hand.

mod changes;
mod fields;
mod links;
mod model;
mod records;
mod queries;
