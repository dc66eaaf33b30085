//! Reads JSON as authors write it: with trailing commas, comments, keys without quotes, line ends inside strings,
//! commas that are missing, `&quot;` for quotes, an ellipsis, text after the end. Strict JSON is read strictly.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use crate::diagnostic::Edit;

/// What is wrong with a JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What: a noun phrase such as `a trailing comma`.
    pub what: &'static str,
}

/// Arrays and objects may be nested this deep.
const MAX_DEPTH: usize = 100;

/// The value that a text means, if it means one, and what is wrong with the text.
pub fn parse(text: &str) -> (Option<Value>, Vec<Problem>) {
    if let Ok(value) = serde_json::from_str(text) {
        return (Some(value), Vec::new());
    }
    let mut reader = Reader::new(text);
    let value = reader.document();
    (value, reader.problems)
}

/// Returns the edits of a page that make valid JSON of a text that stands at `start` of it; none where more than commas and
/// comments are wrong.
pub fn mended(page: &str, start: usize, text: &str, problems: &[Problem]) -> Vec<Edit> {
    let of_page = page.get(start..start + text.len()) == Some(text);
    if !of_page || !problems.iter().all(|problem| matches!(problem.what, TRAILING | COMMENT)) {
        return Vec::new();
    }
    let mut ranges: Vec<Range<usize>> = problems.iter().map(|problem| removed(text, problem)).collect();
    // Nothing is removed twice: comments may share the line that goes with them.
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, before| {
        let touches = next.start < before.end;
        if touches {
            before.end = before.end.max(next.end);
        }
        touches
    });
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for range in &ranges {
        left.push_str(&text[at..range.start]);
        at = range.end;
    }
    left.push_str(&text[at..]);
    if serde_json::from_str::<serde::de::IgnoredAny>(&left).is_err() {
        return Vec::new();
    }
    ranges.into_iter().map(|range| Edit::new(start + range.start..start + range.end, "")).collect()
}

/// Returns what goes with a problem: a comment takes the blanks before it along, or its whole line.
fn removed(text: &str, problem: &Problem) -> Range<usize> {
    let Range { start, end } = problem.at;
    if problem.what == TRAILING {
        return start..end;
    }
    let before = text[..start].trim_end_matches([' ', '\t']).len();
    let alone = text[..before].ends_with('\n') && text[end..].starts_with('\n');
    if alone { before..end + 1 } else { before..end }
}

/// What a comma before a closing bracket is called.
const TRAILING: &str = "a trailing comma";

/// What a comment is called.
const COMMENT: &str = "a comment";

/// How authors write that something is left out.
const ELLIPSES: [&str; 3] = ["...", "..", "…"];

/// Where a value of a text and its name stand, in bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The name with its quotes; empty for an item of an array.
    pub name: Range<usize>,
    /// The value.
    pub value: Range<usize>,
}

/// Returns the places of all values inside the one that a text means, by their JSON pointers: `/value/0/id`.
pub fn places(text: &str) -> BTreeMap<String, Place> {
    let mut reader = Reader { places: Some(Places::default()), ..Reader::new(text) };
    reader.document();
    reader.places.unwrap_or_default().found
}

/// The places that were passed so far.
#[derive(Default)]
struct Places {
    found: BTreeMap<String, Place>,
    /// The pointer to the value that is being read.
    pointer: String,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    problems: Vec<Problem>,
    /// Where values stand, if that is asked for.
    places: Option<Places>,
}

/// What differs between the contents of objects and arrays.
struct Brackets {
    close: char,
    unclosed: &'static str,
    misplaced: &'static str,
}

const OBJECT: Brackets =
    Brackets { close: '}', unclosed: "an object that isn't closed", misplaced: "`]` in place of `}`" };
