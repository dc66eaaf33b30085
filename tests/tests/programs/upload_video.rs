//! Uploads a large file in chunks and shows how far it is.

use msgraph_client::model::DriveItem;
use msgraph_client::{GraphClient, Result, Source};
use std::fs::File;
use std::path::Path;

async fn upload(client: &GraphClient, from: &Path, to: &str) -> Result<DriveItem> {
    let source = Source::file(File::open(from)?)?;
    let session = client.me().drive().item_by_path(to).create_upload_session().await?;
    let answer = client
        .upload(session.upload_url, source)
        .chunk_size(320 * 1024)
        .on_progress(|sent, total| println!("{} %", sent * 100 / total))
        .send()
        .await?;
    answer.json()
}

#[tokio::test]
async fn sends_chunks_without_a_token() -> std::result::Result<(), Box<dyn std::error::Error>> {
    use msgraph_client::{Headers, HttpResponse, Method, StaticToken, mock::Mock};
    use serde_json::json;

    let accepted = json!({ "nextExpectedRanges": ["327680-"] }).to_string();
    let created = json!({ "id": "1", "name": "launch.mp4" }).to_string();
    let mock = Mock::new()
        .json(
            Method::Post,
            "/me/drive/root:/films/launch.mp4:/createUploadSession",
            &json!({ "uploadUrl": "https://files.example/up/1" }),
        )
        .on(Method::Put, "/1", HttpResponse::new(202, Headers::new(), accepted))
        .on(Method::Put, "/1", HttpResponse::new(201, Headers::new(), created));
    let client = GraphClient::builder().credential(StaticToken::new("secret")).transport(mock.transport()).build()?;
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), vec![7; 400_000])?;

    let item = upload(&client, file.path(), "/films/launch.mp4").await?;
    assert_eq!(item.name.as_deref(), Some("launch.mp4"));
    let requests = mock.requests();
    let ranges: Vec<_> = requests.iter().filter_map(|request| request.headers.get("content-range")).collect();
    assert_eq!(ranges, ["bytes 0-327679/400000", "bytes 327680-399999/400000"]);
    let signed: Vec<_> = requests.iter().map(|request| request.headers.get("authorization").is_some()).collect();
    assert_eq!(signed, [true, false, false]);
    Ok(())
}
