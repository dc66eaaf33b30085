//! What a generated operation says about itself.

use crate::response::ResponseKind;
use crate::{Clouds, Method, Permissions};
use std::fmt;

/// A documented operation: a unit struct in a generated client, with its facts as constants.
///
/// Implementations give [`Operation::INFO`]; the other constants are its parts. That keeps a client of thousands of
/// operations quick to compile: the compiler's work grows with the number of constants.
pub trait Operation: 'static {
    /// All its facts.
    const INFO: OperationInfo;
    /// How the answer is read.
    type Response: ResponseKind;

    /// What its requests tell in errors and spans.
    const ORIGIN: &'static Origin =
        &Origin { name: Self::INFO.name, paths: Self::INFO.paths, permissions: Self::INFO.permissions };
    /// The operation's name, as its page is called.
    const NAME: &'static str = Self::INFO.name;
    /// The method.
    const METHOD: Method = Self::INFO.method;
    /// The documented path templates, as in `/users/{id}/messages`.
    const PATHS: Lines = Self::INFO.paths;
    /// The permissions that allow it.
    const PERMISSIONS: Permissions = Self::INFO.permissions;
    /// The clouds that have it.
    const CLOUDS: Clouds = Self::INFO.clouds;
    /// The address of its page.
    const DOC: &'static str = Self::INFO.doc;
    /// The documented request headers.
    const HEADERS: Lines = Self::INFO.headers;
    /// The documented query parameters.
    const QUERY: Lines = Self::INFO.query;
    /// The documented example of an answer, if there is one.
    const EXAMPLE: Option<Example> = Self::INFO.example;
}

/// What a request has to know of its operation, so that errors and spans can tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The operation's name, as its page is called.
    pub name: &'static str,
    /// The documented path templates.
    pub paths: Lines,
    /// The permissions that allow it.
    pub permissions: Permissions,
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

/// A list of texts, written in one: a line each. Compilers need several times as long for thousands of lists.
///
/// ```
/// use msgraph_core::Lines;
///
/// let paths = Lines("/me/messages\n/users/{id}/messages");
/// assert_eq!(paths.iter().collect::<Vec<_>>(), ["/me/messages", "/users/{id}/messages"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Lines(pub &'static str);

impl Lines {
    /// The texts in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.lines()
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The facts of an operation, and a line of the table of all operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// The operation's name, as its page is called.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The documented path templates, as in `/users/{id}/messages`.
    pub paths: Lines,
    /// The permissions that allow it.
    pub permissions: Permissions,
    /// The clouds that have it.
    pub clouds: Clouds,
    /// The address of its page.
    pub doc: &'static str,
    /// The documented request headers.
    pub headers: Lines,
    /// The documented query parameters.
    pub query: Lines,
    /// The documented example of an answer, if there is one.
    pub example: Option<Example>,
}

impl OperationInfo {
    /// An operation of which only the name and the method are known.
    pub const fn new(name: &'static str, method: Method) -> Self {
        Self {
            name,
            method,
            paths: Lines(""),
            permissions: Permissions::UNKNOWN,
            clouds: Clouds::UNKNOWN,
            doc: "",
            headers: Lines(""),
            query: Lines(""),
            example: None,
        }
    }

    /// The facts of an operation.
    pub const fn of<O: Operation>() -> Self {
        O::INFO
    }
}
