//! The requests that pages document: each of their request lines with its path as a template.

use super::{PageId, PathTemplate};
use crate::page::{Page, RequestLine};

/// A request that a page documents.
#[derive(Clone, Debug)]
pub struct DocumentedRequest {
    /// The page it stands on.
    pub page: PageId,
    /// The verb.
    pub method: String,
    /// The path.
    pub path: PathTemplate,
}

/// Returns the request lines of all pages, in order.
pub fn requests(pages: &[Page]) -> Vec<DocumentedRequest> {
    let request = |page, line: &RequestLine| {
        let scenario = line.scenario.clone();
        let path = PathTemplate { scenario, ..PathTemplate::of(&line.path, line.span) };
        DocumentedRequest { page, method: line.method.clone(), path }
    };
    let lines = PageId::each(pages).flat_map(|(id, page)| page.requests.iter().map(move |line| (id, line)));
    lines.filter(|(_, line)| !line.path.segments.is_empty()).map(|(id, line)| request(id, line)).collect()
}
