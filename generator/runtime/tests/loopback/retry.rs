//! Retrying: what is tried again, how long is waited, and when it ends.

use crate::api::*;
use msgraph_core::RetryOptions;
use serde_json::json;
use std::time::{Duration, Instant, SystemTime};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

fn quick() -> RetryOptions {
    RetryOptions::default().initial_delay(Duration::from_millis(5))
}

/// A server that fails a number of times before it answers.
async fn failing(times: u64, failure: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(failure)
        .up_to_n_times(times)
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "id": 1 })))
        .with_priority(2)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn waits_as_long_as_retry_after_says_in_seconds() {
    for status in [429, 503, 504] {
        let failure = ResponseTemplate::new(status).insert_header("Retry-After", "1");
        let server = failing(1, failure).await;
        let start = Instant::now();
        let thing = things::<GetThing>(&client(&server)).await.unwrap();
        assert_eq!(thing["id"], 1);
        assert!(start.elapsed() >= Duration::from_secs(1), "{status}");
        assert_eq!(received(&server).await.len(), 2);
    }
}

#[tokio::test]
async fn waits_as_long_as_retry_after_says_as_a_date() {
    // A date has whole seconds, so two from now is more than one away.
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    let failure = ResponseTemplate::new(429).insert_header("Retry-After", date);
    let server = failing(1, failure).await;
    let start = Instant::now();
    things::<GetThing>(&client(&server)).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());

    let past = httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(60));
    let failure = ResponseTemplate::new(503).insert_header("Retry-After", past);
    let server = failing(1, failure).await;
    let start = Instant::now();
    things::<GetThing>(&client(&server)).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn ends_when_the_retries_are_used_up() {
    let server = failing(100, ResponseTemplate::new(503)).await;
    let error = things::<GetThing>(&client_with(&server, quick().max_retries(3))).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(received(&server).await.len(), 4);

    let server = failing(100, ResponseTemplate::new(503)).await;
    things::<GetThing>(&client_with(&server, RetryOptions::none())).await.unwrap_err();
    assert_eq!(received(&server).await.len(), 1);
}

#[tokio::test]
async fn ends_at_once_if_the_wait_is_longer_than_the_budget() {
    let failure = ResponseTemplate::new(429).insert_header("Retry-After", "3600");
    let server = failing(1, failure).await;
    let start = Instant::now();
    let error = things::<GetThing>(&client(&server)).await.unwrap_err();
    assert!(error.is_throttled());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(received(&server).await.len(), 1);
}

#[tokio::test]
async fn retries_a_post_only_if_it_was_throttled() {
    let retry_after = |status| ResponseTemplate::new(status).insert_header("Retry-After", "0");
    let cases = [
        (ResponseTemplate::new(500), false),
        (ResponseTemplate::new(502), false),
        (ResponseTemplate::new(503), false),
        (ResponseTemplate::new(504), false),
        (retry_after(504), false),
        (retry_after(503), true),
        (retry_after(429), true),
        (ResponseTemplate::new(429), true),
    ];
    for (failure, retried) in cases {
        let server = failing(1, failure).await;
        let request = things::<CreateThing>(&client(&server)).with_body(&json!({ "name": "a" }));
        let result = request.await;
        assert_eq!(result.is_ok(), retried, "{result:?}");
        let received = received(&server).await;
        assert_eq!(received.len(), if retried { 2 } else { 1 });
        for request in received {
            assert_eq!(request.body, br#"{"name":"a"}"#, "the body is sent again whole");
        }
    }
}

#[tokio::test]
async fn retries_what_is_idempotent_after_a_server_error() {
    for status in [408, 500, 502, 503, 504] {
        let server = failing(2, ResponseTemplate::new(status)).await;
        let client = client(&server);
        things::<UpdateThing>(&client).with_body(&json!({ "name": "b" })).await.unwrap();
        assert_eq!(received(&server).await.len(), 3);
    }
    for status in [400, 401, 403, 404, 409, 412, 501] {
        let server = failing(1, ResponseTemplate::new(status)).await;
        let error = things::<DeleteThing>(&client(&server)).await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(received(&server).await.len(), 1);
    }
}

#[tokio::test]
async fn retries_while_nobody_listens() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = GraphClient::builder()
        .endpoint(format!("http://127.0.0.1:{port}"))
        .retry(RetryOptions::default().initial_delay(Duration::from_millis(50)))
        .build()
        .unwrap();
    let request = tokio::spawn(async move { things::<CreateThing>(&client).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let listener = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let server = MockServer::builder().listener(listener).start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(201).set_body_json(json!({ "id": 7 })))
        .mount(&server)
        .await;
    assert_eq!(request.await.unwrap().unwrap()["id"], 7);
}
