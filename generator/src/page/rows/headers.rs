//! Rows of header tables.

use super::cells::{is_blank, leave_out, name};
use crate::ledger::Reason;
use crate::page::columns::{Column, Header};
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{HeaderRow, Inline, Prose, words};

pub(super) fn decode(header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Vec<HeaderRow> {
    let required = header.place(Column::Required);
    let kind = header.place(Column::Type);
    let mut headers: Vec<HeaderRow> = Vec::with_capacity(rows.len());
    for row in rows {
        if is_blank(&row) {
            leave_out(&row, Reason::BlankRow, report);
            continue;
        }
        let span = row.span;
        let Named { name, told, mut needed } = split(row.text(0));
        let mut description = Prose::default();
        if let Some(told) = &told {
            description.push(Inline::Code(told));
        }
        let mut value = told.as_deref().filter(|told| is_whole(&name, told)).map(str::to_owned);
        let unreadable = if name.is_empty() { headers.is_empty() } else { !is_token(&name) };
        if unreadable {
            leave_out(&row, Reason::UnreadableRow, report);
            continue;
        }
        if name.is_empty() {
            leave_out(&row, Reason::WrappedRow, report);
        }
        for (at, cell) in row.cells.into_iter().enumerate().skip(1) {
            if Some(at) == required {
                needed = yes_or_no(&cell.value.text);
            } else if Some(at) != kind {
                if description.text.is_empty() {
                    value = literal(&cell.value);
                }
                add(&mut description, cell.value, told.as_deref());
            }
        }
        match headers.last_mut() {
            Some(last) if name.is_empty() => last.description.append(description, 1),
            _ => {
                let required = needed.or_else(|| stated(&description.text));
                headers.push(HeaderRow { name, description, value, required, span });
            }
        }
    }
    headers
}

/// What the first cell of a row says.
struct Named {
    /// The name of the header.
    name: String,
    /// What stands behind it of its value: `outlook.timezone` of `Prefer: outlook.timezone`.
    told: Option<String>,
    /// Whether it must be sent, where a word in brackets says so.
    needed: Option<bool>,
}

/// Splits the first cell of a row.
fn split(cell: &str) -> Named {
    let (first, told) = cell.split_once([':', '=']).unwrap_or((cell, ""));
    let (told, behind) = match told.rsplit_once(" (").filter(|(_, behind)| behind.trim_end().ends_with(')')) {
        Some((told, behind)) => (told, Some(behind.trim().trim_end_matches(')'))),
        None => (told, None),
    };
    let (name, marker) = name(first);
    let needed = behind.or(marker.as_deref()).and_then(|word| yes_or_no(word.trim()));
    let told = told.trim().trim_matches(['`', '*']).trim();
    Named { name, told: (!told.is_empty()).then(|| told.to_owned()), needed }
}

/// Returns whether what stands behind a name is all of the value. A preference may need a value of its own.
fn is_whole(name: &str, told: &str) -> bool {
    told.chars().all(is_value) && (!name.eq_ignore_ascii_case("prefer") || told.contains('='))
}

/// Adds a cell to the description, behind what the first cell told unless it says the same.
fn add(description: &mut Prose, cell: Prose, told: Option<&str>) {
    match told.filter(|told| description.text == **told) {
        Some(told) if cell.text.starts_with(told) => *description = cell,
        Some(_) if cell.text.is_empty() => {}
        Some(_) => {
            description.push(Inline::Text(". "));
            description.append(cell, 0);
        }
        None => description.append(cell, 1),
    }
}

/// Returns whether a text is the name of a header.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Returns whether a value that always is the same may hold this.
fn is_value(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '=' | '"')
}

/// Returns the first sentence of a cell if it is one word that isn't about the need of the header: its value.
fn literal(cell: &Prose) -> Option<String> {
    let first = cell.inlines().next()?;
    let value = match first {
        Inline::Code(code) => code,
        _ => cell.text.split(". ").next()?.trim_end_matches('.'),
    };
    let ends = cell.text.strip_prefix(value).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    (ends && !value.is_empty() && value.chars().all(is_value) && yes_or_no(value).is_none()).then(|| value.to_owned())
}

