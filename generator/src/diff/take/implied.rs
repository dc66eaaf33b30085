//! What the pages imply without defining it: names that examples and paths give a type besides its properties, values that
//! descriptions list of an enum type, requests that are shown.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::Value;

use super::super::snapshot::Implied;
use crate::api::{
    Api, Body, Example, Inline, Operation, PageId, Prose, SENTINEL, Segment, TypeId, TypeKind, TypeOf, TypeRef, shape,
    unbracketed,
};
use crate::export::type_name;

/// Gathers all that is implied.
pub(super) fn implied(api: &Api) -> Implied {
    let known = Known::of(api);
    let share = |operation: &Operation| {
        let (mut documented, mut shown) = (BTreeSet::new(), BTreeSet::new());
        for path in &operation.paths {
            known.path(&path.segments, if path.from_example { &mut shown } else { &mut documented });
        }
        operation.examples.iter().for_each(|example| known.example(operation, example, &mut shown));
        (operation.page, documented, shown)
    };
    let found: Vec<_> = api.operations.par_iter().with_max_len(32).map(share).collect();
    let mut implied = Implied::default();
    let mut imply = |(id, name): (TypeId, String)| {
        implied.members.entry(type_name(&api.types[id])).or_default().insert(name);
    };
    let mut pages: BTreeMap<(TypeId, String), PageId> = BTreeMap::new();
    for (page, documented, shown) in found {
        documented.into_iter().for_each(&mut imply);
        for member in shown {
            // The example of one page may be wrong.
            match pages.get(&member) {
                Some(other) if *other != page => imply(member),
                Some(_) => {}
                None => _ = pages.insert(member, page),
            }
        }
    }
    implied.values = values(api);
    for operation in &api.operations {
        let shapes = operation.paths.iter().map(|path| shape(&unbracketed(&path.segments)));
        implied.requests.extend(shapes.map(|shape| format!("{} {shape}", operation.method)));
    }
    implied
}

/// Gathers the code in descriptions of properties and parameters, by the enum type that these are of; and, under no name, what is
/// marked up in any description and can't be an ordinary word.
fn values(api: &Api) -> BTreeMap<String, BTreeSet<String>> {
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut listed = |ty: TypeRef, prose: &Prose| {
        let named = ty.named().map(|id| &api.types[id]).filter(|ty| matches!(ty.kind, TypeKind::Enum(_)));
        let name = named.map(type_name);
        for inline in prose.inlines() {
            let (Inline::Code(text) | Inline::Strong(text)) = inline else { continue };
            if is_distinctive(text) {
                values.entry(String::new()).or_default().insert(text.to_ascii_lowercase());
            }
            if let (Some(name), Inline::Code(_)) = (&name, inline) {
                values.entry(name.clone()).or_default().insert(text.to_ascii_lowercase());
            }
        }
    };
    for structure in api.types.iter().filter_map(|ty| ty.structure()) {
        let properties = structure.properties.iter().chain(&structure.inherited);
        properties.for_each(|property| listed(property.ty, &property.description));
    }
    for parameter in api.procedures.iter().flat_map(|procedure| &procedure.parameters) {
        listed(parameter.ty, &parameter.description);
    }
    values
}

/// Tells whether text is one word with a capital inside, and not the one that announces members.
fn is_distinctive(text: &str) -> bool {
    is_name(text)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.contains(|c: char| c.is_ascii_uppercase())
        && !text.eq_ignore_ascii_case(SENTINEL)
}

/// The members of all types, to walk examples and paths by.
struct Known<'a> {
    api: &'a Api,
    roots: BTreeMap<String, TypeRef>,
    by_name: BTreeMap<String, TypeId>,
    /// Of each type what it declares itself, by lower-case name.
    members: Vec<BTreeMap<String, TypeRef>>,
    /// The names of actions and functions in lower case.
    procedures: BTreeSet<String>,
}

