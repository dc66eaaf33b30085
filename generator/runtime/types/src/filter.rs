//! `$filter` expressions, with their values quoted and escaped.

use std::fmt::{self, Display};

use crate::edm::Edm;
use crate::open_enum::{Flags, OpenEnum};
use crate::property::{NavigationProperty, Property};
use crate::values::{Binary, Date, DateTimeOffset, Decimal, Duration, Guid, TimeOfDay};

/// A `$filter` expression. Any text can be one: `Filter::from("imAddresses/any(i:i eq 'a@b')")`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
    /// Whether the text needs no parentheses beside `and`.
    tight: bool,
}

impl Filter {
    /// The expression as it goes into the query, before percent encoding.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Both are true.
    #[must_use]
    pub fn and(self, other: impl Into<Filter>) -> Self {
        Self { text: format!("{} and {}", self.grouped(), other.into().grouped()), tight: true }
    }

    /// One of them is true.
    #[must_use]
    pub fn or(self, other: impl Into<Filter>) -> Self {
        Self { text: format!("{} or {}", self.text, other.into().text), tight: false }
    }

    /// It isn't true.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "the operator is there too; the method reads better behind others"
    )]
    pub fn not(self) -> Self {
        Self { text: format!("not({})", self.text), tight: true }
    }

    fn tight(text: String) -> Self {
        Self { text, tight: true }
    }

    fn grouped(self) -> String {
        if self.tight { self.text } else { format!("({})", self.text) }
    }
}

impl std::ops::Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Filter::not(self)
    }
}

impl From<String> for Filter {
    fn from(text: String) -> Self {
        Self { text, tight: false }
    }
}

