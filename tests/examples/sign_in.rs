//! Signs a person in with a code that they type on any device, and lists their latest mail.
//!
//! `GRAPH_CLIENT_ID=… cargo run --example sign_in`
//!
//! The application needs the delegated permission `Mail.ReadBasic`, and has to allow public client flows.

use msgraph_client::model::Message;
use msgraph_client::{DeviceCodeCredential, GraphClient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client_id = std::env::var("GRAPH_CLIENT_ID")
        .map_err(|_| "GRAPH_CLIENT_ID isn't set; it is the id of an application that you registered")?;
    // The page to open and the code to type there are printed when the first request needs a token.
    let client = GraphClient::new(DeviceCodeCredential::builder(client_id).build()?)?;

    let latest = client
        .me()
        .messages()
        .list()
        .select((Message::SUBJECT, Message::RECEIVED_DATE_TIME))
        .order_by(Message::RECEIVED_DATE_TIME.desc())
        .top(10)
        .await?;
    for message in latest.value {
        let when = message.received_date_time.map(|time| time.to_string()).unwrap_or_default();
        println!("{when}  {}", message.subject.unwrap_or_default());
    }
    Ok(())
}
