//! The mock transport: canned answers, documented examples, what was asked.

use crate::api::*;
use msgraph_core::mock::{Faults, Mock};
use msgraph_core::response::One;
use msgraph_core::{Example, Headers, HttpResponse, Lines, Method, Operation, OperationInfo, RetryOptions};
use serde_json::{Value, json};
use std::time::Duration;

fn client(mock: &Mock) -> GraphClient {
    GraphClient::builder().transport(mock.transport()).build().unwrap()
}

struct GetUser;

impl Operation for GetUser {
    const INFO: OperationInfo = OperationInfo {
        paths: Lines("/me\n/users/{id | userPrincipalName}\n/drives/{id}/root:/{path}:/owner"),
        example: Some(Example { status: 200, content_type: "application/json", body: r#"{"displayName":"Adele"}"# }),
        ..OperationInfo::new("get user", Method::Get)
    };
    type Response = One<Value>;
}

#[tokio::test]
async fn answers_with_the_documented_example_at_each_documented_path() {
    let mock = Mock::new().example(GetUser);
    let client = client(&mock);
    let root = client.path();
    let owner = root.child("drives").key("d").child("root").by_path("a").child("owner");
    for path in [root.child("me"), root.child("users").key("o'neil@x.example"), owner] {
        let user = Request::<GetUser>::new(&path).await.unwrap();
        assert_eq!(user["displayName"], "Adele");
    }
    for path in [root.child("users"), root.child("users").key("a").child("b"), root.child("me2")] {
        let error = Request::<GetUser>::new(&path).await.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("no answer from graph.microsoft.com: the mock has no answer for GET https://"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn answers_in_order_and_remembers_what_was_asked() {
    let mock = Mock::new()
        .on(Method::Post, "/things", HttpResponse::new(429, Headers::from_iter([("retry-after", "0")]), ""))
        .json(Method::Post, "/things", &json!({ "id": 1 }))
        .error(Method::Get, "/things", 404, "ResourceNotFound", "No such thing.");
    let client = client(&mock);
    for _ in 0..2 {
        let created = things::<CreateThing>(&client).with_body(&json!({ "name": "a" })).await.unwrap();
        assert_eq!(created["id"], 1);
    }
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert_eq!(error.to_string(), "404 Not Found: ResourceNotFound: No such thing.");
    let requests = mock.requests();
    let methods: Vec<_> = requests.iter().map(|request| request.method).collect();
    assert_eq!(methods, [Method::Post, Method::Post, Method::Post, Method::Get]);
    assert_eq!(requests[1].body, r#"{"name":"a"}"#);
}

#[tokio::test]
async fn a_transport_is_used_whatever_is_set_after_it() {
    use msgraph_core::azure_core::http::ClientOptions;
    let mock = Mock::new().json(Method::Get, "/things", &json!({ "id": 1 }));
    let client: GraphClient =
        GraphClient::builder().transport(mock.transport()).options(ClientOptions::default()).build().unwrap();
    assert_eq!(things::<GetThing>(&client).await.unwrap()["id"], 1);
}

#[tokio::test]
async fn query_headers_and_body_are_matched() {
    let mock = Mock::new()
        .json(Method::Get, "/things", &json!({ "id": "any" }))
        .when(Method::Get, "/things")
        .query("$filter", "a eq 'b & c'")
        .json(&json!({ "id": "filtered" }))
        .when(Method::Get, "/things")
        .query("$filter", "a eq 'b & c'")
        .header("consistencylevel", "eventual")
        .json(&json!({ "id": "eventual" }))
        .when(Method::Post, "/things")
        .body(&json!({ "b": 1, "a": [2] }))
        .json(&json!({ "id": "json" }))
        .when(Method::Post, "/things")
        .content("text")
        .error(409, "nameAlreadyExists", "Taken.");
    let client = client(&mock);
    let filtered = || things::<GetThing>(&client).filter("a eq 'b & c'");
    assert_eq!(things::<GetThing>(&client).await.unwrap()["id"], "any");
    assert_eq!(things::<GetThing>(&client).filter("a").await.unwrap()["id"], "any");
    assert_eq!(filtered().await.unwrap()["id"], "filtered");
    assert_eq!(filtered().top(1).eventual().await.unwrap()["id"], "eventual");
    let create = || things::<CreateThing>(&client);
    assert_eq!(create().with_body(&json!({ "a": [2], "b": 1 })).await.unwrap()["id"], "json");
    assert_eq!(create().with_content("text", "text/plain").await.unwrap_err().code(), Some("nameAlreadyExists"));
    let error = create().with_body(&json!({})).await.unwrap_err();
    assert!(error.to_string().contains("the mock has no answer for POST"), "{error}");
}

#[tokio::test]
async fn answers_with_conditions_come_in_sequence_too() {
    let when = |mock: Mock, id: u32| mock.when(Method::Get, "/things").query("$top", "1").json(&json!({ "id": id }));
    let mock = when(when(Mock::new(), 1), 2);
    let client = client(&mock);
    for expected in [1, 2, 2] {
        assert_eq!(things::<GetThing>(&client).top(1).await.unwrap()["id"], expected);
    }
}

#[tokio::test]
async fn a_key_in_quotes_is_a_key() {
    let mock = Mock::new().json(Method::Get, "/users/{id}/manager", &json!({ "id": 1 }));
    let path = client(&mock).path().child("users").key("$a@x.example").child("manager");
    assert_eq!(Request::<GetThing>::new(&path).await.unwrap()["id"], 1);
}

/// How twenty requests end on a network that is bad in a way.
async fn endings(faults: Faults, retry: RetryOptions) -> (Vec<String>, usize) {
    let mock = Mock::new().json(Method::Get, "/things", &json!({ "id": 1 })).faults(faults);
    let client: GraphClient = GraphClient::builder().transport(mock.transport()).retry(retry).build().unwrap();
    let mut endings = Vec::new();
    for _ in 0..20 {
        endings.push(match things::<GetThing>(&client).await {
            Ok(_) => "fine".to_owned(),
            Err(error) => error.to_string(),
        });
    }
    (endings, mock.requests().len())
}

#[tokio::test]
async fn faults_come_from_a_seed() {
    let bad = |seed| Faults::seeded(seed).throttled(0.3).reset(0.3).latency(Duration::from_millis(1));
    let (first, _) = endings(bad(1), RetryOptions::none()).await;
    let (again, _) = endings(bad(1), RetryOptions::none()).await;
    let (other, _) = endings(bad(2), RetryOptions::none()).await;
    assert_eq!(first, again);
    assert_ne!(first, other);
    for expected in ["fine", "429 Too Many Requests", "the mock broke the connection"] {
        assert!(first.iter().any(|ending| ending.contains(expected)), "{expected}: {first:?}");
    }
    let patient = RetryOptions::default().max_retries(20).initial_delay(Duration::from_millis(1));
    let (endings, sent) = endings(bad(1), patient).await;
    assert!(endings.iter().all(|ending| ending == "fine"), "{endings:?}");
    assert!(sent > 20, "{sent}");
}

#[tokio::test]
async fn a_lost_answer_is_told_from_a_lost_request_by_what_was_answered() {
    let mock = (0..9).fold(Mock::new(), |mock, id| mock.json(Method::Get, "/things", &json!({ "id": id })));
    let mock = mock.faults(Faults::seeded(3).reset(0.8));
    let client: GraphClient =
        GraphClient::builder().transport(mock.transport()).retry(RetryOptions::none()).build().unwrap();
    let mut seen = Vec::new();
    for _ in 0..9 {
        seen.extend(things::<GetThing>(&client).await.ok().and_then(|thing| thing["id"].as_u64()));
    }
    let last = *seen.last().expect("one comes through");
    assert!(last as usize > seen.len() - 1, "some answers were given and lost: {seen:?}");
    assert!(last < 8, "some requests were lost before they were answered: {seen:?}");
}

#[tokio::test]
async fn templates_are_matched_in_no_time() {
    let mock = Mock::new().json(Method::Get, "/things/x(a={a},b={b},c={c})", &json!({ "id": 1 })).json(
        Method::Get,
        "/things/{id}/{name}.txt",
        &json!({ "id": 2 }),
    );
    let client = client(&mock);
    let ask = |path: &str| things::<GetThing>(&client).with_url(path).into_future();
    assert_eq!(ask("/things/X(a=1,b=2,c=3)").await.unwrap()["id"], 1);
    assert_eq!(ask("/things/7/a.txt.txt").await.unwrap()["id"], 2);
    for path in ["/things/x(a=,b=2,c=3)", "/things/x(a=1,b=2,c=3", "/things/7/.txt", "/things/7/a.txt/b", "/things/7"] {
        ask(path).await.unwrap_err();
    }
    let start = std::time::Instant::now();
    ask(&format!("/things/x(a=1{}", ",b=1,c=1".repeat(2000))).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn answers_are_late_by_a_seed() {
    let most = Duration::from_secs(10);
    let mock = Mock::new().json(Method::Get, "/things", &json!({ "id": 1 })).faults(Faults::seeded(7).latency(most));
    let client: GraphClient = GraphClient::builder().transport(mock.transport()).build().unwrap();
    let mut late = Vec::new();
    for _ in 0..10 {
        let start = tokio::time::Instant::now();
        things::<GetThing>(&client).await.unwrap();
        late.push(start.elapsed());
    }
    assert!(late.iter().all(|late| *late <= most + Duration::from_millis(10)), "{late:?}");
    assert!(late.iter().sum::<Duration>() > most, "{late:?}");
}
