//! The rules that the sources keep: layering, module docs, order, marks. See `generator/ARCHITECTURE.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use msgraph_codegen::write::MARK;
use syn::visit::{self, Visit};

/// What each module may import from this crate: the stage before it, and what stands beside the pipeline. A longer path
/// allows only that type.
const LAYERS: [(&str, &[&str]); 12] = [
    ("span", &[]),
    ("diagnostic", &["span", "read::DocsTree"]),
    ("ledger", &["span", "read::DocsTree"]),
    ("read", &["span", "diagnostic"]),
    ("page", &["span", "diagnostic", "ledger", "read::PageSource", "read::Folder"]),
    ("api", &["span", "diagnostic", "ledger", "page", "read::PageSource", "read::Folder"]),
    ("lint", &["span", "diagnostic", "ledger", "page", "api", "read::DocsVersion", "read::PageSource", "read::Folder"]),
    ("plan", &["span", "diagnostic", "ledger", "api", "page::Prose", "page::Inline", "page::Link", "page::Message"]),
    ("emit", &["plan"]),
    ("write", &["emit::GeneratedFile"]),
    ("export", &["api", "page::Prose"]),
    // What the crates call things is part of what changes.
    ("diff", &["api", "export", "plan", "span::Lines", "read::DocsTree"]),
];

