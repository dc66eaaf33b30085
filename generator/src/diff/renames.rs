//! Finds out what is the same under another name: in another letter case, with the same members, or with the same words.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::{Fact, Item, Snapshot, What};

/// What stands in the older tree, in the newer one, or in both.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: Option<&'a Item>,
    pub(super) new: Option<&'a Item>,
}

/// A type with its qualified name.
type Named<'a> = (&'a str, &'a Item);

/// The fewest members that make two types the same under another name.
const FEWEST: usize = 2;

/// Pairs the types of two trees.
pub(super) fn types<'a>(old: &'a Snapshot, new: &'a Snapshot) -> Vec<(Option<Named<'a>>, Option<Named<'a>>)> {
    let named = |(name, item): (&'a String, &'a Item)| (name.as_str(), item);
    let mut pairs = Vec::new();
    let mut went: Vec<Named<'a>> =
        old.types.iter().filter(|(name, _)| !new.types.contains_key(*name)).map(named).collect();
    for (name, item) in new.types.iter().map(named) {
        let same = old.types.get_key_value(name).map(named);
        let found = same.or_else(|| {
            let respelled = went.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
            respelled.map(|at| went.remove(at))
        });
        pairs.push((found, Some((name, item))));
    }
    // Of several that fit, nobody can tell which one it was.
    let lone = |pairs: &[(Option<Named<'a>>, Option<Named<'a>>)], signature: &Signature<'a>| {
        let fits = |pair: &(Option<Named<'a>>, Option<Named<'a>>)| {
            pair.0.is_none() && pair.1.is_some_and(|(_, item)| members(item).as_ref() == Some(signature))
        };
        let at = pairs.iter().position(fits)?;
        (!pairs[at + 1..].iter().any(fits)).then_some(at)
    };
    let mut left = Vec::new();
    let signatures: Vec<Option<Signature<'a>>> = went.iter().map(|(_, item)| members(item)).collect();
    for ((name, item), signature) in went.iter().zip(&signatures) {
        let alone = signatures.iter().filter(|other| *other == signature).count() == 1;
        match signature.as_ref().filter(|_| alone).and_then(|signature| lone(&pairs, signature)) {
            Some(at) => pairs[at].0 = Some((name, item)),
            None => left.push((Some((*name, *item)), None)),
        }
    }
    pairs.extend(left);
    pairs
}

/// What makes a type the same: its kind, and names and types of its members.
type Signature<'a> = (Option<&'a str>, Vec<(&'a str, Option<&'a str>)>);

fn members(item: &Item) -> Option<Signature<'_>> {
    let parts = item.parts(What::Property).chain(item.parts(What::Member));
    let parts: Vec<_> = parts.map(|(name, part)| (name.as_str(), part.fact(Fact::Type))).collect();
    (parts.len() >= FEWEST).then_some((item.fact(Fact::Kind), parts))
}

/// Pairs parts of a kind: by name, in another letter case, then those that alone are like each other.
pub(super) fn paired<'a>(what: What, old: &'a Item, new: &'a Item) -> Vec<Pair<'a>> {
    let mut pairs = by_name(old.parts.get(&what), new.parts.get(&what));
    if !matches!(what, What::Property | What::Member | What::Parameter) {
        return pairs;
    }
    let went: Vec<usize> = (0..pairs.len()).filter(|at| pairs[*at].new.is_none()).collect();
    let mut gone = BTreeSet::new();
    for at in went {
        let Some(old) = pairs[at].old else { continue };
        let like =
            |(_, pair): &(usize, &Pair<'a>)| pair.old.is_none() && pair.new.is_some_and(|new| is_like(what, old, new));
        let mut candidates = pairs.iter().enumerate().filter(like).map(|(at, _)| at);
        if let (Some(found), None) = (candidates.next(), candidates.next()) {
            let others = pairs.iter().filter(|pair| pair.new.is_none() && pair.old.is_some());
            let rivals = others.filter(|pair| {
                pair.old.is_some_and(|rival| pairs[found].new.is_some_and(|new| is_like(what, rival, new)))
            });
            if rivals.count() == 1 {
                pairs[found].old = Some(old);
                gone.insert(at);
            }
        }
    }
    let mut at = 0;
    pairs.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
    pairs
}

/// Tells whether two things of other names are the same: they are described in the same words, all but a few, and of one type.
fn is_like(what: What, old: &Item, new: &Item) -> bool {
    let same = |fact: Fact| old.fact(fact) == new.fact(fact);
    let described = sketches(old).zip(sketches(new)).is_some_and(|(old, new)| (old ^ new).count_ones() <= CLOSE);
    let numbered = what == What::Member && old.fact(Fact::Value).is_some() && same(Fact::Value);
    (described || numbered) && same(Fact::Type) && same(Fact::Navigation)
}

/// Sketches of descriptions that differ in no more bits are of the same words, all but a few.
const CLOSE: u32 = 10;

/// Returns the sketch of a description.
fn sketches(item: &Item) -> Option<u64> {
    u64::from_str_radix(item.fact(Fact::Description)?.get(16..)?, 16).ok()
}

/// Pairs items by name, then in another letter case.
pub(super) fn by_name<'a>(
    old: Option<&'a BTreeMap<String, Item>>,
    new: Option<&'a BTreeMap<String, Item>>,
) -> Vec<Pair<'a>> {
    let is_new = |name: &String| new.is_none_or(|new| !new.contains_key(name));
    let mut went: Vec<(&String, &Item)> = old.into_iter().flatten().filter(|(name, _)| is_new(name)).collect();
    let mut pairs = Vec::new();
    for (name, item) in new.into_iter().flatten() {
        let found = old.and_then(|old| old.get(name)).or_else(|| {
            let respelled = went.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
            respelled.map(|at| went.remove(at).1)
        });
        pairs.push(Pair { old: found, new: Some(item) });
    }
    pairs.extend(went.into_iter().map(|(_, item)| Pair { old: Some(item), new: None }));
    pairs
}
