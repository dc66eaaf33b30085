//! What a name leads to from a place, as pages of types say it.

use super::Context;
use super::edge::Edge;
use super::spelling::Spelling;
use crate::api::{Property, TypeId, TypeRef};
use crate::plan::docs::{code, prose};

/// Fewer words than this tell no meaning: `Read-only. Nullable.`
const FEW_WORDS: usize = 3;

/// Says what a name leads to from places that are equal: what a page says of the property, or else its type.
pub fn described(context: &Context<'_>, spelling: &Spelling, from: &[Vec<Edge>], name: &str) -> String {
    let led = from.iter().find_map(|place| led_to(context, spelling, place, name));
    let told = led.as_ref().and_then(|led| meaning(context, led.property?));
    let name = code(name);
    match (told, led.and_then(|led| Some((led.ty.named()?, led.ty.collection)))) {
        (Some(told), _) => format!("Leads to {name}: {told}"),
        (None, Some((ty, true))) => format!("Leads to {name}, each of the type {}.", code(&context.api.types[ty].name)),
        (None, Some((ty, false))) => format!("Leads to {name}, of the type {}.", code(&context.api.types[ty].name)),
        (None, None) => format!("Leads to {name}."),
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