/// The folders at the top; there is no other but dot folders and what Cargo makes.
const FOLDERS: [&str; 5] = ["docs-input", "generated", "generator", "tests", "xtask"];
const FILES: [&str; 10] = [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "RELEASING.md",
    "clippy.toml",
    "rustfmt.toml",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// All files below a folder, as paths relative to the root with their text; folders that Cargo makes are left out.
fn texts(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != "target" {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The Rust files below a folder.
fn rust(folder: &str) -> Vec<(String, String)> {
    texts(folder).into_iter().filter(|(path, _)| path.ends_with(".rs")).collect()
}

fn check(what: &str, offences: Vec<String>) {
    assert!(offences.is_empty(), "{what}:\n  {}", offences.join("\n  "));
}

#[test]
fn top_level() {
    let mut offences = Vec::new();
    for entry in fs::read_dir(root()).expect("the root").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let known =
            if entry.path().is_dir() { FOLDERS.contains(&name.as_str()) } else { FILES.contains(&name.as_str()) };
        if !known && !name.starts_with('.') && name != "target" {
            offences.push(name);
        }
    }
    check("nothing else stands at the top level", offences);
}

#[test]
fn modules_say_what_they_own() {
    let files = ["generator", "xtask", "tests", "generated"].into_iter().flat_map(rust);
    // What is generated says so first.
    let opening = |text: &str| match text.split_once('\n') {
        Some((mark, rest)) if mark.starts_with("// @generated") => rest.starts_with("//!"),
        _ => text.starts_with("//!"),
    };
    let silent = files.filter(|(_, text)| !opening(text)).map(|(path, _)| path);
    check("a module opens with a `//!` line", silent.collect());
}

#[test]
fn no_trailing_blanks() {
    let folders = ["generator", "xtask", "tests/src", "tests/tests", "generated", ".ci", ".cargo"];
    let mut files: Vec<_> = folders.into_iter().flat_map(texts).filter(|(path, _)| !path.ends_with(".snap")).collect();
    for name in FILES {
        files.extend(fs::read_to_string(root().join(name)).map(|text| (name.to_owned(), text)));
    }
    let mut offences = Vec::new();
    for (path, text) in files {
        let blank = |line: &str| line.ends_with([' ', '\t', '\r']);
        offences.extend(
            text.lines().zip(1..).filter(|(line, _)| blank(line)).map(|(_, number)| format!("{path}:{number}")),
        );
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            offences.push(format!("{path}: ends in one line end"));
        }
    }
    check("no blanks at line ends", offences);
}

#[test]
fn generated_files_are_marked() {
    let unmarked =
        texts("generated").into_iter().filter(|(_, text)| !text.lines().take(12).any(|line| line.contains(MARK)));
    check("each file in generated/ says that it is", unmarked.map(|(path, _)| path).collect());
    let attributes = fs::read_to_string(root().join(".gitattributes")).expect("attributes");
    assert!(attributes.contains("/generated/** linguist-generated=true"));
}

/// What a file imports from its crate, as paths without `crate::`, and the types it names.
#[derive(Default)]
struct Imports {
    /// The module of the file: `["page", "table"]`.
    module: Vec<String>,
    paths: Vec<String>,
    idents: Vec<String>,
    /// The modules that it declares, whose names begin paths, too.
    children: Vec<String>,
    /// The names that it exports for them.
    exported: Vec<syn::UseTree>,
}

impl Imports {
    fn of(path: &str, text: &str) -> Self {
        let mut imports = Self::of_module(path);
        imports.visit_file(&syn::parse_file(text).expect(path));
        imports
    }

    /// What a file imports outside of its tests. For a `mod.rs` or the root of a crate that is what it uses of its children,
    /// too; what it exports for them stands apart.
    fn outside_tests(path: &str, text: &str) -> Self {
        let mut file = syn::parse_file(text).expect(path);
        let mut imports = Self::of_module(path);
        file.items.retain(|item| match item {
            syn::Item::Mod(module) => {
                imports.children.push(module.ident.to_string());
                module.content.is_none()
            }
            syn::Item::Use(item) if is_above(path) && !matches!(item.vis, syn::Visibility::Inherited) => {
                imports.exported.push(item.tree.clone());
                false
            }
            _ => true,
        });
        imports.visit_file(&file);
        imports
    }

    /// The names that a `mod.rs` exports for its children, as full paths, and where they come from.
    fn exports(&self) -> Vec<(String, String)> {
        let mut sources = Self { module: self.module.clone(), children: self.children.clone(), ..Self::default() };
        self.exported.iter().for_each(|tree| sources.enter_tree(&[], tree));
        let exported = |source: String| {
            let name = source.rsplit("::").next().unwrap_or_default();
            ([&self.module[..], &[name.to_owned()]].concat().join("::"), source)
        };
        sources.paths.into_iter().map(exported).collect()
    }

    /// No imports yet, of the module that a path stands for.
    fn of_module(path: &str) -> Self {
        let inner = path.rsplit_once("/src/").map_or(path, |(_, inner)| inner).trim_end_matches(".rs");
        let inner = inner.trim_end_matches("/mod");
        let module = inner.split('/').filter(|part| !["lib", "main"].contains(part)).map(str::to_owned).collect();
        Self { module, ..Self::default() }
    }

    /// Enters a path that starts with `crate` or leaves the file's own module by `super`.
    fn enter(&mut self, segments: &[String]) {
        let supers = segments.iter().take_while(|segment| *segment == "super").count();
        let absolute = match segments.first().map(String::as_str) {
            Some("crate") => segments[1..].to_vec(),
            Some("super") if supers <= self.module.len() => {
                let kept = &self.module[..self.module.len() - supers];
                kept.iter().chain(&segments[supers..]).cloned().collect()
            }
            Some("self") => self.module.iter().chain(&segments[1..]).cloned().collect(),
            Some(child) if self.children.iter().any(|name| name == child) => {
                self.module.iter().chain(segments).cloned().collect()
            }
            _ => return,
        };
        if !absolute.is_empty() {
            self.paths.push(absolute.join("::"));
        }
    }

    fn enter_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |ident: &syn::Ident| before.iter().cloned().chain([ident.to_string()]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.enter_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.enter(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.enter(&with(&name.ident)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.enter_tree(before, tree)),
            _ => self.enter(before),
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.enter_tree(&[], &item.tree);
        visit::visit_item_use(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // `super` means another module in there.
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.enter(&segments);
        visit::visit_path(self, path);
    }

    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.idents.push(ident.to_string());
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(super)` imports nothing.
    }
}

#[test]
fn a_stage_imports_the_one_before_it() {
    let mut offences = Vec::new();
    for (path, text) in rust("generator/src") {
        let imports = Imports::of(&path, &text);
        let Some(layer) = imports.module.first() else { continue };
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| name == layer) else {
            offences.push(format!("{path}: no rule for this module"));
            continue;
        };
        for import in &imports.paths {
            if !within(import, layer) && !allowed.iter().any(|allowed| within(import, allowed)) {
                offences.push(format!("{path}: crate::{import}"));
            }
        }
    }
    check("a stage imports only the type before it", offences);
}

/// The modules that import each other: for each circle its modules.
///
/// A folder's `mod.rs` is a module of its own, which others may take types from. A name that it exports for another
/// module (`pub use`) counts as that module's.
fn circles(files: &[(String, String)]) -> Vec<Vec<String>> {
    let modules: Vec<Imports> = files.iter().map(|(path, text)| Imports::outside_tests(path, text)).collect();
    let names: Vec<String> = modules.iter().map(|imports| imports.module.join("::")).collect();
    let exported = modules.iter().flat_map(Imports::exports);
    let exported: Vec<(String, String)> = exported.filter(|(name, _)| !names.contains(name)).collect();
    let target = |path: &str| -> Option<usize> {
        let mut path = path.to_owned();
        while let Some((_, from)) = exported.iter().find(|(name, _)| within(&path, name)) {
            path = from.clone();
        }
        let owner = |name: &&String| !name.is_empty() && within(&path, name);
        let owner = names.iter().filter(owner).max_by_key(|name| name.len())?;
        names.iter().position(|name| name == owner)
    };
    let mut reaches: Vec<BTreeSet<usize>> =
        modules.iter().map(|imports| imports.paths.iter().filter_map(|path| target(path)).collect()).collect();
    for through in 0..reaches.len() {
        let further = reaches[through].clone();
        reaches.iter_mut().filter(|reached| reached.contains(&through)).for_each(|reached| reached.extend(&further));
    }
    let mut circles: Vec<Vec<String>> = Vec::new();
    for one in 0..reaches.len() {
        let circle = (0..reaches.len()).filter(|other| reaches[one].contains(other) && reaches[*other].contains(&one));
        let circle: Vec<String> = circle.map(|other| names[other].clone()).collect();
        if circle.len() > 1 && !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

/// Whether a file is a `mod.rs` or the root of a crate: a module whose names others take, and who declares them.
fn is_above(path: &str) -> bool {
    ["mod.rs", "lib.rs", "main.rs"].iter().any(|name| path.ends_with(&format!("/{name}")))
}

/// Whether a path is that of a module or leads into it.
fn within(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn no_module_imports_itself_through_others() {
    for sources in ["generator/src", "xtask/src"] {
        let circles = circles(&rust(sources));
        let circles = circles.iter().map(|circle| circle.join(", ")).collect();
        check(&format!("modules of {sources} import each other in no circle"), circles);
    }
}

/// The finder of circles itself: imports, paths in code, exports; tests don't count.
#[test]
fn circles_are_seen() {
    let file = |path: &str, text: &str| (format!("generator/src/{path}.rs"), text.to_owned());
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[("a/mod", "mod b; pub struct T; pub use b::f;"), ("a/b", "use super::T; pub fn f() {}")], ""),
        (&[("a/mod", "mod b; use self::b::U;"), ("a/b", "use super::T; pub struct U;")], "a a::b"),
        (&[("a/mod", "mod b; fn g() { b::f() }"), ("a/b", "use super::T; pub fn f() {}")], "a a::b"),
        (&[("a/b", "use super::c::T;"), ("a/c", "fn f() { super::b::g() }")], "a::b a::c"),
        (&[("a/mod", "mod c; pub use c::T;"), ("a/b", "use super::T;"), ("a/c", "use crate::a::b::U;")], "a::b a::c"),
        (&[("a/b", "use super::c::T;"), ("a/c", "#[cfg(test)] mod tests { use crate::a::b; }")], ""),
        (&[("a/mod", "mod b; fn g() { b::f() }"), ("a/b", "pub(super) fn f() {}")], ""),
    ];
    for (files, expected) in cases {
        let files: Vec<_> = files.iter().map(|(path, text)| file(path, text)).collect();
        let found: Vec<_> = circles(&files).iter().map(|circle| circle.join(" ")).collect();
        assert_eq!(found.join("; "), expected, "{files:?}");
    }
}

#[test]
fn the_generator_has_no_hash_maps() {
    let mut offences = Vec::new();
    for (path, text) in rust("generator/src") {
        let hashed =
            |ident: &String| ["HashMap", "HashSet", "RandomState", "SystemTime", "Instant"].contains(&ident.as_str());
        if let Some(ident) = Imports::of(&path, &text).idents.iter().find(|ident| hashed(ident)) {
            offences.push(format!("{path}: {ident}"));
        }
    }
    check("nothing in the generator depends on hashes or clocks", offences);
}

#[test]
fn tests_always_run() {
    let mut offences = Vec::new();
    for (path, text) in ["generator", "xtask", "tests", "generated"].into_iter().flat_map(rust) {
        let skipped = ["ignore", "should_panic"].map(|name| format!("#[{name}"));
        offences
            .extend(skipped.iter().filter(|mark| text.contains(mark.as_str())).map(|mark| format!("{path}: {mark}]")));
    }
    check("no test is skipped, none expects a panic", offences);
}

/// Text of pages becomes source in three places: documentation in `plan/docs`, literals and identifiers in `emit/parts`, names in
/// `plan/names`. Quoted by hand it would be trusted.
#[test]
fn text_of_pages_becomes_source_in_one_place_each() {
    let allowed = [
        ("Ident::new(", "emit/parts"),
        ("Literal::string(", "emit/parts"),
        ("parse::<TokenStream", "emit/parts"),
        ("format_ident!", "emit/parts"),
        ("heck::", "plan/names"),
        ("`{", "plan/docs"),
        ("<{", "plan/docs"),
    ];
    let mut offences = Vec::new();
    for (path, text) in rust("generator/src/plan").into_iter().chain(rust("generator/src/emit")) {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (line, number) in text.lines().zip(1..) {
            // Comments show how others write it; a generic argument is no text.
            let code = line.split("// ").next().unwrap_or_default();
            let found = allowed.iter().filter(|(sign, place)| code.contains(sign) && !path.contains(place));
            offences.extend(found.map(|(sign, place)| format!("{path}:{number}: {sign} belongs to {place}")));
        }
    }
    check("text becomes source in one place of each kind", offences);
}

/// The reader of imports itself: each way to write one is seen.
#[test]
fn imports_are_seen() {
    let text = "use crate::{page::Table, span}; use super::super::read; fn f() -> crate::plan::Struct { super::g::h() }
                mod tests { use super::x; }";
    let mut paths = Imports::of("generator/src/emit/structs.rs", text).paths;
    paths.sort();
    assert_eq!(paths, ["emit::g::h", "emit::structs::x", "page::Table", "plan::Struct", "read", "span"]);
}
