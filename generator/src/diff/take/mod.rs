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
    let (names, implied) = rayon::join(|| Names::of(api), || implied::implied(api));
    let page = |page: &crate::api::PageInfo| PageRef { path: page.path.clone(), url: page.url.clone() };
    Snapshot {
        version: api.version.clone(),
        pages: api.pages.iter().map(page).collect(),
        types: types::types(api, &names),
        procedures: operations::procedures(api),
        operations: operations::operations(api, &names),
        implied,
    }
}
