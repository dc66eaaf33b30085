//! What the suites share.

pub mod page;
