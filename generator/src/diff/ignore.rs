//! Changes that a reviewer has accepted, each with a reason: a YAML file, a list of entries. A change is ignored where all that
//! an entry names fits.

use serde::Deserialize;

use super::Change;

/// The entries of a file.
#[derive(Clone, Debug, Default)]
pub struct Ignores {
    entries: Vec<Ignored>,
}

/// An entry; what it doesn't name may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignored {
    /// The kind of the change: `property-removed`.
    pub kind: String,
    /// The qualified type, or the binding type.
    #[serde(default, rename = "type")]
    pub ty: Option<String>,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// What it is of.
    #[serde(default)]
    pub of: Option<String>,
    /// The verb.
    #[serde(default)]
    pub method: Option<String>,
    /// The path.
    #[serde(default)]
    pub path: Option<String>,
    /// Why it is accepted.
    pub why: String,
}

impl Ignores {
    /// Reads a file's text; an error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let entries: Vec<Ignored> = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        match entries.iter().position(|entry| entry.why.trim().is_empty()) {
            Some(at) => Err(format!("entry {} gives no reason", at + 1)),
            None => Ok(Self { entries }),
        }
    }

    /// Removes the changes that are ignored; returns the entries that no change fits.
    pub fn apply(&self, changes: &mut Vec<Change>) -> Vec<Ignored> {
        let unused = self.entries.iter().filter(|entry| !changes.iter().any(|change| entry.fits(change)));
        let unused = unused.cloned().collect();
        changes.retain(|change| !self.entries.iter().any(|entry| entry.fits(change)));
        unused
    }
}

impl Ignored {
    fn fits(&self, change: &Change) -> bool {
        let named = [
            (&self.ty, &change.ty),
            (&self.name, &change.name),
            (&self.of, &change.of),
            (&self.method, &change.method),
            (&self.path, &change.path),
        ];
        self.kind == change.kind && named.iter().all(|(wanted, is)| wanted.as_ref().is_none_or(|wanted| wanted == *is))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Change;
    use super::Ignores;

    #[test]
    fn entries() {
        let cases = [
            ("", "2 left"),
            ("- kind: property-removed\n  why: nobody read it", "1 left"),
            ("- kind: property-removed\n  type: a.b\n  name: c\n  why: x", "1 left"),
            ("- kind: property-removed\n  name: d\n  why: x", "2 left, unused d"),
            ("- kind: property-removed\n  why: ' '", "entry 1 gives no reason"),
        ];
        for (text, wanted) in cases {
            let change =
                |kind: &str| Change { kind: kind.into(), ty: "a.b".into(), name: "c".into(), ..Change::default() };
            let mut changes = vec![change("property-removed"), change("property-added")];
            let found = match Ignores::parse(text) {
                Ok(ignores) => {
                    let unused = ignores.apply(&mut changes);
                    let unused =
                        unused.iter().map(|entry| format!(", unused {}", entry.name.as_deref().unwrap_or("-")));
                    format!("{} left{}", changes.len(), unused.collect::<String>())
                }
                Err(error) => error,
            };
            assert_eq!(found, wanted, "{text}");
        }
        let unknown = Ignores::parse("- kind: x\n  why: y\n  reason: z").expect_err("an unknown field");
        assert!(unknown.contains("reason"), "{unknown}");
    }
}
