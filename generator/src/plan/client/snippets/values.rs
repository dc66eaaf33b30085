//! Values as programs build them: structs with some of their fields, variants of enums, changes. Texts of JSON become what
//! the types of the crate make of them; JSON stands only where there is no type.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::literal;
use super::reason::Reason;
use crate::plan::RustType;
use crate::plan::model::shapes::{Constant, Shape, Shapes};
use crate::plan::snippet::{Expr, generic, turbofish};

/// The annotation that names the type of a value.
pub(super) const TYPE: &str = "@odata.type";

/// What stands behind the name of a property that links to entities.
const BIND: &str = "@odata.bind";

/// Builds values, and remembers what they import.
pub(super) struct Values<'a> {
    pub(super) shapes: &'a Shapes,
    /// The root of the service, with a slash at its end.
    pub(super) root: String,
    /// The names of the model crate that are needed.
    pub(super) models: BTreeSet<String>,
    /// Whether `json!` is needed.
    pub(super) json: bool,
}

impl<'a> Values<'a> {
    /// Builds what may be given where a field of the type is meant.
    pub(super) fn field(&mut self, ty: &RustType, value: &Value) -> Result<Expr, Reason> {
        match (ty, value) {
            (RustType::Boxed(inner), _) => self.field(inner, value),
            (RustType::Vec(item), Value::Array(values)) => self.list(item, values),
            (RustType::Flags(of), Value::String(text)) => self.flags(of, text),
            (RustType::Model(name), _) => self.model(name, value),
            (RustType::Shared("Value"), _) => Ok(self.any(value)),
            (RustType::BuiltIn("String") | RustType::Shared("Stream"), Value::String(text)) => {
                Ok(Expr::Text(text.clone()))
            }
            (RustType::BuiltIn("f64"), Value::String(text)) => endless(text).ok_or_else(|| misfit(value)),
            (RustType::Shared("Binary"), Value::String(text)) => Ok(self.bytes(text)),
            (RustType::Shared(name), Value::String(text)) => Ok(self.parsed(name, text)),
            (RustType::Shared(name @ "Decimal"), Value::Number(number))
                if number.as_i64().is_none_or(|it| i32::try_from(it).is_err()) =>
            {
                Ok(self.parsed(name, &number.to_string()))
            }
            (RustType::BuiltIn(_) | RustType::Shared(_), Value::Bool(_) | Value::Number(_)) => {
                scalar(ty, &value.to_string(), true).ok_or_else(|| misfit(value))
            }
            _ => Err(misfit(value)),
        }
    }

    /// Builds JSON of any shape where a value of JSON is taken.
    fn any(&mut self, value: &Value) -> Expr {
        match value {
            Value::String(text) => Expr::Text(text.clone()),
            Value::Bool(truth) => Expr::Code(truth.to_string()),
            Value::Null => {
                self.models.insert("Value".to_string());
                Expr::Code("Value::Null".to_string())
            }
            Value::Number(number) => Expr::Code(number.to_string()),
            Value::Array(_) | Value::Object(_) => self.json(value),
        }
    }

    /// Writes JSON as it stands.
    pub(super) fn json(&mut self, value: &Value) -> Expr {
        self.json = true;
        Expr::Json(value.clone())
    }

    /// Reads a text as the type that it is of. In the place of a text that can't be read, such as `datetime-value`, stands one that
    /// can.
    fn parsed(&mut self, name: &str, text: &str) -> Expr {
        self.models.insert(name.to_string());
        let text = literal::readable(name, text);
        Expr::Try(Box::new(Expr::Text(text).method(&turbofish("parse", &[name]), Vec::new())))
    }

    /// Shows bytes: those of a text as that, others in base64.
    fn bytes(&mut self, text: &str) -> Expr {
        let known = literal::ascii(&literal::readable("Binary", text));
        known.map_or_else(|| self.parsed("Binary", text), Expr::Bytes)
    }

