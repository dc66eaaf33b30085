//! The items of the model crate, as plain data.

use crate::plan::{Docs, Features, RustType};

/// The root of the model crate.
#[derive(Clone, Debug, Default, Hash)]
pub struct Root {
    /// The modules, one for each area that has types.
    pub areas: Vec<RootArea>,
}

/// The module of an area.
#[derive(Clone, Debug, Default, Hash)]
pub struct RootArea {
    /// Its name.
    pub module: String,
    /// The features, any of which brings it.
    pub features: Features,
}

/// A struct.
#[derive(Clone, Debug, Default, Hash)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// The features, any of which brings it.
    pub features: Features,
    /// Its fields, those of base types first.
    pub fields: Vec<Field>,
}

/// A field, which is always optional.
#[derive(Clone, Debug, Hash)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// The type inside the `Option`.
    pub ty: RustType,
}

/// The constants in the `impl` of a struct.
#[derive(Clone, Debug, Default, Hash)]
pub struct Constants {
    /// The struct.
    pub owner: String,
    /// The features, any of which brings it.
    pub features: Features,
    /// The constants.
    pub constants: Vec<Constant>,
}

/// A constant that names a property.
#[derive(Clone, Debug, Hash)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// The features that it needs beyond those of its struct.
    pub features: Features,
    /// Is true if it names a navigation property.
    pub navigation: bool,
    /// The type of the values.
    pub ty: RustType,
    /// The wire name.
    pub wire: String,
}

/// An enum of an enum type.
#[derive(Clone, Debug, Default, Hash)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Its qualified wire name.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// The features, any of which brings it.
    pub features: Features,
    /// Its variants for documented members.
    pub variants: Vec<Variant>,
}

/// A variant for a member of an enum type.
#[derive(Clone, Debug, Hash)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The wire name.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
}

/// An enum of the subtypes of a type.
#[derive(Clone, Debug, Default, Hash)]
pub struct SubtypeEnum {
    /// Its name.
    pub name: String,
    /// The struct of the base type.
    pub base: String,
    /// Its documentation.
    pub docs: Docs,
    /// The features, any of which brings it.
    pub features: Features,
    /// Its variants for documented subtypes.
    pub variants: Vec<SubtypeVariant>,
}

/// A variant for a subtype.
#[derive(Clone, Debug, Hash)]
pub struct SubtypeVariant {
    /// Its name.
    pub name: String,
    /// The struct of the subtype.
    pub ty: String,
    /// The qualified wire name of the subtype.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// The features that it needs beyond those of its enum.
    pub features: Features,
}

/// The table of a struct's fields.
#[derive(Clone, Debug, Default, Hash)]
pub struct Table {
    /// The struct.
    pub owner: String,
    /// Its qualified wire name.
    pub wire: String,
    /// The features, any of which brings it.
    pub features: Features,
    /// Field names and wire names.
    pub fields: Vec<(String, String)>,
    /// The fields that only the service sets, keys among them, by their index.
    pub read_only: Vec<usize>,
    /// The navigation properties whose entities are looked up by id, and where.
    pub sets: Vec<(String, String)>,
}
