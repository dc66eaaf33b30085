//! Tables that a strict reader loses: header and delimiter that differ, rows that wrap, pipes that aren't escaped,
//! comments among the rows, rows after a blank line, indentation, text glued to the last row.

use std::borrow::Cow;
use std::ops::Range;

use super::draft::{Draft, Line, starts_list_item};
use crate::diagnostic::{Code, Edit};
use crate::ledger::{Fate, Item, Reason};
use crate::span::Span;

/// Mends the tables of a page as its lines come.
#[derive(Debug, Default)]
pub(super) struct Tables<'t> {
    /// The headers that were found, as ranges of the page's text.
    pub(super) headers: Vec<Range<usize>>,
    /// The last line, which may be a table's header.
    previous: Option<Previous<'t>>,
    /// The table that the next line may belong to.
    table: Option<TableState<'t>>,
    /// A table that a blank line ended, and where the blank starts.
    suspended: Option<(TableState<'t>, usize)>,
}

/// A line of text.
#[derive(Debug)]
struct Previous<'t> {
    line: Line<'t>,
    /// True where another stands right above it.
    follows_text: bool,
}

/// A table whose rows are being read.
#[derive(Debug)]
struct TableState<'t> {
    columns: usize,
    /// True where its header starts with a pipe.
    leading: bool,
    /// True where its header ends with a pipe.
    trailing: bool,
    /// The row that may still go on in the next line.
    row: Option<Row<'t>>,
}

#[derive(Debug)]
struct Row<'t> {
    start: usize,
    content: Cow<'t, str>,
}

/// Returns the places of the pipes that separate cells: those that no backslash escapes.
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

/// Returns whether a line is the delimiter row of a table.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim_ascii();
    line.starts_with(['|', ':', '-'])
        && line.contains('-')
        && line.contains('|')
        && line.bytes().all(|b| matches!(b, b'|' | b':' | b'-' | b' ' | b'\t'))
}

/// Returns whether a line starts something that ends a table: a heading, a quote, a list item, a rule.
fn ends_table(line: &str) -> bool {
    let line = line.trim_ascii();
    line.starts_with(['#', '>']) || starts_list_item(line) || (line.len() >= 3 && line.bytes().all(|b| b == b'-'))
}

impl<'t> Tables<'t> {
    /// Returns whether the next line may belong to a table.
    pub(super) fn is_open(&self) -> bool {
        self.table.is_some()
    }

    /// Returns whether a line of text stands right above.
    pub(super) fn follows_text(&self) -> bool {
        self.previous.is_some()
    }

    /// Remembers a line of text, which may be the header of a table.
    pub(super) fn remember_text(&mut self, line: Line<'t>) {
        self.previous = Some(Previous { line, follows_text: self.follows_text() });
    }

    /// Forgets the line of text above, as a blank line follows it.
    pub(super) fn forget_text(&mut self) {
        self.previous = None;
    }

    /// Ends the table, which may go on after a blank line that starts at `at`.
    pub(super) fn suspend(&mut self, draft: &mut Draft<'t, '_>, at: usize) {
        self.forget_text();
        if let Some(mut table) = self.table.take() {
            table.finish_row(draft);
            self.suspended = Some((table, at));
        }
    }

    /// Ends the table, if one is open.
    pub(super) fn end(&mut self, draft: &mut Draft<'t, '_>) {
        if let Some(mut table) = self.table.take() {
            table.finish_row(draft);
        }
    }

    /// Ends the table for good, as something else starts.
    pub(super) fn stop(&mut self, draft: &mut Draft<'t, '_>) {
        self.end(draft);
        self.forget_text();
        self.suspended = None;
    }

    /// Returns whether the line is a part of a table, and mends it.
    pub(super) fn line(&mut self, draft: &mut Draft<'t, '_>, line: &Line<'t>) -> bool {
        if let Some((table, blank)) = self.suspended.take()
            && table.continues(draft, line)
        {
            draft.edit(blank..line.start, "");
            let is_blank = draft.text[blank..line.start].trim_ascii().is_empty();
            let (span, message) = (Span::new(line.start..line.end), "a blank line parts this row from its table");
            let finding = draft.report.finding(Code::TableShape, span, message);
            let finding = finding.with_help("remove the blank line".to_owned());
            let edit = is_blank.then(|| Edit::new(blank..line.start, ""));
            draft.report.found_with_edits(finding, edit.into_iter().collect());
            self.table = Some(table);
        }
        if let Some(mut table) = self.table.take() {
            if table.line(draft, line) {
                self.table = Some(table);
                return true;
            }
            let closed = table.leading && table.row.as_ref().is_none_or(|row| ends_with_pipe(&row.content));
            table.finish_row(draft);
            draft.edit(line.start..line.start, "\n");
            self.forget_text();
            glued(draft, line, closed);
            return false;
        }
        self.starts(draft, line)
    }

