//! Compares documented operations. Pages are renamed and requests move from page to page, so operations are the same if they
//! have requests in common: verb and path.

use std::collections::{BTreeMap, BTreeSet};

use super::Effect;
use super::implied::simple;
use super::renames::{self, Pair};
use super::snapshot::{Fact, Item, Snapshot, What};
use super::subject::{Form, Owner, Subject};
use super::telling::{Comparison, effective};
use super::verdict::{alternatives, lost_lines};

/// Which operations of two trees are the same, and the methods that make them.
pub(super) struct Pairs<'a> {
    items: Vec<(Option<&'a Item>, Option<&'a Item>)>,
    methods: Methods<'a>,
}

impl<'a> Pairs<'a> {
    pub(super) fn of(before: &'a Snapshot, after: &'a Snapshot) -> Self {
        Self { items: matched(before, after), methods: Methods::of(before, after) }
    }
}

/// Compares the operations of two trees.
pub(super) fn compare(comparison: &mut Comparison<'_>, pairs: Pairs<'_>) {
    let (before, after) = (comparison.old, comparison.new);
    for (old, new) in pairs.items {
        match (old, new) {
            (Some(old), Some(new)) => kept(comparison, old, new, &pairs.methods),
            (None, Some(item)) => one_sided(comparison, item, before, after, true),
            (Some(item), None) => one_sided(comparison, item, after, before, false),
            (None, None) => {}
        }
    }
}

/// Pairs the operations that have requests in common: those of one name first, then those with the most of them.
fn matched<'a>(before: &'a Snapshot, after: &'a Snapshot) -> Vec<(Option<&'a Item>, Option<&'a Item>)> {
    let mut by_request: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, item) in &before.operations {
        requests(item).for_each(|request| by_request.entry(request).or_default().push(name));
    }
    let shared = |item: &Item| {
        let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
        let found = requests(item).filter_map(|request| by_request.get(&request));
        found.flatten().for_each(|name| *shared.entry(name).or_default() += 1);
        shared
    };
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    let mut candidates = Vec::new();
    for (name, item) in &after.operations {
        let shared = shared(item);
        let other = shared.get_key_value(name.as_str()).map(|(other, _)| *other);
        match other {
            Some(other) => _ = taken.insert(other, name),
            None => candidates.extend(shared.into_iter().map(|(other, count)| (count, other, name.as_str()))),
        }
    }
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let mut paired: BTreeSet<&str> = taken.values().copied().collect();
    for (_, other, name) in candidates {
        if !taken.contains_key(other) && paired.insert(name) {
            taken.insert(other, name);
        }
    }
    let kept = taken.iter().map(|(old, new)| (before.operations.get(*old), after.operations.get(*new)));
    let came =
        after.operations.iter().filter(|(name, _)| !paired.contains(name.as_str())).map(|(_, item)| (None, Some(item)));
    let went = before
        .operations
        .iter()
        .filter(|(name, _)| !taken.contains_key(name.as_str()))
        .map(|(_, item)| (Some(item), None));
    kept.chain(came).chain(went).collect()
}

/// Gives the requests of an operation: verb and shape of the path.
fn requests(item: &Item) -> impl Iterator<Item = String> {
    item.parts(What::Path).map(move |(shape, _)| request(item, shape))
}

fn request(item: &Item, shape: &str) -> String {
    format!("{} {shape}", item.name)
}

/// Returns the path that stands for all of an operation: one that its page speaks for, and the first of them.
fn path(item: &Item) -> &str {
    let paths = item.parts(What::Path).map(|(_, path)| path);
    paths.min_by_key(|path| (!path.is(Fact::Main), path.place.offset)).map_or("", |path| path.name.as_str())
}

/// Makes the owner of what is told of an operation.
fn owner<'a>(item: &'a Item) -> Owner<'a> {
    let called = item.fact(Fact::Calls).and_then(|called| called.split_once(' '));
    let (ty, of) = called.unwrap_or_default();
    let area = item.fact(Fact::Area).unwrap_or_default();
    Owner { ty, of, method: &item.name, path: path(item), area, ..Owner::default() }
}

