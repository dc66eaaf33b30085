//! A program of three areas on the generated client: who is there, what is unread, what is in my drive.

use msgraph_client::{GraphClient, StaticToken};
use msgraph_client::model::{Message, User};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::new(StaticToken::new(std::env::var("TOKEN")?))?;
    let mut users = client.users().list().select([User::DISPLAY_NAME, User::MAIL]).items();
    while let Some(user) = users.try_next().await? {
        println!("{} <{}>", user.display_name.unwrap_or_default(), user.mail.unwrap_or_default());
    }
    let mut unread = client.me().messages().list().filter(Message::IS_READ.eq(false)).top(50).items();
    while let Some(message) = unread.try_next().await? {
        println!("{}", message.subject.unwrap_or_default());
    }
    let mut files = client.me().drive().items().by_id("root").children().list().items();
    while let Some(file) = files.try_next().await? {
        println!("{} {}", file.name.unwrap_or_default(), file.size.unwrap_or_default());
    }
    Ok(())
}
