//! OData 4.0 CSDL XML, in an EDMX envelope.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::type_expression;
use crate::api::{Api, EnumType, Procedure, Property, Structure, Type, TypeKind, TypeOf};
use crate::page::Prose;

/// Writes the whole model as an EDMX document.
pub fn csdl(api: &Api) -> String {
    let mut schemas: BTreeMap<&str, String> = BTreeMap::new();
    for ty in &api.types {
        element(api, ty, schemas.entry(&ty.namespace).or_default());
    }
    for procedure in &api.procedures {
        self::procedure(api, procedure, schemas.entry(&procedure.namespace).or_default());
    }
    if !api.roots.is_empty() {
        let home = api.types.iter().map(|ty| ty.namespace.as_str()).min_by_key(|ns| ns.len()).unwrap_or("api");
        container(api, schemas.entry(home).or_default());
    }
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n",
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n",
        "<edmx:Reference Uri=\"https://docs.oasis-open.org/odata/odata/v4.0/errata03/csd01/complete/vocabularies/Org.OData.Core.V1.xml\">\n",
        "<edmx:Include Namespace=\"Org.OData.Core.V1\" Alias=\"Core\"/>\n",
        "</edmx:Reference>\n",
        "<edmx:DataServices>\n",
    ));
    for (namespace, body) in schemas {
        let namespace = escaped(namespace);
        _ = writeln!(out, "<Schema Namespace=\"{namespace}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">");
        out.push_str(&body);
        out.push_str("</Schema>\n");
    }
    out.push_str("</edmx:DataServices>\n</edmx:Edmx>\n");
    out
}

fn element(api: &Api, ty: &Type, out: &mut String) {
    match &ty.kind {
        TypeKind::Entity(structure) => structured(api, ty, structure, "EntityType", out),
        TypeKind::Complex(structure) => structured(api, ty, structure, "ComplexType", out),
        TypeKind::Enum(members) => enumeration(ty, members, out),
    }
}

fn structured(api: &Api, ty: &Type, structure: &Structure, tag: &str, out: &mut String) {
    _ = write!(out, "<{tag} Name=\"{}\"", escaped(&ty.name));
    if let Some(base) = &structure.base {
        let base = super::qualified(api, TypeOf::Named(base.value)).unwrap_or_default();
        _ = write!(out, " BaseType=\"{}\"", escaped(&base));
    }
    if structure.is_abstract == Some(true) {
        out.push_str(" Abstract=\"true\"");
    }
    if structure.open {
        out.push_str(" OpenType=\"true\"");
    }
    out.push_str(">\n");
    if !structure.key.is_empty() && tag == "EntityType" {
        out.push_str("<Key>");
        for key in &structure.key {
            _ = write!(out, "<PropertyRef Name=\"{}\"/>", escaped(key));
        }
        out.push_str("</Key>\n");
    }
    for property in &structure.properties {
        self::property(api, property, "Property", structure.key.contains(&property.name), out);
    }
    for property in &structure.navigation {
        self::property(api, property, "NavigationProperty", false, out);
    }
    description(&ty.description, out);
    _ = writeln!(out, "</{tag}>");
}

fn property(api: &Api, property: &Property, tag: &str, key: bool, out: &mut String) {
    let ty = type_expression(api, &property.ty);
    _ = write!(out, "<{tag} Name=\"{}\" Type=\"{}\"", escaped(&property.name), escaped(&ty));
    // Collections of entities have no nullability, and a key is never null.
    let nullable = if key { Some(false) } else { property.facts.nullable };
    if let Some(nullable) = nullable.filter(|_| !(property.ty.collection && tag == "NavigationProperty")) {
        _ = write!(out, " Nullable=\"{nullable}\"");
    }
    close(&property.description, tag, out);
}

/// Closes a start tag, with the description inside if there is one.
fn close(prose: &Prose, tag: &str, out: &mut String) {
    if prose.text.trim().is_empty() {
        out.push_str("/>\n");
    } else {
        out.push('>');
        description(prose, out);
        _ = writeln!(out, "</{tag}>");
    }
}

fn description(prose: &Prose, out: &mut String) {
    let text = prose.text.trim();
    if !text.is_empty() {
        _ = write!(out, "<Annotation Term=\"Org.OData.Core.V1.Description\" String=\"{}\"/>", escaped(text));
    }
}

fn enumeration(ty: &Type, members: &EnumType, out: &mut String) {
    let flags = if members.flags { " IsFlags=\"true\"" } else { "" };
    _ = writeln!(out, "<EnumType Name=\"{}\"{flags}>", escaped(&ty.name));
    // CSDL wants a number for every member or for none.
    let numbered = members.members.iter().all(|member| member.value.is_some());
    for member in &members.members {
        _ = write!(out, "<Member Name=\"{}\"", escaped(&member.name));
        if let Some(value) = member.value.filter(|_| numbered) {
            _ = write!(out, " Value=\"{value}\"");
        }
        close(&member.description, "Member", out);
    }
    description(&ty.description, out);
    out.push_str("</EnumType>\n");
}

fn procedure(api: &Api, procedure: &Procedure, out: &mut String) {
    let tag = if procedure.function { "Function" } else { "Action" };
    let bound = procedure.binding.as_ref().map(|ty| type_expression(api, ty));
    let flag = if bound.is_some() { " IsBound=\"true\"" } else { "" };
    _ = writeln!(out, "<{tag} Name=\"{}\"{flag}>", escaped(&procedure.name));
    if let Some(bound) = bound {
        _ = writeln!(out, "<Parameter Name=\"bindingParameter\" Type=\"{}\"/>", escaped(&bound));
    }
    for parameter in &procedure.parameters {
        let ty = type_expression(api, &parameter.ty);
        _ = write!(out, "<Parameter Name=\"{}\" Type=\"{}\"", escaped(&parameter.name), escaped(&ty));
        if parameter.required == Some(true) {
            out.push_str(" Nullable=\"false\"");
        }
        close(&parameter.description, "Parameter", out);
    }
    match &procedure.returns {
        Some(ty) => _ = writeln!(out, "<ReturnType Type=\"{}\"/>", escaped(&type_expression(api, ty))),
        // A function must return something.
        None if procedure.function => out.push_str("<ReturnType Type=\"Edm.Untyped\"/>\n"),
        None => {}
    }
    description(&procedure.description, out);
    _ = writeln!(out, "</{tag}>");
}

fn container(api: &Api, out: &mut String) {
    out.push_str("<EntityContainer Name=\"Container\">\n");
    for root in &api.roots {
        let name = escaped(&root.name);
        let ty = super::qualified(api, root.ty.of).unwrap_or_default();
        let ty = escaped(&ty);
        match root.ty.collection {
            true => _ = writeln!(out, "<EntitySet Name=\"{name}\" EntityType=\"{ty}\"/>"),
            false => _ = writeln!(out, "<Singleton Name=\"{name}\" Type=\"{ty}\"/>"),
        }
    }
    out.push_str("</EntityContainer>\n");
}

/// Escapes what XML reserves in an attribute; what it forbids becomes a space.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
