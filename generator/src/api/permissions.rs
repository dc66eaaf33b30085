//! The permissions of an operation from the tables of its page, of its includes, or from prose.

use super::index::PageIndex;
use super::link::Linker;
use super::operations::OperationDraft;
use super::path_resolver::PathResolver;
use super::{PathTemplate, Permissions, Segment, TypeRef};
use crate::page::{Page, PermissionRow, PermissionScheme, Rows, SectionRole};

/// The permissions of one operation.
#[derive(Clone, Debug, Default)]
pub struct Permitted {
    /// Those of all its paths.
    pub whole: Permissions,
    /// Those of each path, where the page divides them by what a path addresses.
    pub by_path: Vec<Option<Permissions>>,
}

/// Reads the permissions of an operation, and of its paths where they differ.
pub fn permitted(
    linker: Linker,
    resolver: &PathResolver,
    includes: &PageIndex,
    included: &[Page],
    operation: &OperationDraft,
) -> Permitted {
    let page = &linker.pages[operation.page];
    let include = |target: &str| includes.follow(&page.path, target).map(|(id, _)| &included[id]);
    let (whole, by_row) = of_page(page, include);
    let of_path = |path: &PathTemplate| {
        let known = |word: &str| linker.types.index.find(word, "").is_some();
        of_path(&whole, &trail(linker, resolver, &path.segments), known)
    };
    let divided = by_row && whole.subjects.len() > 1;
    let by_path = operation.paths.iter().map(|path| if divided { of_path(path) } else { None }).collect();
    Permitted { whole, by_path }
}

/// Names the steps of a path.
fn trail(linker: Linker, resolver: &PathResolver, segments: &[Segment]) -> Vec<Step> {
    let step = |end: usize| {
        let id = resolver.resolve(&segments[..end]).ty.and_then(TypeRef::named);
        let ty = id.map(|id| linker.types.types[id].name.to_ascii_lowercase());
        let literal = match &segments[end - 1] {
            Segment::Literal(name) | Segment::Cast(name) => Some(name.to_ascii_lowercase()),
            _ => None,
        };
        let singular = literal.as_ref().and_then(|name| name.strip_suffix('s')).map(str::to_owned);
        ty.into_iter().chain(literal).chain(singular).collect()
    };
    (1..=segments.len()).map(step).collect()
}

/// Reads what a page says; `include` finds the page of an include directive.
///
/// The flag tells whether the subjects are those of rows of one table or of items of a list. Tables under headings of their
/// own are often about the caller's role, which no path tells.
fn of_page<'p>(page: &'p Page, include: impl Fn(&str) -> Option<&'p Page>) -> (Permissions, bool) {
    let mut permissions = Permissions::default();
    let mut tables = 0;
    for (section, rows) in own_tables(page) {
        tables += 1;
        add(&mut permissions, rows, section.map(|at| page.sections[at].title.as_str()));
    }
    for directive in &page.includes {
        let Some(included) = include(&directive.target) else { continue };
        for (_, rows) in own_tables(included) {
            tables += 1;
            add(&mut permissions, rows, directive.section.map(|at| page.sections[at].title.as_str()));
        }
    }
    if tables == 0 {
        add(&mut permissions, &page.prose_permissions, None);
    }
    if tables < 2 && permissions.subjects.len() < 2 {
        permissions.subjects.clear();
    }
    (permissions, tables < 2)
}

/// Gives the permission tables of a page with their sections; a permission section itself is no subject.
fn own_tables(page: &Page) -> impl Iterator<Item = (Option<usize>, &Vec<PermissionRow>)> {
    page.tables.iter().filter_map(|table| match &table.rows {
        Rows::Permissions(rows) => {
            let titled = table
                .section
                .filter(|at| page.sections[*at].role != SectionRole::Permissions || page.sections[*at].level > 2);
            Some((titled, rows))
        }
        _ => None,
    })
}

/// Adds rows to the whole and to their subject.
fn add(permissions: &mut Permissions, rows: &[PermissionRow], section: Option<&str>) {
    for row in rows {
        permissions.stated = true;
        extend(list(permissions, row.scheme), &row.alternatives);
        let Some(subject) = row.subject.as_deref().or(section) else { continue };
        let known = permissions.subjects.iter().position(|(name, _)| name == subject);
        let at = known.unwrap_or_else(|| {
            permissions.subjects.push((subject.to_owned(), Permissions { stated: true, ..Default::default() }));
            permissions.subjects.len() - 1
        });
        extend(list(&mut permissions.subjects[at].1, row.scheme), &row.alternatives);
    }
}

fn list(permissions: &mut Permissions, scheme: PermissionScheme) -> &mut Vec<Vec<String>> {
    match scheme {
        PermissionScheme::DelegatedWork => &mut permissions.delegated_work,
        PermissionScheme::DelegatedPersonal => &mut permissions.delegated_personal,
        PermissionScheme::Application => &mut permissions.application,
    }
}

fn extend(list: &mut Vec<Vec<String>>, alternatives: &[Vec<String>]) {
    for alternative in alternatives {
        if !list.contains(alternative) {
            list.push(alternative.clone());
        }
    }
}

/// The names that a step of a path goes by: its literal, and the type it leads to.
type Step = Vec<String>;

/// Finds the permissions of one path where the page divides them by subject: those of the subject that names most of its
/// steps, of several the one that names the latest step; none where no subject names any.
fn of_path(permissions: &Permissions, trail: &[Step], known: impl Fn(&str) -> bool) -> Option<Permissions> {
    if permissions.subjects.len() < 2 {
        return None;
    }
    let scored = |whole| permissions.subjects.iter().map(|(subject, _)| score(subject, trail, whole, &known)).collect();
    let mut scores: Vec<(usize, usize)> = scored(true);
    if scores.iter().all(|score| score.0 == 0) {
        scores = scored(false);
    }
    let best = scores.iter().max().filter(|score| score.0 > 0)?;
    let mut merged = Permissions { stated: true, ..Default::default() };
    for ((_, part), _) in permissions.subjects.iter().zip(&scores).filter(|(_, score)| *score == best) {
        extend(&mut merged.delegated_work, &part.delegated_work);
        extend(&mut merged.delegated_personal, &part.delegated_personal);
        extend(&mut merged.application, &part.application);
    }
    Some(merged)
}

/// Counts the words of a subject that name steps, and finds the latest of these steps. Words that name nothing of the API
/// don't count. Where the whole must fit, a subject with a word that names another part of the API is about that part.
fn score(subject: &str, trail: &[Step], whole: bool, known: &impl Fn(&str) -> bool) -> (usize, usize) {
    let lower = subject.to_lowercase();
    let alternatives = lower.split([',', '(']).flat_map(|part| part.split(" or "));
    alternatives.map(|part| score_words(part, trail, whole, known)).max().unwrap_or_default()
}

fn score_words(words: &str, trail: &[Step], whole: bool, known: &impl Fn(&str) -> bool) -> (usize, usize) {
    let words = words.split(|c: char| !c.is_alphanumeric()).map(|word| word.strip_suffix('s').unwrap_or(word));
    let (mut count, mut latest) = (0, 0);
    for word in words.filter(|word| word.len() > 3) {
        let at = trail
            .iter()
            .rposition(|step| step.iter().any(|name| name == word || (name.ends_with(word) && !known(word))));
        match at {
            Some(at) => (count, latest) = (count + 1, latest.max(at + 1)),
            None if whole && known(word) => return (0, 0),
            None => {}
        }
    }
    (count, latest)
}
