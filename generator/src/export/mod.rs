//! What was understood, for other tools and for reviews: CSDL XML, JSON lines of operations, a sorted text dump.

mod csdl;
mod ir;
mod operations;

pub use csdl::csdl;
pub use ir::ir;
pub use operations::operations;

use crate::api::{Api, TypeOf, TypeRef, primitives};

/// Returns the qualified name of a type as CSDL writes it; none for JSON of any shape.
fn qualified(api: &Api, of: TypeOf) -> Option<String> {
    match of {
        TypeOf::Primitive(primitive) => Some(primitives::name(primitive).to_owned()),
        TypeOf::Named(id) => {
            let ty = &api.types[id];
            Some(format!("{}.{}", ty.namespace, ty.name))
        }
        TypeOf::Untyped => None,
    }
}

/// Returns the use of a type as CSDL writes it; what is untyped is `Edm.Untyped`.
fn type_expression(api: &Api, ty: &TypeRef) -> String {
    let name = qualified(api, ty.of).unwrap_or_else(|| "Edm.Untyped".to_owned());
    if ty.collection { format!("Collection({name})") } else { name }
}
