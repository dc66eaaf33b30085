//! The challenges in `WWW-Authenticate`: what the service asks of a token.

use crate::Headers;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;

/// Returns the first claims in a challenge that can be read, as JSON: `WWW-Authenticate: Bearer …, claims="eyJ…"`.
pub(crate) fn claims(headers: &Headers) -> Option<String> {
    let challenges = headers.get("www-authenticate")?;
    let values = pieces(challenges).into_iter().filter_map(parameter);
    values.filter(|(name, _)| name.eq_ignore_ascii_case("claims")).find_map(|(_, value)| decoded(&value))
}

/// Splits challenges at the commas that stand in no quotes.
fn pieces(challenges: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    let is_end = |letter: char| {
        let ends_or_starts = letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
        quoted ^= ends_or_starts;
        letter == ',' && !quoted
    };
    challenges.split(is_end).collect()
}

/// Reads `name=value` or `name="value"`, perhaps behind the name of a scheme.
fn parameter(piece: &str) -> Option<(&str, String)> {
    let (name, value) = piece.split_once('=')?;
    let name = name.trim().rsplit(char::is_whitespace).next()?;
    let value = value.trim();
    let Some(quoted) = value.strip_prefix('"') else {
        return Some((name, value.to_owned()));
    };
    let mut inner = String::new();
    let mut letters = quoted.chars();
    while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
        inner.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    Some((name, inner))
}

/// Returns claims as JSON, in Base64 of either alphabet or as they are.
fn decoded(value: &str) -> Option<String> {
    let engines = [STANDARD_NO_PAD, URL_SAFE_NO_PAD];
    let text = engines.iter().find_map(|engine| engine.decode(value.trim_end_matches('=')).ok());
    let claims = text.map_or_else(|| Some(value.to_owned()), |text| String::from_utf8(text).ok())?;
    serde_json::from_slice::<Value>(claims.as_bytes()).ok().filter(Value::is_object)?;
    Some(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_found_among_all_challenges() {
        // `{"access_token":{"a?":">"}}`, whose Base64 has letters of both alphabets.
        let json = r#"{"access_token":{"a?":">>"}}"#;
        let standard = STANDARD_NO_PAD.encode(json);
        let url_safe = URL_SAFE_NO_PAD.encode(json);
        let cases = [
            (format!(r#"Bearer claims="{standard}""#), Some(json)),
            (format!(r#"Bearer realm="", error="insufficient_claims", claims="{url_safe}==""#), Some(json)),
            (format!("Bearer claims={standard}"), Some(json)),
            (format!(r#"Bearer error_description="say claims=1, please", CLAIMS = "{standard}""#), Some(json)),
            (format!(r#"Bearer error_description="a \", claims=\"e30\" b", claims="{standard}""#), Some(json)),
            (
                format!(r#"PoP nonce="a,b", Negotiate dG9rZW4=, Bearer realm="x", claims="{standard}", scope="a b""#),
                Some(json),
            ),
            (format!(r#"PoP claims="%%", Bearer claims="{standard}""#), Some(json)),
            (r#"Bearer claims="{\"access_token\":{\"a?\":\">>\"}}""#.to_owned(), Some(json)),
            ("Bearer claims=e30".to_owned(), Some("{}")),
            ("Bearer".to_owned(), None),
            ("Bearer claims=".to_owned(), None),
            (r#"Bearer claims=""#.to_owned(), None),
            (r#"Bearer claims="e30"#.to_owned(), Some("{}")),
            (r#"Bearer claims="bm8=""#.to_owned(), None),
            (r#"Bearer claims="Nw==""#.to_owned(), None),
            (r#"Bearer error="no claims here""#.to_owned(), None),
            (format!(r#"Bearer other_claims="{standard}""#), None),
        ];
        for (challenges, expected) in cases {
            let headers: Headers = [("WWW-Authenticate", challenges.as_str())].into_iter().collect();
            assert_eq!(claims(&headers).as_deref(), expected, "{challenges}");
        }
        assert_eq!(claims(&Headers::new()), None);
    }
}
