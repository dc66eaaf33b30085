//! A request as it is put together, before any I/O.

use crate::response::ResponseKind;
use crate::{Arg, Client, Error, Headers, HttpRequest, HttpResponse, Method, Origin, Path, Required, Result, shown};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use msgraph_types::Shown;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};

/// What a query value keeps as it is; everything else is percent-encoded.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b'/')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// A request of any operation; the generated `Request<O>` is a typed coat around it.
#[derive(Clone)]
pub struct RawRequest {
    client: Client,
    operation: &'static str,
    /// What is documented about the operation, if it is.
    origin: Option<&'static Origin>,
    method: Method,
    /// The path below the version, or a whole URL.
    target: String,
    /// Arguments of the function that the target ends with, beside those in it.
    arguments: Vec<(String, Arg)>,
    query: Vec<(String, String)>,
    headers: Headers,
    content: Content,
    /// The parameters of an action, sent as a JSON object.
    parameters: BTreeMap<String, Box<RawValue>>,
    /// What is wrong with the path; of no matter once another URL is asked.
    path_problem: Option<&'static str>,
    /// The first thing that was wrong; told by [`build`](Self::build).
    problem: Option<String>,
    #[cfg(feature = "http")]
    settings: crate::send::Settings,
}

/// The body of a request.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Content {
    /// No body.
    #[default]
    Empty,
    /// Bytes in memory.
    Bytes(Bytes),
    /// A stream that can start again for a retry.
    #[cfg(feature = "http")]
    Stream(Box<dyn azure_core::stream::SeekableStream>),
}

macro_rules! content_from {
    ($($type:ty)*) => {$(
        impl From<$type> for Content {
            fn from(body: $type) -> Self {
                Self::Bytes(body.into())
            }
        }
    )*};
}

content_from!(Bytes Vec<u8> String &'static [u8] &'static str);

#[cfg(feature = "http")]
impl From<Box<dyn azure_core::stream::SeekableStream>> for Content {
    fn from(stream: Box<dyn azure_core::stream::SeekableStream>) -> Self {
        Self::Stream(stream)
    }
}

impl RawRequest {
    /// A request for a place in the API.
    pub fn new(operation: &'static str, method: Method, path: &Path) -> Self {
        Self {
            client: path.client().clone(),
            operation,
            origin: None,
            method,
            target: path.as_str().to_owned(),
            arguments: Vec::new(),
            query: Vec::new(),
            headers: Headers::new(),
            content: Content::Empty,
            parameters: BTreeMap::new(),
            path_problem: path.problem(),
            problem: None,
            #[cfg(feature = "http")]
            settings: Default::default(),
        }
    }

    /// A request of a documented operation, whose errors and spans tell more.
    pub fn of(origin: &'static Origin, method: Method, path: &Path) -> Self {
        Self { origin: Some(origin), ..Self::new(origin.name, method, path) }
    }

