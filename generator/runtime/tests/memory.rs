//! Endless and compressed bodies don't fill the memory: a process of its own reads them, and says how much it took at most.
//!
//! The figure comes from the operating system, and so this is a test where it has one to read.
#![cfg(target_os = "linux")]

use msgraph_core::response::One;
use msgraph_core::{Method, Operation, OperationInfo, RetryOptions};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

msgraph_core::define_request!();
msgraph_core::define_client!("v1.0");

struct GetThing;

impl Operation for GetThing {
    const INFO: OperationInfo = OperationInfo::new("get thing", Method::Get);
    type Response = One<Value>;
}

/// The most memory that the process may take, in MiB.
const MOST: u64 = 200;
/// Where the process that reads finds its server.
const ENDPOINT: &str = "MSGRAPH_TEST_ENDPOINT";
/// How much a body has at least before its server gives up: many times what may be taken.
const BODY: usize = 1024 * 1024 * 1024;

/// A body by its path: it begins as JSON, as a Graph error, or as text, and goes on and on.
fn write_body(connection: &mut TcpStream, path: &str) -> std::io::Result<()> {
    let (status, start) = match path {
        path if path.ends_with("/error") => (500, "{\"error\":{\"code\":\"x\",\"message\":\""),
        path if path.ends_with("/html") => (404, "<html><title>"),
        path if path.ends_with("/values") => (200, "{\"value\":["),
        _ => (200, "{\"value\":\""),
    };
    let compressed = path.contains("compressed");
    let coding = if compressed { "Content-Encoding: gzip\r\n" } else { "" };
    write!(
        connection,
        "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nConnection: close\r\n{coding}\r\n"
    )?;
    let (chunk, end) = match path.rsplit('/').next() {
        // As long as may be.
        Some("values") => (b"0,".repeat(512 * 1024), "0]}"),
        _ => (vec![b'x'; 1024 * 1024], ""),
    };
    let chunks = if end.is_empty() { BODY / chunk.len() } else { 60 };
    if compressed {
        let mut coder = flate2::write::GzEncoder::new(connection, flate2::Compression::best());
        coder.write_all(start.as_bytes())?;
        (0..chunks).try_for_each(|_| coder.write_all(&chunk))?;
        coder.write_all(end.as_bytes())?;
        return coder.finish().map(drop);
    }
    connection.write_all(start.as_bytes())?;
    (0..chunks).try_for_each(|_| connection.write_all(&chunk))?;
    connection.write_all(end.as_bytes())
}

fn serve(listener: TcpListener) {
    for connection in listener.incoming() {
        std::thread::spawn(move || {
            let mut connection = connection.expect("a connection comes in");
            let mut lines = BufReader::new(connection.try_clone().expect("it can be shared")).lines();
            let line = lines.next().and_then(Result::ok).unwrap_or_default();
            let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
            while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
            // The client closes it as soon as it has had enough.
            let _ = write_body(&mut connection, &path);
        });
    }
}

/// Reads the body behind a path in a process of its own, in which the test of this name runs again.
fn read_elsewhere(test: &str, path: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback can be bound");
    let endpoint = format!("http://{}/{path}", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || serve(listener));
    let own = std::env::current_exe().expect("a test knows its program");
    // More than that isn't given to it, so that a missing limit fails here and not elsewhere.
    let mut reader = Command::new("sh");
    reader.arg("-c").arg("ulimit -v 3000000; exec \"$0\" \"$@\"").arg(own);
    reader.args(["--exact", test, "--nocapture"]).env(ENDPOINT, endpoint);
    let output = reader.output().expect("the reader can be started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{path}: {said}");
    let took = said.lines().find_map(|line| line.strip_prefix("took ")?.strip_suffix(" MiB")?.parse::<u64>().ok());
    let took = took.unwrap_or_else(|| panic!("{path}: {said}"));
    assert!(took < MOST, "{path}: it took {took} MiB");
}

/// Reads the body and returns true in the process that a test has started itself in again.
fn reads_here() -> bool {
    let Ok(endpoint) = std::env::var(ENDPOINT) else { return false };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
    let failed = runtime.block_on(async {
        let (host, path) =
            endpoint.rsplit_once("//").and_then(|(_, rest)| rest.split_once('/')).expect("it has a path");
        let client: GraphClient = GraphClient::builder()
            .endpoint(format!("http://{host}"))
            .retry(RetryOptions::none())
            .build()
            .expect("loopback is taken");
        let place = path.split('/').fold(client.path().clone(), |place, segment| place.child(segment));
        let request = Request::<GetThing>::new(&place);
        match path.starts_with("stream") {
            true => request.stream().await.expect_err("the error is read").to_string(),
            false => request.await.expect_err("it is too long").to_string(),
        }
    });
    let wanted =
        if endpoint.ends_with("/values") { "JSON of more than 524288 values" } else { "longer than 67108864 bytes" };
    assert!(failed.contains(wanted), "{failed}");
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    println!("\ntook {} MiB", peak.and_then(|peak| peak.trim().parse::<u64>().ok()).expect("it is a number") / 1024);
    true
}

#[test]
fn endless_bodies_are_given_up() {
    if reads_here() {
        return;
    }
    for path in ["endless", "endless/error", "endless/html", "endless/values", "stream/error"] {
        read_elsewhere("endless_bodies_are_given_up", path);
    }
}

#[test]
fn compressed_bodies_are_given_up() {
    if reads_here() {
        return;
    }
    for path in ["compressed", "compressed/values", "compressed/error", "compressed/html", "stream/compressed/error"] {
        read_elsewhere("compressed_bodies_are_given_up", path);
    }
}
