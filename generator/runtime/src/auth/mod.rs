//! Credentials that delegated Graph needs beside `azure_identity`'s, and the policy that adds the token.

mod authority;
#[cfg(feature = "browser")]
mod browser;
mod challenge;
mod device_code;
mod policy;
mod session;
mod simple;
mod store;
#[cfg(feature = "file-store")]
mod store_file;
#[cfg(feature = "keyring-store")]
mod store_keyring;

#[cfg(feature = "browser")]
pub use browser::{BrowserBuilder, BrowserCredential};
pub use challenge::TokenChallenge;
pub use device_code::{DeviceCode, DeviceCodeBuilder, DeviceCodeCredential};
pub(crate) use policy::{Anonymous, TokenPolicy};
pub use simple::{StaticToken, TokenFn};
pub use store::{StoreLock, TokenStore};
#[cfg(feature = "file-store")]
pub use store_file::FileStore;
#[cfg(feature = "keyring-store")]
pub use store_keyring::KeyringStore;
