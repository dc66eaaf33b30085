//! What pages say beside their facts, and in which clouds an operation is: on the page or in files that it includes.

use std::collections::BTreeSet;

use super::index::PageIndex;
use super::{Cloud, Note};
use crate::page::{Include, Page, Rows, SectionRole};

/// The files that pages may include.
#[derive(Clone, Copy)]
pub struct Includes<'a> {
    pub index: &'a PageIndex,
    pub pages: &'a [Page],
}

impl<'a> Includes<'a> {
    /// Returns the file of a directive, if it is here.
    pub fn follow(&self, page: &Page, include: &Include) -> Option<&'a Page> {
        self.index.follow(&page.path, &include.target).map(|(id, _)| &self.pages[id])
    }
}

/// Returns the notes of a page of an operation and of what it includes, in order, each once.
pub fn of_operation(page: &Page, includes: Includes) -> Vec<Note> {
    let own = page.notes.iter().map(|note| (note.span.start, note));
    let included = page.includes.iter().flat_map(|include| {
        let notes = includes.follow(page, include).into_iter().flat_map(|file| &file.notes);
        notes.filter(move |note| is_told(page, include, note)).map(move |note| (include.span.start, note))
    });
    let mut all: Vec<(u32, &Note)> = own.chain(included).collect();
    all.sort_by_key(|(at, _)| *at);
    let mut told = BTreeSet::new();
    all.into_iter().filter(|(_, note)| told.insert(&note.prose.text)).map(|(_, note)| note.clone()).collect()
}

/// Returns whether a note of an included file is told. Text in the section of the body is how bodies are written in general.
fn is_told(page: &Page, include: &Include, note: &Note) -> bool {
    let of_body = include.section.is_some_and(|at| page.sections[at].role == SectionRole::RequestBody);
    note.quoted || !of_body
}

/// Returns the notes about a type: those of the section that defines it, else those of its page outside the sections of
/// further types.
pub fn of_type(page: &Page, section: Option<usize>, own_page: bool) -> Vec<Note> {
    let within = |note: &Note| {
        let mut at = note.section;
        let mut further = false;
        while let Some(section_at) = at {
            if Some(section_at) == section {
                return true;
            }
            let Some(section) = page.sections.get(section_at) else { break };
            further |= matches!(section.role, SectionRole::Members | SectionRole::TypeDefinition);
            at = section.parent;
        }
        section.is_none() && own_page && !further
    };
    page.notes.iter().filter(|note| within(note)).cloned().collect()
}

/// Returns the clouds that a page or a file that it includes marks; none where nothing tells.
pub fn clouds(page: &Page, includes: Includes) -> Option<Vec<Cloud>> {
    let included = page.includes.iter().filter_map(|include| includes.follow(page, include));
    let tables = std::iter::once(page).chain(included).flat_map(|page| &page.tables);
    let mut marked = tables.filter_map(|table| match &table.rows {
        Rows::Clouds(clouds) => Some(clouds.clone()),
        _ => None,
    });
    marked.next()
}

/// Returns whether a file holds anything that pages which include it are said to hold.
pub fn carried(page: &Page, include: &Include, file: &Page) -> Option<&'static str> {
    let holds = |wanted: fn(&Rows) -> bool| file.tables.iter().any(|table| wanted(&table.rows));
    if holds(|rows| matches!(rows, Rows::Permissions(_))) {
        Some("permissions")
    } else if holds(|rows| matches!(rows, Rows::Clouds(_))) {
        Some("national clouds")
    } else {
        file.notes.iter().any(|note| is_told(page, include, note)).then_some("notes")
    }
}
