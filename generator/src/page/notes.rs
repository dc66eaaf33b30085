//! What a page says beside its facts: alerts, banners, notes, and paragraphs between a heading and its table.

use super::markdown::Scanned;
use super::sections::nearest_role;
use super::{Inline, Note, PageKind, Paragraph, Rows, SectionRole, Table, TableRole, words};

/// Returns the notes of a page in order, without those about publishing.
pub(super) fn all(kind: PageKind, scanned: &Scanned, tables: &[Table]) -> Vec<Note> {
    let mut notes = scanned.notes.clone();
    if kind == PageKind::Include {
        notes.extend(text(scanned, tables));
    } else {
        let is_note = |at: &usize| begins(scanned, &scanned.paragraphs[*at]) || leads(kind, scanned, tables, *at);
        notes.extend((0..scanned.paragraphs.len()).filter(is_note).map(|at| note(&scanned.paragraphs[at])));
    }
    notes.retain(|note| !note.prose.is_empty() && !words::is_about_publishing(&note.prose.text));
    notes.sort_by_key(|note| note.span);
    notes
}

fn note(paragraph: &Paragraph) -> Note {
    let Paragraph { prose, section, span, .. } = paragraph;
    Note { quoted: false, label: "", prose: prose.clone(), section: *section, span: *span }
}

/// Returns whether a paragraph begins as a note does; those below the title belong to the description.
fn begins(scanned: &Scanned, paragraph: &Paragraph) -> bool {
    let section = paragraph.section.and_then(|at| scanned.sections.get(at));
    let Some(Inline::Strong(start)) = paragraph.prose.inlines().next() else { return false };
    let start = start.trim_end_matches([':', '：', ' ']).to_lowercase();
    section.is_some_and(|section| section.role != SectionRole::Title) && words::NOTES.contains(&start.as_str())
}

/// Returns whether a paragraph leads from a heading to its table, and says more than what the table holds. On pages of
/// operations that is the table of what is answered; its first paragraph says what that is.
fn leads(kind: PageKind, scanned: &Scanned, tables: &[Table], at: usize) -> bool {
    let paragraph = &scanned.paragraphs[at];
    let role = nearest_role(&scanned.sections, paragraph.section);
    let wanted = match kind {
        PageKind::Operation => &[TableRole::Response][..],
        PageKind::Resource | PageKind::Enum | PageKind::EnumCollection => {
            &[TableRole::Properties, TableRole::Relationships, TableRole::Members][..]
        }
        _ => return false,
    };
    let first = || !scanned.paragraphs[..at].iter().any(|other| other.section == paragraph.section);
    if role == SectionRole::Title || (kind == PageKind::Operation && first()) {
        return false;
    }
    let of_section = tables.iter().filter(|table| table.section == paragraph.section);
    let before = of_section.into_iter().find(|table| table.span.start > paragraph.span.start);
    before.is_some_and(|table| wanted.contains(&table.role)) && !words::announces_table(&paragraph.prose.text)
}

/// Returns the text of a file for other pages as one note; the text around a table is about that table.
fn text(scanned: &Scanned, tables: &[Table]) -> Option<Note> {
    let of_facts = |table: &Table| matches!(table.rows, Rows::Permissions(_) | Rows::Clouds(_));
    if tables.iter().any(of_facts) {
        return None;
    }
    let mut all: Option<Note> = None;
    for paragraph in scanned.paragraphs.iter().filter(|paragraph| !words::is_about_publishing(&paragraph.prose.text)) {
        let one = note(paragraph);
        let item = paragraph.list_item;
        let prose =
            if item { one.prose.clone().into_item(paragraph.ordered, paragraph.depth) } else { one.prose.clone() };
        match &mut all {
            Some(all) => all.prose.append(prose, if item { 1 } else { 2 }),
            None => all = Some(Note { prose, ..one }),
        }
    }
    all
}
