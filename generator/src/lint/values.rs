//! The values in bodies of examples against the model: their types, dates, members of enum types, properties.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::dates;
use super::input::{Input, Subject};
use crate::api::{
    Answer, Api, Body, Example, Operation, OperationKind, Parameter, Primitive, Property, SENTINEL, Type, TypeId,
    TypeKind, TypeOf, TypeRef,
};
use crate::diagnostic::{Code, Diagnostic, meant, suggest, sure};
use crate::page::{Block, BlockRole, Page, PageKind, places};
use crate::span::Span;

/// Tells what is wrong with the bodies of the examples of a page, which belong to these operations.
pub(super) fn bodies<'o>(
    input: &Input,
    types: &Types,
    subject: Subject,
    operations: impl Iterator<Item = &'o Operation>,
) -> Vec<Diagnostic> {
    let model = Model { api: input.api, types, pages: input.pages };
    operations.flat_map(|operation| of_operation(&model, subject, operation)).collect()
}

fn of_operation(model: &Model, subject: Subject, operation: &Operation) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for example in &operation.examples {
        if let Some(block) = block(subject, example.request_span).filter(|_| example.bound) {
            let sent = |walk: &mut Walk, value: &Value| sent(walk, operation, value);
            found.extend(tell(model, subject, block, sent));
        }
        if let Some(block) = block(subject, example.response_span) {
            let status = example.response.as_ref().and_then(|response| response.status);
            if status.is_none_or(|status| status < 300) {
                let answered = |walk: &mut Walk, value: &Value| answered(walk, operation, example, value);
                found.extend(tell(model, subject, block, answered));
            }
        }
    }
    found
}

/// Returns the block that stands at a place.
fn block<'p>(subject: Subject<'p>, span: Span) -> Option<&'p Block> {
    // Blocks stand in the order of the page.
    let at = subject.page.blocks.partition_point(|block| block.span.start < span.start);
    subject.page.blocks.get(at).filter(|block| block.span == span && span != Span::default())
}

/// Looks at the JSON of a block, and gives what was found its place.
fn tell(model: &Model, subject: Subject, block: &Block, look: impl FnOnce(&mut Walk, &Value)) -> Vec<Diagnostic> {
    let (Some(value), Some(message)) = (&block.json, &block.message) else { return Vec::new() };
    let mut walk = Walk::new(model);
    look(&mut walk, value);
    if walk.found.is_empty() {
        return Vec::new();
    }
    let places = places(subject.at(message.body_span));
    let start = message.body_span.start as usize;
    let placed = |odd: Odd| {
        let place = places.get(&odd.pointer).cloned().unwrap_or_default();
        let range = if odd.at_name { place.name } else { place.value };
        let shown = start + range.start..start + range.end;
        // A value of several lines is shown by its first.
        let first = subject.text.get(shown.clone()).and_then(|text| text.lines().next()).map_or(0, str::len);
        let span = if shown.is_empty() {
            subject.line(message.body_span.start)
        } else {
            Span::new(shown.start..shown.start + first)
        };
        let meant = odd.meant.as_ref();
        let edits = meant.map(|(name, meant)| subject.in_place_of(span, name, meant)).unwrap_or_default();
        let finding = subject.finding(span, odd.code, odd.message).with_help(odd.help);
        Diagnostic { edits, ..finding }
    };
    walk.found.into_iter().map(placed).collect()
}

/// Looks at what a request sends.
fn sent(walk: &mut Walk, operation: &Operation, value: &Value) {
    match &operation.body {
        // A page about several types names one, and the path is of another one.
        Body::Value(ty, _) if takes_another(walk.model, operation, *ty) => {}
        Body::Value(ty, given) => {
            walk.value(value, *ty);
            if operation.method == "POST" && operation.alternatives.is_empty() {
                walk.lacks(value, given);
            }
        }
        Body::Parameters(parameters) if !parameters.is_empty() => {
            let Value::Object(object) = value else { return };
            for (name, value) in object {
                let known = parameters.iter().find(|parameter| parameter.name.eq_ignore_ascii_case(name));
                if let Some(parameter) = known {
                    walk.inside(name, |walk| walk.value(value, parameter.ty));
                }
            }
            if operation.alternatives.is_empty() {
                walk.lacks(value, parameters);
            }
        }
        Body::Parameters(_) | Body::None | Body::Content(_) | Body::Reference => {}
    }
}

