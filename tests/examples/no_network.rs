//! Tests a program without a network: a transport answers what the test says, and remembers what it was asked.
//!
//! `cargo run --example no_network`

use msgraph_client::mock::Mock;
use msgraph_client::operations::messages;
use msgraph_client::{GraphClient, Method, Result};

/// What is to be tested.
async fn subjects(client: &GraphClient) -> Result<Vec<String>> {
    let page = client.me().messages().list().top(5).await?;
    Ok(page.value.into_iter().filter_map(|message| message.subject).collect())
}

#[tokio::main]
async fn main() -> Result<()> {
    // The answer of the documentation.
    let mock = Mock::new().example(messages::List);
    let client = GraphClient::builder().transport(mock.transport()).build()?;
    println!("{:?}", subjects(&client).await?);
    assert_eq!(mock.requests()[0].url, "https://graph.microsoft.com/v1.0/me/messages?$top=5");

    // An answer of one's own.
    let mock = Mock::new().error(Method::Get, "/me/messages", 403, "ErrorAccessDenied", "Access is denied.");
    let client = GraphClient::builder().transport(mock.transport()).build()?;
    match subjects(&client).await {
        // It goes on with the permissions that the operation needs.
        Err(error) => assert!(error.to_string().starts_with("403 Forbidden: ErrorAccessDenied: Access is denied.")),
        Ok(subjects) => panic!("read {subjects:?} without permission"),
    }

    // A request needs no transport to be looked at.
    let request = GraphClient::offline().me().messages().list().top(5).build()?;
    println!("{} {}", request.method, request.url);
    Ok(())
}
