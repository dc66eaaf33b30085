//! `Edm.Duration`.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Reader, nanoseconds, text_type, write_fraction};

/// A length of time: `PT1H30M`, `-P1DT2H`, `PT0.5S`. The form that was read is written back.
///
/// Edm knows days and parts of them. Graph has months and years in some places too, whose length depends on the calendar.
#[derive(Clone)]
pub struct Duration {
    months: i64,
    seconds: i64,
    /// Of the same sign as the seconds.
    nanoseconds: i32,
    /// The text it was read from, where it isn't what would be written.
    text: Option<Box<str>>,
}

impl Duration {
    /// The value as the type of the `time` crate; none if it has months or years.
    pub fn to_time(&self) -> Option<time::Duration> {
        (self.months == 0).then(|| time::Duration::new(self.seconds, self.nanoseconds))
    }

    /// The months and years, in months.
    pub fn months(&self) -> i64 {
        self.months
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let sign = if reader.take_any(b"+-") == Some(b'-') { -1 } else { 1 };
        reader.take(b'P')?;
        let mut value = Self { months: 0, seconds: 0, nanoseconds: 0, text: None };
        let mut in_time = false;
        let mut parts = 0;
        loop {
            in_time = reader.take(b'T').is_some() || in_time;
            if reader.at_end().is_some() {
                break;
            }
            value.read_part(&mut reader, in_time, sign)?;
            parts += 1;
        }
        // `P` alone and `PT` say nothing; `P1DT` isn't ISO 8601, but its meaning is plain.
        (parts > 0).then_some(())?;
        if value.to_string() != text {
            value.text = Some(text.into());
        }
        Some(value)
    }

    fn read_part(&mut self, reader: &mut Reader<'_>, in_time: bool, sign: i64) -> Option<()> {
        let number: i64 = std::str::from_utf8(reader.digits()).ok()?.parse().ok()?;
        let number = sign * number;
        if reader.take(b'.').is_some() {
            let fraction = nanoseconds(reader.digits())?;
            self.nanoseconds = sign as i32 * i32::try_from(fraction).ok()?;
            reader.take(b'S')?;
            self.seconds = self.seconds.checked_add(number)?;
            return in_time.then_some(());
        }
        let (months, seconds) = match (reader.take_any(b"YMWDHS")?, in_time) {
            (b'Y', false) => (12, 0),
            (b'M', false) => (1, 0),
            (b'W', false) => (0, 7 * 86_400),
            (b'D', false) => (0, 86_400),
            (b'H', true) => (0, 3_600),
            (b'M', true) => (0, 60),
            (b'S', true) => (0, 1),
            _ => return None,
        };
        self.months = self.months.checked_add(number.checked_mul(months)?)?;
        self.seconds = self.seconds.checked_add(number.checked_mul(seconds)?)?;
        Some(())
    }

    fn same_as(&self) -> (i64, i64, i32) {
        (self.months, self.seconds, self.nanoseconds)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = &self.text {
            return f.write_str(text);
        }
        let part = |f: &mut fmt::Formatter<'_>, number: u64, letter: char| match number {
            0 => Ok(()),
            number => write!(f, "{number}{letter}"),
        };
        let (months, seconds, nanoseconds) =
            (self.months.unsigned_abs(), self.seconds.unsigned_abs(), self.nanoseconds.unsigned_abs());
        f.write_str(if self.months < 0 || self.seconds < 0 || self.nanoseconds < 0 { "-P" } else { "P" })?;
        part(f, months / 12, 'Y')?;
        part(f, months % 12, 'M')?;
        part(f, seconds / 86_400, 'D')?;
        let rest = seconds % 86_400;
        if rest == 0 && nanoseconds == 0 {
            return if months == 0 && seconds == 0 { f.write_str("T0S") } else { Ok(()) };
        }
        f.write_str("T")?;
        part(f, rest / 3_600, 'H')?;
        part(f, rest / 60 % 60, 'M')?;
        if rest % 60 == 0 && nanoseconds == 0 {
            return Ok(());
        }
        write!(f, "{}", rest % 60)?;
        write_fraction(f, nanoseconds, 0)?;
        f.write_str("S")
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.same_as() == other.same_as()
    }
}

impl Eq for Duration {}

impl Hash for Duration {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.same_as().hash(state);
    }
}

impl From<time::Duration> for Duration {
    fn from(value: time::Duration) -> Self {
        Self { months: 0, seconds: value.whole_seconds(), nanoseconds: value.subsec_nanoseconds(), text: None }
    }
}

impl From<std::time::Duration> for Duration {
    fn from(value: std::time::Duration) -> Self {
        // More seconds than an `i64` holds are longer than the universe is old.
        time::Duration::try_from(value).unwrap_or(time::Duration::MAX).into()
    }
}

text_type!(Duration = "Edm.Duration");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written() {
        for text in [
            "PT0S",
            "PT1H30M",
            "-P1DT2H",
            "PT0.5S",
            "PT24H",
            "P1M",
            "P2Y3M",
            "P1W",
            "PT1H0M0S",
            "P0D",
            "PT90M",
            "-PT0.25S",
            "P3DT12H30M5.0010000S",
            "P10675199DT2H48M5.4775807S",
            "+P1D",
            "P1DT",
        ] {
            assert_eq!(Duration::parse(text).unwrap().to_string(), text);
        }
        for text in
            ["", "P", "PT", "1H", "PT1D", "P1H", "PT.5S", "PT1.5H", "PT99999999999999999999S", "P-1D", "duration'P1D'"]
        {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
    }

    #[test]
    fn equal_are_those_of_the_same_length() {
        let parse = |text| Duration::parse(text).unwrap();
        assert_eq!(parse("PT24H"), parse("P1D"));
        assert_eq!(parse("-PT1M0.5S").to_time(), Some(time::Duration::milliseconds(-60_500)));
        assert_eq!(parse("P1Y").to_time(), None);
        assert_eq!(Duration::from(std::time::Duration::from_millis(93_784_005)).to_string(), "P1DT2H3M4.005S");
        assert_eq!(Duration::from(time::Duration::seconds(-90)).to_string(), "-PT1M30S");
    }
}
