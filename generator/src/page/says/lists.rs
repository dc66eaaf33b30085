//! Reads the value lists of descriptions (`Possible values are: …`), and whether several of the values go together.

use std::collections::BTreeSet;

use super::sentence::is_name;
use crate::page::phrases::{Phrases, phrases};
use crate::page::{Inline, Prose};

/// Words that introduce all values of a property, if a verb or a colon follows.
static SUBJECTS: Phrases = phrases![
    "possible values",
    "possible value",
    "valid values",
    "valid value",
    "supported values",
    "supported value",
    "allowed values",
    "allowed value",
    "permitted values",
    "only two values",
    "accepted values",
    "可能的值",
    "可能值",
    "可取值",
    "有效值",
    "支持的值",
    "允许的值",
];

/// What stands between such words and the values.
const VERBS: [&str; 7] =
    ["are", "are the following", "are one of the following", "is", "is one of", "include", "can be"];

/// The same in a language that writes no blanks between words.
const JOINED_VERBS: [&str; 6] = ["为", "是", "包括", "包含", "如下", "有"];

/// Words that the values follow at once.
static OPENINGS: Phrases = phrases![
    "one of the following values",
    "one of the following valid string values",
    "must be one of",
    "must be one of the following",
    "can be one of",
    "can be one of the following",
    "values can be",
];

/// Words between two values that say that others lie between them.
const RANGES: [&str; 3] = ["through", "thru", "to"];

/// Words for values that are combined: `flags`.
static COMBINED: Phrases = phrases![
    "multi-valued",
    "multivalued",
    "flags enum",
    "flag enum",
    "flagged enum",
    "enumeration of flags",
    "bitmask",
    "bit mask",
    "comma-separated list",
    "multiple values can",
    "multiple values to be",
    "标志枚举",
    "多值",
];

/// What behind such words says that something else has several values.
const OF_OTHERS: [&str; 2] = [" attribute", " properties"];

/// Returns the values that a description lists as all that there are, in order; none where it lists none.
pub(super) fn value_list(prose: &Prose) -> Vec<String> {
    if !SUBJECTS.are_in(&prose.text) && !OPENINGS.are_in(&prose.text) {
        return Vec::new();
    }
    let mut inlines = prose.inlines();
    let mut announced = false;
    let Some(rest) = inlines.by_ref().find_map(|inline| match inline {
        Inline::Text(text) => opened(text, &mut announced),
        _ => None,
    }) else {
        return Vec::new();
    };
    let marks_follow = inlines.clone().any(|inline| is_marked(inline).is_some());
    let line_ends =
        !rest.trim().trim_end_matches([':', '：']).is_empty() && matches!(inlines.clone().next(), Some(Inline::Break));
    if ends_sentence(rest) || line_ends || !marks_follow {
        return bare_words(rest);
    }
    if matches!(inlines.clone().next(), Some(Inline::Break)) {
        return at_starts_of_lines(inlines);
    }
    let mut values = Values::default();
    for inline in inlines {
        match (is_marked(inline), inline) {
            (Some(value), _) => value.split([',', '|']).for_each(|value| values.add(value)),
            (None, Inline::Text(text)) if RANGES.contains(&text.trim()) => return Vec::new(),
            (None, Inline::Text(text)) if ends_sentence(text) => break,
            _ => {}
        }
    }
    values.list
}

/// Returns the values of a list that begins on a line of its own. Behind a value that is explained, only what is marked like
/// it at the start of a line is another one.
fn at_starts_of_lines<'p>(inlines: impl Iterator<Item = Inline<'p>>) -> Vec<String> {
    let mut values = Values::default();
    let (mut starts, mut explained, mut kind) = (false, false, None);
    for inline in inlines {
        match (is_marked(inline), inline) {
            (Some(value), _) => {
                let like = *kind.get_or_insert(std::mem::discriminant(&inline)) == std::mem::discriminant(&inline);
                if like && (starts || !explained) {
                    value.split([',', '|']).for_each(|value| values.add(value));
                }
            }
            (None, Inline::Text(text)) if RANGES.contains(&text.trim()) => return Vec::new(),
            (None, Inline::Text(text)) => {
                explained |= ends_sentence(text) || text.trim_start().starts_with(['-', '\u{2013}', '\u{2014}', ':']);
            }
            _ => {}
        }
        starts = matches!(inline, Inline::Break);
    }
    values.list
}

