//! The examples of a page: requests, and the responses that follow them.

use super::says::read;
use super::{Block, BlockRole, Exchange, Message, Page, RequestPath, SectionRole, path};

/// Pairs the requests of a page with the responses up to the next request. Some pages show an answer right below the lines of
/// an HTTP request section, the first of which then stands for a request.
pub(super) fn exchanges(page: &Page) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut line = None;
    for (at, block) in page.blocks.iter().enumerate() {
        let Some(message) = &block.message else { continue };
        match block.role {
            BlockRole::HttpRequest => line = Some(at),
            BlockRole::RequestExample => {
                line = None;
                let target = target(message);
                exchanges.push(Exchange {
                    title: title(page, block),
                    request: Some(at),
                    target,
                    ..Exchange::default()
                });
            }
            BlockRole::ResponseExample => {
                let open = exchanges.last_mut().filter(|last| last.response.is_none() && line.is_none());
                match open {
                    Some(open) => open.response = Some(at),
                    None => {
                        let message = line.and_then(|at: usize| page.blocks[at].message.as_ref());
                        let target = message.map(target).unwrap_or_default();
                        let line = line.take();
                        let title = title(page, block);
                        exchanges.push(Exchange { title, target, line, response: Some(at), ..Exchange::default() });
                    }
                }
            }
            _ => {}
        }
    }
    for exchange in &mut exchanges {
        exchange.answers = exchange.response.map(|at| read::example(page, at)).unwrap_or_default();
    }
    exchanges
}

/// Returns the path and query that a message asks for.
fn target(message: &Message) -> RequestPath {
    path::parse(path::strip_host(&message.url)).0
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
