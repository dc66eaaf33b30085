//! Time: silence, standstill, attempts and whole requests end when they are to, and say so.

use crate::api::*;
use crate::raw::{json_answer, serving};
use msgraph_core::{RetryOptions, TimeLimits};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::{Instant, sleep};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const SHORT: Duration = Duration::from_millis(200);

/// A server that takes connections and says nothing, and the number of connections.
async fn silent() -> (String, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = count.clone();
    let endpoint = serving(move |connection, _| {
        seen.fetch_add(1, Ordering::Relaxed);
        async move {
            sleep(Duration::from_secs(3600)).await;
            drop(connection);
        }
    })
    .await;
    (endpoint, count)
}

/// A server that sends the head of an answer, a piece of its body, and then nothing.
async fn standing_still() -> String {
    serving(|mut connection, _| async move {
        let _ = connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":").await;
        sleep(Duration::from_secs(3600)).await;
    })
    .await
}

fn client_of(endpoint: String, limits: TimeLimits, retry: RetryOptions) -> GraphClient {
    GraphClient::builder().endpoint(endpoint).limit_time(limits).retry(retry).build().unwrap()
}

/// The clock stands while nothing is left to do but to wait for it, so that minutes pass at once.
#[tokio::test(start_paused = true)]
async fn a_silent_server_costs_two_minutes_at_most() {
    let (endpoint, connections) = silent().await;
    let client: GraphClient = GraphClient::builder().endpoint(endpoint).build().unwrap();
    let start = Instant::now();
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().ends_with(": it was silent for 55s"), "{error}");
    let took = start.elapsed();
    assert!((Duration::from_secs(55)..=Duration::from_secs(120)).contains(&took), "{took:?}");
    assert_eq!(connections.load(Ordering::Relaxed), 2, "a dead connection is tried once more");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_stands_still_costs_two_minutes_at_most() {
    let client: GraphClient = GraphClient::builder().endpoint(standing_still().await).build().unwrap();
    let start = Instant::now();
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(error.to_string().ends_with(": its answer stood still for 55s"), "{error}");
    assert!(start.elapsed() <= Duration::from_secs(120), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_download_that_stands_still_ends() {
    let limits = TimeLimits::default().standstill(SHORT);
    let client = client_of(standing_still().await, limits, RetryOptions::none());
    let mut download = things::<GetContent>(&client).stream().await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "{\"id\":");
    // The reader may take its time; only the service may not.
    sleep(SHORT * 2).await;
    let start = Instant::now();
    let error = download.try_next().await.unwrap_err();
    assert!(error.is_timeout() && start.elapsed() >= SHORT, "{error}");
    assert!(download.try_next().await.unwrap_err().is_timeout(), "it isn't the end");
}

#[tokio::test]
async fn a_large_body_on_a_slow_line_is_no_silence() {
    const LEN: usize = 16 * 1024 * 1024;
    const SILENCE: Duration = Duration::from_secs(1);
    // What buffers hold of the body is on its way when the client has sent all of it, so let them be small.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(8).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let (mut buffer, mut got) = (vec![0; 64 * 1024], 0);
        while got < LEN {
            got += connection.read(&mut buffer).await.unwrap();
            sleep(Duration::from_millis(5)).await;
        }
        connection.write_all(&json_answer(200, "", r#"{"id":1}"#)).await.unwrap();
    });
    let limits = TimeLimits::default().silence(SILENCE);
    let client = client_of(endpoint, limits, RetryOptions::none());
    let start = Instant::now();
    let request = things::<PutContent>(&client).with_content(vec![7; LEN], "application/octet-stream");
    assert_eq!(request.await.unwrap()["id"], 1);
    assert!(start.elapsed() > SILENCE, "the line was fast: {:?}", start.elapsed());
}

#[tokio::test]
async fn an_attempt_and_all_of_them_have_limits() {
    let (endpoint, connections) = silent().await;
    let retry = RetryOptions::default().max_retries(2).initial_delay(Duration::from_millis(1));
    let client = client_of(endpoint, TimeLimits::default().attempt(SHORT), retry.clone());
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(error.to_string().ends_with("the attempt took longer than 200ms"), "{error}");
    assert_eq!(connections.load(Ordering::Relaxed), 3);

    let start = Instant::now();
    let limits = TimeLimits::default().attempt(SHORT).total(SHORT * 3 / 2);
    let error = things::<GetThing>(&client).limit_time(limits).await.unwrap_err();
    assert!(error.to_string().ends_with("the request took longer than 300ms in all"), "{error}");
    assert!(start.elapsed() < SHORT * 2, "{:?}", start.elapsed());
    assert_eq!(connections.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn the_limit_of_a_request_counts_for_its_stream() {
    let client = client_of(standing_still().await, TimeLimits::default(), RetryOptions::none());
    let limits = TimeLimits::default().total(SHORT);
    let mut download = things::<GetContent>(&client).limit_time(limits).stream().await.unwrap();
    download.try_next().await.unwrap();
    let error = download.try_next().await.unwrap_err();
    assert!(error.to_string().ends_with("the request took longer than 200ms in all"), "{error}");
}

#[tokio::test]
async fn connecting_has_a_limit() {
    // A port whose queue of connections is full, so that no connection comes about.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(connection)) =
        tokio::time::timeout(Duration::from_millis(100), tokio::net::TcpStream::connect(address)).await
    {
        waiting.push(connection);
    }
    let builder = GraphClient::builder().endpoint(format!("http://{address}")).retry(RetryOptions::none());
    let client: GraphClient = builder.limit_connecting(SHORT).build().unwrap();
    let start = Instant::now();
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(5), "{error}");

    let mock = msgraph_core::mock::Mock::new();
    let both = GraphClient::builder().transport(mock.transport()).limit_connecting(SHORT).build();
    assert!(both.unwrap_err().to_string().contains("has its own limit on connecting"));
}

#[tokio::test]
async fn a_request_has_its_own_retries() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let client = client(&server);
    things::<GetThing>(&client).retry(RetryOptions::none()).await.unwrap_err();
    assert_eq!(received(&server).await.len(), 1);
    let quick = RetryOptions::default().max_retries(7).initial_delay(Duration::from_millis(1));
    things::<GetThing>(&client).retry(quick).await.unwrap_err();
    assert_eq!(received(&server).await.len(), 1 + 8);
}

#[tokio::test]
async fn a_storm_of_throttling_is_not_multiplied() {
    let server = MockServer::start().await;
    let throttled = ResponseTemplate::new(429).insert_header("Retry-After", "0");
    Mock::given(any()).respond_with(throttled).mount(&server).await;
    let client = GraphClient::builder().endpoint(server.uri()).retry_budget(10).build().unwrap();
    let requests = (0..40).map(|_| things::<GetThing>(&client).into_future());
    for answer in futures::future::join_all(requests).await {
        assert!(answer.unwrap_err().is_throttled());
    }
    assert_eq!(received(&server).await.len(), 40 + 10);

    // What goes well gives back: two answers are worth a retry.
    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(json!({}))).mount(&server).await;
    for _ in 0..2 {
        things::<GetThing>(&client).await.unwrap();
    }
    server.reset().await;
    let throttled = ResponseTemplate::new(429).insert_header("Retry-After", "0");
    Mock::given(any()).respond_with(throttled).mount(&server).await;
    things::<GetThing>(&client).await.unwrap_err();
    assert_eq!(received(&server).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_upload_has_limits_and_retries_of_its_own() {
    let (endpoint, connections) = silent().await;
    let client = client_of(endpoint.clone(), TimeLimits::default(), RetryOptions::none());
    let start = Instant::now();
    let retry = RetryOptions::default().max_retries(2);
    let upload = client.upload(format!("{endpoint}/session"), vec![0; 10]).retry(retry);
    let error = upload.limit_time(TimeLimits::default().silence(SHORT)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(start.elapsed() < Duration::from_secs(55), "{:?}", start.elapsed());
    assert!(connections.load(Ordering::Relaxed) > 1, "it is tried again");
}
