//! The areas that types and operations belong to: the table of contents where there is one, else the front matter.
//!
//! Passes in order: each page gets the [labels](Label) under which it is listed; labels get short names; those that mean the
//! same become one, and an area with next to nothing joins the one that its pages link to most.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::file_names::{FileNames, stem};
use super::index::{PageIndex, resolve_path, split_anchor};
use super::{Area, AreaId, PageId, Segment};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{Page, PageKind, verb_of};
use crate::read::PageSource;
use crate::span::Span;

/// More pages than this, and an entry of the table of contents is divided into the entries below it.
const DIVIDE_ABOVE: usize = 260;

/// An area that has less than this part of all operations joins another one.
const LEAST_PART: usize = 500;

/// The areas, and how the pages stand to them.
#[derive(Debug, Default)]
pub struct PageAreas {
    /// The areas, sorted.
    pub areas: Vec<Area>,
    /// The areas of each page, that where it is at home first.
    pub of_page: Vec<Vec<AreaId>>,
    /// The pages that the table of contents lists.
    pub listed: BTreeSet<PageId>,
}

/// A name of an area as the pages have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    /// The words of the entry or of the product.
    words: Vec<String>,
    /// The words of the entry above it.
    above: Vec<String>,
    /// Where it stands.
    origin: Origin,
    /// The name as people read it.
    title: String,
}

/// Where the name of an area stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// In the table of contents.
    #[default]
    Listed,
    /// In front matter: a product.
    Product,
    /// In front matter and file names: a part of a product that most of its files are named after. It is that with a table of
    /// contents, too.
    Part,
}

/// Finds the areas, and those of each page.
pub fn areas(pages: &[Page], index: &PageIndex, toc: Option<&PageSource>, found: &mut Vec<Diagnostic>) -> PageAreas {
    let products = products(pages);
    let mut labels: Vec<Vec<Label>> = vec![Vec::new(); pages.len()];
    let mut listed = BTreeSet::new();
    if let Some((root, toc)) = toc.and_then(|toc| Some((entries(toc, found)?, toc))) {
        let root = Linked::of(&root, index, &toc.path);
        listed.extend(root.pages.iter().copied());
        deepest_common(&root).items.iter().for_each(|area| label(area, &[], &mut labels));
    }
    let files = FileNames::of(pages);
    unlisted(pages, index, &files, &products, &mut labels);
    let names = names(&sets(pages), &labels);
    let mut of_page: Vec<Vec<String>> = labels
        .iter()
        .map(|labels| {
            let mut seen = BTreeSet::new();
            labels.iter().map(|label| names[label].clone()).filter(|name| seen.insert(name.clone())).collect()
        })
        .collect();
    let listed_titles: BTreeMap<&String, &String> = names
        .iter()
        .rev()
        .filter(|(label, _)| label.origin == Origin::Listed)
        .map(|(label, name)| (name, &label.title))
        .collect();
    join_crumbs(pages, index, &listed_titles, &mut of_page);
    at_home(pages, &files, &mut of_page);
    let all: BTreeSet<&String> = of_page.iter().flatten().collect();
    let keys: Vec<&String> = all.into_iter().collect();
    let id = |name: &String| AreaId::at(keys.binary_search(&name).unwrap_or_default());
    let about = about(pages, &files, &of_page);
    let area = |name: &&String| {
        let about = about.get(*name).map(|about| format!(": {about}")).unwrap_or_default();
        let title = listed_titles.get(*name).map_or_else(|| as_title(name), |title| (*title).clone());
        Area { name: (*name).clone(), description: format!("{title}{about}") }
    };
    PageAreas {
        areas: keys.iter().map(area).collect(),
        of_page: of_page.iter().map(|names| names.iter().map(id).collect()).collect(),
        listed,
    }
}

/// Reads the table of contents.
fn entries(toc: &PageSource, found: &mut Vec<Diagnostic>) -> Option<Entry> {
    let error = match serde_yaml::from_str::<Entry>(&toc.text) {
        Ok(entry) => return Some(entry),
        Err(error) => error,
    };
    let at = error.location().map_or(0, |location| location.index()).min(toc.text.len());
    let message = format!("the table of contents can't be read: {error}");
    let help = Some("mend it; until then the front matter of the pages tells their areas".to_owned());
    found.push(Diagnostic::new(&toc.path, Span::new(at..at), Code::UnreadableFile, message).with_help(help));
    None
}

impl Label {
    fn new(name: &str, above: &[String], origin: Origin) -> Self {
        Self { words: words(name), above: above.to_vec(), origin, title: name.to_owned() }
    }
}

