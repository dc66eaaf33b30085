//! The read stage: what is found in a docs tree, and what bad files become.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use msgraph_codegen::diagnostic::render;
use msgraph_codegen::read::{self, DocsTree};

/// Makes a tree of files from (path, content).
fn tree(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, content) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    dir
}

/// What was read, one line each.
fn dump(tree: &DocsTree) -> String {
    let mut out = String::new();
    for version in &tree.versions {
        let _ = writeln!(out, "version {}, contents: {}", version.name, version.toc.is_some());
        for page in &version.pages {
            let _ = writeln!(out, "  {:?} {} {:?}", page.folder, page.path, page.text);
        }
    }
    for include in &tree.includes {
        let _ = writeln!(out, "{:?} {} {:?}", include.folder, include.path, include.text);
    }
    let _ = writeln!(out, "corrections: {}", tree.corrections.is_some());
    for diagnostic in &tree.diagnostics {
        out += &render::human(diagnostic, &mut render::Places::new(tree, ""));
    }
    out
}

fn read(dir: &Path) -> String {
    dump(&read::read(dir).expect("a tree"))
}

#[test]
fn versions() {
    let dir = tree(&[
        ("v1.0/api/user-get.md", b"# Get user"),
        ("v1.0/api/user-list.md", b"\xef\xbb\xbf# List users\r\n\rend"),
        ("v1.0/api/includes/note.md", b"a note"),
        ("v1.0/resources/user.md", b"# user resource type"),
        ("v1.0/resources/deep/er.md", b"# er resource type"),
        ("v1.0/includes/permissions/user-get-permissions.md", b"|a|"),
        ("v1.0/toc.yml", b"items:"),
        ("beta/resources/user.md", b"# user resource type"),
        ("beta/resources/.hidden.md", b"no"),
        ("beta/README.md", b"no"),
        ("includes/beta-disclaimer.md", b"beta"),
        ("concepts/auth.md", b"no"),
        ("corrections.yaml", b"[]"),
        ("SOURCE.md", b"no"),
    ]);
    insta::assert_snapshot!("versions", read(dir.path()));
    insta::assert_snapshot!("one_version", read(&dir.path().join("v1.0")));
}

#[test]
fn bad_files() {
    let dir = tree(&[
        ("beta/api/latin.md", b"# Get caf\xe9\r\n\r\n| a | caf\xe9 |"),
        ("beta/api/zeros.md", b"\0\0\0"),
        ("beta/api/empty.md", b""),
        ("beta/resources/page.md.txt", b"# page"),
        ("secret.md", b"outside"),
    ]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.path().join("secret.md"), dir.path().join("beta/api/linked.md"))
            .expect("a link");
        std::os::unix::fs::symlink(dir.path(), dir.path().join("beta/api/loop")).expect("a link");
    }
    insta::assert_snapshot!(read(dir.path()));
}

#[test]
fn loose_pages() {
    let dir = tree(&[
        ("0.txt", b"# Update thing\nPATCH https://graph.microsoft.com/beta/things/{id}"),
        ("1.md", b"# thing resource type\nNothing says which version."),
        ("2.txt", b"# Get thing\nGET https://graph.microsoft.com/v1.0/things/{id}"),
        ("3.txt", b"# List things\nGET https://graph.microsoft.com/beta/things"),
        ("corrections.yaml", b"[]"),
        ("picture.png", b"\x89PNG"),
    ]);
    insta::assert_snapshot!(read(dir.path()));
}

#[test]
fn nothing_to_read() {
    let dir = tree(&[("includes/a.md", b"a"), ("concepts/b.md", b"b")]);
    let absent = dir.path().join("absent");
    assert!(read::read(dir.path()).is_err_and(|error| error.to_string().starts_with("no pages")));
    assert!(read::read(&absent).is_err());
}

#[test]
fn corrections() {
    let list = "
- {page: v1.0/api/a.md, what: {find: wrong, replace: right}, why: seen in the service}
- {page: v1.0/api/a.md, what: {find: gone, replace: right}, why: seen in the service}
- {page: v1.0/api/a.md, what: {find: twice, replace: right}, why: seen in the service}
- {page: v1.0/api/none.md, what: {find: wrong, replace: right}, why: seen in the service}
- {page: beta/api/b.md, what: {find: wrong, replace: right}, why: \"\"}
- {page: beta/api/b.md, what: {find: wrong, replace: right}, why: seen in the service}
";
    let dir = tree(&[
        ("v1.0/api/a.md", b"# wrong\ntwice twice"),
        ("beta/api/b.md", b"# wrong"),
        ("corrections.yaml", list.as_bytes()),
    ]);
    insta::assert_snapshot!("corrections", read(dir.path()));
    insta::assert_snapshot!("corrections_of_one_version", read(&dir.path().join("beta")));
    fs::write(dir.path().join("corrections.yaml"), "- page: [").expect("a file");
    insta::assert_snapshot!("corrections_broken", read(dir.path()));
}
