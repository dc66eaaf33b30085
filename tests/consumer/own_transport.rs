//! One area, and a transport of the program's own below the client's pipeline.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use msgraph_client::azure_core::http::headers::Headers;
use msgraph_client::azure_core::http::{AsyncRawResponse, HttpClient, Request, Transport};
use msgraph_client::azure_core;
use msgraph_client::{GraphClient, StaticToken};

/// Answers every request with a page of one message.
#[derive(Debug)]
struct Own;

impl HttpClient for Own {
    // As `async_trait` writes it.
    fn execute_request<'a, 'b, 'c>(
        &'a self,
        request: &'b Request,
    ) -> Pin<Box<dyn Future<Output = azure_core::Result<AsyncRawResponse>> + Send + 'c>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        assert_eq!(request.url().path(), "/v1.0/me/messages");
        let body = r#"{ "value": [{ "subject": "Tea?" }] }"#;
        Box::pin(async move { Ok(AsyncRawResponse::from_bytes(200.into(), Headers::new(), body)) })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let transport = Transport::new(Arc::new(Own));
    let client = GraphClient::builder().credential(StaticToken::new("token")).transport(transport).build()?;
    let page = client.me().messages().list().await?;
    assert_eq!(page.value[0].subject.as_deref(), Some("Tea?"));
    Ok(())
}
