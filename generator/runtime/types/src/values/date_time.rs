//! `Edm.DateTimeOffset`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::SystemTime;

use time::{OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::{Reader, date, text_type, write_fraction};

/// A point in time with the offset it is written in: `2024-03-01T08:30:00.1234567+01:00`.
///
/// Equal are those that mean the same instant. The form that was read (digits, `Z` or `+00:00`) is written back. Some services
/// leave out the offset; they mean UTC.
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    value: OffsetDateTime,
    form: Form,
}

#[derive(Clone, Copy, Default)]
struct Form {
    /// Digits of the fraction that are written even if they are zero.
    digits: u8,
    zone: Zone,
    no_seconds: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Zone {
    /// `Z` for UTC.
    #[default]
    Letter,
    /// `+00:00` for UTC.
    Number,
    /// Nothing for UTC.
    Nothing,
}

impl DateTimeOffset {
    /// The value as the type of the `time` crate.
    pub fn to_time(self) -> OffsetDateTime {
        self.value
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let date = date::read(&mut reader)?;
        reader.take_any(b"T")?;
        let (hour, minute) = hour_and_minute(&mut reader)?;
        let no_seconds = reader.take(b':').is_none();
        let second = if no_seconds { 0 } else { reader.number(2)? as u8 };
        let (nanosecond, digits) = if no_seconds { (0, 0) } else { reader.fraction()? };
        let (offset, zone) = zone(&mut reader)?;
        reader.at_end()?;
        let time = Time::from_hms_nano(hour, minute, second, nanosecond).ok()?;
        let value = PrimitiveDateTime::new(date, time).assume_offset(offset);
        Some(Self { value, form: Form { digits, zone, no_seconds } })
    }
}

fn hour_and_minute(reader: &mut Reader<'_>) -> Option<(u8, u8)> {
    let hour = reader.number(2)?;
    reader.take(b':')?;
    Some((hour as u8, reader.number(2)? as u8))
}

fn zone(reader: &mut Reader<'_>) -> Option<(UtcOffset, Zone)> {
    match reader.take_any(b"Z+-") {
        None => Some((UtcOffset::UTC, Zone::Nothing)),
        Some(b'Z') => Some((UtcOffset::UTC, Zone::Letter)),
        Some(sign) => {
            let (hours, minutes) = hour_and_minute(reader)?;
            // `-00:00` says that the offset is unknown, and can't be written back from a number.
            if sign == b'-' && hours == 0 && minutes == 0 {
                return None;
            }
            let sign = if sign == b'-' { -1 } else { 1 };
            UtcOffset::from_hms(sign * hours as i8, sign * minutes as i8, 0).ok().map(|offset| (offset, Zone::Number))
        }
    }
}

impl fmt::Display for DateTimeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        date::write(f, self.value.date())?;
        write!(f, "T{:02}:{:02}", self.value.hour(), self.value.minute())?;
        if !self.form.no_seconds {
            write!(f, ":{:02}", self.value.second())?;
            write_fraction(f, self.value.nanosecond(), self.form.digits)?;
        }
        let (hours, minutes, _) = self.value.offset().as_hms();
        match self.form.zone {
            Zone::Nothing if self.value.offset().is_utc() => Ok(()),
            Zone::Letter if self.value.offset().is_utc() => f.write_str("Z"),
            _ => {
                let sign = if hours < 0 || minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs())
            }
        }
    }
}

impl fmt::Debug for DateTimeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for DateTimeOffset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl From<OffsetDateTime> for DateTimeOffset {
    fn from(value: OffsetDateTime) -> Self {
        // Seconds of an offset exist in the history of clocks, not on the wire.
        let (hours, minutes, seconds) = value.offset().as_hms();
        let offset = if seconds == 0 {
            value.offset()
        } else {
            UtcOffset::from_hms(hours, minutes, 0).unwrap_or(UtcOffset::UTC)
        };
        Self { value: value.to_offset(offset), form: Form::default() }
    }
}

impl From<DateTimeOffset> for OffsetDateTime {
    fn from(value: DateTimeOffset) -> Self {
        value.value
    }
}

/// How long the shortest time is that the service knows of.
const NANOSECONDS_OF_TICK: u32 = 100;

/// Without what is shorter than 100 ns, of which the service knows nothing.
impl From<SystemTime> for DateTimeOffset {
    fn from(value: SystemTime) -> Self {
        let value = OffsetDateTime::from(value);
        let ticks = value.nanosecond() / NANOSECONDS_OF_TICK * NANOSECONDS_OF_TICK;
        value.replace_nanosecond(ticks).unwrap_or(value).into()
    }
}

impl From<DateTimeOffset> for SystemTime {
    fn from(value: DateTimeOffset) -> Self {
        value.value.into()
    }
}

text_type!(DateTimeOffset = "Edm.DateTimeOffset");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written() {
        for text in [
            "2024-03-01T08:30:00Z",
            "2024-03-01T08:30:00.1234567Z",
            "2024-03-01T08:30:00.0000000Z",
            "2024-03-01T08:30:00+00:00",
            "2024-03-01T08:30:00.10-07:30",
            "2024-03-01T08:30:00.123456789+14:00",
            "2024-03-01T08:30:00",
            "2024-03-01T08:30Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
        ] {
            assert_eq!(DateTimeOffset::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_text_does_not_fit() {
        for text in [
            "",
            "2024-03-01",
            "2024-13-01T00:00:00Z",
            "2024-03-01T24:00:00Z",
            "2024-03-01T08:30:00.Z",
            "2024-03-01t08:30:00z",
            "2024-03-01T08:30:00Z ",
            "2024-03-01T08:30:00.1234567890Z",
            "String (timestamp)",
            "2024-03-01T08:30:00+1:00",
            "日",
        ] {
            assert!(DateTimeOffset::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn equal_are_those_that_mean_the_same_instant() {
        let parse = |text| DateTimeOffset::parse(text).unwrap();
        assert_eq!(parse("2024-03-01T08:30:00.10+01:00"), parse("2024-03-01T07:30:00.1000000Z"));
        assert!(parse("2024-03-01T08:30:00+01:00") < parse("2024-03-01T08:30:00Z"));
    }

    #[test]
    fn values_of_the_time_crate_go_in_and_out() {
        let value = DateTimeOffset::from(OffsetDateTime::UNIX_EPOCH + time::Duration::milliseconds(1500));
        assert_eq!(value.to_string(), "1970-01-01T00:00:01.5Z");
        assert_eq!(OffsetDateTime::from(value).nanosecond(), 500_000_000);
        assert_eq!(DateTimeOffset::from(SystemTime::UNIX_EPOCH).to_string(), "1970-01-01T00:00:00Z");
        let fine = SystemTime::UNIX_EPOCH + std::time::Duration::from_nanos(123_456_789);
        assert_eq!(DateTimeOffset::from(fine).to_string(), "1970-01-01T00:00:00.1234567Z");
    }
}