/// Writes the name of an area as people read it.
fn as_title(name: &str) -> String {
    let mut title = name.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

/// Returns the words of a name, in lower case and in ASCII.
fn words(name: &str) -> Vec<String> {
    let name = if name.is_ascii() { name.into() } else { Cow::from(deunicode::deunicode(name)) };
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect()
}

/// The word that joins the two subjects of a name.
const AND: &str = "and";

/// An entry of the table of contents.
#[derive(Debug, Default, serde::Deserialize)]
struct Entry {
    #[serde(default)]
    name: String,
    #[serde(default)]
    href: Option<String>,
    #[serde(default)]
    items: Vec<Entry>,
}

/// An entry with what it links to.
struct Linked<'e> {
    name: &'e str,
    /// The pages of this tree that the entry and those below it link to.
    pages: Vec<PageId>,
    items: Vec<Linked<'e>>,
}

impl<'e> Linked<'e> {
    fn of(entry: &'e Entry, index: &PageIndex, from: &str) -> Self {
        let own = entry.href.as_deref().and_then(|href| resolve_path(from, href)).and_then(|path| index.get(&path));
        let items: Vec<Self> = entry.items.iter().map(|item| Self::of(item, index, from)).collect();
        let pages = own.into_iter().chain(items.iter().flat_map(|item| item.pages.iter().copied())).collect();
        Self { name: &entry.name, pages, items }
    }
}

/// Finds the entry that holds nearly all pages while none below it does: its items are the areas.
fn deepest_common<'l>(entry: &'l Linked<'l>) -> &'l Linked<'l> {
    let all = entry.pages.len();
    let most = entry.items.iter().find(|item| item.pages.len() * 10 >= all * 9 && all > 0);
    most.map_or(entry, deepest_common)
}

/// Labels the pages of an entry with its name; of a large one, with the names of the entries below it.
fn label(entry: &Linked, above: &[String], labels: &mut [Vec<Label>]) {
    let own = Label::new(entry.name, above, Origin::Listed);
    let mut left: BTreeSet<PageId> = entry.pages.iter().copied().collect();
    if entry.pages.len() > DIVIDE_ABOVE && entry.items.len() > 1 && above.is_empty() {
        for item in &entry.items {
            label(item, &own.words, labels);
            item.pages.iter().for_each(|page| _ = left.remove(page));
        }
    }
    // A name without a letter or digit tells nothing.
    for page in left.into_iter().filter(|_| !own.words.is_empty()) {
        labels[page].push(own.clone());
    }
}

/// Reads `ms.subservice` or `ms.prod` of each page. A product that most of its files are named after is divided by the second
/// words of their names.
fn products(pages: &[Page]) -> Vec<Label> {
    let stated = |page: &Page| {
        let stated = ["ms.subservice", "ms.prod"].iter().find_map(|key| page.stated(key));
        let joined = stated.map(|name| words(name).join("-"));
        joined.filter(|name| !name.is_empty() && name.len() < 40)
    };
    let names: Vec<Option<String>> = pages.iter().map(stated).collect();
    let second = |page: &Page, name: &str| {
        let stem = stem(&page.path);
        let mut rest = stem.strip_prefix(name)?.strip_prefix('-')?.split('-');
        Some(rest.next()?.to_owned())
    };
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (page, name) in pages.iter().zip(&names) {
        if let Some(name) = name {
            let count = counts.entry(name).or_default();
            count.0 += 1;
            count.1 += usize::from(second(page, name).is_some_and(|word| verb_of(&word).is_none()));
        }
    }
    let product = |(page, name): (&Page, &Option<String>)| {
        let Some(name) = name else { return Label::default() };
        let divided = counts.get(name.as_str()).is_some_and(|(all, named)| named * 2 > *all);
        match second(page, name).filter(|word| divided && verb_of(word).is_none()) {
            Some(part) => Label::new(&format!("{name} {part}"), &[], Origin::Part),
            None => Label::new(name, &[], Origin::Product),
        }
    };
    pages.iter().zip(&names).map(product).collect()
}

