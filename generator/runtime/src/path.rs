//! Building the path of a URL from segments, keys, function calls and OneDrive paths.

use crate::{Client, Required};
use msgraph_types::{Binary, Date, DateTimeOffset, Decimal, Duration, Guid, Literal, TimeOfDay};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::{self, Display, Write};

/// What a key or an argument keeps as it is; everything else is percent-encoded. `:` isn't here, because it
/// opens a OneDrive path, nor `+`, because some servers read it as a space.
const KEY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b',')
    .remove(b'=')
    .remove(b'@');

/// The same for a literal, whose quotes are its own.
const LITERAL: &AsciiSet = &KEY.remove(b'\'');

/// A place in the API: a client, and the path so far, below the version.
///
/// ```
/// use msgraph_core::{Client, Path};
///
/// let client = Client::offline("v1.0");
/// let path = Path::root(&client).child("users").key("o'neil/#1").child("messages");
/// assert_eq!(path.as_str(), "/users/o%27neil%2F%231/messages");
/// ```
#[derive(Clone)]
pub struct Path {
    client: Client,
    path: String,
    /// A OneDrive path that needs its closing colon if something follows.
    open: bool,
    /// The first thing that was wrong; told when the request is built.
    problem: Option<&'static str>,
}

impl Path {
    /// The root of the version.
    pub fn root(client: &Client) -> Self {
        Self { client: client.clone(), path: String::new(), open: false, problem: None }
    }

    /// The client.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The path so far, percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    pub(crate) const fn problem(&self) -> Option<&'static str> {
        self.problem
    }

    /// A segment that is part of the API, such as `messages`; it is taken as it stands.
    #[must_use]
    pub fn child(&self, segment: &str) -> Self {
        self.extended(segment)
    }

    /// A key, percent-encoded. One that begins with `$`, which Graph would take for a part of the API, stands in brackets and
    /// quotes.
    ///
    /// ```
    /// use msgraph_core::{Client, Path};
    ///
    /// let users = Path::root(&Client::offline("v1.0")).child("users");
    /// assert_eq!(users.key("a@x.example").as_str(), "/users/a@x.example");
    /// assert_eq!(users.key("$a@x.example").as_str(), "/users('$a@x.example')");
    /// ```
    #[must_use]
    pub fn key(&self, key: impl Display) -> Self {
        let key = key.to_string();
        if key.starts_with('$') {
            return self.named_key(&[("", Arg::string(key))]);
        }
        let mut path = self.extended(&encoded(&key));
        path.check(match key.as_str() {
            "" => Some("a key in the path is empty"),
            "." | ".." => Some("a key in the path is `.` or `..`"),
            _ => None,
        });
        path
    }

    /// A key from a model, whose properties are all optional.
    #[must_use]
    pub fn id(&self, id: impl Into<Required>) -> Self {
        match id.into().into_option() {
            Some(key) => self.key(key),
            None => {
                let mut path = self.extended("");
                path.check(Some("a key in the path isn't given"));
                path
            }
        }
    }

    /// A call of a function: `sites/getByUrl(url='…')`.
    #[must_use]
    pub fn call(&self, function: &str, arguments: &[(&str, Arg)]) -> Self {
        self.extended(&format!("{function}{}", in_brackets(arguments)))
    }

    /// A key by the names of its properties, behind the set that this path names: `applications(appId='…')`.
    ///
    /// ```
    /// use msgraph_core::{Arg, Client, Path};
    ///
    /// let applications = Path::root(&Client::offline("v1.0")).child("applications");
    /// assert_eq!(applications.named_key(&[("appId", Arg::string("1"))]).as_str(), "/applications(appId='1')");
    /// ```
    #[must_use]
    pub fn named_key(&self, properties: &[(&str, Arg)]) -> Self {
        let mut path = self.clone();
        path.path.push_str(&in_brackets(properties));
        path
    }

    /// A OneDrive path relative to the item that this path names: `/a/b c` becomes `:/a/b%20c:`, the second
    /// colon only if something follows. The empty path is the item itself.
    #[must_use]
    pub fn by_path(&self, relative: &str) -> Self {
        let mut path = self.clone();
        let segments = || relative.split('/').filter(|segment| !segment.is_empty());
        if segments().next().is_none() {
            return path;
        }
        if path.open {
            path.check(Some("a path is relative to another path"));
        }
        path.path.push(':');
        for segment in segments() {
            path.path.push('/');
            path.path.push_str(&encoded(segment));
        }
        if segments().any(|segment| matches!(segment, "." | "..")) {
            path.check(Some("a segment of a relative path is `.` or `..`"));
        }
        path.open = true;
        path
    }

    /// The same things seen as a derived type, as in `/members/microsoft.graph.user`.
    #[must_use]
    pub fn cast(&self, qualified_type: &str) -> Self {
        self.extended(qualified_type)
    }

    fn extended(&self, segment: &str) -> Self {
        let mut path = self.clone();
        if std::mem::take(&mut path.open) {
            path.path.push(':');
        }
        path.path.push('/');
        path.path.push_str(segment);
        path
    }

    fn check(&mut self, problem: Option<&'static str>) {
        self.problem = self.problem.or(problem);
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Path").field(&self.path).finish()
    }
}

/// `(name=value,…)`, without the name where there is none.
fn in_brackets(arguments: &[(&str, Arg)]) -> String {
    let mut text = String::from("(");
    for (index, (name, value)) in arguments.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let equals = if name.is_empty() { "" } else { "=" };
        // A write to a string can't fail.
        let _ = write!(text, "{comma}{name}{equals}{value}");
    }
    text.push(')');
    text
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEY).to_string()
}

/// An argument of a function in a path, already a literal: strings are quoted, and quotes in them doubled.
///
/// ```
/// use msgraph_core::Arg;
///
/// assert_eq!(Arg::from("O'Neil & co").to_string(), "'O%27%27Neil%20%26%20co'");
/// assert_eq!(Arg::from(7).to_string(), "7");
/// assert_eq!(Arg::literal("2026-01-01").to_string(), "2026-01-01");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg(String);

impl Arg {
    /// `null`.
    pub fn null() -> Self {
        Self("null".to_owned())
    }

    /// A value that is written without quotes: a date, a GUID, a number.
    pub fn literal(value: impl Display) -> Self {
        Self(utf8_percent_encode(&value.to_string(), KEY).to_string())
    }

    /// A value of any type that can stand in a URL.
    pub fn of(value: &impl Literal) -> Self {
        Self(utf8_percent_encode(&value.literal(), LITERAL).to_string())
    }

    /// A string.
    pub fn string(value: impl Display) -> Self {
        let doubled = value.to_string().replace('\'', "''");
        Self(format!("'{}'", utf8_percent_encode(&doubled, KEY)))
    }
}

impl Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::string(value)
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::string(value)
    }
}

impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::string(value)
    }
}

macro_rules! literals {
    ($($type:ty)*) => {$(
        impl From<$type> for Arg {
            fn from(value: $type) -> Self {
                Self::of(&value)
            }
        }
    )*};
}

literals!(bool u8 i8 i16 i32 i64 f64 Binary Date DateTimeOffset Decimal Duration Guid TimeOfDay);

impl<T: Into<Self>> From<Option<T>> for Arg {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::null, Into::into)
    }
}
