//! Findings as annotations of a pull request on GitHub: workflow commands, a line each.

use super::{Diagnostic, Place, Places, Severity};

/// Returns a finding as a workflow command: `::warning file=a.md,line=3,endLine=3,col=5,endColumn=9,title=raw-pipe::message`.
pub fn github(diagnostic: &Diagnostic, places: &mut Places<'_>) -> String {
    let Diagnostic { file, span, code, severity, message, .. } = diagnostic;
    let level = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let Place { line, column, end_line, end_column, .. } = places.of(file, *span);
    // Columns count only within one line.
    let columns = if line == end_line { format!("col={column},endColumn={end_column},") } else { String::new() };
    let path = property(&places.path(file));
    let text = data(&format!("{message}\n{}", diagnostic.remedy()));
    format!("::{level} file={path},line={line},endLine={end_line},{columns}title={}::{text}\n", code.as_str())
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which a comma or a colon would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
