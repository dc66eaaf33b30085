//! Delta: what is there, what is gone, and the link for the next time.

use crate::api::*;
use msgraph_core::Change;
use serde_json::json;
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Two pages of changes, then nothing new behind the delta link.
async fn changing() -> MockServer {
    let server = MockServer::start().await;
    let link = |token: &str| format!("{}/v1.0/things/delta?{token}", server.uri());
    let pages = [
        (
            "$select",
            "id,name",
            json!({
                "value": [
                    { "id": "1", "name": "a" },
                    { "id": "2", "@removed": { "reason": "deleted" } }
                ],
                "@odata.nextLink": link("$skiptoken=p2")
            }),
        ),
        (
            "$skiptoken",
            "p2",
            json!({
                "value": [{ "id": "3", "@removed": { "reason": "changed" } }, { "id": "4", "name": "d" }],
                "@odata.deltaLink": link("$deltatoken=t1")
            }),
        ),
        ("$deltatoken", "t1", json!({ "value": [], "@odata.deltaLink": link("$deltatoken=t2") })),
    ];
    for (name, value, body) in pages {
        Mock::given(method("GET"))
            .and(path("/v1.0/things/delta"))
            .and(query_param(name, value))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .mount(&server)
            .await;
    }
    let gone = json!({ "error": { "code": "syncStateNotFound", "message": "Start again." } });
    Mock::given(query_param("$deltatoken", "old"))
        .respond_with(ResponseTemplate::new(410).set_body_json(gone))
        .mount(&server)
        .await;
    server
}

fn delta(client: &GraphClient) -> Request<ThingsDelta> {
    Request::new(&client.path().child("things").child("delta"))
}

#[tokio::test]
async fn tells_what_is_there_and_what_is_gone() {
    let server = changing().await;
    let client = client(&server);
    let mut changes = delta(&client).select(["id", "name"]).prefer("return=minimal").changes();
    let mut seen = Vec::new();
    assert_eq!(changes.delta_link(), None);
    while let Some(change) = changes.try_next().await.unwrap() {
        seen.push(change);
    }
    let removed = |id: &str, reason: &str| {
        let item = serde_json::from_value(json!({ "id": id, "@removed": { "reason": reason } })).unwrap();
        Change::Removed { id: Some(id.to_owned()), reason: Some(reason.to_owned()), item }
    };
    assert_eq!(
        seen,
        [
            Change::Present(json!({ "id": "1", "name": "a" })),
            removed("2", "deleted"),
            removed("3", "changed"),
            Change::Present(json!({ "id": "4", "name": "d" })),
        ]
    );
    let link = changes.delta_link().expect("it is known at the end").to_owned();
    assert!(link.ends_with("?$deltatoken=t1"), "{link}");
    assert_eq!(header(&received(&server).await[1], "Prefer"), Some("return=minimal"));

    // The stored link, in a later run.
    let mut changes = delta(&client).since(&link).changes();
    assert_eq!(changes.try_next().await.unwrap(), None);
    assert!(changes.delta_link().unwrap().ends_with("?$deltatoken=t2"));
}

#[tokio::test]
async fn an_expired_link_is_its_own_error() {
    let server = changing().await;
    let link = format!("{}/v1.0/things/delta?$deltatoken=old", server.uri());
    let error = delta(&client(&server)).since(link).changes().try_next().await.unwrap_err();
    assert!(error.is_delta_expired());
    assert_eq!(error.to_string(), "410 Gone: syncStateNotFound: Start again.");

    for (status, code, expired) in [(410, "", true), (400, "ResyncRequired", true), (400, "badRequest", false)] {
        let server = MockServer::start().await;
        let body = json!({ "error": { "code": code, "message": "" } });
        Mock::given(method("GET")).respond_with(ResponseTemplate::new(status).set_body_json(body)).mount(&server).await;
        let error = delta(&client(&server)).changes().try_next().await.unwrap_err();
        assert_eq!(error.is_delta_expired(), expired, "{error}");
    }

    let other = delta(&client(&server)).changes().try_next().await.unwrap_err();
    assert!(!other.is_delta_expired(), "{other}");
}

#[tokio::test]
async fn a_stored_link_of_another_service_is_refused() {
    let server = changing().await;
    let link = "https://graph.microsoft.us/v1.0/things/delta?$deltatoken=t1";
    let error = delta(&client(&server)).since(link).changes().try_next().await.unwrap_err();
    assert!(error.is_foreign_link());
    assert_eq!(received(&server).await.len(), 0);
}

#[tokio::test]
async fn a_round_without_a_link_at_its_end_is_an_error() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "value": [{ "id": "1" }] })))
        .mount(&server)
        .await;
    let mut changes = delta(&client(&server)).changes();
    assert_eq!(changes.try_next().await.unwrap(), Some(Change::Present(json!({ "id": "1" }))));
    for _ in 0..2 {
        let error = changes.try_next().await.unwrap_err();
        assert!(error.to_string().ends_with("its last page has no `@odata.deltaLink`"), "{error}");
    }
}

#[tokio::test]
async fn a_round_goes_on_after_an_error() {
    let server = changing().await;
    Mock::given(query_param("$skiptoken", "p2"))
        .respond_with(ResponseTemplate::new(403))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    let mut changes = delta(&client(&server)).select(["id", "name"]).changes();
    for _ in 0..2 {
        changes.try_next().await.unwrap().unwrap();
    }
    changes.try_next().await.unwrap_err();
    assert!(changes.next_link().unwrap().ends_with("?$skiptoken=p2"));
    for _ in 0..2 {
        changes.try_next().await.unwrap().unwrap();
    }
    assert_eq!(changes.try_next().await.unwrap(), None);
    assert!(changes.delta_link().is_some());
}

#[tokio::test]
async fn an_empty_link_at_the_end_is_none() {
    let server = MockServer::start().await;
    let body = json!({ "value": [], "@odata.deltaLink": " " });
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&server).await;
    let mut changes = things::<ThingsDelta>(&client(&server)).changes();
    let error = changes.try_next().await.unwrap_err();
    assert!(error.to_string().contains("no `@odata.deltaLink`"), "{error}");
    assert_eq!(changes.delta_link(), None);
}

#[tokio::test]
async fn what_is_not_removed_is_there() {
    let server = MockServer::start().await;
    let item = json!({ "id": "1", "@removed": null });
    let page = json!({ "value": [item], "@odata.deltaLink": format!("{}/v1.0/x?$deltatoken=1", server.uri()) });
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(page)).mount(&server).await;
    let change = delta(&client(&server)).changes().try_next().await.unwrap();
    assert_eq!(change, Some(Change::Present(item)));
}
