//! Defects, put into good pages one at a time: each is found, at its line, under its code, and nothing else is.

mod defects;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use msgraph_codegen::diagnostic::{
    Code, Diagnostic,
    render::{self, Places},
};
use msgraph_codegen::read::{self, DocsTree, DocsVersion};
use msgraph_codegen::span::Lines;
use msgraph_codegen::{findings, generate, lint, plan, understand, understand_with};

use defects::{DEFECTS, Defect, ELSEWHERE};

/// Codes that are told when the crates are planned.
const PLANNED: &[&str] = &["name-clash"];

/// The project's own pages.
static TREE: LazyLock<DocsTree> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-input");
    read::read(&folder).expect("the project's pages")
});

/// What is found on the pages as they are, by version.
static BEFORE: LazyLock<BTreeMap<&str, Vec<Diagnostic>>> = LazyLock::new(|| {
    let versions = TREE.versions.iter().map(|version| (version.name.as_str(), found(version.clone(), false)));
    versions.collect()
});

/// Returns what is found on the pages of a version; what the plan of its crates finds only if asked for, since it takes long.
fn found(version: DocsVersion, planned: bool) -> Vec<Diagnostic> {
    let tree = DocsTree { versions: vec![version], includes: TREE.includes.clone(), ..DocsTree::default() };
    let mut found = findings(&tree, &lint::Settings::default());
    if planned {
        found.extend(generate(&understand(&tree), &plan::Settings::default()).diagnostics);
    }
    found
}

/// A page with a defect, and the line that it is on.
struct Spoilt {
    version: DocsVersion,
    at: usize,
    line: usize,
}

/// Puts a defect into a page.
fn spoil(defect: &Defect, page: &str) -> Option<Spoilt> {
    let name = page.split('/').next().unwrap_or_default();
    let mut version = TREE.versions.iter().find(|version| version.name == name).expect("a version").clone();
    let at =
        version.pages.iter().position(|source| source.path == page).unwrap_or_else(|| panic!("{page} isn't there"));
    let text = &mut version.pages[at].text;
    let range = range(text, defect.find)?;
    let start = range.start;
    text.replace_range(range, &defect.replace.replace("{long}", &"x".repeat(2100)));
    let place = match defect.at.strip_prefix('^') {
        Some(at) => text.find(at),
        None if defect.at.starts_with('@') => Some(0),
        None => text[start..].find(defect.at).map(|found| start + found),
    };
    let place = place?;
    // A text that begins with a line end means the line behind it.
    let place = place + usize::from(text[place..].starts_with('\n'));
    let line = text[..place].matches('\n').count() + 1;
    Some(Spoilt { version, at, line })
}

/// Returns the place of what a defect takes away.
fn range(text: &str, find: &str) -> Option<std::ops::Range<usize>> {
    let Some((from, to)) = find.split_once('…') else {
        if find.is_empty() {
            return Some(text.len()..text.len());
        }
        let start = text.find(find)?;
        return Some(start..start + find.len());
    };
    let start = text.find(from)?;
    let end = if to.is_empty() { text.len() } else { start + text[start..].find(to)? };
    Some(start..end)
}

/// What is found, as code, page and message.
fn key(finding: &Diagnostic) -> (Code, &str, &str) {
    (finding.code, finding.file.as_str(), finding.message.as_str())
}

