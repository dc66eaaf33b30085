//! Rows of properties, relationships and parameters.

use super::cells::{LONGEST_NAME, is_alone, is_blank, is_emphatic, is_word, leave_out, name, take};
use crate::ledger::Reason;
use crate::page::columns::{Column, Header};
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{MemberRow, Prose, type_expr};

pub(super) fn decode(header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Vec<MemberRow> {
    let columns = Columns::of(header);
    let mut members: Vec<MemberRow> = Vec::with_capacity(rows.len());
    let mut group: Option<String> = None;
    for mut row in rows {
        if is_blank(&row) {
            leave_out(&row, Reason::BlankRow, report);
            continue;
        }
        let (name, marker, emphatic) = match row.cells.get(columns.name) {
            Some(cell) => {
                let (name, marker) = name(&cell.value.text);
                (name, marker, is_emphatic(&cell.value))
            }
            None => continue,
        };
        if is_alone(&row) && (!is_name(&name) || (emphatic && header.len() > 1)) {
            let cell = take(&mut row, Some(columns.name));
            alone(row, cell, &mut members, &mut group, report);
            continue;
        }
        if name.is_empty() && !members.is_empty() && columns.ty.is_none_or(|at| row.text(at).is_empty()) {
            leave_out(&row, Reason::WrappedRow, report);
            let text = take(&mut row, columns.description);
            if let Some(last) = members.last_mut() {
                last.description.append(text, 1);
            }
            continue;
        }
        if !is_name(&name) {
            leave_out(&row, Reason::UnreadableRow, report);
            continue;
        }
        let group = if columns.name > 0 { Some(row.text(0).to_owned()) } else { group.clone() };
        members.push(member(header, &columns, row, name, marker, group));
    }
    members
}

struct Columns {
    name: usize,
    ty: Option<usize>,
    description: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        let ty = header.types();
        let last = (header.len() > 1).then(|| header.len() - 1).filter(|last| Some(*last) != ty);
        Self { name: header.name(), ty, description: header.place(Column::Description).or(last) }
    }
}

fn member(
    header: &Header,
    columns: &Columns,
    mut row: RawRow,
    name: String,
    marker: Option<String>,
    group: Option<String>,
) -> MemberRow {
    let ty = columns.ty.and_then(|at| type_expr::parse(row.cells.get(at)?));
    let facts = header.columns.iter().zip(&header.titles).enumerate().skip(1);
    let facts = facts.filter(|(at, (column, _))| {
        column.states_a_fact() && *at != columns.name && Some(*at) != columns.ty && Some(*at) != columns.description
    });
    let facts = facts.map(|(at, (_, title))| (title.clone(), row.text(at).to_owned())).collect();
    let description = take(&mut row, columns.description);
    MemberRow { name, ty, description, columns: facts, marker, group, span: row.span, ..MemberRow::default() }
}

/// Reads a row with nothing but a first cell that is no name: the title of a group, or text that goes on from the row
/// above.
fn alone(row: RawRow, cell: Prose, members: &mut [MemberRow], group: &mut Option<String>, report: &mut Report) {
    if is_emphatic(&cell) {
        leave_out(&row, Reason::GroupRow, report);
        *group = Some(cell.text);
        return;
    }
    let Some(last) = members.last_mut() else { return leave_out(&row, Reason::UnreadableRow, report) };
    leave_out(&row, Reason::WrappedRow, report);
    last.description.append(cell, 1);
}

/// Returns whether a text can be the name of a property or parameter: one word.
fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '@' | '$'));
    starts && text.len() <= LONGEST_NAME && (is_word(text) || !text.contains(char::is_whitespace))
}