const ARRAY: Brackets =
    Brackets { close: ']', unclosed: "an array that isn't closed", misplaced: "`}` in place of `]`" };

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0, problems: Vec::new(), places: None }
    }

    /// Reads the value at a step below the one that is being read, and keeps its place.
    fn placed(&mut self, name: Range<usize>, step: impl FnOnce() -> String) -> Option<Value> {
        let Some(places) = &mut self.places else { return self.value() };
        let above = places.pointer.len();
        places.pointer.push('/');
        places.pointer.push_str(&step().replace('~', "~0").replace('/', "~1"));
        self.skip_blanks();
        let start = self.at;
        let value = self.value();
        let end = self.at;
        if let Some(places) = &mut self.places {
            places.found.insert(places.pointer.clone(), Place { name, value: start..end });
            places.pointer.truncate(above);
        }
        value
    }

    fn document(&mut self) -> Option<Value> {
        self.skip_blanks();
        if self.at_end() {
            self.problem(0..self.text.len(), "no value at all");
            return None;
        }
        let value = self.value();
        self.skip_blanks();
        if !self.at_end() {
            let what = if self.rest().starts_with(['{', '[']) { "a second value" } else { "text after the value" };
            self.problem(self.at..self.text.len(), what);
        }
        if self.problems.is_empty() {
            self.problem(0..self.text.len(), "something that JSON doesn't allow");
        }
        value
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn problem(&mut self, at: Range<usize>, what: &'static str) {
        self.problems.push(Problem { at, what });
    }

    fn problem_here(&mut self, length: usize, what: &'static str) {
        self.problem(self.at..(self.at + length).min(self.text.len()), what);
    }

    /// Skips white space, comments and ellipses.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').len();
            if blank > 0 {
                if !rest.as_bytes()[..blank].is_ascii() {
                    self.problem_here(blank, "a space that isn't the usual one");
                }
                self.at += blank;
            } else if rest.starts_with("//") {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.problem_here(length, COMMENT);
                self.at += length;
            } else if rest.starts_with("/*") {
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                self.problem_here(length, COMMENT);
                self.at += length;
            } else if let Some(length) = ELLIPSES.iter().find(|dots| rest.starts_with(**dots)).map(|dots| dots.len()) {
                self.problem_here(length, "an ellipsis");
                self.at += length;
            } else {
                return;
            }
        }
    }

    /// Reads a value; none where the text has run out or something closes instead.
    fn value(&mut self) -> Option<Value> {
        self.skip_blanks();
        let first = self.rest().chars().next()?;
        match first {
            '{' | '[' if self.depth >= MAX_DEPTH => {
                self.problem_here(1, "nesting without end");
                self.at = self.text.len();
                Some(Value::Null)
            }
            '{' => Some(Value::Object(self.nested(Self::object))),
            '[' => Some(Value::Array(self.nested(Self::array))),
            '}' | ']' | ',' | ':' => None,
            _ => match self.quote() {
                Some(quote) => Some(Value::String(self.string(quote))),
                None => Some(self.bare_word()),
            },
        }
    }

    fn nested<T>(&mut self, read: fn(&mut Self) -> T) -> T {
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// The kind of quote that stands here.
    fn quote(&self) -> Option<&'static str> {
        const QUOTES: [&str; 5] = ["\"", "&quot;", "“", "”", "'"];
        QUOTES.into_iter().find(|quote| self.rest().starts_with(quote))
    }

    fn object(&mut self) -> Map<String, Value> {
        let mut object = Map::new();
        self.items(&OBJECT, |this| {
            this.member(&mut object);
            true
        });
        object
    }

    fn array(&mut self) -> Vec<Value> {
        let mut items = Vec::new();
        self.items(&ARRAY, |this| {
            if this.rest().starts_with(':') {
                this.problem_here(1, "a colon inside an array");
                this.at += 1;
                return false;
            }
            let at = items.len();
            items.extend(this.placed(this.at..this.at, || at.to_string()));
            this.junk();
            true
        });
        items
    }

    /// Reads what stands between two brackets, item by item; `item` says whether it read one.
    fn items(&mut self, brackets: &Brackets, mut item: impl FnMut(&mut Self) -> bool) {
        self.at += 1;
        let mut comma = true;
        let mut trailing: Option<usize> = None;
        loop {
            self.skip_blanks();
            let Some(c) = self.rest().chars().next() else {
                return self.problem_here(0, brackets.unclosed);
            };
            if c == brackets.close {
                if let Some(at) = trailing {
                    self.problem(at..at + 1, TRAILING);
                }
                self.at += 1;
                return;
            }
            match c {
                '}' | ']' => {
                    self.problem_here(1, brackets.misplaced);
                    if self.depth > 1 {
                        return;
                    }
                    self.at += 1;
                }
                ',' => {
                    if comma {
                        self.problem_here(1, "a comma too many");
                    }
                    trailing = Some(self.at);
                    comma = true;
                    self.at += 1;
                }
                _ => {
                    // A colon inside an array is a mistake of its own.
                    if !comma && (c != ':' || brackets.close == '}') {
                        self.problem_here(1, "a comma that is missing");
                    }
                    if item(self) {
                        comma = false;
                        trailing = None;
                    }
                }
            }
        }
    }

    fn member(&mut self, object: &mut Map<String, Value>) {
        let start = self.at;
        let key = self.key();
        let name = start..self.at;
        self.skip_blanks();
        if !self.rest().starts_with(':') {
            self.problem(start..self.at, "a name without a value");
            if self.at == start {
                self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            } else if !key.is_empty() && !self.rest().starts_with(['{', '[']) {
                object.insert(key, Value::Null);
            }
            return;
        }
        self.at += 1;
        self.skip_blanks();
        let value = self.placed(name, || key.clone()).unwrap_or_else(|| {
            self.problem_here(1, "a name without a value");
            Value::Null
        });
        self.junk();
        object.insert(key, value);
    }

    fn key(&mut self) -> String {
        if let Some(quote) = self.quote() {
            return self.string(quote);
        }
        let rest = self.rest();
        let length = rest.find([':', ',', '}', ']', '{', '[', '\n', '"']).unwrap_or(rest.len());
        let key = rest[..length].trim();
        if !key.is_empty() {
            self.problem_here(key.len(), "a name without quotes");
        }
        self.at += length;
        key.trim_matches('"').to_owned()
    }

    /// Skips what stands between a value and the comma or bracket that should follow it, on the same line.
    fn junk(&mut self) {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\u{A0}']).len();
        let after = &rest[blanks..];
        let stops = |c: char| matches!(c, ',' | '}' | ']' | '\n' | '{' | '[');
        let is_comment = ["//", "/*"].iter().chain(&ELLIPSES).any(|start| after.starts_with(start));
        if after.is_empty()
            || after.starts_with(stops)
            || after.starts_with('"') && line_holds_name(after)
            || is_comment
        {
            return;
        }
        let length = after.find(stops).unwrap_or(after.len());
        let end = after[..length].rfind("\":").and_then(|colon| after[..colon].rfind('"')).unwrap_or(length);
        if end > 0 {
            self.at += blanks;
            self.problem_here(end, "text after a value");
            self.at += end;
        }
    }

    /// Reads a string; a line end inside is kept, unless the closing quote was forgotten.
    fn string(&mut self, quote: &'static str) -> String {
        let start = self.at;
        if quote != "\"" {
            self.problem_here(quote.len(), "a quote that isn't `\"`");
        }
        self.at += quote.len();
        let mut value = String::new();
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\'' | b'&' | b'\\');
        while let Some(c) = self.rest().chars().next() {
            let rest = self.rest();
            let plain = rest.bytes().take_while(is_plain).count();
            if plain > 0 {
                value.push_str(&rest[..plain]);
                self.at += plain;
                continue;
            }
            if let Some(close) = self.closing(quote) {
                if close != "\"" && quote == "\"" {
                    self.problem_here(close.len(), "a quote that isn't `\"`");
                }
                self.at += close.len();
                return value;
            }
            match c {
                '\\' => self.escape(&mut value),
                '\n' if self.quote_forgotten() => {
                    self.problem(start..self.at, "a string that isn't closed");
                    let end = value.trim_end().trim_end_matches(',').len();
                    value.truncate(end);
                    return value;
                }
                '\n' => {
                    let rest = self.rest();
                    let run = rest.len() - rest.trim_start().len();
                    self.problem_here(1, "a line end or tab inside a string");
                    value.push_str(&rest[..run]);
                    self.at += run;
                }
                _ => {
                    if c < ' ' {
                        self.problem_here(1, "a line end or tab inside a string");
                    }
                    value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        self.problem(start..self.at, "a string that isn't closed");
        value
    }

    /// The quote that closes a string here: its own kind, or another that is followed by the end of a value.
    fn closing(&self, quote: &str) -> Option<&'static str> {
        let rest = self.rest();
        let ends =
            |close: &str| rest[close.len()..].trim_start_matches([' ', '\t']).starts_with([',', ':', '}', ']', '\n']);
        match quote {
            "'" => rest.starts_with('\'').then_some("'"),
            "\"" if rest.starts_with('"') => Some("\""),
            _ => ["\"", "&quot;", "“", "”"]
                .into_iter()
                .find(|close| rest.starts_with(*close) && (quote != "\"" || ends(close))),
        }
    }

    /// At a line end inside a string: whether the next line starts like a new member or an end.
    fn quote_forgotten(&self) -> bool {
        let next = self.rest().trim_start();
        let line = next.split('\n').next().unwrap_or_default();
        next.starts_with(['}', ']']) || (next.starts_with('"') && line_holds_name(line))
    }

    fn escape(&mut self, value: &mut String) {
        let rest = self.rest();
        let mut chars = rest[1..].chars();
        let Some(c) = chars.next() else {
            self.at += 1;
            return;
        };
        self.at += 1 + c.len_utf8();
        match c {
            '"' | '\\' | '/' => value.push(c),
            'b' => value.push('\u{8}'),
            'f' => value.push('\u{C}'),
            'n' => value.push('\n'),
            'r' => value.push('\r'),
            't' => value.push('\t'),
            'u' => self.unicode_escape(value),
            _ => {
                self.problem(self.at - 1 - c.len_utf8()..self.at, "an unknown escape");
                value.push('\\');
                value.push(c);
            }
        }
    }

    fn unicode_escape(&mut self, value: &mut String) {
        let code = |text: &str| text.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(first) = code(self.rest()) else {
            self.problem_here(1, "an unknown escape");
            return value.push_str("\\u");
        };
        self.at += 4;
        let second = self.rest().strip_prefix("\\u").and_then(code);
        match (first, second) {
            (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
                self.at += 6;
                value.extend(char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
            }
            _ => value.push(char::from_u32(first).unwrap_or('\u{FFFD}')),
        }
    }

    /// A number, `true`, `false`, `null`, or words without quotes, which are read as a string.
    fn bare_word(&mut self) -> Value {
        let rest = self.rest();
        let length = rest.find([',', '}', ']', '\n', '{', '[', '"']).unwrap_or(rest.len());
        let comment = rest[..length].find("//").or_else(|| rest[..length].find("/*")).unwrap_or(length);
        let word = rest[..comment].trim_end();
        let word = if word.is_empty() { &rest[..rest.chars().next().map_or(0, char::len_utf8)] } else { word };
        self.at += word.len();
        if let Ok(value) = serde_json::from_str::<Value>(word) {
            return value;
        }
        self.problem(self.at - word.len()..self.at, "a value without quotes");
        match word.to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ => Value::String(word.to_owned()),
        }
    }
}

