//! Answers to batches that are hard to read: bodies of all kinds, headers of all kinds, lists that aren't right.

use crate::api::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use msgraph_core::response::{Bytes, Text};
use msgraph_core::{BatchAnswers, ErrorKind, Handle, Method, Operation, OperationInfo, Result, RetryOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

macro_rules! reading {
    ($($name:ident as $kind:ty;)*) => {$(
        struct $name;

        impl Operation for $name {
            const INFO: OperationInfo = OperationInfo::new(stringify!($name), Method::Get);
            type Response = $kind;
        }
    )*};
}

reading! {
    GetText as Text;
    GetBytes as Bytes;
}

async fn answering(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(template).mount(&server).await;
    server
}

/// Sends a batch of requests to a server that answers with this body.
async fn batch(body: ResponseTemplate, requests: usize) -> (Vec<Handle<Value>>, Result<BatchAnswers>) {
    let server = answering(body).await;
    let client = client_with(&server, RetryOptions::none());
    let mut batch = client.batch();
    let handles = (0..requests).map(|_| batch.add(things::<GetThing>(&client))).collect();
    (handles, batch.send().await)
}

fn with_body(content_type: Option<&str>, body: Value) -> ResponseTemplate {
    let headers = content_type.map_or(json!({}), |media| json!({ "content-TYPE": media }));
    let response = json!({ "id": "1", "status": 200, "headers": headers, "body": body });
    ResponseTemplate::new(200).set_body_json(json!({ "responses": [response] }))
}

async fn bytes(template: ResponseTemplate) -> Vec<u8> {
    let server = answering(template).await;
    let client = client(&server);
    let mut batch = client.batch();
    let handle = batch.add(things::<GetBytes>(&client));
    batch.send().await.unwrap().take(handle).unwrap().to_vec()
}

#[tokio::test]
async fn bodies_are_read_by_their_content_type() {
    let cases: [(Option<&str>, Value, &[u8]); 18] = [
        // Text is text, even where it looks like base64.
        (Some("text/plain"), json!("abcd"), b"abcd"),
        (Some("text/plain; charset=utf-8"), json!("AP8="), b"AP8="),
        (Some("TEXT/HTML"), json!("<p>"), b"<p>"),
        (Some("text/plain"), json!(42), b"42"),
        // Base64 in both alphabets, padded or not.
        (Some("image/png"), json!("AP/+"), b"\x00\xff\xfe"),
        (Some("image/png"), json!("AP_-"), b"\x00\xff\xfe"),
        (Some("image/png"), json!("AP8="), b"\x00\xff"),
        (Some("image/png"), json!("AP8"), b"\x00\xff"),
        (Some("image/jpeg"), json!("-_8="), b"\xfb\xff"),
        (Some("image/jpeg"), json!("-/8"), b"\xfb\xff"),
        (Some("application/octet-stream"), json!("_w"), b"\xff"),
        (Some("application/octet-stream"), json!("_w=="), b"\xff"),
        (Some("application/xml"), json!("<a/>"), b"<a/>"),
        // JSON is JSON, a string too; some services encode it.
        (Some("application/json"), json!("abcd"), b"\"abcd\""),
        (Some("application/json;odata.metadata=minimal"), json!({ "a": 1 }), b"{\"a\":1}"),
        (Some("application/json"), json!("eyJhIjoxfQ=="), b"{\"a\":1}"),
        (None, json!("abcd"), b"\"abcd\""),
        (Some("image/png"), Value::Null, b""),
    ];
    for (content_type, body, expected) in cases {
        assert_eq!(bytes(with_body(content_type, body.clone())).await, expected, "{content_type:?} {body}");
    }
    let server = answering(with_body(Some("text/plain"), json!("Grüße"))).await;
    let client = client(&server);
    let mut batch = client.batch();
    let handle = batch.add(things::<GetText>(&client));
    assert_eq!(batch.send().await.unwrap().take(handle).unwrap(), "Grüße");
}

#[tokio::test]
async fn bodies_are_sent_by_their_content_type() {
    let cases: [(&str, &[u8], Option<Value>); 8] = [
        ("text/plain", b"abcd", Some(json!("abcd"))),
        ("text/csv; charset=utf-8", "Grüße".as_bytes(), Some(json!("Grüße"))),
        ("text/plain", b"\xff", None),
        ("application/json", b"{\"a\":1}", Some(json!({ "a": 1 }))),
        ("application/json", b"{", None),
        ("application/merge-patch+json", b"[]", Some(json!([]))),
        ("image/png", b"\x00\xff", Some(json!("AP8="))),
        ("application/xml", b"<a/>", Some(json!("PGEvPg=="))),
    ];
    let server = answering(with_body(None, json!({}))).await;
    let client = client(&server);
    for (content_type, content, expected) in cases {
        let mut batch = client.batch();
        let request = things::<CreateThing>(&client).with_content(content.to_vec(), content_type);
        let handle = batch.add(request);
        let answers = batch.send().await;
        let body: Value = match received(&server).await.last() {
            Some(request) => request.body_json().unwrap(),
            None => Value::Null,
        };
        match expected {
            Some(expected) => {
                assert_eq!(body["requests"][0]["body"], expected, "{content_type}");
                answers.unwrap().take(handle).unwrap();
            }
            None => assert!(matches!(answers.unwrap_err().kind(), ErrorKind::Request(_)), "{content_type}"),
        }
    }
}

#[tokio::test]
async fn delays_are_read_in_all_their_forms() {
    // It is the first to be sent, as it ages.
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(3));
    let forms = [
        (json!(date), 0.5, 10.0),
        (json!(1), 0.9, 10.0),
        (json!("1"), 0.9, 10.0),
        (json!(0.25), 0.2, 10.0),
        (json!("0.25"), 0.2, 10.0),
    ];
    for (form, least, most) in forms {
        let server = MockServer::start().await;
        let item = |status: u16| {
            let headers = json!({ "Retry-After": form });
            ResponseTemplate::new(200).set_body_json(json!({
                "responses": [{ "id": "1", "status": status, "headers": headers, "body": {} }]
            }))
        };
        Mock::given(method("POST")).respond_with(item(429)).up_to_n_times(1).mount(&server).await;
        Mock::given(method("POST")).respond_with(item(200)).mount(&server).await;
        let client = client(&server);
        let mut batch = client.batch();
        let handle = batch.add(things::<GetThing>(&client));
        let start = Instant::now();
        batch.send().await.unwrap().take(handle).unwrap();
        let took = start.elapsed().as_secs_f64();
        assert!(took >= least && took < most, "{form}: {took}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_list_of_answers_is_an_error_of_each() {
    const NO_JSON: &str = "the answer can't be read: ";
    const NO_LIST: &str = "has no list `responses`";
    const NO_ID: &str = "has one without `id`";
    const UNKNOWN: &str = "which wasn't in it";
    let bodies = [
        ("[]", NO_JSON),
        ("7", NO_JSON),
        ("null", NO_JSON),
        ("\"text\"", NO_JSON),
        ("", NO_JSON),
        ("<html>", NO_JSON),
        ("{\"responses\":[", NO_JSON),
        ("{}", NO_LIST),
        ("{\"responses\":{}}", NO_LIST),
        ("{\"responses\":null}", NO_LIST),
        ("{\"responses\":[{\"status\":200}]}", NO_ID),
        ("{\"responses\":[7]}", NO_ID),
        ("{\"responses\":[{\"id\":\"3\",\"status\":200}]}", UNKNOWN),
        ("{\"responses\":[{\"id\":\"0\",\"status\":200}]}", UNKNOWN),
        ("{\"responses\":[{\"id\":[\"1\"],\"status\":200}]}", UNKNOWN),
    ];
    for (body, reason) in bodies {
        let (_, answers) = batch(ResponseTemplate::new(200).set_body_raw(body, "application/json"), 2).await;
        let error = answers.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Answer { .. }), "{body}: {error}");
        assert!(error.to_string().contains(reason), "{body}: {error}");
    }
}

