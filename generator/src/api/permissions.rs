//! The permissions of an operation from the tables of its page, of its includes, or from prose.

use std::collections::BTreeSet;

use super::index::squeezed;
use super::link::Linker;
use super::notes::Includes;
use super::operations::OperationDraft;
use super::path_resolver::{PathResolver, PathStep};
use super::{Needs, OperationKind, PathTemplate, Permissions, Segment, TypeRef};
use crate::page::{Block, Include, Page, PermissionRow, PermissionScheme, Rows, SectionRole, path};
use crate::span::Span;

/// The permissions of one operation.
#[derive(Clone, Debug, Default)]
pub struct Permitted {
    /// Those of all its paths.
    pub whole: Permissions,
    /// Those of each path, where the page divides them by what a path addresses.
    pub by_path: Vec<Option<Permissions>>,
}

/// Reads the permissions of an operation, and of its paths where they differ.
pub fn permitted(linker: Linker, resolver: &PathResolver, includes: Includes, operation: &OperationDraft) -> Permitted {
    let page = &linker.pages[operation.page];
    let (whole, divided) = of_page(page, |include| includes.follow(page, include));
    // A call at the end of a path is no subject.
    let calls = matches!(operation.kind, OperationKind::Action | OperationKind::Function | OperationKind::Delta);
    let parted = whole.subjects.len() > 1;
    let trails = operation.paths.iter().filter(|_| parted).map(|path| {
        let length = path.segments.len().saturating_sub(usize::from(calls));
        let set = set_of_caller(&operation.paths, &path.segments);
        let titled = introductions(page, path.span).find_map(|words| titled(&whole, words));
        Trail { steps: steps(linker, resolver, &path.segments[..length], set), of_caller: set.is_some(), titled }
    });
    let known = |word: &str| linker.types.index.find(word, "").is_some();
    let requested = requested(page);
    let named = |word: &str| known(word) || requested.contains(word);
    let by_path = by_path((&whole, divided), &trails.collect::<Vec<_>>(), (known, named));
    let by_path = if parted { by_path } else { vec![None; operation.paths.len()] };
    Permitted { whole, by_path }
}

/// Names in lower case and singular what the request lines of a page address, those of its other operations, too.
fn requested(page: &Page) -> BTreeSet<String> {
    let segments = page.requests.iter().flat_map(|request| &request.path.segments);
    let name = |segment: &Segment| match segment {
        Segment::Literal(name) => Some(singular(&name.to_ascii_lowercase())),
        _ => None,
    };
    segments.filter_map(name).collect()
}

/// Returns what introduces the block of a request line: the paragraph before it, behind all other blocks, and its heading.
fn introductions(page: &Page, line: Span) -> impl Iterator<Item = &str> {
    let is_around = |block: &&Block| block.span.start <= line.start && line.end <= block.span.end;
    let block = page.blocks.iter().find(is_around);
    let paragraph = block.and_then(|block| {
        let before = page.paragraphs.iter().filter(|paragraph| paragraph.span.end <= block.span.start);
        let nearest = before.max_by_key(|paragraph| paragraph.span.start)?;
        let between = |other: &Block| nearest.span.end <= other.span.start && other.span.end <= block.span.start;
        (!page.blocks.iter().any(between)).then_some(nearest.prose.text.as_str())
    });
    let heading = block.and_then(|block| Some(page.sections.get(block.section?)?.title.as_str()));
    paragraph.into_iter().chain(heading)
}

/// Finds the part of the permissions that has these words as its title.
fn titled(permissions: &Permissions, words: &str) -> Option<usize> {
    let wanted = squeezed(words);
    permissions.subjects.iter().position(|(title, _)| squeezed(title) == wanted)
}

/// Returns the set that the first step of a path is one item of, if it is: another path of the operation goes on alike behind
/// a key of that set. Such a step leads to whoever calls, and no application can go there as itself.
fn set_of_caller<'o>(paths: &'o [PathTemplate], segments: &[Segment]) -> Option<&'o str> {
    let [Segment::Literal(_), rest @ ..] = segments else { return None };
    paths.iter().find_map(|path| match path.segments.as_slice() {
        [Segment::Literal(set), Segment::Key(_), others @ ..] if path::shape(others) == path::shape(rest) => {
            Some(set.as_str())
        }
        _ => None,
    })
}

