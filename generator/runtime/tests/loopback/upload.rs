//! Upload sessions: chunks, cuts, going on, and no token on the upload host.

use crate::api::*;
use msgraph_core::{RetryOptions, Source};
use serde_json::{Value, json};
use std::io::{Error, ErrorKind, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request as Received, ResponseTemplate};

const MIB: usize = 1024 * 1024;

/// Content in which every place differs from its neighbours.
fn content(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// An upload session, as the service keeps it.
#[derive(Clone, Default)]
struct Session(Arc<Mutex<Vec<u8>>>);

impl Session {
    fn take(&self, bytes: &[u8]) {
        self.0.lock().unwrap().extend_from_slice(bytes);
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }

    fn expected(&self) -> Value {
        json!({ "nextExpectedRanges": [format!("{}-", self.0.lock().unwrap().len())] })
    }

    /// Takes a chunk if it is the one that is expected.
    fn put(&self, received: &Received) -> ResponseTemplate {
        let range = header(received, "Content-Range").unwrap();
        let (span, total) = range.trim_start_matches("bytes ").split_once('/').unwrap();
        let start: usize = span.split('-').next().unwrap().parse().unwrap();
        if start != self.bytes().len() {
            return ResponseTemplate::new(416).set_body_json(json!({ "error": { "code": "invalidRange" } }));
        }
        self.take(&received.body);
        if self.bytes().len() == total.parse::<usize>().unwrap() {
            return ResponseTemplate::new(201).set_body_json(json!({ "id": "item", "name": "big" }));
        }
        ResponseTemplate::new(202).set_body_json(self.expected())
    }

    /// The upload host.
    async fn serve(&self) -> MockServer {
        let server = MockServer::start().await;
        let session = self.clone();
        Mock::given(method("PUT"))
            .respond_with(move |received: &Received| session.put(received))
            .with_priority(5)
            .mount(&server)
            .await;
        let session = self.clone();
        Mock::given(method("GET"))
            .respond_with(move |_: &Received| ResponseTemplate::new(200).set_body_json(session.expected()))
            .mount(&server)
            .await;
        server
    }

    /// Cuts the connection at one chunk, of which the given part arrived.
    async fn cut(&self, server: &MockServer, start: usize, arrived: usize) {
        let session = self.clone();
        let starts = format!("bytes {start}-");
        let at_start = move |received: &Received| header(received, "Content-Range").unwrap().starts_with(&starts);
        Mock::given(method("PUT"))
            .and(at_start)
            .respond_with_err(move |received: &Received| {
                session.take(&received.body[..arrived]);
                Error::from(ErrorKind::ConnectionReset)
            })
            .up_to_n_times(1)
            .with_priority(1)
            .mount(server)
            .await;
    }
}

/// A client of a Graph that isn't asked anything here.
async fn graph() -> (MockServer, GraphClient) {
    let server = MockServer::start().await;
    let client = client(&server);
    (server, client)
}

#[tokio::test]
async fn goes_on_after_two_cuts() {
    let whole = content(25 * MIB);
    let session = Session::default();
    let host = session.serve().await;
    let chunk = 5 * MIB;
    // One chunk arrived in part, and one not at all.
    session.cut(&host, chunk, 100_000).await;
    session.cut(&host, 2 * chunk + 100_000, 0).await;

    let (graph, client) = graph().await;
    let progress = Arc::new(Mutex::new(Vec::new()));
    let seen = progress.clone();
    let item: Value = client
        .upload(format!("{}/session/1?sig=a%2Bb", host.uri()), whole.clone())
        .chunk_size(chunk as u64)
        .on_progress(move |sent, total| seen.lock().unwrap().push((sent, total)))
        .send()
        .await
        .unwrap()
        .json()
        .unwrap();

    assert_eq!(item["name"], "big");
    assert!(session.bytes() == whole, "what arrived is what was sent");
    let total = whole.len() as u64;
    let progress = progress.lock().unwrap().clone();
    assert!(progress.is_sorted(), "{progress:?}");
    assert_eq!((progress[0], progress[progress.len() - 1]), ((chunk as u64, total), (total, total)));
    let received = received(&host).await;
    assert_eq!(received.iter().filter(|request| request.method == "GET").count(), 2, "once after each cut");
    for request in &received {
        assert_eq!(header(request, "Authorization"), None, "no token on the upload host");
        assert_eq!(request.url.query(), Some("sig=a%2Bb"));
    }
    assert_eq!(graph.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn sends_chunks_of_whole_steps() {
    let session = Session::default();
    let host = session.serve().await;
    let (_graph, client) = graph().await;
    let whole = content(1_000_000);
    client.upload(host.uri(), whole.clone()).chunk_size(700_000).send().await.unwrap();
    let received = received(&host).await;
    let ranges: Vec<_> = received.iter().map(|request| header(request, "Content-Range").unwrap()).collect();
    assert_eq!(ranges, ["bytes 0-655359/1000000", "bytes 655360-999999/1000000"]);
    assert!(session.bytes() == whole);
}

#[tokio::test]
async fn goes_on_with_a_session_that_was_begun_before() {
    let whole = content(MIB);
    let session = Session::default();
    session.take(&whole[..400_000]);
    let host = session.serve().await;
    let (_graph, client) = graph().await;

    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&whole).unwrap();
    let source = Source::file(file).unwrap();
    assert_eq!(source.len(), MIB as u64);
    client.upload(host.uri(), source).resume().send().await.unwrap();
    assert!(session.bytes() == whole);
}

#[tokio::test]
async fn waits_when_it_is_throttled_and_ends_when_retries_do() {
    let session = Session::default();
    let host = session.serve().await;
    Mock::given(method("PUT"))
        .respond_with(ResponseTemplate::new(429).insert_header("Retry-After", "1"))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&host)
        .await;
    let (_graph, client) = graph().await;
    let start = std::time::Instant::now();
    client.upload(host.uri(), content(10)).send().await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));

    let session = Session::default();
    let host = session.serve().await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(503)).with_priority(1).mount(&host).await;
    let retry = RetryOptions::default().max_retries(2).initial_delay(Duration::from_millis(1));
    let error = client_with(&_graph, retry).upload(host.uri(), content(10)).send().await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    let puts = received(&host).await.iter().filter(|request| request.method == "PUT").count();
    assert_eq!(puts, 3);
}

