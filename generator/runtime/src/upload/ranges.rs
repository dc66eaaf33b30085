//! Which bytes of an upload are still missing.

use serde_json::Value;
use std::fmt;
use std::ops::Range;

/// Ranges of bytes, sorted, none empty, none touching another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranges(Vec<Range<u64>>);

impl Ranges {
    /// Puts ranges in order; those that overlap or touch become one.
    pub(super) fn new(mut ranges: Vec<Range<u64>>) -> Self {
        ranges.retain(|range| range.start < range.end);
        ranges.sort_unstable_by_key(|range| range.start);
        let mut merged: Vec<Range<u64>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => merged.push(range),
            }
        }
        Self(merged)
    }

    /// The bytes from the start to an end.
    pub(super) fn whole(len: u64) -> Self {
        Self::new(std::iter::once(0..len).collect())
    }

    /// Reads `nextExpectedRanges` of content that is so long: `["12345-55232", "77829-"]`, ends included; Outlook writes
    /// `["2097152"]`. None if one isn't a range, ends before it starts or starts behind the content.
    pub(super) fn read(ranges: &Value, len: u64) -> Option<Self> {
        let range = |text: &str| {
            let (start, end) = text.split_once('-').unwrap_or((text, ""));
            let start: u64 = start.trim().parse().ok()?;
            let end = match end.trim() {
                "" => len,
                end => end.parse::<u64>().ok().filter(|end| *end >= start)?.saturating_add(1).min(len),
            };
            (start <= len).then_some(start..end)
        };
        let ranges: Option<Vec<_>> = ranges.as_array()?.iter().map(|text| range(text.as_str()?)).collect();
        ranges.map(Self::new)
    }

    pub(super) fn first(&self) -> Option<Range<u64>> {
        self.0.first().cloned()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes are in them.
    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|range| range.end - range.start).sum()
    }

    /// These and those.
    pub(super) fn and(self, other: &Self) -> Self {
        Self::new([self.0, other.0.clone()].concat())
    }

    /// These without a piece.
    pub(super) fn without(&self, piece: &Range<u64>) -> Self {
        let left = self
            .0
            .iter()
            .flat_map(|range| [range.start..range.end.min(piece.start), range.start.max(piece.end)..range.end]);
        Self::new(left.collect())
    }

    /// All others of the content.
    pub(super) fn others(&self, len: u64) -> Self {
        self.0.iter().fold(Self::whole(len), |left, range| left.without(range))
    }
}

/// `0-99, 200-299`, ends included; the first few of many.
impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ENOUGH: usize = 5;
        if self.is_empty() {
            return f.write_str("none");
        }
        for (index, range) in self.0.iter().take(ENOUGH).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}-{}", range.start, range.end - 1)?;
        }
        if self.0.len() > ENOUGH { write!(f, " and {} more", self.0.len() - ENOUGH) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ranges_are_read_and_put_in_order() {
        let cases = [
            (json!(["0-"]), Some("0-99")),
            (json!(["40"]), Some("40-99")),
            (json!(["60-69", "10-19", "15-24", "70-79"]), Some("10-24, 60-79")),
            (json!(["90-18446744073709551615"]), Some("90-99")),
            (json!(["100-"]), Some("none")),
            (json!([]), Some("none")),
            (json!(["101-"]), None),
            (json!(["9-3"]), None),
            (json!(["-5"]), None),
            (json!(["a-b"]), None),
            (json!([5]), None),
            (json!(["99999999999999999999-"]), None),
            (json!("0-"), None),
        ];
        for (ranges, expected) in cases {
            let read = Ranges::read(&ranges, 100).map(|ranges| ranges.to_string());
            assert_eq!(read.as_deref(), expected, "{ranges}");
        }
    }

    #[test]
    fn pieces_are_taken_out() {
        let ranges = Ranges::new([0..10, 20..30].into());
        assert_eq!(ranges.without(&(5..25)), Ranges::new([0..5, 25..30].into()));
        assert_eq!(ranges.without(&(2..3)), Ranges::new([0..2, 3..10, 20..30].into()));
        assert_eq!(ranges.without(&(0..30)), Ranges::default());
        assert_eq!(ranges.others(40), Ranges::new([10..20, 30..40].into()));
        assert_eq!(ranges.clone().and(&Ranges::new(std::iter::once(8..20).collect())), Ranges::whole(30));
        assert_eq!(ranges.len(), 20);
        let many = Ranges::new((0..9).map(|at| 2 * at..2 * at + 1).collect());
        assert_eq!(many.to_string(), "0-0, 2-2, 4-4, 6-6, 8-8 and 4 more");
    }
}
