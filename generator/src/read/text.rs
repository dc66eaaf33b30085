//! Makes text of bytes: UTF-8 without byte order mark, every line end `\n`.

use crate::span::Span;

/// Makes text of bytes, and returns where the first ones stood that aren't UTF-8. Undamaged text with `\n` line ends
/// isn't copied.
pub(super) fn normalise(bytes: Vec<u8>) -> (String, Option<Span>) {
    match String::from_utf8(bytes) {
        Ok(text) => (plain(text), None),
        Err(error) => {
            let sound = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let start = plain(String::from_utf8_lossy(&bytes[..sound]).into_owned()).len();
            let text = plain(String::from_utf8_lossy(&bytes).into_owned());
            (text, Some(Span::new(start..start + char::REPLACEMENT_CHARACTER.len_utf8())))
        }
    }
}

/// Returns the bytes of a file as a page holds them; none if they aren't UTF-8.
pub fn as_read(bytes: &[u8]) -> Option<String> {
    let (text, damage) = normalise(bytes.to_vec());
    damage.is_none().then_some(text)
}

/// Removes a byte order mark; `\r\n` and a lone `\r` become `\n`.
fn plain(text: String) -> String {
    const MARK: char = '\u{feff}';
    if !text.starts_with(MARK) && memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    text.trim_start_matches(MARK).replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_marks() {
        let cases: [(&[u8], &str, Option<(u32, u32)>); 7] = [
            (b"a\nb\n", "a\nb\n", None),
            (b"\xef\xbb\xbf# T\r\nx\r\n", "# T\nx\n", None),
            (b"# T\r\r> x\r", "# T\n\n> x\n", None),
            (b"", "", None),
            (b"\xef\xbb\xbfa\r\nb\xff\xfec", "a\nb\u{fffd}\u{fffd}c", Some((3, 6))),
            (b"a\r\xff\n", "a\n\u{fffd}\n", Some((2, 5))),
            (b"cut \xe2\x82", "cut \u{fffd}", Some((4, 7))),
        ];
        for (bytes, text, damage) in cases {
            let found = normalise(bytes.to_vec());
            assert_eq!(found, (text.to_owned(), damage.map(|(start, end)| Span { start, end })), "{bytes:?}");
        }
    }
}
