//! The plan of the model crate: a struct for each entity and complex type, an enum for each enum type and for the subtypes
//! of a base type, in a file for each area.

use crate::api::{Api, AreaId, EnumType, PageId, Property, Structure, Type, TypeId, TypeKind, TypeOf};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::Prose;

use super::cycles::Contents;
use super::features::Needs;
use super::links::Links;
use super::names::{self, Scope};
use super::types::{Types, lineage, qualified, structure};
use super::{CratePlan, Dependency, Docs, Features, File, Item, Manifest, RustType, Settings, docs, facts, finding};

/// The root of the model crate.
#[derive(Clone, Debug, Default)]
pub struct Root {
    /// The modules, one for each area that has types.
    pub areas: Vec<RootArea>,
}

/// The module of an area.
#[derive(Clone, Debug, Default)]
pub struct RootArea {
    /// Its name.
    pub module: String,
    /// When it is there.
    pub features: Features,
}

/// A struct.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// When it is there.
    pub features: Features,
    /// Its fields, those of base types first.
    pub fields: Vec<Field>,
}

/// A field, which is always optional.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// The type inside the `Option`.
    pub ty: RustType,
}

/// The constants in the `impl` of a struct.
#[derive(Clone, Debug, Default)]
pub struct Constants {
    /// The struct.
    pub owner: String,
    /// When it is there.
    pub features: Features,
    /// The constants.
    pub constants: Vec<Constant>,
}

/// A constant that names a property.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// When it is there, beyond its struct.
    pub features: Features,
    /// Whether it names a navigation property.
    pub navigation: bool,
    /// The type of the values.
    pub ty: RustType,
    /// The wire name.
    pub wire: String,
}

/// An enum of an enum type.
#[derive(Clone, Debug, Default)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Its qualified wire name.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// When it is there.
    pub features: Features,
    /// Its variants for documented members.
    pub variants: Vec<Variant>,
}

/// A variant for a member of an enum type.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The wire name.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
}

/// An enum of the subtypes of a type.
#[derive(Clone, Debug, Default)]
pub struct Any {
    /// Its name.
    pub name: String,
    /// The struct of the base type.
    pub base: String,
    /// Its documentation.
    pub docs: Docs,
    /// When it is there.
    pub features: Features,
    /// Its variants for documented subtypes.
    pub variants: Vec<AnyVariant>,
}

/// A variant for a subtype.
#[derive(Clone, Debug)]
pub struct AnyVariant {
    /// Its name.
    pub name: String,
    /// The struct of the subtype.
    pub ty: String,
    /// The qualified wire name of the subtype.
    pub wire: String,
    /// When it is there, beyond its enum.
    pub features: Features,
}

/// The table of a struct's fields.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The struct.
    pub owner: String,
    /// Its qualified wire name.
    pub wire: String,
    /// When it is there.
    pub features: Features,
    /// Field names and wire names.
    pub fields: Vec<(String, String)>,
}

/// What planning the model needs to look at.
struct Planner<'a> {
    api: &'a Api,
    types: &'a Types,
    needs: Needs,
    links: Links<'a>,
    contents: Contents,
    diagnostics: Vec<Diagnostic>,
}

/// Plans the model crate of a version.
pub fn plan(api: &Api, settings: &Settings) -> CratePlan {
    let mut diagnostics = Vec::new();
    let types = Types::new(api, &mut diagnostics);
    let mut planner = Planner {
        api,
        types: &types,
        needs: Needs::new(api, &settings.include),
        links: Links::new(api, &types),
        contents: Contents::new(api, &types),
        diagnostics,
    };
    let files = planner.files();
    let manifest = planner.manifest(settings);
    CratePlan { folder: format!("{}/model", api.version), manifest, files, diagnostics: planner.diagnostics }
}

/// `msgraph-model`, `msgraph-beta-model`.
pub fn package(version: &str, kind: &str) -> String {
    match names::feature(version).filter(|_| !version.starts_with("v1")) {
        None => format!("msgraph-{kind}"),
        Some(version) => format!("msgraph-{version}-{kind}"),
    }
}

impl<'a> Planner<'a> {
    fn manifest(&self, settings: &Settings) -> Manifest {
        let used: Vec<AreaId> =
            (0..self.api.areas.len()).map(|id| AreaId(id as u32)).filter(|id| self.is_used(*id)).collect();
        let areas = self.needs.features(&used);
        let mut features = vec![("default".to_string(), vec!["full".to_string()]), ("full".to_string(), areas.clone())];
        features.extend(areas.into_iter().map(|area| (area, Vec::new())));
        Manifest {
            package: package(&self.api.version, "model"),
            description: format!("The models of Microsoft Graph {}", self.api.version),
            dependencies: vec![Dependency {
                package: "msgraph-types".to_string(),
                path: "types".to_string(),
                sibling: false,
                default_features: true,
            }],
            features,
            runtime: settings.runtime.clone(),
        }
    }

