//! Upload sessions that behave in every way a session can: gaps, detours, lost answers, a commit of their own.

use crate::api::*;
use crate::raw;
use msgraph_core::{ErrorKind, HttpResponse, Result, RetryOptions, TimeLimits};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request as Received, Respond, ResponseTemplate};

const STEP: usize = 320 * 1024;

fn content(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// What a session stores, byte by byte.
#[derive(Clone)]
struct Store(Arc<Mutex<Vec<Option<u8>>>>);

impl Store {
    fn new(len: usize) -> Self {
        Self(Arc::new(Mutex::new(vec![None; len])))
    }

    /// Stores a chunk, and gives the first byte behind it; none if one of its bytes was stored before.
    fn take(&self, received: &Received) -> Option<usize> {
        let range = header(received, "Content-Range").unwrap().trim_start_matches("bytes ");
        let start: usize = range.split('-').next().unwrap().parse().unwrap();
        let mut stored = self.0.lock().unwrap();
        let place = &mut stored[start..start + received.body.len()];
        if place.iter().any(Option::is_some) {
            return None;
        }
        place.iter_mut().zip(&received.body).for_each(|(place, byte)| *place = Some(*byte));
        Some(start + received.body.len())
    }

    /// The ranges that are missing, ends included.
    fn missing(&self) -> Vec<String> {
        let stored = self.0.lock().unwrap();
        let mut missing = Vec::new();
        let mut at = 0;
        for piece in stored.chunk_by(|left, right| left.is_some() == right.is_some()) {
            if piece[0].is_none() {
                missing.push(format!("{at}-{}", at + piece.len() - 1));
            }
            at += piece.len();
        }
        missing
    }

    fn holds(&self, content: &[u8]) -> bool {
        self.0.lock().unwrap().iter().zip(content).all(|(stored, byte)| *stored == Some(*byte))
    }
}

/// A host whose answers to chunks and to questions are given.
async fn host(put: impl Respond + 'static, get: impl Respond + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("PUT")).respond_with(put).mount(&server).await;
    Mock::given(method("GET")).respond_with(get).mount(&server).await;
    server
}

fn expects(status: u16, ranges: &[String]) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "nextExpectedRanges": ranges }))
}

fn nothing() -> ResponseTemplate {
    ResponseTemplate::new(404).set_body_json(json!({ "error": { "code": "itemNotFound" } }))
}

fn quick() -> RetryOptions {
    RetryOptions::default().max_retries(3).initial_delay(Duration::from_millis(2))
}

/// Uploads in chunks of a step.
async fn upload(host: &str, content: &[u8], resume: bool) -> Result<HttpResponse> {
    let graph = MockServer::start().await;
    let upload = client_with(&graph, quick()).upload(host, content.to_vec()).chunk_size(STEP as u64);
    if resume { upload.resume().send().await } else { upload.send().await }
}

#[tokio::test]
async fn success_in_the_middle_is_no_end() {
    // The status and the name that say how it goes on; Outlook's are the last.
    for (status, name) in [(200, "nextExpectedRanges"), (201, "nextExpectedRanges"), (200, "NextExpectedRanges")] {
        let whole = content(3 * STEP + 5);
        let store = Store::new(whole.len());
        let len = whole.len();
        let keeping = store.clone();
        let put = move |received: &Received| match keeping.take(received) {
            Some(next) if next < len => {
                ResponseTemplate::new(status).set_body_json(json!({ name: [next.to_string()] }))
            }
            _ => ResponseTemplate::new(201).insert_header("Location", "https://outlook.example.org/attachments/1"),
        };
        let host = host(put, nothing()).await;
        let answer = upload(&host.uri(), &whole, false).await.unwrap();
        assert_eq!(answer.status, 201);
        assert!(answer.headers.get("location").is_some(), "it is the answer to the last chunk");
        assert!(store.holds(&whole), "{name} with {status}");
    }
}

#[tokio::test]
async fn success_in_the_middle_may_say_nothing() {
    let whole = content(3 * STEP);
    let store = Store::new(whole.len());
    let keeping = store.clone();
    let put = move |received: &Received| {
        keeping.take(received).unwrap();
        ResponseTemplate::new(200)
    };
    upload(&host(put, nothing()).await.uri(), &whole, false).await.unwrap();
    assert!(store.holds(&whole));
}

#[tokio::test]
async fn chunks_fit_every_service() {
    for (path, asked) in [("/session", None), ("/Me/AttachmentSessions('1')", Some(60 * 1024 * 1024))] {
        let whole = content(9_000_000);
        let store = Store::new(whole.len());
        let keeping = store.clone();
        let put = move |received: &Received| {
            keeping.take(received).unwrap();
            ResponseTemplate::new(200)
        };
        let host = host(put, nothing()).await;
        let graph = MockServer::start().await;
        let mut upload = client(&graph).upload(format!("{}{path}", host.uri()), whole.clone());
        if let Some(bytes) = asked {
            upload = upload.chunk_size(bytes);
        }
        upload.send().await.unwrap();
        assert!(store.holds(&whole));
        let lengths: Vec<usize> = received(&host).await.iter().map(|request| request.body.len()).collect();
        let largest = 4_000_000 / STEP * STEP;
        assert_eq!(lengths, [largest, largest, 9_000_000 - 2 * largest], "Outlook takes 4 MB at most, in whole steps");
    }
}

