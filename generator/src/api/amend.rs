//! What other pages know better than a property's own row: that it is a collection, that its text is an enum type.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::Answers;
use super::index::Declarations;
use super::link::diagnostic;
use super::path_resolver::{PathResolver, PathStep};
use super::requests::DocumentedRequest;
use super::rows::signature;
use super::{Answer, Claim, Evidence, PageId, Primitive, Segment, Source, Type, TypeId, TypeKind, TypeOf, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::Page;

/// Makes collections of the properties that request lines address items of, or that pages list the items of. Returns where
/// the first of them stands.
pub fn collections(
    declarations: &mut Declarations,
    resolver: &PathResolver,
    lines: &[DocumentedRequest],
    answers: &BTreeMap<PageId, Answers>,
    pages: &[Page],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Evidence> {
    let (mut found, mut single): (BTreeSet<(TypeId, String)>, BTreeSet<(TypeId, String)>) = Default::default();
    for line in lines {
        let segments = &line.path.segments;
        for end in 2..=segments.len() {
            let (Segment::Literal(name), key) = (&segments[end - 1], segments.get(end)) else { continue };
            let listed = key.is_none() && line.method == "GET";
            if !listed && !matches!(key, Some(Segment::Key(_))) {
                continue;
            }
            let walked = resolver.resolve(&segments[..end]);
            let (Some(ty), Some(before)) = (walked.ty, walked.before) else { continue };
            let TypeOf::Named(owner) = before.of else { continue };
            let entity =
                matches!(ty.of, TypeOf::Named(id) if matches!(declarations.types[id].kind, TypeKind::Entity(_)));
            if walked.last != PathStep::Property || ty.collection || !entity {
                continue;
            }
            let property = (owner, name.to_ascii_lowercase());
            let about =
                answers.get(&line.page).map(|answers| answers.about(&resolver.bases, &line.method, &[segments]));
            let own = about.unwrap_or_default();
            match listed {
                true if says(&own, ty, true).next() == Some(true) => _ = found.insert(property),
                true if says(&own, ty, false).filter(|single| *single).count() > 1 => _ = single.insert(property),
                true => {}
                false => _ = found.insert(property),
            }
        }
    }
    // What a page twice says to read as one value isn't one of many because something that looks like a key follows.
    found.retain(|property| !single.contains(property));
    let mut changed = None;
    for (owner, name) in found {
        let declaring: Vec<TypeId> = resolver.bases.chain(owner).collect();
        for id in declaring {
            let Some(structure) = declarations.types[id].structure_mut() else { continue };
            let own = structure.navigation.iter_mut().chain(&mut structure.properties);
            for property in own.filter(|property| property.name.eq_ignore_ascii_case(&name)) {
                property.ty.collection = true;
                changed = changed.or(Some(property.evidence));
                let page = &pages[property.evidence.page];
                let message =
                    format!("`{}` is said to be one value, but request lines address its items", property.name);
                diagnostics.push(diagnostic(page, property.evidence.span, Code::Disagreement, message));
            }
        }
    }
    changed
}

/// Tells of each claim of a page whether it is of a type, as a collection or as one value: the annotation first, then the
/// others.
fn says(claims: &[&Claim], ty: TypeRef, collection: bool) -> impl Iterator<Item = bool> {
    let order = [Source::Annotation, Source::Prose, Source::MethodTable, Source::Example];
    let sorted = order.into_iter().flat_map(|source| claims.iter().filter(move |c| c.evidence.source == source));
    sorted.map(move |claim| claim.value == Answer::Json(TypeRef { collection, ..ty }))
}

/// Gives text properties the enum type whose members their description lists: all of them and no other, if only one enum
/// type has them; else some of them, if the type is called like the property, or like owner and property.
pub fn enums(declarations: &mut Declarations) {
    for (id, ty) in TypeId::each(&declarations.types) {
        if let TypeKind::Enum(members) = &ty.kind {
            let names = members.members.iter().map(|member| member.name.as_str());
            declarations.by_members.entry(signature(names)).or_default().push(id);
        }
    }
    let mut found: Vec<(TypeId, usize, TypeId)> = Vec::new();
    for (owner, ty) in TypeId::each(&declarations.types) {
        let properties = ty.structure().map(|structure| structure.properties.as_slice()).unwrap_or_default();
        for (at, property) in properties.iter().enumerate() {
            let values = &property.possible_values;
            if property.ty.of != TypeOf::Primitive(Primitive::String) || values.len() < 2 {
                continue;
            }
            let named = || called(declarations, ty, &property.name, values);
            found.extend(declarations.enum_of(values).or_else(named).map(|id| (owner, at, id)));
        }
    }
    for (owner, at, id) in found {
        let properties = declarations.types[owner].structure_mut().map(|structure| &mut structure.properties);
        if let Some(property) = properties.and_then(|properties| properties.get_mut(at)) {
            property.ty.of = TypeOf::Named(id);
            property.possible_values.clear();
        }
    }
}

/// Returns the enum type with all of these members that is called like owner and property, or like the property: then the
/// members must be the same to the letter, as others may have the name.
fn called(declarations: &Declarations, owner: &Type, property: &str, values: &[String]) -> Option<TypeId> {
    let find = |name: &str, same: fn(&str, &str) -> bool| {
        let id = declarations.index.find(name, &owner.namespace)?;
        let TypeKind::Enum(ty) = &declarations.types[id].kind else { return None };
        let has = |value: &String| ty.members.iter().any(|member| same(&member.name, value));
        values.iter().all(has).then_some(id)
    };
    find(&format!("{}{property}", owner.name), str::eq_ignore_ascii_case)
        .or_else(|| find(property, |member, value| member == value))
}
