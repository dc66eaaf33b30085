//! The place of a value that its own type contains.

use std::ops::{Deref, DerefMut};

use crate::edm::{Edm, Inside, Scalar, Shape, View};

/// A value on the heap, for the fields of a struct that would contain itself. It is used like a `Box`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Boxed<T>(Box<T>);

impl<T> Boxed<T> {
    /// Puts a value on the heap.
    pub fn new(value: T) -> Self {
        Self(Box::new(value))
    }

    /// Takes it from there.
    pub fn into_inner(self) -> T {
        *self.0
    }
}

impl<T> From<T> for Boxed<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for Boxed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Boxed<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Edm> Edm for Boxed<T> {
    fn type_name() -> &'static str {
        T::type_name()
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        T::from_scalar(scalar).map(Self::new)
    }

    fn open(shape: Shape) -> Option<Self> {
        T::open(shape).map(Self::new)
    }

    fn inside(&mut self) -> Inside<'_> {
        T::inside(self)
    }

    fn view(&self) -> View<'_> {
        T::view(self)
    }
}
