//! Long running operations: accepted, asked for until they are over.

use crate::api::*;
use msgraph_core::RetryOptions;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A Graph that accepts, and a monitor that answers one body after the other.
async fn accepting(location: &str, monitor: &MockServer, bodies: &[(u16, Value)]) -> MockServer {
    let graph = MockServer::start().await;
    let accepted = ResponseTemplate::new(202).insert_header("Location", location);
    Mock::given(method("POST")).respond_with(accepted).mount(&graph).await;
    for (status, body) in bodies {
        Mock::given(path("/v1.0/monitor"))
            .respond_with(ResponseTemplate::new(*status).set_body_json(body))
            .up_to_n_times(1)
            .mount(monitor)
            .await;
    }
    graph
}

#[tokio::test]
async fn asks_another_host_without_a_token_until_it_is_over() {
    let monitor = MockServer::start().await;
    let bodies = [
        (202, json!({ "status": "notStarted" })),
        (202, json!({ "status": "inProgress", "percentageComplete": 40 })),
        (200, json!({ "status": "completed", "resourceId": "01" })),
    ];
    let location = format!("{}/v1.0/monitor?key=1", monitor.uri());
    let graph = accepting(&location, &monitor, &bodies).await;
    let done: Value = things::<CreateThing>(&client(&graph)).wait().await.unwrap().json().unwrap();
    assert_eq!(done["resourceId"], "01");
    let asked = received(&monitor).await;
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|request| header(request, "Authorization").is_none()));
}

#[tokio::test]
async fn asks_the_own_service_with_the_token() {
    for location in ["/monitor", "/v1.0/monitor"] {
        let graph = MockServer::start().await;
        let accepted = ResponseTemplate::new(202).insert_header("Location", location);
        Mock::given(method("POST")).respond_with(accepted).mount(&graph).await;
        Mock::given(path("/v1.0/monitor"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "status": "succeeded" })))
            .mount(&graph)
            .await;
        things::<CreateThing>(&client(&graph)).wait().await.unwrap();
        assert_eq!(header(&received(&graph).await[1], "Authorization"), Some(bearer().as_str()));
    }
}

#[tokio::test]
async fn an_operation_that_fails_later_is_an_error() {
    let monitor = MockServer::start().await;
    let failed = json!({ "status": "failed", "error": { "code": "nameAlreadyExists", "message": "Taken." } });
    let location = format!("{}/v1.0/monitor", monitor.uri());
    let graph = accepting(&location, &monitor, &[(200, failed)]).await;
    let error = things::<CreateThing>(&client(&graph)).wait().await.unwrap_err();
    assert_eq!(error.to_string(), "the operation failed: nameAlreadyExists: Taken.");
    assert_eq!(error.code(), Some("nameAlreadyExists"));
}

#[tokio::test]
async fn an_answer_at_once_is_not_waited_for() {
    let server = MockServer::start().await;
    let created = ResponseTemplate::new(201)
        .insert_header("Location", "https://elsewhere.example.org/1")
        .set_body_json(json!({ "id": 1 }));
    Mock::given(method("POST")).respond_with(created).mount(&server).await;
    let answer: Value = things::<CreateThing>(&client(&server)).wait().await.unwrap().json().unwrap();
    assert_eq!(answer["id"], 1);
}

/// An operation that is never over, and says so in any of the ways.
async fn endless(status: u16, body: Value, retry_after: Option<&str>) -> MockServer {
    let server = MockServer::start().await;
    let accepted = ResponseTemplate::new(202).insert_header("Location", format!("{}/v1.0/monitor", server.uri()));
    Mock::given(method("POST")).respond_with(accepted).mount(&server).await;
    let mut running = ResponseTemplate::new(status).set_body_json(body);
    if let Some(asked) = retry_after {
        running = running.insert_header("Retry-After", asked);
    }
    Mock::given(method("GET")).respond_with(running).mount(&server).await;
    server
}