    /// Makes an empty list.
    pub(super) fn empty(&mut self, item: &RustType) -> Expr {
        let name = self.type_name(item);
        Expr::Call(turbofish("Vec", &[&name]) + "::new", Vec::new())
    }

    fn list(&mut self, item: &RustType, values: &[Value]) -> Result<Expr, Reason> {
        if values.is_empty() {
            return Ok(self.empty(item));
        }
        if *item == RustType::VALUE && !is_uniform(values) {
            return Ok(Expr::Array(values.iter().map(|value| self.json(value)).collect()));
        }
        let items: Result<Vec<Expr>, Reason> = values.iter().map(|value| self.field(item, value)).collect();
        Ok(Expr::Array(self.alike(item, items?)))
    }

    /// Makes the items of a list values of one type: of several structs, all become the one that stands for any of them.
    fn alike(&mut self, item: &RustType, items: Vec<Expr>) -> Vec<Expr> {
        let kinds: BTreeSet<&str> = items.iter().filter_map(struct_name).collect();
        let RustType::Model(name) = item else { return items };
        if kinds.len() < 2 {
            return items;
        }
        self.models.insert(name.clone());
        items.into_iter().map(|item| Expr::Call(format!("{name}::from"), vec![item])).collect()
    }

    /// Returns a type as the snippet names it.
    pub(super) fn type_name(&mut self, ty: &RustType) -> String {
        match ty {
            RustType::BuiltIn(name) => (*name).to_string(),
            RustType::Shared(name) => {
                self.models.insert((*name).to_string());
                (*name).to_string()
            }
            RustType::Model(name) => {
                self.models.insert(name.clone());
                name.clone()
            }
            RustType::Vec(inner) => generic("Vec", &[&self.type_name(inner)]),
            RustType::Boxed(inner) => self.type_name(inner),
            RustType::Flags(inner) => {
                self.models.insert("Flags".to_string());
                generic("Flags", &[&self.type_name(inner)])
            }
        }
    }

    fn flags(&mut self, of: &RustType, text: &str) -> Result<Expr, Reason> {
        let RustType::Model(name) = of else { return Err(misfit(&text.into())) };
        let members = text.split(',').map(|member| self.variant(name, member.trim()));
        let mut members = members.collect::<Result<Vec<Expr>, Reason>>()?;
        Ok(if members.len() == 1 { members.remove(0) } else { Expr::Array(members) })
    }

    /// Names the variant of a member, in whichever letter case it is written.
    pub(super) fn variant(&mut self, name: &str, member: &str) -> Result<Expr, Reason> {
        let of = self.shapes.enumeration(name).ok_or_else(|| misfit(&member.into()))?;
        self.models.insert(name.to_string());
        let exact = of.variants.iter().find(|variant| variant.wire == member);
        let known = exact.or_else(|| of.variants.iter().find(|variant| variant.wire.eq_ignore_ascii_case(member)));
        Ok(match known {
            Some(variant) => Expr::Code(format!("{name}::{}", variant.name)),
            None => Expr::Call(format!("{name}::from"), vec![Expr::Text(member.to_string())]),
        })
    }

    fn model(&mut self, name: &str, value: &Value) -> Result<Expr, Reason> {
        match value {
            Value::String(member) => self.variant(name, member),
            Value::Object(object) => self.item(name, object),
            _ => Err(misfit(value)),
        }
    }

    /// Builds a struct, or the one of the subtype that the object names.
    pub(super) fn item(&mut self, name: &str, object: &Map<String, Value>) -> Result<Expr, Reason> {
        let subtypes = self.shapes.subtypes(name).or_else(|| self.shapes.any_of(name));
        let named = named_type(object);
        let subtype = subtypes
            .zip(named)
            .and_then(|(subtypes, named)| subtypes.variants.iter().find(|variant| is_name_of(named, &variant.wire)));
        if let Some(subtype) = subtype {
            return self.structure(&subtype.ty, object, true);
        }
        let base = self.shapes.subtypes(name).map_or(name, |subtypes| subtypes.base.as_str());
        self.structure(base, object, false)
    }