/// Tells whether what a path creates or changes is of a type that has nothing to do with the one that is said to be sent.
fn takes_another(model: &Model, operation: &Operation, sent: TypeRef) -> bool {
    let entities = matches!(operation.kind, OperationKind::Create | OperationKind::Update | OperationKind::Replace);
    let resolved = operation.paths.first().and_then(|path| path.resolved?.named());
    let related = |one, other| model.api.bases.is_a(one, other) || model.api.bases.is_a(other, one);
    entities && resolved.zip(sent.named()).is_some_and(|(led, sent)| !related(led, sent))
}

/// Looks at what is answered.
fn answered(walk: &mut Walk, operation: &Operation, example: &Example, value: &Value) {
    let Answer::Json(ty) = operation.response.answer else { return };
    let Some(of) = walk.model.shown(ty, example) else { return };
    let ty = TypeRef { of, ..ty };
    let Value::Object(object) = value else {
        if ty.collection && value.is_array() {
            walk.odd(Code::CollectionShape, "a collection is answered, and the example shows an array without `value`");
        }
        return;
    };
    if object.contains_key("error") {
        return;
    }
    match object.get("value") {
        Some(items @ Value::Array(_)) if ty.collection => walk.inside("value", |walk| walk.value(items, ty)),
        Some(_) if ty.collection => {
            walk.inside("value", |walk| {
                walk.odd(Code::CollectionShape, "a collection is answered, and `value` is no array");
            });
        }
        None if ty.collection => {
            let items = object.keys().filter(|key| !key.starts_with('@')).count();
            if items > 0 {
                walk.odd(Code::CollectionShape, "a collection is answered, and the example has no `value`");
            }
        }
        // Values of primitive types are wrapped, and pages wrap objects, too.
        Some(inner) if is_wrapper(object) || !walk.model.declares(ty.of, "value") => {
            if inner.is_object() == matches!(ty.of, TypeOf::Named(_)) {
                walk.inside("value", |walk| walk.value(inner, ty));
            }
        }
        _ => walk.value(value, ty),
    }
}

/// Tells whether an object holds nothing but an object in `value`.
fn is_wrapper(object: &Map<String, Value>) -> bool {
    object.get("value").is_some_and(Value::is_object)
        && object.keys().all(|name| name == "value" || name.starts_with('@'))
}

/// The types with all that is known of them.
struct Model<'a> {
    api: &'a Api,
    types: &'a Types,
    pages: &'a [Page],
}

/// The types, as examples name them.
#[derive(Clone, Debug)]
pub(super) struct Types {
    by_name: BTreeMap<String, TypeId>,
    /// Types of which not all is known: what their pages lack, their values may have.
    incomplete: BTreeSet<TypeId>,
    /// The properties that hold values of a type, by their name and that type; of several the first.
    holders: BTreeMap<String, BTreeMap<TypeId, TypeRef>>,
    /// The members of all enum types, in lower case.
    members: BTreeSet<String>,
}