/// Names the steps of a path, the first by the items of a set, too.
fn steps(linker: Linker, resolver: &PathResolver, segments: &[Segment], set: Option<&str>) -> Vec<Step> {
    let step = |end: usize| {
        let resolution = resolver.resolve(&segments[..end]);
        // A cast narrows what is answered, not what is addressed.
        if matches!(resolution.last, PathStep::Cast) {
            return Step::new();
        }
        let id = resolution.ty.and_then(TypeRef::named);
        let ty = id.map(|id| linker.types.types[id].name.to_ascii_lowercase());
        let literal = match &segments[end - 1] {
            Segment::Literal(name) => Some(name.to_ascii_lowercase()),
            _ => None,
        };
        let singular = literal.as_deref().map(singular);
        let item = set.filter(|_| end == 1).map(|set| self::singular(&set.to_ascii_lowercase()));
        ty.into_iter().chain(literal).chain(singular).chain(item).collect()
    };
    (1..=segments.len()).map(step).collect()
}

/// Returns what a page says, the parts of the operation beside the whole, and what divides it.
fn of_page<'p>(page: &'p Page, include: impl Fn(&Include) -> Option<&'p Page>) -> (Permissions, Divided) {
    let mut permissions = Permissions::default();
    let (mut tables, mut shared) = (0, Vec::new());
    for (section, rows) in own_tables(page) {
        let title = own_title(page, section);
        tables += 1;
        add(&mut permissions, rows, title);
        shared.extend(title.is_none().then_some(rows));
    }
    for directive in &page.includes {
        let title = own_title(page, directive.section);
        match include(directive) {
            Some(included) => {
                for (_, rows) in own_tables(included) {
                    tables += 1;
                    add(&mut permissions, rows, title);
                    shared.extend(title.is_none().then_some(rows));
                }
            }
            None if directive.carries_permissions() => {
                tables += 1;
                permissions.missing = Some(directive.target.clone());
                title
                    .into_iter()
                    .for_each(|title| part(&mut permissions, title).missing = Some(directive.target.clone()));
            }
            None => {}
        }
    }
    shared.into_iter().for_each(|rows| share(&mut permissions, rows));
    if tables == 0 {
        add(&mut permissions, &page.prose_permissions, None);
        if permissions.subjects.len() > 1 {
            whoever_signs_in(&mut permissions, &page.prose_permissions);
        }
    }
    unique(&mut permissions);
    if tables < 2 && permissions.subjects.len() < 2 {
        permissions.subjects.clear();
    }
    let divided = match tables {
        0 => Divided::Items,
        1 => Divided::Rows,
        _ => Divided::Sections,
    };
    (permissions, divided)
}

/// What a page divides its permissions by, if it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Divided {
    /// Items of a list.
    Items,
    /// Rows or columns of one table.
    Rows,
    /// Sections, each with a table of its own.
    Sections,
}

/// The permission tables of a page with their sections.
fn own_tables(page: &Page) -> impl Iterator<Item = (Option<usize>, &Vec<PermissionRow>)> {
    page.tables.iter().filter_map(|table| match &table.rows {
        Rows::Permissions(rows) => Some((table.section, rows)),
        _ => None,
    })
}

/// The heading of a part of the permissions; the permission section itself is no part.
fn own_title(page: &Page, section: Option<usize>) -> Option<&str> {
    let section = page.sections.get(section?)?;
    (section.role != SectionRole::Permissions || section.level > 2).then_some(section.title.as_str())
}

/// Adds rows to the whole and to their subject.
fn add(permissions: &mut Permissions, rows: &[PermissionRow], section: Option<&str>) {
    for row in rows {
        permissions.stated = true;
        extend(list(permissions, row.scheme), &row.needs);
        let Some(subject) = row.subject.as_deref().or(section) else { continue };
        extend(list(part(permissions, subject), row.scheme), &row.needs);
    }
}

/// Adds to each part the rows of no subject.
fn share(permissions: &mut Permissions, rows: &[PermissionRow]) {
    for row in rows.iter().filter(|row| row.subject.is_none()) {
        permissions.subjects.iter_mut().for_each(|(_, part)| extend(list(part, row.scheme), &row.needs));
    }
}

/// The permissions of a subject; those that a page states first stand first.
fn part<'p>(permissions: &'p mut Permissions, subject: &str) -> &'p mut Permissions {
    let known = permissions.subjects.iter().position(|(name, _)| name == subject);
    let at = known.unwrap_or_else(|| {
        permissions.subjects.push((subject.to_owned(), Permissions { stated: true, ..Default::default() }));
        permissions.subjects.len() - 1
    });
    &mut permissions.subjects[at].1
}

