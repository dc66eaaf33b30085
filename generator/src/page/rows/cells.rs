//! Reads cells and leaves rows out, for all decoders of rows.

use crate::diagnostic::Code;
use crate::ledger::{Fate, Item, Reason};
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{Inline, Prose};

/// Enters a row that isn't used.
pub(super) fn leave_out(row: &RawRow, reason: Reason, report: &mut Report) {
    report.enter(Item::Row, row.span, Fate::LeftOut(reason));
    if reason == Reason::UnreadableRow {
        let shown: String = row.text(0).chars().take(60).collect();
        report.found(Code::TableRow, row.span, format!("this row can't be read: its first cell says `{shown}`"));
    }
}

/// Returns whether only the first cell says something.
pub(super) fn is_alone(row: &RawRow) -> bool {
    row.cells.iter().skip(1).all(|cell| cell.value.text.is_empty())
}

pub(super) fn is_blank(row: &RawRow) -> bool {
    row.cells.iter().all(|cell| cell.value.text.is_empty())
}

/// Returns whether all of a cell is bold or emphasised, as titles of groups are.
pub(super) fn is_emphatic(cell: &Prose) -> bool {
    cell.inlines().all(|inline| match inline {
        Inline::Strong(_) | Inline::Emphasis(_) => true,
        Inline::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}

/// Takes a cell out of a row.
pub(super) fn take(row: &mut RawRow, column: Option<usize>) -> Prose {
    column.and_then(|column| row.cells.get_mut(column)).map(|cell| std::mem::take(&mut cell.value)).unwrap_or_default()
}

/// How long a name can be; longer texts without a blank are no names. The longest in use have some 200 characters.
pub(super) const LONGEST_NAME: usize = 512;

/// Splits a name cell: the wire name, and the word in brackets behind it.
pub(super) fn name(text: &str) -> (String, Option<String>) {
    let text = text.trim().trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '†' | ':' | ',' | '：'));
    if is_word(text) {
        return (text.to_owned(), None);
    }
    let (text, marker) = match text.rsplit_once([' ', '\n']).filter(|(_, last)| last.starts_with('(')) {
        Some(_) => match text.split_once('(') {
            Some((name, marker)) => (name.trim(), Some(marker.trim_end_matches(')').trim().to_owned())),
            None => (text, None),
        },
        None => match text.split_once(" (").or_else(|| text.split_once("\n(")) {
            Some((name, marker)) if marker.ends_with(')') => {
                (name.trim(), Some(marker.trim_end_matches(')').to_owned()))
            }
            _ => (text, None),
        },
    };
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '*' | '[' | ']' | '\u{201C}' | '\u{201D}')
    });
    (text.to_owned(), marker)
}

/// Returns whether a text is nothing but letters and digits, as nearly all names are.
pub(super) fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
