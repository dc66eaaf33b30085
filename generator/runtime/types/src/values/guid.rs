//! `Edm.Guid`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use uuid::Uuid;

use super::text_type;

/// A unique id: `6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0`. Capital letters that were read are written back.
#[derive(Clone, Copy)]
pub struct Guid {
    value: Uuid,
    capitals: bool,
}

impl Guid {
    /// The value as the type of the `uuid` crate.
    pub fn to_uuid(self) -> Uuid {
        self.value
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let value = Uuid::try_parse(text).ok()?;
        // Braces, a missing hyphen or mixed letter case couldn't be written back.
        let guid = Self { value, capitals: text.contains(|c: char| c.is_ascii_uppercase()) };
        (guid.to_string() == text).then_some(guid)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.capitals {
            write!(f, "{:X}", self.value.hyphenated())
        } else {
            write!(f, "{}", self.value.hyphenated())
        }
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Guid {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Guid {}

impl PartialOrd for Guid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Guid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for Guid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl From<Uuid> for Guid {
    fn from(value: Uuid) -> Self {
        Self { value, capitals: false }
    }
}

impl From<Guid> for Uuid {
    fn from(value: Guid) -> Self {
        value.value
    }
}

text_type!(Guid = "Edm.Guid");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written() {
        let parse = |text| Guid::parse(text);
        let small = parse("6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0").unwrap();
        let capital = parse("6EA91A8D-E32E-41A1-B7BD-D2D185EED0E0").unwrap();
        assert_eq!(small, capital);
        assert_eq!(capital.to_string(), "6EA91A8D-E32E-41A1-B7BD-D2D185EED0E0");
        assert_eq!(small.to_string(), "6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0");
        for text in ["", "{6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0}", "6ea91a8de32e41a1b7bdd2d185eed0e0", "id"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
