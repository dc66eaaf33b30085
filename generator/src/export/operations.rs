//! The documented operations as JSON lines: one for each verb and path.
//!
//! `permissions` gives for each way to sign in a list of alternatives, the least privileged first; each is one text, in which
//! `+` joins the permissions that are needed together: `["Mail.Read", "Group.Read.All+User.Read"]`. The list is empty where
//! the page says that it isn't supported, and null where it is unknown: where the page has it in a file that isn't there, or
//! doesn't fill it in. All of `permissions` is null where the page doesn't speak of permissions. Where a page divides them by
//! something that the path doesn't tell, they are those of all parts, and `permissions_by_subject` has the parts.
//!
//! `answer` is what comes for this path: `none`, `bytes` (content that isn't JSON, or a redirect to it), `text`, the name of a type, or
//! `Collection(…)` of it. `value` stands for JSON whose type no page defines, as in `Collection(value)`, and alone also for what is
//! unknown, where the page says nothing of its answer. `none|…` is what may come, or nothing: the page documents both.
//! `response_type` and `is_collection` are what metadata would declare: for content the type of what is in it, if the page
//! names one.
//!
//! Several pages may document one verb and path. `main` is true on the line of the one that speaks for it, and on one line
//! only; paths are the same whatever placeholders and arguments are called.
//!
//! `areas` are the features of the crates that have the operation.
//!
//! `clouds` lists the national clouds that have the operation, and is null where the page doesn't tell.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{answer, qualified};
use crate::api::{Api, Body, Cloud, Needs, Operation, PathTemplate, Permissions, Segment, TypeRef, shape, unbracketed};

/// Writes a line for each path of each operation, in order. Paths that only examples show are left out: their pages
/// state no permissions for them.
pub fn operations(api: &Api) -> String {
    let mut out = String::new();
    let mut spoken = BTreeSet::new();
    for operation in &api.operations {
        for path in operation.paths.iter().filter(|path| !path.from_example) {
            // Functions that differ in their arguments only are one path here.
            let main = path.main && spoken.insert((&operation.method, without_arguments(&path.segments)));
            out.push_str(&line(api, operation, path, main));
            out.push('\n');
        }
    }
    out
}

/// Writes a path in the form in which the lines of an export are told apart: without letter case, names of keys and
/// arguments.
fn without_arguments(segments: &[Segment]) -> String {
    let mut segments = unbracketed(segments);
    for segment in &mut segments {
        if let Segment::Call { arguments, .. } = segment {
            arguments.clear();
        }
    }
    shape(&segments).replace("/microsoft.graph.", "/")
}

fn line(api: &Api, operation: &Operation, path: &PathTemplate, main: bool) -> String {
    let name = |ty: Option<&TypeRef>| ty.and_then(|ty| qualified(api, ty.of));
    let request = match &operation.body {
        Body::Value(ty, _) => name(Some(ty)),
        _ => None,
    };
    let response = operation.response.answer.declared();
    let permissions = path.permissions.as_deref().unwrap_or(&operation.permissions);
    let mut line = json!({
        "method": operation.method,
        "path": path.text,
        "page": api.pages[operation.page].path,
        "operation": operation.name,
        "main": main,
        "areas": operation.areas.iter().map(|area| api.areas[*area].name.as_str()).collect::<Vec<_>>(),
        "request_type": request,
        "response_type": name(response.as_ref()),
        "is_collection": response.is_some_and(|ty| ty.collection),
        "answer": answer(api, &operation.response),
        "clouds": clouds(operation.clouds.as_deref()),
        "permissions": self::permissions(permissions),
    });
    if path.permissions.is_none() && !permissions.subjects.is_empty() {
        let subject =
            |(name, part): &(String, Permissions)| json!({"subject": name, "permissions": self::permissions(part)});
        line["permissions_by_subject"] = permissions.subjects.iter().map(subject).collect();
    }
    line.to_string()
}

fn clouds(clouds: Option<&[Cloud]>) -> Option<Vec<&'static str>> {
    let name = |cloud: &Cloud| match cloud {
        Cloud::Global => "global",
        Cloud::UsGovernmentL4 => "us_government_l4",
        Cloud::UsGovernmentL5 => "us_government_l5",
        Cloud::China => "china",
    };
    Some(clouds?.iter().map(name).collect())
}

fn permissions(permissions: &Permissions) -> Value {
    if !permissions.stated && permissions.missing.is_none() {
        return Value::Null;
    }
    json!({
        "delegated_work": alternatives(&permissions.delegated_work),
        "delegated_personal": alternatives(&permissions.delegated_personal),
        "application": alternatives(&permissions.application),
    })
}

fn alternatives(needs: &Needs) -> Option<Vec<String>> {
    Some(needs.as_ref()?.iter().map(|together| together.join("+")).collect())
}
