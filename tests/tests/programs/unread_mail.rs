//! Lists unread mail of the last days.

use msgraph_client::GraphClient;
use msgraph_client::model::Message;
use std::time::{Duration, SystemTime};

async fn unread(client: &GraphClient, days: u64) -> msgraph_client::Result<Vec<String>> {
    let since = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
    let mut messages = client
        .me()
        .mail_folders()
        .by_id("inbox")
        .messages()
        .list()
        .filter(Message::IS_READ.eq(false).and(Message::RECEIVED_DATE_TIME.gt(since)))
        .select([Message::SUBJECT])
        .order_by(Message::RECEIVED_DATE_TIME.desc())
        .top(50)
        .items();

    let mut subjects = Vec::new();
    while let Some(message) = messages.try_next().await? {
        subjects.extend(message.subject);
    }
    Ok(subjects)
}

#[tokio::test]
async fn reads_all_pages() -> msgraph_client::Result<()> {
    use msgraph_client::{Method, mock::Mock};
    use serde_json::json;

    let path = "/me/mailFolders/inbox/messages";
    let next = "https://graph.microsoft.com/v1.0/me/mailFolders/inbox/messages?$skip=50";
    let mock = Mock::new()
        .json(Method::Get, path, &json!({ "value": [{ "subject": "Tea" }, {}], "@odata.nextLink": next }))
        .json(Method::Get, path, &json!({ "value": [{ "subject": "Milk" }] }));
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert_eq!(unread(&client, 7).await?, ["Tea", "Milk"]);
    let url = &mock.requests()[0].url;
    assert!(url.contains("$filter=isRead%20eq%20false%20and%20receivedDateTime%20gt%20"), "{url}");
    Ok(())
}