/// Returns what a cell says of the need of the header.
fn yes_or_no(text: &str) -> Option<bool> {
    words::meaning(words::YES_OR_NO, &text.trim_end_matches('.').to_lowercase())
}

/// Returns what a text says of the need of the header: `Required` and `Optional` at the start or end of a sentence.
fn stated(text: &str) -> Option<bool> {
    let mut sentences = text.split(['.', '\n', '。', ';', ',', '，']).flat_map(|part| [part.trim(), last_word(part)]);
    let text = text.trim_start_matches('*').to_lowercase();
    sentences
        .find_map(yes_or_no_word)
        .or_else(|| text.starts_with("required").then_some(true))
        .or_else(|| text.starts_with("optional").then_some(false))
}

fn last_word(text: &str) -> &str {
    text.trim().rsplit(' ').next().unwrap_or_default()
}

fn yes_or_no_word(word: &str) -> Option<bool> {
    words::NEEDED.iter().find(|(known, _)| *known == word).map(|(_, needed)| *needed)
}

#[cfg(test)]
mod tests {
    use super::{add, is_whole, literal, split};
    use crate::page::says::case::prose;
    use crate::page::{Inline, Prose};

    #[test]
    fn values() {
        let cases = [
            ("`vNext`. Required.", Some("vNext")),
            ("vNext. Required.", Some("vNext")),
            ("return=minimal", Some("return=minimal")),
            ("`application/json`", Some("application/json")),
            ("Bearer {token}. Required.", None),
            ("{token}", None),
            ("`odata.maxpagesize={x}`. Optional.", None),
            ("The last known ETag. Required.", None),
            ("`text/html` or `application/xhtml+xml`.", None),
            ("Required.", None),
            ("", None),
        ];
        for (text, value) in cases {
            assert_eq!(literal(&prose(text)).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn first_cells() {
        let cases = [
            ("Accept", "Accept"),
            ("Accept:", "Accept"),
            ("Prefer: boat.timezone", "Prefer, boat.timezone"),
            ("Prefer: return=minimal", "Prefer, return=minimal, whole"),
            ("Prefer: boat.timezone=\"Pacific Time\"", "Prefer, boat.timezone=\"Pacific Time\""),
            ("Prefer: boat.maxpagesize={x}", "Prefer, boat.maxpagesize={x}"),
            ("Crew-Level : eventual", "Crew-Level, eventual, whole"),
            ("Crew-Level=eventual (optional)", "Crew-Level, eventual, whole, false"),
            ("If-Match (required)", "If-Match, true"),
            ("x-boats (preview)", "x-boats"),
        ];
        for (cell, expected) in cases {
            let named = split(cell);
            let whole = named.told.as_deref().filter(|told| is_whole(&named.name, told)).map(|_| "whole".to_owned());
            let needed = named.needed.map(|needed| needed.to_string());
            let found: Vec<String> =
                [Some(named.name.clone()), named.told, whole, needed].into_iter().flatten().collect();
            assert_eq!(found.join(", "), expected, "{cell}");
        }
    }

    #[test]
    fn descriptions_of_what_the_first_cell_tells() {
        let cases = [
            (None, &["A zone.", "Optional."][..], "A zone.\nOptional."),
            (Some("boat.timezone"), &["A zone.", "Optional."], "boat.timezone. A zone.\nOptional."),
            (Some("boat.timezone"), &["boat.timezone=\"{zone}\". A zone."], "boat.timezone=\"{zone}\". A zone."),
            (Some("boat.timezone"), &[""], "boat.timezone"),
        ];
        for (told, cells, expected) in cases {
            let mut description = Prose::default();
            told.iter().for_each(|told| description.push(Inline::Code(told)));
            cells.iter().for_each(|cell| add(&mut description, prose(cell), told));
            assert_eq!(description.text, expected, "{told:?} {cells:?}");
        }
    }
}
