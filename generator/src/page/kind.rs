//! Decides what a page describes: from folder, annotations, headings, tables and title; `doc_type` is no more than a
//! hint.

use super::columns::Column;
use super::markdown::RawTable;
use super::{Annotation, AnnotationKind, Block, BlockRole, Page, PageKind, Section, SectionRole, sections, words};
use crate::read::Folder;

/// The evidence that the decision rests on.
pub(super) struct Evidence<'p> {
    pub(super) folder: Folder,
    pub(super) title: &'p str,
    pub(super) doc_type: &'p str,
    pub(super) sections: &'p [Section],
    pub(super) annotations: &'p [Annotation],
    pub(super) blocks: &'p [Block],
    pub(super) tables: &'p [RawTable],
}

/// Decides what a page describes.
pub(super) fn kind(page: &Evidence<'_>) -> PageKind {
    if page.folder == Folder::Includes {
        return PageKind::Include;
    }
    let has = |role| page.sections.iter().any(|section| section.role == role);
    let annotated = |kind| page.annotations.iter().any(|annotation| annotation.kind == kind);
    let requests = page.blocks.iter().any(|block| block.role == BlockRole::HttpRequest);
    let examples = page.blocks.iter().any(|block| block.role == BlockRole::RequestExample);
    if page.folder == Folder::Api && (requests || (examples && !annotated(AnnotationKind::Resource))) {
        return PageKind::Operation;
    }
    let title = page.title.to_lowercase();
    let enum_tables = page.tables.iter().filter(|table| is_enum_table(table, page.sections)).count();
    let anchor = anchor_of_title(page.sections);
    let titled_enum = words::ENUM_TITLES.iter().any(|end| title.ends_with(end) || anchor.ends_with(end));
    let properties = has(SectionRole::Properties)
        || has(SectionRole::JsonRepresentation)
        || page.tables.iter().any(|table| is_property_table(table, page.sections));
    let typed = page.tables.iter().any(|table| table.header.has(Column::Type));
    if annotated(AnnotationKind::Resource) && !(titled_enum && enum_tables > 0 && !typed) {
        return PageKind::Resource;
    }
    if titled_enum || (enum_tables > 0 && !properties) {
        return if enum_tables > 1 && !titled_enum { PageKind::EnumCollection } else { PageKind::Enum };
    }
    let by_hint = page.doc_type.to_lowercase().starts_with("resource") && has(SectionRole::Methods);
    if properties || is_type_title(page.title) || is_type_title(&anchor) || by_hint {
        return PageKind::Resource;
    }
    if requests { PageKind::Operation } else { PageKind::Overview }
}

impl Page {
    /// Tells whether the title says that the page is of a type: `x resource type`.
    pub fn is_titled_type(&self) -> bool {
        self.title.as_ref().is_some_and(|title| is_type_title(&title.value))
            || is_type_title(&anchor_of_title(&self.sections))
    }
}

impl Page {
    /// Returns the anchor in the title, which a translation leaves as it was: the title in lower case, with hyphens.
    pub fn anchor(&self) -> Option<&str> {
        title_anchor(&self.sections)
    }

    /// Returns whether the page was translated, so that names on it may be, too: its front matter says so, or only the anchor of a
    /// heading says what that means.
    pub fn is_translated(&self) -> bool {
        self.stated("ms.contentlocale").is_some_and(|locale| !locale.to_ascii_lowercase().starts_with("en"))
            || self.sections.iter().any(|section| {
                section.named.is_some()
                    && !matches!(section.role, SectionRole::Other | SectionRole::Title)
                    && !sections::is_known(&section.title)
            })
    }
}

/// Returns the words of the anchor in the title, which a translation leaves as they were; empty where it has none.
fn anchor_of_title(sections: &[Section]) -> String {
    title_anchor(sections).unwrap_or_default().replace('-', " ")
}

fn title_anchor(sections: &[Section]) -> Option<&str> {
    sections.iter().find(|section| section.role == SectionRole::Title)?.named.as_deref()
}

fn is_type_title(title: &str) -> bool {
    let title = title.to_lowercase();
    words::TYPE_TITLES.iter().any(|end| title.ends_with(end))
}

fn is_enum_table(table: &RawTable, sections: &[Section]) -> bool {
    let header = &table.header;
    !header.has(Column::Type) && (header.first() == Column::Member || stands_in(table, sections, SectionRole::Members))
}

/// Returns whether it is a table of properties right below the title.
fn is_property_table(table: &RawTable, sections: &[Section]) -> bool {
    let header = &table.header;
    header.first() == Column::Property && header.has(Column::Type) && stands_in(table, sections, SectionRole::Title)
}

/// Returns whether a table stands right in a section of that role.
fn stands_in(table: &RawTable, sections: &[Section], role: SectionRole) -> bool {
    table.section.and_then(|at| sections.get(at)).is_some_and(|section| section.role == role)
}
