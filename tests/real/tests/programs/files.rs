//! Files in a drive: written, read in part, copied, shared, followed by delta, looked at, searched.

use msgraph_client::model::{DriveItem, ItemReference, some};
use msgraph_client::{Change, GraphClient, Result};

/// Files up to this size go in one request.
const SMALL: usize = 4 * 1024 * 1024;

/// Writes a file, of whatever size.
async fn write(client: &GraphClient, path: &str, content: Vec<u8>) -> Result<DriveItem> {
    let place = client.me().drive().item_by_path(path);
    if content.len() <= SMALL {
        return place.upload(content).await;
    }
    let session = place.create_upload_session().await?;
    client.upload(&session.upload_url, content).send().await?.json()
}

/// Reads the first bytes of a file.
async fn head(client: &GraphClient, path: &str, bytes: u64) -> Result<Vec<u8>> {
    let content = client.me().drive().item_by_path(path).download().header("Range", format!("bytes=0-{}", bytes - 1));
    Ok(content.await?.to_vec())
}

/// Copies an item into a folder and waits until it is there.
async fn copy(client: &GraphClient, item: &str, folder: &str, name: &str) -> Result<Option<String>> {
    let folder = ItemReference { id: some(folder), ..Default::default() };
    let copied = client.me().drive().items().by_id(item).copy().parent_reference(&folder).name(name).wait().await?;
    Ok(copied.resource_id())
}

/// Makes a link with which everybody of the organization can look at an item.
async fn share(client: &GraphClient, item: &str) -> Result<Option<String>> {
    let permission = client.me().drive().items().by_id(item).create_link().type_("view").scope("organization").await?;
    Ok(permission.link.and_then(|link| link.web_url))
}

/// Tells what changed, and gives the link for the next time.
async fn changes(client: &GraphClient) -> Result<(Vec<String>, Option<String>)> {
    let mut changes = client.me().drive().root().delta().changes();
    let mut lines = Vec::new();
    while let Some(change) = changes.try_next().await? {
        lines.push(match change {
            Change::Present(item) if item.deleted.is_some() => format!("- {}", item.id.unwrap_or_default()),
            Change::Present(item) => format!("+ {}", item.name.unwrap_or_default()),
            Change::Removed { id, .. } => format!("- {}", id.unwrap_or_default()),
        });
    }
    Ok((lines, changes.delta_link().map(str::to_owned)))
}

/// Finds a file by a word and returns its thumbnail.
async fn picture(client: &GraphClient, word: &str) -> Result<Option<Vec<u8>>> {
    let drive = client.me().drive();
    let found = drive.root().search(word).top(1).await?;
    let Some(item) = found.value.first() else { return Ok(None) };
    let thumbnail = drive.items().by_id(&item.id).thumbnails().by_id("0").by_id("medium");
    Ok(Some(thumbnail.download().await?.to_vec()))
}

#[tokio::test]
async fn files_of_all_sizes_and_names_are_written() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let item = json!({ "id": "f1", "name": "x" });
    graph.answers("PUT", "/me/drive/root:/empty.txt:/content", 201, item.clone()).await;
    graph
        .answers(
            "PUT",
            "/me/drive/root:/50%25%20off%20%231%3F/caf%C3%A9%20%27n%27%20tea.txt:/content",
            201,
            item.clone(),
        )
        .await;
    let session = json!({ "uploadUrl": graph.url("/session/1") });
    graph.answers("POST", "/me/drive/root:/films/slow.mp4:/createUploadSession", 200, session).await;
    for start in ["3932160-", "7864320-"] {
        let next = json!({ "nextExpectedRanges": [start] });
        graph.gives_once("PUT", "/session/1", ResponseTemplate::new(202).set_body_json(next)).await;
    }
    graph.gives("PUT", "/session/1", ResponseTemplate::new(201).set_body_json(item)).await;

    let client = graph.client();
    write(&client, "empty.txt", Vec::new()).await?;
    write(&client, "/50% off #1?/café 'n' tea.txt", vec![1; 3_000_000]).await?;
    assert_eq!(write(&client, "films/slow.mp4", vec![2; 11_000_000]).await?.id.as_deref(), Some("f1"));
    let asked = graph.asked().await;
    assert_eq!((asked[0].body().len(), asked[1].body().len()), (0, 3_000_000));
    assert_eq!(asked[3..].iter().map(|asked| asked.body().len()).sum::<usize>(), 11_000_000);
    assert_eq!(asked[5].header("Content-Range"), Some("bytes 7864320-10999999/11000000"));
    Ok(())
}

