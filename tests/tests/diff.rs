//! What changed between two trees: a case for each kind, as the lines that are told; the same tree twice; both exchanged.

use std::collections::BTreeMap;
use std::fmt::Write;

use msgraph_codegen::diff::{self, Change, Ignores, Snapshot, render};
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::{read, snapshots_of_both, understand};
use msgraph_tests::patches::{self, Case};

/// A tree as it was read, with what was taken of it.
struct Taken {
    tree: DocsTree,
    snapshot: Snapshot,
    _folder: tempfile::TempDir,
}

fn taken(pages: &BTreeMap<String, String>) -> Taken {
    let folder = tempfile::tempdir().expect("a folder");
    patches::write(folder.path(), pages);
    let tree = read::read(folder.path()).expect("a docs tree");
    let apis = understand(&tree);
    Taken { snapshot: diff::snapshot(&apis[0]), tree, _folder: folder }
}

fn sides<'a>(old: &'a Taken, new: &'a Taken) -> render::Sides<'a> {
    render::Sides {
        old: render::Pages::new(&old.snapshot, Some(&old.tree), "old/"),
        new: render::Pages::new(&new.snapshot, Some(&new.tree), "new/"),
    }
}

/// A change in a few lines.
fn shown(change: &Change) -> String {
    let words = [&change.ty, &change.of, &change.name, &change.method, &change.path];
    let words: Vec<&str> = words.into_iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    let value = |value: &Option<String>, described: bool| match value {
        Some(_) if described => "words".to_owned(),
        Some(value) => value.replace('\n', "; "),
        None => "-".to_owned(),
    };
    let described = change.kind.ends_with("description-changed");
    let (before, after) = (value(&change.before, described), value(&change.after, described));
    let verdict = |verdict: &diff::Verdict| format!("{} ({})", verdict.effect.as_str(), verdict.reason);
    let (service, rust) = (verdict(&change.service), verdict(&change.rust));
    format!("{} {}: {before} => {after}\n  service: {service}\n  rust: {rust}\n", change.kind, words.join(" "))
}

#[test]
fn each_kind_of_change() {
    let mut out = String::new();
    for case in patches::cases() {
        let (old, new) = (taken(&case.old), taken(&case.new));
        let changes = diff::compare(&old.snapshot, &new.snapshot);
        _ = writeln!(out, "# {}", case.title);
        changes.iter().for_each(|change| out += &shown(change));
        out += "\n";
    }
    insta::assert_snapshot!("kinds", out);
}

/// Both trees exchanged: what came went, what was before is after.
/// Pages that two trees share are parsed once, and that is no matter for what is understood.
#[test]
fn trees_that_share_pages() {
    for case in patches::cases().iter().step_by(5) {
        let (old, new) = (taken(&case.old), taken(&case.new));
        let shared = snapshots_of_both(&old.tree, &new.tree);
        assert!(shared == [[old.snapshot], [new.snapshot]], "{}", case.title);
    }
}

#[test]
fn exchanged_trees_give_the_mirror_image() {
    for Case { title, old, new } in patches::cases() {
        let (old, new) = (taken(&old), taken(&new));
        let forward = diff::compare(&old.snapshot, &new.snapshot);
        let back = diff::compare(&new.snapshot, &old.snapshot);
        let mut mirrored: Vec<String> = forward.iter().map(mirrored).collect();
        let mut back: Vec<String> = back.iter().map(line).collect();
        mirrored.sort();
        back.sort();
        assert_eq!(mirrored, back, "{title}");
    }
}

/// What a change is of, without its verdicts. Of a thing with two names both stand in it; a path is one of several.
fn line(change: &Change) -> String {
    let named = !change.kind.ends_with("-renamed") && !change.kind.ends_with("-respelled");
    let name = if named { change.name.as_str() } else { "" };
    let ty = if named { change.ty.as_str() } else { "" };
    format!("{} {ty} {} {name} {} {:?} {:?}", change.kind, change.of, change.method, change.before, change.after)
}

fn mirrored(change: &Change) -> String {
    let mut mirrored = change.clone();
    std::mem::swap(&mut mirrored.before, &mut mirrored.after);
    let ends = [("-added", "-removed"), ("-documented", "-undocumented"), ("-deprecated", "-restored")];
    for (came, went) in ends {
        if let Some(start) = change.kind.strip_suffix(came) {
            mirrored.kind = format!("{start}{went}");
        } else if let Some(start) = change.kind.strip_suffix(went) {
            mirrored.kind = format!("{start}{came}");
        }
    }
    line(&mirrored)
}

#[test]
fn the_same_tree_twice_gives_nothing() {
    let base = patches::base();
    let (old, new) = (taken(&base), taken(&base));
    assert_eq!(diff::compare(&old.snapshot, &new.snapshot), []);
    for Case { title, new, .. } in patches::cases() {
        let (one, other) = (taken(&new), taken(&new));
        assert_eq!(diff::compare(&one.snapshot, &other.snapshot), [], "{title}");
    }
}

/// Words, order and names of files are no change of the API.
#[test]
fn what_is_no_change() {
    for (title, wanted) in [("words only", "description-changed"), ("files renamed", ""), ("other order", "")] {
        let case = patches::case(title);
        let (old, new) = (taken(&case.old), taken(&case.new));
        let changes = diff::compare(&old.snapshot, &new.snapshot);
        let others: Vec<_> =
            changes.iter().filter(|change| wanted.is_empty() || !change.kind.ends_with(wanted)).map(shown).collect();
        assert_eq!(others, Vec::<String>::new(), "{title}");
    }
}

/// All formats, of one tree with several changes.
#[test]
fn formats() {
    let mut pages = patches::base();
    for title in ["property removed", "permissions", "parameters added", "documented late: an enum", "words only"] {
        patches::case(title).apply_to(&mut pages);
    }
    let (old, new) = (taken(&patches::base()), taken(&pages));
    let changes = diff::compare(&old.snapshot, &new.snapshot);
    let next = diff::next_version("0.3.1", &changes);
    insta::assert_snapshot!("human", render::human(&changes, &mut sides(&old, &new)));
    insta::assert_snapshot!("json", render::json(&changes, &mut sides(&old, &new)));
    insta::assert_snapshot!("markdown", render::markdown(&changes, &mut sides(&old, &new), &next));
    insta::assert_snapshot!("graph_changelog", render::graph_changelog(&changes, &mut sides(&old, &new)));
    assert_eq!(render::human(&[], &mut sides(&old, &old)), "nothing in the API\n");
}

/// A snapshot that was written and read again is the same, and far smaller than the pages of a real tree.
#[test]
fn snapshots_are_kept() {
    let taken = taken(&patches::base());
    let text = serde_json::to_string(&taken.snapshot).expect("text");
    let read: Snapshot = serde_json::from_str(&text).expect("a snapshot");
    assert_eq!(read, taken.snapshot);
}

#[test]
fn accepted_changes_are_left_out() {
    let case = patches::case("property removed");
    let (old, new) = (taken(&case.old), taken(&case.new));
    let mut changes = diff::compare(&old.snapshot, &new.snapshot);
    let before = changes.len();
    let accepted =
        "- kind: property-removed\n  type: microsoft.graph.vessel\n  name: length\n  why: nobody measured it\n";
    let unused = Ignores::parse(accepted).expect("entries").apply(&mut changes);
    assert_eq!((before - changes.len(), unused), (1, vec![]));
}
