//! Rows of method tables.

use super::cells::{is_alone, is_blank, leave_out, take};
use crate::ledger::Reason;
use crate::page::columns::{Column, Header};
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{Link, MethodRow, Prose, Returned, request, type_expr, words};
use crate::span::Spanned;

pub(super) fn decode(header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Vec<MethodRow> {
    let returns = header.place(Column::Returns).filter(|at| *at > 0);
    let last = (header.len() > 1).then(|| header.len() - 1).filter(|last| Some(*last) != returns);
    let description = header.place(Column::Description).filter(|at| *at > 0).or(last);
    let mut methods: Vec<MethodRow> = Vec::with_capacity(rows.len());
    for mut row in rows {
        let method = method(row.cells.first().map(|cell| &cell.value));
        if is_blank(&row) || (method.target.is_empty() && is_alone(&row)) {
            leave_out(&row, if is_blank(&row) { Reason::BlankRow } else { Reason::GroupRow }, report);
            continue;
        }
        if method.text.is_empty() {
            let Some(above) = methods.last_mut() else {
                leave_out(&row, Reason::UnreadableRow, report);
                continue;
            };
            above.description.append(take(&mut row, description), 1);
            leave_out(&row, Reason::WrappedRow, report);
            continue;
        }
        let result = returns.and_then(|at| returned(row.cells.get(at)?));
        let description = take(&mut row, description);
        methods.push(MethodRow { method, returns: result, description, span: row.span });
    }
    methods
}

/// Returns the link in the first cell; its text alone where there is none.
fn method(cell: Option<&Prose>) -> Link {
    let Some(cell) = cell else { return Link::default() };
    let link = cell.links().next().cloned();
    link.unwrap_or_else(|| Link { text: cell.text.clone(), target: String::new() })
}

/// Reads what a method answers.
fn returned(cell: &Spanned<Prose>) -> Option<Returned> {
    let text = cell.value.text.trim_end_matches(['.', '。']).to_lowercase();
    if words::meaning(words::NOTHING_RETURNED, &text).is_some() {
        return Some(Returned::Nothing);
    }
    // The column of some tables has requests.
    let is_request = request::starts_with_verb(&cell.value.text);
    if is_request { None } else { type_expr::parse(cell).map(Returned::Value) }
}
