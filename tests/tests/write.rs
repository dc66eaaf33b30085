//! The write stage: what it touches, what it leaves alone, and that it does all or nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use msgraph_codegen::emit::GeneratedFile;
use msgraph_codegen::write::{MARK, Mode, Outcome, apply, apply_watched};

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
    Outcome { written: own(written), removed: own(removed), foreign: Vec::new(), unchanged }
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
    put(&root.join("v1.0/model/src/old/deep.rs"), &format!("// {MARK}"));
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

/// All files below a folder with their text, hidden ones too.
fn snapshot(dir: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(dir).expect("below").display().to_string();
                found.insert(path, fs::read_to_string(entry.path()).expect("a text"));
            }
        }
    }
    found
}

/// Two states of two crates: files change, come, go, become folders and the other way round.
fn states() -> [Vec<GeneratedFile>; 2] {
    let one = [
        ("m/Cargo.toml", "1"),
        ("m/src/a", ""),
        ("m/src/b/c.rs", "1"),
        ("m/src/same.rs", ""),
        ("c/Cargo.toml", ""),
        ("c/gone/x.rs", ""),
    ];
    let two = [
        ("m/Cargo.toml", "2"),
        ("m/src/a/c.rs", ""),
        ("m/src/b", "2"),
        ("m/src/same.rs", ""),
        ("c/Cargo.toml", ""),
        ("c/new/deep/y.rs", ""),
    ];
    [files(&one), files(&two)]
}

/// The state of a folder that only ever saw these files.
fn as_if_new(files: &[GeneratedFile]) -> BTreeMap<String, String> {
    files.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
}

/// Applies files while the calls from one on fail, one of them or all of them: as when a disk is full, or a run is killed.
fn disturbed(files: &[GeneratedFile], dir: &Path, first: usize, all: bool) -> (io::Result<Outcome>, usize) {
    let calls = AtomicUsize::new(0);
    let watch = |_: &Path| {
        let call = calls.fetch_add(1, Ordering::SeqCst);
        if call == first || all && call > first { Err(io::Error::other("no")) } else { Ok(()) }
    };
    (apply_watched(files, dir, Mode::Write, &watch), calls.load(Ordering::SeqCst))
}

#[test]
fn a_fault_at_any_call_changes_nothing() {
    let [one, two] = states();
    for first in 0.. {
        let dir = tempfile::tempdir().expect("a folder");
        apply(&one, dir.path(), Mode::Write).expect("written");
        let (result, calls) = disturbed(&two, dir.path(), first, false);
        if calls <= first {
            assert!(first > 20, "{first} calls are too few");
            break;
        }
        match result {
            // Only the clearing up failed, and the next run does it.
            Ok(_) => assert_eq!(apply(&two, dir.path(), Mode::Check).expect("checked").unchanged, two.len()),
            Err(_) => assert_eq!(snapshot(dir.path()), as_if_new(&one), "call {first}"),
        }
        apply(&two, dir.path(), Mode::Write).expect("the next run goes on");
        assert_eq!(snapshot(dir.path()), as_if_new(&two), "call {first}");
    }
}

#[test]
fn killed_anywhere_the_next_run_goes_on() {
    let [one, two] = states();
    for (first, back) in (0..).flat_map(|first| [(first, false), (first, true)]) {
        let dir = tempfile::tempdir().expect("a folder");
        apply(&one, dir.path(), Mode::Write).expect("written");
        let (result, calls) = disturbed(&two, dir.path(), first, true);
        if calls <= first {
            break;
        }
        let begun = dir.path().join(".codegen/journal").exists();
        let next = if back { &one } else { &two };
        if result.is_err() && !begun {
            assert_eq!(
                apply(&one, dir.path(), Mode::Check).expect("checked").unchanged,
                one.len(),
                "call {first}: still old"
            );
        }
        apply(next, dir.path(), Mode::Write).expect("the next run goes on");
        assert_eq!(snapshot(dir.path()), as_if_new(next), "call {first}");
    }
}

#[test]
fn a_first_run_that_fails_leaves_nothing() {
    let [one, _] = states();
    for first in 0.. {
        let dir = tempfile::tempdir().expect("a folder");
        let out = dir.path().join("deep/out");
        let (result, calls) = disturbed(&one, &out, first, false);
        if calls <= first {
            break;
        }
        if result.is_err() {
            assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 0, "call {first}");
        }
    }
}

