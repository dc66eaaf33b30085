//! A comparison under way: what has been told, and how facts and parts of two items are compared.

use std::collections::{BTreeMap, BTreeSet};

use super::implied::{Enums, simple};
use super::renames::{self, Pair};
use super::snapshot::{Fact, Item, Snapshot, What};
use super::subject::{Form, Owner, Subject};
use super::verdict;
use super::{Change, Effect};

/// A comparison under way.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Snapshot,
    pub(super) new: &'a Snapshot,
    /// The enum types that came, and whose values the older tree lists in words.
    pub(super) came: Enums,
    /// The enum types that went, and whose values the newer tree lists in words.
    pub(super) went: Enums,
    /// The new names of types by their old ones.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    /// The new names of their structs and enums by the old ones.
    pub(super) renamed_items: BTreeMap<&'a str, &'a str>,
    /// The structs and enums whose values are held otherwise: by themselves, as flags, or by an enum of subtypes.
    pub(super) held_otherwise: BTreeSet<&'a str>,
    /// The properties that are of each type, in both trees.
    pub(super) used: [Uses<'a>; 2],
    pub(super) changes: Vec<Change>,
    /// The greatest effect on programs of what was told of each action or function, by the type that it is bound to.
    pub(super) effects: BTreeMap<(String, String), Effect>,
}

/// Properties with their owners, by the type that they are of.
pub(super) type Uses<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a Item)>>;

/// Collects the properties of a tree by the type that they are of.
pub(super) fn uses(tree: &Snapshot) -> Uses<'_> {
    let mut uses = Uses::new();
    for (ty, item) in &tree.types {
        for (_, property) in item.parts(What::Property) {
            if let Some(of) = property.fact(Fact::Type) {
                uses.entry(simple(of)).or_default().push((ty, property));
            }
        }
    }
    uses
}

/// Collects the areas of a tree, by name; each stands where the first type or operation in it does.
pub(super) fn areas(tree: &Snapshot) -> BTreeMap<&str, Item> {
    let mut areas = BTreeMap::new();
    for item in tree.types.values().chain(tree.operations.values()) {
        if let Some(area) = item.fact(Fact::Area).filter(|area| !area.is_empty()) {
            let first = || Item { name: area.to_owned(), place: item.place, ..Item::default() };
            areas.entry(area).or_insert_with(first);
        }
    }
    areas
}

impl<'a> Comparison<'a> {
    /// Tells a change.
    pub(super) fn tell(&mut self, subject: Subject<'_>, owner: Owner<'_>) {
        let (service, rust) = verdict::verdicts(&subject, &owner);
        let value = |item: Option<&Item>| match subject.form {
            Form::Changed(fact) | Form::Retyped(fact, _) => item.and_then(|item| item.fact(fact)).map(str::to_owned),
            Form::Renamed | Form::Respelled => item.map(|item| item.name.clone()),
            _ => item.map(described),
        };
        let (before, after) = match subject.form {
            Form::Moved(from, to) => (Some(from.to_owned()), Some(to.to_owned())),
            _ => (value(subject.old), value(subject.new)),
        };
        let item = subject.item();
        let link = |snapshot: &Snapshot, item: &Item| {
            snapshot.pages.get(item.place.page as usize).map_or_else(String::new, |page| page.url.clone())
        };
        let (name, of) = match subject.what {
            What::Type => ("", ""),
            What::Operation | What::Path => (owner.of, ""),
            _ => (item.name.as_str(), owner.of),
        };
        if !of.is_empty() {
            let effect = self.effects.entry((owner.ty.to_owned(), of.to_owned())).or_insert(rust.effect);
            *effect = rust.effect.max(*effect);
        }
        self.changes.push(Change {
            kind: subject.kind(),
            ty: owner.ty.to_owned(),
            name: name.to_owned(),
            of: of.to_owned(),
            method: owner.method.to_owned(),
            path: owner.path.to_owned(),
            area: owner.area.to_owned(),
            before,
            after,
            service,
            rust,
            old: subject.old.map(|item| item.place),
            new: subject.new.map(|item| item.place),
            link: match (subject.new, subject.old) {
                (Some(item), _) => link(self.new, item),
                (None, Some(item)) => link(self.old, item),
                (None, None) => String::new(),
            },
        });
    }

    /// Compares the facts of what stands in both trees; tells how many differ.
    pub(super) fn facts(&mut self, what: What, old: &Item, new: &Item, owner: Owner<'_>, except: &[Fact]) {
        if old.facts == new.facts {
            return;
        }
        let facts: BTreeSet<Fact> = old.facts.keys().chain(new.facts.keys()).copied().collect();
        let differs = |fact: &Fact| match fact {
            Fact::Rust => self.lost_lines(old, new) || self.lost_lines(new, old),
            fact => !self.are_same(old.fact(*fact), new.fact(*fact)),
        };
        let told = facts.into_iter().filter(|fact| fact.word().is_some() && !except.contains(fact));
        let told: Vec<Fact> = told.filter(differs).collect();
        // Where a fact changed, so did the words that state it.
        let only_words = told.len() < 2 && !except.contains(&Fact::Type);
        for fact in told {
            if fact != Fact::Description || only_words {
                let subject = Subject { what, form: Form::Changed(fact), old: Some(old), new: Some(new) };
                self.tell(subject, owner);
            }
        }
    }

    /// Counts what has been told.
    pub(super) fn told(&self) -> usize {
        self.changes.len()
    }

    /// Returns what has been told since so much was.
    pub(super) fn told_since(&self, told: usize) -> &[Change] {
        &self.changes[told..]
    }

