//! Long running operations: `202 Accepted`, and a place that tells how far it is.

use crate::response::check;
use crate::retry::sleep;
use crate::send::How;
use crate::service_error::retry_after;
use crate::{Client, ErrorKind, Headers, HttpRequest, HttpResponse, Method, RawRequest, Result, ServiceError};
use bytes::Bytes;
use serde_json::Value;
use std::time::Duration;

/// The longest time between two questions, if the service asks for none.
const LONGEST: Duration = Duration::from_secs(30);

impl RawRequest {
    /// Sends the request; if it is accepted as a long running operation, asks how far it is until it is over.
    ///
    /// # Errors
    /// If the request or the operation fails.
    pub async fn wait(self) -> Result<HttpResponse> {
        let client = self.client().clone();
        let explain = self.explain();
        let answer = self.send().await.and_then(check).map_err(explain)?;
        let place = answer.headers.get("location").or_else(|| answer.headers.get("operation-location"));
        match place.filter(|_| answer.status == 202) {
            Some(place) => client.wait_for(place).await,
            None => Ok(answer),
        }
    }
}

impl Client {
    /// Asks the place that a `Location` names until the operation there is over, and gives the last answer.
    ///
    /// Places on other hosts are asked without a token.
    ///
    /// # Errors
    /// If the operation fails, or can't be asked for.
    pub async fn wait_for(&self, location: &str) -> Result<HttpResponse> {
        let sender = self.sender()?;
        let url = self.place(location)?;
        let mut delay = sender.retry.initial_delay;
        loop {
            let request =
                HttpRequest { method: Method::Get, url: url.clone(), headers: Headers::new(), body: Bytes::new() };
            let answer = check(sender.follow(request, How::Usual).await?)?;
            match progress(&answer) {
                Progress::Over => return Ok(answer),
                Progress::Failed => {
                    return Err(ErrorKind::Operation(ServiceError::read(answer)).into());
                }
                Progress::Running => {
                    sleep(retry_after(&answer.headers).unwrap_or(delay)).await;
                    delay = (delay * 2).min(LONGEST);
                }
            }
        }
    }

    /// The URL of a `Location`, which is whole, or relative to the version or to the host.
    fn place(&self, location: &str) -> Result<String> {
        let version = format!("/{}/", self.version());
        let own = match location.strip_prefix(&version) {
            Some(path) => self.resolve(&format!("/{path}")),
            None if location.starts_with("http") => self.check_foreign(location),
            None => self.resolve(&format!("/{}", location.trim_start_matches('/'))),
        };
        own.map(String::from)
    }
}

enum Progress {
    Running,
    Over,
    Failed,
}

fn progress(answer: &HttpResponse) -> Progress {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let status = body["status"].as_str().unwrap_or_default().to_ascii_lowercase();
    match status.as_str() {
        "notstarted" | "inprogress" | "running" | "waiting" | "pending" | "updating" | "deletepending" => {
            Progress::Running
        }
        "failed" | "cancelled" | "canceled" | "deletefailed" => Progress::Failed,
        _ if answer.status == 202 => Progress::Running,
        _ => Progress::Over,
    }
}
