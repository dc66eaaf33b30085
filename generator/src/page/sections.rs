//! What headings mean: a table of heading words, and the tree that headings make.

use std::borrow::Cow;

use super::{Section, SectionRole};
use crate::span::Span;

/// How a phrase is looked for in a heading.
#[derive(Clone, Copy, Debug)]
enum Match {
    Whole,
    Start,
    End,
    /// The two words around `…`.
    Around,
}

use Match::{Around, End, Start, Whole};
use SectionRole as Role;

/// Heading phrases in lower case and what they mean; the first that matches decides.
const HEADINGS: &[(Match, &str, Role)] = &[
    (Start, "permission", Role::Permissions),
    (Whole, "prerequisites", Role::Permissions),
    (Whole, "scopes", Role::Permissions),
    (Whole, "required scopes", Role::Permissions),
    (End, "permissions", Role::Permissions),
    (Whole, "权限", Role::Permissions),
    (Whole, "先决条件", Role::Permissions),
    (Start, "http request", Role::HttpRequest),
    (Start, "http 请求", Role::HttpRequest),
    (Whole, "http", Role::HttpRequest),
    (End, "query parameters", Role::QueryParameters),
    (End, "query parameter", Role::QueryParameters),
    (Start, "optional query parameter", Role::QueryParameters),
    (Start, "query parameters", Role::QueryParameters),
    (Start, "odata query parameter", Role::QueryParameters),
    (Whole, "query options", Role::QueryParameters),
    (End, "查询参数", Role::QueryParameters),
    (End, "function parameters", Role::FunctionParameters),
    (Whole, "parameters", Role::FunctionParameters),
    (Whole, "request parameters", Role::FunctionParameters),
    (Whole, "parameter", Role::FunctionParameters),
    (Whole, "函数参数", Role::FunctionParameters),
    (Whole, "参数", Role::FunctionParameters),
    (Start, "path parameter", Role::PathParameters),
    (Start, "url parameter", Role::PathParameters),
    (Whole, "uri parameters", Role::PathParameters),
    (Whole, "路径参数", Role::PathParameters),
    (Start, "request header", Role::RequestHeaders),
    (Start, "optional request header", Role::RequestHeaders),
    (Whole, "headers", Role::RequestHeaders),
    (Whole, "请求标头", Role::RequestHeaders),
    (Whole, "请求头", Role::RequestHeaders),
    (Start, "request body", Role::RequestBody),
    (Whole, "body parameters", Role::RequestBody),
    (Whole, "请求正文", Role::RequestBody),
    (Whole, "example request", Role::ExampleRequest),
    (Start, "sample request", Role::ExampleRequest),
    (Whole, "request example", Role::ExampleRequest),
    (Start, "request", Role::ExampleRequest),
    (Whole, "请求", Role::ExampleRequest),
    (Whole, "example response", Role::ExampleResponse),
    (Start, "sample response", Role::ExampleResponse),
    (Whole, "response example", Role::ExampleResponse),
    (Start, "response", Role::Response),
    (Whole, "return value", Role::Response),
    (Whole, "returns", Role::Response),
    (Whole, "响应", Role::Response),
    (Start, "example", Role::Examples),
    (Start, "示例", Role::Examples),
    (Whole, "methods", Role::Methods),
    (Whole, "method", Role::Methods),
    (Whole, "reports", Role::Methods),
    (Whole, "方法", Role::Methods),
    (Around, "properties of …definition", Role::Other),
    (Whole, "properties", Role::Properties),
    (Whole, "property", Role::Properties),
    (Whole, "properties and relationships", Role::Properties),
    (Whole, "instance attributes", Role::Properties),
    (Whole, "fields", Role::Properties),
    (Whole, "属性", Role::Properties),
    (Whole, "relationships", Role::Relationships),
    (Whole, "relationship", Role::Relationships),
    (Whole, "navigation properties", Role::Relationships),
    (Whole, "关系", Role::Relationships),
    (Start, "json representation", Role::JsonRepresentation),
    (Start, "json 表示", Role::JsonRepresentation),
    (Whole, "json", Role::JsonRepresentation),
    (Whole, "representation", Role::JsonRepresentation),
    (Whole, "members", Role::Members),
    (Whole, "成员", Role::Members),
    (Whole, "enumeration", Role::Members),
    (Whole, "possible values", Role::Members),
    (End, " values", Role::Members),
    (End, " enumeration", Role::Members),
    (End, " enum", Role::Members),
    (End, " members", Role::Members),
    (End, " 值", Role::Members),
    (End, " resource type", Role::TypeDefinition),
    (End, " complex type", Role::TypeDefinition),
    (End, " 资源类型", Role::TypeDefinition),
    (Around, "the …type", Role::TypeDefinition),
    (End, " properties", Role::Properties),
    (Whole, "see also", Role::SeeAlso),
    (Whole, "related content", Role::SeeAlso),
    (Whole, "related topics", Role::SeeAlso),
    (Whole, "next steps", Role::SeeAlso),
    (Whole, "what's new", Role::SeeAlso),
    (Whole, "另请参阅", Role::SeeAlso),
];

