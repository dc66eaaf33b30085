//! Adds a bearer token to requests for the client's own service, and to no other.

use super::TokenChallenge;
use crate::send::own_headers;
use crate::service_error::claims;
use async_trait::async_trait;
use azure_core::credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::AUTHORIZATION;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{Context, Request, StatusCode};
use azure_core::time::{Duration, OffsetDateTime};
use futures::lock::Mutex;
use std::sync::Arc;
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
    cached: Mutex<Option<AccessToken>>,
}

/// How long before its end a token is renewed.
const EARLY: Duration = Duration::minutes(5);

impl TokenPolicy {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, scopes: Vec<String>, endpoint: Url) -> Self {
        Self { credential, scopes, endpoint, cached: Mutex::new(None) }
    }

    /// Returns the token that was used last, unless another is being asked for.
    pub(crate) fn last(&self) -> Option<Secret> {
        Some(self.cached.try_lock()?.as_ref()?.token.clone())
    }

    /// Returns the token, from the credential if there is none or it ends soon. Requests that come meanwhile wait.
    async fn token(&self, context: &Context<'_>) -> azure_core::Result<Secret> {
        let mut cached = self.cached.lock().await;
        let now = OffsetDateTime::now_utc();
        if let Some(token) = cached.as_ref().filter(|token| token.expires_on > now + EARLY) {
            return Ok(token.token.clone());
        }
        match (self.ask(context.to_borrowed()).await, cached.as_ref()) {
            (Ok(fresh), _) => Ok(cached.insert(fresh).token.clone()),
            // It can't be renewed right now, but the old one still holds.
            (Err(_), Some(old)) if old.expires_on > now => Ok(old.token.clone()),
            (Err(error), _) => Err(Error::new(ErrorKind::Credential, error)),
        }
    }

    async fn ask(&self, context: Context<'_>) -> azure_core::Result<AccessToken> {
        let scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
        let mut options = TokenRequestOptions::default();
        options.method_options.context = context;
        self.credential.get_token(&scopes, Some(options)).await
    }

    /// Another token than the one that was refused, if there is one; of several requests that were refused, one asks for it.
    async fn renewed(&self, context: &Context<'_>, refused: Secret, claims: Option<String>) -> Option<Secret> {
        let mut cached = self.cached.lock().await;
        let newer = cached.as_ref().map(|token| &token.token).filter(|token| **token != refused);
        if let (Some(newer), None) = (newer, &claims) {
            return Some(newer.clone());
        }
        *cached = None;
        let mut context = context.to_borrowed();
        context.insert(TokenChallenge { refused: refused.clone(), claims });
        // Why there is none matters less than what the service refuses.
        let fresh = self.ask(context).await.ok()?;
        let other = (fresh.token != refused).then(|| fresh.token.clone());
        *cached = Some(fresh);
        other
    }
}

#[async_trait]
impl Policy for TokenPolicy {
    async fn send(&self, context: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let own = request.url().origin() == self.endpoint.origin() && context.value::<Anonymous>().is_none();
        if !own {
            return next[0].send(context, request, &next[1..]).await;
        }
        let token = self.token(context).await?;
        request.insert_header(AUTHORIZATION, format!("Bearer {}", token.secret()));
        let response = next[0].send(context, request, &next[1..]).await?;
        if response.status() != StatusCode::Unauthorized {
            return Ok(response);
        }
        // Nothing was done, so that the request is sent once more, whatever it is.
        let claims = claims(&own_headers(response.headers()));
        let Some(fresh) = self.renewed(context, token, claims).await else {
            return Ok(response);
        };
        request.body_mut().reset().await?;
        request.insert_header(AUTHORIZATION, format!("Bearer {}", fresh.secret()));
        next[0].send(context, request, &next[1..]).await
    }
}
