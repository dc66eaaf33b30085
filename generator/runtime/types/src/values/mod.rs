//! The primitive types of Edm.
//!
//! Each reads the forms that Graph sends and writes back the form that it read. Text that isn't a value of the type doesn't
//! fit, and is kept beside the field.

mod binary;
mod date;
mod date_time;
mod decimal;
mod duration;
mod guid;
mod number;
mod time_of_day;

use std::fmt;

pub use binary::Binary;
pub use date::Date;
pub use date_time::DateTimeOffset;
pub use decimal::Decimal;
pub use duration::Duration;
pub use guid::Guid;
pub use number::Stream;
pub use time_of_day::TimeOfDay;

/// The text isn't a value of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    expected: &'static str,
}

impl ParseError {
    fn new(expected: &'static str) -> Self {
        Self { expected }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text isn't a value of type {}", self.expected)
    }
}

impl std::error::Error for ParseError {}

/// Types that are text on the wire: `FromStr` reads it and `Display` writes it.
macro_rules! text_type {
    ($name:ident = $wire:literal) => {
        impl std::str::FromStr for $name {
            type Err = crate::ParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text).ok_or(crate::ParseError::new($wire))
            }
        }

        impl crate::Edm for $name {
            fn type_name() -> &'static str {
                $wire
            }

            fn from_scalar(scalar: &crate::Scalar<'_>) -> Option<Self> {
                Self::parse(scalar.text()?)
            }

            fn view(&self) -> crate::View<'_> {
                crate::View::String(self.to_string())
            }
        }

        impl crate::field::Single for $name {}

        crate::serde_impls!($name);
    };
}
use text_type;

/// Reads text from left to right, by bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// Takes the byte if it comes next.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.take_any(&[byte]).map(|_| ())
    }

    /// Takes one of the bytes if it comes next.
    fn take_any(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// Takes the digits that come next.
    fn digits(&mut self) -> &'a [u8] {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits
    }

    /// Takes a number of exactly so many digits.
    fn number(&mut self, count: usize) -> Option<u16> {
        let digits = self.0.get(..count).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        self.0 = &self.0[count..];
        Some(digits.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
    }

    /// Takes a fraction of a second with its point: nanoseconds and the number of digits; zero digits where there is none.
    fn fraction(&mut self) -> Option<(u32, u8)> {
        if self.take(b'.').is_none() {
            return Some((0, 0));
        }
        let digits = self.digits();
        nanoseconds(digits).map(|nanoseconds| (nanoseconds, digits.len() as u8))
    }

    fn at_end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// The nanoseconds that the digits of a fraction say; none for no digit and for more than nine.
fn nanoseconds(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    Some((0..9).fold(0, |sum, at| sum * 10 + digits.get(at).map_or(0, |digit| u32::from(digit - b'0'))))
}

/// Writes a fraction with so many digits, or as many as it needs.
fn write_fraction(f: &mut fmt::Formatter<'_>, nanoseconds: u32, least_digits: u8) -> fmt::Result {
    let digits = format!("{nanoseconds:09}");
    let count = digits.trim_end_matches('0').len().max(usize::from(least_digits)).min(9);
    if count == 0 { Ok(()) } else { write!(f, ".{}", &digits[..count]) }
}