#[tokio::test]
async fn gaps_are_filled_and_their_ends_honoured() {
    let whole = content(4 * STEP);
    let store = Store::new(whole.len());
    // An earlier program sent all but three ranges, one of them longer than a chunk.
    let gaps = [12_345..55_233, 77_829..77_830, 2 * STEP - 7..4 * STEP];
    for (at, byte) in whole.iter().enumerate().filter(|(at, _)| !gaps.iter().any(|gap| gap.contains(at))) {
        store.0.lock().unwrap()[at] = Some(*byte);
    }
    let keeping = store.clone();
    let put = move |received: &Received| match keeping.take(received) {
        Some(_) if keeping.missing().is_empty() => ResponseTemplate::new(201).set_body_json(json!({ "id": "item" })),
        Some(_) => expects(202, &keeping.missing()),
        None => ResponseTemplate::new(416),
    };
    let keeping = store.clone();
    let host = host(put, move |_: &Received| expects(200, &keeping.missing())).await;
    let item: Value = upload(&host.uri(), &whole, true).await.unwrap().json().unwrap();
    assert_eq!(item["id"], "item");
    assert!(store.holds(&whole));
}

#[tokio::test]
async fn what_was_never_sent_is_sent_whatever_the_session_claims() {
    let whole = content(6 * STEP);
    let store = Store::new(whole.len());
    let keeping = store.clone();
    let len = whole.len();
    // After the first chunk it claims to have the next two, after that to have everything.
    let put = move |received: &Received| {
        let next = keeping.take(received).unwrap();
        match next.div_ceil(STEP) {
            1 => expects(202, &[format!("{}-", 3 * STEP)]),
            _ if keeping.missing().is_empty() => ResponseTemplate::new(201).set_body_json(json!({ "id": "item" })),
            _ => expects(202, &[format!("{len}-")]),
        }
    };
    let item: Value = upload(&host(put, nothing()).await.uri(), &whole, false).await.unwrap().json().unwrap();
    assert_eq!(item["id"], "item");
    assert!(store.holds(&whole));
}

/// What an upload fails with, in bounded time.
async fn failure(host: &MockServer, whole: &[u8]) -> msgraph_core::Error {
    let start = Instant::now();
    let error = upload(&host.uri(), whole, false).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(20), "{error}");
    error
}

#[tokio::test]
async fn a_session_that_leads_in_circles_ends_with_what_is_stored() {
    let whole = content(4 * STEP);
    // Back and forth.
    let put = |received: &Received| {
        let first = header(received, "Content-Range").unwrap().starts_with("bytes 0-");
        expects(202, &[format!("{}-", if first { STEP } else { 0 })])
    };
    let host_of_circles = host(put, nothing()).await;
    let error = failure(&host_of_circles, &whole).await;
    let stored = format!("the upload doesn't get on (of {} bytes these are known to be stored: ", whole.len());
    assert!(error.to_string().contains(&stored), "{error}");
    assert!(received(&host_of_circles).await.len() < 50);

    // Always the start.
    let error = failure(&host(expects(202, &["0-".to_owned()]), nothing()).await, &whole).await;
    assert!(error.to_string().ends_with(&format!("{stored}none)")), "{error}");
}

#[tokio::test]
async fn a_session_that_asks_for_byte_after_byte_ends() {
    // An earlier program left every other byte out.
    let whole = content(1000);
    let store = Store::new(whole.len());
    (0..whole.len()).step_by(2).for_each(|at| store.0.lock().unwrap()[at] = Some(whole[at]));
    let (putting, getting) = (store.clone(), store.clone());
    let put = move |received: &Received| {
        putting.take(received).unwrap();
        expects(202, &putting.missing())
    };
    let endless = host(put, move |_: &Received| expects(200, &getting.missing())).await;
    let error = upload(&endless.uri(), &whole, true).await.unwrap_err();
    assert!(
        error.to_string().starts_with("the upload doesn't get on (of 1000 bytes these are known to be stored: 0-"),
        "{error}"
    );
    assert!(received(&endless).await.len() < 200);
}

#[tokio::test]
async fn a_session_of_outlook_is_gone_on_with() {
    let whole = content(2 * STEP);
    let store = Store::new(whole.len());
    (0..STEP).for_each(|at| store.0.lock().unwrap()[at] = Some(whole[at]));
    let keeping = store.clone();
    let put = move |received: &Received| {
        keeping.take(received).unwrap();
        ResponseTemplate::new(201)
    };
    let asked = ResponseTemplate::new(200).set_body_json(json!({ "NextExpectedRanges": [STEP.to_string()] }));
    upload(&host(put, asked).await.uri(), &whole, true).await.unwrap();
    assert!(store.holds(&whole));
}

