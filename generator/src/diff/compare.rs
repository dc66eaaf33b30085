//! Compares two snapshots: what came, what went, and what is told otherwise of what stayed. Each change is told once.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use super::implied::{Enums, is_text, simple};
use super::operations;
use super::renames::{self, Pair};
use super::snapshot::{Fact, Item, Snapshot, What};
use super::subject::{Form, Owner, Subject};
use super::telling::{self, Comparison, effective, lineage};

/// Compares an older snapshot with a newer one.
pub fn compare(old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    let listed = || rayon::join(|| Enums::listed_before(new, old), || Enums::listed_before(old, new));
    let used = || rayon::join(|| telling::uses(old), || telling::uses(new));
    let ((came, went), used) = rayon::join(listed, used);
    let mut comparison = Comparison {
        old,
        new,
        came,
        went,
        renamed: BTreeMap::new(),
        renamed_items: BTreeMap::new(),
        held_otherwise: BTreeSet::new(),
        used: used.into(),
        changes: Vec::new(),
        effects: BTreeMap::new(),
    };
    let of_types = || {
        comparison.types();
        comparison.procedures();
        comparison.areas();
    };
    let (pairs, ()) = rayon::join(|| operations::Pairs::of(old, new), of_types);
    operations::compare(&mut comparison, pairs);
    let mut changes = comparison.changes;
    changes.sort_by(|a, b| order(a).cmp(&order(b)));
    changes.dedup();
    changes
}

/// What changes are sorted by.
fn order(change: &Change) -> [&str; 6] {
    [&change.ty, &change.path, &change.method, &change.of, &change.name, &change.kind]
}

impl<'a> Comparison<'a> {
    fn areas(&mut self) {
        let (before, after) = (telling::areas(self.old), telling::areas(self.new));
        for (areas, others, form) in [(&before, &after, Form::Went), (&after, &before, Form::Came)] {
            for (area, item) in areas.iter().filter(|(area, _)| !others.contains_key(*area)) {
                let (old, new) = if form == Form::Went { (Some(item), None) } else { (None, Some(item)) };
                self.tell(Subject { what: What::Area, form, old, new }, Owner { area, ..Owner::default() });
            }
        }
    }

    fn types(&mut self) {
        let pairs = renames::types(self.old, self.new);
        let renamed = pairs.iter().filter_map(|(old, new)| Some((old.as_ref()?.0, new.as_ref()?.0)));
        self.renamed = renamed.filter(|(old, new)| old != new).collect();
        let items = pairs.iter().filter_map(|(old, new)| {
            let rust =
                |item: &'a Item| item.facts.get(&Fact::Rust).map(|rust| rust.split_once(" as ").unwrap_or((rust, "")));
            Some((rust(old.as_ref()?.1)?, rust(new.as_ref()?.1)?))
        });
        for ((old, was_held), (new, is_held)) in items {
            if old != new {
                self.renamed_items.insert(old, new);
            } else if was_held.is_empty() != is_held.is_empty() {
                self.held_otherwise.insert(new);
            }
        }
        for (old, new) in pairs {
            match (old, new) {
                (Some((old_name, old)), Some((name, new))) => self.kept_type(old_name, old, name, new),
                (None, Some((name, item))) => self.one_sided_type(name, item, true),
                (Some((name, item)), None) => self.one_sided_type(name, item, false),
                (None, None) => {}
            }
        }
    }

    /// Tells of a type that one tree has.
    fn one_sided_type(&mut self, name: &'a str, item: &'a Item, came: bool) {
        let owner = Owner { ty: name, area: item.fact(Fact::Area).unwrap_or_default(), ..Owner::default() };
        let enums = if came { &self.came } else { &self.went };
        let listed = enums.added(name).cloned();
        let late = listed.is_some() || self.is_referred_to(name, came);
        let form = match (came, late) {
            (true, true) => Form::Documented,
            (true, false) => Form::Came,
            (false, true) => Form::Undocumented,
            (false, false) => Form::Went,
        };
        let (old, new) = if came { (None, Some(item)) } else { (Some(item), None) };
        self.tell(Subject { what: What::Type, form, old, new }, owner);
        let there = if came { self.old } else { self.new };
        let Some(listed) = listed else { return };
        for (_, member) in item.parts(What::Member) {
            if listed.contains(&member.name.to_ascii_lowercase()) {
                let (old, new) = if came { (None, Some(member)) } else { (Some(member), None) };
                let late = |member: &Item, _: bool| {
                    let marked = there.implied.values.get("");
                    marked.is_some_and(|marked| marked.contains(&member.name.to_ascii_lowercase()))
                };
                self.pair(What::Member, old, new, owner, late);
            }
        }
    }