#[tokio::test]
async fn it_ends_by_its_limit_whatever_the_service_asks() {
    let bodies = [
        (202, json!({})),
        (200, json!({ "status": "running" })),
        (200, json!({ "status": "Not started" })),
        (200, json!({ "status": { "state": "processing" } })),
        (202, Value::Null),
    ];
    for (status, body) in bodies {
        for asked in [None, Some("0"), Some("99999999999999999999999"), Some("86400")] {
            let server = endless(status, body.clone(), asked).await;
            let retry = RetryOptions::default().initial_delay(Duration::from_millis(20));
            let start = Instant::now();
            let by_client = client_with(&server, retry.clone().max_elapsed(Duration::from_millis(300)));
            let error = things::<CreateThing>(&by_client).wait().await.unwrap_err();
            assert!(error.is_timeout(), "{error}");
            assert!(error.to_string().contains("the operation isn't over after 300ms"), "{error}");
            let error =
                things::<CreateThing>(&client_with(&server, retry)).wait().timeout(Duration::from_millis(200)).await;
            assert!(error.unwrap_err().is_timeout());
            assert!(start.elapsed() < Duration::from_secs(20), "{asked:?}");
            assert!(received(&server).await.len() < 40, "a delay of nothing is no delay");
        }
    }
}

#[tokio::test]
async fn progress_can_be_looked_at_and_gone_on_from() {
    let monitor = MockServer::start().await;
    let bodies = [
        (202, json!({ "status": "notStarted" })),
        (202, json!({ "status": "inProgress", "percentageComplete": 40.5 })),
        (200, json!({ "status": "Running", "percentComplete": "80" })),
        (200, json!({ "status": "completed", "resourceId": "01" })),
    ];
    let location = format!("{}/v1.0/monitor?key=1", monitor.uri());
    let graph = accepting(&location, &monitor, &bodies).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seeing = seen.clone();
    let wait = things::<CreateThing>(&client(&graph)).wait().on_progress(move |progress| {
        assert_eq!(progress.location, location);
        seeing.lock().unwrap().push((progress.status.clone(), progress.percent));
    });
    let done = wait.await.unwrap();
    assert_eq!(done.resource_id().as_deref(), Some("01"));
    let steps = [("notStarted", None), ("inProgress", Some(40.5)), ("Running", Some(80.0))];
    assert_eq!(*seen.lock().unwrap(), steps.map(|(status, percent)| (status.to_owned(), percent)));

    // Another program that knows the place.
    let monitor = MockServer::start().await;
    Mock::given(path("/v1.0/monitor"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({ "status": "succeeded", "targetResourceId": "7" })),
        )
        .mount(&monitor)
        .await;
    let done = client(&graph).client().wait_for(format!("{}/v1.0/monitor", monitor.uri())).await.unwrap();
    assert_eq!(done.resource_id().as_deref(), Some("7"));
}

#[tokio::test]
async fn what_came_of_it_is_got_with_the_headers_of_the_request() {
    // A session of a workbook: the operation tells where it is.
    let server = MockServer::start().await;
    let accepted = ResponseTemplate::new(202).insert_header("Location", "/v1.0/operation");
    Mock::given(method("POST")).respond_with(accepted).mount(&server).await;
    let over = json!({ "status": "succeeded", "resourceLocation": format!("{}/v1.0/result", server.uri()) });
    Mock::given(path("/v1.0/operation"))
        .respond_with(ResponseTemplate::new(200).set_body_json(over))
        .mount(&server)
        .await;
    let result = ResponseTemplate::new(200).set_body_json(json!({ "id": "session" }));
    Mock::given(path("/v1.0/result")).respond_with(result).mount(&server).await;
    let request = things::<CreateThing>(&client(&server))
        .with_body(&json!({ "persistChanges": true }))
        .prefer("respond-async")
        .header("workbook-session-id", "s");
    assert_eq!(request.wait().await.unwrap().result().await.unwrap()["id"], "session");
    let received = received(&server).await;
    assert_eq!(received.len(), 3);
    for request in &received[1..] {
        assert_eq!(header(request, "workbook-session-id"), Some("s"));
        assert_eq!(header(request, "Authorization"), Some(bearer().as_str()));
        assert_eq!((header(request, "Prefer"), header(request, "Content-Type")), (None, None));
    }

    // One that is over at once: the answer is what was asked for, whatever it says.
    let server = MockServer::start().await;
    let created = json!({ "id": 1, "status": "running", "resourceLocation": "/nowhere" });
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(201).set_body_json(created)).mount(&server).await;
    let result = things::<CreateThing>(&client(&server)).wait().await.unwrap().result().await.unwrap();
    assert_eq!(result["id"], 1);
}

