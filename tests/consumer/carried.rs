//! One area without `http`: typed requests are built, carried by the program, and their answers read.

use msgraph_client::model::Message;
use msgraph_client::{GraphClient, Headers, HttpRequest, HttpResponse};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::offline();
    let unread = client.me().messages().list().filter(Message::IS_READ.eq(false)).top(50);
    let page = unread.read(carry(&unread.build()?))?;
    assert_eq!(page.value[0].subject.as_deref(), Some("Tea?"));
    Ok(())
}

/// Stands for the transport of the program.
fn carry(request: &HttpRequest) -> HttpResponse {
    assert!(request.url.starts_with("https://graph.microsoft.com/v1.0/me/messages?"), "{}", request.url);
    HttpResponse::new(200, Headers::new(), r#"{ "value": [{ "subject": "Tea?" }] }"#)
}