/// Labels what the table of contents doesn't list: as most pages are of the same type, else of the same product, else those
/// that link to it, over and over, as what is labelled tells of more; else by the product. Parts of a product are what they
/// are, listed or not.
fn unlisted(pages: &[Page], index: &PageIndex, files: &FileNames, products: &[Label], labels: &mut [Vec<Label>]) {
    for (labels, product) in labels.iter_mut().zip(products).filter(|(_, product)| product.origin == Origin::Part) {
        *labels = vec![product.clone()];
    }
    let kin: Vec<Kin<'_>> =
        pages.iter().zip(products).map(|(page, product)| Kin::of(page, product, index, files)).collect();
    loop {
        let votes = AllVotes::of(&kin, labels);
        let silent =
            PageId::each(&kin).filter(|(id, kin)| kin.product.origin != Origin::Part && labels[*id].is_empty());
        let told: Vec<(PageId, Label)> =
            silent.filter_map(|(id, kin)| Some((id, votes.usual(&pages[id], id, kin)?.clone()))).collect();
        if told.is_empty() {
            break;
        }
        told.into_iter().for_each(|(id, label)| labels[id].push(label));
    }
    for (labels, product) in labels.iter_mut().zip(products).filter(|(labels, _)| labels.is_empty()) {
        let unstated = || Label::new("other", &[], Origin::Product);
        labels.push(if product.words.is_empty() { unstated() } else { product.clone() });
    }
}

/// What a page has in common with others.
struct Kin<'p> {
    /// The page of the type that its file is named after.
    owner: Option<PageId>,
    product: &'p Label,
    /// The pages that it links to, as often as it does.
    targets: Vec<PageId>,
}

impl<'p> Kin<'p> {
    fn of(page: &Page, product: &'p Label, index: &PageIndex, files: &FileNames) -> Self {
        let targets = page.links.iter().filter_map(|link| resolve_path(&page.path, split_anchor(&link.value).0));
        Self {
            owner: files.split(&page.path).map(|(owner, _)| owner),
            product,
            targets: targets.filter_map(|path| index.get(&path)).collect(),
        }
    }
}

/// What the labels of labelled pages say of others.
struct AllVotes<'l> {
    of_owner: Votes<'l, PageId>,
    of_product: Votes<'l, &'l Label>,
    of_target: Votes<'l, PageId>,
}

impl<'l> AllVotes<'l> {
    fn of(kin: &'l [Kin<'_>], labels: &'l [Vec<Label>]) -> Self {
        let mut votes = Self { of_owner: Votes::default(), of_product: Votes::default(), of_target: Votes::default() };
        for (kin, labels) in kin.iter().zip(labels) {
            let Some(label) = labels.first() else { continue };
            if let Some(owner) = kin.owner {
                votes.of_owner.add(owner, label);
            }
            votes.of_product.add(kin.product, label);
            kin.targets.iter().for_each(|target| votes.of_target.add(*target, label));
        }
        votes
    }

    fn usual(&self, page: &Page, id: PageId, kin: &'l Kin<'_>) -> Option<&'l Label> {
        let owned = || self.of_owner.most(&kin.owner?);
        let stated = || self.of_product.most(&kin.product).filter(|_| !kin.product.words.is_empty());
        // What everything links to says nothing of where it belongs.
        let linked = || self.of_target.most(&id).filter(|_| page.kind != PageKind::EnumCollection);
        owned().or_else(stated).or_else(linked)
    }
}

/// How often each label is given to the pages of something.
struct Votes<'l, K>(BTreeMap<K, BTreeMap<&'l Label, usize>>);

impl<K> Default for Votes<'_, K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'l, K: Ord> Votes<'l, K> {
    fn add(&mut self, of: K, label: &'l Label) {
        *self.0.entry(of).or_default().entry(label).or_default() += 1;
    }

    /// Returns the label that is given most often, of several the first.
    fn most(&self, of: &K) -> Option<&'l Label> {
        let most = self.0.get(of)?.iter().max_by_key(|(label, count)| (**count, std::cmp::Reverse(**label)))?;
        Some(most.0)
    }
}

/// Gives each label its short name; labels that mean the same get one.
fn names(sets: &BTreeSet<String>, labels: &[Vec<Label>]) -> BTreeMap<Label, String> {
    let all: BTreeSet<Label> = labels.iter().flatten().cloned().collect();
    let elsewhere = |of: &Label, word: &String| all.iter().any(|label| label != of && label.words.contains(word));
    let name = |label: &Label| {
        let all_words: Vec<&String> = label.words.iter().filter(|word| *word != AND).collect();
        let head: Vec<&String> = label.words.iter().take_while(|word| *word != AND).collect();
        // The first of two subjects is enough, if it isn't also another's.
        let free = |word: &String| !elsewhere(label, word) && !label.above.contains(word);
        let short = if !head.is_empty() && head.iter().all(|word| free(word)) { head } else { all_words };
        let whose = label.origin != Origin::Part && !label.words.iter().any(|word| word == AND);
        let name = match short.as_slice() {
            // What stands before the name of a set says whose it is.
            [_, .., set] if whose && sets.contains(*set) && same(label, set, &all) => vec![*set],
            [only] => label.above.iter().take(1).chain([*only]).collect(),
            words => words.to_vec(),
        };
        name.into_iter().map(String::as_str).collect::<Vec<_>>().join("-")
    };
    let mut names: BTreeMap<Label, String> = all.iter().map(|label| (label.clone(), name(label))).collect();
    // A product with a brand before it is the one without.
    let plain: BTreeSet<String> = names.values().cloned().collect();
    for (label, name) in names.iter_mut().filter(|(label, _)| label.origin == Origin::Product) {
        let ends = (1..label.words.len()).map(|start| label.words[start..].join("-"));
        if let Some(known) = ends.filter(|end| end != name).find(|end| plain.contains(end)) {
            *name = known;
        }
    }
    apart(&mut names);
    names
}

