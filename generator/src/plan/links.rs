//! Where the links of pages lead in documentation.

use std::collections::BTreeMap;

use crate::api::{Api, PageId, TypeId, index};
use crate::page::Link;

use super::types::Types;

/// Leads links to Rust items where there are some, and to published pages otherwise.
#[derive(Clone, Debug, Default)]
pub struct Links<'a> {
    pages: BTreeMap<String, (PageId, Option<(TypeId, &'a str)>)>,
    urls: Vec<&'a str>,
    paths: Vec<&'a str>,
}

/// The folder of the site that has the pages; a link that starts with `/` is relative to it.
const SITE: &str = "https://learn.microsoft.com";

impl<'a> Links<'a> {
    /// Collects the links of all pages.
    pub fn new(api: &'a Api, types: &'a Types) -> Self {
        let mut pages: BTreeMap<String, (PageId, Option<(TypeId, &str)>)> =
            (0..).zip(&api.pages).map(|(id, page)| (page.path.to_ascii_lowercase(), (PageId(id), None))).collect();
        for (id, ty) in (0..).zip(&api.types) {
            let name = types.entry(TypeId(id)).name.as_deref().map(|name| (TypeId(id), name));
            let page = ty.pages.first().map(|page| &api.pages[*page]);
            if let Some((_, item)) = page.and_then(|page| pages.get_mut(&page.path.to_ascii_lowercase())) {
                *item = item.or(name);
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
        match page {
            Some((_, Some((id, item)))) if visible(*id) => Some(format!("{prefix}{item}")),
            Some((id, _)) => {
                let url = Some(self.urls[*id]).filter(|url| !url.is_empty())?;
                Some(anchor.map_or_else(|| url.to_string(), |anchor| format!("{url}#{anchor}")))
            }
            None if target.starts_with("https://") || target.starts_with("http://") => Some(target.to_string()),
            None if target.starts_with('/') && !target.starts_with("//") => Some(format!("{SITE}{target}")),
            None => None,
        }
    }
}
