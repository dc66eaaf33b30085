//! What authors of pages want to know beyond what the stages tell of the pages that they read: rules, each a function.
//!
//! A rule sees one page, what was made of all of them, and what is shared among the rules: facts of all pages, collected once, so that
//! the findings of one changed page don't cost a walk over all others.

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
mod shared;
mod tabs;
mod targets;
mod types;
mod values;

pub use baseline::Baseline;
pub use editor::{Editor, Kept};
pub use input::{Input, Subject};
pub use settings::Settings;

use rayon::prelude::*;
use shared::Shared;

use crate::diagnostic::Diagnostic;
use crate::page::Page;
use crate::read::PageSource;

/// A rule about each page: what it finds depends on the page and on the API, not on other pages.
type PageRule = fn(&Input, Subject, &mut Vec<Diagnostic>);

const PAGE_RULES: &[PageRule] = &[
    outline::missing,
    outline::order,
    outline::case,
    outline::near,
    front_matter::doc_type,
    types::words,
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
    answers::emptiness,
    exchanges::pairs,
    exchanges::sample_keys,
    exchanges::lengths,
    paths::versions,
    paths::namespaces,
];

/// Returns all that is found on the pages of a version, in no order: by the stages, and by the rules. No settings or comments are
/// followed yet.
pub fn all(input: &Input) -> Vec<Diagnostic> {
    let mut found = stages(input);
    found.extend(rules(input));
    found
}

/// Returns what the stages found, with what mends it where only the text of the pages tells.
fn stages(input: &Input) -> Vec<Diagnostic> {
    let mut found = input.api.diagnostics.clone();
    let pages = targets::by_name(input);
    for finding in &mut found {
        finding.edits.extend(targets::meant(input, &pages, finding));
    }
    found
}

/// Returns what the rules find on all pages of a version, in no order.
pub fn rules(input: &Input) -> Vec<Diagnostic> {
    of_rules(input, &Shared::of(input))
}

fn of_rules(input: &Input, shared: &Shared) -> Vec<Diagnostic> {
    let pages = input.pages.par_iter().zip(&input.version.pages);
    let includes = input.includes.par_iter().zip(input.included);
    let of_page =
        |(page, source): (&'_ Page, &'_ PageSource)| page_rules(input, shared, Subject { page, text: &source.text });
    let bodies = |(at, (page, source)): (usize, (&'_ Page, &'_ PageSource))| {
        values::bodies(input, &shared.types, Subject { page, text: &source.text }, shared.operations(input.api, at))
    };
    let mut found: Vec<Diagnostic> = pages.clone().chain(includes).flat_map_iter(of_page).collect();
    found.par_extend(pages.enumerate().flat_map_iter(bodies));
    paths::case(input, &mut found);
    targets::contents(&shared.files, input.version, &mut found);
    found
}

/// Returns what the rules about pages find on one page.
fn page_rules(input: &Input, shared: &Shared, subject: Subject) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    PAGE_RULES.iter().for_each(|rule| rule(input, subject, &mut found));
    // Those that hold the page against all others.
    targets::letter_case(&shared.files, subject, &mut found);
    front_matter::keys(&shared.keys, subject, &mut found);
    links::orphans(&shared.linked, subject, &mut found);
    exchanges::names(&shared.names, subject, &mut found);
    found
}