#[tokio::test]
async fn one_that_is_left_out_doubled_unknown_or_odd_fails_alone() {
    let fine = json!({ "id": "1", "status": 200, "headers": { "a": null, "b": [] }, "body": { "name": "fine" } });
    let cases = [
        vec![],
        vec![json!({ "id": "2", "status": 200, "body": {} }), json!({ "id": "2", "status": 200, "body": {} })],
        vec![json!({ "id": "2" })],
        vec![json!({ "id": "2", "status": "200" })],
        vec![json!({ "id": "2", "status": 70000 })],
        vec![json!({ "id": "2", "status": -1 })],
        vec![json!({ "id": "9", "status": 200, "body": {} })],
        vec![json!({ "status": 200, "body": {} })],
        vec![json!(7)],
        vec![json!({ "id": "2", "status": 200, "headers": 7, "body": "[" })],
        vec![json!({ "id": "2", "status": 200, "body": "[" }), json!({ "id": "9", "status": 200 })],
    ];
    for case in cases {
        let mut responses = case.clone();
        responses.push(fine.clone());
        let body = ResponseTemplate::new(200).set_body_json(json!({ "responses": responses }));
        let (handles, answers) = batch(body, 2).await;
        let mut answers = answers.unwrap();
        let [first, second] = handles.try_into().unwrap();
        assert_eq!(answers.take(first).unwrap()["name"], "fine");
        let second = answers.take(second);
        // The last one is a JSON string, which is what it asked for.
        assert_eq!(second.is_ok(), case.first().is_some_and(|item| item["body"] == "["), "{case:?}: {second:?}");
    }
}

#[tokio::test]
async fn an_id_may_be_a_number() {
    let body = json!({ "responses": [{ "id": 1, "status": 200, "body": { "name": "a" } }] });
    let (handles, answers) = batch(ResponseTemplate::new(200).set_body_json(body), 1).await;
    assert_eq!(answers.unwrap().take(handles.into_iter().next().unwrap()).unwrap()["name"], "a");
}

#[tokio::test]
async fn an_encoded_body_is_limited_and_may_have_several_lines() {
    let many = STANDARD.encode(format!("[{}0]", "0,".repeat(600_000)));
    let json = json!({ "Content-Type": "application/json" });
    let error = one_body(json!(many), &json).await.unwrap_err();
    assert!(error.to_string().ends_with("its body is JSON of more than 524288 values"), "{error}");
    let lines = one_body(json!("aGVs\r\nbG8="), &json!({ "Content-Type": "image/jpeg" })).await.unwrap();
    assert_eq!(lines, "hello");
}

/// The bytes of a request whose answer in the batch has this body.
async fn one_body(body: Value, headers: &Value) -> Result<msgraph_core::Bytes> {
    let server = MockServer::start().await;
    let answer = json!({ "responses": [{ "id": "1", "status": 200, "headers": headers, "body": body }] });
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&server).await;
    let client = client(&server);
    let mut batch = client.batch();
    let handle = batch.add(things::<GetContent>(&client));
    batch.send().await?.take(handle)
}
