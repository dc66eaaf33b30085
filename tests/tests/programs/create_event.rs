//! Puts a meeting in a calendar and asks people to it.

use msgraph_client::model::{Attendee, AttendeeType, DateTimeTimeZone, EmailAddress, Event, ItemBody, some};
use msgraph_client::{GraphClient, Result};

async fn meet(client: &GraphClient, people: &[&str]) -> Result<Option<String>> {
    let zone = "W. Europe Standard Time";
    let at = |time| DateTimeTimeZone { date_time: some(time), time_zone: some(zone), ..Default::default() };
    let attendees = people.iter().map(|address| Attendee {
        email_address: some(EmailAddress { address: some(*address), ..Default::default() }),
        type_: some(AttendeeType::Required),
        ..Default::default()
    });
    let event = Event {
        subject: some("Haul out the boat"),
        body: some(ItemBody { content: some("Bring gloves."), ..Default::default() }),
        start: some(at("2026-11-19T09:00:00")),
        end: some(at("2026-11-19T12:00:00")),
        attendees: some(attendees),
        ..Default::default()
    };

    let created = client.me().events().create(&event).prefer(r#"outlook.timezone="UTC""#).await?;
    Ok(created.web_link)
}

#[tokio::test]
async fn asks_each_of_them() -> Result<()> {
    use msgraph_client::{mock::Mock, operations::events};
    use serde_json::{Value, json};

    let mock = Mock::new().example(events::Create);
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert!(meet(&client, &["teodor@fjordworks.example", "runa@fjordworks.example"]).await?.is_some());
    let request = &mock.requests()[0];
    assert_eq!(request.headers.get("prefer"), Some(r#"outlook.timezone="UTC""#));
    let sent: Value = serde_json::from_slice(&request.body).expect("JSON");
    let first = json!({ "emailAddress": { "address": "teodor@fjordworks.example" }, "type": "required" });
    assert_eq!(sent["attendees"][0], first);
    assert_eq!(sent["attendees"].as_array().map(Vec::len), Some(2));
    assert_eq!(sent["body"], json!({ "content": "Bring gloves." }));
    Ok(())
}
