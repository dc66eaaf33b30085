//! How much a JSON text is before it is read: as a value in memory, it takes many times what it takes as text.

/// For each value of a JSON body its limit must have so many bytes.
pub(crate) const BYTES_FOR_A_VALUE: usize = 128;

/// The most bytes of a body that are read into memory, if the client's builder says nothing else.
pub(crate) const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Tells whether a text may be JSON with structure. Without, it is no more than a value, whatever it says it is.
pub(crate) fn may_be_json(text: &[u8]) -> bool {
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Tells whether a JSON text has more values than that.
pub(crate) fn has_more_values(json: &[u8], most: usize) -> bool {
    json.len() > most && values(json) > most
}

/// Counts the values of a JSON text, but for the last ones of objects and arrays.
fn values(json: &[u8]) -> usize {
    let (mut found, mut quoted, mut escaped) = (0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b'{' | b'[' if !quoted => found += 1,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn values_of_texts() {
        let cases = [("", 0), ("{}", 1), (r#"{"a":1,"b":[2,3]}"#, 4), (r#"["a,b","c\",[\"d"]"#, 2), (r#"["\\",1]"#, 2)];
        for (json, expected) in cases {
            assert_eq!(values(json.as_bytes()), expected, "{json}");
        }
    }
}
