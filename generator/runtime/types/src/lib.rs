//! The value types and traits of generated Graph models.