/// A list by subjects that names no way to sign in holds for the application, too; but a permission that a note gives to
/// applications is theirs alone, and that of its subject.
fn whoever_signs_in(permissions: &mut Permissions, rows: &[PermissionRow]) {
    let noted = rows.iter().filter(|row| row.scheme == PermissionScheme::Application);
    let of_applications: Vec<&Vec<String>> = noted.filter_map(|row| row.needs.as_ref()).flatten().collect();
    for (_, part) in &mut permissions.subjects {
        let all = part.delegated_work.take().unwrap_or_default();
        let (theirs, others): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|one| of_applications.contains(&one));
        part.application = Some(if theirs.is_empty() { all } else { theirs });
        part.delegated_work = Some(others);
    }
    let parts = std::mem::take(&mut permissions.subjects);
    (permissions.delegated_work, permissions.application) = (None, None);
    for (_, part) in &parts {
        extend(&mut permissions.delegated_work, &part.delegated_work);
        extend(&mut permissions.application, &part.application);
    }
    permissions.subjects = parts;
}

fn list(permissions: &mut Permissions, scheme: PermissionScheme) -> &mut Needs {
    match scheme {
        PermissionScheme::DelegatedWork => &mut permissions.delegated_work,
        PermissionScheme::DelegatedPersonal => &mut permissions.delegated_personal,
        PermissionScheme::Application => &mut permissions.application,
    }
}

/// Adds what is known; what is known twice is taken out at last, see [`unique`].
fn extend(list: &mut Needs, needs: &Needs) {
    let Some(alternatives) = needs else { return };
    list.get_or_insert_default().extend_from_slice(alternatives);
}

/// Leaves the first of equal alternatives in each list.
fn unique(permissions: &mut Permissions) {
    let Permissions { delegated_work, delegated_personal, application, subjects, .. } = permissions;
    for list in [delegated_work, delegated_personal, application].into_iter().flatten() {
        let mut seen = BTreeSet::new();
        list.retain(|alternative| seen.insert(alternative.clone()));
    }
    subjects.iter_mut().for_each(|(_, part)| unique(part));
}

/// The names that a step of a path goes by, in lower case: its literal, and the type it leads to.
type Step = Vec<String>;

/// The steps of a path.
struct Trail {
    steps: Vec<Step>,
    /// Whether the first one leads to whoever calls.
    of_caller: bool,
    /// The subject whose title are the words before the request.
    titled: Option<usize>,
}

/// Returns for each path what holds for it where the page divides its permissions by subject: the subject whose title stands
/// before the request, else the one that the latest of its steps is called by; of several the one that names most steps. None
/// where the subjects say nothing of a path. A word is known as a type, or named as that or in a request.
fn by_path(
    (permissions, divided): (&Permissions, Divided),
    paths: &[Trail],
    (known, named): (impl Fn(&str) -> bool, impl Fn(&str) -> bool),
) -> Vec<Option<Permissions>> {
    let subjects: Vec<Words> = permissions.subjects.iter().map(|(subject, _)| Words::of(subject)).collect();
    // Sections may be about who calls (`acting on self`), which no path tells.
    let telling = |words: &Words| {
        words.all().any(&named) || paths.iter().any(|path| words.score(&path.steps, false, &known).count > 0)
    };
    if subjects.len() < 2 {
        return vec![None; paths.len()];
    }
    let tell = divided != Divided::Sections || subjects.iter().all(telling);
    let won = |path: &Trail| if tell { self::won(&subjects, &path.steps, &known) } else { None };
    let mut won: Vec<Option<Vec<bool>>> = paths.iter().map(won).collect();
    if divided == Divided::Sections && tell {
        share_out(&subjects, paths, &mut won, &known);
    }
    for (path, won) in paths.iter().zip(&mut won) {
        let only = |at| (0..subjects.len()).map(|other| other == at).collect();
        *won = path.titled.map(only).or(won.take());
    }
    let of_path = |(path, won): (&Trail, Option<Vec<bool>>)| {
        let mut merged = merged(permissions, &won?);
        if divided == Divided::Items && path.of_caller {
            merged.application = None;
        }
        Some(merged)
    };
    paths.iter().zip(won).map(of_path).collect()
}

