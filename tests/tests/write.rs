//! The write stage: what it touches, what it leaves alone, and that it does all or nothing.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use msgraph_codegen::emit::GeneratedFile;
use msgraph_codegen::write::{MARK, Mode, Outcome, apply};

/// Files with the mark, from paths and contents.
fn files(contents: &[(&str, &str)]) -> Vec<GeneratedFile> {
    let file =
        |(path, text): &(&str, &str)| GeneratedFile { path: (*path).into(), text: format!("// {MARK}\n{text}\n") };
    contents.iter().map(file).collect()
}

/// A crate of three files.
fn a_crate() -> Vec<GeneratedFile> {
    files(&[("v1.0/model/Cargo.toml", "x"), ("v1.0/model/src/lib.rs", "a"), ("v1.0/model/src/types/user.rs", "b")])
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn written(dir: &Path) -> Outcome {
    apply(&a_crate(), dir, Mode::Write).expect("written")
}

fn outcome(written: &[&str], removed: &[&str], unchanged: usize) -> Outcome {
    let own = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
    Outcome { written: own(written), removed: own(removed), unchanged }
}

#[test]
fn only_what_differs_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("out");
    let all = ["v1.0/model/Cargo.toml", "v1.0/model/src/lib.rs", "v1.0/model/src/types/user.rs"];
    assert_eq!(apply(&a_crate(), &root, Mode::Check).expect("checked"), outcome(&all, &[], 0));
    assert!(!root.exists(), "--check writes nothing");
    assert_eq!(written(&root), outcome(&all, &[], 0));
    let stamp = || fs::metadata(root.join("v1.0/model/src/lib.rs")).and_then(|data| data.modified()).expect("a time");
    let first: SystemTime = stamp();
    assert_eq!(written(&root), outcome(&[], &[], 3));

    put(&root.join("v1.0/model/src/types/user.rs"), "somebody's edit");
    assert_eq!(apply(&a_crate(), &root, Mode::Check).expect("checked"), outcome(&all[2..], &[], 2));
    assert_eq!(written(&root), outcome(&all[2..], &[], 2));
    assert_eq!(written(&root), outcome(&[], &[], 3));
    assert_eq!(stamp(), first, "an unchanged file keeps its time stamp");
    assert!(!root.join(".codegen").exists());
}

#[test]
fn the_set_of_files_is_closed() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    written(root);
    put(&root.join("v1.0/model/src/old/deep.rs"), "not in the plan");
    put(&root.join("beta/model/Cargo.toml"), &format!("# {MARK}"));
    put(&root.join("v1.0/model/Cargo.lock"), "left by Cargo");
    put(&root.join("v1.0/model/target/CACHEDIR.TAG"), "left by Cargo");
    put(&root.join("v1.0/model/target/debug/x.rs"), "left by Cargo");
    put(&root.join("v1.0/notes.md"), "written by hand, in no crate");
    let stale = ["beta/model/Cargo.toml", "v1.0/model/src/old/deep.rs"];
    assert_eq!(written(root), outcome(&[], &stale, 3));
    for (path, stays) in [
        ("beta", false),
        ("v1.0/model/src/old", false),
        ("v1.0/model/src/types/user.rs", true),
        ("v1.0/model/Cargo.lock", true),
        ("v1.0/model/target/debug/x.rs", true),
        ("v1.0/notes.md", true),
    ] {
        assert_eq!(root.join(path).exists(), stays, "{path}");
    }
}

#[test]
fn a_folder_may_become_a_file_and_a_file_a_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    let before = files(&[("m/Cargo.toml", ""), ("m/src/a", ""), ("m/src/b/c.rs", "")]);
    let after = files(&[("m/Cargo.toml", ""), ("m/src/a/c.rs", ""), ("m/src/b", "")]);
    apply(&before, root, Mode::Write).expect("written");
    apply(&after, root, Mode::Write).expect("written");
    assert_eq!(apply(&after, root, Mode::Check).expect("checked"), outcome(&[], &[], 3));
    assert!(root.join("m/src/a/c.rs").is_file() && root.join("m/src/b").is_file());
}

#[test]
fn work_of_others_is_safe() {
    let dir = tempfile::tempdir().expect("a folder");
    put(&dir.path().join("v1.0/model/Cargo.toml"), "[package] # by hand");
    put(&dir.path().join("v1.0/model/src/lib.rs"), "by hand");
    let refused = apply(&a_crate(), dir.path(), Mode::Write).expect_err("refused").to_string();
    assert!(refused.contains("wasn't written by codegen"), "{refused}");
    assert_eq!(fs::read_to_string(dir.path().join("v1.0/model/src/lib.rs")).expect("a file"), "by hand");
}

#[test]
fn no_path_leaves_the_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    for path in ["../x.rs", "/x.rs", "a/../../x.rs", "a\\..\\x.rs", "", "a//b.rs"] {
        let refused = apply(&files(&[(path, "")]), &dir.path().join("out"), Mode::Write).expect_err(path);
        assert!(refused.to_string().contains("leaves the output folder"), "{refused}");
    }
}

/// A file that can't be put in place stops the run, and what was there before is there again. Root may write anywhere,
/// so the obstacle is a name too long for the file system.
#[test]
fn all_or_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    written(dir.path());
    let long = format!("v1.0/model/src/{}.rs", "x".repeat(300));
    let mut next = files(&[("v1.0/model/Cargo.toml", "x"), ("v1.0/model/src/lib.rs", "changed"), (long.as_str(), "")]);
    next.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(apply(&next, dir.path(), Mode::Write).is_err());
    assert_eq!(written(dir.path()), outcome(&[], &[], 3), "nothing had changed");
    assert!(!dir.path().join(".codegen").exists());
}
