//! The client: which cloud and version it talks to, and how it is set up.

use crate::{Cloud, Error, Result, shown};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use url::{Host, Url};

#[cfg(feature = "http")]
use crate::send::{Sender, Setup};

/// What every request is made with; cloning it is cheap, and clones share their connections and token.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    /// The root of the service, without a version and without a slash at the end.
    endpoint: Url,
    version: Cow<'static, str>,
    #[cfg(feature = "http")]
    sender: Option<Sender>,
}

impl Client {
    /// A client of the worldwide cloud that builds requests and can't send them.
    pub fn offline(version: impl Into<Cow<'static, str>>) -> Self {
        let endpoint = Url::parse(Cloud::Global.endpoint()).expect("the endpoint of a cloud is a URL");
        Self(Arc::new(Inner {
            endpoint,
            version: version.into(),
            #[cfg(feature = "http")]
            sender: None,
        }))
    }

    /// Returns the way to a client with its own cloud, scopes, transport, retry or endpoint.
    pub fn builder(version: impl Into<Cow<'static, str>>) -> ClientBuilder {
        ClientBuilder::new(version)
    }

    /// Returns the version, such as `v1.0`.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Returns the root that paths are relative to: endpoint and version, without a slash at the end.
    pub fn root(&self) -> String {
        format!("{}/{}", self.0.endpoint.as_str().trim_end_matches('/'), self.0.version)
    }

    /// Returns the whole URL of a link or of a path below the version, if it belongs to this client's service: same
    /// scheme, same host, same port. Anything else is an error, so that no token ever goes there.
    pub fn resolve(&self, link: &str) -> Result<Url> {
        let whole = if link.starts_with('/') { format!("{}{link}", self.root()) } else { link.to_owned() };
        let url = Url::parse(&whole).map_err(|error| Error::request(format!("`{}`: {error}", shown::url(&whole))))?;
        if self.owns(&url) { Ok(url) } else { Err(Error::foreign_link(&whole)) }
    }

    /// Tells whether a URL belongs to this client's service.
    pub(crate) fn owns(&self, url: &Url) -> bool {
        let own = &self.0.endpoint;
        url.origin() == own.origin() && url.username().is_empty() && url.password().is_none()
    }

    /// Returns what the token that was used last has permissions for, if it can be read.
    pub(crate) fn granted(&self) -> Option<crate::Granted> {
        #[cfg(feature = "http")]
        return self.0.sender.as_ref()?.granted();
        #[cfg(not(feature = "http"))]
        return None;
    }

    #[cfg(feature = "http")]
    pub(crate) fn sender(&self) -> Result<&Sender> {
        self.0.sender.as_ref().ok_or_else(|| Error::request("the client was made offline, to build requests only"))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.root()).finish()
    }
}

/// Sets up a client, or a generated client around one.
pub struct ClientBuilder<C = Client> {
    version: Cow<'static, str>,
    cloud: Cloud,
    endpoint: Option<String>,
    #[cfg(feature = "http")]
    setup: Setup,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// A builder for a version, such as `v1.0`.
    pub fn new(version: impl Into<Cow<'static, str>>) -> Self {
        Self {
            version: version.into(),
            cloud: Cloud::default(),
            endpoint: None,
            #[cfg(feature = "http")]
            setup: Setup::default(),
            client: PhantomData,
        }
    }

    /// Talks to another cloud than the worldwide one.
    #[must_use]
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// Talks to another endpoint than the cloud's: a gateway, or a server on this machine for tests. It must be
    /// https; http is taken for a loopback address only.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Talks to another version than the client was generated for.
    #[must_use]
    pub fn version(mut self, version: impl Into<Cow<'static, str>>) -> Self {
        self.version = version.into();
        self
    }

    /// Signs in with a credential: any of `azure_identity`'s, or one of this crate's. Without one, requests are
    /// sent without a token.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn credential(mut self, credential: Arc<dyn azure_core::credentials::TokenCredential>) -> Self {
        self.setup.credential = Some(credential);
        self
    }

    /// Asks tokens for these scopes; the default is everything the program was granted.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.setup.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Tries again as these options say.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn retry(mut self, options: crate::RetryOptions) -> Self {
        self.setup.retry = options;
        self
    }

    /// Reads bodies of at most so many bytes into memory, after they were decompressed; the default is 64 MiB. A longer
    /// one is an error, and so is JSON of more than one value for each 128 bytes of the limit (half a million by default):
    /// values take more memory than their text. Streams have no limit.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.setup.body_limit = Some(bytes);
        self
    }

    /// Lets all requests of the client retry this often together, 100 times if not set, so that they don't multiply the load
    /// of a service that is in trouble. Each answer that needs no retry gives back half of one.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.setup.retry_budget = Some(retries);
        self
    }

    /// Limits the time of each request: all of it, by a `Duration`, or its parts. A request may have [limits](crate::RawRequest::limit_time) of its own.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn limit_time(mut self, limits: impl Into<crate::TimeLimits>) -> Self {
        self.setup.limits = limits.into();
        self
    }

    /// Limits the time for setting up a connection, ten seconds if not set. It can't be set together with a
    /// [`transport`](Self::transport), which sets up its own.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn limit_connecting(mut self, time: std::time::Duration) -> Self {
        self.setup.connect = Some(time);
        self
    }

    /// Sends through another transport.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn transport(mut self, transport: azure_core::http::Transport) -> Self {
        self.setup.transport = Some(transport);
        self
    }

    /// Takes over `azure_core`'s options: policies, transport, logging, tracing. Its retry options aren't used, see
    /// [`retry`](Self::retry). A transport is set here or by [`transport`](Self::transport), not by both.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn options(mut self, options: azure_core::http::ClientOptions) -> Self {
        self.setup.options = options;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// If the endpoint is no https URL and isn't on this machine either, or what was set doesn't go together.
    pub fn build(self) -> Result<C> {
        #[cfg(feature = "http")]
        self.setup.check()?;
        let endpoint = checked_endpoint(self.endpoint.as_deref().unwrap_or(self.cloud.endpoint()))?;
        Ok(C::from(Client(Arc::new(Inner {
            #[cfg(feature = "http")]
            sender: Some(self.setup.finish(self.cloud, &endpoint)?),
            version: self.version,
            endpoint,
        }))))
    }
}

pub(crate) fn checked_endpoint(endpoint: &str) -> Result<Url> {
    let wrong = |reason: &str| Error::request(format!("`{}`{reason}", shown::url(endpoint)));
    let url = Url::parse(endpoint).map_err(|error| wrong(&format!(": {error}")))?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(" has a user, a query or a fragment, which paths can't follow"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(wrong(" is no https endpoint, and a token isn't sent in the clear")),
    }
}

/// Tells whether a URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
