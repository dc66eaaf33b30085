//! What the service asks of a token beyond scopes, and how a credential learns of it.

use azure_core::credentials::{Secret, TokenRequestOptions};

/// Why a client asks its credential for a token although it has one: the service refused that one, perhaps with claims that
/// another has to have.
///
/// `azure_core`'s options for a token have no place for it, so it stands in their context. This crate's credentials answer it;
/// those of `azure_identity` don't see it, and give the token that they have. The error that comes of it then has the
/// [`claims`](crate::Error::claims), for a program to sign in again with.
///
/// ```
/// use msgraph_core::TokenChallenge;
/// use msgraph_core::azure_core::credentials::TokenRequestOptions;
///
/// let options = TokenRequestOptions::default();
/// assert!(TokenChallenge::of(Some(&options)).is_none());
/// ```
#[derive(Clone, Debug)]
pub struct TokenChallenge {
    pub(crate) refused: Secret,
    pub(crate) claims: Option<String>,
}

impl TokenChallenge {
    /// Returns the challenge in the options that a credential got.
    pub fn of<'a>(options: Option<&'a TokenRequestOptions<'_>>) -> Option<&'a Self> {
        options?.method_options.context.value()
    }

    /// Returns the token that was refused; the same one won't do.
    pub const fn refused(&self) -> &Secret {
        &self.refused
    }

    /// Returns the claims that the next token has to have, as JSON for the authority.
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }
}
