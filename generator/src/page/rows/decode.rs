//! Gives the rows of a table to the decoder of its role.

use super::cells::leave_out;
use super::{clouds, enums, headers, members, methods, permissions};
use crate::ledger::Reason;
use crate::page::columns::Header;
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{Rows, TableRole};

/// Decodes the rows below header cells; rows that can't be decoded are entered into the ledger.
pub(in crate::page) fn decode(role: TableRole, header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Rows {
    let rows = without_headers(header, rows, report);
    match role {
        TableRole::Explanatory => {
            Rows::Cells(rows.into_iter().map(|row| row.cells.into_iter().map(|cell| cell.value).collect()).collect())
        }
        TableRole::Permissions => Rows::Permissions(permissions::decode(header, rows, report)),
        TableRole::Clouds => Rows::Clouds(clouds::decode(header, rows, report)),
        TableRole::Methods => Rows::Methods(methods::decode(header, rows, report)),
        TableRole::Members => Rows::EnumMembers(enums::decode(header, rows, report)),
        TableRole::RequestHeaders => Rows::Headers(headers::decode(header, rows, report)),
        TableRole::Properties | TableRole::Relationships => {
            let (annotations, rows): (Vec<_>, Vec<_>) =
                rows.into_iter().partition(|row| is_annotation(row.text(header.name())));
            annotations.iter().for_each(|row| leave_out(row, Reason::AnnotationRow, report));
            Rows::Members(members::decode(header, rows, report))
        }
        _ => Rows::Members(members::decode(header, rows, report)),
    }
}

/// Returns whether a row with this name is of an annotation that every value may have, and no property: `@odata.type`.
fn is_annotation(name: &str) -> bool {
    name.starts_with('@') || name.starts_with("odata.")
}

/// Leaves out header and delimiter rows that stand among the rows once more.
fn without_headers(header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Vec<RawRow> {
    let delimits: Vec<bool> = rows.iter().map(|row| is_delimiter(row, header.len())).collect();
    let repeated = rows.iter().enumerate().map(|(at, row)| {
        delimits[at] || repeats_header(row, header, delimits.get(at + 1).is_some_and(|delimits| *delimits))
    });
    let repeated: Vec<bool> = repeated.collect();
    if !repeated.contains(&true) {
        return rows;
    }
    let (out, kept): (Vec<_>, Vec<_>) = rows.into_iter().zip(repeated).partition(|(_, repeated)| *repeated);
    out.iter().for_each(|(row, _)| leave_out(row, Reason::RepeatedRow, report));
    kept.into_iter().map(|(row, _)| row).collect()
}

fn is_delimiter(row: &RawRow, columns: usize) -> bool {
    let delimits = |text: &str| text.bytes().all(|b| matches!(b, b'-' | b':'));
    row.text(0).starts_with(['-', ':']) && (0..columns).all(|at| delimits(row.text(at)))
}

/// Returns whether a row is the header once more, to the letter: `member` may be the first row below `Member`. A single
/// cell is one only before a delimiter row.
fn repeats_header(row: &RawRow, header: &Header, delimited: bool) -> bool {
    let same = |at: usize| match delimited {
        true => row.text(at).to_lowercase() == header.titles[at],
        false => row.text(at) == header.texts[at],
    };
    (delimited || header.len() > 1) && header.len() > 0 && (0..header.len()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Prose;
    use crate::span::Spanned;

    fn prose(cells: &str) -> impl Iterator<Item = Prose> {
        cells.split('|').map(|text| Prose { text: text.into(), ..Prose::default() })
    }

    fn row(cells: &str) -> RawRow {
        let cells = prose(cells).map(|value| Spanned { value, ..Spanned::default() }).collect();
        RawRow { cells, ..RawRow::default() }
    }

    #[test]
    fn rows_that_are_the_header_again() {
        let cases = [
            ("Member", "member|guest", "member guest"),
            ("Member", "Member|guest", "Member guest"),
            ("Member", "Member|:--|guest", "guest"),
        ];
        for (header, rows, kept) in cases {
            let rows = rows.split('|').map(row).collect();
            assert_eq!(first_cells(header, rows), kept, "{header}");
        }
        let cases = [
            (["Name|Type", "name|type"], "name"),
            (["Name|Type", "Name|Type"], ""),
            (["Name|Type", "Name|String"], "Name"),
            (["Name|Type", "---|---"], ""),
        ];
        for ([header, below], kept) in cases {
            assert_eq!(first_cells(header, vec![row(below)]), kept, "{below}");
        }
    }

    fn first_cells(header: &str, rows: Vec<RawRow>) -> String {
        let header = Header::of(prose(header).map(|cell| cell.text).collect());
        let kept = without_headers(&header, rows, &mut Report::default());
        kept.iter().map(|row| row.text(0)).collect::<Vec<_>>().join(" ")
    }
}
