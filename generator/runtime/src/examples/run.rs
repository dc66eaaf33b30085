//! Runs the code of examples against a transport that keeps what is sent.

use super::compare::{self, Letters};
use super::{Asked, Code, Ran, Unfit};
use crate::mock::Mock;
use crate::{Client, ClientBuilder, Headers, HttpRequest, HttpResponse, Method};
use std::task::{Context, Poll, Waker};

/// What differs between the documented request and what its code sends.
pub(super) fn check<C: From<Client>>(
    version: &'static str,
    root: &str,
    asked: &Asked,
    code: Code<C>,
) -> Result<(), Unfit> {
    let sent = sent(version, asked, code)?;
    let difference = compare::requests(asked, &sent, root, Letters::AnyCase);
    difference.or_else(|| compare::headers(asked, &sent)).map_or(Ok(()), Err)
}

/// The request that the code of an example sends; what answers it can be read as a list of anything.
fn sent<C: From<Client>>(version: &'static str, asked: &Asked, code: Code<C>) -> Result<HttpRequest, Unfit> {
    let headers: Headers = [("content-type", "application/json")].into_iter().collect();
    let answer = HttpResponse::new(200, headers, r#"{"value":[]}"#);
    let methods = [Method::Get, Method::Post, Method::Patch, Method::Put, Method::Delete];
    let method = methods.into_iter().find(|method| method.as_str() == asked.method).unwrap_or(Method::Get);
    let mock = Mock::new().on(method, &asked.path, answer);
    let client = ClientBuilder::<C>::new(version).transport(mock.transport()).build();
    let result = finished(code(client.map_err(|error| error.to_string())?));
    // Whether the answer is of the right type is none of the example's business.
    let sent = mock.requests().into_iter().next();
    sent.ok_or_else(|| result.err().map_or_else(|| "nothing is sent".to_owned(), |error| error.to_string()).into())
}

/// What code comes to that waits for nothing but a mock.
fn finished(mut ran: Ran) -> <Ran as Future>::Output {
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match ran.as_mut().poll(&mut context) {
            Poll::Ready(result) => return result,
            Poll::Pending => std::thread::yield_now(),
        }
    }
}