    /// Returns whether the line starts a table whose header stands above it, and mends both.
    fn starts(&mut self, draft: &mut Draft<'t, '_>, line: &Line<'t>) -> bool {
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
        let unindented = if draft.in_list { 0 } else { indent };
        match (header.follows_text, unindented) {
            (true, _) => draft.edit(start..start + unindented, "\n"),
            (false, 1..) => draft.edit(start..start + unindented, ""),
            _ => {}
        }
        self.headers.push(span.clone());
        mend_delimiter(draft, line, columns, headless, span);
        self.previous = None;
        let row = headless.then(|| Row { start: line.start, content: line.content.clone() });
        self.table = Some(TableState { columns, leading, trailing, row });
        true
    }
}

impl<'t> TableState<'t> {
    /// Returns whether a row after a blank line belongs to the table above.
    fn continues(&self, draft: &Draft<'_, '_>, line: &Line<'t>) -> bool {
        let content = line.content.trim_ascii();
        let next = line.end + 1;
        let next = if next < draft.text.len() { &draft.text[next..draft.line_end(next)] } else { "" };
        self.leading
            && content.starts_with('|')
            && ends_with_pipe(content)
            && cell_count(content) == self.columns
            && !is_delimiter(next)
            && !is_delimiter(content)
    }

    /// Returns whether a line belongs to the table: as a row, or as a part of the row above.
    fn line(&mut self, draft: &mut Draft<'t, '_>, line: &Line<'t>) -> bool {
        let content = line.content.trim_ascii();
        let open = self.trailing && self.row.as_ref().is_some_and(|row| !ends_with_pipe(&row.content));
        if content.starts_with('#') || (!open && !content.starts_with('|') && ends_table(content)) {
            return false;
        }
        // A row that ended too early, and a line that is no row of its own.
        let short = |row: &Row<'_>| cell_count(&row.content) < self.columns && cell_count(content) < self.columns;
        let open = open || (self.leading && !content.starts_with('|') && self.row.as_ref().is_some_and(short));
        let is_row = match (self.leading, content.starts_with('|')) {
            (true, true) => true,
            (true, false) => !open && pipes(content).count() >= self.columns.saturating_sub(1).max(1),
            (false, _) => pipes(content).next().is_some(),
        };
        if is_row {
            self.finish_row(draft);
            if self.leading && !content.starts_with('|') {
                draft.edit(line.start..line.start + line.indent(), "|");
            } else {
                unindent(draft, line);
            }
            self.row = Some(Row { start: line.start, content: line.content.clone() });
            return true;
        }
        if !open {
            return false;
        }
        self.join(draft, line);
        true
    }

    /// Joins a line to the row above, whose last cell goes on in it.
    fn join(&mut self, draft: &mut Draft<'t, '_>, line: &Line<'t>) {
        let Some(row) = &mut self.row else { return };
        let end = row.start + row.content.trim_ascii_end().len();
        let span = Span::new(line.start..line.end);
        let content = row.content.to_mut();
        content.extend(std::iter::repeat_n(' ', line.start - (row.start + content.len())));
        content.push_str(&line.content);
        draft.edit(end..line.start + line.indent(), " ");
        draft.report.enter(Item::Row, span, Fate::LeftOut(Reason::WrappedRow));
        let finding = draft.report.finding(Code::TableShape, span, "a cell of the row above goes on in this line");
        let help = "keep each row on one line; `<br/>` makes a line end inside a cell";
        // A row that is closed here was meant to go on; anything else may be a paragraph.
        let between = &draft.text[end..line.start + line.indent()];
        let sure = self.trailing && !line.cut && between.trim_ascii().is_empty() && ends_with_pipe(&line.content);
        let edit = sure.then(|| Edit::new(end..line.start + line.indent(), " "));
        draft.report.found_with_edits(finding.with_help(help.to_owned()), edit.into_iter().collect());
    }

    /// Ends the row; pipes that make surplus cells of it are escaped.
    fn finish_row(&mut self, draft: &mut Draft<'t, '_>) {
        let Some(row) = self.row.take() else { return };
        let edges = usize::from(self.leading) + usize::from(ends_with_pipe(&row.content));
        let separators = memchr::memchr_iter(b'|', row.content.as_bytes()).count();
        if separators < self.columns + edges || cell_count(&row.content) <= self.columns {
            return;
        }
        let surplus = surplus_pipes(&row.content, self.columns);
        if surplus.is_empty() {
            return;
        }
        for at in &surplus {
            let at = row.start + at;
            draft.edit(at..at, "\\");
        }
        let first = row.start + surplus[0];
        let sure = surplus.iter().all(|at| is_enclosed(&row.content, *at));
        let edits = surplus.iter().filter(|_| sure).map(|at| Edit::new(row.start + at..row.start + at, "\\"));
        let message = "this row has more cells than its table has columns";
        let finding = draft.report.finding(Code::RawPipe, Span::new(first..first + 1), message);
        let help = if sure {
            "write a pipe inside a cell as `\\|`"
        } else {
            "write a pipe inside a cell as `\\|`, or take a surplus cell out"
        };
        let finding = finding.with_help(help.to_owned());
        draft.report.found_with_edits(finding, edits.collect());
    }
}

