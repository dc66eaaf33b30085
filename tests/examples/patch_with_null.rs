//! Changes a person's job title, and removes their office: absent and null are different things.
//!
//! `cargo run --example patch_with_null -- adele@contoso.com Engineer`

use azure_identity::DeveloperToolsCredential;
use msgraph_client::GraphClient;
use msgraph_client::model::{Patch, User};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [person, title] = arguments.as_slice() else {
        return Err("give a person's id or address, and their job title".into());
    };
    let client = GraphClient::new(DeveloperToolsCredential::new(None)?)?;

    let change = Patch::new().set(User::JOB_TITLE, title).null(User::OFFICE_LOCATION);
    println!("sends {change}");
    client.users().by_id(person).update(change).await?;
    Ok(())
}
