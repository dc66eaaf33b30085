//! What holds for whatever is generated, whatever the pages say.

use std::collections::BTreeSet;

use msgraph_codegen::emit::GeneratedFile;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use syn::visit::{self, Visit};

/// The number of characters that names of types, modules and files have at most.
pub const LONGEST: usize = 60;

/// Panics if a file isn't Rust, if text of a page got out of its comment or literal, or if a name is too long or twice there.
pub fn check(files: &[GeneratedFile]) {
    let mut paths = BTreeSet::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        assert!(name.len() <= LONGEST + 5, "{}: a long name", file.path);
        assert!(paths.insert(file.path.to_lowercase()), "{}: there is another one", file.path);
        if !name.ends_with(".jsonl") {
            let odd = file.text.chars().find(|c| c.is_control() && *c != '\n' || turns(*c));
            assert_eq!(odd, None, "{}: a character that can't be seen", file.path);
        }
        if name.ends_with(".rs") {
            rust(file);
        }
    }
}

fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Where modules are that doctests don't see.
const UNSEEN: &str = "/client/src/areas/";

fn rust(file: &GeneratedFile) {
    let items = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
    let mut walk = Walk { path: &file.path };
    walk.visit_file(&items);
}

/// Tells whether an attribute hides an item from doctests.
fn hides(attribute: &syn::Attribute) -> bool {
    let condition = attribute.meta.require_list().map(|list| list.tokens.to_string().replace(' ', ""));
    attribute.path().is_ident("cfg") && condition.is_ok_and(|condition| condition == "not(doctest)")
}

struct Walk<'a> {
    path: &'a str,
}

impl Walk<'_> {
    fn name(&self, ident: &syn::Ident) {
        assert!(ident.to_string().len() <= LONGEST, "{}: `{ident}` is long", self.path);
    }

    /// Checks the documentation of one item: nothing of it is HTML or code that rustdoc would run.
    fn docs(&self, attributes: &[syn::Attribute], may_teach: bool) {
        let mut text = String::new();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
            let syn::Meta::NameValue(pair) = &attribute.meta else { continue };
            let line = match &pair.value {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) => line.value(),
                // The body of an example, in its block of code.
                _ => "{}".to_owned(),
            };
            text.push_str(line.strip_prefix(' ').unwrap_or(&line));
            text.push('\n');
        }
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => panic!("{}: `{html}` is HTML in:\n{text}", self.path),
                Event::Start(Tag::CodeBlock(kind)) if !may_teach => match kind {
                    CodeBlockKind::Fenced(info) if ["http", "text"].contains(&&*info) => {}
                    CodeBlockKind::Fenced(info) if &*info == "rust" && self.path.contains(UNSEEN) => {}
                    kind => panic!("{}: {kind:?} would be run in:\n{text}", self.path),
                },
                Event::FootnoteReference(name) => panic!("{}: `{name}` is a footnote in:\n{text}", self.path),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_file(&mut self, file: &'ast syn::File) {
        // The first page of a crate teaches, by code that is run.
        self.docs(&file.attrs, self.path.ends_with("lib.rs"));
        file.items.iter().for_each(|item| self.visit_item(item));
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Struct(item) => {
                self.name(&item.ident);
                self.docs(&item.attrs, false);
            }
            syn::Item::Enum(item) => {
                self.name(&item.ident);
                self.docs(&item.attrs, false);
            }
            syn::Item::Mod(item) => {
                let is_client = self.path.ends_with("/client/src/lib.rs");
                assert!(!is_client || item.attrs.iter().any(hides), "{}: doctests run {}", self.path, item.ident);
                self.name(&item.ident);
                self.docs(&item.attrs, false);
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.docs(&field.attrs, false);
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.docs(&variant.attrs, false);
        visit::visit_variant(self, variant);
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        match item {
            syn::ImplItem::Const(item) => self.docs(&item.attrs, false),
            syn::ImplItem::Fn(item) => self.docs(&item.attrs, false),
            _ => {}
        }
    }
}
