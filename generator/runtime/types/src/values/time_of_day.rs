//! `Edm.TimeOfDay`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use time::Time;

use super::{Reader, text_type, write_fraction};

/// A time of day without a zone: `08:00:00.0000000`. The form that was read is written back.
#[derive(Clone, Copy)]
pub struct TimeOfDay {
    value: Time,
    digits: u8,
    no_seconds: bool,
}

impl TimeOfDay {
    /// The value as the type of the `time` crate.
    pub fn to_time(self) -> Time {
        self.value
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let hour = reader.number(2)? as u8;
        reader.take(b':')?;
        let minute = reader.number(2)? as u8;
        let no_seconds = reader.take(b':').is_none();
        let second = if no_seconds { 0 } else { reader.number(2)? as u8 };
        let (nanosecond, digits) = if no_seconds { (0, 0) } else { reader.fraction()? };
        reader.at_end()?;
        let value = Time::from_hms_nano(hour, minute, second, nanosecond).ok()?;
        Some(Self { value, digits, no_seconds })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.value.hour(), self.value.minute())?;
        if self.no_seconds {
            return Ok(());
        }
        write!(f, ":{:02}", self.value.second())?;
        write_fraction(f, self.value.nanosecond(), self.digits)
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for TimeOfDay {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for TimeOfDay {}

impl PartialOrd for TimeOfDay {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TimeOfDay {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for TimeOfDay {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl From<Time> for TimeOfDay {
    fn from(value: Time) -> Self {
        Self { value, digits: 0, no_seconds: false }
    }
}

impl From<TimeOfDay> for Time {
    fn from(value: TimeOfDay) -> Self {
        value.value
    }
}

text_type!(TimeOfDay = "Edm.TimeOfDay");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written() {
        for text in ["08:00:00.0000000", "08:00:00", "23:59:59.9999999", "08:00"] {
            assert_eq!(TimeOfDay::parse(text).unwrap().to_string(), text);
        }
        for text in ["24:00:00", "8:00", "08:00:00Z", "08:00:60", ""] {
            assert_eq!(TimeOfDay::parse(text), None, "{text}");
        }
    }
}
