//! The examples of a page: requests, and the responses that follow them.

use super::{Block, BlockRole, Exchange, Page, SectionRole, path};

/// Pairs the requests of a page with the responses up to the next request.
pub(super) fn exchanges(page: &Page) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let Some(message) = &block.message else { continue };
        match block.role {
            BlockRole::RequestExample => exchanges.push(Exchange {
                title: title(page, block),
                request: Some(at),
                target: path::parse(path::strip_host(&message.url)).0,
                response: None,
            }),
            BlockRole::ResponseExample => match exchanges.last_mut().filter(|last| last.response.is_none()) {
                Some(open) => open.response = Some(at),
                None => {
                    let title = title(page, block);
                    exchanges.push(Exchange { title, response: Some(at), ..Exchange::default() });
                }
            },
            _ => {}
        }
    }
    exchanges
}

/// Returns the nearest heading that says what an example shows.
fn title(page: &Page, block: &Block) -> String {
    let mut at = block.section;
    while let Some(index) = at {
        let section = &page.sections[index];
        if !matches!(section.role, SectionRole::ExampleRequest | SectionRole::ExampleResponse) {
            return section.title.clone();
        }
        at = section.parent;
    }
    String::new()
}
