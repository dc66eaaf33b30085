//! Tables that a strict reader loses: header and delimiter that differ, rows that wrap, pipes that aren't escaped,
//! comments among the rows, rows after a blank line, indentation, text glued to the last row.

use std::borrow::Cow;
use std::ops::Range;

use super::mend::{Line, Mender, starts_list_item};
use crate::diagnostic::Code;
use crate::ledger::{Fate, Item, Reason};
use crate::span::Span;

/// A table whose rows are being read.
#[derive(Debug)]
pub(super) struct TableState<'t> {
    columns: usize,
    /// Whether its header starts with a pipe.
    leading: bool,
    /// Whether its header ends with a pipe.
    trailing: bool,
    /// The row that may still go on in the next line.
    row: Option<Row<'t>>,
}

#[derive(Debug)]
struct Row<'t> {
    start: usize,
    content: Cow<'t, str>,
}

/// The places of the pipes that separate cells: those that no backslash escapes.
fn pipes(row: &str) -> impl Iterator<Item = usize> {
    let bytes = row.as_bytes();
    let escaped = move |at: usize| bytes[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
    memchr::memchr_iter(b'|', bytes).filter(move |at| !escaped(*at))
}

fn cell_count(row: &str) -> usize {
    let row = row.trim_ascii();
    let inner = pipes(row).count() + 1;
    inner - usize::from(row.starts_with('|')) - usize::from(row.len() > 1 && ends_with_pipe(row))
}

fn ends_with_pipe(row: &str) -> bool {
    let row = row.trim_ascii_end();
    row.ends_with('|') && !row.ends_with("\\|")
}

/// Whether a line is the delimiter row of a table.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim_ascii();
    line.starts_with(['|', ':', '-'])
        && line.contains('-')
        && line.contains('|')
        && line.bytes().all(|b| matches!(b, b'|' | b':' | b'-' | b' ' | b'\t'))
}

/// Whether a line starts something that ends a table: a heading, a quote, a list item, a rule.
fn ends_table(line: &str) -> bool {
    let line = line.trim_ascii();
    line.starts_with(['#', '>']) || starts_list_item(line) || (line.len() >= 3 && line.bytes().all(|b| b == b'-'))
}