/// What a heading means by itself.
pub(super) fn role(title: &str) -> Role {
    let title = title.trim().trim_end_matches([':', '.', '：']);
    let title = title.replace('’', "'").to_lowercase();
    let matches = |(how, phrase, _): &&(Match, &str, Role)| match how {
        Whole => title == *phrase,
        Start => title
            .strip_prefix(phrase)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase() && c != 's')),
        End => title.ends_with(phrase),
        Around => phrase.split_once('…').is_some_and(|(start, end)| title.starts_with(start) && title.ends_with(end)),
    };
    HEADINGS.iter().find(matches).map_or(Role::Other, |(_, _, role)| *role)
}

/// Headings that pages of operations have beside those with a role.
const FURTHER_HEADINGS: &[&str] =
    &["remarks", "error", "best practices", "usage", "limitations", "notes", "sdk sample code", "备注", "错误"];

/// The headings in English that pages have, in lower case, for suggestions.
pub(super) fn usual() -> impl Iterator<Item = &'static str> {
    HEADINGS.iter().filter(|(how, phrase, _)| !matches!(how, Around) && phrase.is_ascii()).map(|(_, phrase, _)| *phrase)
}

/// Whether a heading is one that many pages have, though it has no role.
pub(super) fn is_usual(title: &str) -> bool {
    let title = title.to_lowercase();
    FURTHER_HEADINGS.iter().any(|start| title.starts_with(start))
}

/// Whether a heading is one of those that make up the pages.
pub(super) fn is_known(title: &str) -> bool {
    role(title) != Role::Other
}

impl Section {
    /// The anchor that links lead to: the one in the heading, else the slug of its text.
    pub fn anchor(&self) -> Cow<'_, str> {
        self.named.as_deref().map_or_else(|| slug(&self.title).into(), Cow::Borrowed)
    }
}

/// The anchor that a site makes of a heading.
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
    /// Whether an example has been shown.
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
        let role = if is_title { Role::Title } else { self.role_in_place(&title, parent) };
        self.exemplified |= matches!(role, Role::Examples | Role::ExampleRequest);
        self.sections.push(Section { level, title, named, role, parent, span });
    }

    /// What a heading means where it stands: `Response` below an example is an example.
    fn role_in_place(&self, title: &str, parent: Option<usize>) -> Role {
        let role = role(title);
        let above = self.ancestor_role(parent);
        match role {
            Role::Response if self.exemplified => Role::ExampleResponse,
            Role::Examples if above == Role::ExampleRequest => Role::ExampleRequest,
            Role::Examples if above == Role::Response => Role::ExampleResponse,
            _ => role,
        }
    }

    /// The role of the nearest section from `at` upwards that has one.
    fn ancestor_role(&self, at: Option<usize>) -> Role {
        nearest_role(&self.sections, at)
    }

    /// The index of the section that content belongs to now.
    pub(super) fn current(&self) -> Option<usize> {
        self.sections.len().checked_sub(1)
    }

    /// The sections, each span reaching to the end of its content.
    pub(super) fn finish(mut self, end: u32) -> Vec<Section> {
        for at in 0..self.sections.len() {
            let level = self.sections[at].level;
            let next = self.sections[at + 1..].iter().find(|section| section.level <= level);
            self.sections[at].span.end = next.map_or(end, |section| section.span.start);
        }
        self.sections
    }
}

/// The role of the nearest section from `at` upwards that says something.
pub(super) fn nearest_role(sections: &[Section], mut at: Option<usize>) -> Role {
    while let Some(section) = at.and_then(|at| sections.get(at)) {
        if section.role != Role::Other {
            return section.role;
        }
        at = section.parent;
    }
    Role::Other
}

/// The index of the innermost section that holds an offset.
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
