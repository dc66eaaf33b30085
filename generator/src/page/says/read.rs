//! Puts together what a page says in its prose, annotations and examples.

use super::sentence::is_name;
use super::{Claim, DEFAULT_NAMESPACE, Said, Says, answer, base, body, facts, headers, lists, options, traits};
use crate::page::{AnnotationKind, HeaderRow, Page, QueryOption, Rows, Table};

/// Reads the descriptions of the rows of members.
pub(in crate::page) fn rows(tables: &mut [Table]) {
    for table in tables {
        let Rows::Members(rows) = &mut table.rows else { continue };
        for row in rows {
            row.facts = facts::of_row(row);
            row.values = lists::value_list(&row.description);
            row.inherited_from = base::of_row(&row.description);
            row.combined = lists::says_combined(&row.description);
        }
    }
}

/// Reads what a page claims.
pub(in crate::page) fn page(page: &Page) -> Says {
    Says {
        namespace: namespace(page).to_owned(),
        deprecated: traits::deprecation(page),
        answers: answer::answers(page),
        statuses: answer::statuses(page),
        bodies: body::bodies(page),
        body_is_choice: body::is_choice(page),
        parameters: options::parameters(page),
        needed: options::needed(page),
        options_required: options::are_required(page),
        bases: base::bases(page),
        subtypes: base::subtypes(page),
        traits: traits::traits(page),
        flags: traits::flags(page),
    }
}

/// Reads which query parameters a page names.
pub(in crate::page) fn options(page: &Page) -> Vec<Claim<QueryOption>> {
    options::options(page)
}

/// Reads which headers sentences name, each as a row of a table would be.
pub(in crate::page) fn headers(page: &Page) -> Vec<HeaderRow> {
    headers::headers(page)
}

/// Reads what the answer of an example, a block, says of itself.
pub(in crate::page) fn example(page: &Page, response: usize) -> Vec<Claim<Said>> {
    answer::of_example(page, response)
}

/// Returns the namespace that a page is about.
fn namespace(page: &Page) -> &str {
    let annotated = || {
        let mut annotations = page.annotations.iter().filter(|a| a.kind == AnnotationKind::Page);
        annotations.find_map(|a| a.facts.namespace.as_deref())
    };
    let stated = page.namespace.as_ref().map(|namespace| namespace.value.trim_end_matches('.'));
    stated.or_else(annotated).filter(|namespace| is_name(namespace)).unwrap_or(DEFAULT_NAMESPACE)
}
