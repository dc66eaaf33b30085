//! The areas that types and operations belong to: the table of contents where there is one, else the front matter.

use std::collections::BTreeMap;

use super::index::{PageIndex, resolve_path};
use super::{Area, AreaId, PageId};
use crate::page::Page;
use crate::read::PageSource;

/// More pages than this, and an entry of the table of contents is divided into the entries below it.
const DIVIDE_ABOVE: usize = 260;

/// Finds the areas, sorted, and that of each page.
pub fn areas(pages: &[Page], index: &PageIndex, toc: Option<&PageSource>) -> (Vec<Area>, Vec<AreaId>) {
    let mut labels: Vec<Option<String>> = vec![None; pages.len()];
    if let Some(entries) = toc.and_then(|toc| serde_yaml::from_str::<Entry>(&toc.text).ok().map(|entry| (entry, toc))) {
        let (root, toc) = entries;
        let mut places = BTreeMap::new();
        for area in &deepest_common(&Linked::of(&root, index, &toc.path)).items {
            label(area, "", &mut places);
        }
        for (page, name) in places {
            labels[page] = Some(name);
        }
    }
    let names = named(pages, labels);
    let mut distinct: BTreeMap<String, usize> = BTreeMap::new();
    for name in &names {
        *distinct.entry(slug(name)).or_default() += 1;
    }
    let titles: BTreeMap<String, &String> = names.iter().rev().map(|name| (slug(name), name)).collect();
    let areas = distinct.keys().map(|slug| Area { name: slug.clone(), description: titles[slug].clone() });
    let keys: Vec<&String> = distinct.keys().collect();
    let ids = names.iter().map(|name| {
        let at = keys.binary_search(&&slug(name)).unwrap_or_default();
        AreaId(u32::try_from(at).unwrap_or_default())
    });
    (areas.collect(), ids.collect())
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

/// Joins the words of a name with `-`, in lower case.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> =
        words.filter(|word| !word.eq_ignore_ascii_case("and")).map(str::to_ascii_lowercase).collect();
    words.join("-")
}
