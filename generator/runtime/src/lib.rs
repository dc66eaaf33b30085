//! What every generated Graph client stands on.
//!
//! A generated client says *what* an operation is (method, path, answer); this crate knows *how* it is done:
//! building the request without I/O ([`RawRequest`], [`HttpRequest`]), sending it with retry and a token
//! ([`Client`]), reading the answer ([`response`]) or the [`Error`], paging, delta, batches, uploads and
//! long running operations. Without the default feature `http` only building and reading are left, for
//! programs that bring their own transport.

#![cfg_attr(docsrs, feature(doc_cfg))]

// In reading order: what an operation is, the request it becomes, the answer that it gets; then what sends it.
mod operation;
mod permission;
mod path;
mod required;
mod bind;
mod request;
mod message;
pub mod response;
mod page;
mod error;
mod cause;
mod transport_error;
mod denied;
mod shown;
mod json_size;
mod challenge;
mod service_error;
mod cloud;
mod client;
mod batch;
mod notification;
mod define;

#[cfg(feature = "examples")]
pub mod examples;

#[cfg(feature = "http")]
mod send;
#[cfg(feature = "http")]
mod limit;
#[cfg(feature = "http")]
mod timed_out;
#[cfg(feature = "http")]
mod time_limits;
#[cfg(feature = "http")]
mod transport;
#[cfg(feature = "http")]
mod retry;
#[cfg(feature = "http")]
mod auth;
#[cfg(feature = "http")]
mod stream;
#[cfg(feature = "http")]
mod upload;
#[cfg(feature = "http")]
mod monitor;
#[cfg(feature = "http")]
pub mod mock;

pub use batch::{Batch, BatchAnswers, BatchItem, Handle, IntoBatchItem};
pub use client::{Client, ClientBuilder};
pub use cloud::{Cloud, Clouds};
pub use denied::{Denied, Granted};
pub use error::{Error, ErrorKind, Result, Unfinished};
pub use message::{Headers, HttpRequest, HttpResponse, Method};
pub use notification::{EncryptedContent, Notification, Notifications};
pub use operation::{Example, Lines, Operation, OperationInfo, Origin};
pub use page::{Change, Changes, Page};
pub use path::{Arg, Path};
pub use permission::{Access, Alternatives, Needed, Permissions, permissions_for};
pub use request::{Content, RawRequest};
pub use required::Required;
pub use service_error::ServiceError;
pub use transport_error::TransportError;

#[cfg(feature = "rich-notifications")]
pub use notification::{DecryptionKey, TokenCheck};

#[cfg(feature = "file-store")]
pub use self::auth::FileStore;
#[cfg(feature = "keyring-store")]
pub use self::auth::KeyringStore;
#[cfg(feature = "browser")]
pub use self::auth::{BrowserBuilder, BrowserCredential};
#[cfg(feature = "http")]
pub use self::{
    auth::{DeviceCode, DeviceCodeBuilder, DeviceCodeCredential, StaticToken, TokenFn},
    auth::{StoreLock, TokenChallenge, TokenStore},
    monitor::{Finished, Progress, Wait},
    retry::RetryOptions,
    send::Download,
    stream::{ChangeStream, Items, Pages},
    time_limits::TimeLimits,
    upload::{Source, Upload},
};
#[cfg(feature = "http")]
pub use azure_core::{self, credentials::TokenCredential};

pub use bytes::Bytes;
pub use msgraph_types as types;

/// What the macros name; no part of the interface.
#[doc(hidden)]
pub mod private {
    #[cfg(feature = "http")]
    pub use futures::future::BoxFuture;
    pub use serde::Serialize;
    pub use serde::de::DeserializeOwned;
}
