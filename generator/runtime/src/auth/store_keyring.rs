//! Sign-ins in the keyring of the platform.

use super::TokenStore;
use azure_core::credentials::Secret;
use keyring::{Entry, Error};
use std::io;
use std::sync::Arc;

/// Keeps sign-ins in the keyring of the platform: the Keychain of macOS, the Credential Manager of Windows, the Secret Service
/// elsewhere.
///
/// Keyrings can't be locked against other processes: those that start at the same time may each ask for a sign-in.
///
/// ```no_run
/// use msgraph_core::{DeviceCodeCredential, KeyringStore};
///
/// let store = KeyringStore::new("my-program");
/// let credential = DeviceCodeCredential::builder("11111111-2222-3333-4444-555555555555").store(store).build()?;
/// # Ok::<(), msgraph_core::azure_core::Error>(())
/// ```
#[derive(Debug)]
pub struct KeyringStore {
    service: String,
}

impl KeyringStore {
    /// A store under the name of a program, which the keyring shows to its owner.
    pub fn new(service: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { service: service.into() })
    }

    fn entry(&self, key: &str) -> io::Result<Entry> {
        Entry::new(&self.service, key).map_err(io::Error::other)
    }
}

impl TokenStore for KeyringStore {
    fn load(&self, key: &str) -> io::Result<Option<Secret>> {
        match self.entry(key)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn save(&self, key: &str, text: &Secret) -> io::Result<()> {
        self.entry(key)?.set_password(text.secret()).map_err(io::Error::other)
    }

    fn remove(&self, key: &str) -> io::Result<()> {
        match self.entry(key)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}
