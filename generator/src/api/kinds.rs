//! Tells entity types from complex ones by all that pages say: keys, methods, relationships, and which rows lead to a type.

use std::collections::BTreeSet;

use super::index::Declarations;
use super::members::{Draft, KEY, Member};
use super::{TypeId, TypeOf};

/// What is said of the kind of one type.
#[derive(Clone, Copy, Debug, Default)]
struct Signs {
    /// Its annotation names a key that is one of its members.
    keyed: bool,
    /// It has a member with the conventional name of a key.
    identified: bool,
    /// It has methods or relationships.
    acts: bool,
    /// Relationships lead to it.
    related: bool,
    /// Properties hold it.
    held: bool,
    /// It has a base type.
    derived: bool,
}

impl Signs {
    /// Weighs the signs. Who refers to a type knows best: a relationship leads to an entity, and what only properties hold is
    /// a part of them, unless something acts on it by a key.
    fn are_of_entity(self) -> bool {
        match self {
            Signs { related: true, held: false, .. } => true,
            // A key by which nothing is addressed is a property as any other.
            Signs { related: false, held: true, derived: false, .. } => self.acts && (self.keyed || self.identified),
            _ => self.acts || self.keyed || (self.related && self.identified),
        }
    }
}

/// Tells for each type whether it is an entity type: by its own signs, or because a type above it is one.
pub fn entities(declarations: &Declarations, drafts: &[Draft]) -> Vec<bool> {
    let (related, held) = (led_to(drafts, true), led_to(drafts, false));
    let own: Vec<bool> = TypeId::each(drafts)
        .map(|(id, draft)| {
            let has = |key: &str| draft.members.iter().any(|member| member.property.name.eq_ignore_ascii_case(key));
            let signs = Signs {
                keyed: draft.key.iter().any(|key| has(key)),
                identified: has(KEY),
                acts: draft.acts,
                related: related.contains(&id),
                held: held.contains(&id),
                derived: !declarations.bases.above(id).is_empty(),
            };
            declarations.types[id].structure().is_some() && signs.are_of_entity()
        })
        .collect();
    let is_entity =
        |id: TypeId| declarations.types[id].structure().is_some() && declarations.bases.chain(id).any(|id| own[id]);
    TypeId::each(drafts).map(|(id, _)| is_entity(id)).collect()
}

/// Collects the types that rows of relationships, or of properties, lead to.
fn led_to(drafts: &[Draft], relationship: bool) -> BTreeSet<TypeId> {
    let members = drafts.iter().flat_map(|draft| &draft.members).filter(|member| member.relationship == relationship);
    let named = |member: &Member| match member.property.ty.of {
        TypeOf::Named(id) => Some(id),
        _ => None,
    };
    members.filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::Signs;

    #[test]
    fn weighs_signs() {
        let cases = [
            ("", false),
            ("keyed", true),
            ("acts", true),
            ("identified", false),
            ("related", true),
            ("related identified", true),
            ("related held", false),
            ("related held identified", true),
            ("related held acts", true),
            ("held", false),
            ("held acts", false),
            ("held acts identified", true),
            ("held keyed", false),
            ("held keyed acts", true),
            ("held acts derived", true),
            ("held keyed derived", true),
        ];
        for (said, expected) in cases {
            let says = |sign: &str| said.split(' ').any(|word| word == sign);
            let signs = Signs {
                keyed: says("keyed"),
                identified: says("identified"),
                acts: says("acts"),
                related: says("related"),
                held: says("held"),
                derived: says("derived"),
            };
            assert_eq!(signs.are_of_entity(), expected, "{said}");
        }
    }
}
