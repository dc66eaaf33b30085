//! A person's sign-in over time: the token in use, the one that brings the next, and where that is kept.

use super::authority::{Authority, failed};
use super::{StoreLock, TokenChallenge, TokenStore};
use crate::retry::sleep;
use azure_core::credentials::{AccessToken, Secret};
use azure_core::time::OffsetDateTime;
use futures::lock::Mutex;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long before its end a token is renewed.
const EARLY: Duration = Duration::from_secs(300);

/// How long to wait between two looks at a store that another process holds.
const PACE: Duration = Duration::from_millis(50);

/// How long to wait for another process that signs in: longer than any code holds that it may have shown somebody.
const SIGN_IN: Duration = Duration::from_secs(20 * 60);

/// How long signing out waits for another process.
const SIGN_OUT: Duration = Duration::from_secs(30);

pub(crate) struct Session {
    pub(crate) authority: Authority,
    store: Option<Arc<dyn TokenStore>>,
    key: String,
    state: Mutex<State>,
}

/// What is remembered of a sign-in.
#[derive(Default)]
struct State {
    scope: String,
    token: Option<AccessToken>,
    refresh_token: Option<Secret>,
}

/// What a token is asked for with.
struct Wanted<'a> {
    scope: &'a str,
    claims: Option<&'a str>,
}

/// Makes a credential of a struct with a `session` and a `sign_in`: the session gives tokens, and signs in where it has none.
macro_rules! signs_in_by_session {
    ($credential:ident) => {
        impl $credential {
            const fn authority(&self) -> &$crate::auth::authority::Authority {
                &self.session.authority
            }
        }

        impl std::fmt::Debug for $credential {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let client_id = &self.authority().client_id;
                f.debug_struct(stringify!($credential)).field("client_id", client_id).finish_non_exhaustive()
            }
        }

        #[async_trait::async_trait]
        impl azure_core::credentials::TokenCredential for $credential {
            async fn get_token(
                &self,
                scopes: &[&str],
                options: Option<azure_core::credentials::TokenRequestOptions<'_>>,
            ) -> azure_core::Result<azure_core::credentials::AccessToken> {
                let challenge = $crate::auth::TokenChallenge::of(options.as_ref());
                self.session.token(scopes, challenge, |scope, claims| self.sign_in(scope, claims)).await
            }
        }
    };
}

pub(crate) use signs_in_by_session;

impl Session {
    pub(crate) fn new(authority: Authority, store: Option<Arc<dyn TokenStore>>, account: Option<&str>) -> Self {
        let key = match account {
            Some(account) => format!("{} {account}", authority.key()),
            None => authority.key(),
        };
        Self { authority, store, key, state: Mutex::default() }
    }

    /// Returns the token for some scopes: the one at hand, a new one without asking anybody, or one by signing in.
    ///
    /// Nothing that is known is given up before something new is there, so that a caller who stops waiting loses nothing.
    pub(crate) async fn token<'a, S>(
        &self,
        scopes: &[&str],
        challenge: Option<&'a TokenChallenge>,
        sign_in: impl FnOnce(String, Option<&'a str>) -> S,
    ) -> azure_core::Result<AccessToken>
    where
        S: Future<Output = azure_core::Result<Value>>,
    {
        let scope = scopes.join(" ");
        let claims = challenge.and_then(TokenChallenge::claims);
        let mut state = self.state.lock().await;
        if let Some(token) = state.usable(&scope, challenge) {
            return Ok(token);
        }
        let _lock = self.lock(SIGN_IN).await?;
        let answer = match self.refresh(&mut state, &Wanted { scope: &scope, claims }).await? {
            Some(answer) => answer,
            None => sign_in(scope.clone(), claims).await?,
        };
        let token = state.keep(scope, &answer)?;
        self.save(&state);
        Ok(token)
    }

