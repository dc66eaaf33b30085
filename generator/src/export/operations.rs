//! The documented operations as JSON lines: one for each verb and path.

use serde_json::json;

use super::qualified;
use crate::api::{Api, Body, Operation, PathTemplate, TypeRef};

/// Writes a line for each path of each operation, in order. Paths that only examples show are left out: their pages
/// state no permissions for them.
pub fn operations(api: &Api) -> String {
    let mut out = String::new();
    for operation in &api.operations {
        for path in operation.paths.iter().filter(|path| !path.from_example) {
            out.push_str(&line(api, operation, path));
            out.push('\n');
        }
    }
    out
}

fn line(api: &Api, operation: &Operation, path: &PathTemplate) -> String {
    let name = |ty: Option<&TypeRef>| ty.and_then(|ty| qualified(api, ty.of));
    let request = match &operation.body {
        Body::Value(ty, _) => name(Some(ty)),
        _ => None,
    };
    let response = operation.response.value.as_ref();
    let permissions = path.permissions.as_deref().unwrap_or(&operation.permissions);
    json!({
        "method": operation.method,
        "path": path.text,
        "page": api.pages[operation.page.0 as usize].path,
        "operation": operation.name,
        "request_type": request,
        "response_type": name(response),
        "is_collection": response.is_some_and(|ty| ty.collection),
        "permissions": {
            "delegated_work": flat(&permissions.delegated_work),
            "delegated_personal": flat(&permissions.delegated_personal),
            "application": flat(&permissions.application),
        },
    })
    .to_string()
}

/// Returns the permissions of all alternatives, each once, least privileged first.
fn flat(alternatives: &[Vec<String>]) -> Vec<&str> {
    let mut list: Vec<&str> = Vec::new();
    for permission in alternatives.iter().flatten() {
        if !list.contains(&permission.as_str()) {
            list.push(permission);
        }
    }
    list
}
