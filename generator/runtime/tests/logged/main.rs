//! What is logged: a span for each request and each attempt, and nothing secret in any of it.
//!
//! A program of its own, because what is logged is decided for a whole process.

#[allow(dead_code, reason = "the other suite uses more of it")]
#[path = "../loopback/api.rs"]
mod api;
#[allow(dead_code, reason = "the other suite uses more of it")]
#[path = "../loopback/raw.rs"]
mod raw;

use crate::api::*;
use crate::raw::{answering, json_answer};
use msgraph_core::{Error, ErrorKind, Lines, Method, Operation, OperationInfo, RetryOptions};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tracing_subscriber::fmt::format::FmtSpan;
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// An operation with documented paths.
struct GetMessage;

impl Operation for GetMessage {
    const INFO: OperationInfo = OperationInfo {
        paths: Lines("/me/messages/{id}\n/users/{id}/messages/{id}"),
        ..OperationInfo::new("get message", Method::Get)
    };
    type Response = msgraph_core::response::One<Value>;
}

thread_local! {
    /// What was logged on this thread: all of a test but its servers.
    static LOGGED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Takes down all that is logged on a thread, at every level. Each test starts with it, since a span that is met before there
/// is anybody to take it down may stay out.
struct Log;

impl Log {
    fn start() -> Self {
        static INSTALLED: LazyLock<()> = LazyLock::new(|| {
            let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
            let subscriber = subscriber.with_span_events(FmtSpan::CLOSE).with_ansi(false).with_writer(|| Log).finish();
            tracing::subscriber::set_global_default(subscriber).expect("there is no other");
        });
        LazyLock::force(&INSTALLED);
        Self
    }

    fn text(&self) -> String {
        LOGGED.with_borrow(|bytes| String::from_utf8(bytes.clone()).unwrap())
    }

    /// The lines that tell the end of spans with this name.
    fn closed(&self, name: &str) -> Vec<String> {
        let text = self.text();
        let ends = text.lines().filter(|line| line.contains(": close "));
        ends.filter(|line| line.rfind("graph ").is_some_and(|at| line[at..].starts_with(name)))
            .map(str::to_owned)
            .collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_request_and_each_attempt_has_a_span() {
    let server = MockServer::start().await;
    let failure = ResponseTemplate::new(503).insert_header("request-id", "first");
    Mock::given(any()).respond_with(failure).up_to_n_times(1).mount(&server).await;
    let done = ResponseTemplate::new(200).set_body_json(json!({})).insert_header("request-id", "second");
    Mock::given(any()).respond_with(done).mount(&server).await;

    let log = Log::start();
    let client = client(&server);
    let message = client.path().child("users").key("adele@contoso.example").child("messages").key("1");
    Request::<GetMessage>::new(&message).await.unwrap();

    let id = header(&received(&server).await[0], "client-request-id").unwrap().to_owned();
    let requests = log.closed("graph request");
    assert_eq!(requests.len(), 1, "{}", log.text());
    for part in [
        r#"operation="get message""#,
        r#"method="GET""#,
        r#"path="/users/{id}/messages/{id}""#,
        "status=200",
        r#"request_id="second""#,
        &format!("client_request_id=\"{id}\""),
    ] {
        assert!(requests[0].contains(part), "{part}: {}", requests[0]);
    }
    assert!(!requests[0].contains("adele"), "{}", requests[0]);
    let attempts = log.closed("graph attempt");
    assert_eq!(attempts.len(), 2, "{}", log.text());
    assert!(attempts[0].contains("attempt=1") && attempts[0].contains("status=503"), "{}", attempts[0]);
    assert!(attempts[0].contains(r#"request_id="first""#), "{}", attempts[0]);
    assert!(attempts[1].contains("attempt=2") && attempts[1].contains("status=200"), "{}", attempts[1]);
}

const SECRETS: [&str; 5] = [TOKEN, "tempauth-s3cret", "s3cretText", "p4ssword", "cl1entState"];

#[track_caller]
fn assert_no_secret(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

#[tokio::test]
async fn nothing_secret_is_logged_or_shown() {
    let host = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string("content")).mount(&host).await;
    let server = MockServer::start().await;
    let place = format!("{}/file?tempauth=tempauth-s3cret", host.uri());
    let found = ResponseTemplate::new(302).insert_header("Location", place.as_str());
    Mock::given(path("/v1.0/me/photo/$value")).respond_with(found).mount(&server).await;
    let secret =
        json!({ "secretText": "s3cretText", "error": { "code": "x", "message": "y", "password": "p4ssword" } });
    Mock::given(any()).respond_with(ResponseTemplate::new(400).set_body_json(secret)).mount(&server).await;

    let log = Log::start();
    let client = client(&server);
    let photo = client.path().child("me").child("photo").child("$value");
    Request::<GetContent>::new(&photo).await.unwrap();
    let sent = json!({ "passwordProfile": { "password": "p4ssword" }, "clientState": "cl1entState" });
    let request = things::<CreateThing>(&client).with_body(&sent).with_url("/things?tempauth=tempauth-s3cret");
    assert_no_secret(&format!("{request:?} {:?}", request.build().unwrap()));
    let action = things::<CreateThing>(&client).with_parameter("newPassword", &"p4ssword");
    assert_no_secret(&format!("{action:?}"));
    let answer = request.clone().send().await.unwrap();
    assert_no_secret(&format!("{answer:?}"));
    let error = request.await.unwrap_err();
    assert_no_secret(&format!("{error} {error:?} {error:#?}"));

    // Where nobody listens, or the connection breaks: the URL is in the error of the transport.
    let upload = client.upload("http://127.0.0.1:1/session?tempauth=tempauth-s3cret", "content");
    assert_no_secret(&format!("{upload:?}"));
    let error = upload.send().await.unwrap_err();
    assert_all_hidden(&error);
    assert!(error.to_string().starts_with("no answer from 127.0.0.1:1: "), "{error}");
    assert!(error.to_string().to_lowercase().contains("refused"), "{error}");
    let error = client.upload("http://h.example/session?tempauth=tempauth-s3cret", "content").send().await.unwrap_err();
    assert!(error.is_foreign_link(), "{error}");
    assert_all_hidden(&error);
    assert_no_secret(&log.text());
}

fn assert_all_hidden(error: &Error) {
    assert_no_secret(&format!("{error} {error:?} {error:#?}"));
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        assert_no_secret(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
}

#[tokio::test]
async fn one_id_is_sent_and_told_whatever_comes_back() {
    Log::start();
    let asked = AtomicUsize::new(0);
    let endpoint = answering(move |_| match asked.fetch_add(1, Ordering::Relaxed) {
        0 => json_answer(503, "", ""),
        1 => json_answer(404, "", "{}"),
        2 => json_answer(200, "", "no JSON"),
        _ => Vec::new(),
    })
    .await;
    let retry = RetryOptions::default().max_retries(1).initial_delay(Duration::from_millis(1));
    let client: GraphClient = GraphClient::builder().endpoint(endpoint).retry(retry).build().unwrap();
    let request = |id: &str| things::<GetThing>(&client).header("client-request-id", id);
    let error = request("one").await.unwrap_err();
    assert_eq!((error.status(), error.client_request_id()), (Some(404), Some("one")), "{error}");
    let error = request("two").await.unwrap_err();
    assert_eq!((error.status(), error.client_request_id()), (Some(200), Some("two")), "{error}");
    let error = request("three").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!(error.client_request_id(), Some("three"));
}

#[tokio::test]
async fn the_id_is_one_over_retries_and_redirects() {
    Log::start();
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(503)).up_to_n_times(1).mount(&server).await;
    let next = |name: &str| ResponseTemplate::new(302).insert_header("Location", format!("{}/{name}", server.uri()));
    Mock::given(path("/v1.0/things")).respond_with(next("second")).mount(&server).await;
    Mock::given(path("/second")).respond_with(next("third")).mount(&server).await;
    Mock::given(path("/third")).respond_with(ResponseTemplate::new(200).set_body_json(json!({}))).mount(&server).await;
    things::<GetThing>(&client(&server)).await.unwrap();
    let received = received(&server).await;
    let ids: Vec<_> = received.iter().map(|request| header(request, "client-request-id").unwrap()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    // `azure_core` sends one under a name of its own; it isn't another.
    assert!(received.iter().all(|request| header(request, "x-ms-client-request-id") == Some(ids[0])));
}
