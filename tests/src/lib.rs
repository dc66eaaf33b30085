//! What the suites share.

pub mod page;
pub mod sample;
