//! The first pages of the crates' documentation, which teach: texts whose examples are tests of the generated crate.
//!
//! An example that needs what the crate doesn't have, since it was made from other pages, stays as text.

use super::Docs;
use super::types::{Types, lineage};
use crate::api::{Api, TypeId};

/// The first line of an example that needs something of the crate: `needs=me.get,User.mail`.
const NEEDS: &str = "```rust needs=";

/// Writes the lines of a guide for a crate; `has` tells whether that has what an example needs, `run` whether examples
/// are run or only compiled.
pub fn lines(text: &str, package: &str, run: bool, has: &dyn Fn(&str) -> bool) -> Docs {
    let fence_of_test = if run { "```" } else { "```no_run" };
    let mut lines = Docs::new();
    let (mut in_code, mut is_test) = (false, true);
    for line in text.lines() {
        let fence = line.starts_with("```");
        if fence && !in_code {
            is_test = line.strip_prefix(NEEDS).is_none_or(|needs| needs.split(',').all(has));
            lines.push(if is_test { fence_of_test } else { "```text" }.to_string());
        } else if is_test || !in_code || !line.starts_with("# ") {
            lines.push(line.replace("CRATE", &package.replace('-', "_")));
        }
        in_code ^= fence;
    }
    lines.push(String::new());
    lines
}

/// Tells whether the crate has a property: `User.mail`.
pub fn has_property(api: &Api, types: &Types, need: &str) -> bool {
    let Some((ty, property)) = need.split_once('.') else { return false };
    let mut ids = (0..).map(TypeId).zip(&api.types);
    let Some((id, _)) = ids.find(|(id, _)| types.entry(*id).name.as_deref() == Some(ty)) else {
        return false;
    };
    let mut properties =
        lineage(api, id).flat_map(|structure| structure.properties.iter().chain(&structure.navigation));
    properties.any(|own| own.name == property)
}