/// Keeps names of other scripts that sound alike apart.
fn apart(names: &mut BTreeMap<Label, String>) {
    let (others, plain): (Vec<Label>, Vec<Label>) = names.keys().cloned().partition(|label| !label.title.is_ascii());
    let mut taken: BTreeSet<String> = plain.iter().map(|label| names[label].clone()).collect();
    for label in others {
        let wanted = names[&label].clone();
        let numbered = (2..).map(|number: u32| format!("{wanted}-{number}"));
        let free = std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken.contains(name));
        let own = free.unwrap_or(wanted);
        taken.insert(own.clone());
        names.insert(label, own);
    }
}

/// Tells whether the last word of a label may stand for it: no other label has the word, unless it is all that one says.
fn same(label: &Label, word: &String, all: &BTreeSet<Label>) -> bool {
    let mut others = all.iter().filter(|other| *other != label && other.words.contains(word));
    others.all(|other| other.words.len() == 1)
}

/// Returns the names that stand before keys in request lines, in lower case.
fn sets(pages: &[Page]) -> BTreeSet<String> {
    let lines = pages.iter().flat_map(|page| &page.requests);
    let pairs = lines.flat_map(|line| line.path.segments.windows(2));
    let before_keys = pairs.filter_map(|pair| match pair {
        [Segment::Literal(name), Segment::Key(_)] => Some(name.to_ascii_lowercase()),
        _ => None,
    });
    before_keys.collect()
}

/// Joins an area of next to no operations with the one that its pages link to most, of the same product if there is one. What
/// the table of contents lists is a subject, however few operations it has.
fn join_crumbs(pages: &[Page], index: &PageIndex, listed: &BTreeMap<&String, &String>, of_page: &mut [Vec<String>]) {
    let is_operation = |page: &Page| page.kind == PageKind::Operation;
    let all = pages.iter().filter(|page| is_operation(page)).count();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (page, names) in pages.iter().zip(&*of_page) {
        for name in names {
            *counts.entry(name.clone()).or_default() += usize::from(is_operation(page));
        }
    }
    let is_crumb = |name: &String| counts[name] * LEAST_PART < all && (counts[name] == 0 || !listed.contains_key(name));
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for crumb in counts.keys().filter(|name| is_crumb(name)) {
        let mut links: BTreeMap<&String, usize> = BTreeMap::new();
        for (page, _) in pages.iter().zip(&*of_page).filter(|(_, names)| names.contains(crumb)) {
            let linked =
                page.links.iter().filter_map(|link| index.get(&resolve_path(&page.path, split_anchor(&link.value).0)?));
            for name in linked.flat_map(|id| &of_page[id]).filter(|name| !is_crumb(name)) {
                *links.entry(name).or_default() += 1;
            }
        }
        let kin = |name: &str| name.split('-').next() == crumb.split('-').next();
        let linked = links.iter().max_by_key(|(name, count)| (kin(name), **count, std::cmp::Reverse(**name)));
        let largest = counts.iter().filter(|(name, _)| kin(name) && !is_crumb(name));
        let largest = largest.max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name))).map(|(name, _)| name);
        let target = linked.map(|(name, _)| *name).filter(|name| kin(name)).or(largest);
        if let Some(target) = target.or(linked.map(|(name, _)| *name)) {
            joined.insert(crumb.clone(), target.clone());
        }
    }
    for names in of_page {
        for name in names.iter_mut() {
            if let Some(target) = joined.get(name) {
                name.clone_from(target);
            }
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
    }
}

