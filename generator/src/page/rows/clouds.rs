//! Tables of marks: which national clouds have an operation.

use super::cells::leave_out;
use crate::ledger::Reason;
use crate::page::columns::{Column, Header};
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{Cloud, words};

/// Reads which clouds are marked; a row without marks is reported.
pub(super) fn decode(header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Vec<Cloud> {
    let mut clouds = Vec::new();
    for row in &rows {
        let marks: Vec<Option<bool>> = row.cells.iter().map(|cell| words::mark(&cell.value.text)).collect();
        if marks.iter().all(Option::is_none) {
            leave_out(row, Reason::UnreadableRow, report);
        }
        for (column, mark) in header.columns.iter().zip(marks) {
            if let (Column::Cloud(cloud), Some(true)) = (column, mark) {
                clouds.push(*cloud);
            }
        }
    }
    clouds.sort();
    clouds.dedup();
    clouds
}
