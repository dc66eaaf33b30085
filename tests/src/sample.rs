//! Small APIs by hand, for the suites of the stages behind `api`.

use msgraph_codegen::api::*;
use msgraph_codegen::page::{Inline, Link, Prose};

/// An API under construction. Types are named as on the wire, `namespace.name`; without a namespace it is
/// `microsoft.graph`.
#[derive(Default)]
pub struct Sample {
    areas: Vec<String>,
    types: Vec<Draft>,
}

struct Draft {
    name: String,
    area: String,
    enumeration: bool,
    base: Option<String>,
    ty: Type,
    properties: Vec<(String, String, Prose)>,
    navigation: Vec<(String, String, Prose)>,
    structure: Structure,
    members: EnumType,
}

/// Plain text as prose; `[text](target)` is a link and `` `code` `` is code.
pub fn prose(text: &str) -> Prose {
    let mut prose = Prose::default();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '`']) {
        let (before, from) = rest.split_at(at);
        prose.push(Inline::Text(before));
        rest = match from.strip_prefix('`') {
            Some(code) => {
                let (code, after) = code.split_once('`').expect("the end of the code");
                prose.push(Inline::Code(code));
                after
            }
            None => {
                let (shown, target) = from[1..].split_once("](").expect("a target");
                let (target, after) = target.split_once(')').expect("the end of the target");
                prose.push(Inline::Link(&Link { text: shown.into(), target: target.into() }));
                after
            }
        };
    }
    prose.push(Inline::Text(rest));
    prose
}

impl Sample {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts an entity type with the key `id`, if it has no base.
    pub fn entity(self, area: &str, name: &str, base: &str) -> Self {
        let mut sample = self.draft(area, name, base);
        let draft = sample.last();
        draft.ty.kind = TypeKind::Entity(Structure::default());
        if base.is_empty() {
            draft.structure.key = vec!["id".into()];
            return sample.property("id", "String", "The unique id. Key.");
        }
        sample
    }

    /// Starts a complex type.
    pub fn complex(self, area: &str, name: &str, base: &str) -> Self {
        self.draft(area, name, base)
    }

    /// Adds an enum type; a name that ends in `*` is a flags enum.
    pub fn enumeration(self, area: &str, name: &str, members: &[&str]) -> Self {
        let mut sample = self.draft(area, name.trim_end_matches('*'), "");
        let draft = sample.last();
        draft.enumeration = true;
        let member = |name: &&str| EnumMember { name: (*name).into(), ..EnumMember::default() };
        draft.members = EnumType { members: members.iter().map(member).collect(), flags: name.ends_with('*') };
        sample
    }

    /// Describes the type that was started last.
    pub fn described(mut self, text: &str) -> Self {
        self.last().ty.description = prose(text);
        self
    }

    /// Says that the type that was started last is the base of others.
    pub fn polymorphic(mut self) -> Self {
        self.last().structure.polymorphic = true;
        self
    }

    /// Adds a property: `String`, `Int32`, a name of a type, `[]` before it for a collection, `?` for an untyped value.
    pub fn property(mut self, name: &str, ty: &str, description: &str) -> Self {
        self.last().properties.push((name.into(), ty.into(), prose(description)));
        self
    }

    /// Adds a navigation property.
    pub fn navigation(mut self, name: &str, ty: &str, description: &str) -> Self {
        self.last().navigation.push((name.into(), ty.into(), prose(description)));
        self
    }

    /// Describes what a base type declares.
    pub fn inherited(mut self, name: &str, description: &str) -> Self {
        let property = Property { name: name.into(), description: prose(description), ..Property::default() };
        self.last().structure.inherited.push(property);
        self
    }

