//! What packages have that are published: their names, the versions of what they depend on, and the pages beside the code.

use super::release::{OfPackage, RUST, Release};
use super::{Dependency, Docs, File, Settings, names};

/// The version of `msgraph-core` and `msgraph-types` that the generated crates are made for.
const RUNTIME: &str = env!("CARGO_PKG_VERSION");

impl Settings {
    /// Names a package: as the choices have it, or by the version of the API.
    pub fn package(&self, version: &str, kind: &str) -> String {
        let name = names::package(version, kind);
        self.published(&name).unwrap_or(name)
    }

    /// Makes the dependency on a crate of the runtime, whose place is still to be told.
    pub fn runtime_crate(&self, name: &str) -> Dependency {
        Dependency {
            package: name.to_string(),
            published: self.published(name),
            version: self.release.as_ref().map(|_| RUNTIME.to_string()),
            ..Dependency::default()
        }
    }

    /// Makes the dependency on a generated crate of the same version of the API, which goes with this very release.
    pub fn sibling(&self, package: &str) -> Dependency {
        let version = self.release.as_ref().map(|release| format!("={}", release.of_package.version));
        Dependency { package: package.to_string(), version, sibling: true, ..Dependency::default() }
    }

    fn published(&self, name: &str) -> Option<String> {
        self.release.as_ref()?.names.get(name).cloned()
    }
}

/// Writes the page of what changed.
pub fn changelog(release: &Release, package: &str, version: &str) -> File {
    let mut lines = vec![
        format!("# What changed in {package}"),
        String::new(),
        format!("Between the releases of this crate, as the documentation of Microsoft Graph {version} tells it."),
        String::new(),
    ];
    lines.extend(
        release.changes.get(version).map(String::as_str).unwrap_or_default().trim_end().lines().map(str::to_owned),
    );
    File { path: "CHANGELOG.md".to_string(), docs: lines, items: Vec::new() }
}

/// Writes the page that introduces a crate: what it is, the lines of a manifest, a first program, its areas.
pub fn readme(release: &Release, package: &str, about: String, others: &[&str], program: Docs, areas: Docs) -> File {
    let OfPackage { version, licence, .. } = &release.of_package;
    let mut lines = vec![format!("# {package}"), String::new(), about, String::new()];
    lines.extend(["```toml", "[dependencies]"].map(str::to_string));
    lines.push(format!("{package} = \"{version}\""));
    lines.extend(others.iter().map(|line| line.to_string()));
    lines.extend(["```", ""].map(str::to_string));
    lines.extend(program);
    lines.extend(areas);
    lines.extend([
        String::new(),
        format!("Rust {RUST} or newer. Licence: {licence}. What changed is in `CHANGELOG.md`."),
    ]);
    lines.extend([String::new(), ORIGIN.to_string()]);
    File { path: "README.md".to_string(), docs: lines, items: Vec::new() }
}

/// Where the words come from.
const ORIGIN: &str =
    "Names and descriptions are those of the documentation of Microsoft Graph. This is no product of Microsoft.";
