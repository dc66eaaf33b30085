//! Uploads a file of any size to the signed-in person's OneDrive.
//!
//! `cargo run --example upload_file -- holiday.mp4 /films/holiday.mp4`

use azure_identity::DeveloperToolsCredential;
use msgraph_client::model::DriveItem;
use msgraph_client::{GraphClient, Source};
use std::fs::File;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = arguments.as_slice() else {
        return Err("give the file to upload and the path that it gets in the drive".into());
    };
    let file = Source::file(File::open(from).map_err(|error| format!("{from}: {error}"))?)?;
    let client = GraphClient::new(DeveloperToolsCredential::new(None)?)?;

    let session = client.me().drive().item_by_path(to).create_upload_session().await?;
    // A chunk that fails is sent again from where the service says; who has the URL may write, so no token goes there.
    let item: DriveItem = client
        .upload(session.upload_url, file)
        .on_progress(|sent, total| println!("{sent} of {total} bytes"))
        .send()
        .await?
        .json()?;
    println!("{}", item.web_url.unwrap_or_default());
    Ok(())
}
