//! Tells what is new from what was merely documented late: what the other tree implies elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::{Fact, Item, Snapshot, What};
use crate::api::SENTINEL;

/// The enum types that one tree defines and the other one only lists the values of, in descriptions of properties that are
/// text there.
#[derive(Debug, Default)]
pub(super) struct Enums {
    /// By enum type, the members that descriptions list in the tree that defines it and in the other one don't; in lower case.
    added: BTreeMap<String, BTreeSet<String>>,
}

impl Enums {
    /// Finds the enum types of a tree whose values another tree lists in words.
    pub(super) fn listed_before(here: &Snapshot, there: &Snapshot) -> Self {
        let (mut before, mut now): (Lists, Lists) = Default::default();
        for (ty, item) in &here.types {
            let Some(other) = there.types.get(ty) else { continue };
            for (name, property) in item.parts(What::Property) {
                let of = simple(property.fact(Fact::Type).unwrap_or_default());
                let is_new = !there.types.contains_key(of) && here.types.get(of).is_some_and(is_enum);
                let known = other.part(What::Property, name).filter(|_| is_new);
                let known = known.filter(|known| is_text(known.fact(Fact::Type).unwrap_or_default()));
                if let Some(known) = known {
                    before.entry(of).or_default().extend(listed(known));
                    now.entry(of).or_default().extend(listed(property));
                }
            }
        }
        before.retain(|of, listed| {
            let repeated = now.get(of).is_some_and(|now| are_mostly(now, listed));
            repeated || here.types.get(*of).is_some_and(|item| are_mostly(&members(item), listed))
        });
        let added = before.into_iter().map(|(of, before)| {
            let now = now.remove(of).unwrap_or_default();
            (
                of.to_owned(),
                now.difference(&before).filter(|name| !name.eq_ignore_ascii_case(SENTINEL)).cloned().collect(),
            )
        });
        Self { added: added.collect() }
    }

    /// Returns the members of an enum type that only the tree lists that defines it; none if the other one lists no values of
    /// it.
    pub(super) fn added(&self, name: &str) -> Option<&BTreeSet<String>> {
        self.added.get(name)
    }
}

/// Lists of values by enum type.
type Lists<'t> = BTreeMap<&'t str, BTreeSet<String>>;

fn listed(property: &Item) -> impl Iterator<Item = String> {
    property.fact(Fact::Listed).into_iter().flat_map(|listed| listed.split(' ')).map(str::to_ascii_lowercase)
}

fn is_enum(item: &Item) -> bool {
    item.fact(Fact::Kind) == Some("enum")
}

/// Returns the members of an enum type in lower case, but for the one that announces others.
fn members(item: &Item) -> BTreeSet<String> {
    let members = item.parts(What::Member).map(|(name, _)| name.to_ascii_lowercase());
    members.filter(|name| !name.eq_ignore_ascii_case(SENTINEL)).collect()
}

/// Tells whether at least half of the values are listed.
fn are_mostly(values: &BTreeSet<String>, listed: &BTreeSet<String>) -> bool {
    !values.is_empty() && values.intersection(listed).count() * 2 >= values.len()
}

/// Returns the type of the items of a collection, or the type itself.
pub(super) fn simple(expression: &str) -> &str {
    expression.strip_prefix("Collection(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(expression)
}

/// Tells whether values of a type, or its items, are text or of a type that isn't told.
pub(super) fn is_text(expression: &str) -> bool {
    matches!(simple(expression), "Edm.String" | "Edm.Untyped")
}
