//! Stub of the export stage.