impl Types {
    pub(super) fn of(input: &Input) -> Self {
        let api = input.api;
        let name = |(id, ty): (TypeId, &Type)| (format!("{}.{}", ty.namespace, ty.name).to_ascii_lowercase(), id);
        let by_name = TypeId::each(&api.types).map(name).collect();
        let baseless: BTreeSet<&str> = api
            .diagnostics
            .iter()
            .filter(|finding| matches!(finding.code, Code::UndefinedBaseType | Code::BaseTypeLoop))
            .map(|finding| finding.file.as_str())
            .collect();
        let incomplete = TypeId::each(&api.types).filter(|(_, ty)| {
            let pages = || ty.pages.iter().filter_map(|page| input.pages.get(page.place()));
            let described = pages().any(|page| page.kind == PageKind::Resource);
            !described || pages().any(|page| baseless.contains(page.path.as_str()))
        });
        let enums = api.types.iter().filter_map(|ty| if let TypeKind::Enum(ty) = &ty.kind { Some(ty) } else { None });
        let members = enums.flat_map(|ty| &ty.members).map(|member| member.name.to_ascii_lowercase());
        Self {
            by_name,
            incomplete: incomplete.map(|(id, _)| id).collect(),
            holders: holders(api),
            members: members.collect(),
        }
    }
}

/// Collects all properties by name, with what they hold.
fn holders(api: &Api) -> BTreeMap<String, BTreeMap<TypeId, TypeRef>> {
    let mut holders: BTreeMap<String, BTreeMap<TypeId, TypeRef>> = BTreeMap::new();
    for structure in api.types.iter().filter_map(Type::structure) {
        for property in structure.properties.iter().chain(&structure.navigation) {
            if !holders.contains_key(&property.name) {
                holders.insert(property.name.clone(), BTreeMap::new());
            }
            if let (Some(held), Some(of)) = (holders.get_mut(&property.name), property.ty.named()) {
                held.entry(of).or_insert(property.ty);
            }
        }
    }
    holders
}

impl<'a> Model<'a> {
    /// Returns the type that an annotation of an answer names, if it is that of the operation or one derived from it; none where
    /// it is another one.
    fn shown(&self, ty: TypeRef, example: &Example) -> Option<TypeOf> {
        let (Some(name), TypeOf::Named(of)) = (&example.response_type, ty.of) else { return Some(ty.of) };
        let (name, _) = crate::page::says::sentence::unwrap_collection(name.trim().trim_start_matches('#'));
        match self.named(name) {
            Some(named) if self.api.bases.is_a(named, of) => Some(TypeOf::Named(named)),
            Some(_) => None,
            None => Some(ty.of),
        }
    }

    /// Returns the type of a qualified name.
    fn named(&self, name: &str) -> Option<TypeId> {
        self.types.by_name.get(&name.trim_start_matches('#').to_ascii_lowercase()).copied()
    }

