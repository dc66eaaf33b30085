//! Adds a bearer token to requests for the client's own service, and to no other.

use super::TokenChallenge;
use crate::Headers;
use crate::challenge::claims;
use async_trait::async_trait;
use azure_core::credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::AUTHORIZATION;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{Context, Request, StatusCode};
use azure_core::time::{Duration, OffsetDateTime};
use futures::lock::Mutex;
use std::sync::Arc;
use std::time::Instant;
use url::Url;

/// Marks a request in its context: it goes without a token even to the client's own service, because its URL
/// is all the permission it needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anonymous;

/// `azure_core`'s own policy refuses http altogether; this one takes it for the configured endpoint, which is
/// https or on this machine, and never sends a token to another origin.
#[derive(Debug)]
pub(crate) struct TokenPolicy {
    credential: Arc<dyn TokenCredential>,
    scopes: Vec<String>,
    endpoint: Url,
    held: Mutex<Held>,
}

/// What the credential gave, or didn't.
#[derive(Debug, Default)]
struct Held {
    token: Option<AccessToken>,
    /// The claims that the token was asked for with.
    claims: Option<String>,
    /// When the credential failed last, and why.
    failed: Option<(Instant, Arc<Error>)>,
}

impl Held {
    fn keep(&mut self, token: AccessToken, claims: Option<String>) -> Secret {
        self.claims = claims;
        self.token.insert(token).token.clone()
    }

    /// Returns why there was no token for a request that has waited since then: all that waited fail together, or a person
    /// who declined once would be asked once for each of them.
    fn failed_since(&self, waiting: Instant) -> Option<Arc<Error>> {
        self.failed.as_ref().filter(|(at, _)| *at >= waiting).map(|(_, error)| Arc::clone(error))
    }

    fn fail(&mut self, error: Error) -> Arc<Error> {
        let error = Arc::new(error);
        self.failed = Some((Instant::now(), Arc::clone(&error)));
        error
    }
}

/// How long before its end a token is renewed.
const EARLY: Duration = Duration::minutes(5);

impl TokenPolicy {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, scopes: Vec<String>, endpoint: Url) -> Self {
        Self { credential, scopes, endpoint, held: Mutex::default() }
    }

    /// Returns the token that was used last, unless another is being asked for.
    pub(crate) fn last(&self) -> Option<Secret> {
        Some(self.held.try_lock()?.token.as_ref()?.token.clone())
    }

    /// Returns the token, from the credential if there is none or it ends soon. Requests that come meanwhile wait.
    async fn token(&self, context: &Context<'_>) -> azure_core::Result<Secret> {
        let waiting = Instant::now();
        let mut held = self.held.lock().await;
        let now = OffsetDateTime::now_utc();
        if let Some(token) = held.token.as_ref().filter(|token| token.expires_on > now + EARLY) {
            return Ok(token.token.clone());
        }
        let error = match held.failed_since(waiting) {
            Some(error) => error,
            None => match self.ask(context.to_borrowed()).await {
                Ok(fresh) => return Ok(held.keep(fresh, None)),
                Err(error) => held.fail(error),
            },
        };
        match &held.token {
            // It can't be renewed right now, but the old one still holds.
            Some(old) if old.expires_on > now => Ok(old.token.clone()),
            _ => Err(Error::new(ErrorKind::Credential, error)),
        }
    }

    async fn ask(&self, context: Context<'_>) -> azure_core::Result<AccessToken> {
        let scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
        let mut options = TokenRequestOptions::default();
        options.method_options.context = context;
        self.credential.get_token(&scopes, Some(options)).await
    }

    /// Another token than the one that was refused, if there is one; of several requests that were refused, one asks for it,
    /// and for one with the same claims, too.
    async fn renewed(&self, context: &Context<'_>, refused: Secret, claims: Option<String>) -> Option<Secret> {
        let waiting = Instant::now();
        let mut held = self.held.lock().await;
        let newer = held.token.as_ref().map(|token| &token.token).filter(|token| **token != refused);
        if let Some(newer) = newer.filter(|_| claims.is_none() || claims == held.claims) {
            return Some(newer.clone());
        }
        if held.failed_since(waiting).is_some() {
            return None;
        }
        held.token = None;
        let mut context = context.to_borrowed();
        context.insert(TokenChallenge { refused: refused.clone(), claims: claims.clone() });
        match self.ask(context).await {
            Ok(fresh) => Some(held.keep(fresh, claims)).filter(|fresh| *fresh != refused),
            // Why there is none matters less than what the service refuses.
            Err(error) => {
                held.fail(error);
                None
            }
        }
    }
}

/// Returns the value of the header, if the token can stand in one.
fn bearer(token: &Secret) -> azure_core::Result<String> {
    if token.secret().bytes().any(|byte| byte.is_ascii_control()) {
        let reason = "the token has a control character in it, perhaps the end of a line behind it";
        return Err(Error::with_message(ErrorKind::Credential, reason));
    }
    Ok(format!("Bearer {}", token.secret()))
}

#[async_trait]
impl Policy for TokenPolicy {
    async fn send(&self, context: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let own = request.url().origin() == self.endpoint.origin() && context.value::<Anonymous>().is_none();
        if !own {
            return next[0].send(context, request, &next[1..]).await;
        }
        let token = self.token(context).await?;
        request.insert_header(AUTHORIZATION, bearer(&token)?);
        let response = next[0].send(context, request, &next[1..]).await?;
        if response.status() != StatusCode::Unauthorized {
            return Ok(response);
        }
        // Nothing was done, so that the request is sent once more, whatever it is.
        let claims = claims(&Headers::from(response.headers()));
        let Some(fresh) = self.renewed(context, token, claims).await else {
            return Ok(response);
        };
        request.body_mut().reset().await?;
        request.insert_header(AUTHORIZATION, bearer(&fresh)?);
        next[0].send(context, request, &next[1..]).await
    }
}
