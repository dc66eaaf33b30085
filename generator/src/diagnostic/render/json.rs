//! Findings as programs read them: a JSON object a line.

use serde_json::{Value, json};

use super::{Diagnostic, Places};
use crate::span::Span;

/// Returns a finding as an object in one line. `edits` is what mends it for sure: all of them, or none.
pub fn json(diagnostic: &Diagnostic, fingerprint: &str, places: &mut Places<'_>) -> String {
    let Diagnostic { file, span, code, severity, message, related, edits, .. } = diagnostic;
    let mut object = json!({
        "file": places.path(file), "severity": severity.as_str(), "code": code.as_str(), "message": message,
        "help": diagnostic.remedy(), "fingerprint": fingerprint,
    });
    put(&mut object, file, *span, places);
    let related = related.iter().map(|other| {
        let mut object = json!({ "file": places.path(&other.file), "message": other.label });
        put(&mut object, &other.file, other.span, places);
        object
    });
    object["related"] = related.collect();
    let edits = edits.iter().map(|edit| {
        let mut object = json!({ "replacement": edit.replacement });
        put(&mut object, file, edit.span, places);
        object
    });
    object["edits"] = edits.collect();
    format!("{object}\n")
}

/// Puts a place into an object.
fn put(object: &mut Value, file: &str, span: Span, places: &mut Places<'_>) {
    let place = places.of(file, span);
    object["line"] = place.line.into();
    object["column"] = place.column.into();
    object["end_line"] = place.end_line.into();
    object["end_column"] = place.end_column.into();
}
