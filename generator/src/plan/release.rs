//! A release of packages that can be published, and what people choose for all releases in `release.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::names;

/// The oldest Rust that builds generated crates.
pub const RUST: &str = "1.88";

/// The licence where none is chosen: that of this project.
const LICENCE: &str = "MIT OR Apache-2.0";

/// A release of the crates of all versions of the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// What every package says of itself.
    pub of_package: OfPackage,
    /// The names under which crates are published, by the names that they have else.
    pub names: BTreeMap<String, String>,
    /// The licences, each a file of the package: name and text.
    pub licence_files: Vec<(String, String)>,
    /// What changed in each release, the newest first, in Markdown, by version of the API.
    pub changes: BTreeMap<String, String>,
}

/// What a package that is to be published says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfPackage {
    /// Its version: `0.2.0`.
    pub version: String,
    /// Its licence, as an expression of SPDX.
    pub licence: String,
    /// The address of its repository.
    pub repository: Option<String>,
    /// Its authors.
    pub authors: Vec<String>,
    /// Is true if Cargo may publish it.
    pub publish: bool,
}

/// What people choose once for all releases: `release.yaml`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Choices {
    /// The licence of the crates, as an expression of SPDX; that of this project if none is named.
    pub licence: Option<String>,
    /// The files with its text, relative to `release.yaml`; those of this project if no licence is named.
    pub licence_files: Vec<String>,
    /// The address of the repository in which the crates are kept.
    pub repository: Option<String>,
    /// Those who publish the crates.
    pub authors: Vec<String>,
    /// Other names for the crates, by the names that they have else.
    pub names: BTreeMap<String, String>,
    /// Is true once Cargo may publish the crates: their names are decided.
    pub publish: bool,
}

impl Choices {
    /// Reads the choices.
    ///
    /// # Errors
    /// If they aren't YAML, choose what can't be chosen, or name a crate as none can be named.
    pub fn parse(text: &str) -> Result<Self, String> {
        let choices: Option<Self> = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let choices = choices.unwrap_or_default();
        if choices.licence.is_none() != choices.licence_files.is_empty() {
            return Err("licence and licence-files go together".to_string());
        }
        match choices.names.values().find(|name| !names::is_package(name)) {
            Some(name) => Err(format!("no crate can be called {name}")),
            None => Ok(choices),
        }
    }

    /// Makes the release of a version of these choices.
    pub fn release(self, version: &str) -> Release {
        let of_package = OfPackage {
            version: version.to_string(),
            licence: self.licence.unwrap_or_else(|| LICENCE.to_string()),
            repository: self.repository,
            authors: self.authors,
            publish: self.publish,
        };
        Release { of_package, names: self.names, ..Release::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::Choices;

    #[test]
    fn choices() {
        let read = |text: &str| match Choices::parse(text) {
            Ok(choices) => format!("{:?} {:?} {}", choices.licence, choices.names, choices.publish),
            Err(error) => error.lines().next().unwrap_or_default().to_string(),
        };
        let cases = [
            ("", "None {} false"),
            ("# nothing chosen\n", "None {} false"),
            ("publish: true\nnames: {msgraph-client: tea-client}", "None {\"msgraph-client\": \"tea-client\"} true"),
            ("licence: MIT\nlicence-files: [LICENSE]", "Some(\"MIT\") {} false"),
            ("licence: MIT", "licence and licence-files go together"),
            ("licence-files: [LICENSE]", "licence and licence-files go together"),
            ("names: {msgraph-client: tea client}", "no crate can be called tea client"),
            ("names: {msgraph-client: 3tea}", "no crate can be called 3tea"),
        ];
        for (text, wanted) in cases {
            assert_eq!(read(text), wanted, "{text}");
        }
        for wrong in ["license: MIT", "- a", "publish: maybe"] {
            assert!(Choices::parse(wrong).is_err(), "{wrong}");
        }
    }
}
