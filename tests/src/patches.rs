//! Pairs of small docs trees: a base, and for each case the lines that differ. `fixtures/diff/changes.txt` says how.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A pair of trees.
pub struct Case {
    /// What changes.
    pub title: String,
    /// The pages of the older tree, by path below the version's folder.
    pub old: BTreeMap<String, String>,
    /// Those of the newer one.
    pub new: BTreeMap<String, String>,
}

impl Case {
    /// Makes the same changes in other pages, which have the lines that are replaced.
    pub fn apply_to(&self, pages: &mut BTreeMap<String, String>) {
        let text = fs::read_to_string(folder().join("changes.txt")).expect("the cases");
        let body = sections(&text).find(|(title, _)| *title == self.title).expect("the case").1;
        patch(body, pages);
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diff")
}

/// The pages that all cases begin with.
pub fn base() -> BTreeMap<String, String> {
    let root = folder().join("base/v1.0");
    let files = ["api", "resources"].into_iter().flat_map(|part| {
        let entries = fs::read_dir(root.join(part)).expect("pages").flatten();
        entries.map(move |entry| (format!("{part}/{}", entry.file_name().to_string_lossy()), entry.path()))
    });
    files.map(|(name, path)| (name, fs::read_to_string(path).expect("a page"))).collect()
}

/// All cases.
pub fn cases() -> Vec<Case> {
    let text = fs::read_to_string(folder().join("changes.txt")).expect("the cases");
    let cases = sections(&text).map(|(title, body)| {
        let (old, mut new) = (base(), base());
        patch(body, &mut new);
        Case { title: title.to_owned(), old, new }
    });
    cases.collect()
}

/// The case whose title begins so.
pub fn case(title: &str) -> Case {
    cases().into_iter().find(|case| case.title.starts_with(title)).expect("a case of this title")
}

/// Writes pages as a docs tree.
pub fn write(root: &Path, pages: &BTreeMap<String, String>) {
    for (name, text) in pages {
        let file = root.join("v1.0").join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a page");
    }
}

fn sections(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("\n# ").skip(1).filter_map(|section| section.split_once('\n'))
}

/// Makes the changes of a case.
fn patch(body: &str, pages: &mut BTreeMap<String, String>) {
    let mut file = String::new();
    let mut hunk: Vec<&str> = Vec::new();
    for line in body.lines().chain(["end.md"]) {
        if let Some(to) = line.strip_prefix('!') {
            let text = pages.remove(&file).expect("a page to remove");
            if !to.trim().is_empty() {
                pages.insert(to.trim().to_owned(), text);
            }
        } else if (line.ends_with(".md") || line.ends_with(".yml")) && !line.starts_with(['+', '-', ' ']) {
            replace(&file, &hunk, pages);
            hunk.clear();
            file = line.to_owned();
        } else {
            hunk.push(line);
        }
    }
}

/// Replaces runs of lines in a page; a page that isn't there is made.
fn replace(file: &str, hunk: &[&str], pages: &mut BTreeMap<String, String>) {
    let is_new = !pages.contains_key(file);
    let mut rest = hunk;
    while let [first, others @ ..] = rest {
        if first.is_empty() {
            rest = others;
            continue;
        }
        let run = run(rest);
        let side = |mark: char| -> String {
            let lines = rest[..run].iter().filter(|line| line.starts_with([mark, ' ']));
            lines.map(|line| format!("{}\n", &line[1..])).collect()
        };
        let (before, after) = (side('-'), side('+'));
        if is_new {
            pages.entry(file.to_owned()).or_default().push_str(&after);
        } else {
            let page = pages.get_mut(file).expect("a page");
            assert_eq!(page.matches(&before).count(), 1, "{file} has once:\n{before}");
            *page = page.replacen(&before, &after, 1);
        }
        rest = &rest[run..];
    }
}

/// Counts the lines that stand together: up to an empty line, or to where, behind one with `+`, one with another mark stands, or behind one with a
/// blank or `-` a blank follows that no `+` came before.
fn run(lines: &[&str]) -> usize {
    let mark = |line: &str| line.chars().next().unwrap_or_default();
    let ends = |at: usize| match (mark(lines[at - 1]), mark(lines[at])) {
        ('+', '-') => true,
        ('+', ' ') => lines[..at].iter().any(|line| mark(line) != '+'),
        (' ', '-') => lines[..at].iter().any(|line| mark(line) == '+'),
        ('-', ' ') => true,
        (_, mark) => mark == char::default(),
    };
    (1..lines.len()).find(|at| ends(*at)).unwrap_or(lines.len())
}
