//! How values meet JSON: what a type reads ([`Edm`]), where it arrives ([`Place`]), how a field is seen ([`Slot`]).

use std::any::Any;
use std::fmt::Debug;

use serde_json::{Map, Value};

use crate::polymorphic::Narrow;
use crate::record::Record;

/// A type that a property can have: a value type, an enum, a struct, a list of them.
pub trait Edm: Clone + Debug + PartialEq + 'static {
    /// The qualified wire name: `Edm.String`, `microsoft.graph.user`.
    fn type_name() -> &'static str;

    /// The value of a string, number or boolean; none if it doesn't fit.
    fn from_scalar(_scalar: &Scalar<'_>) -> Option<Self> {
        None
    }

    /// Whether it reads numbers by their digits, [`Scalar::Digits`], and not as the machine holds them.
    fn reads_digits() -> bool {
        false
    }

    /// An empty value that an object or array will fill; none if neither fits.
    fn open(_shape: Shape) -> Option<Self> {
        None
    }

    /// Where the contents of an object or array go.
    fn inside(&mut self) -> Inside<'_> {
        Inside::Nothing
    }

    /// The value as JSON.
    fn view(&self) -> View<'_>;

    /// The value as a JSON value of its own.
    fn to_value(&self) -> Value {
        self.view().to_value()
    }
}

/// A JSON value without parts, as a reader meets it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are those of JSON and Rust")]
pub enum Scalar<'a> {
    Null,
    Bool(bool),
    I64(i64),
    U64(u64),
    F64(f64),
    Str(&'a str),
    String(String),
    /// A number as it is written, for types that want it so.
    Digits(&'a str),
}

impl Scalar<'_> {
    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Scalar::Str(text) => Some(text),
            Scalar::String(text) => Some(text),
            _ => None,
        }
    }

    /// The same as a JSON value. A number that JSON can't write becomes null.
    pub fn into_value(self) -> Value {
        match self {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::I64(value) => value.into(),
            Scalar::U64(value) => value.into(),
            Scalar::F64(value) => value.into(),
            Scalar::Str(value) => value.into(),
            Scalar::String(value) => value.into(),
            Scalar::Digits(text) => serde_json::from_slice(text.as_bytes()).unwrap_or_default(),
        }
    }
}

/// What kind of JSON value with parts comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
}

