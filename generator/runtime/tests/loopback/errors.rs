//! Errors: whatever comes back, one readable line, and all that Graph said behind it.

use crate::api::*;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use msgraph_core::StaticToken;
use msgraph_core::response::{Count, One, ResponseKind};
use msgraph_core::{
    Alternatives, Error, ErrorKind, Headers, HttpResponse, Method, Operation, OperationInfo, Permissions, RetryOptions,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn error_of(response: ResponseTemplate) -> Error {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let request = things::<GetThing>(&client_with(&server, RetryOptions::none()));
    request.await.unwrap_err()
}

#[tokio::test]
async fn reads_a_graph_error() {
    let body = json!({ "error": {
        "code": "Authorization_RequestDenied",
        "message": "Insufficient privileges to complete the operation.",
        "details": [{ "code": "PropertyConflict", "message": "…", "target": "mail" }],
        "innerError": {
            "date": "2026-03-04T05:06:07",
            "request-id": "11111111-1111-1111-1111-111111111111",
            "client-request-id": "22222222-2222-2222-2222-222222222222"
        }
    }});
    let error = error_of(ResponseTemplate::new(403).set_body_json(&body)).await;
    assert_eq!(
        error.to_string(),
        "403 Forbidden: Authorization_RequestDenied: Insufficient privileges to complete the operation."
    );
    assert_eq!(format!("{error:?}"), error.to_string(), "what `main` prints");
    assert!(format!("{error:#?}").contains("11111111-1111-1111-1111-111111111111"), "{error:#?}");
    assert_eq!(error.status(), Some(403));
    assert_eq!(error.code(), Some("Authorization_RequestDenied"));
    assert_eq!(error.request_id(), Some("11111111-1111-1111-1111-111111111111"));
    let service = error.service().unwrap();
    assert_eq!(service.date.as_deref(), Some("2026-03-04T05:06:07"), "a date without an offset");
    assert_eq!(service.client_request_id.as_deref(), Some("22222222-2222-2222-2222-222222222222"));
    assert_eq!(service.details[0]["target"], "mail");
    assert_eq!(serde_json::from_slice::<Value>(&service.body).unwrap(), body);
    assert_eq!(service.inner.as_ref().unwrap()["date"], "2026-03-04T05:06:07");
}

#[tokio::test]
async fn reads_what_is_no_graph_error() {
    let html = "<!DOCTYPE html>\n<html><head>\n<TITLE>502 - Web server\nreceived an invalid response.</TITLE>";
    let cases = [
        (502, html, "502 Bad Gateway: 502 - Web server received an invalid response."),
        (404, "", "404 Not Found: (no body)"),
        (400, "  \n\n plain text \n more", "400 Bad Request: plain text"),
        (400, r#"{"error":{"code":"BadRequest","mess"#, r#"400 Bad Request: {"error":{"code":"BadRequest","mess"#),
        (400, r#"{"error":{"code":"","message":"Only this."}}"#, "400 Bad Request: Only this."),
        (400, r#"{"error":{"code":"OnlyThis"}}"#, "400 Bad Request: OnlyThis"),
        (400, r#"{"error":{"code":7,"message":{}}}"#, r#"400 Bad Request: {"error":{"code":7,"message":{}}}"#),
        (400, r#"{"message":"No envelope."}"#, "400 Bad Request: No envelope."),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Expired."}"#,
            "400 Bad Request: invalid_grant: Expired.",
        ),
        (418, "[]", "418: []"),
        (500, "\u{0}\u{1}", "500 Internal Server Error: (unreadable body)"),
    ];
    for (status, body, shown) in cases {
        let error = error_of(ResponseTemplate::new(status).set_body_string(body)).await;
        assert_eq!(error.to_string(), shown);
        assert_eq!(error.service().unwrap().body, body);
    }
    let error = error_of(ResponseTemplate::new(400).set_body_bytes(vec![0xff, 0xfe, b'x'])).await;
    assert_eq!(error.to_string(), "400 Bad Request: \u{fffd}\u{fffd}x");
}

#[tokio::test]
async fn reads_a_success_that_is_none() {
    let cases = [
        ("", "200 OK: the answer can't be read: it has no body"),
        (r#"{"id":1,"na"#, "200 OK: the answer can't be read: EOF while parsing a string at line 1 column 11"),
        ("<html>", "200 OK: the answer can't be read: expected value at line 1 column 1"),
    ];
    let page = ResponseTemplate::new(200).set_body_raw("<html>Sign in", "text/html; charset=utf-8");
    let error = error_of(page).await;
    assert_eq!(error.to_string(), "200 OK: the answer can't be read: it is no JSON, but `text/html; charset=utf-8`");
    for (body, shown) in cases {
        let error = error_of(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        assert_eq!(error.to_string(), shown);
        assert_eq!(error.status(), Some(200));
        let ErrorKind::Answer { response, .. } = error.kind() else { panic!("{error:?}") };
        assert_eq!(response.body, body);
    }
}

/// A server that breaks the connection in the middle of each answer's body.
async fn cutting() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = connection.read(&mut request).await;
            let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":";
            let _ = connection.write_all(cut.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn reads_a_body_that_breaks_off() {
    let client = GraphClient::builder()
        .endpoint(cutting().await)
        .retry(RetryOptions::default().max_retries(1).initial_delay(Duration::from_millis(1)))
        .build()
        .unwrap();
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error:?}");
    let shown = error.to_string();
    assert!(shown.starts_with("no answer from 127.0.0.1:") && !shown.contains('\n'), "{shown}");
}

#[tokio::test]
async fn tells_what_one_asks_of_errors() {
    let throttled = ResponseTemplate::new(429).insert_header("Retry-After", "17");
    let error = error_of(throttled).await;
    assert!(error.is_throttled());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(17)));
    assert!(error_of(ResponseTemplate::new(404)).await.is_not_found());
    assert!(error_of(ResponseTemplate::new(412)).await.is_precondition_failed());
    assert!(!error_of(ResponseTemplate::new(503)).await.is_throttled());
    let header = ResponseTemplate::new(500).insert_header("request-id", "abc");
    assert_eq!(error_of(header).await.request_id(), Some("abc"));
}

#[tokio::test]
async fn sends_an_id_that_errors_tell_back() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(404)).mount(&server).await;
    things::<GetThing>(&client(&server)).await.unwrap_err();
    assert!(header(&received(&server).await[0], "client-request-id").is_some());
}

#[tokio::test]
async fn names_what_is_wrong_before_anything_is_sent() {
    let client = GraphClient::offline();
    let root = client.path().child("things");
    let cases = [
        (Request::<GetThing>::new(&root.key("")), "a key in the path is empty"),
        (Request::new(&root.key("..").child("me")), "a key in the path is `.` or `..`"),
        (Request::new(&root).header("a b", 1), "`a b` is no header name"),
        (Request::new(&root).header("a", "b\r\nc: d"), "the value of header `a` has a control character in it"),
    ];
    for (request, reason) in cases {
        let error = request.build().unwrap_err();
        assert_eq!(error.to_string(), format!("the request can't be built: {reason}"));
    }
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Request(_)), "{error}");
}

/// An operation with documented permissions.
struct ListMail;

impl Operation for ListMail {
    const INFO: OperationInfo = OperationInfo {
        permissions: Permissions {
            delegated_work: Alternatives("Mail.ReadBasic|Mail.Read|Mail.ReadWrite"),
            delegated_personal: Alternatives("Mail.ReadBasic|Mail.Read"),
            application: Alternatives::NOT_SUPPORTED,
        },
        ..OperationInfo::new("list mail", Method::Get)
    };
    type Response = One<Value>;
}

/// An access token with these claims, which nobody signed.
fn token_with(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.signature", part(&json!({ "alg": "none" })), part(claims))
}

#[tokio::test]
async fn a_403_tells_which_permissions_are_needed_and_which_are_there() {
    let server = MockServer::start().await;
    let body = json!({ "error": { "code": "ErrorAccessDenied", "message": "Access is denied." } });
    Mock::given(any()).respond_with(ResponseTemplate::new(403).set_body_json(body)).mount(&server).await;
    let personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let cases = [
        (
            token_with(&json!({ "scp": "User.Read openid" })),
            "needs Mail.ReadBasic, Mail.Read or Mail.ReadWrite (delegated, with a work account, the least privileged \
             first); the token has User.Read, openid",
        ),
        (
            token_with(&json!({ "scp": "mail.read", "tid": personal })),
            "needs Mail.ReadBasic or Mail.Read (delegated, with a personal account, the least privileged first); the \
             token has mail.read, which should do: who signed in may lack a role, or the tenant forbids it",
        ),
        (
            token_with(&json!({ "roles": ["Mail.Read"] })),
            "needs another way to sign in than as an application; the token has Mail.Read",
        ),
        (
            token_with(&json!({ "idtyp": "app" })),
            "needs another way to sign in than as an application; the token has no permission",
        ),
        (
            "opaque".to_owned(),
            "needs Mail.ReadBasic, Mail.Read or Mail.ReadWrite (delegated, with a work account); Mail.ReadBasic or \
             Mail.Read (delegated, with a personal account), the least privileged first; what the token has can't be read",
        ),
    ];
    for (token, shown) in cases {
        let builder = GraphClient::builder().credential(StaticToken::new(token)).endpoint(server.uri());
        let client: GraphClient = builder.build().unwrap();
        let error = things::<ListMail>(&client).await.unwrap_err();
        let expected = format!("403 Forbidden: ErrorAccessDenied: Access is denied. (`list mail` {shown})");
        assert_eq!(error.to_string(), expected);
        let denied = error.service().unwrap().denied.as_ref().unwrap();
        assert_eq!(denied.needed.delegated_work.least(), Some(vec!["Mail.ReadBasic"]));
        let streamed = things::<ListMail>(&client).stream().await.unwrap_err();
        assert_eq!(streamed.to_string(), expected);
    }
    let error = things::<GetThing>(&client(&server)).await.unwrap_err();
    assert_eq!(error.to_string(), "403 Forbidden: ErrorAccessDenied: Access is denied.", "nothing is documented");
}

#[tokio::test]
async fn an_error_in_no_known_form_keeps_secrets() {
    let long = format!(r#"{{"secretText":"hunter2","x":"{}"}}"#, "x".repeat(2_000_000));
    for body in [r#"{"secretText":"hunter2"}"#, r#"{"a":1,"password":"hunter2"#, &long] {
        let error = error_of(ResponseTemplate::new(400).set_body_string(body)).await;
        assert!(!format!("{error} {error:?} {error:#?}").contains("hunter2"), "{error:#?}");
    }
}

#[test]
fn what_stands_in_the_wrong_place_is_not_shown() {
    let answer = |body: &str| HttpResponse::new(200, Headers::new(), body.to_owned());
    let errors = [
        One::<Vec<u8>>::read(answer(r#""hunter2 \", expected""#)).unwrap_err(),
        msgraph_core::Page::<u8>::read(answer(r#"{"value":"hunter2"}"#)).unwrap_err(),
    ];
    for error in errors {
        assert!(error.to_string().contains("invalid type: string, expected a sequence"), "{error}");
    }
    let error = Count::read(answer(&"x".repeat(1_000_000))).unwrap_err();
    assert!(error.to_string().len() < 400, "{error}");
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_is_told() {
    for place in ["javascript:1", "ftp://x.example/a", "http://"] {
        let error = error_of(ResponseTemplate::new(302).insert_header("Location", place)).await;
        assert_eq!(error.to_string(), format!("302 Found: it redirects to a place that isn't followed: {place}"));
    }
}
