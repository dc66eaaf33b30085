//! Answers unread mail, with nothing but the area `mail`. Its server is the client's own `Mock`: the crate of the other
//! programs would bring all areas.

use msgraph_client::model::{BodyType, EmailAddress, ItemBody, Message, Patch, Recipient, some};
use msgraph_client::{GraphClient, Result};

/// Tells each who wrote that the office is closed, marks their mail as read, and returns the subjects.
///
/// # Errors
/// If Graph doesn't answer, or refuses.
pub async fn answer(client: &GraphClient) -> Result<Vec<String>> {
    let messages = client.me().messages();
    let mut unread =
        messages.list().filter(Message::IS_READ.eq(false)).select((Message::SUBJECT, Message::FROM)).items();
    let mut subjects = Vec::new();
    while let Some(message) = unread.try_next().await? {
        if let Some(Recipient { email_address: Some(from), .. }) = message.from {
            client.me().send_mail(&closed(&from)).save_to_sent_items(false).await?;
        }
        messages.by_id(&message.id).update(Patch::new().set(Message::IS_READ, true)).await?;
        subjects.extend(message.subject);
    }
    Ok(subjects)
}

/// The answer to one person.
fn closed(to: &EmailAddress) -> Message {
    Message {
        subject: some("The office is closed"),
        body: some(ItemBody {
            content_type: some(BodyType::Text),
            content: some("We are out with the boats until Monday."),
            ..Default::default()
        }),
        to_recipients: some([Recipient { email_address: some(to.clone()), ..Default::default() }]),
        ..Default::default()
    }
}

#[cfg(test)]
#[tokio::test]
async fn one_area_is_enough() -> Result<()> {
    use msgraph_client::{Headers, HttpResponse, Method, mock::Mock};
    use serde_json::{Value, json};

    let from = json!({ "emailAddress": { "name": "Runa", "address": "runa@fjordworks.example" } });
    let unread = json!({ "value": [{ "id": "m 1", "subject": "The red boat", "from": from }] });
    let mock = Mock::new()
        .json(Method::Get, "/me/messages", &unread)
        .on(Method::Post, "/me/sendMail", HttpResponse::new(202, Headers::new(), ""))
        .json(Method::Patch, "/me/messages/m%201", &json!({ "id": "m 1", "isRead": true }));
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert_eq!(answer(&client).await?, ["The red boat"]);
    let requests = mock.requests();
    assert!(requests[0].url.ends_with("/me/messages?$filter=isRead%20eq%20false&$select=subject,from"));
    let sent: Value = serde_json::from_slice(&requests[1].body).expect("it is JSON");
    let expected = json!({
        "message": {
            "subject": "The office is closed",
            "body": { "contentType": "text", "content": "We are out with the boats until Monday." },
            "toRecipients": [from],
        },
        "saveToSentItems": false,
    });
    assert_eq!(sent, expected);
    assert_eq!(requests[2].body, r#"{"isRead":true}"#);
    Ok(())
}
