//! Stub of the emit stage.

pub mod client;