    fn is_used(&self, area: AreaId) -> bool {
        (0..self.api.types.len()).any(|id| self.needs.of(TypeId(id as u32)).contains(&area))
    }

    fn files(&mut self) -> Vec<File> {
        let mut root = Root::default();
        let mut files = Vec::new();
        let mut modules = Scope::ignoring_case();
        for (id, area) in (0..).zip(&self.api.areas) {
            let ids: Vec<TypeId> =
                (0..).map(TypeId).zip(&self.api.types).filter(|(_, ty)| ty.area.0 == id).map(|(id, _)| id).collect();
            let ids: Vec<TypeId> = ids
                .into_iter()
                .filter(|id| self.types.entry(*id).name.is_some() && !self.needs.of(*id).is_empty())
                .collect();
            if ids.is_empty() {
                continue;
            }
            let module = modules.claim(&names::snake(&area.name).unwrap_or_default(), &area.name).name;
            let features = self.area_features(&ids);
            let (data, tables) = self.area(&ids, &features);
            let about = docs::separate([
                docs::text(&format!("The models of the area {}.", area.name)),
                docs::text(&area.description),
            ]);
            files.push(File { path: format!("src/areas/{module}.rs"), docs: about, items: data });
            let about = docs::separate([docs::text(&format!("How the models of the area {} meet JSON.", area.name))]);
            files.push(File { path: format!("src/tables/{module}.rs"), docs: about, items: tables });
            root.areas.push(RootArea { module, features });
        }
        files.push(File { path: "src/lib.rs".to_string(), docs: self.root_docs(), items: vec![Item::ModelRoot(root)] });
        files.sort_by(|left, right| left.path.cmp(&right.path));
        files
    }

    /// The features, any of which needs a type of an area's file.
    fn area_features(&self, ids: &[TypeId]) -> Features {
        let mut areas: Vec<AreaId> = ids.iter().flat_map(|id| self.needs.of(*id)).copied().collect();
        areas.sort();
        areas.dedup();
        self.needs.features(&areas)
    }

    /// The items of an area: what reads as a catalogue, and the tables beside it.
    fn area(&mut self, ids: &[TypeId], module: &Features) -> (Vec<Item>, Vec<Item>) {
        let (mut data, mut tables) = (vec![Item::UseCrate], vec![Item::UseTables]);
        for id in ids {
            let features = self.needs.features(self.needs.of(*id));
            // What holds for the module needn't be said again.
            let features = if features == *module { Features::new() } else { features };
            let Some(ty) = self.api.types.get(id.0 as usize) else { continue };
            match &ty.kind {
                TypeKind::Enum(members) => {
                    let planned = self.enumeration(*id, ty, members, features);
                    tables.push(Item::Members(planned.clone()));
                    data.push(Item::Enum(planned));
                }
                TypeKind::Entity(structure) | TypeKind::Complex(structure) => {
                    let (planned, constants, table) = self.structure(*id, ty, structure, &features);
                    data.extend([Item::Struct(planned), Item::Constants(constants)]);
                    tables.push(Item::Table(table));
                    if let Some(any) = self.any(*id, features) {
                        tables.push(Item::Subtypes(any.clone()));
                        data.push(Item::Any(any));
                    }
                }
            }
        }
        (data, tables)
    }

    fn structure(&mut self, id: TypeId, ty: &Type, of: &Structure, features: &Features) -> (Struct, Constants, Table) {
        let name = self.types.entry(id).name.clone().unwrap_or_default();
        let mut planned = Struct {
            name: name.clone(),
            docs: self.type_docs(id, ty, of.base.as_ref().map(|base| base.value)),
            features: features.clone(),
            fields: Vec::new(),
        };
        let mut constants = Constants { owner: name.clone(), features: features.clone(), constants: Vec::new() };
        let mut table = Table { owner: name, wire: qualified(ty), features: features.clone(), fields: Vec::new() };
        let mut fields = Scope::default().reserve(&["additional"], "the properties without a field");
        let mut names = Scope::default();
        for property in self.effective(id, |structure| &structure.properties) {
            let Some((field, constant)) = self.property_names(ty, property, &mut fields, &mut names) else { continue };
            let value = self.types.value(&property.ty);
            let boxed = matches!(property.ty.of, TypeOf::Named(held) if !property.ty.collection
                && !self.types.entry(held).polymorphic && self.contents.needs_box(id, held));
            planned.fields.push(Field {
                docs: self.property_docs(id, property, &field),
                name: field.clone(),
                ty: if boxed { RustType::of("Boxed", value.clone()) } else { value.clone() },
            });
            let about = vec![format!("Names {}.", docs::code(&property.name))];
            constants.constants.push(Constant {
                name: constant,
                docs: about,
                features: Features::new(),
                navigation: false,
                ty: value,
                wire: property.name.clone(),
            });
            table.fields.push((field, property.name.clone()));
        }
        for property in self.effective(id, |structure| &structure.navigation) {
            if table.fields.iter().any(|(_, wire)| *wire == property.name) {
                continue;
            }
            constants.constants.extend(self.navigation(id, ty, property, &mut names));
        }
        (planned, constants, table)
    }

