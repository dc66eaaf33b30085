//! What a generated operation says about itself.

use crate::response::ResponseKind;
use crate::{Method, Permissions};

/// A documented operation: a unit struct in a generated client, with its facts as constants.
pub trait Operation: 'static {
    /// The operation's name, as its page is called.
    const NAME: &'static str;
    /// The method.
    const METHOD: Method;
    /// The documented path templates, as in `/users/{id}/messages`.
    const PATHS: &'static [&'static str];
    /// The permissions that allow it.
    const PERMISSIONS: Permissions;
    /// The address of its page.
    const DOC: &'static str;
    /// The documented request headers.
    const HEADERS: &'static [&'static str] = &[];
    /// The documented query parameters.
    const QUERY: &'static [&'static str] = &[];
    /// The documented example of an answer, if there is one.
    const EXAMPLE: Option<Example> = None;
    /// How the answer is read.
    type Response: ResponseKind;
}

/// A documented answer, for tests that run without a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The status code.
    pub status: u16,
    /// The content type; empty if there is no body.
    pub content_type: &'static str,
    /// The body.
    pub body: &'static str,
}

/// A line of the table of all operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// The operation's name.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The documented path templates.
    pub paths: &'static [&'static str],
    /// The permissions that allow it.
    pub permissions: Permissions,
    /// The address of its page.
    pub doc: &'static str,
}

impl OperationInfo {
    /// The line for an operation.
    pub const fn of<O: Operation>() -> Self {
        Self { name: O::NAME, method: O::METHOD, paths: O::PATHS, permissions: O::PERMISSIONS, doc: O::DOC }
    }
}