    /// Builds a struct; where it stands for a base type, its type is written anyway.
    pub(super) fn structure(&mut self, name: &str, object: &Map<String, Value>, typed: bool) -> Result<Expr, Reason> {
        let shape = self.shapes.structure(name).ok_or_else(|| misfit(&Value::Object(object.clone())))?;
        self.models.insert(name.to_string());
        let mut fields = Vec::new();
        for field in &shape.fields {
            let Some(value) = object.get(&field.wire).filter(|value| !value.is_null()) else { continue };
            let value = self.present(&field.ty, value).map_err(|reason| reason.within(&field.wire))?;
            fields.push((field.name.clone(), value));
        }
        let mut built = match fields.is_empty() {
            true => Expr::Call(format!("{name}::default"), Vec::new()),
            false => Expr::Struct(name.to_string(), fields),
        };
        let is_field = |wire: &str| shape.fields.iter().any(|field| field.wire == wire);
        // A field is absent or has a value; null is neither.
        for (wire, value) in object.iter().filter(|(wire, value)| value.is_null() || !is_field(wire)) {
            if wire == TYPE && typed {
                continue;
            }
            self.models.insert("Record".to_string());
            built = self.added(built, name, shape, wire, value).map_err(|reason| reason.within(wire))?;
        }
        Ok(built)
    }

    /// Builds the value of a field that has one.
    fn present(&mut self, ty: &RustType, value: &Value) -> Result<Expr, Reason> {
        // Of no items, nothing tells `some` the type.
        if matches!((ty, value), (RustType::Vec(_), Value::Array(items)) if items.is_empty()) {
            return Ok(Expr::Code("Some(vec![])".to_string()));
        }
        let value = self.field(ty, value)?;
        self.models.insert("some".to_string());
        Ok(Expr::Call("some".to_string(), vec![value]))
    }

    /// Adds to a struct what it has no field for.
    fn added(&mut self, to: Expr, name: &str, shape: &Shape, wire: &str, value: &Value) -> Result<Expr, Reason> {
        if wire == TYPE && names(value, &shape.wire) {
            return Ok(to.method("typed", Vec::new()));
        }
        if let Some(link) = wire.strip_suffix(BIND) {
            return Ok(to.method("bind", self.linked(name, shape, link, value)?));
        }
        if let Some(constant) = shape.constants.get(wire).filter(|constant| constant.navigation) {
            let value = self.field(&constant.ty, value)?;
            return Ok(to.method("with_related", vec![Expr::Code(format!("{name}::{}", constant.name)), value]));
        }
        let value = self.any(value);
        Ok(to.method("with_raw", vec![Expr::Text(wire.to_string()), value]))
    }

    /// Returns a property that links to entities, and their ids or addresses.
    fn linked(&mut self, name: &str, shape: &Shape, link: &str, value: &Value) -> Result<Vec<Expr>, Reason> {
        let set = shape.sets.get(link).map(String::as_str);
        let id = |value: &Value| {
            let text = value.as_str().ok_or_else(|| misfit(value))?;
            Ok(Expr::Text(self.id_in(set, text)))
        };
        let ids = match value {
            Value::Array(values) => Expr::Array(values.iter().map(id).collect::<Result<Vec<Expr>, Reason>>()?),
            one => id(one)?,
        };
        let property = match shape.constants.get(link) {
            Some(constant) => Expr::Code(format!("{name}::{}", constant.name)),
            None => Expr::Text(link.to_string()),
        };
        Ok(vec![property, ids])
    }

    /// Returns the id in an address, if it stands where ids are looked up; else the address.
    pub(super) fn id_in(&self, set: Option<&str>, address: &str) -> String {
        let key = set.and_then(|set| address.strip_prefix(&self.root)?.strip_prefix(set));
        let quoted = |key: &'_ str| key.strip_prefix("('").and_then(|rest| rest.strip_suffix("')")).map(str::len);
        let id = key.and_then(|key| match quoted(key) {
            Some(length) => key.get(2..2 + length),
            None => key.strip_prefix('/'),
        });
        let id = id.filter(|id| !id.is_empty() && !id.contains(['/', '%', '?', '(', '\'']));
        id.unwrap_or(address).to_string()
    }

