//! Permission tables: rows by account type, matrices by resource, columns of least and higher privileges.

use std::borrow::Cow;

use super::cells::{is_blank, leave_out};
use super::permission_cell::{Cell, is_permission, parse_cell};
use crate::diagnostic::Code;
use crate::ledger::Reason;
use crate::page::columns::{Column, Header};
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{Needs, Note, Paragraph, PermissionRow, PermissionScheme, Prose, words};
use crate::span::{Span, Spanned};

/// The content of a column of a permission table.
#[derive(Clone, Debug, PartialEq)]
enum Holds {
    /// The names of the rows.
    Label,
    /// Permissions for the scheme of the row; `reversed` from most to least privileged.
    Permissions { reversed: bool, subject: Option<String> },
    /// Permissions that grant more than those of the column before.
    Higher,
    /// Permissions for one scheme, whatever the row.
    Scheme(PermissionScheme),
    /// Delegated permissions for the resource in the cell before (2017).
    Beside,
}

pub(super) fn decode(header: &Header, rows: Vec<RawRow>, report: &mut Report) -> Vec<PermissionRow> {
    let columns = columns(header);
    let mut decoder = Decoder { columns, scheme: None, parted: false, found: Vec::new(), report };
    for (at, row) in rows.iter().enumerate() {
        decoder.row(row, rows.get(at + 1));
    }
    decoder.found
}

/// Returns what each column holds.
fn columns(header: &Header) -> Vec<Holds> {
    let resource = |column: &Column| *column == Column::Resource;
    if header.columns.iter().filter(|column| resource(column)).count() > 1 {
        return header
            .columns
            .iter()
            .map(|column| if resource(column) { Holds::Label } else { Holds::Beside })
            .collect();
    }
    let matrix = header.titles.iter().skip(1).any(|title| words::scheme(title).is_some());
    let many = header.len() > 2;
    let column = |(at, title): (usize, &String)| {
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| title.contains(phrase));
        match words::scheme(title) {
            _ if at == 0 => Holds::Label,
            Some(scheme) if matrix => Holds::Scheme(scheme),
            _ if many && says(words::HIGHER_PRIVILEGED) => Holds::Higher,
            _ => {
                let reversed = says(words::MOST_PRIVILEGED_FIRST);
                Holds::Permissions { reversed, subject: if many { subject(title) } else { None } }
            }
        }
    };
    header.titles.iter().enumerate().map(column).collect()
}

/// Returns what a header cell such as `Permissions acting on self (from least to most privileged)` is restricted to.
fn subject(cell: &str) -> Option<String> {
    let cell = cell.split(['(', '（']).next().unwrap_or_default().trim();
    let rest = cell.strip_prefix("permissions").or_else(|| cell.strip_prefix("permission")).unwrap_or(cell).trim();
    (!rest.is_empty() && !rest.starts_with("least privileged") && !cell.starts_with("least privileged"))
        .then(|| rest.to_owned())
}

struct Decoder<'r, 't> {
    columns: Vec<Holds>,
    /// The account type of the last row that named one.
    scheme: Option<PermissionScheme>,
    /// Whether that row says nothing of permissions itself, so that the rows below it divide them.
    parted: bool,
    found: Vec<PermissionRow>,
    report: &'r mut Report<'t>,
}

impl Decoder<'_, '_> {
    fn row(&mut self, row: &RawRow, below: Option<&RawRow>) {
        if is_blank(row) {
            return leave_out(row, Reason::BlankRow, self.report);
        }
        let label = row.text(0).trim();
        let named = words::scheme(label);
        if self.columns.iter().any(|column| matches!(column, Holds::Scheme(_) | Holds::Beside)) {
            return self.cells(row, None, (!label.is_empty()).then(|| label.to_owned()));
        }
        let empty = row.cells.iter().skip(1).all(|cell| cell.value.text.is_empty());
        if named.is_some() {
            (self.scheme, self.parted) = (named, true);
        }
        let Some(scheme) = self.scheme.filter(|_| named.is_some() || label.is_empty() || self.parted) else {
            return leave_out(row, Reason::UnreadableRow, self.report);
        };
        let subject = if named.is_none() && !label.is_empty() { Some(label.to_owned()) } else { None };
        if empty {
            let divides = |below: &RawRow| !below.text(0).is_empty() && words::scheme(below.text(0).trim()).is_none();
            let reason = if below.is_some_and(divides) { Reason::GroupRow } else { Reason::UnfilledRow };
            return leave_out(row, reason, self.report);
        }
        let first = self.found.len();
        self.cells(row, Some(scheme), subject);
        if named.is_some() {
            self.parted = self.found[first..].iter().all(|row| row.needs.is_none());
        }
    }

    fn cells(&mut self, row: &RawRow, scheme: Option<PermissionScheme>, mut label: Option<String>) {
        let first = self.found.len();
        for at in 1..row.cells.len() {
            let (Some(cell), Some(column)) = (row.cells.get(at), self.columns.get(at)) else { continue };
            let column = column.clone();
            match column {
                Holds::Label => label = Some(cell.value.text.clone()),
                Holds::Higher if self.found.len() > first => {
                    let mut higher = self.parse(&cell.value.text, cell.span);
                    if let Some(least) = self.found.last_mut() {
                        least.needs = together(least.needs.take(), higher.needs.take());
                    }
                }
                Holds::Higher => self.cell(cell, row.span, scheme, label.clone(), false),
                Holds::Scheme(scheme) => self.cell(cell, row.span, Some(scheme), label.clone(), false),
                Holds::Beside if cell.value.text.is_empty() => {}
                Holds::Beside => {
                    self.cell(cell, row.span, Some(PermissionScheme::DelegatedWork), label.clone(), false);
                }
                Holds::Permissions { reversed, subject } => {
                    let subject = both(label.clone(), subject);
                    self.cell(cell, row.span, scheme, subject, reversed);
                }
            }
        }
    }

