//! Content: downloads and uploads as streams, redirects without the token.

use crate::api::*;
use crate::raw;
use futures::AsyncRead;
use msgraph_core::Content;
use msgraph_core::azure_core::stream::{BytesStream, SeekableStream};
use serde_json::json;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::test]
async fn follows_a_download_to_another_host_without_the_token() {
    let host = MockServer::start().await;
    Mock::given(path("/file"))
        .respond_with(ResponseTemplate::new(206).set_body_bytes(b"content".to_vec()))
        .mount(&host)
        .await;
    let graph = MockServer::start().await;
    let found = ResponseTemplate::new(302).insert_header("Location", format!("{}/file?t=1", host.uri()));
    Mock::given(path("/v1.0/things")).respond_with(found).mount(&graph).await;

    let request = things::<GetContent>(&client(&graph)).header("Range", "bytes=0-6").header("x-mine", 1);
    assert_eq!(request.clone().await.unwrap(), "content");
    let mut download = request.stream().await.unwrap();
    assert_eq!((download.status, download.len()), (206, Some(7)));
    assert_eq!(download.try_next().await.unwrap().unwrap(), "content");
    assert_eq!(download.try_next().await.unwrap(), None);

    for request in received(&host).await {
        assert_eq!(header(&request, "Authorization"), None);
        assert_eq!(header(&request, "x-mine"), None);
        assert_eq!(header(&request, "Range"), Some("bytes=0-6"));
    }
    assert_eq!(header(&received(&graph).await[0], "Authorization"), Some(bearer().as_str()));
}

#[tokio::test]
async fn follows_several_redirects_within_a_limit() {
    let graph = MockServer::start().await;
    for hop in 0..12 {
        let next = ResponseTemplate::new(302).insert_header("Location", format!("/hop/{}", hop + 1));
        Mock::given(path(format!("/hop/{hop}"))).respond_with(next).mount(&graph).await;
    }
    Mock::given(path("/hop/12")).respond_with(ResponseTemplate::new(200).set_body_string("far")).mount(&graph).await;
    let client = client(&graph);
    let from = |hop: u32| things::<GetContent>(&client).with_url(format!("{}/hop/{hop}", graph.uri()));
    assert_eq!(from(2).await.unwrap(), "far");
    assert_eq!(from(2).stream().await.unwrap().into_response().await.unwrap().body, "far");
    let error = from(0).await.unwrap_err();
    assert!(error.to_string().contains("the last of 10 redirects"), "{error}");
    let error = from(0).stream().await.unwrap_err();
    assert!(error.to_string().contains("the last of 10 redirects"), "{error}");

    let round = ResponseTemplate::new(302).insert_header("Location", "/round");
    Mock::given(path("/round")).respond_with(round).expect(11).mount(&graph).await;
    things::<GetContent>(&client).with_url(format!("{}/round", graph.uri())).await.unwrap_err();
}

#[tokio::test]
async fn streams_a_download_before_it_is_whole() {
    // Two chunks, the second after the first was read.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (read, wait) = tokio::sync::oneshot::channel::<()>();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut connection, _) = listener.accept().await.unwrap();
        let _ = connection.read(&mut [0; 4096]).await;
        connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc").await.unwrap();
        wait.await.unwrap();
        connection.write_all(b"def").await.unwrap();
    });
    let client: GraphClient = GraphClient::builder().endpoint(endpoint).build().unwrap();
    let mut download = things::<GetContent>(&client).stream().await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "abc");
    read.send(()).unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "def");
}

#[tokio::test]
async fn a_download_that_fails_is_an_error() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(404)).mount(&server).await;
    assert!(things::<GetContent>(&client(&server)).stream().await.unwrap_err().is_not_found());
}

/// A stream that can start again, and whose clones share their place, like those of a file.
#[derive(Clone, Debug)]
struct Again(Arc<Mutex<BytesStream>>);

#[async_trait::async_trait]
impl SeekableStream for Again {
    async fn reset(&mut self) -> msgraph_core::azure_core::Result<()> {
        let mut stream = self.0.lock().unwrap().clone();
        stream.reset().await?;
        *self.0.lock().unwrap() = stream;
        Ok(())
    }

    fn len(&self) -> Option<u64> {
        self.0.lock().unwrap().len()
    }
}

impl AsyncRead for Again {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut *self.0.lock().unwrap()).poll_read(cx, buf)
    }
}

#[tokio::test]
async fn uploads_bytes_and_streams_again_if_they_are_throttled() {
    for streamed in [false, true] {
        let server = MockServer::start().await;
        Mock::given(method("PUT")).respond_with(ResponseTemplate::new(503)).up_to_n_times(1).mount(&server).await;
        Mock::given(method("PUT"))
            .respond_with(ResponseTemplate::new(201).set_body_json(json!({ "id": 1 })))
            .mount(&server)
            .await;
        let content: Content = if streamed {
            let stream: Box<dyn SeekableStream> = Box::new(Again(Arc::new(Mutex::new(BytesStream::new("some text")))));
            stream.into()
        } else {
            "some text".into()
        };
        let request = things::<PutContent>(&client(&server)).with_content(content, "text/plain");
        assert_eq!(request.await.unwrap()["id"], 1);
        let received = received(&server).await;
        assert_eq!(received.len(), 2);
        for request in &received {
            assert_eq!(request.body, b"some text", "streamed: {streamed}");
            assert_eq!(header(request, "Content-Type"), Some("text/plain"));
            assert_eq!(header(request, "Content-Length"), Some("9"), "streamed: {streamed}");
            assert_eq!(header(request, "Transfer-Encoding"), None, "streamed: {streamed}");
        }
    }
}

#[tokio::test]
async fn a_download_that_broke_off_never_says_that_it_ended() {
    for cut in ["Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"] {
        let answer = format!("HTTP/1.1 200 OK\r\n{cut}").into_bytes();
        let endpoint = raw::answering(move |_| answer.clone()).await;
        let client: GraphClient = GraphClient::builder().endpoint(endpoint).build().unwrap();
        let mut download = things::<GetContent>(&client).stream().await.unwrap();
        assert_eq!(download.try_next().await.unwrap().unwrap(), "abc");
        let error = download.try_next().await.unwrap_err().to_string();
        assert_eq!(download.try_next().await.unwrap_err().to_string(), error);
        download.into_response().await.unwrap_err();
    }
}
