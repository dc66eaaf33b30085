//! Asks Cargo about the packages of a workspace, as they are here: without a network, and for this platform alone.

use std::process::Command;

use serde_json::Value;

/// Returns what Cargo prints.
///
/// # Panics
/// If Cargo fails, with what it says.
#[must_use]
pub fn ask(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).args(["--locked", "--offline"]).output();
    let output = output.expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Returns the platform that this runs on: crates for others needn't be there.
///
/// # Panics
/// If there is no compiler to ask.
#[must_use]
pub fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

/// Returns all packages of the workspace with this manifest, as `cargo metadata` has them.
///
/// # Panics
/// If Cargo fails.
#[must_use]
pub fn packages(manifest: &str) -> Vec<Value> {
    let host = host();
    let text = ask(&["metadata", "--format-version", "1", "--manifest-path", manifest, "--filter-platform", &host]);
    let mut metadata: Value = serde_json::from_str(&text).expect("JSON");
    match metadata["packages"].take() {
        Value::Array(packages) => packages,
        other => panic!("packages: {other}"),
    }
}
