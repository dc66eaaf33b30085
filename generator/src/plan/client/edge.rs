//! One step of a path, whatever the pages call what it takes.

/// One step down the tree. Names are in lower case, see [`Spelling`](super::spelling::Spelling) for what is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// A name as it stands.
    Literal(String),
    /// The key of an item.
    Key,
    /// A OneDrive path.
    ByPath,
    /// An alternate key: the names of its properties, sorted.
    NamedKey(Vec<String>),
    /// A cast to a derived type.
    Cast(String),
    /// A call: the name and the names of the arguments, sorted.
    Call(String, Vec<String>),
}
