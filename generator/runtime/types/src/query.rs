//! The values of `$select`, `$orderby` and `$expand`.

use std::fmt::{self, Display};

use crate::filter::Filter;
use crate::property::{NavigationProperty, Property};

/// The properties of an answer: `$select`. Made from text, a property, an array of either, or a tuple where the properties
/// are of different types: `(User::DISPLAY_NAME, User::ACCOUNT_ENABLED)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select(String);

/// The order of an answer: `$orderby`. Made from text, a property, [`Property::desc`], or several of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderBy(String);

/// What comes with an answer: `$expand`. Made from text, a navigation property, or several of them; one may have options,
/// as in `User::MANAGER.select([User::DISPLAY_NAME])`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expand {
    items: String,
    options: Vec<String>,
}

impl<R, V> Property<R, V> {
    /// The smallest first.
    pub fn asc(&self) -> OrderBy {
        OrderBy(self.path().to_string())
    }

    /// The greatest first.
    pub fn desc(&self) -> OrderBy {
        OrderBy(format!("{} desc", self.path()))
    }
}

/// With options, it is expanded with them: `User::MANAGER.select([User::DISPLAY_NAME])`.
impl<R, V> NavigationProperty<R, V> {
    /// Expands only these properties of what it leads to.
    pub fn select(self, properties: impl Into<Select>) -> Expand {
        Expand::of(self).select(properties)
    }

    /// Expands only those that fulfil the condition.
    pub fn filter(self, condition: impl Into<Filter>) -> Expand {
        Expand::of(self).filter(condition)
    }

    /// Expands them in this order.
    pub fn order_by(self, order: impl Into<OrderBy>) -> Expand {
        Expand::of(self).order_by(order)
    }

    /// Expands at most so many.
    pub fn top(self, count: u32) -> Expand {
        Expand::of(self).top(count)
    }

    /// Expands what comes with each of them, too.
    pub fn expand(self, inner: impl Into<Expand>) -> Expand {
        Expand::of(self).expand(inner)
    }

    /// Expands so many levels of it; `max` for all.
    pub fn levels(self, levels: impl Display) -> Expand {
        Expand::of(self).levels(levels)
    }
}

impl Expand {
    /// A navigation property, to be followed by options.
    pub fn of<R, V>(property: NavigationProperty<R, V>) -> Self {
        property.into()
    }

    /// Only these properties of what is expanded.
    #[must_use]
    pub fn select(self, properties: impl Into<Select>) -> Self {
        self.option("select", &properties.into())
    }

    /// Only those that fulfil the condition.
    #[must_use]
    pub fn filter(self, condition: impl Into<Filter>) -> Self {
        self.option("filter", &condition.into())
    }

    /// In this order.
    #[must_use]
    pub fn order_by(self, order: impl Into<OrderBy>) -> Self {
        self.option("orderby", &order.into())
    }

    /// At most so many.
    #[must_use]
    pub fn top(self, count: u32) -> Self {
        self.option("top", &count)
    }

    /// What comes with each of them.
    #[must_use]
    pub fn expand(self, inner: impl Into<Expand>) -> Self {
        self.option("expand", &inner.into())
    }

    /// So many levels of the same navigation property; `max` for all.
    #[must_use]
    pub fn levels(self, levels: impl Display) -> Self {
        self.option("levels", &levels)
    }

    fn option(mut self, name: &str, value: &dyn Display) -> Self {
        self.options.push(format!("${name}={value}"));
        self
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Display for OrderBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Display for Expand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.items)?;
        if self.options.is_empty() { Ok(()) } else { write!(f, "({})", self.options.join(";")) }
    }
}

impl From<String> for Select {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<String> for OrderBy {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<String> for Expand {
    fn from(items: String) -> Self {
        Self { items, options: Vec::new() }
    }
}

impl<R, V> From<Property<R, V>> for Select {
    fn from(property: Property<R, V>) -> Self {
        Self(property.to_string())
    }
}

impl<R, V> From<Property<R, V>> for OrderBy {
    fn from(property: Property<R, V>) -> Self {
        property.asc()
    }
}

impl<R, V> From<NavigationProperty<R, V>> for Expand {
    fn from(property: NavigationProperty<R, V>) -> Self {
        property.to_string().into()
    }
}

/// Several of a kind, joined by commas.
macro_rules! lists {
    ($($list:ident),*) => {$(
        impl From<&str> for $list {
            fn from(text: &str) -> Self {
                text.to_string().into()
            }
        }

        impl<T: Into<$list>, const N: usize> From<[T; N]> for $list {
            fn from(items: [T; N]) -> Self {
                items.into_iter().map(Into::into).collect()
            }
        }

        impl<T: Into<$list>> From<Vec<T>> for $list {
            fn from(items: Vec<T>) -> Self {
                items.into_iter().map(Into::into).collect()
            }
        }

        impl FromIterator<$list> for $list {
            fn from_iter<I: IntoIterator<Item = $list>>(items: I) -> Self {
                let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
                items.join(",").into()
            }
        }

        tuples!($list: A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l);
    )*};
}

/// Tuples of two and more, each item by its own conversion.
macro_rules! tuples {
    ($list:ident: $first:ident $f:ident) => {};
    ($list:ident: $first:ident $f:ident, $($rest:ident $r:ident),+) => {
        impl<$first: Into<$list>, $($rest: Into<$list>),+> From<($first, $($rest),+)> for $list {
            fn from(($f, $($r),+): ($first, $($rest),+)) -> Self {
                [$f.into(), $($r.into()),+].into_iter().collect()
            }
        }

        tuples!($list: $($rest $r),+);
    };
}

lists!(Select, OrderBy, Expand);
