//! What authors of pages want to know beyond what the stages tell of the pages that they read: rules, each a function.
//!
//! A rule sees one page with what was made of all of them, or the whole tree. The rules of pages are told apart since the findings
//! of one changed page must not cost a walk over all others.

mod answers;
pub mod baseline;
mod dates;
pub mod disable;
pub mod editor;
mod exchanges;
mod fences;
pub mod fix;
mod front_matter;
mod headers;
mod input;
mod links;
mod outline;
mod paths;
mod place;
pub mod settings;
mod tabs;
mod targets;
mod values;

pub use baseline::Baseline;
pub use editor::{Editor, Kept};
pub use input::{Input, Subject};
pub use settings::Settings;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Edit};
use crate::page::Page;
use crate::read::PageSource;

/// A rule about each page: what it finds depends on the page and on the API, not on other pages.
type PageRule = fn(&Input, Subject, &mut Vec<Diagnostic>);

/// A rule about the pages as a whole.
type TreeRule = fn(&Input, &mut Vec<Diagnostic>);

const PAGE_RULES: &[PageRule] = &[
    targets::letter_case,
    outline::missing,
    outline::order,
    outline::case,
    front_matter::doc_type,
    tabs::groups,
    fences::languages,
    fences::annotations,
    links::targets,
    headers::names,
    headers::content_types,
    headers::multipart,
    headers::required,
    answers::status,
    answers::first_lines,
    answers::bodies,
    answers::headers,
    answers::errors,
    exchanges::pairs,
    exchanges::sample_keys,
    exchanges::lengths,
    paths::versions,
    paths::namespaces,
];

const TREE_RULES: &[TreeRule] = &[front_matter::keys, links::orphans, exchanges::names, paths::case, values::bodies];

/// Returns what the rules find on all pages of a version, in no order.
pub fn rules(input: &Input) -> Vec<Diagnostic> {
    let pages = input.pages.par_iter().zip(&input.version.pages);
    let includes = input.includes.par_iter().zip(input.included);
    let of_page = |(page, source): (&'_ Page, &'_ PageSource)| page_rules(input, Subject { page, text: &source.text });
    let mut found: Vec<Diagnostic> = pages.chain(includes).flat_map_iter(of_page).collect();
    TREE_RULES.iter().for_each(|rule| rule(input, &mut found));
    found
}

/// Returns what mends findings of the API that only the text of the pages tells: places in its list, and the edit of each.
pub fn mends(input: &Input) -> Vec<(usize, Edit)> {
    targets::near(input)
}

/// Returns what the rules about pages find on one page.
pub fn page_rules(input: &Input, subject: Subject) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    PAGE_RULES.iter().for_each(|rule| rule(input, subject, &mut found));
    found
}