/// Returns whether a description says that several values go together, as those of flags do. Code isn't asked: a value may
/// be called so.
pub(super) fn says_combined(prose: &Prose) -> bool {
    let says = |inline| match inline {
        Inline::Text(text) | Inline::Strong(text) | Inline::Emphasis(text) => {
            let own = |end: usize| !OF_OTHERS.iter().any(|noun| text[end..].starts_with(noun));
            COMBINED.each(text).any(|found| own(found.end()))
        }
        _ => false,
    };
    COMBINED.are_in(&prose.text) && prose.inlines().any(says)
}

/// Returns what is marked as a value may be.
fn is_marked(inline: Inline<'_>) -> Option<&str> {
    match inline {
        Inline::Code(value) | Inline::Strong(value) | Inline::Emphasis(value) => Some(value),
        _ => None,
    }
}

/// The values of a list, each once.
#[derive(Default)]
struct Values {
    list: Vec<String>,
    seen: BTreeSet<String>,
}

impl Values {
    /// Adds a value without its quotes, if it is a name and new.
    fn add(&mut self, value: &str) {
        let value = unquoted(value);
        if is_name(value) && self.seen.insert(value.to_owned()) {
            self.list.push(value.to_owned());
        }
    }
}

fn unquoted(value: &str) -> &str {
    value.trim().trim_matches(['"', '\'', '\u{201C}', '\u{201D}', '\u{2018}', '\u{2019}'])
}

/// Returns what follows the first words that introduce a list. What they are the values of may stand between these words
/// and their verb, marked: then the list is announced, and the verb is looked for in the texts that follow.
fn opened<'t>(text: &'t str, announced: &mut bool) -> Option<&'t str> {
    if std::mem::take(announced)
        && let Some(end) = verb(&text.to_ascii_lowercase())
    {
        return text.get(end..);
    }
    let openings = OPENINGS.each(text).map(|found| (found.start(), Some(found.end())));
    let subjects = SUBJECTS.each(text).map(|found| {
        let verb = verb(&text[found.end()..].to_ascii_lowercase());
        (found.start(), verb.map(|verb| found.end() + verb))
    });
    let (opened, waiting): (Vec<_>, Vec<_>) = openings.chain(subjects).partition(|(_, end)| end.is_some());
    *announced = waiting.iter().any(|(at, _)| !ends_sentence(&text[*at..]));
    let (_, end) = opened.into_iter().min_by_key(|(at, end)| (*at, std::cmp::Reverse(*end)))?;
    text.get(end?..)
}

/// Returns where the verb or the colon ends that makes a list of what follows; none where the sentence goes on otherwise.
fn verb(lower: &str) -> Option<usize> {
    let sentence = &lower[..lower.find(". ").unwrap_or(lower.len())];
    if sentence.trim().is_empty() {
        return Some(sentence.len());
    }
    // `for the property are: `, but no other clause.
    let clause = &sentence[..sentence.find([',', '.', '`']).unwrap_or(sentence.len())];
    let word_ends = |end: usize| sentence[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    let verbs = VERBS.iter().filter_map(|verb| {
        let at = clause
            .match_indices(verb)
            .find_map(|(at, _)| at.checked_sub(1).filter(|at| clause.as_bytes()[*at] == b' '))?;
        let end = at + 1 + verb.len();
        word_ends(end).then_some((at, end))
    });
    let start = clause.len() - clause.trim_start().len();
    let joined = JOINED_VERBS.iter().find(|verb| clause[start..].starts_with(**verb));
    let joined = joined.map(|verb| (start, start + verb.len()));
    let colon = [":", "："].iter().filter_map(|colon| clause.find(colon).map(|at| (at, at + colon.len()))).min();
    let (_, end) = verbs.chain(joined).chain(colon).min_by_key(|(at, end)| (*at, std::cmp::Reverse(*end)))?;
    Some(end)
}

/// Returns whether a sentence ends within a text that stands between two values.
fn ends_sentence(text: &str) -> bool {
    text.contains(". ") || text.contains('。') || text.trim_end().ends_with('.')
}

/// Returns the values of a list that isn't marked up: `low, normal and high.` It is one if nothing else stands in it; a
/// single word is one if its sentence ends there.
fn bare_words(text: &str) -> Vec<String> {
    let text = text.trim_start().trim_start_matches([':', '：', '-']);
    let end = [". ", "。"].iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    let list = text[..end].trim().trim_end_matches('.');
    let parts = list
        .split([',', ';', '|', '、', '，', '或', '和'])
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" and "))
        .map(|part| part.trim().trim_start_matches("or ").trim_start_matches("and ").trim())
        .map(|part| part.split_once(" (").map_or(part, |(name, _)| name))
        .filter(|part| !part.is_empty());
    let mut values = Values::default();
    for part in parts {
        if !is_name(unquoted(part)) {
            return Vec::new();
        }
        values.add(part);
    }
    values.list
}

