//! Enums of members and of subtypes.

use std::collections::BTreeSet;

use crate::api::{EnumMember, EnumType, Type, TypeId};
use crate::plan::Features;
use crate::plan::docs;
use crate::plan::names::{self, Scope};
use crate::plan::types::qualified;

use super::planner::Planner;
use super::{Enum, SubtypeEnum, SubtypeVariant, Variant};

impl Planner<'_> {
    pub(super) fn enumeration(&mut self, id: TypeId, ty: &Type, members: &EnumType, features: Features) -> Enum {
        let mut variants: Vec<Variant> = Vec::new();
        let mut scope = Scope::default().reserve(&["UnknownValue"], "the variant for other text");
        let mut seen = BTreeSet::new();
        for member in &members.members {
            if seen.insert(member.name.as_str()) {
                variants.extend(self.variant(id, ty, member, &mut scope));
            }
        }
        Enum {
            name: self.types.entry(id).name.clone().unwrap_or_default(),
            wire: qualified(ty),
            docs: self.type_docs(id, ty, None),
            features,
            variants,
        }
    }

    fn variant(&mut self, id: TypeId, ty: &Type, member: &EnumMember, scope: &mut Scope) -> Option<Variant> {
        let Some(wanted) = names::variant(&member.name) else {
            self.invalid(&member.name, ty, "it is read as unknown text", member.evidence);
            return None;
        };
        let claim = scope.claim(&wanted, &member.name);
        if let Some(other) = claim.clash {
            self.clash(&member.name, &other, ty, &claim.name, member.evidence);
        }
        let text = self.prose(&member.description, member.evidence.page, id);
        let about = if text.is_empty() { vec![docs::code(&member.name)] } else { text };
        Some(Variant { name: claim.name, wire: member.name.clone(), docs: about })
    }

    pub(super) fn subtype_enum(&self, id: TypeId, features: Features) -> Option<SubtypeEnum> {
        let entry = self.types.entry(id);
        let base = entry.name.clone()?;
        let mut scope = Scope::default().reserve(&["Other"], "the variant for other types");
        let variants =
            entry.subtypes.iter().filter(|subtype| !self.needs.of(**subtype).is_empty()).filter_map(|subtype| {
                let name = self.types.entry(*subtype).name.as_deref()?;
                let wire = qualified(&self.api.types[*subtype]);
                Some(SubtypeVariant {
                    name: scope.claim(name, &wire).name,
                    ty: name.to_string(),
                    docs: vec![docs::code(&wire)],
                    wire,
                    features: self.needs.beyond(*subtype, id),
                })
            });
        let about = docs::separate([
            format!(
                "Any [{}]: one of its documented subtypes, or else the base itself, which loses nothing.",
                docs::code(&base)
            ),
            format!("The service says which by {}.", docs::code("@odata.type")),
            format!(
                "What all of them have, {} gives by a constant of {}.",
                "[`Polymorphic::get`](crate::Polymorphic::get)",
                docs::code(&base)
            ),
        ]);
        Some(SubtypeEnum {
            name: entry.subtype_enum.clone()?,
            variants: variants.collect(),
            base,
            docs: about,
            features,
        })
    }
}
