//! Which Rust type stands for which type of the API.

use std::collections::BTreeSet;

use crate::api::{Api, Body, Parameter, Primitive, Structure, Type, TypeId, TypeKind, TypeOf, TypeRef, primitives};
use crate::diagnostic::{Code, Diagnostic, quoted};

use super::RustType;
use super::names::{self, Scope};

/// A base type that so many types derive from directly, and that has nothing but its key, says too little to be narrowed.
const GENERAL: usize = 40;

/// The Rust types of an API; the client's plan asks here for the types of parameters and answers.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// By [`TypeId`].
    entries: Vec<Entry>,
}

/// The Rust types that stand for a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The name of its struct or enum; none if its wire name can't be one, and its values are untyped.
    pub name: Option<String>,
    /// The name of the enum of its subtypes, if it has one.
    pub subtype_enum: Option<String>,
    /// Is true if values of the type are held by that enum rather than by the struct.
    pub polymorphic: bool,
    /// Is true if it is a flags enum.
    pub flags: bool,
    /// All types that derive from it, by wire name.
    pub subtypes: Vec<TypeId>,
}

impl Types {
    /// Names all types; says where two want one name, or one can't have any.
    pub fn new(api: &Api, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut scope = Scope::short();
        let mut entries: Vec<Entry> = api
            .types
            .iter()
            .map(|ty| Entry { name: type_name(api, ty, &mut scope, diagnostics), ..Entry::default() })
            .collect();
        let used = used(api);
        for (id, ty) in TypeId::each(&api.types) {
            let entry = &mut entries[id];
            match &ty.kind {
                TypeKind::Enum(members) => entry.flags = members.flags,
                TypeKind::Entity(structure) | TypeKind::Complex(structure) => {
                    entry.subtypes = api.bases.below(id).to_vec();
                    let narrows = entry.name.is_some() && !entry.subtypes.is_empty() && used.contains(&id);
                    let is_general = matches!(ty.kind, TypeKind::Entity(_)) && is_general(api, id, structure);
                    let narrows = narrows && !is_general;
                    if let (true, Some(name)) = (narrows, &entry.name) {
                        entry.subtype_enum = Some(scope.claim(&format!("Any{name}"), &qualified(ty)).name);
                        entry.polymorphic = structure.polymorphic || structure.is_abstract == Some(true);
                    }
                }
            }
        }
        Self { entries }
    }

    /// The Rust types that stand for a type.
    pub fn entry(&self, id: TypeId) -> &Entry {
        &self.entries[id]
    }

    /// Returns the Rust type of a value, without `Option`.
    pub fn value(&self, ty: &TypeRef) -> RustType {
        let single = self.single(&ty.of);
        if ty.collection { RustType::Vec(Box::new(single)) } else { single }
    }

    /// Returns the Rust type of a single value or of an item.
    pub fn single(&self, of: &TypeOf) -> RustType {
        match of {
            TypeOf::Primitive(primitive) => rust_primitive(*primitive),
            TypeOf::Untyped => RustType::VALUE,
            TypeOf::Named(id) => {
                let entry = self.entry(*id);
                match (&entry.name, &entry.subtype_enum) {
                    (_, Some(any)) if entry.polymorphic => RustType::Model(any.clone()),
                    (Some(name), _) if entry.flags => RustType::Flags(Box::new(RustType::Model(name.clone()))),
                    (Some(name), _) => RustType::Model(name.clone()),
                    (None, _) => RustType::VALUE,
                }
            }
        }
    }
}

/// Returns the Rust type of a primitive type. A `Single` is read as a double, so that no digit is lost.
fn rust_primitive(primitive: Primitive) -> RustType {
    use RustType::{BuiltIn, Shared};
    match primitive {
        Primitive::Binary => Shared("Binary"),
        Primitive::Boolean => BuiltIn("bool"),
        Primitive::Byte => BuiltIn("u8"),
        Primitive::Date => Shared("Date"),
        Primitive::DateTimeOffset => Shared("DateTimeOffset"),
        Primitive::Decimal => Shared("Decimal"),
        Primitive::Double | Primitive::Single => BuiltIn("f64"),
        Primitive::Duration => Shared("Duration"),
        Primitive::Guid => Shared("Guid"),
        Primitive::Int16 => BuiltIn("i16"),
        Primitive::Int32 => BuiltIn("i32"),
        Primitive::Int64 => BuiltIn("i64"),
        Primitive::SByte => BuiltIn("i8"),
        Primitive::Stream => Shared("Stream"),
        Primitive::String => BuiltIn("String"),
        Primitive::TimeOfDay => Shared("TimeOfDay"),
    }
}

