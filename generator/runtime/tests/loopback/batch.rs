//! Batches: twenty in one, dependencies kept, what is throttled sent again alone, an answer for each.

use crate::api::*;
use msgraph_core::azure_core::stream::{BytesStream, SeekableStream};
use msgraph_core::response::One;
use msgraph_core::{
    Alternatives, ErrorKind, Handle, Method, Operation, OperationInfo, Permissions, RetryOptions, TimeLimits,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request as Received, ResponseTemplate};

/// A `$batch` endpoint that answers each request by its URL: `/things/{status}-…` with that status, the first
/// time at least; `/things/once-429-…` is throttled the first time only.
async fn batching() -> MockServer {
    let server = MockServer::start().await;
    let throttled_before = std::sync::Mutex::new(false);
    let answer = move |received: &Received| {
        let body: Value = received.body_json().unwrap();
        let requests = body["requests"].as_array().unwrap();
        let mut failed: Vec<&str> = Vec::new();
        let mut responses = Vec::new();
        for request in requests {
            let (id, url) = (request["id"].as_str().unwrap(), request["url"].as_str().unwrap());
            let name = url.trim_start_matches("/things/");
            let depends = request["dependsOn"].as_array().into_iter().flatten();
            let waits_for_failed = depends.filter_map(Value::as_str).any(|other| failed.contains(&other));
            let throttled =
                name.starts_with("once-429") && !std::mem::replace(&mut *throttled_before.lock().unwrap(), true);
            let status = match name.split('-').next().and_then(|status| status.parse().ok()) {
                _ if waits_for_failed => 424,
                _ if throttled => 429,
                Some(status) => status,
                None => 200,
            };
            let mut response = json!({
                "id": id,
                "status": status,
                "headers": { "Content-Type": "application/json" },
                "body": { "name": name, "echo": request["body"] }
            });
            if status >= 400 {
                failed.push(id);
                response["body"] = json!({ "error": { "code": format!("code{status}"), "message": name } });
            }
            if status == 429 {
                response["headers"]["Retry-After"] = json!("1");
            }
            responses.push(response);
        }
        // Graph answers in any order.
        responses.reverse();
        ResponseTemplate::new(200).set_body_json(json!({ "responses": responses }))
    };
    Mock::given(method("POST")).and(path("/v1.0/$batch")).respond_with(answer).mount(&server).await;
    server
}

fn get(client: &GraphClient, name: &str) -> Request<GetThing> {
    Request::new(&client.path().child("things").key(name))
}

/// The ids that each `$batch` had in it, and who waits for whom.
async fn sent(server: &MockServer) -> Vec<Vec<(String, Value)>> {
    let requests = received(server).await;
    let bodies = requests.iter().map(|request| request.body_json::<Value>().unwrap());
    let pairs = |request: &Value| (request["id"].as_str().unwrap().to_owned(), request["dependsOn"].clone());
    bodies.map(|body| body["requests"].as_array().unwrap().iter().map(pairs).collect()).collect()
}

fn ids(batch: &[(String, Value)]) -> Vec<usize> {
    batch.iter().map(|(id, _)| id.parse().unwrap()).collect()
}

