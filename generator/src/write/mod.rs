//! Stub of the write stage.
