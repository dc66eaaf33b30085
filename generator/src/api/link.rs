//! What the type expressions of cells and links mean: by link target first, then by namespace, then by name.

use std::collections::BTreeMap;

use super::index::{Declarations, PageIndex, resolve_path, split_anchor};
use super::{PageId, Type, TypeId, TypeOf, TypeRef, primitives};
use crate::diagnostic::{Code, Diagnostic, meant};
use crate::page::says::TypeWords;
use crate::page::{Page, Rows, TypeExpr};
use crate::span::Span;

/// The folder that the pages of types are in.
const TYPES_IN: &str = "/resources/";

/// What is needed to look a type up.
#[derive(Clone, Copy)]
pub struct Linker<'a> {
    /// The pages.
    pub pages: &'a [Page],
    /// The pages by path.
    pub page_index: &'a PageIndex,
    /// The types.
    pub types: &'a Declarations,
    /// The pages whose method tables list an operation, by the operation's page.
    pub method_tables: &'a BTreeMap<PageId, Vec<PageId>>,
}

impl Linker<'_> {
    /// Links the type of a cell; untyped with a finding where it names nothing known.
    pub fn type_ref(&self, on: PageId, expr: &TypeExpr, diagnostics: &mut Vec<Diagnostic>) -> TypeRef {
        self.cell(on, expr, Some(diagnostics))
    }

    /// Links the type of a cell, the findings of which another pass has.
    pub fn type_ref_quietly(&self, on: PageId, expr: &TypeExpr) -> TypeRef {
        self.cell(on, expr, None)
    }

    fn cell(&self, on: PageId, expr: &TypeExpr, diagnostics: Option<&mut Vec<Diagnostic>>) -> TypeRef {
        let of = if expr.alternatives.is_empty() {
            self.single(on, expr, diagnostics)
        } else {
            self.common_base(on, expr, diagnostics)
        };
        TypeRef { collection: expr.collection, of }
    }

    /// Finds the nearest base that the types of a cell share, or the first of primitive ones; untyped where they share none, or
    /// one of them isn't known.
    fn common_base(&self, on: PageId, expr: &TypeExpr, diagnostics: Option<&mut Vec<Diagnostic>>) -> TypeOf {
        let links = expr.alternatives.iter().map(|link| (link.text.as_str(), Some(link.target.as_str())));
        let offered: Vec<(&str, Option<TypeOf>)> = std::iter::once((expr.name.as_str(), expr.target.as_deref()))
            .chain(links)
            .map(|(name, target)| (name, self.offered(on, name, target.filter(|target| !target.is_empty()))))
            .collect();
        if let Some(diagnostics) = diagnostics {
            let unknown = offered.iter().filter(|(_, of)| of.is_none());
            let page = &self.pages[on];
            diagnostics.extend(unknown.map(|(name, _)| self.undefined(page, name, expr.span, Code::UndefinedType)));
        }
        let known: Vec<TypeOf> = offered.into_iter().map(|(_, of)| of.unwrap_or_default()).collect();
        if matches!(known[0], TypeOf::Primitive(_)) {
            return known[0];
        }
        let ids: Option<Vec<TypeId>> = known.iter().map(|of| TypeRef::one(*of).named()).collect();
        ids.and_then(|ids| self.types.bases.shared(ids.into_iter())).map_or(TypeOf::Untyped, TypeOf::Named)
    }

    /// Finds one of the types that a cell offers, by its link or by its name.
    fn offered(&self, on: PageId, name: &str, target: Option<&str>) -> Option<TypeOf> {
        match target {
            Some(target) => self.linked(on, target, name).map(TypeOf::Named),
            None => primitives::find(name).or_else(|| self.find(on, name).map(TypeOf::Named)),
        }
    }

    fn single(&self, on: PageId, expr: &TypeExpr, diagnostics: Option<&mut Vec<Diagnostic>>) -> TypeOf {
        let page = &self.pages[on];
        let linked = expr.target.as_deref().and_then(|target| self.linked(on, target, &expr.name));
        let primitive = primitives::find(&expr.name);
        if let Some(id) = linked {
            let named = self.types.index.find(&expr.name, &page.says.namespace);
            let primitive_text = primitive.filter(|_| !self.is_called(id, &expr.name));
            let differs = named.is_some_and(|named| named != id) || primitive_text.is_some();
            if let Some(diagnostics) = diagnostics.filter(|_| differs) {
                let target = self.types.types[id].name.clone();
                let message = format!("the text `{}` links to the page of `{target}`", expr.name);
                diagnostics.push(diagnostic(page, expr.span, Code::Disagreement, message));
            }
            return primitive_text.unwrap_or(TypeOf::Named(id));
        }
        let defined = self.types.index.find(&expr.name, &page.says.namespace);
        // Where a page defines the type that untyped JSON is called by, cells mean that.
        if let Some(of) = primitive.filter(|of| *of != TypeOf::Untyped || defined.is_none()) {
            return of;
        }
        defined.map_or_else(
            || {
                if let Some(diagnostics) = diagnostics {
                    diagnostics.push(self.undefined(page, &expr.name, expr.span, Code::UndefinedType));
                }
                TypeOf::Untyped
            },
            TypeOf::Named,
        )
    }

    /// Returns the type that words name: by their link, which must lead to a structured type, else by their name.
    pub fn named(&self, on: PageId, words: &TypeWords) -> Option<TypeRef> {
        let is_structured = |id: &TypeId| self.types.types[*id].structure().is_some();
        let of = match &words.target {
            Some(target) => TypeOf::Named(self.linked(on, target, &words.name).filter(is_structured)?),
            None => primitives::find(&words.name).or_else(|| self.find(on, &words.name).map(TypeOf::Named))?,
        };
        Some(TypeRef { collection: words.collection, of })
    }

    /// Returns the type that words name; of several of which it is one, their common base, which nothing tells where the page
    /// of one of them is missing.
    pub fn one_of(&self, on: PageId, types: &[TypeWords]) -> Option<TypeRef> {
        if types.len() > 1 && types.iter().any(|words| self.is_missing(on, words)) {
            return Some(TypeRef { collection: types[0].collection, of: TypeOf::Untyped });
        }
        let of_structures = |ty: &TypeRef| ty.named().filter(|id| self.types.types[*id].structure().is_some());
        let found: Vec<TypeRef> = types.iter().filter_map(|words| self.named(on, words)).collect();
        let ids: Vec<TypeId> = found.iter().filter_map(of_structures).collect();
        match ids.as_slice() {
            [] => found.first().copied(),
            [only] => found.into_iter().find(|ty| ty.named() == Some(*only)),
            [..] => {
                let shared = self.types.bases.shared(ids.into_iter()).map_or(TypeOf::Untyped, TypeOf::Named);
                Some(TypeRef { of: shared, ..found[0] })
            }
        }
    }

    /// Tells whether words link to a page of a type that isn't in the tree.
    pub fn is_missing(&self, on: PageId, words: &TypeWords) -> bool {
        let Some(target) = &words.target else { return false };
        let path = resolve_path(&self.pages[on].path, split_anchor(target).0);
        let of_type = path.is_some_and(|path| path.contains(TYPES_IN) && self.page_index.get(&path).is_none());
        of_type && self.linked(on, target, &words.name).is_none()
    }

    /// Returns the type that a name means on a page.
    pub fn find(&self, on: PageId, name: &str) -> Option<TypeId> {
        self.types.index.find(name, &self.pages[on].says.namespace)
    }

    /// Finds the type that a link leads to: the enum type of an anchor, else the type of the page that the text names, else
    /// its first.
    pub fn linked(&self, on: PageId, target: &str, text: &str) -> Option<TypeId> {
        let from = &self.pages[on].path;
        let Some((page, anchor)) = self.page_index.follow(from, target) else {
            return self.by_file_name(on, target);
        };
        let by_anchor = anchor.and_then(|anchor| self.anchored(page, anchor));
        if by_anchor.is_some() {
            return by_anchor;
        }
        let types = &self.types.of_page[page];
        let named = types.iter().find(|id| self.is_called(**id, text));
        let whole_page = self.types.of_section.get(&(page, None));
        let on_sections = || {
            let sections = self.types.of_section.range((page, None)..=(page, Some(usize::MAX)));
            sections.map(|(_, id)| *id).find(|id| self.is_called(*id, text))
        };
        named.copied().or(whole_page.copied()).or_else(on_sections).or_else(|| types.first().copied())
    }

    /// Returns the types whose method tables list the page of an operation.
    pub fn method_table_types(&self, operation: PageId) -> Vec<TypeId> {
        let listed = self.method_tables.get(&operation).map(Vec::as_slice).unwrap_or_default();
        listed.iter().filter_map(|page| self.types.of_page[*page].first().copied()).collect()
    }

    /// Tells whether a type has this simple or qualified name, ignoring case.
    pub fn is_called(&self, id: TypeId, name: &str) -> bool {
        let simple = name.rsplit('.').next().unwrap_or(name);
        self.types.types[id].name.eq_ignore_ascii_case(simple)
    }

    /// Finds the enum type that an anchor names: that of a section with this anchor, else `x` of `#x-values`.
    fn anchored(&self, page: PageId, anchor: &str) -> Option<TypeId> {
        let anchor = anchor.to_ascii_lowercase();
        let sections = &self.pages[page].sections;
        let section = sections.iter().position(|section| section.anchor().eq_ignore_ascii_case(&anchor));
        let described = section.and_then(|at| self.types.of_section.get(&(page, Some(at))).copied());
        described.or_else(|| {
            let name = ["-values", "-enumeration", "-enum"].iter().find_map(|end| anchor.strip_suffix(end))?;
            self.types.index.find(name, &self.pages[page].says.namespace)
        })
    }

    /// Finds the type whose page would have this file name, for links to pages that aren't in the tree.
    fn by_file_name(&self, on: PageId, target: &str) -> Option<TypeId> {
        let (path, anchor) = split_anchor(target);
        let is_relative = !path.starts_with('/') && !path.contains("://");
        if !is_relative && !path.contains("/graph/api/resources/") {
            return None; // Documentation of something else.
        }
        let file = path.rsplit(['/', '\\']).next()?;
        let stem = file.strip_suffix(".md").unwrap_or(file);
        let name = anchor
            .and_then(|a| a.strip_suffix("-values"))
            .unwrap_or_else(|| stem.rsplit(['-', '_']).next().unwrap_or(stem));
        self.types.index.find(name, &self.pages[on].says.namespace)
    }

    /// Makes a finding about a name that no page defines, with the nearest name there is. It was surely meant if the page links to
    /// its page.
    pub fn undefined(&self, page: &Page, name: &str, span: Span, code: Code) -> Diagnostic {
        let simple = name.rsplit('.').next().unwrap_or(name);
        let near = self.types.index.near(simple).map(|id| &self.types.types[id]);
        let linked = |ty: &&Type| {
            let mut links = page.links.iter().filter_map(|link| self.page_index.follow(&page.path, &link.value));
            links.any(|(to, _)| ty.pages.contains(&to))
        };
        let sure = near.and_then(|_| self.types.index.sure(simple)).map(|id| &self.types.types[id]).filter(linked);
        let finding = diagnostic(page, span, code, format!("no page defines the type `{name}`"));
        let near = near.map(|ty| ty.name.as_str()).or_else(|| crate::page::primitives::near(name));
        finding.with_help(near.map(meant)).with_slip(simple, sure.map(|ty| ty.name.as_str()))
    }
}

/// Makes a finding on a page.
pub fn diagnostic(page: &Page, span: Span, code: Code, message: String) -> Diagnostic {
    Diagnostic::new(&page.path, span, code, message)
}

/// Finds the pages whose method tables link to each page.
pub fn method_table_pages(pages: &[Page], index: &PageIndex) -> BTreeMap<PageId, Vec<PageId>> {
    let mut listed: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    for (id, page) in PageId::each(pages) {
        for table in &page.tables {
            let Rows::Methods(rows) = &table.rows else { continue };
            for row in rows {
                if let Some((to, _)) = index.follow(&page.path, &row.method.target) {
                    let by = listed.entry(to).or_default();
                    if by.last() != Some(&id) {
                        by.push(id);
                    }
                }
            }
        }
    }
    listed
}