#[tokio::test]
async fn a_part_of_a_file_is_read() -> Result<()> {
    use msgraph_real::Graph;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let elsewhere = ResponseTemplate::new(302).insert_header("Location", graph.url("/content/1"));
    graph.gives("GET", "/v1.0/me/drive/root:/notes.txt:/content", elsewhere).await;
    graph.gives("GET", "/content/1", ResponseTemplate::new(206).set_body_raw("First", "text/plain")).await;
    assert_eq!(head(&graph.client(), "notes.txt", 5).await?, b"First");
    assert_eq!(graph.asked().await[1].header("Range"), Some("bytes=0-4"));
    Ok(())
}

#[tokio::test]
async fn an_item_is_copied_and_shared() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let accepted = ResponseTemplate::new(202).insert_header("Location", graph.url("/monitor/1"));
    graph.gives("POST", "/v1.0/me/drive/items/f1/copy", accepted).await;
    let goes_on = json!({ "status": "inProgress", "percentageComplete": 40.0 });
    let wait = ResponseTemplate::new(202).insert_header("Retry-After", "0").set_body_json(goes_on);
    graph.gives_once("GET", "/monitor/1", wait).await;
    let done = json!({ "status": "completed", "resourceId": "f2" });
    graph.gives("GET", "/monitor/1", ResponseTemplate::new(200).set_body_json(done)).await;
    let link = json!({ "id": "p1", "link": { "type": "view", "webUrl": "https://fjordworks.example/s/1" } });
    graph.answers("POST", "/me/drive/items/f1/createLink", 201, link).await;

    let client = graph.client();
    assert_eq!(copy(&client, "f1", "folder", "again.txt").await?.as_deref(), Some("f2"));
    assert_eq!(share(&client, "f1").await?.as_deref(), Some("https://fjordworks.example/s/1"));
    let asked = graph.asked().await;
    assert_eq!(asked[0].json(), json!({ "parentReference": { "id": "folder" }, "name": "again.txt" }));
    assert_eq!(asked[3].json(), json!({ "type": "view", "scope": "organization" }));
    Ok(())
}

#[tokio::test]
async fn changes_are_followed() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;

    let graph = Graph::start().await;
    let link = graph.url("/v1.0/me/drive/root/delta(token='2')");
    let items = json!([{ "id": "f1", "name": "a.txt" }, { "id": "f2", "deleted": {} }]);
    graph.answers("GET", "/me/drive/root/delta", 200, json!({ "value": items, "@odata.deltaLink": link })).await;
    assert_eq!(changes(&graph.client()).await?, (vec!["+ a.txt".to_owned(), "- f2".to_owned()], Some(link)));
    Ok(())
}

#[tokio::test]
async fn a_picture_is_found() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    graph.answers("GET", "/me/drive/root/search(q='boat%27%27s')", 200, json!({ "value": [{ "id": "f1" }] })).await;
    let elsewhere = ResponseTemplate::new(302).insert_header("Location", graph.url("/picture"));
    graph.gives("GET", "/v1.0/me/drive/items/f1/thumbnails/0/medium/content", elsewhere).await;
    graph.gives("GET", "/picture", ResponseTemplate::new(200).set_body_raw(vec![0xFF, 0xD8], "image/jpeg")).await;
    assert_eq!(picture(&graph.client(), "boat's").await?, Some(vec![0xFF, 0xD8]));
    Ok(())
}