    /// Tells whether the tree that doesn't define a type has a property that is of it where it is defined: one whose type
    /// it doesn't know, or one that it implies.
    fn is_referred_to(&self, name: &str, came: bool) -> bool {
        let ([old, new], there) = (&self.used, if came { self.old } else { self.new });
        let mut properties = if came { new } else { old }.get(name).into_iter().flatten();
        properties.any(|(ty, property)| {
            there.types.get(*ty).is_some_and(|owner| match owner.part(What::Property, &property.name) {
                Some(known) => known.fact(Fact::Type).is_some_and(|known| simple(known) == "Edm.Untyped"),
                None => implies(there, ty, &property.name),
            })
        })
    }

    fn kept_type(&mut self, old_name: &'a str, old: &'a Item, name: &'a str, new: &'a Item) {
        let area = new.fact(Fact::Area).unwrap_or_default();
        let owner = Owner { ty: name, area, ..Owner::default() };
        if old_name != name {
            let respelled = old_name.eq_ignore_ascii_case(name);
            let form = if respelled { Form::Respelled } else { Form::Renamed };
            self.tell(Subject { what: What::Type, form, old: Some(old), new: Some(new) }, owner);
        }
        let differs = |fact: Fact| old.fact(fact) != new.fact(fact);
        // A new name is told; a key follows from being an entity type, what holds values from being flags.
        let follows = [
            (Fact::Rust, old_name != name || differs(Fact::Kind) || differs(Fact::Flags)),
            (Fact::Key, differs(Fact::Kind) && (old.fact(Fact::Key).is_none() || new.fact(Fact::Key).is_none())),
        ];
        let follows: Vec<Fact> = follows.into_iter().filter(|(_, follows)| *follows).map(|(fact, _)| fact).collect();
        self.facts(What::Type, old, new, owner, &follows);
        if (old.fact(Fact::Kind) == Some("enum")) != (new.fact(Fact::Kind) == Some("enum")) {
            return;
        }
        self.properties(old_name, old, name, new, owner);
        let (before, after) = (self.old, self.new);
        for Pair { old, new } in renames::paired(What::Member, old, new) {
            let late = |member: &Item, came: bool| {
                let (values, ty) =
                    if came { (&before.implied.values, old_name) } else { (&after.implied.values, name) };
                let member = member.name.to_ascii_lowercase();
                [ty, ""].iter().any(|ty| values.get(*ty).is_some_and(|listed| listed.contains(&member)))
            };
            self.pair(What::Member, old, new, owner, late);
        }
    }

    fn properties(&mut self, old_name: &'a str, old: &'a Item, name: &'a str, new: &'a Item, owner: Owner<'a>) {
        let (before, after) = (self.old, self.new);
        for Pair { old, new } in renames::paired(What::Property, old, new) {
            let elsewhere = match (old, new) {
                (None, Some(item)) => effective(before, old_name, &item.name),
                (Some(item), None) => effective(after, name, &item.name),
                _ => None,
            };
            if let Some((declaring, other)) = elsewhere {
                let form = if new.is_some() { Form::Moved(declaring, name) } else { Form::Moved(old_name, declaring) };
                let (old, new) = (old.or(Some(other)), new.or(Some(other)));
                self.tell(Subject { what: What::Property, form, old, new }, owner);
                continue;
            }
            if let (Some(old), Some(new)) = (old, new) {
                self.kept_property(old, new, owner);
                continue;
            }
            let late = |item: &Item, came: bool| match came {
                true => implies(before, old_name, &item.name),
                false => implies(after, name, &item.name),
            };
            self.pair(What::Property, old, new, owner, late);
        }
        self.listed_again(old_name, old, name, new, owner);
    }

    fn kept_property(&mut self, old: &Item, new: &Item, owner: Owner<'_>) {
        self.renamed(What::Property, old, new, owner);
        let mut except = vec![];
        if old.name != new.name {
            except.push(Fact::Rust);
        }
        let (was, is) = (old.fact(Fact::Type).unwrap_or_default(), new.fact(Fact::Type).unwrap_or_default());
        if !self.are_same(Some(was), Some(is)) {
            // What leads where follows from the type.
            except.extend([Fact::Rust, Fact::Navigation]);
            let documented = is_text(was) && self.came.added(simple(is)).is_some();
            let undocumented = is_text(is) && self.went.added(simple(was)).is_some();
            if documented || undocumented {
                except.push(Fact::Type);
                let form = Form::Retyped(Fact::Type, documented);
                self.tell(Subject { what: What::Property, form, old: Some(old), new: Some(new) }, owner);
            }
        }
        if old.fact(Fact::Navigation) != new.fact(Fact::Navigation) {
            except.push(Fact::Rust);
        }
        self.facts(What::Property, old, new, owner, &except);
    }

