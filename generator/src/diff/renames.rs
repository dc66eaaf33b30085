//! Finds out what is the same under another name: in another letter case, with the same members, or with the same words.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

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
pub(super) fn types<'a>(old: &'a Snapshot, new: &'a Snapshot) -> Vec<Either<'a>> {
    let (mut pairs, went) = respelled(Some(&old.types), Some(&new.types));
    // Of several that fit, nobody can tell which one it was.
    let mut alike: BTreeMap<Signature<'a>, (Vec<Named<'a>>, Vec<usize>)> = BTreeMap::new();
    for named in &went {
        if let Some(signature) = members(named.1) {
            alike.entry(signature).or_default().0.push(*named);
        }
    }
    for (at, (_, new)) in pairs.iter().enumerate().filter(|(_, (old, _))| old.is_none()) {
        if let Some(fitting) = new.and_then(|(_, item)| alike.get_mut(&members(item)?)) {
            fitting.1.push(at);
        }
    }
    let mut renamed = BTreeSet::new();
    for (went, came) in alike.values() {
        if let ([named], [at]) = (went.as_slice(), came.as_slice()) {
            pairs[*at].0 = Some(*named);
            renamed.insert(named.0);
        }
    }
    pairs.extend(went.into_iter().filter(|(name, _)| !renamed.contains(name)).map(|named| (Some(named), None)));
    pairs
}

/// An item of either tree with its name, or none.
type Either<'a> = (Option<Named<'a>>, Option<Named<'a>>);

/// Pairs the newer items with the older ones of the same name, then of the same in another letter case; returns the older ones
/// that are left, too.
fn respelled<'a>(
    old: Option<&'a BTreeMap<String, Item>>,
    new: Option<&'a BTreeMap<String, Item>>,
) -> (Vec<Either<'a>>, Vec<Named<'a>>) {
    fn named<'a>((name, item): (&'a String, &'a Item)) -> Named<'a> {
        (name, item)
    }
    let is_new = |name: &String| new.is_none_or(|new| !new.contains_key(name));
    let gone = || old.into_iter().flatten().filter(|(name, _)| is_new(name)).map(named);
    let mut by_letters: BTreeMap<String, VecDeque<Named<'a>>> = BTreeMap::new();
    for (name, item) in gone() {
        by_letters.entry(name.to_ascii_lowercase()).or_default().push_back((name, item));
    }
    let pair = |(name, item): (&'a String, &'a Item)| {
        let same = old.and_then(|old| old.get_key_value(name)).map(named);
        let other = || by_letters.get_mut(&name.to_ascii_lowercase())?.pop_front();
        (same.or_else(other), Some((name.as_str(), item)))
    };
    let pairs = new.into_iter().flatten().map(pair).collect();
    let left: BTreeSet<&str> = by_letters.values().flatten().map(|(name, _)| *name).collect();
    (pairs, gone().filter(|(name, _)| left.contains(name)).collect())
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
    // What is renamed keeps its type.
    let mut types: BTreeMap<[Option<&str>; 2], (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        let of = |item: &'a Item| [Fact::Type, Fact::Navigation].map(|fact| item.fact(fact));
        match (pair.old, pair.new) {
            (Some(old), None) => types.entry(of(old)).or_default().0.push(at),
            (None, Some(new)) => types.entry(of(new)).or_default().1.push(at),
            _ => {}
        }
    }
    let mut gone = BTreeSet::new();
    for (went, came) in types.values().filter(|(went, came)| went.len() * came.len() <= MOST) {
        let like = |went: usize, came: usize| {
            pairs[went].old.zip(pairs[came].new).is_some_and(|(old, new)| is_like(what, old, new))
        };
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        for old in went {
            let mut fitting = came.iter().filter(|new| !found.contains_key(*new) && like(*old, **new));
            let (Some(new), None) = (fitting.next(), fitting.next()) else { continue };
            let rivals = went.iter().filter(|rival| like(**rival, *new)).take(2);
            if rivals.count() == 1 {
                found.insert(*new, *old);
            }
        }
        for (new, old) in found {
            pairs[new].old = pairs[old].old;
            gone.insert(old);
        }
    }
    let mut at = 0;
    pairs.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
    pairs
}

/// The most pairs of parts of a type that are compared: where more came and went at once, nobody can tell what became of which.
const MOST: usize = 1 << 18;

/// Tells whether two things of one type and of other names are the same: they are described in the same words, all but a few.
fn is_like(what: What, old: &Item, new: &Item) -> bool {
    let described = sketches(old).zip(sketches(new)).is_some_and(|(old, new)| (old ^ new).count_ones() <= CLOSE);
    let numbered =
        what == What::Member && old.fact(Fact::Value).is_some_and(|value| new.fact(Fact::Value) == Some(value));
    described || numbered
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
    let (pairs, went) = respelled(old, new);
    let item = |named: Option<Named<'a>>| named.map(|(_, item)| item);
    let pairs = pairs.into_iter().chain(went.into_iter().map(|named| (Some(named), None)));
    pairs.map(|(old, new)| Pair { old: item(old), new: item(new) }).collect()
}
