//! An obstacle course: pages that are wrong in every way we know. Nothing panics, every item is accounted for, each
//! finding has its place, and what is written is Rust. That it compiles, too, is checked by `.ci/run`.

use std::fmt::Write as _;
use std::path::Path;

use msgraph_codegen::diagnostic::render;
use msgraph_codegen::ledger::Fate;
use msgraph_codegen::plan::Settings;
use msgraph_codegen::{Generated, generate, read, understand};

#[test]
fn obstacles() {
    let tree = read::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("obstacles")).expect("a tree");
    let apis = understand(&tree);
    let Generated { files, diagnostics: planned, accounts, .. } = generate(&apis, &Settings::default());

    let mut found = tree.diagnostics.clone();
    found.extend(apis.iter().flat_map(|api| &api.diagnostics).cloned());
    found.extend(planned);
    render::sort(&mut found);
    let mut text = String::new();
    for diagnostic in &found {
        text += &render::human(diagnostic, &mut render::Places::new(&tree, ""));
    }
    insta::assert_snapshot!(text);

    for account in &accounts {
        for entry in &account.entries {
            assert_ne!(entry.fate, Fate::Unaccounted, "{}: {entry:?}", account.page);
        }
    }
    let mut broken = String::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(&file.text) {
            let _ = writeln!(broken, "{}: {error}", file.path);
        }
    }
    assert_eq!(broken, "");
    assert!(!files.is_empty());
}
