//! Takes the [`Snapshot`] of an API.

mod items;
mod types;
mod operations;
mod implied;

pub(super) use items::hash;

use super::rust::Names;
use super::snapshot::{PageRef, Snapshot};
use crate::api::Api;

/// Takes the facts of an API.
pub fn snapshot(api: &Api) -> Snapshot {
    let facts = || (types::types(api), operations::operations(api), operations::procedures(api), implied::implied(api));
    let (names, (mut types, mut operations, procedures, implied)) = rayon::join(|| Names::of(api), facts);
    types::name(api, &names, &mut types);
    operations::name(api, &names, &mut operations);
    let page = |page: &crate::api::PageInfo| PageRef { path: page.path.clone(), url: page.url.clone() };
    Snapshot {
        version: api.version.clone(),
        pages: api.pages.iter().map(page).collect(),
        types,
        procedures,
        operations,
        implied,
    }
}
