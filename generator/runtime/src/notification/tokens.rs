//! The tokens of notifications with content: that Graph sent them, to this program.

use super::Notifications;
use crate::{Cloud, Error, Result};
use jsonwebtoken::crypto::aws_lc;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The application of Graph's that sends notifications.
const PUBLISHER: &str = "0bf30f3b-4a52-48df-9a82-234910c4a086";

/// Checks the tokens of notifications: signed by the authority, still good, from Graph's publisher, for this program, and for
/// the tenants that the notifications come from.
///
/// The authority changes its keys now and then: fetch them anew when a token is signed by one that isn't there, once an hour at
/// most.
pub struct TokenCheck {
    keys: BTreeMap<String, DecodingKey>,
    authority: String,
    publisher: String,
    validation: Validation,
}

/// What a token says.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    tid: String,
    /// Who it was given to, in tokens of version 1.
    appid: Option<String>,
    /// The same in version 2.
    azp: Option<String>,
}

impl TokenCheck {
    /// A check with the authority's public keys: the document at [`keys_url`](Self::keys_url), as it comes.
    ///
    /// # Errors
    /// If the document has no keys in it.
    pub fn new(cloud: Cloud, app_id: &str, keys: &[u8]) -> Result<Self> {
        // A program may have both of the crate's providers in its tree, and then has to choose. If it has chosen, that holds.
        let _ = aws_lc::DEFAULT_PROVIDER.install_default();
        let document: Value = serde_json::from_slice(keys)
            .map_err(|error| Error::notification(format!("the authority's keys can't be read: {error}")))?;
        let listed = document["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
        let keys: BTreeMap<_, _> = listed.iter().filter_map(readable).collect();
        if keys.is_empty() {
            return Err(Error::notification("the authority's document has no keys in it"));
        }
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[app_id]);
        validation.set_required_spec_claims(&["exp", "aud", "iss"]);
        validation.validate_nbf = true;
        Ok(Self { keys, authority: cloud.authority().to_owned(), publisher: PUBLISHER.to_owned(), validation })
    }

    /// Returns where the authority of a cloud tells its public keys.
    pub fn keys_url(cloud: Cloud) -> String {
        format!("{}/common/discovery/v2.0/keys", cloud.authority())
    }

    /// Sets the application that sends the notifications, where it is another than that of the worldwide cloud.
    #[must_use]
    pub fn publisher(mut self, app_id: impl Into<String>) -> Self {
        self.publisher = app_id.into();
        self
    }

    /// Checks all tokens, and that there is one for the tenant of each notification. Notifications without content have no
    /// tokens, and pass.
    ///
    /// # Errors
    /// If one isn't what it has to be.
    pub fn check(&self, notifications: &Notifications) -> Result<()> {
        let tokens = notifications.validation_tokens.iter();
        let tenants: Vec<String> = tokens.map(|token| self.tenant_of(token)).collect::<Result<_>>()?;
        for notification in notifications.value.iter().filter(|one| one.encrypted_content.is_some()) {
            let tenant = notification.tenant_id.as_deref().unwrap_or_default();
            if !tenants.iter().any(|other| other.eq_ignore_ascii_case(tenant)) {
                return Err(Error::notification(format!("it has content of tenant `{tenant}`, and no token for it")));
            }
        }
        Ok(())
    }

    /// Returns the tenant that a token is for, if it is what it has to be.
    fn tenant_of(&self, token: &str) -> Result<String> {
        let wrong = |error: jsonwebtoken::errors::Error| Error::notification(format!("a token of it: {error}"));
        let id = decode_header(token).map_err(wrong)?.kid.unwrap_or_default();
        let unknown = || Error::notification(format!("a token of it is signed by a key that isn't there: `{id}`"));
        let key = self.keys.get(&id).ok_or_else(unknown)?;
        let claims: Claims = decode(token, key, &self.validation).map_err(wrong)?.claims;
        let tenant = &claims.tid;
        let issuers = [format!("https://sts.windows.net/{tenant}/"), format!("{}/{tenant}/v2.0", self.authority)];
        if !issuers.contains(&claims.iss) {
            return Err(Error::notification(format!("a token of it comes from `{}`", claims.iss)));
        }
        let publisher = claims.azp.or(claims.appid).unwrap_or_default();
        if publisher != self.publisher {
            return Err(Error::notification(format!("a token of it was given to `{publisher}`, not to the publisher")));
        }
        Ok(claims.tid)
    }
}

/// Without the keys.
impl fmt::Debug for TokenCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.keys.keys().collect();
        f.debug_struct("TokenCheck").field("keys", &ids).finish_non_exhaustive()
    }
}

/// A key of the document, if it is one that can be read.
fn readable(key: &Value) -> Option<(String, DecodingKey)> {
    let key: Jwk = serde_json::from_value(key.clone()).ok()?;
    Some((key.common.key_id.clone()?, DecodingKey::from_jwk(&key).ok()?))
}
