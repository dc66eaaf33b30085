//! A log in a notebook: a page is written, and a line added to it.

use msgraph_client::model::{OnenotePatchActionType, OnenotePatchContentCommand, OnenotePatchInsertPosition, some};
use msgraph_client::{Bytes, GraphClient, Result};

/// Begins a page in a section, and returns its id.
async fn begin(client: &GraphClient, section: &str, title: &str) -> Result<Option<String>> {
    let html = format!("<!DOCTYPE html><html><head><title>{title}</title></head><body></body></html>");
    let page = client.me().onenote().sections().by_id(section).pages().create(html).await?;
    Ok(page.id)
}

/// Adds a line at the end of a page, and returns the page.
async fn add(client: &GraphClient, page: &str, line: &str) -> Result<Bytes> {
    let command = OnenotePatchContentCommand {
        target: some("body"),
        action: some(OnenotePatchActionType::Append),
        position: some(OnenotePatchInsertPosition::After),
        content: some(format!("<p>{line}</p>")),
        ..Default::default()
    };
    let content = client.me().onenote().pages().by_id(page).content();
    content.update(&[command]).await?;
    content.download().await
}

#[tokio::test]
async fn a_log_is_kept() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let links = json!({ "oneNoteWebUrl": { "href": "https://notes.fjordworks.example" } });
    graph.answers("POST", "/me/onenote/sections/1-s/pages", 201, json!({ "id": "1-p!7", "links": links })).await;
    graph.answers("PATCH", "/me/onenote/pages/1-p!7/content", 204, Value::Null).await;
    let html = ResponseTemplate::new(200).set_body_raw("<html><body><p>Fog.</p></body></html>", "text/html");
    graph.gives("GET", "/v1.0/me/onenote/pages/1-p!7/content", html).await;

    let client = graph.client();
    let page = begin(&client, "1-s", "Log").await?.unwrap_or_default();
    let content = add(&client, &page, "Fog.").await?;
    assert!(content.ends_with(b"<p>Fog.</p></body></html>"));

    let asked = graph.asked().await;
    assert_eq!(asked[0].header("Content-Type"), Some("text/html"));
    assert!(asked[0].body().starts_with(b"<!DOCTYPE html>"));
    assert_eq!(asked[1].header("Content-Type"), Some("application/json"));
    let command = json!({ "action": "Append", "content": "<p>Fog.</p>", "position": "After", "target": "body" });
    assert_eq!(asked[1].json(), json!([command]));
    Ok(())
}
