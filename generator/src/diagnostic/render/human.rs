//! Findings as people read them: `file:line:column: warning[code]: message`, the line itself with a mark under the place, other
//! places that have to do with it, and the remedy.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer};

use super::{Diagnostic, Place, Places, Severity};

/// The width that a line of a page may take.
const WIDTH: usize = 140;

/// Returns a finding as people read it, in several lines. What a terminal would obey is shown instead.
pub fn human(diagnostic: &Diagnostic, places: &mut Places<'_>) -> String {
    let Diagnostic { file, code, severity, message, related, .. } = diagnostic;
    let place = places.of(file, diagnostic.span);
    let path = visible(&places.path(file));
    let mut group = Group::with_level(level(*severity));
    if let Some(snippet) = snippet(&place, AnnotationKind::Primary, None) {
        group = group.element(snippet);
    }
    for other in related {
        let place = places.of(&other.file, other.span);
        let label = visible(&other.label);
        group = match snippet(&place, AnnotationKind::Context, Some(label.clone())) {
            Some(snippet) => group.element(snippet.path(visible(&places.path(&other.file)))),
            None => group.element(Level::NOTE.message(format!("{}: {label}", visible(&places.path(&other.file))))),
        };
    }
    group = group.element(Level::HELP.message(visible(&diagnostic.remedy())));
    if !diagnostic.edits.is_empty() {
        group = group.element(Level::NOTE.message("`cargo xtask lint --fix` mends it"));
    }
    let (plain, styled) = (Renderer::plain(), Renderer::styled().hyperlink(false));
    let body = if places.colour { styled } else { plain }.term_width(WIDTH).render(&[group]);
    let word = format!("{}[{}]", severity.as_str(), code.as_str());
    let (word, message) = match places.colour {
        true => (painted(style(*severity), &word), painted(renderer::DEFAULT_EMPHASIS_STYLE, &visible(message))),
        false => (word, visible(message)),
    };
    // Blanks at line ends are the library's.
    let body: Vec<&str> = body.lines().map(str::trim_end).collect();
    format!("{path}:{}:{}: {word}: {message}\n{}\n", place.line, place.column, body.join("\n"))
}

/// Shows the line of a place, with a mark under as much of the place as is in it.
fn snippet<'t>(
    place: &Place<'t>,
    kind: AnnotationKind,
    label: Option<String>,
) -> Option<Snippet<'t, annotate_snippets::Annotation<'t>>> {
    let (start, end) = place.bytes;
    let text = place.text?;
    // A place that is all white space, or nothing, has a mark of one character.
    let end = start + text[start..end].trim_end().len();
    let annotation = kind.span(start..end).label(label);
    Some(Snippet::source(text).line_start(place.line).annotation(annotation))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn style(severity: Severity) -> renderer::Style {
    match severity {
        Severity::Error => renderer::DEFAULT_ERROR_STYLE,
        Severity::Warning => renderer::DEFAULT_WARNING_STYLE,
        Severity::Note => renderer::DEFAULT_NOTE_STYLE,
    }
}

fn painted(style: renderer::Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Returns text in one line; shows what a terminal would obey, and what changes the order of letters.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(' '),
            hidden if hidden.is_control() || turns_text(hidden) => out.extend(hidden.escape_default()),
            plain => out.push(plain),
        }
    }
    out
}

/// Tells whether a character changes the direction of others, or separates lines.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