/// Whether a line that starts with a quote goes on with the end of a name.
fn line_holds_name(text: &str) -> bool {
    let line = text.split('\n').next().unwrap_or_default();
    line.get(1..).is_some_and(|rest| rest.contains("\":"))
}

#[cfg(test)]
mod tests {
    use super::{parse, places};

    #[test]
    fn as_authors_write_it() {
        let cases = [
            (r#"{"a": 1}"#, r#"{"a":1}"#, ""),
            (r#"{"a": 1, "b": [1,2,],}"#, r#"{"a":1,"b":[1,2]}"#, "a trailing comma; a trailing comma"),
            (
                "{ a: true // note\n, \"b\": /* x */ null }",
                r#"{"a":true,"b":null}"#,
                "a name without quotes; a comment; a comment",
            ),
            ("{\"a\": \"x\ny\"}", r#"{"a":"x\ny"}"#, "a line end or tab inside a string"),
            (
                r#"{"a&quot;: &quot;b", "c": &quot;d&quot;}"#,
                r#"{"a":"b","c":"d"}"#,
                "a quote that isn't `\"`; a quote that isn't `\"`; a quote that isn't `\"`",
            ),
            ("{\"a\": 1\n\"b\": 2}", r#"{"a":1,"b":2}"#, "a comma that is missing"),
            ("{\"a\": [..]}", r#"{"a":[]}"#, "an ellipsis"),
            ("{\"a\": [1, ...]}", r#"{"a":[1]}"#, "an ellipsis; a trailing comma"),
            ("{\"a\": 1} // note", r#"{"a":1}"#, "a comment"),
            ("{\"a\": 1} tail", r#"{"a":1}"#, "text after the value"),
            (r#"{"a": 1, "a": 2"#, r#"{"a":2}"#, "an object that isn't closed"),
            (r#"{"a": ""bad",}"#, r#"{"a":""}"#, "text after a value; a trailing comma"),
            (
                "{\"a\": \"open,\n\"b\": 1}",
                r#"{"a":"open","b":1}"#,
                "a string that isn't closed; a comma that is missing",
            ),
            (
                "{\"a\": “b”, 'c': 0123}",
                r#"{"a":"b","c":"0123"}"#,
                "a quote that isn't `\"`; a quote that isn't `\"`; a value without quotes",
            ),
            ("{\"a\": {}]}", r#"{"a":{}}"#, "`]` in place of `}`"),
            ("", "none", "no value at all"),
            ("\\", "\"\\\\\"", "a value without quotes"),
        ];
        for (text, expected, problems) in cases {
            let (value, found) = parse(text);
            let value = value.map_or("none".to_owned(), |value| value.to_string());
            let found = found.iter().map(|problem| problem.what).collect::<Vec<_>>().join("; ");
            assert_eq!((value.as_str(), found.as_str()), (expected, problems), "{text:?}");
        }
    }

    #[test]
    fn no_input_hangs_or_overflows() {
        for piece in ["[", "{", "{\"a\":", "\"", "\\", "'", ":", "}", "&quot;", "/*", "[{"] {
            parse(&piece.repeat(5000));
        }
    }

    #[test]
    fn places_of_values() {
        let text = "{ \"a/b\": [1, {\"c\": \"x\",}], // note\n d: true }";
        let found: Vec<String> = places(text)
            .iter()
            .map(|(pointer, place)| format!("{pointer} {} {}", &text[place.name.clone()], &text[place.value.clone()]))
            .collect();
        let expected = [
            "/a~1b \"a/b\" [1, {\"c\": \"x\",}]",
            "/a~1b/0  1",
            "/a~1b/1  {\"c\": \"x\",}",
            "/a~1b/1/c \"c\" \"x\"",
            "/d d true",
        ];
        assert_eq!(found, expected);
    }
}
