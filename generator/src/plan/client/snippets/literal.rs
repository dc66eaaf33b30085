//! Texts that primitive types are read from: as examples show them, or what stands for a text that no value is read from.

/// The form of a date; `0` stands for a digit, `x` for a hexadecimal one.
const DATE: &str = "0000-00-00";

/// The form of a time without seconds.
const TIME: &str = "00:00";

/// The form of a GUID.
const GUID: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

/// Returns the text that a value of a type is read from: the one that an example shows; a part of it, or it with what lacks; or,
/// where it is nothing but a placeholder such as `datetime-value`, another one.
pub fn readable(ty: &str, text: &str) -> String {
    let known = match ty {
        "Date" => formed(text, DATE).map(|(date, _)| date.to_string()),
        "DateTimeOffset" => formed(text, DATE).and_then(|(date, rest)| at_time(date, rest)),
        "TimeOfDay" => formed(text, TIME).map(|_| text.to_string()),
        "Duration" => text.trim_start_matches('-').starts_with('P').then(|| text.to_string()),
        "Guid" => formed(text, GUID).filter(|(_, rest)| rest.is_empty()).map(|(guid, _)| guid.to_string()),
        "Binary" => is_base64(text).then(|| text.to_string()),
        _ => Some(text.to_string()),
    };
    let other = match ty {
        "Date" => "2026-01-31",
        "DateTimeOffset" => "2026-01-31T12:00:00Z",
        "TimeOfDay" => "12:00:00",
        "Duration" => "PT1H",
        "Guid" => "00000000-0000-0000-0000-000000000000",
        // The bytes of `value`.
        _ => "dmFsdWU=",
    };
    known.unwrap_or_else(|| other.to_string())
}

/// Returns a date with its time, midnight where there is none.
fn at_time(date: &str, time: &str) -> Option<String> {
    if time.is_empty() {
        return Some(format!("{date}T00:00:00Z"));
    }
    formed(time.strip_prefix('T')?, TIME).map(|_| format!("{date}{time}"))
}

/// Divides a text behind what has a form.
fn formed<'t>(text: &'t str, form: &str) -> Option<(&'t str, &'t str)> {
    let (head, rest) = text.split_at_checked(form.len())?;
    let fits = |(c, of): (char, char)| match of {
        '0' => c.is_ascii_digit(),
        'x' => c.is_ascii_hexdigit(),
        of => c == of,
    };
    head.chars().zip(form.chars()).all(fits).then_some((head, rest))
}

/// Tells whether a text is bytes in base64, in any of the usual alphabets, with padding or without.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padded = digits.len() == text.len() || text.len().is_multiple_of(4);
    padded && digits.len() % 4 != 1 && digits.chars().all(|c| c.is_ascii_alphanumeric() || "+/-_".contains(c))
}

/// Returns the text that bytes in base64 are, with padding in the usual alphabet; none where they are no text on one line.
pub fn ascii(encoded: &str) -> Option<String> {
    let digits = encoded.trim_end_matches('=');
    let (mut bits, mut count, mut text) = (0_u32, 0, String::new());
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            text.push(char::from((bits >> count) as u8));
            bits &= (1 << count) - 1;
        }
    }
    let whole = encoded.len().is_multiple_of(4) && encoded.len() - digits.len() < 3 && bits == 0;
    (whole && !text.is_empty() && text.chars().all(|c| matches!(c, ' '..='~'))).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{ascii, readable};

    #[test]
    fn values_are_read_from_what_examples_show() {
        for (ty, shown, read) in [
            ("Date", "2021-03-04", "2021-03-04"),
            ("Date", "2021-03-04T05:06:07Z", "2021-03-04"),
            ("Date", "date-value", "2026-01-31"),
            ("DateTimeOffset", "2021-03-04T05:06:07.5+01:00", "2021-03-04T05:06:07.5+01:00"),
            ("DateTimeOffset", "2021-03-04", "2021-03-04T00:00:00Z"),
            ("DateTimeOffset", "datetime-value", "2026-01-31T12:00:00Z"),
            ("DateTimeOffset", "2021-03-04 noon", "2026-01-31T12:00:00Z"),
            ("TimeOfDay", "05:06:07.5", "05:06:07.5"),
            ("TimeOfDay", "noon", "12:00:00"),
            ("Duration", "-PT3M22S", "-PT3M22S"),
            ("Duration", "an hour", "PT1H"),
            ("Guid", "0622673d-9f69-49b3-9d4f-5ec64f42ecce", "0622673d-9f69-49b3-9d4f-5ec64f42ecce"),
            ("Guid", "skuId-value-1", "00000000-0000-0000-0000-000000000000"),
            ("Guid", "0622673d-9f69-49b3-9d4f-5ec64f42eccé", "00000000-0000-0000-0000-000000000000"),
            ("Binary", "aGVsbG8=", "aGVsbG8="),
            ("Binary", "aGVsbG8", "aGVsbG8"),
            ("Binary", "base64bWFjaGVlc2U=", "dmFsdWU="),
            ("Binary", "MIIDYDCC...", "dmFsdWU="),
            ("Decimal", "1.10", "1.10"),
        ] {
            assert_eq!(readable(ty, shown), read, "{ty} `{shown}`");
        }
    }

    #[test]
    fn bytes_that_are_text_are_shown_as_text() {
        for (encoded, text) in [
            ("dmFsdWU=", Some("value")),
            ("bWFj", Some("mac")),
            ("SGVsbG8gd29ybGQ=", Some("Hello world")),
            ("aGVsbG8", None),
            ("aGVsbG9=", None),
            ("AAEC", None),
            ("w6k=", None),
            ("-_8=", None),
            ("", None),
        ] {
            assert_eq!(ascii(encoded).as_deref(), text, "{encoded}");
        }
    }
}
