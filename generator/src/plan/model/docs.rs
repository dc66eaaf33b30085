//! The documentation of types and properties, from their pages.

use crate::api::{AreaId, Property, Type, TypeId, TypeKind};
use crate::plan::guide::{self, TESTED};
use crate::plan::types::qualified;
use crate::plan::{Docs, File, Release, docs, facts, names, packages};

use super::planner::Planner;

impl Planner<'_> {
    pub(super) fn root_docs(&self) -> Docs {
        let mut lines = vec![
            format!("The models of Microsoft Graph {}, made from its documentation.", self.api.version),
            String::new(),
        ];
        let has = |need: &str| guide::has_property(self.api, self.types, need);
        lines.extend(guide::lines(include_str!("guide.md"), &self.package, TESTED, &has));
        lines.extend([
            "# Features".to_string(),
            String::new(),
            "Each area is a feature; `full` has all of them. What an area needs of others comes with it.".to_string(),
            String::new(),
        ]);
        for (id, area) in (0..).zip(&self.api.areas).filter(|(id, _)| self.is_used(AreaId(*id))) {
            let feature = self.needs.features(&[AreaId(id)]).concat();
            lines.push(docs::feature(&feature, &area.description));
        }
        lines
    }

    /// Writes the page that introduces the crate.
    pub(super) fn readme(&self, release: &Release) -> File {
        let about = format!(
            "The models of Microsoft Graph {} for Rust, made from its documentation: entity, complex and enum types that read \
             and write JSON, without a client.",
            self.api.version
        );
        let has = |need: &str| guide::has_property(self.api, self.types, need);
        let program = guide::program(include_str!("readme.md"), &self.package, &has);
        let mut areas = ["## Areas", "", "Each area of the API is a feature. `full` has all of them.", ""]
            .map(str::to_string)
            .to_vec();
        areas.extend(["| Feature | What it is about |", "| --- | --- |"].map(str::to_string));
        for (id, area) in AreaId::each(&self.api.areas).filter(|(id, _)| self.is_used(*id)) {
            let feature = self.needs.features(&[id]).concat();
            areas.push(format!("| {} | {} |", docs::code(&feature), docs::text(&area.description)));
        }
        packages::readme(release, &self.package, about, &[], program, areas)
    }

    pub(super) fn type_docs(&self, id: TypeId, ty: &Type, base: Option<TypeId>) -> Docs {
        if !self.described {
            return Docs::new();
        }
        let page = ty.pages.first().copied().unwrap_or(ty.evidence.page);
        let mut parts = self.prose(&ty.description, page, id);
        for note in ty.notes.iter().filter(|note| ty.deprecated.as_ref() != Some(&note.prose.text)) {
            parts.extend(docs::labelled(note.label, self.prose(&note.prose, page, id)));
        }
        let kind = match &ty.kind {
            TypeKind::Entity(_) => "Entity type",
            TypeKind::Complex(_) => "Complex type",
            TypeKind::Enum(members) if members.flags => "Flags enum type",
            TypeKind::Enum(_) => "Enum type",
        };
        let mut facts = format!("{kind} {}", docs::code(&qualified(ty)));
        if let Some(base) = base {
            facts.push_str(&format!(", derived from {}", docs::code(&qualified(&self.api.types[base]))));
        }
        let urls = ty.pages.iter().map(|page| &self.api.pages[*page].url);
        if let Some(url) = urls.into_iter().find(|url| !url.is_empty()) {
            facts.push_str(&format!(" ({})", docs::link_to("documentation", url)));
        }
        parts.extend(ty.deprecated.as_ref().map(|text| format!("**Deprecated.** {}", docs::text(text))));
        parts.push(facts + ".");
        let entry = self.types.entry(id);
        if let (Some(any), true) = (&entry.subtype_enum, entry.polymorphic) {
            parts.push(format!("Where any of its subtypes may come, it is [{}].", docs::code(any)));
        }
        docs::separate(parts)
    }

    pub(super) fn property_docs(&self, owner: TypeId, property: &Property, words: &Property, field: &str) -> Docs {
        let mut parts = self.described(owner, words);
        let wire = if names::is_obvious(field, &property.name) {
            String::new()
        } else {
            format!("Wire name: {}", docs::code(&property.name))
        };
        parts.push(wire);
        let docs = docs::separate(parts);
        if docs.is_empty() { vec![docs::code(&property.name)] } else { docs }
    }

    pub(super) fn navigation_docs(&self, owner: TypeId, property: &Property, words: &Property) -> Docs {
        let mut parts = vec![format!("Names {}.", docs::code(&property.name))];
        parts.extend(self.described(owner, words));
        docs::separate(parts)
    }

    /// Writes description, deprecation and facts of a property.
    fn described(&self, owner: TypeId, property: &Property) -> Vec<String> {
        if !self.described {
            return Vec::new();
        }
        let mut parts = self.prose(&property.description, property.evidence.page, owner);
        parts.extend(property.facts.deprecated.as_ref().map(|text| format!("**Deprecated.** {}", docs::text(text))));
        parts.push(facts::line(property));
        parts
    }
}
