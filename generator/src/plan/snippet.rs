//! Code that makes a documented request, as data: what a program would write.

use serde_json::Value;

/// The code of an example.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Snippet {
    /// The name of the example: `create_message`.
    pub name: String,
    /// Its page, relative to the docs tree.
    pub page: String,
    /// What it imports, each a path with its names, sorted.
    pub imports: Vec<(String, Vec<String>)>,
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Statement {
    /// `let message = …;`
    Let {
        /// The name of the variable.
        name: String,
        /// Its type, where its value doesn't tell.
        ty: Option<String>,
        /// Is true for `let mut`.
        mutable: bool,
        /// Its value.
        value: Expr,
    },
    /// An expression for what it does.
    Do(Expr),
    /// `while let Some(item) = items.try_next().await? { … }`, which prints each.
    Each {
        /// The variable of an item.
        item: String,
        /// The variable of the stream.
        stream: String,
    },
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Expr {
    /// Rust as it stands: a variable, a path, a number.
    Code(String),
    /// A literal of text.
    Text(String),
    /// A literal of bytes.
    Bytes(String),
    /// JSON: `json!({ … })`.
    Json(Value),
    /// `&…`
    Ref(Box<Expr>),
    /// `[…]`
    Array(Vec<Expr>),
    /// `(…)`
    Tuple(Vec<Expr>),
    /// A struct with some of its fields; the others are empty.
    Struct(String, Vec<(String, Expr)>),
    /// A call of a function.
    Call(String, Vec<Expr>),
    /// A call of a method.
    Method(Box<Expr>, String, Vec<Expr>),
    /// `…?`
    Try(Box<Expr>),
    /// `….await?`
    Await(Box<Expr>),
}

impl Expr {
    /// Calls a method of it.
    #[must_use]
    pub fn method(self, name: &str, arguments: Vec<Expr>) -> Self {
        Self::Method(Box::new(self), name.to_string(), arguments)
    }
}

/// Names a type with its arguments: `Option<User>`.
pub fn generic(name: &str, of: &[&str]) -> String {
    [name, "<", &of.join(", "), ">"].concat()
}

/// Names a function or what it belongs to with the types that nothing else tells: `parse::<Guid>`.
pub fn turbofish(name: &str, of: &[&str]) -> String {
    generic(&[name, "::"].concat(), of)
}