    /// The properties of a type and its base types, the farthest first. A type that repeats a property means its own.
    fn effective(&self, id: TypeId, of: impl Fn(&Structure) -> &Vec<Property>) -> Vec<&'a Property> {
        let mut all: Vec<&'a Property> = Vec::new();
        for owner in lineage(self.api, id) {
            let Some(structure) = self.api.types.get(owner.0 as usize).and_then(structure) else { continue };
            for property in of(structure) {
                match all.iter_mut().find(|known| known.name == property.name) {
                    Some(known) => *known = property,
                    None => all.push(property),
                }
            }
        }
        all
    }

    /// The names of a property's field and constant; none if it can have none.
    fn property_names(
        &mut self,
        ty: &Type,
        property: &Property,
        fields: &mut Scope,
        constants: &mut Scope,
    ) -> Option<(String, String)> {
        // Control information is reached through `Record`, and a path of names is no property.
        if property.name.starts_with("@odata.") || property.name.trim_start_matches('@').contains('@') {
            return None;
        }
        let is_path = property.name.contains(['.', '/']) && !property.name.starts_with('@');
        let (Some(field), Some(constant), false) =
            (names::snake(&property.name), names::constant(&property.name), is_path)
        else {
            let message = format!(
                "`{}` can't be the name of a property of `{}`; its values are kept as JSON.",
                property.name,
                qualified(ty)
            );
            self.diagnostics.push(finding(self.api, property.evidence, Code::InvalidName, message));
            return None;
        };
        let claim = fields.claim(&field, &property.name);
        if let Some(other) = claim.clash {
            let message = format!(
                "The properties `{}` and `{other}` of `{}` both want the Rust name `{field}`; the first is `{}`.",
                property.name,
                qualified(ty),
                claim.name
            );
            self.diagnostics.push(finding(self.api, property.evidence, Code::NameClash, message));
        }
        Some((claim.name, constants.claim(&constant, &property.name).name))
    }

    fn navigation(&mut self, id: TypeId, ty: &Type, property: &Property, constants: &mut Scope) -> Option<Constant> {
        let Some(constant) = names::constant(&property.name) else {
            let message =
                format!("`{}` can't be the name of a navigation property of `{}`.", property.name, qualified(ty));
            self.diagnostics.push(finding(self.api, property.evidence, Code::InvalidName, message));
            return None;
        };
        let features = match property.ty.of {
            TypeOf::Named(target) if self.needs.of(target).is_empty() => return None,
            TypeOf::Named(target) => self.needs.beyond(target, id),
            _ => Features::new(),
        };
        Some(Constant {
            name: constants.claim(&constant, &property.name).name,
            docs: self.navigation_docs(id, property),
            features,
            navigation: true,
            ty: self.types.value(&property.ty),
            wire: property.name.clone(),
        })
    }

    fn enumeration(&mut self, id: TypeId, ty: &Type, members: &EnumType, features: Features) -> Enum {
        let mut variants: Vec<Variant> = Vec::new();
        let mut scope = Scope::default().reserve(&["UnknownValue"], "the variant for other text");
        for member in &members.members {
            if variants.iter().any(|known| known.wire == member.name) {
                continue;
            }
            let Some(wanted) = names::variant(&member.name) else {
                let message = format!(
                    "`{}` can't be the name of a member of `{}`; it is read as unknown text.",
                    member.name,
                    qualified(ty)
                );
                self.diagnostics.push(finding(self.api, member.evidence, Code::InvalidName, message));
                continue;
            };
            let claim = scope.claim(&wanted, &member.name);
            if let Some(other) = claim.clash {
                let message = format!(
                    "The members `{}` and `{other}` of `{}` both want the Rust name `{wanted}`; the first is `{}`.",
                    member.name,
                    qualified(ty),
                    claim.name
                );
                self.diagnostics.push(finding(self.api, member.evidence, Code::NameClash, message));
            }
            let text = self.prose(&member.description, member.evidence.page, id);
            let about = if text.is_empty() { vec![docs::code(&member.name)] } else { text };
            variants.push(Variant { name: claim.name, wire: member.name.clone(), docs: about });
        }
        Enum {
            name: self.types.entry(id).name.clone().unwrap_or_default(),
            wire: qualified(ty),
            docs: self.type_docs(id, ty, None),
            features,
            variants,
        }
    }

    fn any(&self, id: TypeId, features: Features) -> Option<Any> {
        let entry = self.types.entry(id);
        let base = entry.name.clone()?;
        let mut scope = Scope::default().reserve(&["Other"], "the variant for other types");
        let variants =
            entry.subtypes.iter().filter(|subtype| !self.needs.of(**subtype).is_empty()).filter_map(|subtype| {
                let name = self.types.entry(*subtype).name.as_deref()?;
                let wire = qualified(self.api.types.get(subtype.0 as usize)?);
                Some(AnyVariant {
                    name: scope.claim(name, &wire).name,
                    ty: name.to_string(),
                    wire,
                    features: self.needs.beyond(*subtype, id),
                })
            });
        let about = docs::separate([
            format!(
                "A [`{base}`] of any type: one of its documented subtypes, or else the base itself, which loses nothing."
            ),
            format!("The service says which by {}.", docs::code("@odata.type")),
        ]);
        Some(Any { name: entry.any.clone()?, variants: variants.collect(), base, docs: about, features })
    }

    fn root_docs(&self) -> Docs {
        let mut lines = vec![
            format!("The models of Microsoft Graph {}, made from its documentation.", self.api.version),
            String::new(),
            "Each area is a feature; `full` has all of them. What an area needs of others comes with it.".to_string(),
            String::new(),
        ];
        for (id, area) in (0..).zip(&self.api.areas).filter(|(id, _)| self.is_used(AreaId(*id))) {
            let feature = self.needs.features(&[AreaId(id)]).concat();
            lines.push(format!("- {}: {}", docs::code(&feature), docs::text(&area.description)));
        }
        lines
    }

    fn type_docs(&self, id: TypeId, ty: &Type, base: Option<TypeId>) -> Docs {
        let page = ty.pages.first().copied().unwrap_or(ty.evidence.page);
        let mut parts = self.prose(&ty.description, page, id);
        let kind = match &ty.kind {
            TypeKind::Entity(_) => "Entity type",
            TypeKind::Complex(_) => "Complex type",
            TypeKind::Enum(members) if members.flags => "Flags enum type",
            TypeKind::Enum(_) => "Enum type",
        };
        let mut facts = format!("{kind} {}", docs::code(&qualified(ty)));
        if let Some(base) = base.and_then(|base| self.api.types.get(base.0 as usize)) {
            facts.push_str(&format!(", derived from {}", docs::code(&qualified(base))));
        }
        let urls = ty.pages.iter().filter_map(|page| self.api.pages.get(page.0 as usize)).map(|page| &page.url);
        if let Some(url) = urls.into_iter().find(|url| !url.is_empty()) {
            facts.push_str(&format!(" ({})", docs::link_to("documentation", url)));
        }
        parts.extend(ty.deprecated.as_ref().map(|text| format!("**Deprecated.** {}", docs::text(text))));
        parts.push(facts + ".");
        docs::separate(parts)
    }

    fn property_docs(&self, owner: TypeId, property: &Property, field: &str) -> Docs {
        let mut parts = self.described(owner, property);
        let wire = if names::is_obvious(field, &property.name) {
            String::new()
        } else {
            format!("Wire name: {}", docs::code(&property.name))
        };
        parts.push(wire);
        let docs = docs::separate(parts);
        if docs.is_empty() { vec![docs::code(&property.name)] } else { docs }
    }

    fn navigation_docs(&self, owner: TypeId, property: &Property) -> Docs {
        let mut parts = vec![format!("Names {}.", docs::code(&property.name))];
        parts.extend(self.described(owner, property));
        docs::separate(parts)
    }

    /// Description, deprecation and facts of a property.
    fn described(&self, owner: TypeId, property: &Property) -> Vec<String> {
        let mut parts = self.prose(&property.description, property.evidence.page, owner);
        parts.extend(property.facts.deprecated.as_ref().map(|text| format!("**Deprecated.** {}", docs::text(text))));
        parts.push(facts::line(property));
        parts
    }

    /// The documentation of a type; its links lead to what is there wherever the type is.
    fn prose(&self, prose: &Prose, page: PageId, owner: TypeId) -> Docs {
        let visible = |target| self.needs.wherever(target, owner);
        docs::prose(prose, &|link| self.links.target(page, link, "", visible))
    }
}