/// Tells of an operation that one tree has. What calls an action or function that came or went is told with that; of one
/// that stayed, its paths are.
fn one_sided(comparison: &mut Comparison<'_>, item: &Item, there: &Snapshot, here: &Snapshot, came: bool) {
    let owner = owner(item);
    let form = |shown: bool| match (came, shown) {
        (true, true) => Form::Documented,
        (true, false) => Form::Came,
        (false, true) => Form::Undocumented,
        (false, false) => Form::Went,
    };
    let sides = |item| if came { (None, Some(item)) } else { (Some(item), None) };
    if item.fact(Fact::Calls).is_some() {
        let known = |tree: &Snapshot| tree.procedures.get(owner.ty).is_some_and(|named| named.contains_key(owner.of));
        if known(there) && known(here) {
            for (shape, part) in item.parts(What::Path) {
                let (old, new) = sides(part);
                let form = form(there.implied.requests.contains(&request(item, shape)));
                comparison.tell(Subject { what: What::Path, form, old, new }, Owner { path: &part.name, ..owner });
            }
        }
        return;
    }
    let shown = requests(item).all(|request| there.implied.requests.contains(&request));
    let (old, new) = sides(item);
    comparison.tell(Subject { what: What::Operation, form: form(shown), old, new }, owner);
}

/// Compares an operation that both trees have.
fn kept(comparison: &mut Comparison<'_>, old: &Item, new: &Item, methods: &Methods<'_>) {
    let (made, now_made) = methods.of_both(old, new);
    let signature_changed = comparison.lost_lines(&made, &now_made);
    let called = [new, old].into_iter().map(owner).find(|owner| !owner.of.is_empty()).unwrap_or_default();
    let owner = Owner { signature_changed, ty: called.ty, of: called.of, ..owner(new) };
    let told = comparison.told();
    paths(comparison, old, new, owner);
    let mut except = vec![Fact::Kind, Fact::Rust];
    // What an action takes is told of its parameters.
    let takes_parameters =
        |item: &Item| item.fact(Fact::Calls).is_some() && item.fact(Fact::Body) == Some("parameters");
    if takes_parameters(old) || takes_parameters(new) {
        except.push(Fact::Body);
    }
    comparison.facts(What::Operation, old, new, owner, &except);
    for what in [What::QueryOption, What::Header] {
        comparison.parts(what, old, new, owner);
    }
    body_properties(comparison, old, new, owner);
    accounts(comparison, old, new, owner);
    clouds(comparison, old, new, owner);
    let differs = signature_changed || comparison.lost_lines(&now_made, &made);
    if differs && !comparison.is_explained(told, owner) {
        let place = |item: &Item, made: Item| Item { name: item.name.clone(), place: item.place, ..made };
        let (old, new) = (place(old, made), place(new, now_made));
        let form = Form::Changed(Fact::Rust);
        comparison.tell(Subject { what: What::Operation, form, old: Some(&old), new: Some(&new) }, owner);
    }
}

/// Compares which properties can be given. What came or went with its type is told there.
fn body_properties(comparison: &mut Comparison<'_>, old: &Item, new: &Item, owner: Owner<'_>) {
    let (before, after) = (comparison.old, comparison.new);
    let has = |tree: &Snapshot, item: &Item, name: &str| {
        effective(tree, simple(item.fact(Fact::Body).unwrap_or_default()), name).is_some()
    };
    for Pair { old: was, new: is } in renames::paired(What::BodyProperty, old, new) {
        match (was, is) {
            (None, Some(item)) if !has(before, old, &item.name) => {}
            (Some(item), None) if !has(after, new, &item.name) => {}
            (Some(was), Some(is)) => comparison.facts(What::BodyProperty, was, is, owner, &[]),
            _ => comparison.came_or_went(What::BodyProperty, was, is, owner),
        }
    }
}

