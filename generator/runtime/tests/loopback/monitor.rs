//! Long running operations: accepted, asked for until they are over.

use crate::api::*;
use serde_json::{Value, json};
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
