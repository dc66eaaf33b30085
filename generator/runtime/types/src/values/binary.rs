//! `Edm.Binary`.

use std::fmt;

use base64::Engine;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::text_type;

/// Bytes, in base64 on the wire. The alphabet and padding that were read are written back.
#[derive(Clone)]
pub struct Binary {
    bytes: Vec<u8>,
    /// An index into [`ENGINES`].
    form: u8,
}

/// The forms of base64, the usual one first.
const ENGINES: [GeneralPurpose; 4] = [STANDARD, URL_SAFE_NO_PAD, URL_SAFE, STANDARD_NO_PAD];

impl Binary {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        ENGINES.iter().zip(0..).find_map(|(engine, form)| Some(Self { bytes: engine.decode(text).ok()?, form }))
    }

    /// The form that OData wants in URLs.
    pub(crate) fn url_safe(&self) -> String {
        URL_SAFE.encode(&self.bytes)
    }
}

impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ENGINES[usize::from(self.form) % ENGINES.len()].encode(&self.bytes))
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.bytes.len())
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for Binary {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Binary {}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, form: 0 }
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl<const N: usize> From<&[u8; N]> for Binary {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<Binary> for Vec<u8> {
    fn from(value: Binary) -> Self {
        value.bytes
    }
}

text_type!(Binary = "Edm.Binary");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written() {
        for text in ["", "aGVsbG8=", "aGVsbG8", "-_8=", "-_8", "+/8=", "+/8"] {
            assert_eq!(Binary::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Binary::parse("+/8=").unwrap(), Binary::parse("-_8").unwrap());
        for text in ["a", "aGVs bG8=", "a-/b", "binary", "aGVsbG9="] {
            assert_eq!(Binary::parse(text), None, "{text}");
        }
    }
}