/// Folders without files, and a crate that has lost its manifest, are what a killed run of an older version left.
#[test]
fn ruins_are_built_on() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(dir.path().join("v1.0/model/src/areas")).expect("a folder");
    written(dir.path());
    let manifest = dir.path().join("v1.0/model/Cargo.toml");
    put(&dir.path().join(".codegen/old/0"), &fs::read_to_string(&manifest).expect("a manifest"));
    fs::remove_file(manifest).expect("removed");
    assert_eq!(written(dir.path()), outcome(&["v1.0/model/Cargo.toml"], &[], 2));
    assert!(!dir.path().join(".codegen").exists());
}

#[test]
fn one_run_at_a_time() {
    let dir = tempfile::tempdir().expect("a folder");
    written(dir.path());
    let other = File::open(dir.path()).expect("a folder");
    other.lock().expect("a lock");
    let refused = apply(&a_crate(), dir.path(), Mode::Write).expect_err("refused").to_string();
    assert!(refused.contains("another run"), "{refused}");
    apply(&a_crate(), dir.path(), Mode::Check).expect("looking needs no lock");
    drop(other);
    let [one, two] = states();
    for _ in 0..20 {
        let run = |files: &[GeneratedFile]| apply(files, dir.path(), Mode::Write).is_ok();
        let (first, second) = std::thread::scope(|scope| {
            let (first, second) = (scope.spawn(|| run(&one)), scope.spawn(|| run(&two)));
            (first.join().expect("an end"), second.join().expect("an end"))
        });
        assert!(first || second, "one of two runs goes on");
        let state = snapshot(dir.path());
        assert!(first && state == as_if_new(&one) || second && state == as_if_new(&two), "{state:?}");
    }
}

#[test]
fn files_of_others_stay() {
    let dir = tempfile::tempdir().expect("a folder");
    written(dir.path());
    put(&dir.path().join("v1.0/model/notes.txt"), "mine");
    put(&dir.path().join("v1.0/model/src/mine.rs"), "mine");
    let foreign = || vec!["v1.0/model/notes.txt".to_owned(), "v1.0/model/src/mine.rs".to_owned()];
    let expected = Outcome { foreign: foreign(), ..outcome(&[], &[], 3) };
    assert_eq!(apply(&a_crate(), dir.path(), Mode::Check).expect("checked"), expected);
    assert_eq!(written(dir.path()), expected);

    // A file where a folder must be, and the other way round.
    for path in ["v1.0/model/src/mine.rs/deep.rs", "v1.0/model/src"] {
        let planned = files(&[("v1.0/model/Cargo.toml", "x"), (path, "")]);
        let refused = apply(&planned, dir.path(), Mode::Write).expect_err("refused").to_string();
        assert!(refused.contains("is in the way"), "{refused}");
    }
    assert_eq!(fs::read_to_string(dir.path().join("v1.0/model/src/mine.rs")).expect("a file"), "mine");
    assert_eq!(written(dir.path()), expected);
}

#[cfg(unix)]
/// The manifest of a workspace makes nothing else ours that stands beside it.
#[test]
fn a_workspace_is_no_crate() {
    let dir = tempfile::tempdir().expect("a folder");
    put(&dir.path().join("README.md"), "mine");
    let text = format!("# {MARK}");
    let planned = files(&[("Cargo.toml", &text), ("v1.0/model/Cargo.toml", &text)]);
    apply(&planned, dir.path(), Mode::Write).expect("written");
    assert_eq!(apply(&planned, dir.path(), Mode::Write).expect("written"), outcome(&[], &[], 2));
    // One that isn't ours stays, and its folder is left alone.
    put(&dir.path().join("Cargo.toml"), "mine");
    let refused = apply(&planned, dir.path(), Mode::Write).expect_err("refused").to_string();
    assert!(refused.contains("wasn't written by codegen"), "{refused}");
    assert_eq!(fs::read_to_string(dir.path().join("Cargo.toml")).expect("a file"), "mine");
}

#[test]
fn names_that_are_not_utf8_stay() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().expect("a folder");
    written(dir.path());
    let odd = dir.path().join("v1.0/model/src").join(std::ffi::OsStr::from_bytes(b"\xff.rs"));
    put(&odd, "mine");
    let found = written(dir.path());
    assert_eq!((found.foreign.len(), found.is_stale()), (1, false));
    assert!(odd.exists());
}

#[test]
fn what_stands_in_the_way_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    put(&dir.path().join(".codegen"), "mine");
    let refused = apply(&a_crate(), dir.path(), Mode::Write).expect_err("refused").to_string();
    assert!(refused.contains(".codegen is in the way"), "{refused}");
    assert_eq!(fs::read_to_string(dir.path().join(".codegen")).expect("a file"), "mine");
    apply(&a_crate(), dir.path(), Mode::Check).expect("checked");
}
