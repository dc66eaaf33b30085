//! Mending pages: the edits of findings, applied to the bytes of a file.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Edit};

/// A file that was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its bytes: those outside the edits are as they were, line ends and a byte order mark, too.
    pub bytes: Vec<u8>,
    /// The number of findings that were mended.
    pub findings: usize,
}

/// Applies the edits of the findings of one file to its bytes. Those of a finding are applied together or, where they overlap with
/// those of one before it, not at all: the next run finds it again.
pub fn fixed(bytes: &[u8], found: &[&Diagnostic]) -> Fixed {
    let mut taken: BTreeSet<(u32, u32, &str)> = BTreeSet::new();
    let mut findings = 0;
    for finding in found.iter().filter(|finding| !finding.edits.is_empty()) {
        let own = || finding.edits.iter().map(|edit| (edit.span.start, edit.span.end, edit.replacement.as_str()));
        if own().all(|edit| taken.contains(&edit) || !taken.iter().any(|other| overlap(*other, edit))) {
            taken.extend(own());
            findings += 1;
        }
    }
    let places = places(bytes);
    let mut out = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for (start, end, replacement) in taken {
        let (Some(start), Some(end)) = (places.get(start as usize), places.get(end as usize)) else { continue };
        out.extend_from_slice(&bytes[done..*start]);
        out.extend_from_slice(replacement.replace('\n', line_end(bytes, *start)).as_bytes());
        done = *end;
    }
    out.extend_from_slice(&bytes[done..]);
    Fixed { bytes: out, findings }
}

/// Tells whether two edits can't both be made: they change the same text, or put something in the same place.
fn overlap(one: (u32, u32, &str), other: (u32, u32, &str)) -> bool {
    let inside = |(start, end, _): (u32, u32, &str), at: u32| start < at && at < end;
    let same_start = one.0 == other.0;
    same_start || inside(one, other.0) || inside(other, one.0)
}

/// Returns where each byte of the text, as it is read, stands in the file, and where the file ends.
fn places(bytes: &[u8]) -> Vec<usize> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let mut at = 0;
    while bytes[at..].starts_with(MARK) {
        at += MARK.len();
    }
    let mut places = Vec::with_capacity(bytes.len() + 1);
    while at < bytes.len() {
        places.push(at);
        at += if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
    }
    places.push(bytes.len());
    places
}

/// Returns the line end that a file has before a place, else the first one behind it.
fn line_end(bytes: &[u8], at: usize) -> &'static str {
    let is_end = |byte: &u8| matches!(*byte, b'\n' | b'\r');
    let before = bytes[..at].iter().rposition(is_end);
    let found = before.or_else(|| bytes[at..].iter().position(is_end).map(|found| at + found));
    let Some(end) = found else { return "\n" };
    match (bytes[end], end.checked_sub(1).map(|before| bytes[before]), bytes.get(end + 1)) {
        (b'\n', Some(b'\r'), _) | (b'\r', _, Some(b'\n')) => "\r\n",
        (b'\r', ..) => "\r",
        _ => "\n",
    }
}

/// Returns an edit as the change from one text to another, for tests and editors: the text with the edit made.
pub fn applied(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        out.push_str(&text[done..range.start]);
        out.push_str(&edit.replacement);
        done = range.end;
    }
    out + &text[done..]
}
