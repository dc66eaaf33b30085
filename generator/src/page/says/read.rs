//! Puts together what the prose of a page says.

use super::{facts, lists};
use crate::page::{Rows, Table};

/// Reads the descriptions of the rows of members.
pub(in crate::page) fn rows(tables: &mut [Table]) {
    for table in tables {
        let Rows::Members(rows) = &mut table.rows else { continue };
        for row in rows {
            row.facts = facts::of_row(row);
            row.values = lists::value_list(&row.description);
        }
    }
}
