//! Findings in the Static Analysis Results Interchange Format, version 2.1.0, as code scanning reads it.

use serde_json::{Value, json};

use super::{Code, Diagnostic, Place, Places, Severity};
use crate::span::Span;

/// The number of results that GitHub takes of one run.
pub const MOST_RESULTS: usize = 25_000;

/// Returns all findings as one document, most severe first; of more than [`MOST_RESULTS`] the rest is left out, which the document
/// says. Paths are relative: to the current folder where the prefix of the places is, else to the docs tree.
pub fn sarif(sorted: &[Diagnostic], fingerprints: &[String], places: &mut Places<'_>) -> String {
    let mut all: Vec<(&Diagnostic, &String)> = sorted.iter().zip(fingerprints).collect();
    all.sort_by_key(|(diagnostic, _)| diagnostic.severity);
    let left_out = all.len().saturating_sub(MOST_RESULTS);
    all.truncate(MOST_RESULTS);
    let results: Vec<Value> =
        all.into_iter().map(|(diagnostic, fingerprint)| result(diagnostic, fingerprint, places)).collect();
    let mut invocation = json!({ "executionSuccessful": true });
    if left_out > 0 {
        let text = format!("{left_out} findings, the least severe ones, are left out");
        invocation["toolExecutionNotifications"] = json!([{ "level": "note", "message": { "text": text } }]);
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "msgraph-codegen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

/// Describes a code.
fn rule(code: Code) -> Value {
    let text = code.explanation().split_whitespace().collect::<Vec<_>>().join(" ");
    let first = text.split_inclusive(". ").next().unwrap_or_default().trim_end();
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": first },
        "fullDescription": { "text": text },
        "help": { "text": text, "markdown": text },
        "defaultConfiguration": { "level": code.severity().as_str() },
        "properties": { "problem.severity": match code.severity() {
            Severity::Note => "recommendation",
            other => other.as_str(),
        } },
    })
}

fn result(diagnostic: &Diagnostic, fingerprint: &str, places: &mut Places<'_>) -> Value {
    let Diagnostic { file, span, code, severity, message, related, edits, .. } = diagnostic;
    let index = Code::ALL.iter().position(|other| other == code);
    let mut result = json!({
        "ruleId": code.as_str(),
        "ruleIndex": index,
        "level": severity.as_str(),
        "message": { "text": format!("{message}. Remedy: {}.", diagnostic.remedy()) },
        "locations": [{ "physicalLocation": location(file, *span, places) }],
        "partialFingerprints": { "lint/v1": fingerprint },
    });
    if !related.is_empty() {
        let located = related.iter().map(|other| {
            let place = location(&other.file, other.span, places);
            json!({ "physicalLocation": place, "message": { "text": other.label } })
        });
        result["relatedLocations"] = located.collect();
    }
    if !edits.is_empty() {
        let replacements: Vec<Value> = edits
            .iter()
            .map(|edit| {
                let deleted = region(places.of(file, edit.span));
                json!({ "deletedRegion": deleted, "insertedContent": { "text": edit.replacement } })
            })
            .collect();
        result["fixes"] = json!([{
            "description": { "text": diagnostic.remedy() },
            "artifactChanges": [{ "artifactLocation": artifact(file, places), "replacements": replacements }],
        }]);
    }
    result
}

fn location(file: &str, span: Span, places: &mut Places<'_>) -> Value {
    json!({ "artifactLocation": artifact(file, places), "region": region(places.of(file, span)) })
}

fn region(place: Place<'_>) -> Value {
    let Place { line, column, end_line, end_column, .. } = place;
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn artifact(file: &str, places: &Places<'_>) -> Value {
    let relative = !places.prefix.starts_with('/') && !places.prefix.contains(':');
    let path = if relative { places.path(file) } else { file.to_owned() };
    json!({ "uri": uri(&path), "uriBaseId": "%SRCROOT%" })
}

/// Encodes all of a path but what may stand in one.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' => out.push('/'),
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            letter if letter.is_ascii_alphanumeric() => out.push(char::from(letter)),
            other => out += &format!("%{other:02X}"),
        }
    }
    out
}