/// What came of a defect: what is told of it, as people see it, or what isn't as it should be.
fn outcome(defect: &Defect, page: &str) -> Result<String, String> {
    let Some(Spoilt { version, at, line }) = spoil(defect, page) else {
        return Err(format!("{} on {page}: it has no {:?} or {:?}", defect.code, defect.find, defect.at));
    };
    let tree = DocsTree { versions: vec![version.clone()], includes: TREE.includes.clone(), ..DocsTree::default() };
    let lines = Lines::of(&version.pages[at].text);
    let mut old: Vec<_> = BEFORE[version.name.as_str()].iter().map(key).collect();
    let mut new = found(version.clone(), PLANNED.contains(&defect.code));
    new.retain(|finding| match old.iter().position(|known| *known == key(finding)) {
        Some(at) => {
            old.swap_remove(at);
            false
        }
        None => true,
    });
    let wanted = |finding: &&Diagnostic| finding.code.as_str() == defect.code;
    let placed = |finding: &&Diagnostic| match defect.at.strip_prefix('@') {
        Some(other) => finding.file == other,
        None => finding.file == page && lines.place(finding.span.start).0 == line,
    };
    let hit = new.iter().filter(wanted).find(placed);
    let strange = new.iter().any(|finding| !wanted(&finding) && !defect.also.contains(&finding.code.as_str()));
    match hit {
        Some(hit) if !strange => Ok(render::human(hit, &mut Places::new(&tree, ""))),
        _ => {
            let told = |finding: &Diagnostic| {
                let line = if finding.file == page { lines.place(finding.span.start).0 } else { 0 };
                format!("\n    {}:{line} {}: {}", finding.file, finding.code.as_str(), finding.message)
            };
            let told: String = new.iter().map(told).collect();
            Err(format!("{} on {page}:{line} by {:?}{told}", defect.code, defect.find))
        }
    }
}

#[test]
fn defects_are_found() {
    let cases: Vec<(&Defect, &str)> =
        DEFECTS.iter().flat_map(|defect| defect.on.iter().map(move |page| (defect, *page))).collect();
    let outcomes: Vec<_> = cases.iter().map(|(defect, page)| (defect.code, outcome(defect, page))).collect();
    let missed: Vec<&str> =
        outcomes.iter().filter_map(|(_, outcome)| outcome.as_ref().err().map(String::as_str)).collect();
    assert!(missed.len() * 100 <= cases.len(), "{} of {} missed:\n{}", missed.len(), cases.len(), missed.join("\n"));
    let mut told = BTreeSet::new();
    let shown = outcomes.iter().filter_map(|(code, outcome)| Some((code, outcome.as_ref().ok()?)));
    let shown: String = shown.filter(|(code, _)| told.insert(**code)).map(|(_, text)| text.as_str()).collect();
    insta::with_settings!({ snapshot_path => "../snapshots" }, { insta::assert_snapshot!("one_of_each", shown) });
}

/// Every code has three defects or more, or a reason why none can be put into a page.
#[test]
fn codes_have_defects() {
    for code in Code::ALL {
        let name = code.as_str();
        let number: usize = DEFECTS.iter().filter(|defect| defect.code == name).map(|defect| defect.on.len()).sum();
        let elsewhere = ELSEWHERE.iter().any(|(code, _)| *code == name);
        assert!(number >= 3 || elsewhere, "{name} has {number} defects");
        assert!(number == 0 || !elsewhere, "{name} has defects and a reason for none");
    }
}

/// The pages as they are give no finding at all, but for those that show on purpose what real pages do; each of these gives one.
#[test]
fn good_pages_are_quiet() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-input").join(lint::settings::FILE);
    let text = std::fs::read_to_string(file).expect("the settings of the pages");
    let told = findings(&TREE, &lint::Settings::parse(&text).expect("settings"));
    assert!(told.is_empty(), "{told:#?}");
    let odd: BTreeSet<&str> = BEFORE.values().flatten().map(|finding| finding.file.as_str()).collect();
    let excluded: BTreeSet<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("- ")).collect();
    assert_eq!(excluded, odd);
}

/// The rules find nothing on any page but for one that shows an unfinished page.
#[test]
fn rules_are_quiet() {
    const UNFINISHED: &str = "beta/api/devicecustomattributeshellscript-post-runsummary.md";
    let found = understand_with(&TREE, lint::rules).into_iter().flat_map(|(_, rules)| rules);
    let told: Vec<_> = found.filter(|finding| finding.file != UNFINISHED).collect();
    assert!(told.is_empty(), "{told:#?}");
}