    /// Returns the greatest effect on programs of what was told of an action or function.
    pub(super) fn effect_on(&self, ty: &str, of: &str) -> Option<Effect> {
        self.effects.get(&(ty.to_owned(), of.to_owned())).copied()
    }

    /// Tells of something that stands in one tree only; of what stands in both, nothing.
    pub(super) fn came_or_went(&mut self, what: What, old: Option<&Item>, new: Option<&Item>, owner: Owner<'_>) {
        if old.is_none() || new.is_none() {
            self.pair(what, old, new, owner, |_, _| false);
        }
    }

    /// Tells whether two values are the same, but for new names of types.
    pub(super) fn are_same(&self, old: Option<&str>, new: Option<&str>) -> bool {
        let (Some(before), Some(after)) = (old, new) else { return old == new };
        before == after || self.now(before) == after
    }

    /// Tells whether a line of what the older crates call something is missing in the newer ones, but for new names of types.
    pub(super) fn lost_lines(&self, old: &Item, new: &Item) -> bool {
        if old.fact(Fact::Rust) == new.fact(Fact::Rust) {
            return false;
        }
        let lines = |item: &Item| item.fact(Fact::Rust).map(|text| self.now_called(text)).unwrap_or_default();
        verdict::lost_lines(Some(&lines(old)), Some(&lines(new)))
    }

    /// Writes what the older crates call something with the new names of types, held as the newer crates hold them.
    fn now_called(&self, text: &str) -> String {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let name = |piece: &'_ str| piece.trim_end_matches(|c: char| !is_part(c)).len();
        let mut out = String::with_capacity(text.len());
        let mut pieces = text.split_inclusive(|c: char| !is_part(c)).peekable();
        while let Some(piece) = pieces.next() {
            let wrapped = |next: &&str| next.ends_with('>') && self.held_otherwise.contains(&next[..name(next)]);
            if piece == "Flags<" && pieces.peek().is_some_and(wrapped) {
                let inner = pieces.next().unwrap_or_default();
                out += self.renamed_items.get(&inner[..name(inner)]).unwrap_or(&&inner[..name(inner)]);
                continue;
            }
            let (word, rest) = piece.split_at(name(piece));
            let held = word.strip_prefix("Any").filter(|held| self.held_otherwise.contains(held)).unwrap_or(word);
            out += self.renamed_items.get(held).unwrap_or(&held);
            out += rest;
        }
        out
    }

    /// Writes a type expression with the new name of its type.
    pub(super) fn now(&self, expression: &str) -> String {
        let start = expression.rfind(['(', '|']).map_or(0, |at| at + 1);
        let name = expression[start..].trim_end_matches(')');
        match self.renamed.get(name) {
            Some(now) => format!("{}{now}{}", &expression[..start], &expression[start + name.len()..]),
            None => expression.to_owned(),
        }
    }

    /// Compares parts of a kind that have nothing but facts.
    pub(super) fn parts(&mut self, what: What, old: &Item, new: &Item, owner: Owner<'_>) {
        for Pair { old, new } in renames::paired(what, old, new) {
            self.pair(what, old, new, owner, |_, _| false);
        }
    }

    /// Tells what became of one item; `late` says of what stands in one tree only whether the other one implies it.
    pub(super) fn pair(
        &mut self,
        what: What,
        old: Option<&Item>,
        new: Option<&Item>,
        owner: Owner<'_>,
        late: impl Fn(&Item, bool) -> bool,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => {
                self.renamed(what, old, new, owner);
                // What a renamed thing is called in Rust changes with it.
                let except: &[Fact] = if old.name == new.name { &[] } else { &[Fact::Rust] };
                self.facts(what, old, new, owner, except);
            }
            (None, Some(item)) => {
                let form = if late(item, true) { Form::Documented } else { Form::Came };
                self.tell(Subject { what, form, old: None, new: Some(item) }, owner);
            }
            (Some(item), None) => {
                let form = if late(item, false) { Form::Undocumented } else { Form::Went };
                self.tell(Subject { what, form, old: Some(item), new: None }, owner);
            }
            (None, None) => {}
        }
    }

    pub(super) fn renamed(&mut self, what: What, old: &Item, new: &Item, owner: Owner<'_>) {
        // Names of parameters and headers are the same in any letter case.
        let any_case = matches!(what, What::Header | What::Overload | What::Path);
        if old.name != new.name && !(any_case && old.name.eq_ignore_ascii_case(&new.name)) {
            let respelled = old.name.eq_ignore_ascii_case(&new.name);
            let form = if respelled { Form::Respelled } else { Form::Renamed };
            self.tell(Subject { what, form, old: Some(old), new: Some(new) }, owner);
        }
    }
}

/// Describes what came or went in a word or two.
fn described(item: &Item) -> String {
    let facts = [Fact::Type, Fact::Kind, Fact::Answer].iter().find_map(|fact| item.fact(*fact));
    facts.map_or_else(|| item.name.clone(), str::to_owned)
}

/// Returns a type and its bases, nearest first.
pub(super) fn lineage<'t>(tree: &'t Snapshot, ty: &str) -> Vec<&'t str> {
    let mut found: Vec<&str> = Vec::new();
    let mut at = tree.types.get_key_value(ty);
    while let Some((name, item)) = at.filter(|(name, _)| !found.contains(&name.as_str())) {
        found.push(name);
        at = item.fact(Fact::Base).and_then(|base| tree.types.get_key_value(base));
    }
    found
}

/// Finds a property of a type where it is declared, by it or a base type.
pub(super) fn effective<'t>(tree: &'t Snapshot, ty: &str, name: &str) -> Option<(&'t str, &'t Item)> {
    lineage(tree, ty).into_iter().find_map(|ty| Some((ty, tree.types.get(ty)?.part(What::Property, name)?)))
}
