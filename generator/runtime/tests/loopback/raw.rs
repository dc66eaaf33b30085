//! Servers that write their answers byte by byte, for what no well-behaved server does.

use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers each request, by its line and headers, with bytes, and closes the connection.
pub async fn answering(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> String {
    serving(move |mut connection, head| {
        let bytes = answer(&head);
        async move {
            // The client may have closed it, which is its right.
            let _ = connection.write_all(&bytes).await;
        }
    })
    .await
}

/// Hands each request to a function, with the connection that it came on.
pub async fn serving<F, A>(answer: F) -> String
where
    F: Fn(TcpStream, String) -> A + Send + Sync + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback can be bound");
    let endpoint = format!("http://{}", listener.local_addr().expect("it is bound"));
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                if let Some(head) = read_request(&mut connection).await {
                    answer(connection, head).await;
                }
            });
        }
    });
    endpoint
}

/// Reads a request to its end, and gives its head.
async fn read_request(connection: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if connection.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    while bytes.len() < end + length.unwrap_or(0) {
        if connection.read_buf(&mut bytes).await.ok()? == 0 {
            break;
        }
    }
    Some(head)
}

/// An answer with JSON in it.
pub fn json_answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}");
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