#[tokio::test]
async fn sends_45_requests_in_three_with_a_throttled_one_again_and_alone() {
    let server = batching().await;
    let client = client(&server);
    let mut batch = client.batch();
    let mut handles: Vec<Handle<Value>> = Vec::new();
    for number in 1..=45 {
        let name = match number {
            7 => "404-gone".to_owned(),
            30 => "once-429".to_owned(),
            _ => format!("thing{number}"),
        };
        let item = get(&client, &name).into_batch_item();
        handles.push(match number {
            22 => batch.add(item.after(&handles[20])),
            41 => batch.add(item.after(&handles[0])),
            _ => batch.add(item),
        });
    }
    let start = Instant::now();
    let mut answers = batch.send().await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1), "the throttled one asked for a second");

    for (number, handle) in (1..).zip(handles) {
        let answer = answers.take(handle);
        match number {
            7 => {
                let error = answer.unwrap_err();
                assert_eq!(error.to_string(), "404 Not Found: code404: gone".replace("gone", "404-gone"));
                assert!(error.is_not_found());
            }
            30 => assert_eq!(answer.unwrap()["name"], "once-429"),
            _ => assert_eq!(answer.unwrap()["name"], format!("thing{number}")),
        }
    }

    let sent = sent(&server).await;
    let sizes: Vec<_> = sent.iter().map(Vec::len).collect();
    assert_eq!(sizes, [20, 20, 5, 1]);
    assert_eq!(ids(&sent[3]), [30]);
    assert_eq!(sent[1][1], ("22".to_owned(), json!(["21"])));
    // The one that it waits for has succeeded in an earlier batch.
    assert_eq!(sent[2][0], ("41".to_owned(), Value::Null));
    for request in received(&server).await {
        assert_eq!(header(&request, "Authorization"), Some(bearer().as_str()));
    }
}

#[tokio::test]
async fn what_waits_for_a_throttled_one_goes_along_again() {
    let server = batching().await;
    let client = client(&server);
    let mut batch = client.batch();
    let throttled = batch.add(get(&client, "once-429"));
    let other = batch.add(get(&client, "other"));
    let waiting = batch.add(get(&client, "waiting").into_batch_item().after(&throttled));
    for number in 0..18 {
        let _ = batch.add(get(&client, &format!("more{number}")));
    }
    let far = batch.add(get(&client, "far").into_batch_item().after(&waiting));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.take(throttled).unwrap()["name"], "once-429");
    assert_eq!(answers.take(other).unwrap()["name"], "other");
    assert_eq!(answers.take(waiting).unwrap()["name"], "waiting");
    assert_eq!(answers.take(far).unwrap()["name"], "far");
    let sent = sent(&server).await;
    assert_eq!(sent.len(), 3);
    assert_eq!(ids(&sent[1]), [21], "what waits for a throttled one in an earlier batch isn't sent yet");
    assert_eq!(
        sent[2],
        [("1".to_owned(), Value::Null), ("3".to_owned(), json!(["1"])), ("22".to_owned(), json!(["3"]))]
    );
}

#[tokio::test]
async fn what_waits_for_a_failed_one_fails() {
    let server = batching().await;
    let client = client(&server);
    let mut batch = client.batch();
    let failing = batch.add(get(&client, "403-no"));
    let near = batch.add(get(&client, "near").into_batch_item().after(&failing));
    for number in 0..18 {
        let _ = batch.add(get(&client, &format!("more{number}")));
    }
    let far = batch.add(get(&client, "far").into_batch_item().after(&near));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.take(failing).unwrap_err().code(), Some("code403"));
    assert_eq!(answers.take(near).unwrap_err().status(), Some(424));
    assert_eq!(answers.take(far).unwrap_err().status(), Some(424));
    assert_eq!(sent(&server).await.len(), 1, "the last one isn't sent at all");
}

#[tokio::test]
async fn answers_are_typed_each_by_its_operation() {
    let server = batching().await;
    let client = client(&server);
    let things = client.path().child("things");
    let mut batch = client.batch();
    let got = batch.add(get(&client, "a b/c").select("id").eventual());
    let created = batch.add(Request::<CreateThing>::new(&things.key("new")).with_body(&json!({ "name": "n" })));
    let deleted = batch.add(Request::<DeleteThing>::new(&things.key("old")));
    let content = batch.add(
        Request::<CreateThing>::new(&things.key("bytes")).with_content(vec![0u8, 255], "application/octet-stream"),
    );
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.take(got).unwrap()["name"], "a%20b%2Fc?$select=id");
    assert_eq!(answers.take(created).unwrap()["echo"], json!({ "name": "n" }));
    let () = answers.take(deleted).unwrap();
    assert_eq!(answers.take(content).unwrap()["echo"], "AP8=");
    let body: Value = received(&server).await[0].body_json().unwrap();
    assert_eq!(body["requests"][0]["headers"]["ConsistencyLevel"], "eventual");
    assert_eq!(body["requests"][2], json!({ "id": "3", "method": "DELETE", "url": "/things/old" }));
}

