//! What was understood, for other tools and for reviews: CSDL XML, JSON lines of operations, a sorted text dump.

mod csdl;
mod ir;
mod operations;

pub use csdl::csdl;
pub use ir::ir;
pub use operations::operations;

use crate::api::{Answer, Api, Response, Type, TypeOf, TypeRef, primitives};

/// Returns the qualified name of a type.
pub fn type_name(ty: &Type) -> String {
    format!("{}.{}", ty.namespace, ty.name)
}

/// Returns the qualified name of a type as CSDL writes it; none for JSON of any shape.
fn qualified(api: &Api, of: TypeOf) -> Option<String> {
    match of {
        TypeOf::Primitive(primitive) => Some(primitives::name(primitive).to_owned()),
        TypeOf::Named(id) => Some(type_name(&api.types[id])),
        TypeOf::Untyped => None,
    }
}

/// Returns what an operation answers: `none`, `bytes`, `text`, a type, `Collection(…)` of it, or `value` for JSON of unknown type;
/// `none|…` where nothing may come in its place. Where the pages don't tell, it is `value` too.
pub fn answer(api: &Api, response: &Response) -> String {
    let ty = match &response.answer {
        Answer::Nothing => return "none".to_owned(),
        Answer::Bytes(_) => return "bytes".to_owned(),
        Answer::Text => return "text".to_owned(),
        Answer::Unknown => return "value".to_owned(),
        Answer::Json(ty) => ty,
    };
    let name = qualified(api, ty.of).unwrap_or_else(|| "value".to_owned());
    let name = if ty.collection { format!("Collection({name})") } else { name };
    if response.or_nothing { format!("none|{name}") } else { name }
}

/// Returns the use of a type as CSDL writes it; what is untyped is `Edm.Untyped`.
pub fn type_expression(api: &Api, ty: &TypeRef) -> String {
    let name = qualified(api, ty.of).unwrap_or_else(|| "Edm.Untyped".to_owned());
    if ty.collection { format!("Collection({name})") } else { name }
}