    /// Tries the refresh tokens that are known. One in the store may be newer than ours: processes that share it use each
    /// other's.
    async fn refresh(&self, state: &mut State, wanted: &Wanted<'_>) -> azure_core::Result<Option<Value>> {
        let mut tried: Vec<Secret> = Vec::new();
        loop {
            // Read again each time: where a store can't lock, another process may have stored the next one meanwhile.
            let known = [self.load()?, state.refresh_token.clone()];
            let Some(refresh_token) = known.into_iter().flatten().find(|known| !tried.contains(known)) else {
                return Ok(None);
            };
            if let Some(answer) = self.authority.refresh(wanted.scope, &refresh_token, wanted.claims).await? {
                state.refresh_token = Some(refresh_token);
                return Ok(Some(answer));
            }
            tried.push(refresh_token);
        }
    }

    /// Forgets the sign-in, here and in the store.
    pub(crate) async fn sign_out(&self) -> azure_core::Result<()> {
        let mut state = self.state.lock().await;
        let _lock = self.lock(SIGN_OUT).await?;
        *state = State::default();
        match &self.store {
            Some(store) => store.remove(&self.key).map_err(|error| stored("removed", error)),
            None => Ok(()),
        }
    }

    /// Waits until no other process renews what is in the store, for so long at most.
    async fn lock(&self, most: Duration) -> azure_core::Result<Option<StoreLock>> {
        let Some(store) = &self.store else {
            return Ok(None);
        };
        let mut left = most;
        loop {
            if let Some(lock) = store.try_lock(&self.key).map_err(|error| stored("locked", error))? {
                return Ok(Some(lock));
            }
            left = left.checked_sub(PACE).ok_or_else(|| {
                failed(format!("another process has held the store of tokens for {most:?}: it is signing in, or hangs"))
            })?;
            sleep(PACE).await;
        }
    }

    fn load(&self) -> azure_core::Result<Option<Secret>> {
        let Some(store) = &self.store else {
            return Ok(None);
        };
        let kept = store.load(&self.key).map_err(|error| stored("read", error))?;
        // What can't be read is as good as nothing: the next sign-in replaces it.
        let kept = kept.and_then(|kept| serde_json::from_str::<Value>(kept.secret()).ok());
        Ok(kept.and_then(|kept| Some(Secret::new(kept["refresh_token"].as_str()?.to_owned()))))
    }

    /// Keeps what brings the next token. That it can't be kept is no reason to withhold this one.
    fn save(&self, state: &State) {
        if let (Some(store), Some(refresh_token)) = (&self.store, &state.refresh_token) {
            let kept = json!({ "refresh_token": refresh_token.secret() }).to_string();
            if let Err(error) = store.save(&self.key, &Secret::new(kept)) {
                tracing::warn!(%error, "the sign-in can't be kept in the store");
            }
        }
    }
}

fn stored(what: &str, error: std::io::Error) -> azure_core::Error {
    failed(format!("the store of tokens can't be {what}: {error}"))
}

impl State {
    /// Returns the token at hand, if it will do.
    fn usable(&self, scope: &str, challenge: Option<&TokenChallenge>) -> Option<AccessToken> {
        let token = self.token.as_ref().filter(|_| self.scope == scope)?;
        let refused = challenge.is_some_and(|challenge| challenge.refused == token.token || challenge.claims.is_some());
        (!refused && token.expires_on > OffsetDateTime::now_utc() + EARLY).then(|| token.clone())
    }

    fn keep(&mut self, scope: String, answer: &Value) -> azure_core::Result<AccessToken> {
        let token = answer["access_token"].as_str().ok_or_else(|| failed("the authority's answer has no token"))?;
        let seconds = answer["expires_in"].as_u64().unwrap_or(3600).min(u64::from(u32::MAX));
        let token = AccessToken::new(token.to_owned(), OffsetDateTime::now_utc() + Duration::from_secs(seconds));
        self.scope = scope;
        self.token = Some(token.clone());
        // An authority that gives no new one means the old one to be used again.
        if let Some(refresh_token) = answer["refresh_token"].as_str() {
            self.refresh_token = Some(Secret::new(refresh_token.to_owned()));
        }
        Ok(token)
    }
}