#[tokio::test]
async fn retries_end_and_each_keeps_its_last_answer() {
    let server = batching().await;
    let client = client_with(&server, RetryOptions::default().max_retries(1));
    let mut batch = client.batch();
    let throttled = batch.add(get(&client, "429-always"));
    let fine = batch.add(get(&client, "fine"));
    let mut answers = batch.send().await.unwrap();
    assert!(answers.take(throttled).unwrap_err().is_throttled());
    assert_eq!(answers.take(fine).unwrap()["name"], "fine");
    assert_eq!(sent(&server).await.len(), 2);
}

#[tokio::test]
async fn a_request_that_cannot_be_built_fails_alone() {
    let server = batching().await;
    let client = client(&server);
    let mut batch = client.batch();
    let wrong = batch.add(get(&client, ""));
    let elsewhere = batch.add(get(&client, "x").with_url(format!("{}/beta/me", server.uri())));
    let stream: Box<dyn SeekableStream> = Box::new(BytesStream::new("x"));
    let streamed = batch.add(get(&client, "streamed").with_content(stream, "text/plain"));
    let fine = batch.add(get(&client, "fine"));
    let mut other_batch = client.batch();
    let other = other_batch.add(get(&client, "other"));
    let mixed = batch.add(get(&client, "y").into_batch_item().after(&other));
    let mut answers = batch.send().await.unwrap();
    for handle in [wrong, elsewhere, streamed, mixed, other] {
        let error = answers.take(handle).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Request(_)), "{error}");
    }
    assert_eq!(answers.take(fine).unwrap()["name"], "fine");
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_one_error() {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    let client = client(&server);
    let mut batch = client.batch();
    let _ = batch.add(get(&client, "a"));
    assert_eq!(batch.send().await.unwrap_err().status(), Some(403));
    assert!(client.batch().send().await.is_ok(), "an empty batch isn't sent");
    assert_eq!(received(&server).await.len(), 1);
}

#[tokio::test]
async fn a_denied_request_tells_its_permissions_and_limits_are_those_of_the_batch() {
    struct ListMail;

    impl Operation for ListMail {
        const INFO: OperationInfo = OperationInfo {
            permissions: Permissions { delegated_work: Alternatives("Mail.Read"), ..Permissions::NOT_SUPPORTED },
            ..OperationInfo::new("list mail", Method::Get)
        };
        type Response = One<Value>;
    }

    let server = MockServer::start().await;
    let denied = json!({ "id": "1", "status": 403, "body": { "error": { "code": "ErrorAccessDenied" } } });
    let responses = json!({ "responses": [denied] });
    let late = ResponseTemplate::new(200).set_body_json(&responses).set_delay(Duration::from_secs(30));
    Mock::given(method("POST")).respond_with(late).up_to_n_times(1).mount(&server).await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200).set_body_json(responses)).mount(&server).await;
    let client = client(&server);

    let mut batch = client.batch().limit_time(TimeLimits::default().total(Duration::from_millis(200)));
    let _ = batch.add(things::<ListMail>(&client));
    assert!(batch.send().await.unwrap_err().is_timeout());

    let mut batch = client.batch().retry_options(RetryOptions::none());
    let first = batch.add(things::<ListMail>(&client));
    let limited = batch.add(things::<ListMail>(&client).limit_time(TimeLimits::default()));
    let retried = batch.add(things::<ListMail>(&client).retry(RetryOptions::none()));
    let mut answers = batch.send().await.unwrap();
    let error = answers.take(first).unwrap_err();
    assert!(error.to_string().contains("`list mail` needs Mail.Read (delegated, with a work account)"), "{error}");
    for handle in [limited, retried] {
        let error = answers.take(handle).unwrap_err();
        assert!(error.to_string().contains("don't go into a batch"), "{error}");
    }
}