    /// Tells of properties of a base type that the page of a subtype lists as its own, in one tree only; where the base type
    /// had them before, nothing came.
    fn listed_again(&mut self, old_name: &str, old: &Item, name: &str, new: &Item, owner: Owner<'_>) {
        let (before, after) = (self.old, self.new);
        for (key, item) in new.parts(What::Inherited).filter(|(key, _)| old.part(What::Inherited, key).is_none()) {
            if let Some((of, _)) = effective(after, name, key).filter(|_| effective(before, old_name, key).is_none()) {
                let late = |item: &Item, _: bool| implies(before, old_name, &item.name);
                self.pair(What::Inherited, None, Some(item), Owner { of, ..owner }, late);
            }
        }
        for (key, item) in old.parts(What::Inherited).filter(|(key, _)| new.part(What::Inherited, key).is_none()) {
            if let Some((of, _)) = effective(before, old_name, key).filter(|_| effective(after, name, key).is_none()) {
                let late = |item: &Item, _: bool| implies(after, name, &item.name);
                self.pair(What::Inherited, Some(item), None, Owner { of, ..owner }, late);
            }
        }
    }

    fn procedures(&mut self) {
        let (before, after) = (self.old, self.new);
        let old: BTreeMap<String, _> =
            before.procedures.iter().map(|(binding, named)| (self.now(binding), named)).collect();
        let bindings: BTreeSet<&String> = old.keys().chain(after.procedures.keys()).collect();
        let requests = operations::Requests::of(before, after);
        for binding in bindings {
            for Pair { old, new } in renames::by_name(old.get(binding).copied(), after.procedures.get(binding)) {
                let one = new.or(old);
                let area = one.and_then(|item| item.fact(Fact::Area)).unwrap_or_default();
                let called = one.map(|item| format!("{binding} {}", item.name)).unwrap_or_default();
                let signature_changed = requests.signature_changed(&called);
                let owner = Owner { ty: binding, area, signature_changed, ..Owner::default() };
                let (Some(old), Some(new)) = (old, new) else {
                    self.pair(What::Procedure, old, new, owner, |_, came| {
                        let there = if came { before } else { after };
                        // What was taken for a function may be a property.
                        one.is_some_and(|item| effective(there, binding, &item.name).is_some())
                            || requests.shown_before(&called, came)
                    });
                    continue;
                };
                self.renamed(What::Procedure, old, new, owner);
                // What it answers and is described by is told of the operations that call it.
                self.facts(What::Procedure, old, new, owner, &[Fact::Returns, Fact::Description]);
                let owner = Owner { of: &new.name, ..owner };
                self.parameters(old, new, owner);
            }
        }
    }
}

impl Comparison<'_> {
    /// Compares the parameters of an action or function, and the ways to call it. Parameters that come or go with a way to call
    /// it are told with that.
    fn parameters(&mut self, old: &Item, new: &Item, owner: Owner<'_>) {
        let ways = |item: &Item| item.parts(What::Overload).count();
        let kept = old.parts(What::Overload).filter(|(way, _)| new.part(What::Overload, way).is_some()).count();
        let overloaded = kept > 0 && ways(old) + ways(new) > 2 * kept;
        for Pair { old, new } in renames::paired(What::Parameter, old, new) {
            if !overloaded || (old.is_some() && new.is_some()) {
                self.pair(What::Parameter, old, new, owner, |_, _| false);
            }
        }
        if overloaded {
            self.parts(What::Overload, old, new, owner);
        }
    }
}

/// Tells whether examples or paths of a tree give a type, or a base of it, a member of this name.
fn implies(tree: &Snapshot, ty: &str, name: &str) -> bool {
    // What is read by a path may have been taken for a function.
    let called = tree.procedures.get(ty).is_some_and(|named| named.contains_key(name));
    let shown = |ty: &&str| tree.implied.members.get(*ty).is_some_and(|names| names.contains(name));
    called || lineage(tree, ty).iter().any(shown)
}
