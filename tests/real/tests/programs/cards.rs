//! A bot in a channel: finds what nobody answered, and posts a card.

use msgraph_client::model::{BodyType, ChatMessage, ChatMessageAttachment, ItemBody, some};
use msgraph_client::{GraphClient, Result};
use serde_json::json;

/// The id by which the text of a message refers to its card.
const CARD: &str = "74d20c7f34aa4a7fb74e2b30004247c5";

/// Returns the ids of messages without replies, but for those that were deleted.
async fn unanswered(client: &GraphClient, team: &str, channel: &str) -> Result<Vec<String>> {
    let messages = client.teams().by_id(team).channels().by_id(channel).messages();
    let mut all = messages.list().top(20).items();
    let mut open = Vec::new();
    while let Some(message) = all.try_next().await? {
        if message.deleted_date_time.is_none() {
            let replies = messages.by_id(&message.id).replies().list().await?;
            open.extend(message.id.filter(|_| replies.value.is_empty()));
        }
    }
    Ok(open)
}

/// Posts a card, and returns the types of what is attached to the message then.
async fn post(client: &GraphClient, team: &str, channel: &str, text: &str) -> Result<Vec<String>> {
    let card = json!({ "type": "AdaptiveCard", "version": "1.2", "body": [{ "type": "TextBlock", "text": text }] });
    let card = ChatMessageAttachment {
        id: some(CARD),
        content_type: some("application/vnd.microsoft.card.adaptive"),
        content: some(card.to_string()),
        ..Default::default()
    };
    let html = format!(r#"<attachment id="{CARD}"></attachment>"#);
    let message = ChatMessage {
        body: some(ItemBody { content_type: some(BodyType::Html), content: some(html), ..Default::default() }),
        attachments: some([card]),
        ..Default::default()
    };
    let posted = client.teams().by_id(team).channels().by_id(channel).messages().create(&message).await?;
    Ok(posted.attachments.into_iter().flatten().filter_map(|attachment| attachment.content_type).collect())
}

#[tokio::test]
async fn a_bot_looks_after_a_channel() -> Result<()> {
    use msgraph_real::Graph;

    let graph = Graph::start().await;
    let channel = "/teams/t1/channels/c1/messages";
    let messages = json!({ "@odata.count": 3, "value": [
        { "id": "m1", "messageType": "systemEventMessage", "from": null, "reactions": [], "body": { "contentType": "markdown" } },
        null,
        { "id": "m2", "deletedDateTime": "2026-11-28T08:00:00Z" },
        { "id": "m3", "from": { "user": { "id": "u1", "displayName": "Ann", "userIdentityType": "aadUser" } } },
    ] });
    graph.answers("GET", channel, 200, messages).await;
    graph.answers("GET", &format!("{channel}/m1/replies"), 200, json!({ "value": [] })).await;
    graph.answers("GET", &format!("{channel}/m3/replies"), 200, json!({ "value": [{ "id": "m4" }] })).await;
    let attached = json!([{ "id": CARD, "contentType": "application/vnd.microsoft.card.adaptive", "content": "{}" }]);
    graph.answers("POST", channel, 201, json!({ "id": "m5", "importance": "shouted", "attachments": attached })).await;

    let client = graph.client();
    assert_eq!(unanswered(&client, "t1", "c1").await?, ["m1"]);
    let attached = post(&client, "t1", "c1", "The tide is high.").await?;
    assert_eq!(attached, ["application/vnd.microsoft.card.adaptive"]);

    let asked = graph.asked().await;
    let sent = asked[3].json();
    assert_eq!(sent["body"]["content"], format!("<attachment id=\"{CARD}\"></attachment>"));
    assert_eq!(sent["attachments"][0]["id"], CARD);
    assert_eq!(sent.as_object().map(serde_json::Map::len), Some(2));
    Ok(())
}