    /// Builds changes to a struct; with `typed`, the type is named anyway.
    pub(super) fn patch(&mut self, name: &str, object: &Map<String, Value>, typed: bool) -> Result<Expr, Reason> {
        let any = self.shapes.any_of(name);
        let named = named_type(object);
        let subtype = any.zip(named).and_then(|(any, named)| {
            any.variants.iter().find(|variant| is_name_of(named, &variant.wire) && variant.ty != name)
        });
        self.models.insert("Patch".to_string());
        if let Some(subtype) = subtype {
            let changes = self.changes(&subtype.ty, object, true)?;
            let widen = turbofish("widen", &[&self.type_name(&RustType::Model(name.to_string()))]);
            return Ok(changes.method(&widen, Vec::new()));
        }
        self.changes(name, object, typed)
    }

    fn changes(&mut self, name: &str, object: &Map<String, Value>, typed: bool) -> Result<Expr, Reason> {
        let shape = self.shapes.structure(name).ok_or_else(|| misfit(&Value::Object(object.clone())))?;
        let order = |wire: &str| shape.fields.iter().position(|field| field.wire == wire).unwrap_or(usize::MAX);
        let mut members: Vec<(&String, &Value)> = object.iter().collect();
        members.sort_by_key(|(wire, _)| order(wire));
        let known = members.iter().any(|(wire, _)| self.constant(name, shape, wire).is_some());
        let mut changes = match known {
            true => Expr::Call("Patch::new".to_string(), Vec::new()),
            false => {
                let of = self.type_name(&RustType::Model(name.to_string()));
                Expr::Call(turbofish("Patch", &[&of]) + "::new", Vec::new())
            }
        };
        for (wire, value) in members {
            if wire == TYPE && names(value, &shape.wire) {
                // Where a base type is expected, the type is named anyway.
                changes = if typed { changes } else { changes.method("typed", Vec::new()) };
            } else if let Some(link) = wire.strip_suffix(BIND) {
                changes = changes.method("bind", self.linked(name, shape, link, value)?);
            } else if let Some((property, constant)) = self.constant(name, shape, wire) {
                changes = self.change(changes, property, constant, value).map_err(|reason| reason.within(wire))?;
            } else {
                let value = self.any(value);
                changes = changes.method("set_raw", vec![Expr::Text(wire.clone()), value]);
            }
        }
        Ok(changes)
    }

    /// Returns the constant of a property that isn't a navigation property, and its path.
    fn constant(&mut self, name: &str, shape: &'a Shape, wire: &str) -> Option<(String, &'a Constant)> {
        let constant = shape.constants.get(wire).filter(|constant| !constant.navigation)?;
        self.models.insert(name.to_string());
        Some((format!("{name}::{}", constant.name), constant))
    }

    /// Sets a property; one whose value holds nulls is set part by part.
    fn change(&mut self, to: Expr, property: String, constant: &Constant, value: &Value) -> Result<Expr, Reason> {
        if value.is_null() {
            return Ok(to.method("null", vec![Expr::Code(property)]));
        }
        let within = match &constant.ty {
            RustType::Model(inner) => self.shapes.structure(inner).map(|shape| (inner, shape)),
            _ => None,
        };
        let (Some((inner, shape)), Value::Object(object)) = (within.filter(|_| has_null(value)), value) else {
            let value = self.field(&constant.ty, value)?;
            return Ok(to.method("set", vec![Expr::Code(property), value]));
        };
        let mut changes = to;
        for (wire, value) in object {
            let (part, constant) = self.constant(inner, shape, wire).ok_or_else(|| misfit(value))?;
            changes = self.change(changes, format!("{property}.then({part})"), constant, value)?;
        }
        Ok(changes)
    }
}