    /// Enters what a cell says; a cell may hold several lists, each under a title of its own.
    fn cell(
        &mut self,
        cell: &Spanned<Prose>,
        row: Span,
        scheme: Option<PermissionScheme>,
        subject: Option<String>,
        reversed: bool,
    ) {
        for (title, text) in titled_parts(&cell.value.text) {
            let mut parsed = self.parse(&text, cell.span);
            if reversed {
                parsed.needs.iter_mut().for_each(|needs| needs.reverse());
            }
            self.push(scheme, both(subject.clone(), title.map(str::to_owned)), parsed, row);
        }
    }

    /// Reads a list and reports what in it is no permission.
    fn parse(&mut self, text: &str, at: Span) -> Cell {
        let parsed = parse_cell(text);
        if text.contains("TODO") {
            self.report.found(Code::Placeholder, at, "the permissions of this row were never filled in");
        } else if parsed.strange {
            self.report.found(Code::NotAPermission, at, format!("`{}` is no permission", parsed.remark));
        }
        parsed
    }

    fn push(&mut self, scheme: Option<PermissionScheme>, subject: Option<String>, cell: Cell, span: Span) {
        let Some(scheme) = scheme else { return };
        self.found.push(PermissionRow { scheme, subject, needs: cell.needs, remark: cell.remark, span });
    }
}

/// Adds to permissions those that grant more: where none is needed, there are no such.
fn together(least: Needs, higher: Needs) -> Needs {
    let none_needed = |needs: &Vec<Vec<String>>| needs.iter().any(Vec::is_empty);
    let higher = higher.filter(|higher| !none_needed(higher));
    match (least, higher) {
        (Some(least), Some(higher)) if !none_needed(&least) => Some([least, higher].concat()),
        (least, higher) => least.or(higher),
    }
}

fn both(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}, {second}")),
        (first, second) => first.or(second),
    }
}

/// Splits a cell into its lists: lines of the form `For x: A, B`, or `For x:` and the list in the next line.
fn titled_parts(text: &str) -> Vec<(Option<&str>, Cow<'_, str>)> {
    let mut parts: Vec<(Option<&str>, Cow<'_, str>)> = Vec::with_capacity(1);
    for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
        let titled = line.split_once(':').filter(|(title, _)| {
            !title.contains("TODO") && !title.split([' ', ',']).any(|word| is_permission(word.trim_end_matches('.')))
        });
        match (titled, parts.last_mut()) {
            (Some((title, rest)), _) => parts.push((Some(title.trim()), rest.trim().into())),
            (None, Some((_, list))) => {
                let list = list.to_mut();
                list.push('\n');
                list.push_str(line);
            }
            (None, None) => parts.push((None, line.into())),
        }
    }
    if parts.is_empty() {
        parts.push((None, "".into()));
    }
    parts
}

/// Reads the permissions that paragraphs name, from the time before there were tables.
pub(in crate::page) fn from_prose<'p>(
    paragraphs: impl Iterator<Item = &'p Paragraph>,
    notes: impl Iterator<Item = &'p Note>,
) -> Vec<PermissionRow> {
    let mut rows: Vec<PermissionRow> = Vec::new();
    for paragraph in paragraphs {
        let mut cell = parse_cell(&paragraph.prose.text);
        if cell.needs.as_ref().is_none_or(Vec::is_empty) {
            continue;
        }
        let subject = if paragraph.list_item {
            let titled = paragraph.prose.text.split_once(':').or_else(|| paragraph.prose.text.split_once(" - "));
            titled.map(|(before, _)| before.trim().to_owned())
        } else {
            None
        };
        cell.remark.clear();
        rows.push(PermissionRow {
            scheme: PermissionScheme::DelegatedWork,
            subject,
            needs: cell.needs,
            remark: paragraph.prose.text.clone(),
            span: paragraph.span,
        });
    }
    rows.extend(notes.filter_map(application));
    rows
}

/// The permission that a note calls one of the application: `your app must have the X application permission`.
fn application(note: &Note) -> Option<PermissionRow> {
    let text = &note.prose.text;
    let before = words::APPLICATION_PERMISSION.iter().find_map(|phrase| Some(text.split_once(phrase)?.0))?;
    let name = before.rsplit(char::is_whitespace).next().filter(|name| is_permission(name))?;
    Some(PermissionRow {
        scheme: PermissionScheme::Application,
        subject: None,
        needs: Some(vec![vec![name.to_owned()]]),
        remark: text.clone(),
        span: note.span,
    })
}

#[cfg(test)]
mod tests {
    use super::together;
    use crate::page::Needs;

    #[test]
    fn the_least_and_those_that_grant_more() {
        let needs = |text: &str| -> Needs {
            let together =
                |names: &str| names.split('+').filter(|name| *name != "nothing").map(str::to_owned).collect();
            (text != "?").then(|| text.split('|').filter(|names| !names.is_empty()).map(together).collect())
        };
        let cases = [
            ("A.Read", "B.Read|C.Read", "A.Read|B.Read|C.Read"),
            ("A.Read", "nothing", "A.Read"),
            ("nothing", "A.Read", "nothing"),
            ("nothing", "nothing", "nothing"),
            ("", "", ""),
            ("?", "A.Read", "A.Read"),
            ("?", "nothing", "?"),
            ("A.Read", "?", "A.Read"),
        ];
        for (least, higher, all) in cases {
            assert_eq!(together(needs(least), needs(higher)), needs(all), "{least}, {higher}");
        }
    }
}