    /// The client that sends it.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The name of the operation.
    pub const fn operation(&self) -> &'static str {
        self.operation
    }

    /// The method.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The headers that were set.
    pub const fn headers(&self) -> &Headers {
        &self.headers
    }

    /// Sets a header, in place of one with the same name.
    pub fn header(&mut self, name: &str, value: impl Display) {
        let value = value.to_string();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic() && b != b':') {
            self.complain(format!("`{name}` is no header name"));
        } else if value.bytes().any(|b| b.is_ascii_control() && b != b'\t') {
            self.complain(format!("the value of header `{name}` has a control character in it"));
        } else {
            self.headers.set(name, value);
        }
    }

    /// Sets a header that the request isn't to be sent without, such as `If-Match`.
    pub fn needed_header(&mut self, name: &str, value: impl Into<Required>) {
        match value.into().into_option() {
            Some(value) => self.header(name, value),
            None => self.complain(format!("the value of header `{name}` isn't given")),
        }
    }

    /// Adds a preference to `Prefer`.
    pub fn prefer(&mut self, preference: impl Display) {
        let preference = preference.to_string();
        match self.headers.get("prefer") {
            Some(others) => self.header("Prefer", format!("{others}, {preference}")),
            None => self.header("Prefer", preference),
        }
    }

    /// Sets an argument of the function that the path ends with, in place of one set before with the same name.
    ///
    /// ```
    /// use msgraph_core::{Arg, Client, Method, Path, RawRequest};
    ///
    /// let root = Path::root(&Client::offline("v1.0")).child("me").child("drive").child("root");
    /// let mut request = RawRequest::new("delta", Method::Get, &root.child("delta"));
    /// request.argument("token", Arg::string("latest"));
    /// assert!(request.build()?.url.ends_with("/root/delta(token='latest')"));
    /// # Ok::<(), msgraph_core::Error>(())
    /// ```
    pub fn argument(&mut self, name: &str, value: Arg) {
        match self.arguments.iter_mut().find(|(own, _)| own == name) {
            Some((_, old)) => *old = value,
            None => self.arguments.push((name.to_owned(), value)),
        }
    }

    /// Sets a query parameter, in place of one with the same name.
    pub fn query(&mut self, name: &str, value: impl Display) {
        let value = value.to_string();
        match self.query.iter_mut().find(|(own, _)| own == name) {
            Some((_, old)) => *old = value,
            None => self.query.push((name.to_owned(), value)),
        }
    }

    /// Adds names to a query parameter that is a list.
    pub fn query_list(&mut self, name: &str, names: impl Display) {
        let names = names.to_string();
        match self.query.iter_mut().find(|(own, _)| own == name) {
            Some((_, list)) => {
                list.push(',');
                list.push_str(&names);
            }
            None => self.query.push((name.to_owned(), names)),
        }
    }

    /// Asks another URL: a link that Graph gave, or a path below the version. Query parameters set before
    /// are dropped, because a link has its own.
    pub fn url(&mut self, url: &str) {
        // A fragment is never sent, and what follows one wouldn't be either.
        url.split('#').next().unwrap_or_default().clone_into(&mut self.target);
        self.arguments.clear();
        self.query.clear();
        self.path_problem = None;
    }

    /// The request for the page behind the one that this request asked for: a `GET` of the link, even behind a `POST`, as
    /// the service documents it. Headers go along, because Graph forgets `ConsistencyLevel` and `Prefer` otherwise.
    #[cfg(feature = "http")]
    pub(crate) fn following(&self, link: &str) -> Self {
        let mut next = self.clone();
        next.url(link);
        if next.method != Method::Get {
            next.method = Method::Get;
            next.content = Content::Empty;
            next.parameters.clear();
            next.headers.remove("Content-Type");
        }
        next
    }

    /// Sets `$search`: phrases in quotes, with `AND`, `OR`, `NOT` and parentheses between them, as they stand; anything else
    /// in quotes.
    ///
    /// ```
    /// use msgraph_core::{Client, Method, Path, RawRequest};
    ///
    /// let mut request = RawRequest::new("list", Method::Get, &Path::root(&Client::offline("v1.0")).child("users"));
    /// request.search(r#"the "best" tea"#);
    /// assert!(request.build()?.url.ends_with("?$search=%22the%20%5C%22best%5C%22%20tea%22"));
    /// # Ok::<(), msgraph_core::Error>(())
    /// ```
    pub fn search(&mut self, phrase: &str) {
        if is_search(phrase) {
            self.query("$search", phrase);
        } else {
            self.query("$search", format!("\"{}\"", phrase.replace('\\', r"\\").replace('"', "\\\"")));
        }
    }

    /// Sends a value as JSON, in place of content that was set before. A request has this or parameters, not both.
    pub fn body(&mut self, body: &(impl Serialize + ?Sized)) {
        match self.json(body) {
            Ok(json) => self.content(json, "application/json"),
            Err(problem) => self.complain(format!("the body can't be sent: {problem}")),
        }
    }

    /// Sends content as it is, in place of content that was set before. A request has this or parameters, not both.
    pub fn content(&mut self, content: impl Into<Content>, content_type: &str) {
        self.content = content.into();
        self.header("Content-Type", content_type);
    }

    /// Sends a message in MIME: its bytes, headers included, encoded as base64.
    pub fn mime(&mut self, message: impl AsRef<[u8]>) {
        self.content(BASE64_STANDARD.encode(message), "text/plain");
    }

    /// Sets a parameter of an action.
    pub fn parameter(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        let json = self.json(value).and_then(|json| RawValue::from_string(json).map_err(|error| error.to_string()));
        match json {
            Ok(value) => drop(self.parameters.insert(name.to_owned(), value)),
            Err(problem) => self.complain(format!("parameter `{name}` can't be sent: {problem}")),
        }
    }

    /// Writes a value as JSON, with the addresses of what it links to.
    fn json(&self, value: &(impl Serialize + ?Sized)) -> std::result::Result<String, String> {
        let json = serde_json::to_string(value).map_err(|error| error.to_string())?;
        Ok(match crate::bind::absolute(&json, &self.client.root())? {
            Cow::Owned(json) => json,
            Cow::Borrowed(_) => json,
        })
    }

    /// Sends a link to an entity: its URL, or its id where ids are looked up under this path.
    ///
    /// ```
    /// use msgraph_core::{Client, Method, Path, RawRequest};
    ///
    /// let members = Path::root(&Client::offline("v1.0")).child("groups").key("1").child("members").child("$ref");
    /// let mut request = RawRequest::new("add member", Method::Post, &members);
    /// request.reference("directoryObjects", "a b");
    /// assert_eq!(
    ///     request.build()?.body,
    ///     r#"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/a%20b"}"#,
    /// );
    /// # Ok::<(), msgraph_core::Error>(())
    /// ```
    pub fn reference(&mut self, under: &str, id: impl Into<Required>) {
        let id = id.into();
        let url = match id.clone().into_option() {
            Some(url) if url.starts_with("https://") || url.starts_with("http://") => url,
            _ => {
                let place = under.split('/').filter(|segment| !segment.is_empty());
                let place = place.fold(Path::root(&self.client), |path, segment| path.child(segment)).id(id);
                if let Some(problem) = place.problem() {
                    self.complain(problem.to_owned());
                }
                format!("{}{}", self.client.root(), place.as_str())
            }
        };
        self.parameter("@odata.id", &url);
    }

    fn complain(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// The request as it would be sent, token aside; a streamed body is left out.
    ///
    /// # Errors
    /// If a value couldn't be written, or the URL isn't one of the client's service.
    pub fn build(&self) -> Result<HttpRequest> {
        if let Some(problem) = self.problem.as_deref().or(self.path_problem) {
            return Err(Error::request(problem));
        }
        if !self.parameters.is_empty() && !matches!(self.content, Content::Empty) {
            let names: Vec<_> = self.parameters.keys().map(String::as_str).collect();
            let names = names.join("`, `");
            return Err(Error::request(format!("it has a body, and parameters that would replace it: `{names}`")));
        }
        let url = self.client.resolve(&self.whole_target())?.into();
        let mut headers = self.headers.clone();
        let body = if self.parameters.is_empty() {
            match &self.content {
                Content::Empty => Bytes::new(),
                Content::Bytes(bytes) => bytes.clone(),
                #[cfg(feature = "http")]
                Content::Stream(_) => Bytes::new(),
            }
        } else {
            if headers.get("Content-Type").is_none() {
                headers.set("Content-Type", "application/json");
            }
            let json = serde_json::to_vec(&self.parameters);
            json.map_err(|error| Error::request(error.to_string()))?.into()
        };
        Ok(HttpRequest { method: self.method, url, headers, body })
    }

    fn whole_target(&self) -> String {
        let mut target = self.called();
        for (name, value) in &self.query {
            let mark = if target.contains('?') { '&' } else { '?' };
            let name = utf8_percent_encode(name, QUERY);
            // A write to a string can't fail.
            let _ = write!(target, "{mark}{name}={}", utf8_percent_encode(value, QUERY));
        }
        target
    }

    /// The target, its last function called with the arguments that were set.
    fn called(&self) -> String {
        let (path, query) = self.target.split_at(self.target.find('?').unwrap_or(self.target.len()));
        let mut called = path.strip_suffix(')').unwrap_or(path).to_owned();
        for (name, value) in &self.arguments {
            let before = match called.strip_prefix(path) {
                Some("") => "(",
                _ if called.ends_with('(') => "",
                _ => ",",
            };
            // A write to a string can't fail.
            let _ = write!(called, "{before}{name}={value}");
        }
        if called != path {
            called.push(')');
        }
        called + query
    }

    pub(crate) const fn is_streamed(&self) -> bool {
        !matches!(self.content, Content::Empty | Content::Bytes(_))
    }

    /// What is documented about the operation, if it is.
    pub(crate) const fn origin(&self) -> Option<&'static Origin> {
        self.origin
    }

    /// Whether it has limits on time or retries of its own.
    pub(crate) const fn has_settings(&self) -> bool {
        #[cfg(feature = "http")]
        return self.settings.limits.is_some() || self.settings.retry.is_some();
        #[cfg(not(feature = "http"))]
        return false;
    }

    /// What makes an error tell why the service denied the request.
    pub(crate) fn explain(&self) -> impl FnOnce(Error) -> Error + Send + use<> {
        let (origin, client) = (self.origin, self.client.clone());
        move |error| crate::denied::explain(error, origin, &client)
    }

    /// Reads an answer to this request, however it came.
    ///
    /// # Errors
    /// If it is an error, or isn't what `K` says.
    pub fn read<K: ResponseKind>(&self, response: HttpResponse) -> Result<K::Output> {
        K::read(response).map_err(self.explain())
    }

    /// The documented path that a URL of the client's service is an instance of.
    #[cfg(feature = "http")]
    pub(crate) fn template(&self, url: &str) -> Option<&'static str> {
        let path = url.strip_prefix(&self.client.root())?.split('?').next()?;
        self.origin?.paths.iter().find(|template| crate::mock::matches(template, path))
    }

    #[cfg(feature = "http")]
    pub(crate) const fn settings(&self) -> &crate::send::Settings {
        &self.settings
    }

    #[cfg(feature = "http")]
    pub(crate) const fn settings_mut(&mut self) -> &mut crate::send::Settings {
        &mut self.settings
    }

    #[cfg(feature = "http")]
    pub(crate) const fn content_ref(&self) -> &Content {
        &self.content
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RawRequest");
        shown.field("operation", &self.operation).field("method", &self.method);
        shown.field("target", &shown::url(&self.whole_target())).field("headers", &self.headers);
        if !self.parameters.is_empty() {
            let parameters = serde_json::to_value(&self.parameters).unwrap_or_default();
            shown.field("parameters", &Shown::new("", &parameters));
        }
        shown.field("content", &self.content).field("problem", &self.problem).finish_non_exhaustive()
    }
}

