//! The facts of a property as a line of documentation.

use crate::api::Property;

use super::docs;

/// What the page states of a property beyond its description; empty where it is silent.
pub fn line(property: &Property) -> String {
    let facts = &property.facts;
    let mut parts = Vec::new();
    let mut say = |known: bool, text: &str| {
        if known {
            parts.push(text.to_string());
        }
    };
    say(facts.key == Some(true), "Key");
    say(facts.required == Some(true), "Required");
    say(facts.read_only == Some(true), "Read-only");
    say(facts.nullable == Some(false), "Never null");
    say(facts.only_on_select == Some(true), "Returned only on `$select`");
    say(facts.only_on_select == Some(false), "Returned by default");
    let operators: Vec<String> = facts.filter_operators.iter().map(|operator| docs::code(operator)).collect();
    match (facts.filter, operators.is_empty()) {
        (Some(false), _) => parts.push("No `$filter`".to_string()),
        (_, false) => parts.push(format!("`$filter` with {}", operators.join(", "))),
        (Some(true), true) => parts.push("`$filter`".to_string()),
        (None, true) => {}
    }
    for (fact, option) in [(facts.order_by, "`$orderby`"), (facts.search, "`$search`"), (facts.expand, "`$expand`")] {
        match fact {
            Some(true) => parts.push(option.to_string()),
            Some(false) => parts.push(format!("No {option}")),
            None => {}
        }
    }
    parts.extend(facts.default.as_ref().map(|value| format!("Default: {}", docs::code(value))));
    parts.extend(facts.max_items.map(|count| format!("At most {count} items")));
    parts.extend(facts.max_length.map(|count| format!("At most {count} characters")));
    parts.extend(facts.range.map(|(least, greatest)| format!("From {least} to {greatest}")));
    if !property.possible_values.is_empty() {
        let values: Vec<String> = property.possible_values.iter().map(|value| docs::code(value)).collect();
        parts.push(format!("Values: {}", values.join(", ")));
    }
    parts.join(" · ")
}
