//! Dates, times and durations as ISO 8601 writes them and Edm reads them.

use crate::api::Primitive;

/// Returns what a text should be and isn't; none where it is, or may be anything.
pub(super) fn wrong(of: Primitive, text: &str) -> Option<&'static str> {
    let (good, what) = match of {
        Primitive::DateTimeOffset => (is_date_time(text), "date and time with an offset"),
        Primitive::Date => (is_date(text), "date"),
        Primitive::TimeOfDay => (is_time(text), "time of day"),
        Primitive::Duration => (is_duration(text), "duration"),
        _ => return None,
    };
    (!good).then_some(what)
}

fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once(['T', 't']) else { return false };
    let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(end);
    is_date(date) && is_time(time) && is_offset(offset)
}

fn is_offset(text: &str) -> bool {
    match text.as_bytes() {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', ..] => numbers(&text[1..], ':', &[2, 2]).is_some_and(|n| n[0] <= 14 && n[1] < 60),
        _ => false,
    }
}

fn is_date(text: &str) -> bool {
    numbers(text, '-', &[4, 2, 2]).is_some_and(|n| (1..=12).contains(&n[1]) && (1..=31).contains(&n[2]))
}

fn is_time(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let parts = numbers(whole, ':', &[2, 2, 2]).or_else(|| numbers(whole, ':', &[2, 2]));
    digits && parts.is_some_and(|n| n[0] < 24 && n[1] < 60 && n.get(2).is_none_or(|second| *second <= 60))
}

fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let Some(rest) = text.strip_prefix('P') else { return false };
    let mut digits = 0;
    let mut parts = 0;
    for c in rest.chars() {
        match c {
            '0'..='9' | '.' => digits += 1,
            'Y' | 'M' | 'W' | 'D' | 'H' | 'S' if digits > 0 => {
                digits = 0;
                parts += 1;
            }
            'T' if digits == 0 => {}
            _ => return false,
        }
    }
    digits == 0 && parts > 0
}

/// Reads numbers of so many digits with a mark between them.
fn numbers(text: &str, mark: char, digits: &[usize]) -> Option<Vec<u32>> {
    let parts: Vec<&str> = text.split(mark).collect();
    let fits = parts.len() == digits.len() && parts.iter().zip(digits).all(|(part, digits)| part.len() == *digits);
    let all = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (fits && all).then(|| parts.iter().filter_map(|part| part.parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::wrong;
    use crate::api::Primitive::{Date, DateTimeOffset, Duration, String, TimeOfDay};

    #[test]
    fn dates_and_times() {
        let cases = [
            (DateTimeOffset, "2021-07-01T08:30:00Z", true),
            (DateTimeOffset, "2021-07-01T08:30Z", true),
            (DateTimeOffset, "2021-07-01t08:30:00.1234567+05:30", true),
            (DateTimeOffset, "0001-01-01T00:00:00z", true),
            (DateTimeOffset, "2021-07-01T08:30:00", false),
            (DateTimeOffset, "2021-07-01", false),
            (DateTimeOffset, "2021-13-01T08:30:00Z", false),
            (DateTimeOffset, "7/1/2021 8:30 AM", false),
            (Date, "2021-07-01", true),
            (Date, "2021-7-1", false),
            (TimeOfDay, "08:30:00.0000000", true),
            (TimeOfDay, "8:30", false),
            (Duration, "PT2H30M", true),
            (Duration, "-P1D", true),
            (Duration, "P", false),
            (Duration, "2 hours", false),
            (String, "anything", true),
        ];
        for (of, text, good) in cases {
            assert_eq!(wrong(of, text).is_none(), good, "{text}");
        }
    }
}
