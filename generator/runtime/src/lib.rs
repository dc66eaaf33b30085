//! What every generated Graph client stands on.
