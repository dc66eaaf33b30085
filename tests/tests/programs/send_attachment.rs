//! Sends a mail with a file.

use msgraph_client::model::{BodyType, EmailAddress, FileAttachment, ItemBody, Message, Recipient, Record};
use msgraph_client::{GraphClient, Result};

async fn send(client: &GraphClient, to: &str, file_name: &str, content: &[u8]) -> Result<()> {
    let body = ItemBody::default()
        .with(ItemBody::CONTENT_TYPE, BodyType::Html)
        .with(ItemBody::CONTENT, "<p>Here is the <b>report</b>.</p>");
    let attachment =
        FileAttachment::default().with(FileAttachment::NAME, file_name).with(FileAttachment::CONTENT_BYTES, content);
    let recipient = Recipient::default().with(Recipient::EMAIL_ADDRESS.then(EmailAddress::ADDRESS), to);
    let message = Message::default()
        .with(Message::SUBJECT, "Report")
        .with(Message::BODY, body)
        .with(Message::TO_RECIPIENTS, [recipient])
        .with_related(Message::ATTACHMENTS, [attachment.into()]);
    client.me().send_mail(&message).save_to_sent_items(false).await
}

#[tokio::test]
async fn sends_the_file_with_its_type() -> Result<()> {
    use msgraph_client::{Headers, HttpResponse, Method, mock::Mock};
    use serde_json::{Value, json};

    let mock = Mock::new().on(Method::Post, "/me/sendMail", HttpResponse::new(202, Headers::new(), ""));
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    send(&client, "teodor@fjordworks.example", "report.txt", b"all well").await?;
    let sent: Value = serde_json::from_slice(&mock.requests()[0].body).expect("JSON");
    let expected = json!({
        "message": {
            "subject": "Report",
            "body": { "contentType": "html", "content": "<p>Here is the <b>report</b>.</p>" },
            "toRecipients": [{ "emailAddress": { "address": "teodor@fjordworks.example" } }],
            "attachments": [{
                "@odata.type": "#microsoft.graph.fileAttachment",
                "name": "report.txt",
                "contentBytes": "YWxsIHdlbGw=",
            }],
        },
        "saveToSentItems": false,
    });
    assert_eq!(sent, expected);
    Ok(())
}