/// Without secrets that are in it.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => shown::Body(bytes).fmt(f),
            #[cfg(feature = "http")]
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// Whether a text is a `$search` already: phrases in quotes, with operators and parentheses between them.
fn is_search(text: &str) -> bool {
    let (mut rest, mut depth, mut phrases) = (text.trim_start(), 0_usize, 0_usize);
    // Whether an operand comes next: it has to, at the start and behind an operator.
    let mut open = true;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '(' => {
                (depth, open) = (depth + 1, true);
                1
            }
            ')' if depth > 0 && !open => {
                depth -= 1;
                1
            }
            '"' => {
                let Some(len) = quoted_len(rest) else { return false };
                (phrases, open) = (phrases + 1, false);
                len
            }
            _ => match rest.split(|c: char| c.is_whitespace() || c == '(' || c == '"').next() {
                Some(word @ ("AND" | "OR")) if !open => {
                    open = true;
                    word.len()
                }
                Some(word @ "NOT") => {
                    open = true;
                    word.len()
                }
                _ => return false,
            },
        };
        rest = rest[len..].trim_start();
    }
    depth == 0 && phrases > 0 && !open
}

/// How long the phrase in quotes is that a text begins with; none if it isn't closed.
fn quoted_len(text: &str) -> Option<usize> {
    let mut escaped = false;
    let inner = text.get(1..)?;
    let end = inner.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some(end + 2)
}
