//! The YAML block at the top of a page; where it isn't YAML, its lines one by one.

use std::fmt::{self, Formatter};

use serde::de::{EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_yaml::Number;

use super::Page;
use super::report::Report;
use crate::diagnostic::Code;
use crate::ledger::{Fate, Item};
use crate::span::Span;

/// Keys in lower case and their values.
type Values = Vec<(String, String)>;

impl Page {
    /// Returns what the front matter says under a key, which is in lower case.
    pub fn stated(&self, key: &str) -> Option<&str> {
        value(&self.front_matter, key)
    }
}

/// Returns the value of a key.
pub(super) fn value<'v>(values: &'v [(String, String)], key: &str) -> Option<&'v str> {
    values.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// Reads the front matter: its values, sorted by key, and where the body starts.
pub(super) fn parse(text: &str, report: &mut Report) -> (Values, usize) {
    let Some(block) = find(text) else { return (Vec::new(), 0) };
    let span = Span::new(block.start..block.body);
    let yaml = &text[block.yaml.clone()];
    report.enter(Item::FrontMatter, span, Fate::Used("front matter"));
    let values = match serde_yaml::from_str::<Yaml>(yaml) {
        Ok(Yaml::Mapping(values)) => values.into_iter().map(|(key, value)| (key.to_lowercase(), value)).collect(),
        Ok(Yaml::Text(text)) if text.is_empty() => Vec::new(),
        Ok(Yaml::Text(_)) => {
            report.found(Code::InvalidFrontMatter, span, "the front matter is no mapping of keys to values");
            line_by_line(yaml)
        }
        Err(error) => {
            let line = error.location().map_or(1, |place| place.line()).saturating_sub(1);
            let before: usize = yaml.split_inclusive('\n').take(line).map(str::len).sum();
            let length = yaml[before..].lines().next().map_or(0, str::len);
            let line = Span::new(block.yaml.start + before..block.yaml.start + before + length);
            let told = error.to_string();
            let what = told.split(" at line ").next().unwrap_or_default();
            report.found_with_help(
                Code::InvalidFrontMatter,
                line,
                format!("the front matter isn't valid YAML: {what}"),
                "put values that hold a colon or a quote into quotes",
            );
            line_by_line(yaml)
        }
    };
    (sorted(values), block.body)
}

/// Sorts the values by key; of equal keys the last one counts.
fn sorted(mut values: Values) -> Values {
    values.reverse();
    values.sort_by(|one, other| one.0.cmp(&other.0));
    values.dedup_by(|later, first| later.0 == first.0);
    values
}

struct FrontMatterBlock {
    start: usize,
    yaml: std::ops::Range<usize>,
    body: usize,
}

/// Finds the block between two lines of `---`, the first of which is the first line that isn't blank.
fn find(text: &str) -> Option<FrontMatterBlock> {
    let start = text.len() - text.trim_start().len();
    let first = text[start..].split('\n').next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let yaml_start = start + first.len() + 1;
    let mut at = yaml_start;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let line = &rest[..memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1)];
        if line.starts_with(['-', '.']) && matches!(line.trim_end(), "---" | "...") {
            return Some(FrontMatterBlock { start, yaml: yaml_start..at, body: at + line.len() });
        }
        if line.starts_with("# ") || line.starts_with("## ") || line.starts_with("```") {
            return None;
        }
        at += line.len();
    }
    None
}

/// What YAML holds, as far as front matter says something: text, or keys with texts.
enum Yaml {
    Text(String),
    Mapping(Values),
}

impl Yaml {
    /// Returns it as one text, its parts behind commas.
    fn text(self) -> String {
        let pair = |(key, value)| format!("{key}: {value}");
        match self {
            Self::Text(text) => text,
            Self::Mapping(values) => values.into_iter().map(pair).collect::<Vec<_>>().join(", "),
        }
    }
}

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

/// Makes a text of a scalar.
macro_rules! scalars {
    ($($visit:ident: $ty:ty),+) => {
        $(fn $visit<E>(self, value: $ty) -> Result<Yaml, E> {
            Ok(Yaml::Text(value.to_string()))
        })+
    };
}

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = Yaml;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("any YAML value")
    }

    scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128);

    fn visit_f64<E>(self, value: f64) -> Result<Yaml, E> {
        Ok(Yaml::Text(Number::from(value).to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Yaml, E> {
        Ok(Yaml::Text(value.trim().to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::Text(String::new()))
    }

    fn visit_none<E: Error>(self) -> Result<Yaml, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Yaml, D::Error> {
        Yaml::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Yaml, A::Error> {
        let mut texts = Vec::new();
        while let Some(value) = sequence.next_element::<Yaml>()? {
            texts.push(value.text());
        }
        Ok(Yaml::Text(texts.join(", ")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut mapping: A) -> Result<Yaml, A::Error> {
        let mut values = Values::new();
        while let Some((key, value)) = mapping.next_entry::<Yaml, Yaml>()? {
            let key = key.text();
            if values.iter().any(|(known, _)| *known == key) {
                return Err(A::Error::custom(format_args!("duplicate entry with key {key:?}")));
            }
            values.push((key, value.text()));
        }
        Ok(Yaml::Mapping(values))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Yaml, A::Error> {
        let (_, value) = tagged.variant::<IgnoredAny>()?;
        value.newtype_variant()
    }
}

/// Reads `key: value` where YAML fails; a line without a key continues the value above.
fn line_by_line(yaml: &str) -> Values {
    let mut values = Values::new();
    for line in yaml.lines().filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty()) {
        let key_value = line.split_once([':', '：']).filter(|(key, _)| is_key(key));
        if let Some((key, value)) = key_value {
            values.push((key.trim().to_lowercase(), unquote(value).to_owned()));
        } else if let Some((_, value)) = values.last_mut() {
            let more = format!("{value} {}", unquote(line));
            *value = more.trim().to_owned();
        }
    }
    values
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn unquote(value: &str) -> &str {
    value.trim().trim_matches(|c| matches!(c, '"' | '\'' | '“' | '”'))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::page::report::Report;

    #[test]
    fn values_of_good_and_bad_blocks() {
        let cases = [
            ("---\ntitle: \"A: b\"\nms.prod: x\n---\n# T", "ms.prod=x title=A: b", 0),
            ("\n---\nTitle: a\nn: 1\ne:\n---\n", "e= n=1 title=a", 0),
            ("---\ntitle: a: b\nauthor: \"x\n  y\"\n---\n", "author=x y title=a: b", 1),
            ("---\njust words\n---\n", "", 1),
            ("---\ntitle: open\n# Heading\n", "", 0),
            ("# Heading\n---\n", "", 0),
        ];
        for (text, expected, findings) in cases {
            let mut report = Report::new("p", text);
            let (values, _) = parse(text, &mut report);
            let line = values.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" ");
            assert_eq!((line.as_str(), report.diagnostics.len()), (expected, findings), "{text:?}");
        }
    }
}