    /// Gives the properties of a type and its bases.
    fn properties(&self, of: TypeId) -> impl Iterator<Item = &'a Property> {
        let structures = self.api.bases.chain(of).filter_map(|id| self.api.types[id].structure());
        structures.flat_map(|structure| structure.properties.iter().chain(&structure.navigation))
    }

    /// Finds a property of a type, of its bases or of a type derived from it.
    fn property(&self, of: TypeId, name: &str) -> Option<&'a Property> {
        let own = self.properties(of).find(|property| property.name == name);
        own.or_else(|| self.api.bases.below(of).iter().find_map(|id| self.properties(*id).find(|one| one.name == name)))
    }

    /// Returns the property that a name in an object was surely meant to be: the only one that is near it, which table and JSON
    /// representation of the type write alike, of which the value may be and which the object doesn't have besides.
    fn surely_meant(&self, of: TypeId, name: &str, object: &Map<String, Value>) -> Option<&'a str> {
        let wanted = sure(name, self.properties(of).map(|property| property.name.as_str()))?;
        let property = self.properties(of).find(|property| property.name == wanted)?;
        let fits = || {
            let mut walk = Walk::new(self);
            object.get(name).into_iter().for_each(|value| walk.value(value, property.ty));
            walk.found.is_empty()
        };
        let is_sure = !object.contains_key(wanted)
            && self.represents(of, wanted)
            && fits()
            && (wanted.eq_ignore_ascii_case(name) || !self.types.holders.contains_key(name));
        is_sure.then_some(wanted)
    }

    /// Tells whether the JSON representation of a type or of a base has a property.
    fn represents(&self, of: TypeId, name: &str) -> bool {
        let pages = self.api.bases.chain(of).flat_map(|id| &self.api.types[id].pages);
        let blocks = pages.filter_map(|page| self.pages.get(page.place())).flat_map(|page| &page.blocks);
        let mut shown = blocks.filter(|block| block.role == BlockRole::JsonRepresentation);
        shown.any(|block| block.json.as_ref().is_some_and(|json| json.get(name).is_some()))
    }

    /// Returns what a property of that name, of any type, holds that holds values of a type: a body may show them in their place.
    fn holder(&self, name: &str, of: TypeId) -> Option<TypeRef> {
        self.types.holders.get(name)?.get(&of).copied()
    }

    /// Tells whether the page of a type or of a base says that a property is never null.
    fn is_never_null(&self, of: TypeId, name: &str) -> bool {
        let structures = self.api.bases.chain(of).filter_map(|id| self.api.types[id].structure());
        let mut all = structures.flat_map(|structure| structure.properties.iter().chain(&structure.inherited));
        all.any(|property| property.name == name && property.facts.nullable == Some(false))
    }

    /// Tells whether values of a type have a property of that name.
    fn declares(&self, of: TypeOf, name: &str) -> bool {
        matches!(of, TypeOf::Named(id) if self.property(id, name).is_some())
    }

    /// Tells whether values may be of any shape: nothing says what the type holds.
    fn is_anything(&self, of: TypeOf) -> bool {
        let TypeOf::Named(id) = of else { return of == TypeOf::Untyped };
        let empty = |id: TypeId| self.properties(id).next().is_none();
        self.api.types[id].structure().is_some() && empty(id) && self.api.bases.below(id).iter().all(|id| empty(*id))
    }

    /// Tells whether values may have properties that no page lists.
    fn is_open(&self, of: TypeId) -> bool {
        let opens = |id: TypeId| {
            self.types.incomplete.contains(&id) || self.api.types[id].structure().is_none_or(|structure| structure.open)
        };
        self.api.bases.chain(of).chain(self.api.bases.below(of).iter().copied()).any(opens)
            || self.properties(of).next().is_none()
    }
}

/// Something odd in a body, by the JSON pointer to it.
struct Odd {
    pointer: String,
    /// Whether the name is meant, not the value.
    at_name: bool,
    code: Code,
    message: String,
    help: Option<String>,
    /// The name that is wrong and, where that is sure, the one that was meant.
    meant: Option<(String, String)>,
}

/// A walk through a body, with the model beside it.
struct Walk<'m> {
    model: &'m Model<'m>,
    pointer: String,
    found: Vec<Odd>,
}

impl<'m> Walk<'m> {
    fn new(model: &'m Model<'m>) -> Self {
        Self { model, pointer: String::new(), found: Vec::new() }
    }

    /// Walks on below a step.
    fn inside(&mut self, step: &str, walk: impl FnOnce(&mut Self)) {
        let above = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        walk(self);
        self.pointer.truncate(above);
    }

    fn odd(&mut self, code: Code, message: impl Into<String>) {
        self.push(code, false, message.into());
    }

    fn push(&mut self, code: Code, at_name: bool, message: String) {
        self.found.push(Odd { pointer: self.pointer.clone(), at_name, code, message, help: None, meant: None });
    }

    /// Adds what a name may have been meant to be, and where that is sure what it was, to the last finding.
    fn near(&mut self, name: &str, near: Option<&str>, sure: Option<&str>) {
        if let Some(odd) = self.found.last_mut() {
            odd.help = near.map(meant);
            odd.meant = sure.map(|sure| (name.to_owned(), sure.to_owned()));
        }
    }

