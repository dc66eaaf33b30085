//! The program of the README: signs in as the developer tools are signed in, and lists unread mail.
//!
//! `cargo run --example unread`

use msgraph_client::GraphClient;
use msgraph_client::model::Message;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::new(azure_identity::DeveloperToolsCredential::new(None)?)?;
    let mut unread = client.me().messages().list().filter(Message::IS_READ.eq(false)).top(50).items();
    while let Some(message) = unread.try_next().await? {
        println!("{}", message.subject.unwrap_or_default());
    }
    Ok(())
}
