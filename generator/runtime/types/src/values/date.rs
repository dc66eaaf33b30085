//! `Edm.Date`.

use std::fmt;

use super::{Reader, text_type};

/// A day of the calendar: `2024-03-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// The value as the type of the `time` crate.
    pub fn to_time(self) -> time::Date {
        self.0
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let date = read(&mut reader)?;
        reader.at_end()?;
        Some(Self(date))
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Option<time::Date> {
    let year = reader.number(4)?;
    reader.take(b'-')?;
    let month = time::Month::try_from(reader.number(2)? as u8).ok()?;
    reader.take(b'-')?;
    time::Date::from_calendar_date(year.into(), month, reader.number(2)? as u8).ok()
}

pub(super) fn write(f: &mut fmt::Formatter<'_>, date: time::Date) -> fmt::Result {
    write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<time::Date> for Date {
    fn from(value: time::Date) -> Self {
        Self(value)
    }
}

impl From<Date> for time::Date {
    fn from(value: Date) -> Self {
        value.0
    }
}

text_type!(Date = "Edm.Date");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for text in ["2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        for text in ["2023-02-29", "2024-1-01", "2024-01-01T00:00:00Z", ""] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
