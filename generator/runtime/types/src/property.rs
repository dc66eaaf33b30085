//! Constants that name properties: the wire name and the types of owner and value.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A structural property of `R` with values of type `V`, or a path to one in a struct within.
///
/// It names the property wherever a name is asked for: in `$select`, `$filter`, `$orderby`, [`crate::Patch`].
pub struct Property<R, V> {
    path: Cow<'static, str>,
    types: PhantomData<fn() -> (R, V)>,
}

impl<R, V> Property<R, V> {
    /// The property with that wire name.
    pub const fn new(name: &'static str) -> Self {
        Self { path: Cow::Borrowed(name), types: PhantomData }
    }

    /// A property that isn't documented, or not with this type.
    pub fn named(path: impl Into<String>) -> Self {
        Self { path: Cow::Owned(path.into()), types: PhantomData }
    }

    /// The wire name; behind [`Property::then`], names separated by `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A property of the struct that is this property's value: `Message::FROM.then(Recipient::EMAIL_ADDRESS)`.
    pub fn then<W>(&self, inner: Property<V, W>) -> Property<R, W> {
        Property::named(format!("{}/{}", self.path, inner.path))
    }
}

/// A navigation property of `R`; `V` is what it leads to, a `Vec` where it leads to many.
///
/// It names the property in `$expand`, and reads what that brought: [`crate::Record::expanded`].
pub struct NavigationProperty<R, V> {
    name: Cow<'static, str>,
    types: PhantomData<fn() -> (R, V)>,
}

impl<R, V> NavigationProperty<R, V> {
    /// The navigation property with that wire name.
    pub const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), types: PhantomData }
    }

    /// A navigation property that isn't documented, or not with this type.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Cow::Owned(name.into()), types: PhantomData }
    }

    /// The wire name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A property of what it leads to, for filters: `manager/displayName`.
    pub fn then<W>(&self, inner: Property<V, W>) -> Property<R, W> {
        Property::named(format!("{}/{}", self.name, inner.path))
    }
}

impl<R, V> Clone for Property<R, V> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), types: PhantomData }
    }
}

impl<R, V> fmt::Debug for Property<R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Property").field(&self.path).finish()
    }
}

impl<R, V> fmt::Display for Property<R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl<R, V> Clone for NavigationProperty<R, V> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), types: PhantomData }
    }
}

impl<R, V> fmt::Debug for NavigationProperty<R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NavigationProperty").field(&self.name).finish()
    }
}

impl<R, V> fmt::Display for NavigationProperty<R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
