//! Enums that know their documented members and keep any other.

use crate::edm::{Edm, Scalar, View};
use crate::record::Names;

/// A generated enum: a table of members, and a variant for text that is none of them.
///
/// Two values are equal if they are written alike, or mean the same documented member: services differ in letter case.
pub trait OpenEnum: Clone + std::fmt::Debug + PartialEq + 'static {
    /// The names of the type and of its members.
    const NAMES: Names;
    /// The qualified wire name.
    const TYPE_NAME: &'static str = Self::NAMES.of_type;
    /// The wire names of the members, in the order of the variants.
    const MEMBERS: &'static [&'static str] = Self::NAMES.of_fields;

    /// The variant of the member at an index; behind the last, the variant for text that is no documented member.
    fn variant(index: usize, text: &str) -> Self;
    /// The wire name.
    fn wire_name(&self) -> &str;

    /// The member with that wire name.
    fn from_wire(text: &str) -> Self {
        Self::variant(index_of(Self::MEMBERS, text), text)
    }

    /// The text, if it is no documented member in any letter case.
    fn as_unknown(&self) -> Option<&str> {
        Some(self.wire_name()).filter(|name| meant(Self::MEMBERS, name) == *name && !Self::MEMBERS.contains(name))
    }

    /// The wire name of the documented member that is meant, whatever its letter case; the text if there is none.
    fn meant(&self) -> &str {
        meant(Self::MEMBERS, self.wire_name())
    }
}

/// Where a member stands; behind the last, if there is none of that name.
fn index_of(members: &[&str], name: &str) -> usize {
    members.iter().position(|member| *member == name).unwrap_or(members.len())
}

/// The member that a name is, or is but for its letter case; else the name.
fn meant<'a>(members: &[&'a str], name: &'a str) -> &'a str {
    if members.contains(&name) {
        return name;
    }
    members.iter().find(|member| member.eq_ignore_ascii_case(name)).copied().unwrap_or(name)
}

/// A value of a flags enum: a list of members, separated by commas on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Flags<E> {
    members: Vec<E>,
    /// The text it was read from, where it isn't what would be written.
    text: Option<Box<str>>,
}

impl<E: OpenEnum> Flags<E> {
    /// A value with these members.
    pub fn new(members: impl IntoIterator<Item = E>) -> Self {
        Self { members: members.into_iter().collect(), text: None }
    }

    /// The members in order.
    pub fn members(&self) -> &[E] {
        &self.members
    }

    /// Whether a member is in it.
    pub fn contains(&self, member: &E) -> bool {
        self.members.contains(member)
    }

    /// The value with one more member.
    #[must_use]
    pub fn with(mut self, member: E) -> Self {
        if !self.contains(&member) {
            self.members.push(member);
            self.text = None;
        }
        self
    }

    fn read(text: &str) -> Self {
        let members = text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(E::from_wire).collect();
        let mut flags = Self { members, text: None };
        if flags.to_string() != text {
            flags.text = Some(text.into());
        }
        flags
    }
}

impl<E: OpenEnum> Default for Flags<E> {
    fn default() -> Self {
        Self::new([])
    }
}

impl<E: OpenEnum> From<E> for Flags<E> {
    fn from(member: E) -> Self {
        Self::new([member])
    }
}

impl<E: OpenEnum, const N: usize> From<[E; N]> for Flags<E> {
    fn from(members: [E; N]) -> Self {
        Self::new(members)
    }
}

impl<E: OpenEnum> FromIterator<E> for Flags<E> {
    fn from_iter<I: IntoIterator<Item = E>>(members: I) -> Self {
        Self::new(members)
    }
}

impl<E: OpenEnum> std::fmt::Display for Flags<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(text) = &self.text {
            return f.write_str(text);
        }
        for (index, member) in self.members.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            f.write_str(member.wire_name())?;
        }
        Ok(())
    }
}

/// As one text, so that it can be a parameter of an action.
impl<E: OpenEnum> serde_core::Serialize for Flags<E> {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<E: OpenEnum + Edm> Edm for Flags<E> {
    fn type_name() -> &'static str {
        E::TYPE_NAME
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        scalar.text().map(Self::read)
    }

    fn view(&self) -> View<'_> {
        View::String(self.to_string())
    }
}

impl<'de, E: OpenEnum + Edm> serde_core::Deserialize<'de> for Flags<E> {
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::read::read(deserializer)
    }
}

/// A generated enum as an [`OpenEnum`]: the table of its members, which begin at 0, and thin impls over it.
///
/// `open_enum! { Importance = "test.importance"; 0 Low = "low", 1 High = "high", }`
#[macro_export]
macro_rules! open_enum {
    ($name:ident = $of_type:literal; $($index:literal $variant:ident = $member:literal,)*) => {
        impl $crate::OpenEnum for $name {
            const NAMES: $crate::Names = $crate::Names {
                of_type: $of_type,
                of_fields: &[$($member),*],
                read_only: &[],
                of_sets: &[],
            };

            fn variant(index: usize, text: &str) -> Self {
                match index {
                    $($index => Self::$variant,)*
                    _ => Self::UnknownValue(text.to_string()),
                }
            }

            fn wire_name(&self) -> &str {
                match self {
                    $(Self::$variant => $member,)*
                    Self::UnknownValue(text) => text,
                }
            }
        }

        impl ::std::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::OpenEnum::from_wire($crate::OpenEnum::wire_name(self))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt($crate::OpenEnum::wire_name(self), f)
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::OpenEnum::meant(self) == $crate::OpenEnum::meant(other)
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                ::std::hash::Hash::hash($crate::OpenEnum::meant(self), state)
            }
        }

        impl $name {
            /// The wire name.
            pub fn as_str(&self) -> &str {
                $crate::OpenEnum::wire_name(self)
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::OpenEnum::from_wire(text)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad($crate::OpenEnum::wire_name(self))
            }
        }

        impl $crate::Edm for $name {
            fn type_name() -> &'static str {
                <Self as $crate::OpenEnum>::TYPE_NAME
            }

            fn from_scalar(scalar: &$crate::Scalar<'_>) -> ::std::option::Option<Self> {
                scalar.text().map($crate::OpenEnum::from_wire)
            }

            fn view(&self) -> $crate::View<'_> {
                $crate::View::Str($crate::OpenEnum::wire_name(self))
            }
        }

        impl $crate::private::Single for $name {}

        $crate::serde_impls!($name);
    };
}
