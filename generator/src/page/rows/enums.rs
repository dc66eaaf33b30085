//! Rows of enum members.

use super::cells::{LONGEST_NAME, is_alone, is_blank, is_emphatic, leave_out, name, take};
use crate::ledger::Reason;
use crate::page::EnumMemberRow;
use crate::page::columns::{Column, Header};
use crate::page::markdown::RawRow;
use crate::page::report::Report;

pub(super) fn decode(header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Vec<EnumMemberRow> {
    let columns = Columns::of(header, &rows);
    let mut found: Vec<EnumMemberRow> = Vec::with_capacity(rows.len());
    for mut row in rows {
        if is_blank(&row) {
            leave_out(&row, Reason::BlankRow, report);
            continue;
        }
        let (name, _) = name(row.text(columns.name));
        if !is_member(&name) {
            let wraps = is_alone(&row) && row.cells.first().is_some_and(|cell| !is_emphatic(&cell.value));
            match found.last_mut() {
                Some(last) if wraps => {
                    leave_out(&row, Reason::WrappedRow, report);
                    last.description.append(take(&mut row, Some(0)), 1);
                }
                Some(last) if name.is_empty() => {
                    last.description.append(take(&mut row, columns.description), 1);
                    leave_out(&row, Reason::WrappedRow, report);
                }
                _ => leave_out(&row, Reason::UnreadableRow, report),
            }
            continue;
        }
        let value = columns.value.and_then(|at| number(row.text(at)));
        let description = take(&mut row, columns.description);
        found.push(EnumMemberRow { name, value, description, span: row.span });
    }
    found
}

struct Columns {
    name: usize,
    value: Option<usize>,
    description: Option<usize>,
}

impl Columns {
    fn of(header: &Header, rows: &[RawRow]) -> Self {
        let numeric = |at: usize| {
            let mut cells = rows.iter().map(|row| row.text(at)).filter(|text| !text.is_empty()).peekable();
            cells.peek().is_some() && cells.all(|text| number(text).is_some())
        };
        let value = (0..header.len()).find(|at| numeric(*at));
        let name = (0..header.len()).find(|at| Some(*at) != value).unwrap_or(0);
        let value = value.filter(|at| *at != name).or_else(|| {
            // A column of numbers may hold a few cells that are none.
            header.place(Column::Value).or_else(|| header.place(Column::Values)).filter(|at| *at != name)
        });
        let other = |at: &usize| *at != name && Some(*at) != value;
        let description =
            header.place(Column::Description).filter(other).or_else(|| (0..header.len()).rev().find(other));
        Self { name, value, description }
    }
}

fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Returns whether a text can be the name of a member; names with blanks are sentences.
fn is_member(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_NAME && !text.contains(char::is_whitespace)
}
