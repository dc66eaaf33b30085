//! Asks three things in one request; each answer has its own type, and its own error.
//!
//! `cargo run --example batch`

use azure_identity::DeveloperToolsCredential;
use msgraph_client::GraphClient;
use msgraph_client::model::{AnyDirectoryObject, Message};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::new(DeveloperToolsCredential::new(None)?)?;

    let mut batch = client.batch();
    let me = batch.add(client.me().get());
    let unread = batch.add(client.me().messages().list().filter(Message::IS_READ.eq(false)).top(5));
    let manager = batch.add(client.me().manager().get());
    let mut answers = batch.send().await?;

    println!("Hello {}!", answers.take(me)?.display_name.unwrap_or_default());
    for message in answers.take(unread)?.value {
        println!("unread: {}", message.subject.unwrap_or_default());
    }
    match answers.take(manager) {
        Ok(AnyDirectoryObject::User(manager)) => println!("manager: {}", manager.display_name.unwrap_or_default()),
        Ok(_) => println!("your manager is no person"),
        Err(error) if error.is_not_found() => println!("you have no manager"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
