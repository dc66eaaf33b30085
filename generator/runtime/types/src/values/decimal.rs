//! `Edm.Decimal`.

use std::fmt;

use crate::edm::{Edm, Scalar, View};

/// A decimal number of any precision, kept as its digits: `12.50`.
///
/// Arithmetic is left to a crate for decimal numbers of your choice: [`Decimal::as_str`] is what they parse, and their
/// `to_string` is what [`Decimal`] parses.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    text: Box<str>,
    /// Whether it came as a string, as services send it to clients that ask for that.
    quoted: bool,
}

impl Decimal {
    /// Its digits, with a point and a sign where needed, perhaps with an exponent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The nearest binary number.
    pub fn to_f64(&self) -> f64 {
        self.text.parse().unwrap_or(f64::NAN)
    }

    fn parse(text: &str) -> Option<Self> {
        let number = text.strip_prefix('-').unwrap_or(text);
        let digits = number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
        (digits && text.parse::<f64>().is_ok()).then(|| Self { text: text.into(), quoted: true })
    }

    fn number(text: String) -> Self {
        Self { text: text.into(), quoted: false }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Decimal {
    type Err = crate::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let decimal = Self::parse(text).ok_or(crate::ParseError::new(<Self as Edm>::type_name()))?;
        // What JSON knows as a number, `1.10` but not `1.`, is written as one.
        Ok(Self { quoted: crate::written::raw(text).is_none(), ..decimal })
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self::number(value.to_string())
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

impl Edm for Decimal {
    fn type_name() -> &'static str {
        "Edm.Decimal"
    }

    fn reads_digits() -> bool {
        true
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Digits(text) => Some(Self::number((*text).to_string())),
            Scalar::I64(value) => Some((*value).into()),
            Scalar::U64(value) => Some(Self::number(value.to_string())),
            Scalar::F64(value) => Some(Self::number(value.to_string())),
            other => Self::parse(other.text()?),
        }
    }

    fn view(&self) -> View<'_> {
        match self.text.parse() {
            _ if self.quoted => View::Str(&self.text),
            _ if !crate::written::is_number_held(&self.text) => View::Written(&self.text),
            Ok(number) => View::I64(number),
            Err(_) => View::F64(self.to_f64()),
        }
    }
}

crate::serde_impls!(Decimal);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_digits_are_kept() {
        let texts = [
            "123456789012345678.12345",
            "1.10",
            "-0.1234567890123456789",
            "0",
            "-0",
            "1E5",
            "1e-400",
            "79228162514264337593543950335",
            "99999999999999999999",
        ];
        for text in texts {
            for json in [text.to_string(), format!("\"{text}\"")] {
                let decimal: Decimal = serde_json::from_str(&json).unwrap();
                assert_eq!(decimal.as_str(), text);
                assert_eq!(serde_json::to_string(&decimal).unwrap(), json);
                let list: Vec<Decimal> = crate::read::from_text(&format!("[{json}]")).unwrap();
                assert_eq!(list, [decimal]);
            }
            let parsed: Decimal = text.parse().unwrap();
            assert_eq!(serde_json::to_string(&parsed).unwrap(), text);
        }
    }

    #[test]
    fn what_was_read_is_written() {
        for json in ["12.5", "0", "-3", "\"12.50\"", "\"79228162514264337593543950335\"", "1e30"] {
            let decimal: Decimal = serde_json::from_str(json).unwrap();
            let back: serde_json::Value = serde_json::to_value(&decimal).unwrap();
            assert_eq!(back, serde_json::from_str::<serde_json::Value>(json).unwrap(), "{json}");
        }
        for json in ["\"\"", "\"abc\"", "\"NaN\"", "\"1-\"", "true", "{}"] {
            assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
        }
        assert_eq!(serde_json::to_string(&"12.5".parse::<Decimal>().unwrap()).unwrap(), "12.5");
        assert_eq!(serde_json::to_string(&"1.".parse::<Decimal>().unwrap()).unwrap(), "\"1.\"");
    }
}
