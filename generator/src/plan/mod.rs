//! Stub of the plan stage.