    /// The API. Each type has a page of its name.
    pub fn build(mut self, version: &str) -> Api {
        self.types.sort_by_key(|draft| qualified(&draft.name).to_lowercase());
        self.areas.sort();
        self.areas.dedup();
        let names: Vec<String> = self.types.iter().map(|draft| qualified(&draft.name)).collect();
        let id = |name: &str| (0..).zip(&names).find(|(_, known)| **known == qualified(name)).map(|(id, _)| TypeId(id));
        let mut api = Api { version: version.into(), ..Api::default() };
        for (index, draft) in (0..).zip(&self.types) {
            let file = draft.ty.name.to_lowercase();
            api.pages.push(PageInfo {
                path: format!("{version}/resources/{file}.md"),
                url: format!("https://example.org/resources/{file}"),
                ..PageInfo::default()
            });
            let mut ty = draft.ty.clone();
            ty.area = AreaId(self.areas.iter().position(|area| *area == draft.area).unwrap_or_default() as u32);
            ty.pages = vec![PageId(index)];
            ty.evidence.page = PageId(index);
            let property = |(name, ty, description): &(String, String, Prose)| Property {
                name: name.clone(),
                ty: type_ref(ty, id),
                description: description.clone(),
                evidence: Evidence { page: PageId(index), ..Evidence::default() },
                ..Property::default()
            };
            let mut structure = draft.structure.clone();
            structure.base = draft.base.as_deref().and_then(&id).map(|value| Fact { value, ..Fact::default() });
            structure.properties = draft.properties.iter().map(property).collect();
            structure.navigation = draft.navigation.iter().map(property).collect();
            let derived = |other: &&Draft| other.base.as_deref().map(qualified) == Some(qualified(&draft.name));
            structure.subtypes = self.types.iter().filter(derived).filter_map(|other| id(&other.name)).collect();
            ty.kind = match ty.kind {
                _ if draft.enumeration => TypeKind::Enum(draft.members.clone()),
                TypeKind::Entity(_) => TypeKind::Entity(structure),
                _ => TypeKind::Complex(structure),
            };
            api.types.push(ty);
        }
        let direct: Vec<Option<TypeId>> = api.types.iter().map(base).collect();
        api.bases = Bases::new(&direct);
        api.areas =
            self.areas.iter().map(|name| Area { name: name.clone(), description: format!("All of {name}.") }).collect();
        api
    }

    fn last(&mut self) -> &mut Draft {
        self.types.last_mut().expect("a type was started")
    }

    fn draft(mut self, area: &str, name: &str, base: &str) -> Self {
        let full = qualified(name);
        let (namespace, short) = full.rsplit_once('.').expect("a namespace");
        let ty = Type {
            namespace: namespace.into(),
            name: short.into(),
            kind: TypeKind::Complex(Structure::default()),
            description: Prose::default(),
            notes: Vec::new(),
            deprecated: None,
            area: AreaId(0),
            pages: Vec::new(),
            evidence: Evidence::default(),
        };
        self.areas.push(area.into());
        self.types.push(Draft {
            name: name.into(),
            area: area.into(),
            enumeration: false,
            base: Some(base.to_string()).filter(|base| !base.is_empty()),
            ty,
            properties: Vec::new(),
            navigation: Vec::new(),
            structure: Structure::default(),
            members: EnumType::default(),
        });
        self
    }
}

/// The base type of a type.
fn base(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        TypeKind::Entity(structure) | TypeKind::Complex(structure) => structure.base.as_ref().map(|base| base.value),
        TypeKind::Enum(_) => None,
    }
}

fn qualified(name: &str) -> String {
    if name.contains('.') { name.to_string() } else { format!("microsoft.graph.{name}") }
}

fn type_ref(text: &str, id: impl Fn(&str) -> Option<TypeId>) -> TypeRef {
    let (collection, name) = text.strip_prefix("[]").map_or((false, text), |name| (true, name));
    let of = match primitives::find(name) {
        Some(of) if id(name).is_none() => of,
        _ => id(name).map_or(TypeOf::Untyped, TypeOf::Named),
    };
    TypeRef { collection, of }
}
