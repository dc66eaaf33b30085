//! What values of the models are built of, by the names of the Rust types: for code that builds them.

use std::collections::BTreeMap;

use crate::api::Api;
use crate::plan::types::Types;
use crate::plan::{Item, RustType, Settings};

use super::{Constants, Enum, Struct, SubtypeEnum, Table, files};

/// The types of the model crate, by name.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    structs: BTreeMap<String, Shape>,
    enums: BTreeMap<String, Enum>,
    subtypes: BTreeMap<String, SubtypeEnum>,
    /// The enums of structs and their subtypes, by the names of the structs.
    of_base: BTreeMap<String, String>,
}

/// A struct: its fields and the constants that name its properties.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Its qualified wire name.
    pub wire: String,
    /// Its fields in order.
    pub fields: Vec<Member>,
    /// Its constants, by wire name.
    pub constants: BTreeMap<String, Constant>,
    /// Where the entities that a navigation property leads to are looked up by id, by wire name.
    pub sets: BTreeMap<String, String>,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The wire name.
    pub wire: String,
    /// The type of its value.
    pub ty: RustType,
}

/// A constant of a struct.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Is true if it names a navigation property.
    pub navigation: bool,
    /// The type of the values.
    pub ty: RustType,
}

/// Collects the types of the model crate of a version.
pub fn shapes(api: &Api, types: &Types, settings: &Settings) -> Shapes {
    let mut shapes = Shapes::default();
    for item in files::items(api, types, settings) {
        match item {
            Item::Struct(planned) => shapes.add_fields(planned),
            Item::Constants(planned) => shapes.add_constants(planned),
            Item::Table(planned) => shapes.add_table(planned),
            Item::Enum(planned) => drop(shapes.enums.insert(planned.name.clone(), planned)),
            Item::SubtypeEnum(planned) => {
                shapes.of_base.insert(planned.base.clone(), planned.name.clone());
                shapes.subtypes.insert(planned.name.clone(), planned);
            }
            _ => {}
        }
    }
    shapes
}

impl Shapes {
    /// Finds a struct.
    pub fn structure(&self, name: &str) -> Option<&Shape> {
        self.structs.get(name)
    }

    /// Finds an enum of an enum type.
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        self.enums.get(name)
    }

    /// Finds the enum of a type and its subtypes.
    pub fn subtypes(&self, name: &str) -> Option<&SubtypeEnum> {
        self.subtypes.get(name)
    }

    /// Finds the enum of a struct and its subtypes, if the struct has one.
    pub fn any_of(&self, base: &str) -> Option<&SubtypeEnum> {
        self.subtypes(self.of_base.get(base)?)
    }

    fn shape(&mut self, owner: String) -> &mut Shape {
        self.structs.entry(owner).or_default()
    }

    fn add_fields(&mut self, planned: Struct) {
        let fields = planned.fields.into_iter().map(|field| Member {
            name: field.name,
            wire: String::new(),
            ty: if let RustType::Boxed(inner) = field.ty { *inner } else { field.ty },
        });
        self.shape(planned.name).fields = fields.collect();
    }

    fn add_constants(&mut self, planned: Constants) {
        let constants = planned.constants.into_iter();
        let constants =
            constants.map(|one| (one.wire, Constant { name: one.name, navigation: one.navigation, ty: one.ty }));
        self.shape(planned.owner).constants = constants.collect();
    }

    /// Adds the wire names; the fields were added before.
    fn add_table(&mut self, planned: Table) {
        let shape = self.shape(planned.owner);
        for (member, (_, wire)) in shape.fields.iter_mut().zip(planned.fields) {
            member.wire = wire;
        }
        shape.wire = planned.wire;
        shape.sets = planned.sets.into_iter().collect();
    }
}
