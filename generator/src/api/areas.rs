//! The areas that types and operations belong to: the table of contents where there is one, else the front matter.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::index::{PageIndex, resolve_path};
use super::{Area, AreaId, PageId};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::Page;
use crate::read::PageSource;
use crate::span::Span;

/// More pages than this, and an entry of the table of contents is divided into the entries below it.
const DIVIDE_ABOVE: usize = 260;

/// Finds the areas, sorted, and that of each page.
pub fn areas(
    pages: &[Page],
    index: &PageIndex,
    toc: Option<&PageSource>,
    found: &mut Vec<Diagnostic>,
) -> (Vec<Area>, Vec<AreaId>) {
    let mut labels: Vec<Option<String>> = vec![None; pages.len()];
    if let Some((root, toc)) = toc.and_then(|toc| Some((entries(toc, found)?, toc))) {
        let mut places = BTreeMap::new();
        for area in &deepest_common(&Linked::of(&root, index, &toc.path)).items {
            label(area, "", &mut places);
        }
        for (page, name) in places {
            // A name without a letter or digit tells nothing.
            labels[page] = Some(name).filter(|name| !slug(name).is_empty());
        }
    }
    let names = named(pages, labels);
    let slugs = slugs(&names);
    let titles: BTreeMap<&String, &String> = names.iter().rev().map(|name| (&slugs[name.as_str()], name)).collect();
    let areas = titles.iter().map(|(slug, title)| Area { name: (*slug).clone(), description: (*title).clone() });
    let keys: Vec<&&String> = titles.keys().collect();
    let ids = names.iter().map(|name| {
        let at = keys.binary_search(&&&slugs[name.as_str()]).unwrap_or_default();
        AreaId(u32::try_from(at).unwrap_or_default())
    });
    (areas.collect(), ids.collect())
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
    let (file, code) = (toc.path.clone(), Code::UnreadableFile);
    found.push(Diagnostic { file, span: Span::new(at..at), code, message, help });
    None
}

/// Returns the slug of each name. Names of other scripts that sound alike stay apart.
fn slugs(names: &[String]) -> BTreeMap<&str, String> {
    let distinct: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let (plain, others): (Vec<&str>, Vec<&str>) = distinct.into_iter().partition(|name| name.is_ascii());
    let mut slugs: BTreeMap<&str, String> = plain.into_iter().map(|name| (name, slug(name))).collect();
    let mut taken: BTreeSet<String> = slugs.values().cloned().collect();
    for name in others {
        let wanted = slug(name);
        let numbered = (2..).map(|number: u32| format!("{wanted}-{number}"));
        let free = std::iter::once(wanted.clone()).chain(numbered).find(|slug| !taken.contains(slug));
        let own = free.unwrap_or(wanted);
        taken.insert(own.clone());
        slugs.insert(name, own);
    }
    slugs
}

/// Names the area of each page: by its label; else by the one that most labelled pages of its product have; else by the
/// product.
fn named(pages: &[Page], labels: Vec<Option<String>>) -> Vec<String> {
    let products: Vec<String> = pages.iter().map(by_front_matter).collect();
    let mut votes: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (product, label) in products.iter().zip(&labels) {
        if let Some(label) = label {
            *votes.entry(product).or_default().entry(label).or_default() += 1;
        }
    }
    let usual = |product: &str| {
        let most = votes.get(product)?.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)))?;
        Some((*most.0).to_owned())
    };
    let all = products.iter().zip(&labels);
    all.map(|(product, label)| label.clone().or_else(|| usual(product)).unwrap_or_else(|| product.clone())).collect()
}

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
fn label(entry: &Linked, above: &str, labels: &mut BTreeMap<PageId, String>) {
    let name = if above.is_empty() { entry.name.to_owned() } else { format!("{above} {}", entry.name) };
    if entry.pages.len() > DIVIDE_ABOVE && entry.items.len() > 1 && above.is_empty() {
        entry.items.iter().for_each(|item| label(item, entry.name, labels));
    }
    for page in &entry.pages {
        labels.entry(*page).or_insert_with(|| name.clone());
    }
}

/// Reads `ms.subservice` or `ms.prod`; divides a large product by the second part of its file names.
fn by_front_matter(page: &Page) -> String {
    let stated = ["ms.subservice", "ms.prod"].iter().find_map(|key| page.stated(key));
    let name = stated.map(slug).filter(|name| !name.is_empty() && name.len() < 40);
    let file = page.path.rsplit('/').next().unwrap_or_default();
    let mut parts = file.split(['-', '_']);
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match name {
        Some(name) if name == first && !second.contains('.') => format!("{name} {second}"),
        Some(name) => name,
        None => "other".to_owned(),
    }
}

/// Joins the words of a name with `-`, in lower case and in ASCII.
fn slug(name: &str) -> String {
    let name = if name.is_ascii() { name.into() } else { Cow::from(deunicode::deunicode(name)) };
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> =
        words.filter(|word| !word.eq_ignore_ascii_case("and")).map(str::to_ascii_lowercase).collect();
    words.join("-")
}
