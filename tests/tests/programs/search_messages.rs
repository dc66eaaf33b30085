//! Searches mail, and tells who wrote it.

use msgraph_client::model::{EmailAddress, Message, Recipient, Record};
use msgraph_client::{GraphClient, Result};

async fn search(client: &GraphClient, words: &str) -> Result<Vec<String>> {
    let sender = Message::FROM.then(Recipient::EMAIL_ADDRESS).then(EmailAddress::ADDRESS);
    let found = client.me().messages().list().search(words).select((Message::SUBJECT, Message::FROM)).top(25).await?;
    let lines = found.value.iter().map(|message| {
        let from = message.get(&sender).map_or("somebody", String::as_str);
        format!("{from}: {}", message.subject.as_deref().unwrap_or("(no subject)"))
    });
    Ok(lines.collect())
}

#[tokio::test]
async fn sends_the_words_as_a_phrase() -> Result<()> {
    use msgraph_client::{Method, mock::Mock};
    use serde_json::json;

    let from = json!({ "emailAddress": { "address": "runa@fjordworks.example" } });
    let answer = json!({ "value": [{ "subject": "Pizza", "from": from }, { "subject": "Cake" }] });
    let mock = Mock::new().json(Method::Get, "/me/messages", &answer);
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    let lines = search(&client, r#"the "best" pizza"#).await?;
    assert_eq!(lines, ["runa@fjordworks.example: Pizza", "somebody: Cake"]);
    let url = &mock.requests()[0].url;
    assert!(url.contains("$search=%22the%20%5C%22best%5C%22%20pizza%22&$select=subject,from"), "{url}");
    Ok(())
}
