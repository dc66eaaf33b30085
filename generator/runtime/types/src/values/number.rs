//! The primitive types that Rust has, and streams.

use crate::edm::{Edm, Scalar, View};

impl Edm for String {
    fn type_name() -> &'static str {
        "Edm.String"
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        scalar.text().map(str::to_string)
    }

    fn view(&self) -> View<'_> {
        View::Str(self)
    }
}

impl Edm for bool {
    fn type_name() -> &'static str {
        "Edm.Boolean"
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Bool(value) => Some(*value),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}

/// The whole number that a JSON number is; some writers add `.0`.
fn whole(scalar: &Scalar<'_>) -> Option<i64> {
    match scalar {
        Scalar::I64(value) => Some(*value),
        // Beyond 2^53 not every whole number has a float.
        Scalar::F64(value) if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 => Some(*value as i64),
        _ => None,
    }
}

macro_rules! small_integers {
    ($($name:ty = $wire:literal),*) => {$(
        impl Edm for $name {
            fn type_name() -> &'static str {
        $wire
    }

            fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
                whole(scalar)?.try_into().ok()
            }

            fn view(&self) -> View<'_> {
                View::I64((*self).into())
            }
        }
    )*};
}

small_integers!(u8 = "Edm.Byte", i8 = "Edm.SByte", i16 = "Edm.Int16", i32 = "Edm.Int32");

/// Services send numbers of 64 bits as strings to clients that ask for it, and some of them always.
impl Edm for i64 {
    fn type_name() -> &'static str {
        "Edm.Int64"
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        match scalar.text() {
            Some(text) => text.parse().ok(),
            None => whole(scalar),
        }
    }

    fn view(&self) -> View<'_> {
        View::I64(*self)
    }
}

/// `Edm.Single` is read as a double too, as no digit of it is lost then.
impl Edm for f64 {
    fn type_name() -> &'static str {
        "Edm.Double"
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::F64(value) => Some(*value),
            // Beyond 2^53 not every whole number has a float.
            Scalar::I64(value) => Some(*value as f64).filter(|float| *float as i64 == *value),
            Scalar::U64(value) => Some(*value as f64).filter(|float| *float as u64 == *value),
            other => match other.text()? {
                "INF" => Some(f64::INFINITY),
                "-INF" => Some(f64::NEG_INFINITY),
                "NaN" => Some(f64::NAN),
                _ => None,
            },
        }
    }

    fn view(&self) -> View<'_> {
        match *self {
            value if value.is_nan() => View::Str("NaN"),
            value if value.is_infinite() => View::Str(if value > 0.0 { "INF" } else { "-INF" }),
            value => View::F64(value),
        }
    }
}

/// The content of a stream property, where the service sends it among the other properties: base64 or text, as it came.
/// As a rule it doesn't, and the content has a request of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stream(pub String);

impl Edm for Stream {
    fn type_name() -> &'static str {
        "Edm.Stream"
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        scalar.text().map(|text| Self(text.to_string()))
    }

    fn view(&self) -> View<'_> {
        View::Str(&self.0)
    }
}

impl From<String> for Stream {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Stream {
    fn from(text: &str) -> Self {
        Self(text.to_string())
    }
}

crate::serde_impls!(Stream);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read<T: Edm>(value: serde_json::Value) -> Option<T> {
        crate::read::from_value(&value).ok()
    }

    #[test]
    fn numbers_are_read_in_the_forms_of_graph() {
        assert_eq!(read::<i64>(json!(-1)), Some(-1));
        assert_eq!(read::<i64>(json!("9223372036854775807")), Some(i64::MAX));
        assert_eq!(read::<i64>(json!(9_223_372_036_854_775_808_u64)), None);
        assert_eq!(read::<i32>(json!(1.0)), Some(1));
        assert_eq!(read::<i32>(json!("1")), None);
        assert_eq!(read::<u8>(json!(256)), None);
        assert_eq!(read::<f64>(json!("-INF")), Some(f64::NEG_INFINITY));
        assert!(read::<f64>(json!("NaN")).unwrap().is_nan());
        assert_eq!(read::<f64>(json!(3)), Some(3.0));
        assert_eq!(read::<f64>(json!(9_007_199_254_740_993_i64)), None);
        assert_eq!(read::<bool>(json!("true")), None);
        assert_eq!(f64::INFINITY.to_value(), json!("INF"));
    }
}
