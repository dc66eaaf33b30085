//! The whole API as sorted lines of text, so that a change of the pages can be reviewed as a change of the API.

use std::fmt::Write;

use super::{answer, type_expression};
use crate::api::{
    Answer, Api, Body, EnumType, Note, Operation, Parameter, Permissions, Procedure, Property, Structure, TypeKind,
    TypeRef,
};

/// Writes a line for each type, property, member, procedure and operation.
pub fn ir(api: &Api) -> String {
    let mut out = String::new();
    for ty in &api.types {
        let name = format!("{}.{}", ty.namespace, ty.name);
        match &ty.kind {
            TypeKind::Entity(structure) => structured(api, "entity", &name, structure, &mut out),
            TypeKind::Complex(structure) => structured(api, "complex", &name, structure, &mut out),
            TypeKind::Enum(members) => enumeration(&name, members, &mut out),
        }
        ty.notes.iter().for_each(|item| note(item, &mut out));
    }
    for root in &api.roots {
        _ = writeln!(out, "root {}: {}", root.name, type_expression(api, &root.ty));
    }
    for item in &api.procedures {
        procedure(api, item, &mut out);
    }
    for item in &api.operations {
        operation(api, item, &mut out);
    }
    out
}

fn structured(api: &Api, kind: &str, name: &str, structure: &Structure, out: &mut String) {
    _ = write!(out, "{kind} {name}");
    if let Some(base) = &structure.base {
        let base = TypeRef { collection: false, of: crate::api::TypeOf::Named(base.value) };
        _ = write!(out, " : {}", type_expression(api, &base));
    }
    for (word, set) in [
        ("abstract", structure.is_abstract == Some(true)),
        ("open", structure.open),
        ("polymorphic", structure.polymorphic),
    ] {
        if set {
            _ = write!(out, " {word}");
        }
    }
    if !structure.key.is_empty() {
        _ = write!(out, " key({})", structure.key.join(","));
    }
    out.push('\n');
    let lists = [
        ("property", &structure.properties),
        ("navigation", &structure.navigation),
        ("inherited", &structure.inherited),
    ];
    for (mark, list) in lists {
        for property in list {
            let set = property.set.as_ref().map(|set| format!(" in /{set}")).unwrap_or_default();
            let ty = type_expression(api, &property.ty);
            _ = writeln!(out, "  {mark} {}: {ty}{set}{}", property.name, facts(property));
        }
    }
}

/// Returns the stated facts of a property, in words.
fn facts(property: &Property) -> String {
    let facts = &property.facts;
    let mut out = String::new();
    let flags = [
        ("required", facts.required),
        ("read-only", facts.read_only),
        ("nullable", facts.nullable),
        ("filter", facts.filter),
        ("orderby", facts.order_by),
        ("search", facts.search),
        ("expand", facts.expand),
        ("select-only", facts.only_on_select),
    ];
    for (word, value) in flags {
        match value {
            Some(true) => _ = write!(out, " {word}"),
            Some(false) => _ = write!(out, " not-{word}"),
            None => {}
        }
    }
    if let Some(default) = &facts.default {
        _ = write!(out, " default({default})");
    }
    if let Some(most) = facts.max_items {
        _ = write!(out, " max-items({most})");
    }
    if let Some(most) = facts.max_length {
        _ = write!(out, " max-length({most})");
    }
    if let Some((least, greatest)) = facts.range {
        _ = write!(out, " range({least}..{greatest})");
    }
    if facts.deprecated.is_some() {
        out.push_str(" deprecated");
    }
    out
}

fn enumeration(name: &str, members: &EnumType, out: &mut String) {
    let flags = if members.flags { " flags" } else { "" };
    _ = writeln!(out, "enum {name}{flags}");
    for member in &members.members {
        match member.value {
            Some(value) => _ = writeln!(out, "  member {} = {value}", member.name),
            None => _ = writeln!(out, "  member {}", member.name),
        }
    }
}

fn procedure(api: &Api, procedure: &Procedure, out: &mut String) {
    let kind = if procedure.function { "function" } else { "action" };
    let binding = procedure.binding.as_ref().map(|ty| type_expression(api, ty)).unwrap_or_default();
    let returns = procedure.returns.as_ref().map_or_else(|| "nothing".to_owned(), |ty| type_expression(api, ty));
    let parameters = parameters(api, &procedure.parameters);
    _ = writeln!(out, "{kind} {}.{} on {binding} ({parameters}) -> {returns}", procedure.namespace, procedure.name);
}

fn parameters(api: &Api, list: &[Parameter]) -> String {
    let one = |parameter: &Parameter| {
        let mark = match parameter.required {
            Some(true) => "!",
            Some(false) => "?",
            None => "",
        };
        format!("{}{mark}: {}", parameter.name, type_expression(api, &parameter.ty))
    };
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn operation(api: &Api, operation: &Operation, out: &mut String) {
    let response = match operation.response.answer {
        Answer::Unknown => "unknown".to_owned(),
        _ => answer(api, &operation.response),
    };
    _ = writeln!(out, "operation {} {:?} -> {response}", operation.name, operation.kind);
    for path in &operation.paths {
        _ = writeln!(out, "  {} {}", operation.method, path.text);
    }
    match &operation.body {
        Body::None => {}
        Body::Value(ty, list) => _ = writeln!(out, "  body {} ({})", type_expression(api, ty), parameters(api, list)),
        Body::Parameters(list) => _ = writeln!(out, "  parameters ({})", parameters(api, list)),
        Body::Content(ty) => _ = writeln!(out, "  body {}", ty.as_deref().unwrap_or("bytes")),
        Body::Reference => out.push_str("  body reference\n"),
    }
    for names in &operation.alternatives {
        _ = writeln!(out, "  alternative ({})", names.join(", "));
    }
    for (word, list) in [("arguments", &operation.arguments), ("query", &operation.query)] {
        if !list.is_empty() {
            _ = writeln!(out, "  {word} ({})", parameters(api, list));
        }
    }
    permissions(&operation.permissions, "  ", out);
    if let Some(clouds) = &operation.clouds {
        let names: Vec<String> = clouds.iter().map(|cloud| format!("{cloud:?}")).collect();
        _ = writeln!(out, "  clouds {}", names.join(", "));
    }
    operation.notes.iter().for_each(|note| self::note(note, out));
}

/// Writes a note in one line.
fn note(note: &Note, out: &mut String) {
    let label = if note.label.is_empty() { String::new() } else { format!("{}: ", note.label) };
    _ = writeln!(out, "  note {label}{}", note.prose.text.replace('\n', " "));
}

fn permissions(permissions: &Permissions, indent: &str, out: &mut String) {
    if let Some(file) = &permissions.missing {
        _ = writeln!(out, "{indent}permissions unknown (missing {file})");
    }
    for (word, needs) in [
        ("delegated-work", &permissions.delegated_work),
        ("delegated-personal", &permissions.delegated_personal),
        ("application", &permissions.application),
    ] {
        let Some(list) = needs.as_ref().filter(|list| !list.is_empty()) else { continue };
        let alternatives: Vec<String> = list.iter().map(|all| all.join(" and ")).collect();
        _ = writeln!(out, "{indent}{word} {}", alternatives.join(", "));
    }
}
