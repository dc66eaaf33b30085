//! What a generated operation says about itself.

use crate::response::ResponseKind;
use crate::{Method, Permissions};

/// A documented operation: a unit struct in a generated client, with its facts as constants.
///
/// Implementations give [`Operation::INFO`]; the other constants are its parts. That keeps a client of thousands of
/// operations quick to compile: the compiler's work grows with the number of constants.
pub trait Operation: 'static {
    /// All its facts.
    const INFO: OperationInfo;
    /// How the answer is read.
    type Response: ResponseKind;

    /// The operation's name, as its page is called.
    const NAME: &'static str = Self::INFO.name;
    /// The method.
    const METHOD: Method = Self::INFO.method;
    /// The documented path templates, as in `/users/{id}/messages`.
    const PATHS: &'static [&'static str] = Self::INFO.paths;
    /// The permissions that allow it.
    const PERMISSIONS: Permissions = Self::INFO.permissions;
    /// The address of its page.
    const DOC: &'static str = Self::INFO.doc;
    /// The documented request headers.
    const HEADERS: &'static [&'static str] = Self::INFO.headers;
    /// The documented query parameters.
    const QUERY: &'static [&'static str] = Self::INFO.query;
    /// The documented example of an answer, if there is one.
    const EXAMPLE: Option<Example> = Self::INFO.example;
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

/// The facts of an operation, and a line of the table of all operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// The operation's name, as its page is called.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The documented path templates, as in `/users/{id}/messages`.
    pub paths: &'static [&'static str],
    /// The permissions that allow it.
    pub permissions: Permissions,
    /// The address of its page.
    pub doc: &'static str,
    /// The documented request headers.
    pub headers: &'static [&'static str],
    /// The documented query parameters.
    pub query: &'static [&'static str],
    /// The documented example of an answer, if there is one.
    pub example: Option<Example>,
}

impl OperationInfo {
    /// An operation of which only the name and the method are known.
    pub const fn new(name: &'static str, method: Method) -> Self {
        Self {
            name,
            method,
            paths: &[],
            permissions: Permissions::NOT_SUPPORTED,
            doc: "",
            headers: &[],
            query: &[],
            example: None,
        }
    }

    /// The facts of an operation.
    pub const fn of<O: Operation>() -> Self {
        O::INFO
    }
}
