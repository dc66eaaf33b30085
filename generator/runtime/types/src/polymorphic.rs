//! Values of a base type whose subtypes are documented.

use std::borrow::Borrow;
use std::fmt;

use crate::additional::Additional;
use crate::edm::{Edm, View};
use crate::property::Property;
use crate::record::Record;

/// An enum with a variant for each documented subtype of a struct, and one for the struct itself and all else, which loses
/// nothing.
pub trait Polymorphic: Edm {
    /// The struct of the base type.
    type Base: Record + Edm + Default;

    /// An empty value of the subtype with that qualified wire name in lower case; of the base type if there is none.
    fn of_type(name: &str) -> Self;
    /// The struct, whichever it is: control information and what has no field are the same in all.
    fn record(&self) -> &dyn Record;
    /// The struct, whichever it is.
    fn record_mut(&mut self) -> &mut dyn Record;

    /// A property that the base type has, and every subtype with it.
    fn get<V: Edm>(&self, property: impl Borrow<Property<Self::Base, V>>) -> Option<&V> {
        crate::record::find(self.record(), property.borrow().path())
    }

    /// What no field holds, whichever struct it is.
    fn additional(&self) -> &Additional {
        self.record().additional()
    }

    /// The value as the base type. Properties of a subtype are in its [`Record::additional`].
    fn to_base(&self) -> Self::Base {
        to_base(self.record())
    }

    /// The value as the subtype that its `@odata.type` names.
    fn from_base(base: &Self::Base) -> Self {
        crate::read::from_text(&View::Record(base).to_text()).unwrap_or_else(|_| Self::of_type(""))
    }
}

/// A struct, or the enum of a type and its subtypes.
#[doc(hidden)]
pub trait Item {
    /// The struct, whichever it is.
    fn item(&self) -> &dyn Record;
}

impl<T: Record> Item for T {
    fn item(&self) -> &dyn Record {
        self
    }
}

/// A value that goes where a `B` is expected: a `B`, a type derived from it, or any of them.
#[diagnostic::on_unimplemented(message = "a `{B}` is expected, or a type derived from it, and not `{Self}`")]
pub trait Is<B>: Item {
    /// The value; one of a derived type names its type when it is written.
    fn as_item(&self) -> View<'_> {
        View::Typed(self.item())
    }
}

impl<T: Record> Is<T> for T {
    fn as_item(&self) -> View<'_> {
        View::Record(self)
    }
}

/// A value that becomes a subtype when its `@odata.type` is known.
pub trait Narrow {
    /// Makes it an empty value of that type; of the base type where there is no such subtype.
    fn choose(&mut self, type_name: Option<&str>) -> &mut dyn Record;
}

impl<T: Polymorphic> Narrow for T {
    fn choose(&mut self, type_name: Option<&str>) -> &mut dyn Record {
        *self = T::of_type(&type_name.unwrap_or_default().trim_start_matches('#').to_lowercase());
        self.record_mut()
    }
}

/// Any struct as one of its base types.
#[doc(hidden)]
pub fn to_base<B: Record + Edm + Default>(record: &dyn Record) -> B {
    crate::read::from_text(&View::Typed(record).to_text()).unwrap_or_default()
}

/// Prints the struct, whichever it is.
#[doc(hidden)]
pub fn debug_any<T: Polymorphic>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    crate::record::debug(value.record(), f)
}

/// Compares the types, then field by field.
#[doc(hidden)]
pub fn equal_any<T: Polymorphic>(left: &T, right: &T) -> bool {
    let (left, right) = (left.record(), right.record());
    left.type_name() == right.type_name() && crate::record::equal(left, right)
}

/// Copies field by field into an empty value of the same type.
#[doc(hidden)]
pub fn clone_any<T: Polymorphic>(from: &T) -> T {
    let from = from.record();
    let mut to = T::of_type(&from.type_name().to_lowercase());
    crate::record::copy(from, to.record_mut());
    to
}

/// A generated enum as [`Polymorphic`]: the table of the subtypes, with their names in lower case, and thin impls over it.
///
/// `polymorphic! { AnyAttachment of Attachment; File: FileAttachment = "test.fileattachment", }`
#[macro_export]
macro_rules! polymorphic {
    ($name:ident of $base:ident; $($(#[$attribute:meta])* $variant:ident: $subtype:ident = $of_type:literal,)*) => {
        impl $crate::Polymorphic for $name {
            type Base = $base;

            fn of_type(name: &str) -> Self {
                match name {
                    $($(#[$attribute])* $of_type => Self::$variant(::std::default::Default::default()),)*
                    _ => Self::Other(::std::default::Default::default()),
                }
            }

            fn record(&self) -> &dyn $crate::Record {
                match self {
                    $($(#[$attribute])* Self::$variant(value) => &**value,)*
                    Self::Other(value) => &**value,
                }
            }

            fn record_mut(&mut self) -> &mut dyn $crate::Record {
                match self {
                    $($(#[$attribute])* Self::$variant(value) => &mut **value,)*
                    Self::Other(value) => &mut **value,
                }
            }
        }

        $(
            $(#[$attribute])*
            impl ::std::convert::From<$subtype> for $name {
                fn from(value: $subtype) -> Self {
                    Self::$variant(::std::boxed::Box::new(value))
                }
            }
        )*

        impl ::std::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::private::clone_any(self)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::private::debug_any(self, f)
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::private::equal_any(self, other)
            }
        }

        impl $crate::Edm for $name {
            fn type_name() -> &'static str {
                <$base as $crate::Edm>::type_name()
            }

            fn open(shape: $crate::Shape) -> ::std::option::Option<Self> {
                (shape == $crate::Shape::Object).then(|| $crate::Polymorphic::of_type(""))
            }

            fn inside(&mut self) -> $crate::Inside<'_> {
                $crate::Inside::Narrow(self)
            }

            fn view(&self) -> $crate::View<'_> {
                match self {
                    Self::Other(value) => $crate::View::Record(&**value),
                    #[allow(unreachable_patterns, reason = "features can leave the base type alone")]
                    _ => $crate::View::Typed($crate::Polymorphic::record(self)),
                }
            }
        }

        impl $crate::private::Item for $name {
            fn item(&self) -> &dyn $crate::Record {
                $crate::Polymorphic::record(self)
            }
        }

        impl $crate::Is<$base> for $name {
            fn as_item(&self) -> $crate::View<'_> {
                $crate::Edm::view(self)
            }
        }

        impl ::std::convert::From<&$name> for $crate::Patch<$base> {
            fn from(value: &$name) -> Self {
                $crate::private::changes(value)
            }
        }

        $(
            $(#[$attribute])*
            impl $crate::Is<$base> for $subtype {}

            /// With the name of its type; properties that only the derived type has are among those without a field.
            $(#[$attribute])*
            impl ::std::convert::From<$subtype> for $base {
                fn from(value: $subtype) -> Self {
                    $crate::private::to_base(&value)
                }
            }

            $(#[$attribute])*
            impl ::std::convert::From<&$subtype> for $crate::Patch<$base> {
                fn from(value: &$subtype) -> Self {
                    $crate::private::changes(value)
                }
            }
        )*

        impl $base {
            /// The value as the subtype that its `@odata.type` names.
            pub fn narrow(&self) -> $name {
                $crate::Polymorphic::from_base(self)
            }
        }

        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::Other(::std::default::Default::default())
            }
        }

        impl ::std::convert::From<$base> for $name {
            fn from(value: $base) -> Self {
                Self::Other(::std::boxed::Box::new(value))
            }
        }

        impl $crate::private::Single for $name {}

        $crate::serde_impls!($name);
    };
}
