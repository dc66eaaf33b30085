//! The server that the programs in `tests/programs` talk to: on loopback, it answers what Graph answers, and keeps what it
//! was asked.

use msgraph_client::GraphClient;
use serde_json::Value;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A Graph on loopback.
pub struct Graph {
    server: MockServer,
}

impl Graph {
    /// Starts one that knows nothing yet.
    pub async fn start() -> Self {
        Self { server: MockServer::start().await }
    }

    /// Returns a client of it.
    ///
    /// # Panics
    /// If the client can't be set up.
    #[must_use]
    pub fn client(&self) -> GraphClient {
        GraphClient::builder().endpoint(self.server.uri()).build().expect("loopback is taken")
    }

    /// Returns an address on it, for links in answers.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.uri())
    }

    /// Answers requests below `/v1.0` with a status and JSON; `null` is no body.
    pub async fn answers(&self, verb: &str, at: &str, status: u16, body: Value) {
        let answer = ResponseTemplate::new(status);
        let answer = if body.is_null() { answer } else { answer.set_body_json(body) };
        self.gives(verb, &format!("/v1.0{at}"), answer).await;
    }

    /// Answers requests with any answer.
    pub async fn gives(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        let last = Mock::given(method(verb)).and(path(at)).respond_with(answer);
        last.mount(&self.server).await;
    }

    /// Answers one request, before what else stands for the place.
    pub async fn gives_once(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        let once = Mock::given(method(verb)).and(path(at)).respond_with(answer).up_to_n_times(1).with_priority(1);
        once.mount(&self.server).await;
    }

    /// Returns what was asked so far, in order.
    ///
    /// # Panics
    /// Never: the server records.
    pub async fn asked(&self) -> Vec<Asked> {
        let requests = self.server.received_requests().await.expect("requests are recorded");
        requests.into_iter().map(Asked).collect()
    }
}

/// A request that arrived.
pub struct Asked(Request);

impl Asked {
    /// Returns its verb, path and decoded query: `GET /v1.0/users?$top=5`.
    #[must_use]
    pub fn line(&self) -> String {
        let query: Vec<String> = self.0.url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{} {}{mark}{}", self.0.method, self.0.url.path(), query.join("&"))
    }

    /// Returns the value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.get(name)?.to_str().ok()
    }

    /// Returns its body as JSON, `null` where it isn't.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.0.body).unwrap_or_default()
    }

    /// Returns its body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }
}