#[tokio::test]
async fn ranges_that_are_none_are_an_error() {
    for ranges in [json!(["9-3"]), json!(["a"]), json!([1]), json!({}), json!(["99999999999999999999999-"])] {
        let body = ResponseTemplate::new(202).set_body_json(json!({ "nextExpectedRanges": ranges }));
        let error = failure(&host(body, nothing()).await, &content(2 * STEP)).await;
        let ErrorKind::Upload { cause: Some(cause), .. } = error.kind() else { panic!("{error}") };
        assert!(matches!(cause.kind(), ErrorKind::Answer { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_deferred_commit_is_done() {
    for says_that_nothing_is_missing in [true, false] {
        let whole = content(STEP + 1);
        let store = Store::new(whole.len());
        let keeping = store.clone();
        let put = move |received: &Received| {
            keeping.take(received).unwrap();
            if says_that_nothing_is_missing { expects(202, &keeping.missing()) } else { ResponseTemplate::new(202) }
        };
        let host = host(put, nothing()).await;
        let created = ResponseTemplate::new(201).set_body_json(json!({ "id": "item" }));
        Mock::given(method("POST")).respond_with(created).mount(&host).await;
        let item: Value = upload(&host.uri(), &whole, false).await.unwrap().json().unwrap();
        assert_eq!(item["id"], "item");
        assert!(store.holds(&whole));
        let received = received(&host).await;
        let commit = received.last().unwrap();
        assert_eq!((commit.method.as_str(), commit.body.len()), ("POST", 0));
        assert_eq!(header(commit, "Content-Length"), Some("0"));
        assert_eq!(header(commit, "Authorization"), None);
    }
}

/// A session that cuts the connection instead of answering what `lost` says, and afterwards answers a question with `then`.
async fn losing(lost: &'static str, then: fn() -> Vec<u8>) -> String {
    raw::answering(move |head| match head.split(' ').next().unwrap_or_default() {
        method if method == lost => Vec::new(),
        "PUT" if lost == "POST" => raw::json_answer(202, "", r#"{"nextExpectedRanges":[]}"#),
        _ => then(),
    })
    .await
}

#[tokio::test]
async fn a_lost_answer_to_the_last_chunk_is_found_out() {
    let gone = || raw::json_answer(404, "", r#"{"error":{"code":"itemNotFound"}}"#);
    let item = || raw::json_answer(200, "", r#"{"id":"item"}"#);
    for (lost, then, status) in [("PUT", gone as fn() -> Vec<u8>, 204), ("PUT", item, 200), ("POST", gone, 204)] {
        let endpoint = losing(lost, then).await;
        let answer = upload(&endpoint, &content(STEP), false).await.unwrap();
        assert_eq!(answer.status, status, "{lost}");
    }
}

#[tokio::test]
async fn a_session_that_ends_in_the_middle_is_an_error() {
    let endpoint = losing("PUT", || raw::json_answer(404, "", r#"{"error":{"code":"itemNotFound"}}"#)).await;
    let error = upload(&endpoint, &content(2 * STEP), false).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn on_a_slow_line_chunks_become_smaller() {
    let whole = content(5 * STEP);
    let store = Store::new(whole.len());
    let (putting, getting) = (store.clone(), store.clone());
    // A large chunk takes longer than the limit on silence.
    let put = move |received: &Received| {
        if received.body.len() > STEP {
            return ResponseTemplate::new(202).set_delay(Duration::from_secs(60));
        }
        putting.take(received).unwrap();
        if putting.missing().is_empty() { ResponseTemplate::new(201) } else { expects(202, &putting.missing()) }
    };
    let host = host(put, move |_: &Received| expects(200, &getting.missing())).await;
    let client: GraphClient = GraphClient::builder()
        .endpoint(host.uri())
        .retry(quick())
        .limit_time(TimeLimits::default().silence(Duration::from_secs(1)))
        .build()
        .unwrap();
    client.upload(host.uri(), whole.clone()).chunk_size(4 * STEP as u64).send().await.unwrap();
    assert!(store.holds(&whole));
}

#[tokio::test]
async fn a_session_that_is_over_before_the_last_chunk_is_stored_is_an_error() {
    // The last chunk was refused, not lost; and one whose session ran out of time.
    let long_ago = r#"{"expirationDateTime":"2020-01-01T00:00:00Z","nextExpectedRanges":["327680-"]}"#;
    for (last, first) in [(Some(503), "{}"), (Some(500), "{}"), (None, long_ago)] {
        let endpoint = raw::answering(move |head| match last {
            _ if head.starts_with("GET") => raw::json_answer(404, "", "{}"),
            _ if head.contains("bytes 0-") => raw::json_answer(202, "", first),
            Some(status) => raw::json_answer(status, "", "{}"),
            None => Vec::new(),
        })
        .await;
        let error = upload(&endpoint, &content(2 * STEP), false).await.unwrap_err();
        assert!(error.is_not_found(), "{last:?}: {error}");
    }
}