/// Gives each section that wins nothing the paths that name it, where the sections that win them win others, too.
fn share_out(subjects: &[Words], paths: &[Trail], won: &mut [Option<Vec<bool>>], known: &impl Fn(&str) -> bool) {
    let wins = |won: &[Option<Vec<bool>>], at: usize| won.iter().flatten().filter(|won| won[at]).count();
    for (at, words) in subjects.iter().enumerate().filter(|(at, _)| wins(won, *at) == 0).collect::<Vec<_>>() {
        for (index, _) in paths.iter().enumerate().filter(|(_, path)| words.score(&path.steps, true, known).count > 0) {
            let holders: Vec<usize> = won[index].iter().flat_map(|won| (0..won.len()).filter(|at| won[*at])).collect();
            if holders.iter().all(|holder| wins(won, *holder) > 1) {
                won[index] = Some((0..subjects.len()).map(|other| other == at).collect());
            }
        }
    }
}

/// Which subjects win a path; none where it says nothing of any.
fn won(subjects: &[Words], path: &[Step], known: &impl Fn(&str) -> bool) -> Option<Vec<bool>> {
    let scored = |whole| -> Vec<Score> { subjects.iter().map(|words| words.score(path, whole, known)).collect() };
    let mut scores = scored(true);
    if scores.iter().all(|score| score.count == 0) {
        scores = scored(false);
    }
    let best = *scores.iter().max().filter(|score| score.count > 0)?;
    Some(scores.iter().map(|score| *score == best).collect())
}

/// The permissions of some of the subjects.
fn merged(permissions: &Permissions, wanted: &[bool]) -> Permissions {
    let mut merged = Permissions { stated: true, ..Default::default() };
    for ((_, part), _) in permissions.subjects.iter().zip(wanted).filter(|(_, wanted)| **wanted) {
        extend(&mut merged.delegated_work, &part.delegated_work);
        extend(&mut merged.delegated_personal, &part.delegated_personal);
        extend(&mut merged.application, &part.application);
        merged.missing = merged.missing.or_else(|| part.missing.clone());
    }
    merged
}

/// How well a subject fits a path: the latest step that it names, and how many of its words do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    latest: usize,
    count: usize,
}

/// The telling words of a subject in lower case and singular, for each thing that it offers.
struct Words(Vec<Vec<String>>);

impl Words {
    /// Reads the title of a subject. What follows `for`, `of` or `on` is what it is about.
    fn of(subject: &str) -> Self {
        let lower = format!(" {}", subject.to_lowercase());
        let offers = lower.split([',', '(']).flat_map(|part| part.split(" or "));
        let about = |part: &str| {
            let starts = ABOUT.iter().filter_map(|word| part.rfind(word).map(|at| at + word.len())).max();
            let words = part[starts.unwrap_or(0)..].split(|c: char| !c.is_alphanumeric());
            words.filter(|word| word.len() > 2 && !FILLERS.contains(word)).map(singular).collect()
        };
        Self(offers.map(about).collect())
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(String::as_str)
    }

    /// How well the best of its things fits a path. Words that name nothing of the API say nothing; a thing of which a
    /// telling word is missing is another one, where the whole must fit.
    fn score(&self, path: &[Step], whole: bool, known: &impl Fn(&str) -> bool) -> Score {
        self.0.iter().map(|words| score(words, path, whole, known)).max().unwrap_or_default()
    }
}

/// Words before what a subject is about.
const ABOUT: &[&str] = &[" for ", " of ", " on "];

/// Words of subjects that say nothing.
const FILLERS: &[&str] = &["the", "other", "permission", "permissions"];

/// A word without the ending of its plural.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

fn score(words: &[String], path: &[Step], whole: bool, known: &impl Fn(&str) -> bool) -> Score {
    let mut score = Score::default();
    let mut at = 0;
    while at < words.len() {
        // Names of several words are written in one: `service principal` is a `servicePrincipal`.
        let runs = (at + 1..=words.len()).rev().map(|end| (end, words[at..end].concat()));
        let found = runs.filter_map(|(end, name)| Some((end, latest(&name, end - at == 1, path, known)?))).next();
        match found {
            Some((end, step)) => {
                score.count += end - at;
                score.latest = score.latest.max(step + 1);
                at = end;
            }
            None if whole && known(&words[at]) => return Score::default(),
            None => at += 1,
        }
    }
    score
}

