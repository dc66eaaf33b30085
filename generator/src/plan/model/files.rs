//! The files of the model crate: for each area what reads as a catalogue, and the tables beside it.

use crate::api::{Api, AreaId, TypeId, TypeKind};
use crate::plan::account::{Share, Shares};
use crate::plan::cycles::Contents;
use crate::plan::docs::{code, said_beyond, separate, text};
use crate::plan::features::Needs;
use crate::plan::links::Links;
use crate::plan::types::Types;
use crate::plan::{CratePlan, Dependency, Features, File, Item, Manifest, Settings, areas, packages};

use super::planner::{self, Planner};
use super::{Root, RootArea};

/// Plans the model crate of a version.
pub fn plan(api: &Api, settings: &Settings) -> CratePlan {
    let mut diagnostics = Vec::new();
    let types = Types::new(api, &mut diagnostics);
    let mut planner = planner(api, &types, settings, true);
    planner.diagnostics = diagnostics;
    let mut files = planner.files();
    let manifest = planner.manifest(settings);
    if let Some(release) = &settings.release {
        files.extend([planner.readme(release), packages::changelog(release, &planner.package, &api.version)]);
    }
    CratePlan {
        folder: format!("{}/model", api.version),
        manifest,
        files,
        shares: planner.shares(),
        texts: settings.release.as_ref().map(|release| release.licence_files.clone()).unwrap_or_default(),
        diagnostics: planner.diagnostics,
        ..CratePlan::default()
    }
}

/// Plans the items of the model crate without documentation, each struct before its table.
pub(super) fn items(api: &Api, types: &Types, settings: &Settings) -> Vec<Item> {
    let mut planner = planner(api, types, settings, false);
    let ids: Vec<TypeId> = TypeId::each(&api.types).map(|(id, _)| id).filter(|id| planner.has_item(*id)).collect();
    let (mut items, tables) = planner.area(&ids, &Features::new());
    items.extend(tables);
    items
}

fn planner<'a>(api: &'a Api, types: &'a Types, settings: &Settings, described: bool) -> Planner<'a> {
    Planner {
        api,
        types,
        needs: Needs::new(api, settings),
        links: Links::new(api, types),
        contents: Contents::new(api, types),
        updated: planner::updated(api),
        described,
        package: settings.package(&api.version, "model"),
        diagnostics: Vec::new(),
    }
}

impl Planner<'_> {
    fn manifest(&self, settings: &Settings) -> Manifest {
        let used: Vec<AreaId> =
            AreaId::each(&self.api.areas).map(|(id, _)| id).filter(|id| self.is_used(*id)).collect();
        let all = self.needs.features(&used);
        let default = areas::defaults(&all);
        let mut features = vec![("default".to_string(), default), ("full".to_string(), all.clone())];
        features.extend(all.into_iter().map(|area| (area, Vec::new())));
        Manifest {
            package: self.package.clone(),
            description: format!("The models of Microsoft Graph {}", self.api.version),
            dependencies: vec![Dependency {
                path: "types".to_string(),
                default_features: true,
                ..settings.runtime_crate("msgraph-types")
            }],
            features,
            runtime: settings.runtime.clone(),
            release: settings.release.as_ref().map(|release| release.of_package.clone()),
            ..Manifest::default()
        }
    }

    fn files(&mut self) -> Vec<File> {
        let mut root = Root::default();
        let mut files = Vec::new();
        for (id, area) in (0..).zip(&self.api.areas) {
            let in_area = (0..).map(TypeId).zip(&self.api.types).filter(|(_, ty)| ty.area.0 == id).map(|(id, _)| id);
            let ids: Vec<TypeId> = in_area.filter(|id| self.has_item(*id)).collect();
            if ids.is_empty() {
                continue;
            }
            let module = self.needs.module(AreaId(id)).to_string();
            let features = self.area_features(&ids);
            let (data, tables) = self.area(&ids, &features);
            let more = said_beyond(&area.name, &area.description).map(text).unwrap_or_default();
            let about = separate([format!("The models of the area {}.", code(&area.name)), more]);
            files.push(File { path: format!("src/areas/{module}.rs"), docs: about, items: data });
            let about = vec![format!("How the models of the area {} meet JSON.", code(&area.name))];
            files.push(File { path: format!("src/tables/{module}.rs"), docs: about, items: tables });
            root.areas.push(RootArea { module, features });
        }
        files.push(File { path: "src/lib.rs".to_string(), docs: self.root_docs(), items: vec![Item::ModelRoot(root)] });
        files.sort_by(|left, right| left.path.cmp(&right.path));
        files
    }

    /// Tells whether a type stands in the crate.
    fn has_item(&self, id: TypeId) -> bool {
        self.types.entry(id).name.is_some() && !self.needs.of(id).is_empty()
    }

    /// Tells of which pages the types are.
    fn shares(&self) -> Shares {
        let types = TypeId::each(&self.api.types).filter(|(id, _)| self.has_item(*id));
        let pages = types.flat_map(|(_, ty)| ty.pages.iter().copied().chain([ty.evidence.page]));
        pages.map(|page| (page, Share::Whole)).collect()
    }

    /// Returns the features, any of which needs a type of an area's file.
    fn area_features(&self, ids: &[TypeId]) -> Features {
        let mut areas: Vec<AreaId> = ids.iter().flat_map(|id| self.needs.of(*id)).copied().collect();
        areas.sort();
        areas.dedup();
        self.needs.features(&areas)
    }

    /// Plans the items of an area: what reads as a catalogue, and the tables beside it.
    fn area(&mut self, ids: &[TypeId], module: &Features) -> (Vec<Item>, Vec<Item>) {
        let (mut data, mut tables) = (vec![Item::UseCrate], vec![Item::UseTables]);
        for id in ids {
            let features = self.needs.features(self.needs.of(*id));
            // What holds for the module needn't be said again.
            let features = if features == *module { Features::new() } else { features };
            let ty = &self.api.types[*id];
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
                    if let Some(subtypes) = self.subtype_enum(*id, features) {
                        tables.push(Item::Subtypes(subtypes.clone()));
                        data.push(Item::SubtypeEnum(subtypes));
                    }
                }
            }
        }
        (data, tables)
    }
}
