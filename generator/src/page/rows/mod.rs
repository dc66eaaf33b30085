//! Decodes the rows of a table by its role.

mod cells;
mod clouds;
mod decode;
mod enums;
mod headers;
mod members;
mod methods;
mod permission_cell;
mod permissions;

pub(super) use decode::decode;
pub(super) use permissions::from_prose as permissions_from_prose;