/// The latest step that goes by a name; a word that names no type may be the end of one.
fn latest(name: &str, word: bool, path: &[Step], known: &impl Fn(&str) -> bool) -> Option<usize> {
    let called =
        |step: &Step| step.iter().any(|called| called == name || (word && called.ends_with(name) && !known(name)));
    path.iter().rposition(called)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `me/boats`, with `{}` for a key.
    fn template(path: &str) -> PathTemplate {
        let segment = |name: &str| match name {
            "{}" => Segment::Key("id".to_owned()),
            name => Segment::Literal(name.to_owned()),
        };
        PathTemplate { segments: path.split('/').map(segment).collect(), ..PathTemplate::default() }
    }

    #[test]
    fn who_calls_is_an_item_of_a_set() {
        let cases = [
            ("me/boats", "sailors/{}/boats", Some("sailors")),
            ("me/boats/{}", "sailors/{}/Boats/{}", Some("sailors")),
            ("me", "sailors/{}", Some("sailors")),
            ("me/boats", "sailors/{}/docks", None),
            ("docks/{}/boats", "sailors/{}/boats", None),
            ("me/boats", "sailors/boats", None),
        ];
        for (path, other, set) in cases {
            let paths = [template(path), template(other)];
            assert_eq!(set_of_caller(&paths, &paths[0].segments), set, "{path} beside {other}");
        }
    }

    #[test]
    fn an_application_is_nobody_who_signs_in() {
        let of = |name: &str| Some(vec![vec![name.to_owned()]]);
        let part =
            |name: &str| Permissions { delegated_work: of(name), application: of(name), ..Permissions::default() };
        let subjects = vec![("The sailor".to_owned(), part("Sailor.Read")), ("A dock".to_owned(), part("Dock.Read"))];
        let whole = Permissions { subjects, ..Permissions::default() };
        let cases = [("sailor", true, None), ("sailor", false, of("Sailor.Read")), ("dock", false, of("Dock.Read"))];
        for (step, of_caller, application) in cases {
            let trail = Trail { steps: vec![vec![step.to_owned()]], of_caller, titled: None };
            let found = by_path((&whole, Divided::Items), &[trail], (|_: &str| true, |_: &str| true));
            let found = found[0].as_ref().expect("a subject is called like the step");
            assert_eq!(found.application, application, "{step}");
        }
    }

    #[test]
    fn sections_name_what_other_requests_of_the_page_address() {
        let of = |name: &str| Some(vec![vec![name.to_owned()]]);
        let part = |name: &str| Permissions { delegated_work: of(name), ..Permissions::default() };
        let subjects = [("To paint the hull of a boat", "Boat.Paint"), ("To paint the hull of a dock", "Dock.Paint")];
        let subjects = subjects.map(|(title, name)| (title.to_owned(), part(name)));
        let whole = Permissions { subjects: subjects.into(), ..Permissions::default() };
        let cases = [(["boat", "dock"].as_slice(), of("Boat.Paint")), (&["boat"], None)];
        for (requested, expected) in cases {
            let trail = Trail { steps: vec![vec!["boat".to_owned()]], of_caller: false, titled: None };
            let named = |word: &str| requested.contains(&word);
            let found = by_path((&whole, Divided::Sections), &[trail], (|_: &str| false, named));
            assert_eq!(found[0].as_ref().and_then(|found| found.delegated_work.clone()), expected, "{requested:?}");
        }
    }

    #[test]
    fn titles_stand_before_requests() {
        let of = |name: &str| Some(vec![vec![name.to_owned()]]);
        let part = |name: &str| Permissions { delegated_work: of(name), ..Permissions::default() };
        let subjects = [("For desk lamps", "Desk.Read"), ("For lamps", "Lamp.Read"), ("Elsewhere", "Other.Read")];
        let subjects = subjects.map(|(title, name)| (title.to_owned(), part(name)));
        let whole = Permissions { subjects: subjects.into(), ..Permissions::default() };
        let cases =
            [("For lamps:", of("Lamp.Read")), ("for Desk Lamps", of("Desk.Read")), ("Get lamps.", None), ("", None)];
        for (words, expected) in cases {
            let titled = titled(&whole, words);
            let trail = Trail { steps: vec![vec!["lamp".to_owned()]], of_caller: false, titled };
            let lamp = |word: &str| word == "lamp";
            let found = by_path((&whole, Divided::Sections), &[trail], (lamp, lamp));
            assert_eq!(found[0].as_ref().and_then(|found| found.delegated_work.clone()), expected, "{words}");
        }
    }
}