/// Puts the area first where a page is at home, of several that list it: where most pages of the same type are, and of two
/// such the one with fewer pages.
fn at_home(pages: &[Page], files: &FileNames, of_page: &mut [Vec<String>]) {
    let owners: Vec<Option<PageId>> = pages.iter().map(|page| Some(files.split(&page.path)?.0)).collect();
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    let mut of_owner: BTreeMap<(PageId, String), usize> = BTreeMap::new();
    for (owner, names) in owners.iter().zip(&*of_page) {
        for name in names {
            *sizes.entry(name.clone()).or_default() += 1;
            if let Some(owner) = owner {
                *of_owner.entry((*owner, name.clone())).or_default() += 1;
            }
        }
    }
    for (owner, names) in owners.iter().zip(of_page) {
        let kin = |name: &String| owner.and_then(|owner| of_owner.get(&(owner, name.clone())).copied()).unwrap_or(0);
        names.sort_by_cached_key(|name| (std::cmp::Reverse(kin(name)), sizes[name]));
    }
}

/// So many types are named to say what an area is about.
const TYPES_NAMED: usize = 4;

/// Says what each area is about: the types that most of its operations are named after, or else its types.
fn about(pages: &[Page], files: &FileNames, of_page: &[Vec<String>]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<&String, BTreeMap<PageId, usize>> = BTreeMap::new();
    for (page, names) in pages.iter().zip(of_page).filter(|(page, _)| page.kind == PageKind::Operation) {
        let Some((owner, _)) = files.split(&page.path) else { continue };
        // What is at home elsewhere is only borrowed here.
        for name in names.iter().filter(|name| of_page[owner].first() == Some(name)) {
            *counts.entry(name).or_default().entry(owner).or_default() += 1;
        }
    }
    let named: BTreeSet<String> = counts.keys().map(|name| (*name).clone()).collect();
    for (id, (page, names)) in PageId::each(pages.iter().zip(of_page)) {
        if page.kind != PageKind::Resource {
            continue;
        }
        if let Some(name) = names.first().filter(|name| !named.contains(*name)) {
            counts.entry(name).or_default().insert(id, 1);
        }
    }
    let types = |counts: BTreeMap<PageId, usize>| {
        let mut most: Vec<(PageId, usize)> = counts.into_iter().collect();
        most.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let titles = most.iter().filter_map(|(id, _)| pages[*id].title.as_ref()?.value.split_whitespace().next());
        let mut named: Vec<String> = Vec::new();
        for words in titles.map(in_words) {
            if !named.contains(&words) {
                named.push(words);
            }
        }
        let more = if named.len() > TYPES_NAMED { " and more" } else { "" };
        format!("{}{more}.", named[..named.len().min(TYPES_NAMED)].join(", "))
    };
    counts.into_iter().map(|(name, counts)| (name.clone(), types(counts))).collect()
}

/// Writes a name in camel case as words: `calendarGroup` → `calendar group`.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    let mut before = None;
    for letter in name.chars() {
        if letter.is_uppercase() && before.is_some_and(char::is_lowercase) {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
        before = Some(letter);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_words() {
        let cases = [
            ("boat", "boat"),
            ("Boat", "boat"),
            ("boatCrewMember", "boat crew member"),
            ("macOSBoat", "mac osboat"),
            ("b2xBoat", "b2x boat"),
        ];
        for (name, words) in cases {
            assert_eq!(in_words(name), words);
        }
    }

    /// Names an area as it stands in the table of contents, below an entry, in front matter, or as a part of a product.
    #[test]
    fn names_are_short_and_one_for_each_subject() {
        let listed = |name, above| Label::new(name, &words(above), Origin::Listed);
        let product = |name| Label::new(name, &[], Origin::Product);
        let cases = [
            (listed("Boats and ferries", ""), "boats"),
            (listed("Personal notes", ""), "notes"),
            (listed("Chores and plans", ""), "chores-plans"),
            (listed("Own chores", ""), "own-chores"),
            (listed("Identity and sign-in", "Identity and access"), "identity-sign-in"),
            (listed("Governance", "Identity and access"), "identity-governance"),
            (listed("Cloud printing", "Devices and apps"), "cloud-printing"),
            (listed("Crews", ""), "crews"),
            (product("acme-crews"), "crews"),
            (product("harbours"), "harbours"),
            (product("acme-harbours"), "harbours"),
            (Label::new("acme sails", &[], Origin::Part), "acme-sails"),
        ];
        let sets = ["notes", "chores", "plans", "crews", "boats", "sails"].map(str::to_owned).into();
        let labels: Vec<Vec<Label>> = cases.iter().map(|(label, _)| vec![label.clone()]).collect();
        let names = names(&sets, &labels);
        for (label, name) in &cases {
            assert_eq!(names[label], *name, "{}", label.title);
        }
    }
}
