//! Finding pages by link and types by name; which page speaks of which type.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::rows::signature;
use super::{Bases, PageId, Source, Type, TypeId};
use crate::diagnostic::Known;
use crate::page::{Annotation, AnnotationKind, Page};

pub use crate::page::says::DEFAULT_NAMESPACE;

/// The pages by path, ignoring case.
#[derive(Clone, Debug, Default)]
pub struct PageIndex {
    by_path: BTreeMap<String, PageId>,
}

impl PageIndex {
    /// Indexes the pages in their order.
    pub fn new(pages: &[Page]) -> Self {
        let by_path = (0..).zip(pages).map(|(at, page)| (page.path.to_ascii_lowercase(), PageId(at))).collect();
        Self { by_path }
    }

    /// Finds the page that a link on another page leads to, and the anchor on it.
    pub fn follow<'t>(&self, from: &str, target: &'t str) -> Option<(PageId, Option<&'t str>)> {
        let (path, anchor) = split_anchor(target);
        let path = if path.is_empty() { from.to_ascii_lowercase() } else { resolve_path(from, path)? };
        let page = self.by_path.get(&path).copied()?;
        Some((page, anchor))
    }

    /// Finds the page at a path relative to the docs tree.
    pub fn get(&self, path: &str) -> Option<PageId> {
        self.by_path.get(&path.to_ascii_lowercase()).copied()
    }
}

/// Splits a link target into the path, without its query, and the anchor.
pub fn split_anchor(target: &str) -> (&str, Option<&str>) {
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    (path.split('?').next().unwrap_or_default(), anchor)
}

/// Returns the path of a linked file relative to the docs tree, in lower case; none where the link leads out of the
/// reference.
pub fn resolve_path(from: &str, target: &str) -> Option<String> {
    let mut target = target.trim().to_ascii_lowercase();
    if target.contains('\\') {
        target = target.replace('\\', "/");
    }
    let published = ["/graph/api/", "https://docs.microsoft.com/graph/api/", "https://learn.microsoft.com/graph/api/"];
    if let Some(rest) = published.iter().find_map(|prefix| target.strip_prefix(prefix)) {
        let version = from.split('/').next().unwrap_or_default();
        let folder = if rest.starts_with("resources/") { "" } else { "api/" };
        return Some(format!("{}/{folder}{rest}.md", version.to_ascii_lowercase()));
    }
    if target.starts_with('/') || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let mut path = String::with_capacity(from.len() + target.len());
    path.push_str(from.rsplit_once('/').map_or("", |(folder, _)| folder));
    path.make_ascii_lowercase();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            name => {
                path.push_str(if path.is_empty() { "" } else { "/" });
                path.push_str(name);
            }
        }
    }
    Some(path)
}

/// Returns the target by which one file names another one, both relative to the docs tree.
pub fn relative(from: &str, to: &str) -> String {
    let folders = |path: &str| path.split('/').count() - 1;
    let shared = from.split('/').zip(to.split('/')).take(folders(from)).take_while(|(one, other)| one == other).count();
    let shared = shared.min(folders(to));
    let rest: Vec<&str> = to.split('/').skip(shared).collect();
    "../".repeat(folders(from) - shared) + &rest.join("/")
}

/// The types by qualified and by simple name, ignoring case.
#[derive(Clone, Debug, Default)]
pub struct TypeIndex {
    qualified: BTreeMap<String, TypeId>,
    simple: BTreeMap<String, Vec<TypeId>>,
    /// The simple names by what is like them, once somebody asks.
    alike: OnceLock<Known>,
}

impl TypeIndex {
    /// Indexes the types in their order.
    pub fn new(types: &[Type]) -> Self {
        let mut index = Self::default();
        for (id, ty) in TypeId::each(types) {
            let simple = ty.name.to_ascii_lowercase();
            index.qualified.insert(format!("{}.{simple}", ty.namespace.to_ascii_lowercase()), id);
            index.simple.entry(simple).or_default().push(id);
        }
        index
    }

    /// Finds the type of a qualified name, or of a simple name in a namespace, in the default namespace, or anywhere if unique.
    pub fn find(&self, name: &str, namespace: &str) -> Option<TypeId> {
        let name = name.trim_start_matches('#').to_ascii_lowercase();
        if let Some(id) = self.qualified.get(&name) {
            return Some(*id);
        }
        let simple = name.rsplit('.').next().unwrap_or_default();
        [namespace, DEFAULT_NAMESPACE]
            .iter()
            .find_map(|space| self.qualified.get(&format!("{}.{simple}", space.to_ascii_lowercase())).copied())
            .or_else(|| match self.simple.get(simple)?.as_slice() {
                [only] => Some(*only),
                _ => None,
            })
    }

    /// Finds the type whose simple name another one was meant to be.
    pub fn near(&self, name: &str) -> Option<TypeId> {
        let near = self.alike().near(&name.to_ascii_lowercase())?;
        self.simple.get(near)?.first().copied()
    }

    /// Finds the only type that a misspelled simple name may mean.
    pub fn sure(&self, name: &str) -> Option<TypeId> {
        let sure = self.alike().sure(&name.to_ascii_lowercase())?;
        if let [only] = self.simple.get(sure)?.as_slice() { Some(*only) } else { None }
    }

    fn alike(&self) -> &Known {
        self.alike.get_or_init(|| Known::new(self.simple.keys().map(String::as_str)))
    }
}

/// The types, and where each page speaks of which.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// All types, sorted, still without members and links.
    pub types: Vec<Type>,
    /// The types by name; the paths are walked with it, too.
    pub index: Arc<TypeIndex>,
    /// Which types derive from which; nothing before [`inherit`](super::inherit) has found it out.
    pub bases: Arc<Bases>,
    /// The structured types of each page in the order of the page; the first one is its main type.
    pub of_page: Vec<Vec<TypeId>>,
    /// The enum types of sections and pages: page and section (none for the whole page) to type.
    pub of_section: BTreeMap<(PageId, Option<usize>), TypeId>,
    /// The root entity type, where the pages follow the convention that all entity types derive from one.
    pub root: Option<TypeId>,
    /// The enum types by the names of their members, see [`signature`].
    pub by_members: BTreeMap<Vec<String>, Vec<TypeId>>,
}

impl Declarations {
    /// Returns the one enum type that has these members, all of them and no other.
    pub fn enum_of(&self, values: &[String]) -> Option<TypeId> {
        match self.by_members.get(&signature(values.iter().map(String::as_str)))?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// Finds the annotation of a type on a page: the one that names it, or the one that declares it by a name of its own.
pub fn annotation_of<'p>(page: &'p Page, ty: &Type) -> Option<&'p Annotation> {
    let all = || page.annotations.iter().filter(|a| a.kind == AnnotationKind::Resource);
    let named = all().find(|a| {
        let simple = a.facts.ty().and_then(|name| name.rsplit(['.', '#']).next());
        simple.is_some_and(|simple| simple.trim().eq_ignore_ascii_case(&ty.name))
    });
    let declares = |a: &&Annotation| ty.evidence.source == Source::Annotation && ty.evidence.span == a.span;
    named.or_else(|| all().find(declares))
}

/// Takes letter case and punctuation out of a name, by which people write the same one differently.
pub fn squeezed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
