//! Tells what changed among the users since it ran last. The link for next time is kept in a file.
//!
//! `cargo run --example delta_sync -- users.delta`

use azure_identity::DeveloperToolsCredential;
use msgraph_client::model::User;
use msgraph_client::{Change, GraphClient};
use std::fs;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("give the file that the link is kept in")?;
    // In the first run there is none, and everybody is new.
    let link = fs::read_to_string(&file).ok();
    let client = GraphClient::new(DeveloperToolsCredential::new(None)?)?;

    let mut changes = client.users().delta().select([User::DISPLAY_NAME, User::JOB_TITLE]).since(&link).changes();
    loop {
        match changes.try_next().await {
            Ok(Some(Change::Present(user))) => println!("new or changed: {}", user.display_name.unwrap_or_default()),
            Ok(Some(Change::Removed { id, .. })) => println!("gone: {}", id.unwrap_or_default()),
            Ok(None) => break,
            Err(error) if error.is_delta_expired() => {
                fs::remove_file(&file)?;
                return Err("the link is too old; run again to start anew".into());
            }
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(link) = changes.delta_link() {
        fs::write(&file, link)?;
    }
    Ok(())
}
