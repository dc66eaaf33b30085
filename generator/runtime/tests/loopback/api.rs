//! A small API by hand, in the shape of a generated client, and the server that it talks to.

#![allow(unreachable_pub, reason = "the macros define what a crate would export")]

use msgraph_core::response::{Bytes, Count, DeltaPage, Maybe, One};
use msgraph_core::{Method, Operation, OperationInfo, Page, RetryOptions, StaticToken};
use serde_json::Value;
use std::time::Duration;
use wiremock::{MockServer, Request as Received};

msgraph_core::define_request!();
msgraph_core::define_client!("v1.0");

/// An operation for the tests; the answer's shape is all that matters here.
macro_rules! operations {
    ($($name:ident: $method:ident -> $kind:ty;)*) => {$(
        pub struct $name;

        impl Operation for $name {
            const INFO: OperationInfo = OperationInfo::new(stringify!($name), Method::$method);
            type Response = $kind;
        }
    )*};
}

operations! {
    GetThing: Get -> One<Value>;
    ListThings: Get -> Page<Value>;
    ThingsDelta: Get -> DeltaPage<Value>;
    CreateThing: Post -> One<Value>;
    SearchThings: Post -> Page<Value>;
    UpdateThing: Patch -> Maybe<Value>;
    DeleteThing: Delete -> ();
    CountThings: Get -> Count;
    GetContent: Get -> Bytes;
    PutContent: Put -> One<Value>;
}

pub const TOKEN: &str = "the-token";

/// A client of a server on this machine, with a token, and retries that don't take long.
pub fn client(server: &MockServer) -> GraphClient {
    client_with(server, RetryOptions::default().initial_delay(Duration::from_millis(5)))
}

pub fn client_with(server: &MockServer, retry: RetryOptions) -> GraphClient {
    let credential = StaticToken::new(TOKEN);
    GraphClient::builder()
        .credential(credential)
        .endpoint(server.uri())
        .retry(retry)
        .build()
        .expect("a loopback endpoint is taken")
}

/// A request of an operation at `/things`.
pub fn things<O: Operation>(client: &GraphClient) -> Request<O> {
    Request::new(&client.path().child("things"))
}

/// The requests that the server got.
pub async fn received(server: &MockServer) -> Vec<Received> {
    server.received_requests().await.expect("the server records")
}

pub fn header<'a>(request: &'a Received, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(|value| value.to_str().expect("headers are text"))
}

pub fn bearer() -> String {
    format!("Bearer {TOKEN}")
}
