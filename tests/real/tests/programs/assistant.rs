//! A morning of a person's assistant: what came in overnight, away until Monday, a folder with what is in it, and what it keeps.

use msgraph_client::model::{
    AutomaticRepliesSetting, AutomaticRepliesStatus, DateTimeTimeZone, MailFolder, MailboxSettings, Message,
    OpenTypeExtension, Polymorphic, Record, some,
};
use msgraph_client::{Change, GraphClient, Result};

/// Tells the subjects of what came since the last time, how many are gone, and the link for the next time.
async fn news(client: &GraphClient, link: Option<String>) -> Result<(Vec<String>, usize, Option<String>)> {
    let inbox = client.me().mail_folders().by_id("inbox").messages();
    let mut changes = inbox.delta().select([Message::SUBJECT]).since(link).changes();
    let (mut subjects, mut gone) = (Vec::new(), 0);
    while let Some(change) = changes.try_next().await? {
        match change {
            Change::Present(message) => subjects.extend(message.subject),
            Change::Removed { .. } => gone += 1,
        }
    }
    Ok((subjects, gone, changes.delta_link().map(str::to_owned)))
}

/// Answers all who write until a day that the person is away.
async fn away(client: &GraphClient, until: &str) -> Result<()> {
    let end = DateTimeTimeZone { date_time: some(until), time_zone: some("UTC"), ..Default::default() };
    let replies = AutomaticRepliesSetting {
        status: some(AutomaticRepliesStatus::Scheduled),
        internal_reply_message: some("At sea."),
        scheduled_end_date_time: some(end),
        ..Default::default()
    };
    let settings = MailboxSettings { automatic_replies_setting: some(replies), ..Default::default() };
    client.me().mailbox_settings().update(settings).await?;
    Ok(())
}

/// Makes a folder and lists all folders then, in one request.
async fn folder(client: &GraphClient, name: &str) -> Result<(Option<String>, usize)> {
    let folder = MailFolder { display_name: some(name), ..Default::default() };
    let mut batch = client.batch();
    let made = batch.add(client.me().mail_folders().create(&folder));
    let all = batch.add(client.me().mail_folders().list().after(&made));
    let mut answers = batch.send().await?;
    Ok((answers.take(made)?.id, answers.take(all)?.value.len()))
}

/// Keeps how the person likes it, and returns it as it is read again.
async fn keep(client: &GraphClient, person: &str, theme: &str) -> Result<Option<String>> {
    let name = "com.harbour.assistant";
    let extensions = client.users().by_id(person).extensions();
    let kept = OpenTypeExtension { extension_name: some(name), ..Default::default() };
    extensions.create(&kept.with_raw("theme", theme).with_raw("columns", 3)).await?;
    let read = extensions.by_id(name).get().await?;
    Ok(read.additional().text("theme").map(str::to_owned))
}

#[tokio::test]
async fn a_morning_is_done() -> Result<()> {
    use msgraph_real::{Asked, Graph};
    use serde_json::{Value, json};

    let graph = Graph::start().await;
    let link = graph.url("/v1.0/me/mailFolders/inbox/messages/delta?$deltatoken=2");
    let removed = json!({ "id": "m2", "@removed": { "reason": "deleted" } });
    let page = json!({ "value": [{ "id": "m1", "subject": "Tide" }, removed], "@odata.deltaLink": link });
    graph.answers("GET", "/me/mailFolders/inbox/messages/delta", 200, page).await;
    graph.answers("PATCH", "/me/mailboxSettings", 200, json!({})).await;
    let made = json!({ "id": "1", "status": 201, "body": { "id": "f1" } });
    let all = json!({ "id": "2", "status": 200, "body": { "value": [{ "id": "f1" }, { "id": "f2" }] } });
    graph.answers("POST", "/$batch", 200, json!({ "responses": [all, made] })).await;
    graph.answers("POST", "/users/u1/extensions", 201, Value::Null).await;
    let kept = json!({ "@odata.type": "#microsoft.graph.openTypeExtension", "id": "e1", "theme": "dark" });
    graph.answers("GET", "/users/u1/extensions/com.harbour.assistant", 200, kept).await;

    let client = graph.client();
    assert_eq!(news(&client, None).await?, (vec!["Tide".to_owned()], 1, Some(link.clone())));
    assert_eq!(news(&client, Some(link)).await?.1, 1);
    away(&client, "2026-12-07T08:00:00").await?;
    assert_eq!(folder(&client, "Bills").await?, (Some("f1".to_owned()), 2));
    assert_eq!(keep(&client, "u1", "dark").await?.as_deref(), Some("dark"));

    let asked = graph.asked().await;
    let first: Vec<String> = asked[..2].iter().map(Asked::line).collect();
    let inbox = "GET /v1.0/me/mailFolders/inbox/messages/delta";
    assert_eq!(first, [format!("{inbox}?$select=subject"), format!("{inbox}?$deltatoken=2")]);
    let end = json!({ "dateTime": "2026-12-07T08:00:00", "timeZone": "UTC" });
    let replies = json!({ "status": "scheduled", "internalReplyMessage": "At sea.", "scheduledEndDateTime": end });
    assert_eq!(asked[2].json(), json!({ "automaticRepliesSetting": replies }));
    assert_eq!(asked[3].json()["requests"][1]["dependsOn"], json!(["1"]));
    let sent = json!({
        "@odata.type": "#microsoft.graph.openTypeExtension",
        "extensionName": "com.harbour.assistant",
        "theme": "dark",
        "columns": 3,
    });
    assert_eq!(asked[4].json(), sent);
    Ok(())
}