/// Writes a number or truth value of a type as a literal; `field` where it becomes a value of the type, as in a field.
pub(super) fn scalar(ty: &RustType, text: &str, field: bool) -> Option<Expr> {
    let name = match ty {
        RustType::BuiltIn(name) | RustType::Shared(name) => *name,
        _ => return None,
    };
    let suffixed = |text: String, plain: bool| if plain || !field { text } else { format!("{text}_{name}") };
    let fits_i32 = || text.parse::<i32>().is_ok();
    let code = match name {
        "bool" => text.parse::<bool>().ok()?.to_string(),
        "i32" => text.parse::<i32>().ok()?.to_string(),
        "i64" => suffixed(text.parse::<i64>().ok()?.to_string(), fits_i32()),
        "i16" => suffixed(text.parse::<i16>().ok()?.to_string(), false),
        "u8" => suffixed(text.parse::<u8>().ok()?.to_string(), false),
        "i8" => suffixed(text.parse::<i8>().ok()?.to_string(), false),
        "f64" => format!("{:?}", text.parse::<f64>().ok().filter(|number| number.is_finite())?),
        "Decimal" if fits_i32() => text.to_string(),
        _ => return None,
    };
    Some(Expr::Code(code))
}

/// Names the number that no digits write.
fn endless(text: &str) -> Option<Expr> {
    let name = match text {
        "INF" => "INFINITY",
        "-INF" => "NEG_INFINITY",
        "NaN" => "NAN",
        _ => return None,
    };
    Some(Expr::Code(format!("f64::{name}")))
}

/// Returns the type that a value names, without `#`.
fn named_type(object: &Map<String, Value>) -> Option<&str> {
    Some(object.get(TYPE)?.as_str()?.trim_start_matches('#'))
}

/// Tells whether a value is the name of a type.
fn names(value: &Value, wire: &str) -> bool {
    value.as_str().is_some_and(|text| is_name_of(text.trim_start_matches('#'), wire))
}

/// Tells whether a text is the qualified name of a type, or its name without the namespace, as some pages write it.
fn is_name_of(text: &str, wire: &str) -> bool {
    let name = wire.rsplit('.').next().unwrap_or(wire);
    text.eq_ignore_ascii_case(wire) || text.eq_ignore_ascii_case(name)
}

fn struct_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Struct(name, _) => Some(name),
        Expr::Call(function, _) => function.strip_suffix("::default"),
        Expr::Method(on, ..) => struct_name(on),
        _ => None,
    }
}

fn has_null(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.values().any(|value| value.is_null() || has_null(value)))
}

/// Tells whether all values are literals of one Rust type.
fn is_uniform(values: &[Value]) -> bool {
    let first = values.first().map(json_type);
    values.iter().all(|value| !value.is_array() && !value.is_object() && Some(json_type(value)) == first)
}

/// Returns the Rust type of a value that no page defines.
fn json_type(value: &Value) -> RustType {
    match value {
        Value::String(_) => RustType::BuiltIn("String"),
        Value::Bool(_) => RustType::BuiltIn("bool"),
        Value::Number(number) if number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()) => {
            RustType::BuiltIn("i32")
        }
        Value::Number(number) if number.is_i64() => RustType::BuiltIn("i64"),
        Value::Number(_) => RustType::BuiltIn("f64"),
        Value::Null | Value::Array(_) | Value::Object(_) => RustType::VALUE,
    }
}

fn misfit(value: &Value) -> Reason {
    Reason::of(format!("no value of the type is {value}"))
}

/// Tells whether an object names no type, or just this one.
pub(super) fn is_of(object: &Map<String, Value>, shapes: &Shapes, name: &str) -> bool {
    let own = shapes.structure(name).map(|shape| shape.wire.as_str());
    named_type(object).is_none_or(|named| own.is_some_and(|own| is_name_of(named, own)))
}
