//! Where the links of pages lead in documentation.

use std::collections::BTreeMap;

use crate::api::{Api, PageId, Type, TypeId, index};
use crate::page::Link;

use super::types::{Types, structure};

/// Leads links to Rust items where there are some, and to published pages otherwise.
#[derive(Clone, Debug, Default)]
pub struct Links<'a> {
    pages: BTreeMap<String, Target<'a>>,
    urls: Vec<&'a str>,
    paths: Vec<&'a str>,
}

/// What a link to a page may mean.
#[derive(Clone, Debug, Default)]
struct Target<'a> {
    page: PageId,
    /// The types that the page describes, its main one first.
    items: Vec<Item<'a>>,
}

/// A type with a name in Rust.
#[derive(Clone, Copy, Debug)]
struct Item<'a> {
    id: TypeId,
    /// Its wire name.
    wire: &'a str,
    /// Its name in Rust.
    name: &'a str,
}

impl<'a> Target<'a> {
    /// Returns the type that a link means: the one that its anchor or its text names, else the main one of the page.
    fn item(&self, anchor: Option<&str>, text: &str) -> Option<Item<'a>> {
        let named = |name: &str| self.items.iter().find(|item| item.wire.eq_ignore_ascii_case(name));
        let section = anchor.map(|anchor| anchor.split_once('-').map_or(anchor, |(name, _)| name));
        let simple = text.trim().rsplit('.').next().unwrap_or_default();
        section.and_then(named).or_else(|| named(simple)).or(self.items.first()).copied()
    }
}

/// The folder of the site that has the pages; a link that starts with `/` is relative to it.
const SITE: &str = "https://learn.microsoft.com";

impl<'a> Links<'a> {
    /// Collects the links of all pages.
    pub fn new(api: &'a Api, types: &'a Types) -> Self {
        let target = |page| Target { page, items: Vec::new() };
        let mut pages: BTreeMap<String, Target> =
            PageId::each(&api.pages).map(|(id, page)| (page.path.to_ascii_lowercase(), target(id))).collect();
        // An enum type on the page of a structured one is a part of what that is about.
        let mut order: Vec<(TypeId, &Type)> = TypeId::each(&api.types).collect();
        order.sort_by_key(|(_, ty)| (structure(ty).is_none(), ty.evidence));
        for (id, ty) in order {
            let page = ty.pages.first().map(|page| api.pages[*page].path.to_ascii_lowercase());
            let target = page.and_then(|page| pages.get_mut(&page));
            if let (Some(target), Some(name)) = (target, types.entry(id).name.as_deref()) {
                target.items.push(Item { id, wire: &ty.name, name });
            }
        }
        let urls = api.pages.iter().map(|page| page.url.as_str()).collect();
        let paths = api.pages.iter().map(|page| page.path.as_str()).collect();
        Self { pages, urls, paths }
    }

    /// Finds where a link on a page leads: to a type if it is visible, with `prefix` before its name, else to an
    /// address.
    pub fn target(&self, from: PageId, link: &Link, prefix: &str, visible: impl Fn(TypeId) -> bool) -> Option<String> {
        let target = link.target.trim();
        let from = self.paths[from];
        let (path, anchor) = index::split_anchor(target);
        let page = index::resolve_path(from, path).and_then(|path| self.pages.get(&path));
        let Some(page) = page else {
            let rooted = target.starts_with('/') && !target.starts_with("//");
            let is_url = target.starts_with("https://") || target.starts_with("http://");
            return if rooted { Some(format!("{SITE}{target}")) } else { is_url.then(|| target.to_string()) };
        };
        if let Some(item) = page.item(anchor, &link.text).filter(|item| visible(item.id)) {
            return Some(format!("{prefix}{}", item.name));
        }
        let url = Some(self.urls[page.page]).filter(|url| !url.is_empty())?;
        Some(anchor.map_or_else(|| url.to_string(), |anchor| format!("{url}#{anchor}")))
    }
}
