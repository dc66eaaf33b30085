//! Remote values that are as large as they can be: bodies, `Retry-After`, links that lead in a circle.

use crate::api::*;
use crate::raw;
use msgraph_core::{ErrorKind, RetryOptions, StaticToken};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

fn limited(endpoint: String, limit: usize) -> GraphClient {
    GraphClient::builder().credential(StaticToken::new(TOKEN)).endpoint(endpoint).body_limit(limit).build().unwrap()
}

/// A body of so many bytes, a JSON string.
fn text_of(len: usize) -> String {
    format!("\"{}\"", "x".repeat(len - 2))
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_an_error_that_says_what_to_do() {
    for (len, fits) in [(1000, true), (1001, false)] {
        // One that claims to be longer than anything, and breaks off; one that says nothing of its length.
        for claimed in [Some(len), None] {
            let length = claimed.map_or(String::new(), |len| format!("Content-Length: {len}\r\n"));
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n{length}\r\n");
            let endpoint = raw::answering(move |_| format!("{head}{}", text_of(len)).into_bytes()).await;
            let client = limited(endpoint, 1000);
            let answer = things::<GetThing>(&client).await;
            assert_eq!(answer.is_ok(), fits, "{answer:?}");
            if let Err(error) = answer {
                let told = "200 OK: the answer can't be read: it is longer than 1000 bytes; take it as a stream, or set \
                            the client's `body_limit`";
                assert_eq!(error.to_string(), told);
                assert!(matches!(error.kind(), ErrorKind::Answer { .. }));
            }
            let mut download = things::<GetThing>(&client).stream().await.unwrap();
            let mut got = 0;
            while let Some(chunk) = download.try_next().await.unwrap() {
                got += chunk.len();
            }
            assert_eq!(got, len, "a stream has no limit");
            let read = things::<GetThing>(&client).stream().await.unwrap().into_response().await;
            assert_eq!(read.is_ok(), fits, "read into memory, a stream has the same limit");
        }
    }
}

#[tokio::test]
async fn a_body_in_pieces_has_the_same_limit() {
    for (len, fits) in [(1000, true), (1001, false), (5000, false)] {
        let endpoint = raw::serving(move |mut connection, _| async move {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
            for piece in [head.as_bytes(), &text_of(len).into_bytes()[..400], &text_of(len).into_bytes()[400..]] {
                // A client that has enough closes the connection, which is its right.
                let _ = connection.write_all(piece).await;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
        let answer = things::<GetThing>(&limited(endpoint, 1000)).await;
        assert_eq!(answer.is_ok(), fits, "{answer:?}");
    }
}

#[tokio::test]
async fn a_length_that_is_claimed_is_not_believed() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18446744073709551614\r\n\r\n{}";
    let endpoint = raw::answering(move |_| head.as_bytes().to_vec()).await;
    let client = GraphClient::builder().endpoint(endpoint).retry(RetryOptions::none()).build().unwrap();
    let client: GraphClient = client;
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
}

#[tokio::test]
async fn an_asked_delay_of_any_size_ends_the_attempts() {
    let delays = [
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999999999999",
        "1.8e19",
        "9999999999.5",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ];
    for asked in delays {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .respond_with(ResponseTemplate::new(429).insert_header("Retry-After", asked))
            .mount(&server)
            .await;
        let start = Instant::now();
        let retry = RetryOptions::default().initial_delay(Duration::from_millis(1)).max_retries(1);
        let error = things::<GetThing>(&client_with(&server, retry.clone())).await.unwrap_err();
        assert!(error.is_throttled(), "{asked}: {error}");
        let client = client_with(&server, retry);
        let mut batch = client.batch();
        let _ = batch.add(things::<GetThing>(&client));
        batch.send().await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(20), "{asked}");
    }
}

#[tokio::test]
async fn a_delay_may_be_a_part_of_a_second() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(429).insert_header("Retry-After", "0.5"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(json!({}))).mount(&server).await;
    let start = Instant::now();
    things::<GetThing>(&client(&server)).await.unwrap();
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(500) && took < Duration::from_secs(20), "{took:?}");
}
