//! Mail: with small, large and whole messages attached; answered, handed on and put away.

use msgraph_client::model::{
    AttachmentItem, BodyType, EmailAddress, FileAttachment, ItemAttachment, ItemBody, Message, Recipient, Record, some,
};
use msgraph_client::{GraphClient, Result};

fn to(address: &str) -> Recipient {
    Recipient {
        email_address: some(EmailAddress { address: some(address), ..Default::default() }),
        ..Default::default()
    }
}

/// Sends a mail with a small file in it.
async fn send(client: &GraphClient, address: &str, file_name: &str, content: &[u8]) -> Result<()> {
    let file = FileAttachment { name: some(file_name), content_bytes: some(content), ..Default::default() };
    let body =
        ItemBody { content_type: some(BodyType::Html), content: some("<p>As promised.</p>"), ..Default::default() };
    let message = Message {
        subject: some("Tide tables"),
        body: some(body),
        to_recipients: some([to(address)]),
        ..Default::default()
    };
    client.me().send_mail(&message.with_related(Message::ATTACHMENTS, [file])).save_to_sent_items(false).await
}

/// Drafts a mail with a large file and another message attached, and sends it.
async fn send_large(client: &GraphClient, film: Vec<u8>, attached: Message) -> Result<()> {
    let messages = client.me().messages();
    let draft = messages.create(&Message { subject: some("The film"), ..Default::default() }).await?;
    let attachments = messages.by_id(&draft.id).attachments();

    let about = AttachmentItem {
        attachment_type: some("file"),
        name: some("film.mp4"),
        size: i64::try_from(film.len()).ok(),
        ..Default::default()
    };
    let session = attachments.create_upload_session(&about).await?;
    client.upload(&session.upload_url, film).send().await?;

    let letter =
        ItemAttachment { name: some("letter"), ..Default::default() }.with_related(ItemAttachment::ITEM, attached);
    attachments.create(&letter).await?;
    messages.by_id(&draft.id).send().await
}

/// Thanks for a mail, hands it on, and puts it away.
async fn settle(client: &GraphClient, message: &str, colleague: &str) -> Result<()> {
    let message = client.me().messages().by_id(message);
    message.reply().comment("Thank you!").await?;
    message.forward().comment("For you.").to_recipients(&[to(colleague)]).await?;
    message.move_("archive").await?;
    Ok(())
}

/// Sends a mail that another program wrote, and takes one as it came.
async fn mime(client: &GraphClient, written: &str, message: &str) -> Result<Vec<u8>> {
    client.me().send_mail_mime(written).await?;
    Ok(client.me().messages().by_id(message).download().await?.to_vec())
}

#[tokio::test]
async fn a_small_file_goes_with_the_mail() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let graph = Graph::start().await;
    graph.answers("POST", "/me/sendMail", 202, Value::Null).await;
    send(&graph.client(), "runa@fjordworks.example", "tides.txt", b"06:12").await?;

    let sent = json!({
        "message": {
            "subject": "Tide tables",
            "body": { "contentType": "html", "content": "<p>As promised.</p>" },
            "toRecipients": [{ "emailAddress": { "address": "runa@fjordworks.example" } }],
            "attachments": [{
                "@odata.type": "#microsoft.graph.fileAttachment",
                "name": "tides.txt",
                "contentBytes": "MDY6MTI=",
            }],
        },
        "saveToSentItems": false,
    });
    assert_eq!(graph.asked().await[0].json(), sent);
    Ok(())
}

#[tokio::test]
async fn a_large_file_and_a_message_are_attached_to_a_draft() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    graph.answers("POST", "/me/messages", 201, json!({ "id": "m1" })).await;
    let session = json!({ "uploadUrl": graph.url("/session/1"), "nextExpectedRanges": ["0-"] });
    graph.answers("POST", "/me/messages/m1/attachments/createUploadSession", 201, session).await;
    // Outlook says `200` in the middle, and `201` at the end.
    let middle = json!({ "NextExpectedRanges": ["3932160-"] });
    graph.gives_once("PUT", "/session/1", ResponseTemplate::new(200).set_body_json(middle)).await;
    graph.gives("PUT", "/session/1", ResponseTemplate::new(201)).await;
    graph.answers("POST", "/me/messages/m1/attachments", 201, json!({ "id": "a2" })).await;
    graph.answers("POST", "/me/messages/m1/send", 202, Value::Null).await;

    let letter = Message { subject: some("From the captain"), ..Default::default() };
    send_large(&graph.client(), vec![7; 5_000_000], letter).await?;

    let asked = graph.asked().await;
    let about = json!({ "attachmentType": "file", "name": "film.mp4", "size": 5_000_000 });
    assert_eq!(asked[1].json(), json!({ "AttachmentItem": about }));
    assert_eq!(asked[2].body().len() + asked[3].body().len(), 5_000_000);
    let item = json!({ "@odata.type": "#microsoft.graph.message", "subject": "From the captain" });
    let attached = json!({ "@odata.type": "#microsoft.graph.itemAttachment", "name": "letter", "item": item });
    assert_eq!(asked[4].json(), attached);
    assert_eq!(asked[5].line(), "POST /v1.0/me/messages/m1/send");
    Ok(())
}

#[tokio::test]
async fn a_mail_is_settled() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let graph = Graph::start().await;
    graph.answers("POST", "/me/messages/m1/reply", 202, Value::Null).await;
    graph.answers("POST", "/me/messages/m1/forward", 202, Value::Null).await;
    graph.answers("POST", "/me/messages/m1/move", 201, json!({ "id": "m1a" })).await;
    settle(&graph.client(), "m1", "teodor@fjordworks.example").await?;

    let asked = graph.asked().await;
    assert_eq!(asked[0].json(), json!({ "comment": "Thank you!" }));
    let to = json!([{ "emailAddress": { "address": "teodor@fjordworks.example" } }]);
    assert_eq!(asked[1].json(), json!({ "comment": "For you.", "toRecipients": to }));
    assert_eq!(asked[2].json(), json!({ "destinationId": "archive" }));
    Ok(())
}

#[tokio::test]
async fn messages_go_and_come_in_mime() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::Value;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    graph.answers("POST", "/me/sendMail", 202, Value::Null).await;
    let message = ResponseTemplate::new(200).set_body_raw("Subject: tea\r\n\r\nAt four.", "text/plain");
    graph.gives("GET", "/v1.0/me/messages/m1/$value", message).await;
    let came = mime(&graph.client(), "Subject: hello\r\n\r\nHello!", "m1").await?;

    assert_eq!(came, b"Subject: tea\r\n\r\nAt four.");
    let sent = &graph.asked().await[0];
    assert_eq!(
        (sent.header("Content-Type"), sent.body()),
        (Some("text/plain"), &b"U3ViamVjdDogaGVsbG8NCg0KSGVsbG8h"[..])
    );
    Ok(())
}