    /// Looks at a value of a type.
    fn value(&mut self, value: &Value, ty: TypeRef) {
        if value.is_null() || self.model.is_anything(ty.of) {
            return;
        }
        match (value, ty.collection) {
            (Value::Array(items), true) => {
                for (at, item) in items.iter().enumerate() {
                    self.inside(&at.to_string(), |walk| walk.one(item, ty.of));
                }
            }
            (Value::Array(_), false) if !is_stream(ty.of) => {
                self.odd(Code::ArrayValue, "an array stands where one value is expected");
            }
            (Value::String(text), true) if is_placeholder(text) => {}
            (_, true) => self.odd(Code::ArrayValue, "one value stands where an array is expected"),
            (value, false) => self.one(value, ty.of),
        }
    }

    /// Looks at a single value.
    fn one(&mut self, value: &Value, of: TypeOf) {
        match of {
            TypeOf::Untyped => {}
            TypeOf::Primitive(primitive) => self.primitive(value, primitive),
            TypeOf::Named(id) => match &self.model.api.types[id].kind {
                TypeKind::Enum(ty) => self.member(value, ty),
                TypeKind::Entity(_) | TypeKind::Complex(_) => self.object(value, id),
            },
        }
    }

    fn primitive(&mut self, value: &Value, of: Primitive) {
        if value.is_null() || value.as_str().is_some_and(is_placeholder) {
            return;
        }
        let whole = |number: &serde_json::Number| number.as_f64().is_none_or(|number| number.fract() == 0.0);
        let expected = match (of, value) {
            (Primitive::Boolean, Value::Bool(_)) => return,
            (Primitive::Boolean, _) => "true or false",
            (
                Primitive::Byte | Primitive::SByte | Primitive::Int16 | Primitive::Int32 | Primitive::Int64,
                Value::Number(n),
            ) if whole(n) => {
                return;
            }
            (Primitive::Byte | Primitive::SByte | Primitive::Int16 | Primitive::Int32 | Primitive::Int64, _) => {
                "a whole number"
            }
            (Primitive::Single | Primitive::Double | Primitive::Decimal, Value::Number(_)) => return,
            (Primitive::Single | Primitive::Double, Value::String(text))
                if ["NaN", "INF", "-INF"].contains(&text.as_str()) =>
            {
                return;
            }
            (Primitive::Single | Primitive::Double | Primitive::Decimal, _) => "a number",
            (_, Value::String(text)) => {
                match dates::wrong(of, text) {
                    Some(what) if is_empty(value) => self.other(value, &format!("a {what}")),
                    Some(what) => self.odd(Code::DateValue, format!("`{text}` is no {what}")),
                    None => {}
                }
                return;
            }
            // The content of streams is of any kind.
            (Primitive::Stream, _) => return,
            _ => "a text",
        };
        self.other(value, expected);
    }

    /// Tells of a value where another one is expected. An empty text is one that was never filled in.
    fn other(&mut self, value: &Value, expected: &str) {
        let code = if is_empty(value) { Code::Placeholder } else { Code::ValueType };
        self.odd(code, format!("{} stands where {expected} is expected", described(value)));
    }

    fn member(&mut self, value: &Value, ty: &crate::api::EnumType) {
        let text = match value {
            Value::String(text) if !is_empty(value) => text.as_str(),
            Value::Null => return,
            _ => return self.other(value, "a member of an enum type"),
        };
        if ty.members.is_empty() || is_placeholder(text) {
            return;
        }
        // Letter case doesn't count: pages that list the values of one type differ in it, and services read any.
        let known =
            |name: &str| name == SENTINEL || ty.members.iter().any(|member| member.name.eq_ignore_ascii_case(name));
        if let Some(unknown) = text.split(',').map(str::trim).find(|part| !known(part)) {
            let members = || ty.members.iter().map(|member| member.name.as_str());
            // A member of another enum type may be one that this list lacks.
            let is_other = || self.model.types.members.contains(&unknown.to_ascii_lowercase());
            let sure = sure(unknown, members()).filter(|_| !is_other());
            self.push(Code::EnumValue, false, format!("`{unknown}` is no member of the enum type"));
            self.near(unknown, suggest(unknown, members()), sure);
        }
    }

