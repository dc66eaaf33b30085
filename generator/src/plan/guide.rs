//! The first pages of the crates' documentation, which teach: texts whose examples are tests of the generated crate.
//!
//! An example that needs what the crate doesn't have, since it was made from other pages, stays as text.

use super::Docs;
use super::types::{Types, lineage};
use crate::api::{Api, TypeId};

/// The first line of an example that needs something of the crate: `needs=me.get,User.mail`.
const NEEDS: &str = "```rust needs=";

/// The fence of examples that are run.
pub const TESTED: &str = "```";

/// The fence of examples that are only compiled.
pub const COMPILED: &str = "```no_run";

/// Writes the lines of a guide for a crate; `fence_of_test` begins its examples, `has` tells whether the crate has what one needs.
pub fn lines(text: &str, package: &str, fence_of_test: &str, has: &dyn Fn(&str) -> bool) -> Docs {
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

/// The line between two programs of which a crate shows one.
const NEXT: &str = "-----\n";

/// Writes the lines of the first program of a text that a crate has everything for; none where there is no such.
pub fn program(text: &str, package: &str, has: &dyn Fn(&str) -> bool) -> Docs {
    let mut fitting = text.split(NEXT).filter(|program| {
        let needs = program.lines().find_map(|line| line.strip_prefix(NEEDS));
        needs.is_none_or(|needs| needs.split(',').all(has))
    });
    fitting.next().map(|program| lines(program, package, "```rust", has)).unwrap_or_default()
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
