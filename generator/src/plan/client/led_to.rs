//! What a name leads to from a place, as pages of types say it.

use super::Context;
use super::edge::Edge;
use super::spelling::Spelling;
use crate::api::{Property, TypeId, TypeRef};
use crate::plan::Docs;
use crate::plan::docs::{code, prose, separate};

/// Fewer words than this tell no meaning: `Read-only. Nullable.`
const FEW_WORDS: usize = 3;

/// Says what a name leads to from places that are equal: what it is of there, and what a page says of the property.
pub fn described(context: &Context<'_>, spelling: &Spelling, from: &[Vec<Edge>], name: &str) -> Docs {
    let led = from.iter().find_map(|place| led_to(context, spelling, place, name));
    let of = from.iter().find_map(|place| type_at(context, spelling, place));
    let own = led.as_ref().and_then(|led| named_type(context, led.ty.named()?));
    let named = code(name);
    let line = match (of.and_then(|of| named_type(context, of)), own) {
        (Some(of), _) => format!("The {named} of this {of}."),
        (None, None) if led.is_some() => format!("The {named}."),
        (None, Some(own)) if own == named => format!("The {named}."),
        (None, Some(own)) => format!("The {named}, of the type {own}."),
        (None, None) => format!("What is at {named}."),
    };
    let told = led.and_then(|led| meaning(context, led.property?));
    separate([line].into_iter().chain(told))
}

/// Names the type of what is at the first of places that are equal where it is known.
pub fn type_name(context: &Context<'_>, spelling: &Spelling, places: &[Vec<Edge>]) -> Option<String> {
    let id = places.iter().find_map(|place| type_at(context, spelling, place))?;
    named_type(context, id)
}

/// Names a type; none if all entity types are of it, which tells nothing.
fn named_type(context: &Context<'_>, id: TypeId) -> Option<String> {
    (context.api.root != Some(id)).then(|| code(&context.api.types[id].name))
}

/// Says what is at places that are equal: the items of a set, one of them, or what a property leads to.
pub fn about(context: &Context<'_>, spelling: &Spelling, places: &[Vec<Edge>]) -> Docs {
    let Some((last, before)) = places.first().and_then(|place| place.split_last()) else { return Docs::new() };
    match last {
        Edge::Literal(name) => {
            let from: Vec<Vec<Edge>> = places.iter().filter_map(|place| Some(place.split_last()?.1.to_vec())).collect();
            described(context, spelling, &from, spelling.name(name))
        }
        Edge::Key | Edge::NamedKey(_) | Edge::ByPath => {
            let set = before.iter().rev().find_map(|edge| match edge {
                Edge::Literal(name) | Edge::Call(name, _) => Some(code(spelling.name(name))),
                _ => None,
            });
            let ty = type_name(context, spelling, places);
            let of = set.map(|set| format!(" of {set}")).unwrap_or_default();
            vec![ty.map_or_else(|| format!("One{of}."), |ty| format!("One{of}, of the type {ty}."))]
        }
        Edge::Cast(name) => vec![format!("The same place, of the type {}.", code(spelling.name(name)))],
        Edge::Call(name, _) => vec![format!("What {} gives.", code(spelling.name(name)))],
    }
}

/// What a name leads to.
struct Led<'a> {
    ty: TypeRef,
    /// The property that has the name; none where the path begins with it.
    property: Option<&'a Property>,
}

fn led_to<'a>(context: &Context<'a>, spelling: &Spelling, from: &[Edge], name: &str) -> Option<Led<'a>> {
    if from.is_empty() {
        let root = context.api.roots.iter().find(|root| root.name.eq_ignore_ascii_case(name))?;
        return Some(Led { ty: root.ty, property: None });
    }
    let property = property(context, type_at(context, spelling, from)?, name)?;
    Some(Led { ty: property.ty, property: Some(property) })
}

/// Walks to a place; returns the type of what is there, or of its items.
fn type_at(context: &Context<'_>, spelling: &Spelling, place: &[Edge]) -> Option<TypeId> {
    let mut at: Option<TypeId> = None;
    for edge in place {
        at = match (edge, at) {
            (Edge::Literal(name), None) => {
                context.api.roots.iter().find(|root| root.name.eq_ignore_ascii_case(name))?.ty.named()
            }
            (Edge::Literal(name), Some(of)) => property(context, of, name)?.ty.named(),
            (Edge::Key | Edge::NamedKey(_) | Edge::ByPath, Some(of)) => Some(of),
            (Edge::Cast(name), Some(of)) => {
                let name = spelling.name(name).rsplit('.').next()?;
                let below = context.api.bases.below(of).iter().copied();
                below.into_iter().find(|id| context.api.types[*id].name.eq_ignore_ascii_case(name))
            }
            (Edge::Call(..), _) | (_, None) => None,
        };
        at?;
    }
    at
}

/// Finds a property of a type or of one that it derives from.
fn property<'a>(context: &Context<'a>, of: TypeId, name: &str) -> Option<&'a Property> {
    let own = |id: TypeId| {
        let of = context.api.types[id].structure()?;
        of.navigation.iter().chain(&of.properties).find(|property| property.name.eq_ignore_ascii_case(name))
    };
    context.api.bases.chain(of).find_map(own)
}

/// Returns the first line of what a page says of a property, if it says what it means.
fn meaning(context: &Context<'_>, property: &Property) -> Option<String> {
    if property.description.text.split_whitespace().count() < FEW_WORDS {
        return None;
    }
    let resolve =
        |link: &crate::page::Link| context.links.target(property.evidence.page, link, "crate::model::", |_| false);
    prose(&property.description, &resolve).into_iter().next()
}