/// Returns the qualified name: `microsoft.graph.user`.
pub fn qualified(ty: &Type) -> String {
    format!("{}.{}", ty.namespace, ty.name)
}

/// Returns the contents of a type that isn't an enum.
pub fn structure(ty: &Type) -> Option<&Structure> {
    match &ty.kind {
        TypeKind::Entity(structure) | TypeKind::Complex(structure) => Some(structure),
        TypeKind::Enum(_) => None,
    }
}

/// Returns what a type and its base types hold, the farthest first.
pub fn lineage(api: &Api, id: TypeId) -> impl Iterator<Item = &Structure> {
    let mut chain: Vec<TypeId> = api.bases.chain(id).collect();
    chain.reverse();
    chain.into_iter().filter_map(|id| structure(&api.types[id]))
}

/// Tells whether a type is called as JSON of any shape is, and nothing more is said of it.
fn is_any_json(ty: &Type) -> bool {
    let says_nothing = |structure: &Structure| {
        structure.properties.is_empty() && structure.navigation.is_empty() && structure.base.is_none()
    };
    primitives::find(&ty.name) == Some(TypeOf::Untyped) && structure(ty).is_some_and(says_nothing)
}

fn type_name(api: &Api, ty: &Type, scope: &mut Scope, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    if is_any_json(ty) {
        return None;
    }
    let Some(wanted) = names::type_name(&ty.namespace, &ty.name) else {
        let message =
            format!("the type {} can't have a name in Rust; its values are kept as JSON", quoted(&qualified(ty)));
        diagnostics.push(super::finding(api, ty.evidence.page, ty.evidence.span, Code::InvalidName, message));
        return None;
    };
    let claim = scope.claim(&wanted, &qualified(ty));
    if claim.is_cut {
        let message =
            format!("the name of the type {} is long; it is cut to {}", quoted(&qualified(ty)), quoted(&claim.name));
        diagnostics.push(super::finding(api, ty.evidence.page, ty.evidence.span, Code::InvalidName, message));
    }
    if let Some(other) = claim.clash {
        let [own, other, wanted, given] = [&qualified(ty), &other, &wanted, &claim.name].map(|name| quoted(name));
        let message = format!("the types {own} and {other} both want the Rust name {wanted}; the first is {given}");
        diagnostics.push(super::finding(api, ty.evidence.page, ty.evidence.span, Code::NameClash, message));
    }
    Some(claim.name)
}

/// Collects the types that something is of: a property, a parameter, what is sent or answered, what a path leads to. No value
/// is held as any other type, only as one derived from it.
fn used(api: &Api) -> BTreeSet<TypeId> {
    let properties = api
        .types
        .iter()
        .filter_map(Type::structure)
        .flat_map(|structure| structure.properties.iter().chain(&structure.navigation).map(|property| property.ty));
    let operations = api.operations.iter().flat_map(|operation| {
        let (value, parameters): (_, &[Parameter]) = match &operation.body {
            Body::Value(ty, _) => (Some(*ty), &[]),
            Body::Parameters(parameters) => (None, parameters),
            Body::None | Body::Content(_) | Body::Reference => (None, &[]),
        };
        let parameters = parameters.iter().map(|parameter| parameter.ty);
        let paths = operation.paths.iter().filter_map(|path| path.resolved);
        parameters.chain(paths).chain(value).chain(operation.response.answer.ty())
    });
    properties.chain(operations).filter_map(TypeRef::named).collect()
}

/// Tells whether an entity type is the root of very different types, such as the base of all entities: it has no base and
/// nothing but its key, and many types derive from it or base types among them.
fn is_general(api: &Api, id: TypeId, structure: &Structure) -> bool {
    let only_key = structure.properties.iter().all(|property| structure.key.contains(&property.name));
    let is_base = |id: &TypeId| !api.bases.below(*id).is_empty();
    let is_spread = || structure.subtypes.len() >= GENERAL || structure.subtypes.iter().any(is_base);
    api.root == Some(id) || (structure.base.is_none() && only_key && is_spread())
}
