//! Sign-ins in the keyring of the platform.

use super::TokenStore;
use azure_core::credentials::Secret;
use keyring_core::{Entry, Error};
use std::io;
use std::sync::Arc;

/// Keeps sign-ins in the keyring of the platform: the Keychain of macOS, the Credential Manager of Windows, the Secret Service
/// elsewhere; or the default store of `keyring_core`, if the program has set one before.
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

    /// Does something with an entry, on a thread of its own: some keyrings are asked by a runtime, which doesn't start where
    /// another runs.
    fn with<T: Send>(&self, key: &str, act: impl FnOnce(Entry) -> Result<T, Error> + Send) -> io::Result<T> {
        let done = std::thread::scope(|scope| scope.spawn(|| act(self.entry(key)?).map_err(io::Error::other)).join());
        done.map_err(|_| io::Error::other("the keyring panicked"))?
    }

    fn entry(&self, key: &str) -> io::Result<Entry> {
        if keyring_core::get_default_store().is_none()
            && let Err(error) = keyring::Entry::store_status()
        {
            return Err(io::Error::other(format!("there is no keyring on this machine: {error}")));
        }
        Entry::new(&self.service, key).map_err(io::Error::other)
    }
}

impl TokenStore for KeyringStore {
    fn load(&self, key: &str) -> io::Result<Option<Secret>> {
        self.with(key, |entry| match entry.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn save(&self, key: &str, text: &Secret) -> io::Result<()> {
        self.with(key, |entry| entry.set_password(text.secret()))
    }

    fn remove(&self, key: &str) -> io::Result<()> {
        self.with(key, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            done => done,
        })
    }
}
