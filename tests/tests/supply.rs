//! What the project takes from others: under which licences, and that no crate is there twice without a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use msgraph_tests::cargo;

/// Licences that may come along with programs under MIT or Apache-2.0.
const LICENCES: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

/// Crates that are there in several versions, and who needs the older one.
const TWICE: [(&str, &str); 1] = [("base64", "azure_core needs 0.22, reqwest 0.23")];

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Whether one of the ways to take a crate is allowed: `MIT OR (Apache-2.0 AND ISC)`, `MIT/Apache-2.0`.
fn is_allowed(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ").replace(" WITH LLVM-exception", "").replace(['(', ')'], " ");
    // Good enough without precedence: a name that isn't allowed may only stand where another way is given.
    let ways = plain.split(" OR ").map(|way| way.split(" AND ").map(str::trim).all(|name| LICENCES.contains(&name)));
    ways.into_iter().any(|allowed| allowed)
}

#[test]
fn licences() {
    for manifest in ["Cargo.toml", "xtask/Cargo.toml"] {
        let path = root(manifest).display().to_string();
        let packages = cargo::packages(&path);
        assert!(packages.len() > 20);
        for package in packages {
            let licence = package["license"].as_str().unwrap_or_default();
            assert!(is_allowed(licence), "{} is under `{licence}`", package["name"]);
        }
    }
    for (expression, allowed) in
        [("MIT", true), ("GPL-3.0", false), ("GPL-3.0 OR MIT", true), ("MIT AND GPL-3.0", false), ("", false)]
    {
        assert_eq!(is_allowed(expression), allowed, "{expression}");
    }
}

/// The tree of what programs are made of, without what only tests and builds need.
#[test]
fn nothing_is_there_twice() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in ["msgraph-codegen", "msgraph-core", "msgraph-client", "msgraph-model"] {
        let host = cargo::host();
        let tree =
            cargo::ask(&["tree", "-p", package, "-e", "normal,no-proc-macro", "--prefix", "none", "--target", &host]);
        for line in tree.lines() {
            let mut words = line.split_whitespace();
            if let (Some(name), Some(version)) = (words.next(), words.next()) {
                versions.entry(name.to_owned()).or_default().insert(version.to_owned());
            }
        }
    }
    let twice: Vec<&String> =
        versions.iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| name).collect();
    let unknown: Vec<_> = twice.iter().filter(|name| TWICE.iter().all(|(known, _)| known != *name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}: {versions:?}");
}

/// No crate of ours has a line that the compiler doesn't check.
#[test]
fn nothing_is_unsafe() {
    for manifest in ["Cargo.toml", "xtask/Cargo.toml", "tests/fuzz/Cargo.toml"] {
        let text = std::fs::read_to_string(root(manifest)).expect("a manifest");
        assert!(text.contains("unsafe_code = \"forbid\""), "{manifest}");
    }
    for manifest in [
        "generator",
        "generator/runtime",
        "generator/runtime/types",
        "tests",
        "generated/v1.0/client",
        "generated/v1.0/model",
    ] {
        let text = std::fs::read_to_string(root(manifest).join("Cargo.toml")).expect("a manifest");
        assert!(text.contains("[lints]\nworkspace = true"), "{manifest}");
    }
}

/// Each dependency of the generator says in its line, or in that of the workspace, what it is for.
#[test]
fn dependencies_have_a_reason() {
    let plain =
        ["heck", "prettyplease", "proc-macro2", "pulldown-cmark", "quote", "serde", "serde_json", "serde_yaml", "syn"];
    let text = std::fs::read_to_string(root("generator/Cargo.toml")).expect("a manifest");
    let section =
        text.split("[dependencies]\n").nth(1).and_then(|rest| rest.split("\n[").next()).expect("dependencies");
    for line in section.lines().filter(|line| !line.is_empty()) {
        let name = line.split(['.', ' ']).next().unwrap_or_default();
        // What the workspace names for parsing pages, making and printing Rust.
        assert!(line.contains(" # ") || plain.contains(&name), "{line}");
    }
}