#[tokio::test]
async fn an_operation_on_another_host_gets_no_headers_of_the_request() {
    let monitor = MockServer::start().await;
    let location = format!("{}/v1.0/monitor", monitor.uri());
    let graph = accepting(&location, &monitor, &[(200, json!({ "status": "completed" }))]).await;
    things::<CreateThing>(&client(&graph)).header("x-mine", "secret").wait().await.unwrap();
    assert_eq!(header(&received(&monitor).await[0], "x-mine"), None);
}

#[tokio::test]
async fn the_settings_of_the_request_are_those_of_the_questions() {
    let monitor = MockServer::start().await;
    let graph = accepting(&monitor.uri(), &monitor, &[]).await;
    let running = ResponseTemplate::new(200).set_body_json(json!({ "status": "running" }));
    Mock::given(method("GET")).respond_with(running).up_to_n_times(2).mount(&monitor).await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(429)).mount(&monitor).await;
    let quick = RetryOptions::none().initial_delay(Duration::from_millis(1)).max_elapsed(Duration::from_secs(5));
    let waiting = things::<CreateThing>(&client(&graph)).retry(quick).wait().await;
    assert_eq!(waiting.unwrap_err().status(), Some(429));
    assert_eq!(received(&monitor).await.len(), 3, "it is tried once");

    let short = RetryOptions::default().max_elapsed(Duration::from_millis(50));
    let endless = MockServer::start().await;
    let running = ResponseTemplate::new(202);
    Mock::given(method("GET")).respond_with(running).mount(&endless).await;
    let graph = accepting(&endless.uri(), &endless, &[]).await;
    let error = things::<CreateThing>(&client(&graph)).retry(short).wait().await.unwrap_err();
    assert!(error.to_string().ends_with("the operation isn't over after 50ms"), "{error}");
}

/// An operation that was accepted isn't lost with an answer about it.
#[tokio::test]
async fn an_error_about_a_running_operation_tells_its_place() {
    let endings = [
        (ResponseTemplate::new(403), Some(403)),
        (ResponseTemplate::new(503), Some(503)),
        (ResponseTemplate::new(202), None),
    ];
    for (ending, status) in endings {
        let monitor = MockServer::start().await;
        let location = format!("{}/v1.0/monitor?key=s3cret", monitor.uri());
        let graph = accepting(&location, &monitor, &[]).await;
        Mock::given(method("GET")).respond_with(ending).up_to_n_times(1).mount(&monitor).await;
        let over = ResponseTemplate::new(200).set_body_json(json!({ "status": "completed", "resourceId": "7" }));
        Mock::given(method("GET")).respond_with(over).mount(&monitor).await;
        let client = client_with(&graph, RetryOptions::none().max_elapsed(Duration::from_millis(200)));
        let error = match things::<CreateThing>(&client).wait().timeout(Duration::from_millis(100)).await {
            Ok(finished) => panic!("{finished:?}"),
            Err(error) => error,
        };
        assert_eq!(error.operation_location(), Some(&*location));
        assert_eq!(error.status(), status);
        assert!(error.to_string().starts_with("the operation was accepted, and whether it is over isn't known: "));
        assert!(!format!("{error:#?}").contains("s3cret"), "{error:#?}");
        let done = client.client().wait_for(error.operation_location().unwrap()).await.unwrap();
        assert_eq!(done.resource_id().as_deref(), Some("7"));
    }
}

#[tokio::test]
async fn a_place_is_named_in_several_ways() {
    let cases = [
        ("v1.0/monitor", "/v1.0/monitor"),
        ("/beta/monitor", "/beta/monitor"),
        ("/v2.0/monitor", "/v2.0/monitor"),
        ("monitor", "/v1.0/monitor"),
        ("/views/monitor", "/v1.0/views/monitor"),
        ("", "/v1.0/things"),
    ];
    for (location, asked) in cases {
        let monitor = MockServer::start().await;
        let graph = accepting(location, &monitor, &[]).await;
        let done = ResponseTemplate::new(200).set_body_json(json!({ "status": "succeeded" }));
        Mock::given(method("GET")).respond_with(done).mount(&graph).await;
        things::<CreateThing>(&client(&graph)).wait().await.unwrap();
        assert_eq!(received(&graph).await.last().unwrap().url.path(), asked);
    }
}