impl<'a> Known<'a> {
    fn of(api: &'a Api) -> Self {
        let declared = |structure: &crate::api::Structure| {
            let properties = structure.properties.iter().chain(&structure.navigation);
            properties.map(|property| (property.name.to_ascii_lowercase(), property.ty)).collect()
        };
        Self {
            api,
            roots: api.roots.iter().map(|root| (root.name.to_ascii_lowercase(), root.ty)).collect(),
            by_name: TypeId::each(&api.types).map(|(id, ty)| (type_name(ty).to_ascii_lowercase(), id)).collect(),
            members: api.types.iter().map(|ty| ty.structure().map(declared).unwrap_or_default()).collect(),
            procedures: api.procedures.iter().map(|procedure| procedure.name.to_ascii_lowercase()).collect(),
        }
    }

    /// Finds a property of a type, declared by it, a base or a derived type.
    fn member(&self, of: TypeId, name: &str) -> Option<TypeRef> {
        let types = self.api.bases.chain(of).chain(self.api.bases.below(of).iter().copied());
        types.filter_map(|id| self.members[id].get(name)).next().copied()
    }

    /// Walks a path as far as it is known; the name where it is lost is implied.
    fn path(&self, segments: &[Segment], found: &mut BTreeSet<(TypeId, String)>) {
        let mut at: Option<TypeRef> = None;
        for segment in &unbracketed(segments) {
            at = match (segment, at) {
                (Segment::Literal(name), None) => self.roots.get(&name.to_ascii_lowercase()).copied(),
                (Segment::Key(_), Some(ty)) if ty.collection => Some(TypeRef { collection: false, ..ty }),
                (Segment::ByPath(_), ty) => ty,
                (Segment::Cast(name), Some(ty)) => {
                    self.by_name.get(&name.to_ascii_lowercase()).map(|id| TypeRef { of: TypeOf::Named(*id), ..ty })
                }
                (Segment::Literal(name), Some(ty)) => {
                    // A name behind a collection may be a key.
                    let Some(of) = ty.named().filter(|_| !ty.collection) else { return };
                    let lower = name.to_ascii_lowercase();
                    let member = self.member(of, &lower);
                    let called = lower.starts_with('$') || lower.contains('.') || self.procedures.contains(&lower);
                    if member.is_none() && !called {
                        found.insert((of, name.clone()));
                    }
                    member
                }
                _ => None,
            };
            if at.is_none() {
                return;
            }
        }
    }

    /// Walks the JSON of an example: of what the operation answers and of what it sends.
    fn example(&self, operation: &Operation, example: &Example, found: &mut BTreeSet<(TypeId, String)>) {
        let sent = match &operation.body {
            Body::Value(ty, _) => Some(*ty),
            _ => None,
        };
        let answered = operation.response.answer.json().copied();
        for (message, ty) in [(&example.request, sent), (&example.response, answered)] {
            let body = message.as_ref().map_or("", |message| message.body.trim());
            let Some(ty) = ty.filter(|_| body.starts_with('{')) else { continue };
            let Ok(value) = serde_json::from_str::<Value>(body) else { continue };
            let items = value.get("value").filter(|_| ty.collection);
            self.json(ty.of, items.unwrap_or(&value), found);
        }
    }

    fn json(&self, of: TypeOf, value: &Value, found: &mut BTreeSet<(TypeId, String)>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.json(of, item, found)),
            Value::Object(map) => {
                let named = map.get("@odata.type").and_then(Value::as_str);
                let named = named.and_then(|name| self.by_name.get(&name.trim_start_matches('#').to_ascii_lowercase()));
                let stated = match of {
                    TypeOf::Named(id) => Some(id),
                    _ => None,
                };
                let Some(id) = named.copied().or(stated) else { return };
                let mut unknown = Vec::new();
                let mut known = 0;
                for (key, value) in map.iter().filter(|(key, _)| is_name(key)) {
                    match self.member(id, &key.to_ascii_lowercase()) {
                        Some(ty) => {
                            known += 1;
                            self.json(ty.of, value, found);
                        }
                        None => unknown.push(key),
                    }
                }
                // An object of mostly other names is of another shape.
                if unknown.len() <= known {
                    found.extend(unknown.into_iter().map(|key| (id, key.clone())));
                }
            }
            _ => {}
        }
    }
}

fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
