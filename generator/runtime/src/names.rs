//! Lists of names that `select`, `expand` and `order_by` take.

use std::fmt::Display;

/// Names for a query option: one, an array, a vector, or a tuple of properties with different types.
pub trait Names {
    /// The names, joined by commas.
    fn joined(self) -> String;
}

fn join(names: impl IntoIterator<Item = impl Display>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    names.join(",")
}

impl Names for &str {
    fn joined(self) -> String {
        self.to_owned()
    }
}

impl Names for String {
    fn joined(self) -> String {
        self
    }
}

impl<T: Display, const N: usize> Names for [T; N] {
    fn joined(self) -> String {
        join(self)
    }
}

impl<T: Display> Names for &[T] {
    fn joined(self) -> String {
        join(self)
    }
}

impl<T: Display> Names for Vec<T> {
    fn joined(self) -> String {
        join(self)
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Display),*> Names for ($($name,)*) {
            #[allow(non_snake_case)]
            fn joined(self) -> String {
                let ($($name,)*) = self;
                join([$($name.to_string()),*])
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
