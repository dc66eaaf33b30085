//! Where sign-ins are kept, so that a program asks for one once and not at each start.

use azure_core::credentials::Secret;
use std::any::Any;
use std::fmt::Debug;
use std::io;

/// Keeps sign-ins: a text for each key, which nobody else may read.
///
/// It is asked rarely, at the first token and when one is renewed, so it may block for as long as a disk takes.
pub trait TokenStore: Debug + Send + Sync {
    /// Reads what is kept under a key.
    ///
    /// # Errors
    /// If there is something that can't be read, or that others can read, too.
    fn load(&self, key: &str) -> io::Result<Option<Secret>>;

    /// Keeps a text under a key, in place of what is there.
    ///
    /// # Errors
    /// If it can't be written.
    fn save(&self, key: &str, text: &Secret) -> io::Result<()>;

    /// Removes what is kept under a key, if there is anything.
    ///
    /// # Errors
    /// If it is still there.
    fn remove(&self, key: &str) -> io::Result<()>;

    /// Locks a key against other processes while its sign-in is renewed; nothing if another has locked it. A store that can't
    /// lock gives a lock that does nothing: a refresh token that another process used up in between is then read again.
    ///
    /// # Errors
    /// If it can't be found out.
    fn try_lock(&self, key: &str) -> io::Result<Option<StoreLock>> {
        let _ = key;
        Ok(Some(StoreLock::new(())))
    }
}

/// A lock on a key of a store, until it is dropped.
#[derive(Debug)]
pub struct StoreLock {
    _held: Box<dyn Any + Send>,
}

impl StoreLock {
    /// A lock that ends when what it holds is dropped.
    pub fn new(held: impl Any + Send) -> Self {
        Self { _held: Box::new(held) }
    }
}