/// What makes each request in the generated clients, whichever page speaks for it: by request, the methods and setters.
struct Methods<'a> {
    old: BTreeMap<String, Vec<&'a str>>,
    new: BTreeMap<String, Vec<&'a str>>,
}

impl<'a> Methods<'a> {
    fn of(before: &'a Snapshot, after: &'a Snapshot) -> Self {
        let by_request = |tree: &'a Snapshot| {
            let mut lines: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
            for item in tree.operations.values() {
                if let Some(made) = item.facts.get(&Fact::Rust) {
                    requests(item).for_each(|request| lines.entry(request).or_default().push(made));
                }
            }
            lines
        };
        Self { old: by_request(before), new: by_request(after) }
    }

    /// Returns items of what makes the requests that both trees have of an operation, before and after.
    fn of_both(&self, old: &Item, new: &Item) -> (Item, Item) {
        let kept: Vec<String> =
            requests(old).filter(|request| new.part(What::Path, &request[old.name.len() + 1..]).is_some()).collect();
        let item = |side: &BTreeMap<String, Vec<&str>>| {
            let mut lines: Vec<&str> = kept.iter().filter_map(|request| side.get(request)).flatten().copied().collect();
            lines.sort_unstable();
            lines.dedup();
            Item { facts: [(Fact::Rust, lines.join("\n"))].into(), ..Item::default() }
        };
        (item(&self.old), item(&self.new))
    }
}

fn paths(comparison: &mut Comparison<'_>, old: &Item, new: &Item, owner: Owner<'_>) {
    let (before, after) = (comparison.old, comparison.new);
    // Another way to call a function is told of the function.
    let called = |shape: &str| Some(shape.strip_suffix(')')?.rsplit_once('(')?.0.to_owned());
    let places = |item: &Item| -> BTreeSet<String> {
        let calls = item.parts(What::Path).filter(|_| !owner.of.is_empty());
        calls.filter_map(|(shape, _)| called(shape)).collect()
    };
    let (were_called, are_called) = (places(old), places(new));
    let is_among = |places: &BTreeSet<String>, shape: &str| called(shape).is_some_and(|place| places.contains(&place));
    for (shape, part) in new.parts(What::Path) {
        let owner = Owner { path: &part.name, ..owner };
        match old.part(What::Path, shape) {
            Some(known) => accounts(comparison, known, part, owner),
            None if is_among(&were_called, shape) => {}
            None => {
                let shown = before.implied.requests.contains(&request(new, shape));
                let form = if shown { Form::Documented } else { Form::Came };
                comparison.tell(Subject { what: What::Path, form, old: None, new: Some(part) }, owner);
            }
        }
    }
    let gone = old.parts(What::Path).filter(|(shape, _)| new.part(What::Path, shape).is_none());
    for (shape, part) in gone.filter(|(shape, _)| !is_among(&are_called, shape)) {
        let shown = after.implied.requests.contains(&request(old, shape));
        let form = if shown { Form::Undocumented } else { Form::Went };
        comparison
            .tell(Subject { what: What::Path, form, old: Some(part), new: None }, Owner { path: &part.name, ..owner });
    }
}

/// Compares what is needed for each kind of account.
fn accounts(comparison: &mut Comparison<'_>, old: &Item, new: &Item, owner: Owner<'_>) {
    for Pair { old, new } in renames::paired(What::Account, old, new) {
        let (Some(old), Some(new)) = (old, new) else {
            let form = if new.is_some() { Form::Documented } else { Form::Undocumented };
            comparison.tell(Subject { what: What::Account, form, old, new }, owner);
            continue;
        };
        if old.facts == new.facts {
            continue;
        }
        if old.fact(Fact::Supported) != new.fact(Fact::Supported) {
            comparison.facts(What::Account, old, new, owner, &[Fact::Least]);
            continue;
        }
        comparison.facts(What::Account, old, new, owner, &[]);
        permissions(comparison, old, new, owner);
    }
}