impl From<&str> for Filter {
    fn from(text: &str) -> Self {
        text.to_string().into()
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A type whose values can stand in a filter.
pub trait Literal: Edm {
    /// The value as OData writes it in a URL: `'it''s'`, `2024-01-01T00:00:00Z`, `duration'PT1H'`.
    fn literal(&self) -> String;
}

/// A type whose values have an order that the service knows.
pub trait Ordered: Literal {}

/// A number.
pub trait Number: Ordered {}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Literal for String {
    fn literal(&self) -> String {
        quoted(self)
    }
}

impl Ordered for String {}

impl Literal for bool {
    fn literal(&self) -> String {
        self.to_string()
    }
}

impl<E: OpenEnum + Edm> Literal for E {
    fn literal(&self) -> String {
        quoted(self.wire_name())
    }
}

impl<E: OpenEnum + Edm> Literal for Flags<E> {
    fn literal(&self) -> String {
        quoted(&self.to_string())
    }
}

impl Literal for f64 {
    fn literal(&self) -> String {
        match self {
            value if value.is_nan() => "NaN".to_string(),
            value if value.is_infinite() => if *value > 0.0 { "INF" } else { "-INF" }.to_string(),
            value => value.to_string(),
        }
    }
}

impl Ordered for f64 {}
impl Number for f64 {}

/// Values that stand in a filter as they print.
macro_rules! bare_literals {
    ($($name:ty),*) => {$(
        impl Literal for $name {
            fn literal(&self) -> String {
                self.to_string()
            }
        }

        impl Ordered for $name {}
    )*};
}

bare_literals!(u8, i8, i16, i32, i64, Date, DateTimeOffset, Decimal, Guid, TimeOfDay);

macro_rules! numbers {
    ($($name:ty),*) => {$(impl Number for $name {})*};
}

numbers!(u8, i8, i16, i32, i64, Decimal);

impl Literal for Duration {
    fn literal(&self) -> String {
        format!("duration'{self}'")
    }
}

impl Ordered for Duration {}

impl Literal for Binary {
    fn literal(&self) -> String {
        format!("binary'{}'", self.url_safe())
    }
}

impl<R, V: Literal> Property<R, V> {
    /// `name eq value`
    pub fn eq(&self, value: impl Into<V>) -> Filter {
        self.compare("eq", value)
    }

    /// `name ne value`
    pub fn ne(&self, value: impl Into<V>) -> Filter {
        self.compare("ne", value)
    }

    /// `name in (a,b)`
    pub fn is_in<T: Into<V>>(&self, values: impl IntoIterator<Item = T>) -> Filter {
        let values: Vec<String> = values.into_iter().map(|value| value.into().literal()).collect();
        Filter::tight(format!("{} in ({})", self.path(), values.join(",")))
    }

    fn compare(&self, operator: &str, value: impl Into<V>) -> Filter {
        Filter::tight(format!("{} {operator} {}", self.path(), value.into().literal()))
    }
}

impl<R, V> Property<R, V> {
    /// `name eq null`
    pub fn is_null(&self) -> Filter {
        Filter::tight(format!("{} eq null", self.path()))
    }

    /// `name ne null`
    pub fn is_not_null(&self) -> Filter {
        Filter::tight(format!("{} ne null", self.path()))
    }
}

impl<R, V: Ordered> Property<R, V> {
    /// `name gt value`
    pub fn gt(&self, value: impl Into<V>) -> Filter {
        self.compare("gt", value)
    }

    /// `name ge value`
    pub fn ge(&self, value: impl Into<V>) -> Filter {
        self.compare("ge", value)
    }

    /// `name lt value`
    pub fn lt(&self, value: impl Into<V>) -> Filter {
        self.compare("lt", value)
    }

    /// `name le value`
    pub fn le(&self, value: impl Into<V>) -> Filter {
        self.compare("le", value)
    }
}

impl<R> Property<R, String> {
    /// `startswith(name,'text')`
    pub fn starts_with(&self, text: impl AsRef<str>) -> Filter {
        self.call("startswith", text.as_ref())
    }

    /// `endswith(name,'text')`
    pub fn ends_with(&self, text: impl AsRef<str>) -> Filter {
        self.call("endswith", text.as_ref())
    }

    /// `contains(name,'text')`
    pub fn contains(&self, text: impl AsRef<str>) -> Filter {
        self.call("contains", text.as_ref())
    }

    fn call(&self, function: &str, text: &str) -> Filter {
        Filter::tight(format!("{function}({},{})", self.path(), quoted(text)))
    }
}

impl<R> Property<R, bool> {
    /// The property is true: `name eq true`.
    pub fn is_true(&self) -> Filter {
        self.eq(true)
    }
}

impl<R, E: OpenEnum + Edm> Property<R, Flags<E>> {
    /// `name has 'member'`
    pub fn has(&self, member: impl Into<E>) -> Filter {
        Filter::tight(format!("{} has {}", self.path(), member.into().literal()))
    }
}

/// The name that a lambda gives to its item; one within another gives a longer one.
const ITEM: &str = "x";

fn lambda<R, V>(path: &str, function: &str, condition: impl FnOnce(Property<R, V>) -> Filter) -> Filter {
    let outer = path.split('/').next().filter(|first| first.starts_with(ITEM) && first.trim_matches('x').is_empty());
    let item = format!("{}{ITEM}", outer.unwrap_or_default());
    let condition = condition(Property::named(&*item));
    Filter::tight(format!("{path}/{function}({item}:{condition})"))
}

impl<R, V> Property<R, Vec<V>> {
    /// Some item fulfils the condition: `User::BUSINESS_PHONES.any(|phone| phone.starts_with("+1"))`.
    pub fn any(&self, condition: impl FnOnce(Property<R, V>) -> Filter) -> Filter {
        lambda(self.path(), "any", condition)
    }

    /// All items fulfil the condition.
    pub fn all(&self, condition: impl FnOnce(Property<R, V>) -> Filter) -> Filter {
        lambda(self.path(), "all", condition)
    }
}

impl<R, V> NavigationProperty<R, Vec<V>> {
    /// Some item fulfils the condition: `Group::OWNERS.any(|owner| owner.then(DirectoryObject::ID).eq(id))`.
    pub fn any(&self, condition: impl FnOnce(Property<R, V>) -> Filter) -> Filter {
        lambda(self.name(), "any", condition)
    }

    /// All items fulfil the condition.
    pub fn all(&self, condition: impl FnOnce(Property<R, V>) -> Filter) -> Filter {
        lambda(self.name(), "all", condition)
    }
}
