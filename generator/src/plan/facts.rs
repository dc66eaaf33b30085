//! The facts of a property as a line of documentation.

use std::collections::BTreeSet;

use crate::api::Property;

use super::docs;

/// Writes what the page states of a property and the words of its description don't say already; empty where it is
/// silent.
pub fn line(property: &Property) -> String {
    let facts = &property.facts;
    let said = property.description.text.to_lowercase();
    let mut parts = Vec::new();
    let mut say = |known: bool, already: &str, text: &str| {
        if known && !said.contains(already) {
            parts.push(text.to_string());
        }
    };
    say(facts.key == Some(true), " key", "Key");
    say(facts.required == Some(true), "required", "Required");
    say(facts.read_only == Some(true), "read-only", "Read-only");
    say(facts.nullable == Some(false), "null", "Never null");
    say(facts.only_on_select == Some(true), "$select", "Returned only on `$select`");
    say(facts.only_on_select == Some(false), "default", "Returned by default");
    let operators: Vec<String> = facts.filter_operators.iter().map(|operator| docs::code(operator)).collect();
    match (facts.filter, operators.is_empty()) {
        _ if said.contains("$filter") => {}
        (Some(false), _) => parts.push("No `$filter`".to_string()),
        (_, false) => parts.push(format!("`$filter` with {}", operators.join(", "))),
        (Some(true), true) => parts.push("`$filter`".to_string()),
        (None, true) => {}
    }
    for (fact, option) in [(facts.order_by, "`$orderby`"), (facts.search, "`$search`"), (facts.expand, "`$expand`")] {
        match fact {
            _ if said.contains(option.trim_matches('`')) => {}
            Some(true) => parts.push(option.to_string()),
            Some(false) => parts.push(format!("No {option}")),
            None => {}
        }
    }
    let default = facts.default.as_ref().filter(|_| !said.contains("default"));
    parts.extend(default.map(|value| format!("Default: {}", docs::code(value))));
    let missing = |number: String| !said.contains(&number);
    parts.extend(facts.max_items.filter(|n| missing(n.to_string())).map(|count| format!("At most {count} items")));
    parts
        .extend(facts.max_length.filter(|n| missing(n.to_string())).map(|count| format!("At most {count} characters")));
    let range = facts.range.filter(|(least, greatest)| missing(least.to_string()) || missing(greatest.to_string()));
    parts.extend(range.map(|(least, greatest)| format!("From {least} to {greatest}")));
    if !says_all(&said, &property.possible_values) {
        let values: Vec<String> = property.possible_values.iter().map(|value| docs::code(value)).collect();
        parts.push(format!("Values: {}", values.join(", ")));
    }
    parts.join(" · ")
}

/// Tells whether a text in lower case has all these values; most stand in it as words.
fn says_all(said: &str, values: &[String]) -> bool {
    if values.is_empty() {
        return true;
    }
    let words: BTreeSet<&str> = said.split(|c: char| c.is_whitespace() || ",;:()\"'`".contains(c)).collect();
    values.iter().map(|value| value.to_lowercase()).all(|value| words.contains(value.as_str()) || said.contains(&value))
}
