//! Stub of the emit stage.
