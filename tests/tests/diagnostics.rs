//! Findings as they are printed, and the declarations of their codes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use msgraph_codegen::diagnostic::{
    Code, Counts, Diagnostic,
    render::{self, Places},
};
use msgraph_codegen::ledger::{Fate, Item, Reason};
use msgraph_codegen::plan::Settings;
use msgraph_codegen::read::{self, DocsTree, DocsVersion, PageSource};
use msgraph_codegen::span::Span;
use msgraph_codegen::{generate, understand};

fn tree(text: &str) -> DocsTree {
    let page = PageSource { path: "v1.0/api/user-get.md".into(), text: text.into(), ..PageSource::default() };
    let version = DocsVersion { name: "v1.0".into(), pages: vec![page], toc: None };
    DocsTree { versions: vec![version], ..DocsTree::default() }
}

fn finding(at: std::ops::Range<usize>, code: Code, message: &str, help: Option<&str>) -> Diagnostic {
    Diagnostic::new("v1.0/api/user-get.md", Span::new(at), code, message).with_help(help.map(str::to_owned))
}

#[test]
fn printed() {
    let long = format!("| é \"quoted\" | {} | misspeled | {} |", "left ".repeat(40), "right ".repeat(40));
    let text = format!("# Get user\n\n{long}\nlast");
    let at = |part: &str| text.find(part).expect("in the text");
    let mut found = vec![
        finding(
            at("misspeled")..at("misspeled") + 9,
            Code::UndefinedType,
            "no page defines it",
            Some("did you mean `x`?"),
        ),
        finding(at("\"quoted\"")..at("\"quoted\"") + 8, Code::TableRow, "a \"row\" in\ntwo \u{1b}[2Jlines", None),
        finding(0..0, Code::NoPermissions, "the page says nothing", None),
        finding(0..0, Code::NoPermissions, "the page says nothing", None),
        finding(text.len() + 7..text.len() + 9, Code::NotUtf8, "beyond the end", None),
        Diagnostic { file: "beta/api/gone.md".into(), ..finding(4..5, Code::UnreadableFile, "it isn't there", None) },
    ];
    found[0] = found[0].clone().with_related("v1.0/api/user-get.md", Span::new(0..10), "elsewhere said \u{202e}`x`");
    found[0] =
        found[0].clone().with_related("beta/api/gone.md", Span::new(0..1), "and there").with_edit(found[0].span, "x");
    render::sort(&mut found);
    let tree = tree(&text);
    let mut places = Places::new(&tree, "docs/");
    let fingerprints = render::fingerprints(&found, &mut places);
    let mut print = |render: fn(&Diagnostic, &str, &mut Places<'_>) -> String| -> String {
        found.iter().zip(&fingerprints).map(|(diagnostic, own)| render(diagnostic, own, &mut places)).collect()
    };
    insta::assert_snapshot!("human", print(|diagnostic, _, places| render::human(diagnostic, places)));
    insta::assert_snapshot!("json", print(render::json));
    assert_eq!(Counts::of(&found), Counts { errors: 2, warnings: 2, notes: 1 });
}

#[test]
fn codes_are_explained() {
    let mut seen = BTreeSet::new();
    for code in Code::ALL {
        let (name, explanation) = (code.as_str(), code.explanation());
        assert!(seen.insert(name), "{name} is declared twice");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{name}");
        let sentences = explanation.split_whitespace().filter(|word| word.ends_with(['.', ';'])).count();
        assert!(sentences >= 2, "{name} says what it means and what to do: {explanation}");
        assert!(render::page_of_codes().contains(&format!("| `{name}` |")));
    }
}

/// The folder of this test crate.
fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// All findings of a tree, and the tree.
fn findings(folder: &str) -> (DocsTree, Vec<Diagnostic>) {
    let tree = read::read(&here(folder)).expect("a tree");
    let apis = understand(&tree);
    let mut found = tree.diagnostics.clone();
    found.extend(apis.iter().flat_map(|api| &api.diagnostics).cloned());
    found.extend(generate(&apis, &Settings::default()).diagnostics);
    render::sort(&mut found);
    (tree, found)
}

/// One small page for each way to be wrong: the place, the reason and the remedy of each finding.
#[test]
fn wrong_pages() {
    let (tree, found) = findings("fixtures/findings");
    let mut places = Places::new(&tree, "");
    let text: String = found.iter().map(|diagnostic| render::human(diagnostic, &mut places)).collect();
    insta::assert_snapshot!(text);
}

/// An include is used for what its file holds; one whose file isn't there is no fact that was used.
#[test]
fn missing_includes_are_accounted_for() {
    let apis = understand(&read::read(&here("fixtures/findings")).expect("a tree"));
    let page = apis[0].pages.iter().find(|page| page.path.ends_with("/pot-fill.md")).expect("the page");
    let includes = page.ledger.iter().filter(|entry| entry.item == Item::Include).map(|entry| entry.fate);
    let missing = Fate::LeftOut(Reason::MissingInclude);
    let notes = Fate::Used("notes");
    assert_eq!(includes.collect::<Vec<_>>(), [notes, missing, missing, missing, Fate::Used("permissions")]);
}

/// Every code is shown at work by a snapshot of some test.
#[test]
fn every_code_is_shown() {
    let snapshots =
        fs::read_dir(here("tests/snapshots")).expect("snapshots").map(|entry| entry.expect("an entry").path());
    let snapshots = snapshots.filter(|path| path.extension().is_some_and(|end| end == "snap"));
    let shown: String = snapshots.map(|path| fs::read_to_string(path).expect("a text")).collect();
    // These hang on the file system of the machine that runs the test.
    let elsewhere = [Code::UnreadableFile, Code::SymbolicLink];
    for code in Code::ALL.iter().filter(|code| !elsewhere.contains(code)) {
        assert!(shown.contains(&format!("[{}]", code.as_str())), "no snapshot shows {}", code.as_str());
    }
}

/// Findings are written in one style: a lower-case clause without a full stop, what pages say between backticks.
#[test]
fn one_style() {
    for folder in ["fixtures/api", "fixtures/page", "fixtures/findings", "obstacles"] {
        for Diagnostic { code, message, help, .. } in findings(folder).1 {
            let remedy = help.clone().unwrap_or_else(|| code.remedy());
            for text in [&message, &remedy] {
                assert!(!text.starts_with(|c: char| c.is_uppercase()), "{}: {text}", code.as_str());
                assert!(!text.ends_with('.') && !text.is_empty(), "{}: {text}", code.as_str());
                assert!(text.matches('`').count() % 2 == 0, "{}: {text}", code.as_str());
            }
        }
    }
}
