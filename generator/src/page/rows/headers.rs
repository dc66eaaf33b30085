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
        let mut description = Prose::default();
        let mut needed = None;
        let mut value = None;
        let (name, _) = name(row.text(0));
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
                description.append(cell.value, 1);
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

/// Returns whether a text names a header, maybe with a part of its value: `Prefer: outlook.timezone`.
fn is_token(text: &str) -> bool {
    let name = text.split([':', '=']).next().unwrap_or_default().trim();
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Returns the first sentence of a cell if it is one word that isn't about the need of the header: its value.
fn literal(cell: &Prose) -> Option<String> {
    let first = cell.inlines().next()?;
    let value = match first {
        Inline::Code(code) => code,
        _ => cell.text.split(". ").next()?.trim_end_matches('.'),
    };
    let is_value = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '=' | '"');
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
    use super::literal;
    use crate::page::says::case::prose;

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
}