#[tokio::test]
async fn an_ended_session_is_an_error() {
    let host = MockServer::start().await;
    let gone = json!({ "error": { "code": "itemNotFound", "message": "Upload session not found" } });
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(404).set_body_json(gone)).mount(&host).await;
    let (_graph, client) = graph().await;
    let error = client.upload(host.uri(), content(10)).send().await.unwrap_err();
    let reason =
        "404 Not Found: itemNotFound: Upload session not found (of 10 bytes these are known to be stored: none)";
    assert_eq!(error.to_string(), reason);
    assert_eq!((error.status(), error.code()), (Some(404), Some("itemNotFound")));
    assert_eq!(received(&host).await.len(), 1);
}

#[tokio::test]
async fn an_upload_that_ends_in_the_middle_says_what_is_stored() {
    const STEP: usize = 320 * 1024;
    for (status, reason) in [(404, "404 Not Found"), (403, "403 Forbidden"), (503, "503 Service Unavailable")] {
        let host = MockServer::start().await;
        let next = ResponseTemplate::new(202).set_body_json(json!({ "nextExpectedRanges": [format!("{STEP}-")] }));
        Mock::given(method("PUT")).respond_with(next).up_to_n_times(1).mount(&host).await;
        Mock::given(method("PUT")).respond_with(ResponseTemplate::new(status)).mount(&host).await;
        let (_graph, client) = graph().await;
        let upload = client.upload(host.uri(), content(3 * STEP)).chunk_size(STEP as u64).retry(RetryOptions::none());
        let error = upload.send().await.unwrap_err();
        let stored =
            format!("{reason}: (no body) (of {} bytes these are known to be stored: 0-{})", 3 * STEP, STEP - 1);
        assert_eq!((error.to_string(), error.status()), (stored, Some(status)));
    }
}

#[tokio::test]
async fn refuses_an_upload_in_the_clear_and_an_empty_one() {
    let (_graph, client) = graph().await;
    let error = client.upload("http://upload.example.org/1", content(10)).send().await.unwrap_err();
    assert!(error.is_foreign_link());
    client.upload("https://upload.example.org/1", Vec::new()).send().await.unwrap_err();
}
