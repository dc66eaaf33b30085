//! Puts a meeting in a calendar and asks people to it.

use msgraph_client::model::{Attendee, AttendeeType, DateTimeTimeZone, EmailAddress, Event, ItemBody, Record};
use msgraph_client::{GraphClient, Result};

async fn meet(client: &GraphClient, people: &[&str]) -> Result<Option<String>> {
    let at = |time| {
        DateTimeTimeZone::default()
            .with(DateTimeTimeZone::DATE_TIME, time)
            .with(DateTimeTimeZone::TIME_ZONE, "W. Europe Standard Time")
    };
    let attendees = people.iter().map(|address| {
        Attendee::default()
            .with(Attendee::EMAIL_ADDRESS.then(EmailAddress::ADDRESS), *address)
            .with(Attendee::TYPE, AttendeeType::Required)
    });
    let event = Event::default()
        .with(Event::SUBJECT, "Haul out the boat")
        .with(Event::BODY.then(ItemBody::CONTENT), "Bring gloves.")
        .with(Event::START, at("2026-11-19T09:00:00"))
        .with(Event::END, at("2026-11-19T12:00:00"))
        .with(Event::ATTENDEES, attendees.collect::<Vec<_>>());

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
