//! Signs a person in in the browser, once: the next start finds the sign-in in a file. `--sign-out` removes it.
//!
//! `GRAPH_CLIENT_ID=… cargo run --example sign_in_once`
//!
//! The application is a public client with `http://localhost` among its redirect URIs and the delegated permission `User.Read`.

use msgraph_client::{BrowserCredential, FileStore, GraphClient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client_id = std::env::var("GRAPH_CLIENT_ID")
        .map_err(|_| "GRAPH_CLIENT_ID isn't set; it is the id of an application that you registered")?;
    let home = std::env::home_dir().ok_or("there is no home directory")?;
    let store = FileStore::new(home.join(".config").join("msgraph-example").join("sign-in.json"));
    let credential = BrowserCredential::builder(client_id).store(store).build()?;
    if std::env::args().any(|argument| argument == "--sign-out") {
        return Ok(credential.sign_out().await?);
    }
    let client = GraphClient::builder().credential(credential).scopes(["User.Read"]).build()?;
    let me = client.me().get().await?;
    println!("signed in as {}", me.display_name.unwrap_or_default());
    Ok(())
}