/// Where the contents of an object or array go.
pub enum Inside<'a> {
    /// Into the fields of a struct.
    Record(&'a mut dyn Record),
    /// Into a struct that the `@odata.type` among the contents chooses.
    Narrow(&'a mut dyn Narrow),
    /// Onto the end of a list.
    List(&'a mut dyn Place),
    /// Into an untyped value, whole.
    Json(&'a mut Value),
    /// Nowhere: it doesn't fit.
    Nothing,
}

/// A value as a writer sees it.
pub enum View<'a> {
    /// Null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    I64(i64),
    /// A number.
    F64(f64),
    /// A string.
    Str(&'a str),
    /// A string that had to be made.
    String(String),
    /// A list.
    List(&'a dyn Views),
    /// A struct.
    Record(&'a dyn Record),
    /// A struct in the place of its base type, which therefore names its type.
    Typed(&'a dyn Record),
    /// An untyped value.
    Json(&'a Value),
    /// JSON as it is written, where that says more than a value.
    Written(&'a str),
}

/// A list as a writer sees it.
pub trait Views {
    /// How many items it has.
    fn count(&self) -> usize;
    /// The item at an index below the count.
    fn at(&self, index: usize) -> View<'_>;
}

impl<T: Edm> Views for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn at(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Null, Edm::view)
    }
}

/// Where a value arrives: a field takes it in, a list puts it at its end.
pub trait Place {
    /// Takes a string, number or boolean; gives it back if it doesn't fit.
    fn scalar(&mut self, scalar: Scalar<'_>) -> Option<Value>;
    /// Whether it takes numbers by their digits.
    fn wants_digits(&self) -> bool {
        false
    }
    /// Starts an object or array.
    fn open(&mut self, shape: Shape) -> Inside<'_>;
    /// Takes back the value that arrived last, as the text of its JSON; empty if there is none.
    fn take_back(&mut self) -> String;
}

/// A field of a struct, whatever its type.
pub trait Slot: Any {
    /// The field as the place where a value arrives.
    fn place(&mut self) -> &mut dyn Place;
    /// The value; none if there is none.
    fn view(&self) -> Option<View<'_>>;
    /// Whether the other field is of the same type and has an equal value.
    fn same(&self, other: &dyn Slot) -> bool;
    /// Takes a copy of the other field's value, if that is of the same type.
    fn assign(&mut self, other: &dyn Slot);
    /// The struct in the field, an empty one if there was none; none if its type isn't a struct.
    fn record_mut(&mut self) -> Option<&mut dyn Record>;
    /// The wire name of its type.
    fn type_name(&self) -> &'static str;
}

impl<T: Edm> Place for Option<T> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Option<Value> {
        *self = T::from_scalar(&scalar);
        self.is_none().then(|| scalar.into_value())
    }

    fn wants_digits(&self) -> bool {
        T::reads_digits()
    }

    fn open(&mut self, shape: Shape) -> Inside<'_> {
        *self = T::open(shape);
        self.as_mut().map_or(Inside::Nothing, T::inside)
    }

    fn take_back(&mut self) -> String {
        self.take().map_or_else(String::new, |value| value.view().to_text())
    }
}

impl<T: Edm> Slot for Option<T> {
    fn place(&mut self) -> &mut dyn Place {
        self
    }

    fn view(&self) -> Option<View<'_>> {
        self.as_ref().map(T::view)
    }

    fn same(&self, other: &dyn Slot) -> bool {
        (other as &dyn Any).downcast_ref::<Self>() == Some(self)
    }

    fn assign(&mut self, other: &dyn Slot) {
        if let Some(other) = (other as &dyn Any).downcast_ref::<Self>() {
            self.clone_from(other);
        }
    }

    fn record_mut(&mut self) -> Option<&mut dyn Record> {
        if self.is_none() {
            *self = T::open(Shape::Object);
        }
        match self.as_mut()?.inside() {
            Inside::Record(record) => Some(record),
            _ => None,
        }
    }

    fn type_name(&self) -> &'static str {
        T::type_name()
    }
}

impl<T: Edm> Place for Vec<T> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Option<Value> {
        let mut item: Option<T> = None;
        let misfit = item.scalar(scalar);
        self.extend(item);
        misfit
    }

    fn wants_digits(&self) -> bool {
        T::reads_digits()
    }

    fn open(&mut self, shape: Shape) -> Inside<'_> {
        let Some(item) = T::open(shape) else { return Inside::Nothing };
        self.push(item);
        self.last_mut().map_or(Inside::Nothing, T::inside)
    }

    fn take_back(&mut self) -> String {
        self.pop().map_or_else(String::new, |value| value.view().to_text())
    }
}

impl<T: Edm> Edm for Vec<T> {
    fn type_name() -> &'static str {
        T::type_name()
    }

    fn open(shape: Shape) -> Option<Self> {
        (shape == Shape::Array).then(Vec::new)
    }

    fn inside(&mut self) -> Inside<'_> {
        Inside::List(self)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

/// Every struct has its table; that is all it takes.
impl<T: Record + Clone + Debug + Default + PartialEq> Edm for T {
    fn type_name() -> &'static str {
        Record::type_name(&T::default())
    }

    fn open(shape: Shape) -> Option<Self> {
        (shape == Shape::Object).then(T::default)
    }

    fn inside(&mut self) -> Inside<'_> {
        Inside::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

/// JSON of any shape, for which no type is documented. Its numbers are those of the machine: the nearest to what came.
impl Edm for Value {
    fn type_name() -> &'static str {
        "Edm.Untyped"
    }

    fn from_scalar(scalar: &Scalar<'_>) -> Option<Self> {
        Some(scalar.clone().into_value())
    }

    fn open(shape: Shape) -> Option<Self> {
        Some(match shape {
            Shape::Object => Value::Object(Map::new()),
            Shape::Array => Value::Array(Vec::new()),
        })
    }

    fn inside(&mut self) -> Inside<'_> {
        Inside::Json(self)
    }

    fn view(&self) -> View<'_> {
        View::Json(self)
    }
}
