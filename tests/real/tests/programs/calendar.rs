//! A calendar: what is on in a week, a meeting that comes again, a time for several people, an invitation that is accepted.

use msgraph_client::model::{
    AttendeeBase, DateTimeTimeZone, DayOfWeek, EmailAddress, Event, PatternedRecurrence, RecurrencePattern,
    RecurrencePatternType, RecurrenceRange, RecurrenceRangeType, some,
};
use msgraph_client::{GraphClient, Result};
use std::time::Duration;

const ZONE: &str = "W. Europe Standard Time";

fn at(time: &str) -> DateTimeTimeZone {
    DateTimeTimeZone { date_time: some(time), time_zone: some(ZONE), ..Default::default() }
}

/// Returns what begins when in a span of time, in our time zone.
async fn agenda(client: &GraphClient, from: &str, to: &str) -> Result<Vec<String>> {
    let view = client.me().calendar_view().list(from, to).select((Event::SUBJECT, Event::START));
    let mut events = view
        .order_by(Event::START.then(DateTimeTimeZone::DATE_TIME))
        .prefer(format!("outlook.timezone=\"{ZONE}\""))
        .items();
    let mut lines = Vec::new();
    while let Some(event) = events.try_next().await? {
        let start = event.start.and_then(|start| start.date_time).unwrap_or_default();
        lines.push(format!("{start} {}", event.subject.unwrap_or_default()));
    }
    Ok(lines)
}

/// Puts a meeting into the calendar that comes again each Monday until the end of the year.
async fn meet_weekly(client: &GraphClient) -> Result<Event> {
    let pattern = RecurrencePattern {
        type_: some(RecurrencePatternType::Weekly),
        interval: some(1),
        days_of_week: some([DayOfWeek::Monday]),
        ..Default::default()
    };
    let range = RecurrenceRange {
        type_: some(RecurrenceRangeType::EndDate),
        start_date: some("2026-11-30".parse::<msgraph_client::model::Date>().expect("a date")),
        end_date: some("2026-12-31".parse::<msgraph_client::model::Date>().expect("a date")),
        ..Default::default()
    };
    let event = Event {
        subject: some("Plan the week"),
        start: some(at("2026-11-30T09:00:00")),
        end: some(at("2026-11-30T09:30:00")),
        recurrence: some(PatternedRecurrence { pattern: some(pattern), range: some(range), ..Default::default() }),
        ..Default::default()
    };
    client.me().events().create(&event).await
}

/// Returns when these people have an hour in common.
async fn find(client: &GraphClient, people: &[&str]) -> Result<Vec<String>> {
    let attendees: Vec<AttendeeBase> = people
        .iter()
        .map(|address| EmailAddress { address: some(*address), ..Default::default() })
        .map(|address| AttendeeBase { email_address: some(address), ..Default::default() })
        .collect();
    let hour = Duration::from_secs(60 * 60);
    let found = client.me().find_meeting_times().attendees(&attendees).meeting_duration(hour).await?;
    let suggestions = found.meeting_time_suggestions.unwrap_or_default().into_iter();
    let starts = suggestions.filter_map(|suggestion| suggestion.meeting_time_slot?.start?.date_time);
    Ok(starts.collect())
}

/// Accepts an invitation without a word to who invited.
async fn accept(client: &GraphClient, event: &str) -> Result<()> {
    client.me().events().by_id(event).accept().send_response(false).await
}

#[tokio::test]
async fn an_agenda_is_in_the_time_zone() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;

    let graph = Graph::start().await;
    let start = json!({ "dateTime": "2026-11-30T09:00:00.0000000", "timeZone": ZONE });
    let view = json!({ "value": [{ "subject": "Plan the week", "start": start }] });
    graph.answers("GET", "/me/calendarView", 200, view).await;
    let lines = agenda(&graph.client(), "2026-11-30T00:00:00", "2026-12-07T00:00:00").await?;

    assert_eq!(lines, ["2026-11-30T09:00:00.0000000 Plan the week"]);
    let asked = &graph.asked().await[0];
    assert_eq!(
        asked.line(),
        "GET /v1.0/me/calendarView?startDateTime=2026-11-30T00:00:00&endDateTime=2026-12-07T00:00:00\
         &$select=subject,start&$orderby=start/dateTime"
    );
    assert_eq!(asked.header("Prefer"), Some("outlook.timezone=\"W. Europe Standard Time\""));
    Ok(())
}

#[tokio::test]
async fn a_meeting_comes_again() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;

    let graph = Graph::start().await;
    graph.answers("POST", "/me/events", 201, json!({ "id": "e1" })).await;
    assert_eq!(meet_weekly(&graph.client()).await?.id.as_deref(), Some("e1"));
    let sent = graph.asked().await[0].json();
    let recurrence = json!({
        "pattern": { "type": "weekly", "interval": 1, "daysOfWeek": ["monday"] },
        "range": { "type": "endDate", "startDate": "2026-11-30", "endDate": "2026-12-31" },
    });
    assert_eq!(sent["recurrence"], recurrence);
    Ok(())
}

#[tokio::test]
async fn a_time_is_found_and_an_invitation_accepted() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let graph = Graph::start().await;
    let slot = json!({ "start": { "dateTime": "2026-12-01T10:00:00.0000000", "timeZone": "UTC" } });
    let found = json!({ "emptySuggestionsReason": "", "meetingTimeSuggestions": [{ "meetingTimeSlot": slot }] });
    graph.answers("POST", "/me/findMeetingTimes", 200, found).await;
    graph.answers("POST", "/me/events/e1/accept", 202, Value::Null).await;

    let client = graph.client();
    assert_eq!(find(&client, &["runa@fjordworks.example"]).await?, ["2026-12-01T10:00:00.0000000"]);
    accept(&client, "e1").await?;
    let asked = graph.asked().await;
    let attendees = json!([{ "emailAddress": { "address": "runa@fjordworks.example" } }]);
    assert_eq!(asked[0].json(), json!({ "attendees": attendees, "meetingDuration": "PT1H" }));
    assert_eq!(asked[1].json(), json!({ "sendResponse": false }));
    Ok(())
}
