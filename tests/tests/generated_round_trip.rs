//! What the generated models don't know is read, changed beside and written back whole, over HTTP on this machine.

use msgraph_client::model::{
    AnyAttachment, Attachment, ChangeNotificationCollection, ChangeType, Importance, Message, Patch, Record, some,
};
use msgraph_client::{GraphClient, Result};
use serde_json::{Value, json};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server that answers reads with a message and takes everything else, and a client of it.
async fn serving(body: &Value) -> (MockServer, GraphClient) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(body);
    Mock::given(method("GET")).respond_with(answer.clone()).mount(&server).await;
    Mock::given(method("PATCH")).respond_with(answer).mount(&server).await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(202)).mount(&server).await;
    let client = GraphClient::builder().endpoint(server.uri()).build().expect("a client");
    (server, client)
}

/// The body of the last request.
async fn sent(server: &MockServer) -> Value {
    let requests = server.received_requests().await.unwrap_or_default();
    requests.last().expect("a request").body_json().expect("JSON")
}

/// The message as the service answers it.
fn message() -> Value {
    let mut answer = content();
    answer["@odata.context"] = json!("https://graph.microsoft.com/v1.0/$metadata#users('1')/messages/$entity");
    answer["@odata.etag"] = json!("W/\"1\"");
    answer["id"] = json!("m1");
    answer
}

/// What of it isn't the service's alone.
fn content() -> Value {
    json!({
        "subject": "Tea",
        "importance": "cosmic",
        "receivedDateTime": "2021-10-12T09:30:02.1124007Z",
        "flavour": { "of": "tea", "levels": [1, 2.5, null] },
        "body": { "contentType": "markdown", "content": "*tea*", "length": 5 },
        "from": { "emailAddress": { "address": "runa@fjordworks.example", "verified": true } },
        "categories": null,
        "attachments": [
            { "@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "YQ==", "scan": "ok" },
            { "@odata.type": "#microsoft.graph.hologramAttachment", "name": "b", "depth": 7 }
        ]
    })
}

#[tokio::test]
async fn unknown_members_and_properties_are_written_back() -> Result<()> {
    let (server, client) = serving(&message()).await;
    let mut read = client.me().messages().by_id("m1").get().await?;
    assert_eq!(read.importance.as_ref().map(Importance::as_str), Some("cosmic"));
    assert_eq!(read.etag(), Some("W/\"1\""));
    assert!(read.mismatches().is_empty(), "{:?}", read.mismatches());

    read.subject = Some("Coffee".to_owned());
    client.me().messages().by_id(&read.id).update(&read).if_match(read.etag()).await?;
    let mut expected = content();
    expected["subject"] = json!("Coffee");
    assert_eq!(sent(&server).await, expected);
    Ok(())
}

#[tokio::test]
async fn what_differs_is_sent_with_nulls_for_what_is_gone() -> Result<()> {
    let (server, client) = serving(&message()).await;
    let old = client.me().messages().by_id("m1").get().await?;
    let new = Message { subject: some("Coffee"), importance: None, ..old.clone() };
    let change = Patch::diff(&old, &new);
    assert!(!change.is_empty() && Patch::diff(&old, &old).is_empty());
    client.me().messages().by_id(&old.id).update(change).if_match(old.etag()).await?;
    assert_eq!(sent(&server).await, json!({ "subject": "Coffee", "importance": null }));
    Ok(())
}

#[tokio::test]
async fn unknown_subtypes_are_written_back() -> Result<()> {
    let (server, client) = serving(&message()).await;
    let mut read = client.me().messages().by_id("m1").get().expand(Message::ATTACHMENTS).await?;
    let mut attachments = read.expanded(Message::ATTACHMENTS)?.unwrap_or_default();
    let [AnyAttachment::FileAttachment(file), AnyAttachment::Other(strange)] = attachments.as_mut_slice() else {
        panic!("{attachments:?}");
    };
    assert_eq!(strange.get(Attachment::NAME).map(String::as_str), Some("b"));
    file.name = Some("c.txt".to_owned());
    strange.name = Some("d".to_owned());

    read = read.with_related(Message::ATTACHMENTS, attachments);
    client.me().send_mail(&read).await?;
    let mut expected = content();
    expected["id"] = json!("m1");
    expected["attachments"][0]["name"] = json!("c.txt");
    expected["attachments"][1]["name"] = json!("d");
    assert_eq!(sent(&server).await["message"], expected);
    Ok(())
}

#[tokio::test]
async fn a_value_in_the_place_of_its_base_names_its_type() -> Result<()> {
    use msgraph_client::model::FileAttachment;

    let (server, client) = serving(&json!({ "@odata.type": "#microsoft.graph.fileAttachment" })).await;
    let file = FileAttachment::default().with(FileAttachment::NAME, "a.txt");
    let request = client.me().messages().by_id("m1").attachments().create(&file);
    request.send().await?;
    assert_eq!(sent(&server).await, json!({ "@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt" }));
    Ok(())
}

/// What the page of a notification shows is read as that, and written back.
#[test]
fn a_notification_is_read_and_written_again() {
    let page = include_str!("../../docs-input/v1.0/resources/changenotificationcollection.md");
    let example = page.split("## Example").nth(1).and_then(|text| text.split("```json\n").nth(1)).expect("an example");
    let shown: Value = serde_json::from_str(example.split("```").next().unwrap_or_default()).expect("JSON");
    let read: ChangeNotificationCollection = serde_json::from_value(shown.clone()).expect("a notification");
    assert!(read.mismatches().is_empty(), "{:?}", read.mismatches());
    let first = &read.value.as_ref().expect("notifications")[0];
    assert_eq!(first.change_type, Some(ChangeType::Created));
    assert_eq!(first.client_state.as_deref(), Some("blue-kettle"));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), shown);
}
