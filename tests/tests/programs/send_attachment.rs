//! Sends a mail with a file.

use msgraph_client::model::{BodyType, EmailAddress, FileAttachment, ItemBody, Message, Recipient, Record, some};
use msgraph_client::{GraphClient, Result};

async fn send(client: &GraphClient, to: &str, file_name: &str, content: &[u8]) -> Result<()> {
    let file = FileAttachment { name: some(file_name), content_bytes: some(content), ..Default::default() };
    let address = EmailAddress { address: some(to), ..Default::default() };
    let message = Message {
        subject: some("Report"),
        body: some(ItemBody {
            content_type: some(BodyType::Html),
            content: some("<p>Here is the <b>report</b>.</p>"),
            ..Default::default()
        }),
        to_recipients: some([Recipient { email_address: some(address), ..Default::default() }]),
        ..Default::default()
    };
    let message = message.with_related(Message::ATTACHMENTS, [file]);
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