    fn object(&mut self, value: &Value, declared: TypeId) {
        let Value::Object(object) = value else {
            if !value.is_null() && !value.as_str().is_some_and(is_placeholder) {
                self.other(value, "an object");
            }
            return;
        };
        let id = match object.get("@odata.type").and_then(Value::as_str) {
            None => declared,
            Some(name) => match self.model.named(name).filter(|id| self.model.api.bases.is_a(*id, declared)) {
                Some(id) => id,
                None => return,
            },
        };
        for (name, value) in object.iter().filter(|(name, _)| !name.contains('@')) {
            match self.model.property(id, name) {
                Some(_) if value.is_null() => {
                    if self.model.is_never_null(id, name) {
                        self.inside(name, |walk| walk.odd(Code::NullValue, format!("`{name}` is never null")));
                    }
                }
                Some(property) => self.inside(name, |walk| walk.value(value, property.ty)),
                None if is_error(name, value) => {}
                None => match self.model.holder(name, id).filter(|_| self.pointer.is_empty()) {
                    Some(held) => self.inside(name, |walk| walk.value(value, held)),
                    None => self.surplus(name, id, object),
                },
            }
        }
    }

    /// Tells of a property that a type doesn't declare.
    fn surplus(&mut self, name: &str, id: TypeId, object: &Map<String, Value>) {
        if self.model.is_open(id) || !name.contains(char::is_alphanumeric) || is_placeholder(name) {
            return;
        }
        let ty = &self.model.api.types[id].name;
        let near = suggest(name, self.model.properties(id).map(|property| property.name.as_str()));
        let sure = near.and_then(|_| self.model.surely_meant(id, name, object));
        let message = format!("`{ty}` declares no property `{name}`");
        self.inside(name, |walk| {
            walk.push(Code::SurplusProperty, true, message);
            walk.near(name, near, sure);
        });
    }

    /// Tells of what must be given and isn't. Where nothing of it is given, the table is about something else.
    fn lacks(&mut self, value: &Value, given: &[Parameter]) {
        let Value::Object(object) = value else { return };
        let has = |parameter: &Parameter| {
            let is = |name: &str| name.eq_ignore_ascii_case(&parameter.name);
            object.keys().any(|name| is(name) || is(name.split('@').next().unwrap_or_default()))
        };
        let required = || given.iter().filter(|parameter| parameter.required == Some(true));
        if !required().any(has) {
            return;
        }
        for parameter in required() {
            if !has(parameter) {
                let message =
                    format!("the page calls `{}` required, and the body has no such property", parameter.name);
                self.odd(Code::MissingProperty, message);
            }
        }
    }
}

/// Tells whether a value is the error that stands in the place of an item: some of what was asked for failed.
fn is_error(name: &str, value: &Value) -> bool {
    name == "error" && value.get("code").is_some()
}

fn is_stream(of: TypeOf) -> bool {
    of == TypeOf::Primitive(Primitive::Stream)
}

/// Tells whether a value is a text of nothing.
fn is_empty(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Returns what a value is, in words.
fn described(value: &Value) -> &'static str {
    match value {
        _ if is_empty(value) => "an empty text",
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Tells whether a text stands for a value: `String (identifier)`, `{id}`, `<date>`, `…`.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let word = text.split([' ', '(']).next().unwrap_or_default();
    text.starts_with(['{', '<', '['])
        || text.contains("...")
        || text.contains('…')
        || text.contains(" | ")
        || text.ends_with("-value")
        || crate::page::primitives::find(word.trim_start_matches("Edm.")).is_some()
        || text.starts_with("microsoft.graph.")
        || text.starts_with("@odata.type")
}
