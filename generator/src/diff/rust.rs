//! What the generated crates call things, so that changes of names are seen that the service doesn't have.

use std::fmt::Write;

use crate::api::{Api, OperationId, Property, TypeId, TypeOf};
use crate::plan::client::{Answer, Argument, Client, Value};
use crate::plan::types::Types;
use crate::plan::{self, RustType, names};

/// The names of one version's crates.
pub(super) struct Names {
    types: Types,
    /// By operation, its methods and setters, a line each.
    operations: Vec<String>,
}

impl Names {
    /// Plans the crates as far as names go.
    pub(super) fn of(api: &Api) -> Self {
        let types = Types::new(api, &mut Vec::new());
        let client = plan::client::client(api, &types, &plan::Settings::default());
        Self { operations: lines(api, &client), types }
    }

    /// Returns the name of a struct or enum, and behind `as` what holds its values, if it is another type.
    pub(super) fn of_values(&self, id: TypeId) -> Option<String> {
        let (name, held) = (self.of_type(id)?, shown(&self.types.single(&TypeOf::Named(id))));
        Some(if held == name { held } else { format!("{name} as {held}") })
    }

    /// Returns the name of a struct or enum.
    pub(super) fn of_type(&self, id: TypeId) -> Option<&str> {
        self.types.entry(id).name.as_deref()
    }

    /// Returns the field or constant of a property, with its type.
    pub(super) fn of_property(&self, owner: TypeId, property: &Property, navigation: bool) -> Option<String> {
        self.of_type(owner)?;
        let (field, constant) = names::field_and_constant(&property.name)?;
        let name = if navigation { constant } else { field };
        Some(format!("{name}: {}", shown(&self.types.value(&property.ty))))
    }

    /// Returns the methods that make the request, and its setters, a line each.
    pub(super) fn of_operation(&self, id: OperationId) -> Option<&str> {
        self.operations.get(id.place()).map(String::as_str).filter(|lines| !lines.is_empty())
    }
}

/// Returns the variant of a member.
pub(super) fn variant(name: &str) -> Option<String> {
    names::variant(name)
}

/// Writes the methods and setters of each operation.
fn lines(api: &Api, client: &Client) -> Vec<String> {
    let mut lines: Vec<Vec<String>> = vec![Vec::new(); api.operations.len()];
    for method in client.builders.iter().flat_map(|builder| &builder.methods) {
        let operation = &client.operations[method.operation];
        // Callers don't name what they pass.
        let arguments: Vec<String> = method.arguments.iter().map(argument).collect();
        let answer = self::answer(&operation.answer);
        lines[method.operation.place()].push(format!("{}({}) -> {answer}", method.name, arguments.join(", ")));
    }
    for (of, operation) in lines.iter_mut().zip(&client.operations) {
        // Without a method nobody can set anything.
        if !of.is_empty() {
            of.extend(operation.setters.iter().map(|setter| format!(".{}({})", setter.name, argument(setter))));
        }
        of.sort();
        of.dedup();
    }
    lines.into_iter().map(|lines| lines.join("\n")).collect()
}

/// Writes the type of an argument.
fn argument(argument: &Argument) -> String {
    match &argument.value {
        Value::Required => "key".to_owned(),
        Value::Display => "displayed".to_owned(),
        Value::Text => "text".to_owned(),
        Value::Json => "json".to_owned(),
        Value::Content => "content".to_owned(),
        Value::Bytes => "bytes".to_owned(),
        Value::Copy(ty) => shown(ty),
        // Whether it takes subtypes as well changes with them, and is told of them.
        Value::Ref(ty) | Value::Item(ty) => format!("&{}", shown(ty)),
        Value::Slice(ty) | Value::Items(ty) => format!("&[{}]", shown(ty)),
        Value::Field(ty) => format!("into {}", shown(ty)),
        Value::Patch(ty) => format!("Patch<{}>", shown(ty)),
    }
}

fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Empty => "()".to_owned(),
        Answer::One(ty) | Answer::Value(ty) => shown(ty),
        Answer::Maybe(ty) | Answer::MaybeValue(ty) => format!("Option<{}>", shown(ty)),
        Answer::Page(ty) => format!("Page<{}>", shown(ty)),
        Answer::Delta(ty) => format!("Delta<{}>", shown(ty)),
        Answer::Bytes => "bytes".to_owned(),
        Answer::Text => "text".to_owned(),
        Answer::Count => "count".to_owned(),
    }
}

/// Writes a type as Rust does.
fn shown(ty: &RustType) -> String {
    let mut out = String::new();
    write_type(ty, &mut out);
    out
}

fn write_type(ty: &RustType, out: &mut String) {
    let (around, inner) = match ty {
        RustType::BuiltIn(name) | RustType::Shared(name) => return out.push_str(name),
        RustType::Model(name) => return out.push_str(name),
        RustType::Vec(inner) => ("Vec", inner),
        RustType::Boxed(inner) => ("Boxed", inner),
        RustType::Flags(inner) => ("Flags", inner),
    };
    _ = write!(out, "{around}<");
    write_type(inner, out);
    out.push('>');
}