#[cfg(test)]
mod tests {
    use super::super::case::prose;
    use super::{says_combined, value_list};

    #[test]
    fn descriptions() {
        let cases = [
            ("", ""),
            ("The color of the item.", ""),
            ("Possible values are: `red`, `green`, `blue`.", "red green blue"),
            ("The color. The possible values are: `red`, `green`. Use `any` for others.", "red green"),
            ("Possible values are **red** and **green**.", "red green"),
            ("Supported values are *red*, *green*.", "red green"),
            ("Valid values are: `1`, `two`.", "two"),
            ("One of the following values: `red`, `red`, `green`.", "red green"),
            ("Possible values are: `red, green`.", "red green"),
            // Without marks.
            ("Possible values are: low, normal and high.", "low normal high"),
            ("The possible values are low, normal, and high.", "low normal high"),
            ("Possible values: low, normal.", "low normal"),
            ("The possible values are 'low', 'high'. Read-only.", "low high"),
            ("The possible values are: \"low\" or \"high\".", "low high"),
            ("Can be one of the following: Auto (default), Loud, Soft.", "Auto Loud Soft"),
            ("The supported values for {period} are: D7, D30, and D90. They follow *n*.", "D7 D30 D90"),
            ("Can be one of the shelf marks listed below.", ""),
            ("Possible values are described in the following table.", ""),
            ("Possible values are: low, high or a number.", ""),
            ("Possible values are: low, high\nSee also `x`.", "low high"),
            // One.
            ("The possible value is: `receipt`.", "receipt"),
            ("Possible values: `one`. The `one` value stays.", "one"),
            ("Possible value: reading. Does not support `$filter`.", "reading"),
            ("The only allowed value is **one**.", "one"),
            // Other words.
            ("The possible value are `low` or `high`. Read-only.", "low high"),
            ("Must be one of `hand`, `post`, or `van`.", "hand post van"),
            ("The values can be **red** or **green**.", "red green"),
            ("Only two values: `yes` and `no`.", "yes no"),
            ("The supported values can be `yes` and `no`.", "yes no"),
            ("Possible values `yes`, `no`.", "yes no"),
            ("Accepted values: `yes` | `no`.", "yes no"),
            // On lines of their own.
            ("Possible values are:\n`yes`, `no` (or so), `maybe`. Not `never`.", "yes no maybe"),
            ("Possible values are: \n\n`yes` - means `y`. \n`no` - means n.\n**Note**: `x`.", "yes no"),
            ("Possible values are:\n`yes`: Agreed.\n`no`: Not.\nSee `x`.", "yes no"),
            ("Possible values are:\n`yes`\n`no` - As `y` says.\n`maybe`\n\nSupports `$filter`.", "yes no maybe"),
            // Another language.
            ("颜色。可能的值为：`red`、`green` 和 `blue`。`any` 是另一回事。", "red green blue"),
            ("可能的值是 `red` 和 `green`。", "red green"),
            ("可能的值包括：low、normal 或 high。只读。", "low normal high"),
            ("有效值：`red`，`green`", "red green"),
            ("可能的值取决于 `size`。", ""),
            (
                "Use one of the following valid string values: `None`, `All` (all that there are), `Own`.",
                "None All Own",
            ),
            ("The possible values of the **color** property are `red` and `green`.", "red green"),
            // None of these.
            ("Valid values 1 to 30", ""),
            ("Valid values are 1 to 30.", ""),
            ("The possible values are: `style1` through `style9`.", ""),
            ("Possible values of `color` depend on the `size`.", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(value_list(&prose(text)).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn values_that_are_combined() {
        let cases = [
            ("The rooms that it opens, multi-valued.", true),
            ("The days, a flags enum.", true),
            ("A comma-separated list of the parts to copy.", true),
            ("This allows multiple values to be set.", true),
            ("Whether it is flagged.", false),
            ("Possible values are `all`, `added` (only for new values of a multi-valued attribute).", false),
            ("Needed for filters on multi-valued properties.", false),
            ("A multi-valued property.", true),
            ("Possible values are `multivalued`, `single`.", false),
            ("A combination of letters.", false),
            ("这是一个标志枚举。", true),
        ];
        for (text, expected) in cases {
            assert_eq!(says_combined(&prose(text)), expected, "{text}");
        }
    }
}