/// Tells of text right below a table; below a row that is `closed` it is none that the row goes on with.
fn glued(draft: &mut Draft<'_, '_>, line: &Line<'_>, closed: bool) {
    let text = line.content.trim_ascii();
    if ends_table(text) || text.starts_with('<') || line.cut {
        return;
    }
    let message = "no blank line parts this text from the table above";
    let finding = draft.report.finding(Code::TableShape, Span::new(line.start..line.end), message);
    let finding = finding.with_help("put a blank line before it".to_owned());
    let edit = closed.then(|| Edit::new(line.start..line.start, "\n"));
    draft.report.found_with_edits(finding, edit.into_iter().collect());
}

/// Puts a delimiter row that fits the header in place of one that doesn't, or where there is none.
fn mend_delimiter(draft: &mut Draft<'_, '_>, line: &Line<'_>, columns: usize, headless: bool, header: Range<usize>) {
    let fitting = "|---".repeat(columns) + "|";
    if headless {
        draft.edit(line.start..line.start, indent_of(line) + &fitting + "\n");
        let message = "no delimiter row follows the header of this table";
        let finding = draft.report.finding(Code::TableShape, Span::new(header), message);
        let put = Edit::new(line.start..line.start, indent_of(line) + &"| --- ".repeat(columns) + "|\n");
        draft.report.found_with_edits(finding, vec![put]);
        return;
    }
    let found = cell_count(&line.content);
    let below = draft.text[(line.end + 1).min(draft.text.len())..].lines().next().unwrap_or_default();
    if found != columns || line.content.contains('\t') {
        draft.edit(line.start + line.indent()..line.end, fitting);
    }
    unindent(draft, line);
    if found != columns {
        let message = format!("the header of this table has {columns} cells, its delimiter row {found}");
        let finding = draft.report.finding(Code::TableShape, Span::new(header), message);
        let finding = finding.with_help("give both rows the same number of cells".to_owned());
        // The first row says which of them is right.
        let sure = !line.cut && cell_count(below) == columns && pipes(below).next().is_some();
        let edit = sure.then(|| fitted(line, columns));
        draft.report.found_with_edits(finding, edit.into_iter().collect());
    }
}

/// Returns the blanks that a line begins with.
fn indent_of(line: &Line<'_>) -> String {
    line.content[..line.indent()].to_owned()
}

/// Gives a delimiter row as many cells as the header has; those that it has stay as they are.
fn fitted(line: &Line<'_>, columns: usize) -> Edit {
    let row = line.content.trim_ascii();
    let cells = row.strip_prefix('|').unwrap_or(row);
    let cells: Vec<&str> = cells.strip_suffix('|').unwrap_or(cells).split('|').collect();
    let missing = std::iter::repeat(cells.last().copied().filter(|cell| cell.contains('-')).unwrap_or("---"));
    let kept: Vec<&str> = cells.iter().copied().chain(missing).take(columns).collect();
    let (before, after) = (if row.starts_with('|') { "|" } else { "" }, if row.ends_with('|') { "|" } else { "" });
    let start = line.start + line.indent();
    Edit::new(start..start + row.len(), format!("{before}{}{after}", kept.join("|")))
}

/// Takes away the indentation that isn't that of a list item.
fn unindent(draft: &mut Draft<'_, '_>, line: &Line<'_>) {
    if line.indent() > 0 && !draft.in_list {
        draft.edit(line.start..line.start + line.indent(), "");
    }
}

/// Returns whether two lines are rows of a table without a delimiter row.
fn is_bare_row(header: &str, line: &str, columns: usize) -> bool {
    let line = line.trim_ascii();
    columns > 1
        && header.starts_with('|')
        && ends_with_pipe(header)
        && line.starts_with('|')
        && ends_with_pipe(line)
        && cell_count(line) == columns
}

/// Returns whether a pipe stands in brackets or in a code span that its cell opens, and so is a part of the cell.
fn is_enclosed(row: &str, at: usize) -> bool {
    let behind = |closing: char| row[at..].contains(closing);
    let mut open = Vec::new();
    let mut code = false;
    for (place, character) in row[..at].char_indices() {
        match character {
            '`' => code = !code,
            // Cells before the one of the pipe.
            '|' if !code && open.is_empty() && !row[..place].ends_with('\\') => {}
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            closing if open.last() == Some(&closing) => _ = open.pop(),
            _ => {}
        }
    }
    code && behind('`') || open.iter().any(|closing| behind(*closing))
}

/// Returns the pipes that belong into cells: those in code spans, else all after the last column has begun.
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
