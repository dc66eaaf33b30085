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
    // In small shares: the threads that understand another tree come when they are done.
    let requests = || (operations::operations(api), operations::procedures(api));
    let facts = || rayon::join(requests, || rayon::join(|| types::types(api), || implied::implied(api)));
    let (names, ((mut operations, procedures), (mut types, implied))) = rayon::join(|| Names::of(api), facts);
    rayon::join(|| types::name(api, &names, &mut types), || operations::name(api, &names, &mut operations));
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