/// Compares the permissions of a kind of account. What the least one was and is has been told.
fn permissions(comparison: &mut Comparison<'_>, old: &Item, new: &Item, owner: Owner<'_>) {
    let owner = Owner { of: &new.name, ..owner };
    let least_changed = old.fact(Fact::Least) != new.fact(Fact::Least);
    let named = |item: &Item, name: &str| Item { name: name.to_owned(), place: item.place, ..Item::default() };
    let only_in = |item: &Item, other: &Item| -> Vec<Item> {
        let others: BTreeSet<&str> = alternatives(other).collect();
        let told = |name: &&str| least_changed && item.fact(Fact::Least) == Some(name);
        alternatives(item).filter(|name| !others.contains(name) && !told(name)).map(|name| named(item, name)).collect()
    };
    for item in only_in(new, old) {
        comparison.came_or_went(What::Permission, None, Some(&item), owner);
    }
    for item in only_in(old, new) {
        comparison.came_or_went(What::Permission, Some(&item), None, owner);
    }
}

/// Compares the clouds. A page that named none before says for the first time where the operation is.
fn clouds(comparison: &mut Comparison<'_>, old: &Item, new: &Item, owner: Owner<'_>) {
    let silent = |item: &Item| item.parts(What::Cloud).next().is_none();
    let first_told = silent(old) || silent(new);
    for Pair { old, new } in renames::paired(What::Cloud, old, new) {
        match (first_told, old.is_some(), new.is_some()) {
            (_, true, true) => {}
            (true, _, came) => {
                let form = if came { Form::Documented } else { Form::Undocumented };
                comparison.tell(Subject { what: What::Cloud, form, old, new }, owner);
            }
            (false, ..) => comparison.came_or_went(What::Cloud, old, new, owner),
        }
    }
}

/// The operations that call actions and functions, in both trees.
pub(super) struct Requests<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    /// By what they call.
    old: BTreeMap<&'a str, Vec<&'a Item>>,
    new: BTreeMap<&'a str, Vec<&'a Item>>,
}

impl<'a> Requests<'a> {
    pub(super) fn of(before: &'a Snapshot, after: &'a Snapshot) -> Self {
        let calls = |tree: &'a Snapshot| {
            let mut calls: BTreeMap<&'a str, Vec<&'a Item>> = BTreeMap::new();
            for item in tree.operations.values() {
                if let Some(called) = item.fact(Fact::Calls) {
                    calls.entry(called).or_default().push(item);
                }
            }
            calls
        };
        Self { before, after, old: calls(before), new: calls(after) }
    }

    /// Tells whether methods of the client that call it are gone, or take other arguments.
    pub(super) fn signature_changed(&self, called: &str) -> bool {
        let lines = |items: Option<&Vec<&Item>>| {
            let lines = items.into_iter().flatten().filter_map(|item| item.fact(Fact::Rust));
            lines.collect::<Vec<_>>().join("\n")
        };
        lost_lines(Some(&lines(self.old.get(called))), Some(&lines(self.new.get(called))))
    }

    /// Tells whether the tree that doesn't document an action or function shows a request of it all the same.
    pub(super) fn shown_before(&self, called: &str, came: bool) -> bool {
        let (here, there) = if came { (&self.new, self.before) } else { (&self.old, self.after) };
        let mut asked = here.get(called).into_iter().flatten().flat_map(|item| requests(item));
        asked.any(|request| there.implied.requests.contains(&request))
    }
}

impl Comparison<'_> {
    /// Tells whether something that was told since then, or of the action or function, changes the methods of the client, too.
    fn is_explained(&self, told: usize, owner: Owner<'_>) -> bool {
        let least = if owner.signature_changed { Effect::Breaking } else { Effect::Compatible };
        self.told_since(told).iter().any(|change| change.rust.effect >= least)
            || !owner.of.is_empty() && self.effect_on(owner.ty, owner.of).is_some_and(|effect| effect >= least)
    }
}
