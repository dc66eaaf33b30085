//! Hears of new mail: subscribes, keeps the subscription alive, and takes what Graph posts to the webhook.

use msgraph_client::model::{Message, Patch, Subscription, some};
use msgraph_client::{GraphClient, Notifications, Result};
use std::time::{Duration, SystemTime};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Subscribes to what arrives in the inbox, for two days.
async fn subscribe(client: &GraphClient, hook: &str, secret: &str) -> Result<Subscription> {
    let subscription = Subscription {
        resource: some("me/mailFolders('inbox')/messages"),
        change_type: some("created,updated"),
        notification_url: some(hook),
        client_state: some(secret),
        expiration_date_time: some(SystemTime::now() + 2 * DAY),
        ..Default::default()
    };
    client.subscriptions().create(&subscription).await
}

/// Renews the subscriptions that lead here and end within a day, and deletes those that lead elsewhere.
async fn tend(client: &GraphClient, hook: &str) -> Result<()> {
    let soon = SystemTime::now() + DAY;
    let mut subscriptions = client.subscriptions().list().items();
    while let Some(subscription) = subscriptions.try_next().await? {
        let this = client.subscriptions().by_id(&subscription.id);
        if subscription.notification_url.as_deref() != Some(hook) {
            this.delete().await?;
        } else if subscription.expiration_date_time < some(soon) {
            this.update(Patch::new().set(Subscription::EXPIRATION_DATE_TIME, soon + DAY)).await?;
        }
    }
    Ok(())
}

/// What the web server answers a request to the hook with, a status and a text; ids of changed messages go to the queue.
fn receive(target: &str, body: &[u8], secret: &str, queue: &mut Vec<String>) -> Result<(u16, String)> {
    if let Some(answer) = Notifications::validation(target) {
        return Ok((answer.status, String::from_utf8_lossy(&answer.body).into_owned()));
    }
    for notification in Notifications::read(body)?.value {
        if notification.has_client_state(secret) {
            let message: Option<Message> = notification.changed()?;
            queue.extend(message.and_then(|message| message.id));
        }
    }
    Ok((202, String::new()))
}

#[tokio::test]
async fn subscriptions_live_as_long_as_they_should() -> Result<()> {
    use msgraph_client::model::DateTimeOffset;
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let hook = "https://hooks.fjordworks.example/mail";
    let graph = Graph::start().await;
    let created = json!({
        "id": "s1",
        "resource": "me/mailFolders('inbox')/messages",
        "changeType": "created,updated",
        "clientState": null,
        "notificationUrl": hook,
        "expirationDateTime": "2026-11-29T12:00:00Z",
        "latestSupportedTlsVersion": "v1_2",
        "creatorId": "u1",
    });
    graph.answers("POST", "/subscriptions", 201, created.clone()).await;
    let far = json!({ "id": "s2", "notificationUrl": hook, "expirationDateTime": "2126-11-29T12:00:00Z" });
    let foreign = json!({ "id": "s3", "notificationUrl": "https://old.fjordworks.example/mail" });
    let ending = json!({ "id": "s4", "notificationUrl": hook, "expirationDateTime": "2021-07-01T12:00:00Z" });
    graph.answers("GET", "/subscriptions", 200, json!({ "value": [far, foreign, ending] })).await;
    graph.answers("DELETE", "/subscriptions/s3", 204, Value::Null).await;
    graph.answers("PATCH", "/subscriptions/s4", 200, created).await;

    let client = graph.client();
    let subscription = subscribe(&client, hook, "fog horn").await?;
    assert_eq!(subscription.latest_supported_tls_version.as_deref(), Some("v1_2"));
    tend(&client, hook).await?;

    let asked = graph.asked().await;
    let lines: Vec<String> = asked.iter().map(msgraph_real::Asked::line).collect();
    let expected = [
        "POST /v1.0/subscriptions",
        "GET /v1.0/subscriptions",
        "DELETE /v1.0/subscriptions/s3",
        "PATCH /v1.0/subscriptions/s4",
    ];
    assert_eq!(lines, expected);
    let end = |body: &Value| body["expirationDateTime"].as_str().and_then(|end| end.parse::<DateTimeOffset>().ok());
    let mut sent = asked[0].json();
    assert!(end(&sent) > some(SystemTime::now() + DAY), "{sent}");
    sent.as_object_mut().expect("it is an object").remove("expirationDateTime");
    let expected = json!({
        "resource": "me/mailFolders('inbox')/messages",
        "changeType": "created,updated",
        "notificationUrl": hook,
        "clientState": "fog horn",
    });
    assert_eq!(sent, expected);
    let renewed = asked[3].json();
    assert!(end(&renewed) > some(SystemTime::now() + DAY), "{renewed}");
    assert_eq!(renewed.as_object().map(serde_json::Map::len), Some(1));
    Ok(())
}

#[test]
fn the_hook_takes_what_graph_posts() -> Result<()> {
    use serde_json::json;

    let mut queue = Vec::new();
    let answer = receive("/mail?validationToken=Validation%3A+Tea+%26+fog", b"", "fog horn", &mut queue)?;
    assert_eq!(answer, (200, "Validation: Tea & fog".to_owned()));

    let of = |state: &str, id: &str| {
        json!({
            "subscriptionId": "s1",
            "subscriptionExpirationDateTime": "2026-11-29T12:00:00Z",
            "changeType": "created",
            "clientState": state,
            "tenantId": "t1",
            "resource": format!("Users/u1/Messages/{id}"),
            "resourceData": {
                "@odata.type": "#Microsoft.Graph.Message",
                "@odata.id": format!("Users/u1/Messages/{id}"),
                "@odata.etag": "W/\"CQAAAB\"",
                "id": id,
            },
        })
    };
    let posted = json!({ "value": [of("fog horn", "m1"), of("guess", "m2"), of("fog horn", "m3")] });
    let answer = receive("/mail", posted.to_string().as_bytes(), "fog horn", &mut queue)?;
    assert_eq!(answer, (202, String::new()));
    assert_eq!(queue, ["m1", "m3"]);
    Ok(())
}
