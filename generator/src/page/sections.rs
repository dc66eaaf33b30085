//! Gives headings their meaning, and makes a tree of them.

use std::borrow::Cow;

use super::words::{self, At};
use super::{Page, Paragraph, Section, SectionRole as Role};
use crate::span::Span;

/// Returns what a heading means by itself.
pub(super) fn role(title: &str) -> Role {
    let title = title.trim().trim_end_matches([':', '.', '：']);
    let title = title.replace('’', "'").to_lowercase();
    words::meaning(words::HEADINGS, &title).unwrap_or(Role::Other)
}

/// Returns the headings in English that pages have, in lower case, for suggestions.
pub(super) fn usual() -> impl Iterator<Item = &'static str> {
    let whole = words::HEADINGS.iter().filter(|(at, phrase, _)| !matches!(at, At::Around) && phrase.is_ascii());
    whole.map(|(_, phrase, _)| *phrase)
}

/// Returns whether a heading is one that many pages have, though it has no role.
pub(super) fn is_usual(title: &str) -> bool {
    let title = title.to_lowercase();
    words::FURTHER_HEADINGS.iter().any(|start| title.starts_with(start))
}

/// Returns whether a heading is one of those that make up the pages.
pub(super) fn is_known(title: &str) -> bool {
    role(title) != Role::Other
}

impl Page {
    /// Returns the role of the nearest section from this one upwards that has one.
    pub fn role_around(&self, section: Option<usize>) -> Role {
        nearest_role(&self.sections, section)
    }

    /// Returns the paragraphs of the sections of a role, those inside them included.
    pub fn paragraphs_of(&self, role: Role) -> impl Iterator<Item = &Paragraph> {
        paragraphs(self, role)
    }
}

impl Section {
    /// Returns the anchor that links lead to: the one in the heading, else the slug of its text.
    pub fn anchor(&self) -> Cow<'_, str> {
        self.named.as_deref().map_or_else(|| slug(&self.title).into(), Cow::Borrowed)
    }
}

/// Returns the anchor that a site makes of a heading.
fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_') {
            if c.is_ascii() { slug.push(c.to_ascii_lowercase()) } else { slug.extend(c.to_lowercase()) }
        } else if c.is_whitespace() {
            slug.push('-');
        }
    }
    slug
}

/// Collects headings in order.
#[derive(Debug, Default)]
pub(super) struct Headings {
    pub(super) sections: Vec<Section>,
    titled: bool,
    /// The sections that enclose this place.
    open: Vec<usize>,
    /// True once an example was shown.
    exemplified: bool,
}

impl Headings {
    /// Adds a heading; what follows it until the next is its content.
    pub(super) fn push(&mut self, level: u8, title: String, named: Option<String>, span: Span) {
        let sections = &self.sections;
        self.open.retain(|at| sections[*at].level < level);
        let parent = self.open.last().copied();
        self.open.push(sections.len());
        let is_title = level == 1 && !self.titled;
        self.titled |= level == 1;
        let role = if is_title { Role::Title } else { self.role_in_place(&title, named.as_deref(), parent) };
        self.exemplified |= matches!(role, Role::Examples | Role::ExampleRequest);
        self.sections.push(Section { level, title, named, role, parent, span });
    }

    /// Returns what a heading means where it stands: `Response` below an example is an example. In another language, its anchor
    /// still is that of the heading which was translated.
    fn role_in_place(&self, title: &str, named: Option<&str>, parent: Option<usize>) -> Role {
        let role = match (role(title), named) {
            (Role::Other, Some(anchor)) => self::role(&anchor.replace('-', " ")),
            (role, _) => role,
        };
        let above = self.ancestor_role(parent);
        match role {
            Role::Response if self.exemplified => Role::ExampleResponse,
            Role::Examples if above == Role::ExampleRequest => Role::ExampleRequest,
            Role::Examples if above == Role::Response => Role::ExampleResponse,
            _ => role,
        }
    }

    /// Returns the role of the nearest section from `at` upwards that has one.
    fn ancestor_role(&self, at: Option<usize>) -> Role {
        nearest_role(&self.sections, at)
    }

    /// Returns the index of the section that content belongs to now.
    pub(super) fn current(&self) -> Option<usize> {
        self.sections.len().checked_sub(1)
    }

    /// Ends the sections: each span reaches to the end of its content.
    pub(super) fn finish(mut self, end: u32) -> Vec<Section> {
        for at in 0..self.sections.len() {
            let level = self.sections[at].level;
            let next = self.sections[at + 1..].iter().find(|section| section.level <= level);
            self.sections[at].span.end = next.map_or(end, |section| section.span.start);
        }
        self.sections
    }
}

/// Returns the role of the nearest section from `at` upwards that says something.
pub(super) fn nearest_role(sections: &[Section], mut at: Option<usize>) -> Role {
    while let Some(section) = at.and_then(|at| sections.get(at)) {
        if section.role != Role::Other {
            return section.role;
        }
        at = section.parent;
    }
    Role::Other
}

/// Returns the paragraphs of the sections of a role, those inside them included.
pub(super) fn paragraphs(page: &Page, role: Role) -> impl Iterator<Item = &Paragraph> {
    page.paragraphs.iter().filter(move |paragraph| is_within(&page.sections, paragraph.section, role))
}

/// Returns whether a section or one around it has a role.
fn is_within(sections: &[Section], mut at: Option<usize>, role: Role) -> bool {
    while let Some(section) = at.and_then(|at| sections.get(at)) {
        if section.role == role {
            return true;
        }
        at = section.parent;
    }
    false
}

/// Returns the index of the innermost section that holds an offset.
pub(super) fn section_at(sections: &[Section], offset: u32) -> Option<usize> {
    sections.partition_point(|section| section.span.start <= offset).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::{role, slug};
    use crate::page::SectionRole;

    #[test]
    fn headings() {
        let cases = [
            ("HTTP Request", SectionRole::HttpRequest),
            ("HTTP requests", SectionRole::HttpRequest),
            ("Prerequisites", SectionRole::Permissions),
            ("Optional query parameters", SectionRole::QueryParameters),
            ("Request headers", SectionRole::RequestHeaders),
            ("Request 1", SectionRole::ExampleRequest),
            ("Response", SectionRole::Response),
            ("Example 2: all of them", SectionRole::Examples),
            ("chatType values", SectionRole::Members),
            ("JSON representation", SectionRole::JsonRepresentation),
            ("属性", SectionRole::Properties),
            ("Remarks", SectionRole::Other),
        ];
        for (title, expected) in cases {
            assert_eq!(role(title), expected, "{title}");
        }
        assert_eq!(slug("JSON: a-b (c)"), "json-a-b-c");
    }
}
