//! Prints all users of the organization, page after page.
//!
//! `cargo run --example all_users`

use azure_identity::DeveloperToolsCredential;
use msgraph_client::GraphClient;
use msgraph_client::model::User;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::new(DeveloperToolsCredential::new(None)?)?;

    // `eventual` and `count` make the number of users known from the first page on.
    let mut users = client
        .users()
        .list()
        .select([User::DISPLAY_NAME, User::USER_PRINCIPAL_NAME])
        .order_by(User::DISPLAY_NAME)
        .top(100)
        .eventual()
        .count()
        .items();
    while let Some(user) = users.try_next().await? {
        println!("{}  <{}>", user.display_name.unwrap_or_default(), user.user_principal_name.unwrap_or_default());
    }
    println!("{} users", users.count().unwrap_or_default());
    Ok(())
}
