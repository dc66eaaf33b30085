//! What a change of one page changes: the files of its area, and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use msgraph_codegen::plan::Settings;
use msgraph_codegen::{generate, read, understand};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The generated files of a docs tree.
fn generated(docs: &Path) -> BTreeMap<String, String> {
    let tree = read::read(docs).expect("a docs tree");
    let files = generate(&understand(&tree), &Settings::default()).files;
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a file");
        }
    }
}

/// The files that differ after a text on a page became another.
fn changed(page: &str, from: &str, to: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&project().join("docs-input"), folder.path());
    let before = generated(folder.path());
    let path = folder.path().join(page);
    let text = std::fs::read_to_string(&path).expect("the page");
    assert!(text.contains(from), "{page} lacks `{from}`");
    std::fs::write(&path, text.replacen(from, to, 1)).expect("the page");
    let after = generated(folder.path());
    assert!(before.keys().eq(after.keys()), "a change of words makes no file come or go");
    before.into_iter().filter(|(path, text)| after[path] != *text).map(|(path, _)| path).collect()
}

#[test]
fn words_of_a_type_change_its_models_only() {
    let files = changed("v1.0/resources/message.md", "\n\nA message in a mailbox.\n", "\n\nA message somewhere.\n");
    assert_eq!(files, ["v1.0/model/src/areas/outlook.rs"]);
}

#[test]
fn words_of_an_operation_change_its_area_of_the_client_only() {
    let files = changed("v1.0/api/message-get.md", "\n\nReads one [message]", "\n\nReads a single [message]");
    let [builders, operations] =
        ["builders", "operations"].map(|name| format!("v1.0/client/src/areas/outlook/{name}.rs"));
    assert_eq!(files, [builders, operations]);
}

/// A property more is a field, a constant and a line of the table.
#[test]
fn a_new_property_changes_the_files_of_its_area_only() {
    let row = "|isPinned|Boolean|Whether it stays at the top.|";
    let files = changed("v1.0/resources/message.md", "|\n\n## Relationships", &format!("|\n{row}\n\n## Relationships"));
    assert_eq!(files, ["v1.0/model/src/areas/outlook.rs", "v1.0/model/src/tables/outlook.rs"]);
}
