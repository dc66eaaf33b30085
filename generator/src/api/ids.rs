//! The ids of pages, types, areas and operations: places in the lists of an `Api`, which they index.

use std::ops::{Index, IndexMut};

/// Declares ids; lists of anything that stands in the same order can be indexed with them.
macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(pub u32);

        impl $id {
            /// Returns the id of a place in the list.
            pub fn at(place: usize) -> Self {
                Self(u32::try_from(place).unwrap_or(u32::MAX))
            }

            /// Returns the place in the list.
            pub fn place(self) -> usize {
                self.0 as usize
            }

            /// Gives the entries of a list, each with its id.
            pub fn each<I: IntoIterator>(list: I) -> impl Iterator<Item = (Self, I::Item)> {
                (0..).map(Self).zip(list)
            }
        }

        impl<T> Index<$id> for [T] {
            type Output = T;

            fn index(&self, id: $id) -> &T {
                &self[id.place()]
            }
        }

        impl<T> IndexMut<$id> for [T] {
            fn index_mut(&mut self, id: $id) -> &mut T {
                &mut self[id.place()]
            }
        }

        impl<T> Index<$id> for Vec<T> {
            type Output = T;

            fn index(&self, id: $id) -> &T {
                &self[id.place()]
            }
        }

        impl<T> IndexMut<$id> for Vec<T> {
            fn index_mut(&mut self, id: $id) -> &mut T {
                &mut self[id.place()]
            }
        }
    )*};
}

ids! {
    /// A place in [`Api::pages`](super::Api::pages).
    PageId
    /// A place in [`Api::types`](super::Api::types).
    TypeId
    /// A place in [`Api::areas`](super::Api::areas).
    AreaId
    /// A place in [`Api::operations`](super::Api::operations).
    OperationId
}
