//! Credentials for programs that have a token already, or their own way to one.

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions};
use azure_core::time::{Duration, OffsetDateTime};
use futures::future::BoxFuture;
use std::fmt;
use std::sync::Arc;

/// A token that somebody else got, for example from the Graph Explorer; it isn't renewed.
#[derive(Debug)]
pub struct StaticToken(Secret);

impl StaticToken {
    /// A credential that always gives this token.
    pub fn new(token: impl Into<String>) -> Arc<Self> {
        Arc::new(Self(Secret::new(token.into())))
    }
}

#[async_trait]
impl TokenCredential for StaticToken {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new(self.0.clone(), OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}

/// A credential that asks a function for each token.
///
/// ```
/// use msgraph_core::{TokenFn, azure_core::credentials::AccessToken, azure_core::time::OffsetDateTime};
///
/// let credential = TokenFn::new(|scopes| {
///     Box::pin(async move {
///         let token = format!("a token for {}", scopes.join(" "));
///         Ok(AccessToken::new(token, OffsetDateTime::now_utc()))
///     })
/// });
/// ```
pub struct TokenFn<F>(F);

impl<F> TokenFn<F>
where
    F: Fn(Vec<String>) -> BoxFuture<'static, azure_core::Result<AccessToken>> + Send + Sync,
{
    /// A credential that gives what the function gives for the scopes.
    pub fn new(function: F) -> Arc<Self> {
        Arc::new(Self(function))
    }
}

impl<F> fmt::Debug for TokenFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFn")
    }
}

#[async_trait]
impl<F> TokenCredential for TokenFn<F>
where
    F: Fn(Vec<String>) -> BoxFuture<'static, azure_core::Result<AccessToken>> + Send + Sync,
{
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        (self.0)(scopes.iter().map(|scope| (*scope).to_owned()).collect()).await
    }
}