impl<'t> Mender<'t, '_> {
    /// Whether the line is a part of a table; mends it.
    pub(super) fn table_line(&mut self, line: &Line<'t>) -> bool {
        if let Some((table, blank)) = self.suspended.take()
            && self.continues(&table, line)
        {
            self.edit(blank..line.start, "");
            self.table = Some(table);
        }
        if let Some(mut table) = self.table.take() {
            let inside = self.row_line(&mut table, line);
            self.table = Some(table);
            if inside {
                return true;
            }
            self.end_table();
            self.edit(line.start..line.start, "\n");
            self.previous = None;
            return false;
        }
        self.starts_table(line)
    }

    pub(super) fn end_table(&mut self) {
        self.finish_row();
        self.table = None;
    }

    /// Whether a row after a blank line belongs to the table above.
    fn continues(&self, table: &TableState<'t>, line: &Line<'t>) -> bool {
        let content = line.content.trim_ascii();
        let next = line.end + 1;
        let next = if next < self.text.len() { &self.text[next..self.line_end(next)] } else { "" };
        table.leading
            && content.starts_with('|')
            && ends_with_pipe(content)
            && cell_count(content) == table.columns
            && !is_delimiter(next)
            && !is_delimiter(content)
    }

    fn row_line(&mut self, table: &mut TableState<'t>, line: &Line<'t>) -> bool {
        let content = line.content.trim_ascii();
        let open = table.trailing && table.row.as_ref().is_some_and(|row| !ends_with_pipe(&row.content));
        if content.starts_with('#') || (!open && !content.starts_with('|') && ends_table(content)) {
            return false;
        }
        // A row that ended too early, and a line that is no row of its own.
        let short = |row: &Row<'_>| cell_count(&row.content) < table.columns && cell_count(content) < table.columns;
        let open = open || (table.leading && !content.starts_with('|') && table.row.as_ref().is_some_and(short));
        let is_row = match (table.leading, content.starts_with('|')) {
            (true, true) => true,
            (true, false) => !open && pipes(content).count() >= table.columns.saturating_sub(1).max(1),
            (false, _) => pipes(content).next().is_some(),
        };
        if is_row {
            self.finish(table);
            if table.leading && !content.starts_with('|') {
                self.edit(line.start..line.start + line.indent(), "|");
            } else {
                self.unindent(line);
            }
            table.row = Some(Row { start: line.start, content: line.content.clone() });
            return true;
        }
        if !open {
            return false;
        }
        self.join(table, line);
        true
    }

    /// Joins a line to the row above, whose last cell goes on in it.
    fn join(&mut self, table: &mut TableState<'t>, line: &Line<'t>) {
        let Some(row) = &mut table.row else { return };
        let end = row.start + row.content.trim_ascii_end().len();
        let span = Span::new(line.start..line.end);
        let content = row.content.to_mut();
        content.extend(std::iter::repeat_n(' ', line.start - (row.start + content.len())));
        content.push_str(&line.content);
        self.edit(end..line.start + line.indent(), " ");
        self.report.enter(Item::Row, span, Fate::LeftOut(Reason::WrappedRow));
        self.report.found_with_help(
            Code::TableShape,
            span,
            "a cell of the row above goes on in this line",
            "keep each row on one line; `<br/>` makes a line end inside a cell",
        );
    }

    pub(super) fn finish_row(&mut self) {
        if let Some(mut table) = self.table.take() {
            self.finish(&mut table);
            self.table = Some(table);
        }
    }

    fn finish(&mut self, table: &mut TableState<'t>) {
        let Some(row) = table.row.take() else { return };
        let edges = usize::from(table.leading) + usize::from(ends_with_pipe(&row.content));
        let separators = memchr::memchr_iter(b'|', row.content.as_bytes()).count();
        if separators < table.columns + edges || cell_count(&row.content) <= table.columns {
            return;
        }
        let surplus = surplus_pipes(&row.content, table.columns);
        if surplus.is_empty() {
            return;
        }
        for at in &surplus {
            let at = row.start + at;
            self.edit(at..at, "\\");
        }
        let first = row.start + surplus[0];
        self.report.found_with_help(
            Code::RawPipe,
            Span::new(first..first + 1),
            "this row has more cells than its table has columns",
            "write a pipe inside a cell as `\\|`",
        );
    }

    fn starts_table(&mut self, line: &Line<'t>) -> bool {
        let Some(header) = &self.previous else { return false };
        let (start, content) = (header.line.start, header.line.content.trim_ascii());
        if memchr::memchr(b'|', content.as_bytes()).is_none() || content.starts_with('>') {
            return false;
        }
        let columns = cell_count(content);
        let delimiter = is_delimiter(&line.content);
        let headless = !delimiter && !header.follows_text && is_bare_row(content, &line.content, columns);
        if !delimiter && !headless {
            return false;
        }
        let (leading, trailing) = (content.starts_with('|'), ends_with_pipe(content));
        let indent = header.line.indent();
        let span = start + indent..header.line.end;
        let unindented = if self.in_list { 0 } else { indent };
        match (header.follows_text, unindented) {
            (true, _) => self.edit(start..start + unindented, "\n"),
            (false, 1..) => self.edit(start..start + unindented, ""),
            _ => {}
        }
        self.tables.push(span.clone());
        self.delimiter(line, columns, headless, span);
        self.previous = None;
        let row = headless.then(|| Row { start: line.start, content: line.content.clone() });
        self.table = Some(TableState { columns, leading, trailing, row });
        true
    }

    /// Puts a delimiter row that fits the header in place of one that doesn't, or where there is none.
    fn delimiter(&mut self, line: &Line<'t>, columns: usize, headless: bool, header: Range<usize>) {
        let fitting = "|---".repeat(columns) + "|";
        if headless {
            let indent = line.content[..line.indent()].to_owned();
            self.edit(line.start..line.start, indent + &fitting + "\n");
            self.report.found(Code::TableShape, Span::new(header), "no delimiter row follows the header of this table");
            return;
        }
        let found = cell_count(&line.content);
        if found != columns || line.content.contains('\t') {
            self.edit(line.start + line.indent()..line.end, fitting);
        }
        self.unindent(line);
        if found != columns {
            let message = format!("the header of this table has {columns} cells, its delimiter row {found}");
            self.report.found_with_help(
                Code::TableShape,
                Span::new(header),
                message,
                "give both rows the same number of cells",
            );
        }
    }

    /// Takes away the indentation that isn't that of a list item.
    fn unindent(&mut self, line: &Line<'t>) {
        if line.indent() > 0 && !self.in_list {
            self.edit(line.start..line.start + line.indent(), "");
        }
    }
}

/// Whether two lines are rows of a table without a delimiter row.
fn is_bare_row(header: &str, line: &str, columns: usize) -> bool {
    let line = line.trim_ascii();
    columns > 1
        && header.starts_with('|')
        && ends_with_pipe(header)
        && line.starts_with('|')
        && ends_with_pipe(line)
        && cell_count(line) == columns
}

/// The pipes that belong into cells: those in code spans, else all after the last column has begun.
fn surplus_pipes(row: &str, columns: usize) -> Vec<usize> {
    let start = row.len() - row.trim_ascii_start().len();
    // Surplus cells at the end that are blank are no loss.
    let end = row.trim_end_matches(['|', ' ', '\t']).len();
    let mut ticks = 0;
    let mut counted = 0;
    let last_tick = row.rfind('`').unwrap_or(0);
    let inner: Vec<(usize, bool)> = pipes(row)
        .filter(|at| *at != start && *at < end)
        .map(|at| {
            ticks += memchr::memchr_iter(b'`', &row.as_bytes()[counted..at]).count();
            counted = at;
            (at, ticks % 2 == 1 && at < last_tick)
        })
        .collect();
    if inner.len() < columns {
        return Vec::new();
    }
    let code_is_surplus = inner.iter().filter(|(_, in_code)| !in_code).count() < columns;
    let mut separators = 0;
    let is_surplus = |(at, in_code): (usize, bool)| {
        if in_code && code_is_surplus {
            return Some(at);
        }
        separators += 1;
        (separators >= columns).then_some(at)
    };
    inner.into_iter().filter_map(is_surplus).collect()
}
