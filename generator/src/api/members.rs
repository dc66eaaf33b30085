//! The properties of each structured type: table rows joined with the JSON representation, over all pages of the type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::index::{Declarations, annotation_of};
use super::link::{Linker, diagnostic};
use super::samples::Sample;
use super::translated::{is_other_script, pairs};
use super::weigh::weigh;
use super::{
    Evidence, Fact, PageId, Primitive, Property, Source, Structure, Type, TypeId, TypeKind, TypeOf, TypeRef, primitives,
};
use crate::diagnostic::{Code, Diagnostic, Known, each, meant, suggest, sure};
use crate::page::says::sentence::is_name;
use crate::page::says::{Trait, only_inherits};
use crate::page::{BlockRole, MemberRow, Page, PageKind, Rows, Table, TableRole, places};
use crate::span::Span;

/// The members of one type before they are told apart into structural and navigation properties.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Its members in the order of its pages.
    pub members: Vec<Member>,
    /// The key that the annotation names.
    pub key: Vec<String>,
    /// Whether the annotation or prose says open.
    pub open: bool,
    /// Whether the annotation or prose says abstract.
    pub is_abstract: Option<bool>,
    /// Whether prose says that it is the base of others.
    pub called_base: bool,
    /// Whether a page has a relationship table with rows, or lists methods.
    pub acts: bool,
    /// The members by their names in lower case.
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Draft {
    /// Finds a member of a name in any letter case.
    fn of_name(&self, name: &str) -> &[usize] {
        self.by_name.get(&name.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    fn push(&mut self, member: Member) {
        self.by_name.entry(member.property.name.to_ascii_lowercase()).or_default().push(self.members.len());
        self.members.push(member);
    }
}

/// The JSON representation of a type, and where it stands.
#[derive(Clone, Debug)]
struct Representation<'p> {
    json: &'p Map<String, Value>,
    /// As the page writes it.
    text: &'p str,
    span: Span,
    /// The keys without blanks, by their names in lower case, in the order of the map.
    keys: BTreeMap<String, Vec<(&'p str, &'p Value)>>,
}

impl<'p> Representation<'p> {
    fn of(json: &'p Map<String, Value>, text: &'p str, span: Span) -> Self {
        let mut keys: BTreeMap<String, Vec<(&str, &Value)>> = BTreeMap::new();
        for (key, value) in json {
            keys.entry(key.trim().to_ascii_lowercase()).or_default().push((key.trim(), value));
        }
        Self { json, text, span, keys }
    }

    /// Returns the keys of a name in any letter case.
    fn of_name(&self, name: &str) -> &[(&'p str, &'p Value)] {
        self.keys.get(&name.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }
}

/// A member of a type.
#[derive(Clone, Debug)]
pub struct Member {
    /// The property as its row says it.
    pub property: Property,
    /// Whether it stands in a relationship table.
    pub relationship: bool,
}

impl Member {
    /// Tells whether another member has the same name and type.
    pub fn is_like(&self, other: &Member) -> bool {
        self.property.ty == other.property.ty && self.property.name.eq_ignore_ascii_case(&other.property.name)
    }
}

/// Collects the members of every type; the list is parallel to that of the types.
pub fn drafts(linker: Linker, diagnostics: &mut Vec<Diagnostic>) -> Vec<Draft> {
    each(&linker.types.types, diagnostics, |at, ty, found| {
        if ty.structure().is_some() { draft(linker, TypeId(at), found) } else { Draft::default() }
    })
}

fn draft(linker: Linker, id: TypeId, diagnostics: &mut Vec<Diagnostic>) -> Draft {
    let ty = &linker.types.types[id];
    let mut draft = Draft::default();
    let inherited = inherited(linker, id);
    for page_id in &ty.pages {
        let page = &linker.pages[*page_id];
        stated(&mut draft, page, linker, id);
        let main = linker.types.of_page[*page_id].first() == Some(&id);
        draft.acts |= page.kind == PageKind::Operation && ty.evidence.source == Source::Prose;
        draft.acts |=
            main && page.tables.iter().any(|table| matches!(&table.rows, Rows::Methods(rows) if !rows.is_empty()));
        let json = representation(linker, page, id);
        let tables: Vec<&Table> = page.tables.iter().filter(|table| is_of(linker, *page_id, table, id)).collect();
        let translated = json.as_ref().map(|json| translated(json, page, &tables, &inherited)).unwrap_or_default();
        for table in tables {
            let relationship = table.role == TableRole::Relationships;
            let Rows::Members(rows) = &table.rows else { continue };
            draft.acts |= relationship && !rows.is_empty();
            for row in rows {
                let key = translated.iter().find(|(name, _)| *name == row.name);
                let written = key.map(|(_, key)| MemberRow { name: (*key).to_owned(), ..row.clone() });
                if let Some((name, key)) = key {
                    diagnostics.push(misnamed(page, row, name, key));
                }
                let row = written.as_ref().unwrap_or(row);
                add_row(&mut draft, linker, *page_id, row, relationship, json.as_ref(), diagnostics);
            }
        }
        // The keys that an open type shows are examples of what a tenant may add.
        if let Some(json) = json.filter(|_| !draft.open) {
            let evidence = Evidence { page: *page_id, span: json.span, source: Source::JsonRepresentation };
            add_json(&mut draft, linker, page, json.json, evidence, &inherited, diagnostics);
        }
    }
    draft
}

/// Pairs the names of rows that a translation changed with the keys of the JSON representation that they must be: names without
/// a Latin letter, and on a page that is a translation those of all properties.
fn translated<'p>(
    json: &Representation<'p>,
    page: &Page,
    tables: &[&'p Table],
    inherited: &BTreeSet<String>,
) -> Vec<(&'p str, &'p str)> {
    let rows = |relationships: bool| {
        let counted = |table: &&&Table| relationships || table.role != TableRole::Relationships;
        let tables: Vec<&Table> = tables.iter().filter(counted).copied().collect();
        member_rows(&tables).map(|row| row.name.as_str()).collect::<Vec<&str>>()
    };
    let is_translated = page.is_translated();
    if !is_translated && !rows(true).into_iter().any(is_other_script) {
        return Vec::new();
    }
    let all = rows(true);
    let named: BTreeSet<String> = all.iter().map(|name| name.to_ascii_lowercase()).collect();
    let counts = |key: &str| named.contains(key) || !inherited.contains(key) && is_member_name(key);
    let keys = json.keys.iter().filter(|(key, _)| counts(key)).flat_map(|(_, written)| written);
    let mut keys: Vec<&str> = keys.map(|(key, _)| *key).collect();
    keys.sort_by_key(|key| json.text.find(&format!("\"{key}\"")));
    let of_all = pairs(&all, &keys, is_other_script);
    let found = if !of_all.is_empty() || !is_translated { of_all } else { pairs(&rows(false), &keys, |_| true) };
    // What was translated is a collection in both.
    let listed = |(name, key): &(&str, &str)| {
        let row = member_rows(tables).find(|row| row.name == *name);
        row.and_then(|row| row.ty.as_ref())
            .is_none_or(|ty| json.json.get(*key).is_none_or(|it| it.is_array() == ty.collection))
    };
    if found.len() < 2 || found.iter().all(listed) { found } else { Vec::new() }
}

/// Returns the rows of tables that are members.
fn member_rows<'p>(tables: &[&'p Table]) -> impl Iterator<Item = &'p MemberRow> {
    tables.iter().flat_map(|table| if let Rows::Members(rows) = &table.rows { rows.as_slice() } else { &[] })
}

/// Tells that the table names a member otherwise than the JSON representation does.
fn misnamed(page: &Page, row: &MemberRow, name: &str, key: &str) -> Diagnostic {
    let message = format!("the table says `{name}`, the JSON representation `{key}`");
    diagnostic(page, row.span, Code::TableAgainstJson, message)
}

/// Collects the members that the pages of the bases list, in lower case.
fn inherited(linker: Linker, id: TypeId) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for id in linker.types.bases.above(id) {
        let pages = linker.types.types[*id].pages.iter().map(|page| &linker.pages[*page]);
        names.extend(pages.flat_map(super::declare::member_rows).map(|row| row.name.to_ascii_lowercase()));
    }
    names
}

/// Takes what annotation and prose state of the type as a whole.
fn stated(draft: &mut Draft, page: &Page, linker: Linker, id: TypeId) {
    let ty = &linker.types.types[id];
    if let Some(annotation) = annotation_of(page, ty) {
        let facts = &annotation.facts;
        let key = facts.key_property.as_deref().unwrap_or_default();
        let names = key.split(',').map(str::trim).filter(|name| is_name(name));
        names.for_each(|name| push_new(&mut draft.key, name));
        draft.open |= facts.is_open;
        draft.is_abstract = draft.is_abstract.or(facts.is_abstract);
    }
    if linker.types.of_page[page_index(linker, page)].first() != Some(&id) {
        return;
    }
    for said in &page.says.traits {
        match said.value {
            Trait::Abstract => _ = draft.is_abstract.get_or_insert(true),
            Trait::Base => draft.called_base = true,
            Trait::Open => draft.open = true,
        }
    }
}

fn page_index(linker: Linker, page: &Page) -> usize {
    linker.page_index.get(&page.path).map_or(0, |id| id.0 as usize)
}

fn push_new(list: &mut Vec<String>, name: &str) {
    if !list.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        list.push(name.to_owned());
    }
}

/// Tells whether a table of a page lists members of a type: a heading above names the type, or none does and it is the page's
/// main type.
fn is_of(linker: Linker, on: PageId, table: &Table, id: TypeId) -> bool {
    // A type without a page of its own is known from what operations send of it.
    let sent = linker.pages[on].kind == PageKind::Operation && table.role == TableRole::RequestBody;
    if !matches!(table.role, TableRole::Properties | TableRole::Relationships) && !sent {
        return false;
    }
    let of_page = &linker.types.of_page[on];
    if let [only] = of_page.as_slice() {
        return *only == id;
    }
    let page = &linker.pages[on];
    let mut section = table.section;
    while let Some(at) = section {
        let words = page.sections[at].title.split_whitespace().map(|word| word.trim_matches(['`', '*', '(', ')', ',']));
        let named = words.filter_map(|word| of_page.iter().find(|id| linker.is_called(**id, word))).next();
        if page.sections[at].level > 1 && named.is_some() {
            return named == Some(&id);
        }
        section = page.sections[at].parent;
    }
    of_page.first() == Some(&id)
}

/// Finds the JSON representation of a type on a page, and where it stands.
fn representation<'p>(linker: Linker, page: &'p Page, id: TypeId) -> Option<Representation<'p>> {
    let ty = &linker.types.types[id];
    let annotation = annotation_of(page, ty);
    let annotated = annotation.and_then(|a| a.block).map(|at| &page.blocks[at]);
    let alone = || {
        let mut blocks = page.blocks.iter().filter(|block| block.role == BlockRole::JsonRepresentation);
        blocks.next().filter(|_| linker.types.of_page[page_index(linker, page)].as_slice() == [id])
    };
    let block = annotated.or_else(alone)?;
    Some(Representation::of(block.json.as_ref()?.as_object()?, &block.text, block.span))
}

/// Adds a row, or joins it with a row of the same name on another page.
fn add_row(
    draft: &mut Draft,
    linker: Linker,
    on: PageId,
    row: &MemberRow,
    relationship: bool,
    json: Option<&Representation<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let page = &linker.pages[on];
    if row.name.starts_with('@') || row.name.starts_with("odata.") {
        return; // An annotation, which every value may have.
    }
    if !is_member_name(&row.name) {
        let message = format!("`{}` is no name of a property; what it holds is kept with the annotations", row.name);
        diagnostics.push(diagnostic(page, row.span, Code::InvalidName, message));
        return;
    }
    let written = json.map_or(&[][..], |json| json.of_name(&row.name));
    let sample = written.iter().find(|(key, _)| *key == row.name).or(written.first());
    let name = sample.map_or(row.name.as_str(), |(key, _)| key);
    if name != row.name {
        diagnostics.push(misnamed(page, row, &row.name, name));
    }
    let evidence = Evidence { page: on, span: row.span, source: Source::Table };
    // Names that differ in letter case only are one, unless the JSON representation has both.
    let both = written.len() > 1;
    let mut alike = draft.of_name(name).iter().copied();
    if let Some(known) = alike.find(|known| !both || draft.members[*known].property.name == name) {
        diagnostics.extend(contradiction(linker, on, &draft.members[known], row));
        join(&mut draft.members[known], row, relationship);
        return;
    }
    let ty = row_type(linker, on, row, sample.map(|(_, value)| *value), diagnostics);
    let named_enum = matches!(ty.of, TypeOf::Named(_));
    draft.push(Member {
        property: Property {
            name: name.to_owned(),
            ty,
            description: row.description.clone(),
            facts: row.facts.clone(),
            possible_values: if named_enum { Vec::new() } else { row.values.clone() },
            sample_values: Vec::new(),
            set: None,
            evidence,
        },
        relationship,
    });
}

/// Tells that another page of the type says otherwise what a property holds.
fn contradiction(linker: Linker, on: PageId, known: &Member, row: &MemberRow) -> Option<Diagnostic> {
    let Property { name, ty: taken, evidence, .. } = &known.property;
    let said = linker.type_ref_quietly(on, row.ty.as_ref().filter(|_| evidence.page != on)?);
    let both = said.of != TypeOf::Untyped && taken.of != TypeOf::Untyped;
    let differs = said.collection != taken.collection || differing(linker, said, *taken).is_some();
    let other = &linker.pages[evidence.page].path;
    let message = format!("`{name}` is of another type here than on {other}, which was taken");
    (both && differs).then(|| {
        let finding = diagnostic(&linker.pages[on], row.span, Code::Disagreement, message);
        finding.with_related(other, evidence.span, "elsewhere said so, which was taken")
    })
}

/// Adds what a second row of a property tells: a description, and that it is a relationship.
fn join(known: &mut Member, row: &MemberRow, relationship: bool) {
    known.relationship |= relationship;
    if known.property.description.text.is_empty() {
        known.property.description = row.description.clone();
        known.property.facts = row.facts.clone();
    }
}

/// Tells whether a name can be the wire name of a property; annotations and paths can't.
pub fn is_member_name(name: &str) -> bool {
    is_name(name) && !name.contains(['.', '-'])
}

/// Weighs the cell of a row against the JSON sample.
fn row_type(
    linker: Linker,
    on: PageId,
    row: &MemberRow,
    sample: Option<&Value>,
    diagnostics: &mut Vec<Diagnostic>,
) -> TypeRef {
    let shown = sample.and_then(|value| Sample::Representation(on).shows(linker, value));
    let said = row.ty.as_ref().map(|expr| linker.type_ref(on, expr, diagnostics));
    let Some(said) = said else { return shown.unwrap_or_default() };
    let mut tell = |message| {
        diagnostics.push(diagnostic(&linker.pages[on], row.span, Code::TableAgainstJson, message));
    };
    if matches!(sample, Some(Value::Array(_))) && !said.collection && said.of != TypeOf::Untyped {
        tell(format!("`{}` is a collection in the JSON representation only", row.name));
    }
    // One text where the table has a collection of texts: the JSON representation shows what is sent.
    let is_text = matches!((sample, said.of), (Some(Value::String(_)), TypeOf::Primitive(_)));
    let is_one = is_text && said.collection && shown == Some(TypeRef::one(said.of));
    let claim = |source, value| Fact { value, evidence: Evidence { page: on, span: row.span, source } };
    let json = shown.map(|shown| claim(Source::JsonRepresentation, shown));
    let claims: Vec<Fact<TypeRef>> = [claim(Source::Table, said)].into_iter().chain(json).collect();
    let order: &[Source] = if is_one { &[Source::JsonRepresentation] } else { &[Source::Table] };
    let Some(weighed) = weigh(&claims, order) else { return said };
    // A cell may name what nobody defines; JSON of any shape has words of its own.
    let stated = row.ty.as_ref().is_some_and(|expr| primitives::find(&expr.name).is_some());
    let weighed = weighed.refined(|claim, taken| taken.of == TypeOf::Untyped && !stated && claim.named().is_some());
    for lost in weighed.lost(|_| false) {
        if is_one {
            tell(format!("`{}` is one value in the JSON representation, and a collection in the table", row.name));
        } else if let Some((said, shown)) = differing(linker, said, lost.value) {
            tell(format!("the table says that `{}` is {said}, the JSON representation that it is {shown}", row.name));
        }
    }
    TypeRef { collection: said.collection && !is_one, of: weighed.taken.value.of }
}

/// Says what two types are on the wire, where that differs.
fn differing(linker: Linker, said: TypeRef, shown: TypeRef) -> Option<(&'static str, &'static str)> {
    let (said, shown) = (on_the_wire(linker, said.of)?, on_the_wire(linker, shown.of)?);
    (said != shown).then_some((said, shown))
}

/// Says what a value of a type is in JSON; none where it could be many things.
fn on_the_wire(linker: Linker, of: TypeOf) -> Option<&'static str> {
    match of {
        TypeOf::Untyped | TypeOf::Primitive(Primitive::Stream) => None,
        TypeOf::Primitive(Primitive::Boolean) => Some("a truth value"),
        TypeOf::Primitive(
            Primitive::Byte
            | Primitive::SByte
            | Primitive::Int16
            | Primitive::Int32
            | Primitive::Int64
            | Primitive::Single
            | Primitive::Double
            | Primitive::Decimal,
        ) => Some("a number"),
        TypeOf::Primitive(_) => Some("text"),
        // A page may define what any JSON is called.
        TypeOf::Named(id) if primitives::find(&linker.types.types[id].name) == Some(TypeOf::Untyped) => None,
        TypeOf::Named(id) => match linker.types.types[id].kind {
            TypeKind::Enum(_) => Some("text"),
            _ => Some("an object"),
        },
    }
}

/// Returns the values that a JSON representation shows in place of one: `a | b`.
fn alternatives(value: &Value) -> Vec<String> {
    let text = match value {
        Value::Array(items) => items.first().and_then(Value::as_str),
        value => value.as_str(),
    };
    let names = text.filter(|text| text.contains('|')).into_iter().flat_map(|text| text.split('|').map(str::trim));
    names.filter(|name| is_member_name(name)).map(str::to_owned).collect()
}

/// Adds the keys of the JSON representation that no table of the page names.
fn add_json(
    draft: &mut Draft,
    linker: Linker,
    page: &Page,
    json: &Map<String, Value>,
    evidence: Evidence,
    inherited: &BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut alike: Option<Known> = None;
    let mut names: Option<BTreeMap<String, Span>> = None;
    for (key, value) in json {
        let key = key.trim();
        let known = draft.of_name(key);
        if let Some(at) = known.iter().copied().find(|at| draft.members[*at].property.name == key) {
            draft.members[at].property.sample_values = alternatives(value);
        }
        if !draft.of_name(key).is_empty() || !is_member_name(key) {
            continue;
        }
        if !inherited.contains(&key.to_ascii_lowercase()) {
            let known = || draft.members.iter().map(|member| member.property.name.as_str());
            let near = alike.get_or_insert_with(|| Known::new(known())).near(key).map(meant);
            let message = format!("`{key}` stands in the JSON representation and in no table");
            let span = names.get_or_insert_with(|| names_in(page, evidence.span)).get(key).copied();
            let span = span.unwrap_or(evidence.span);
            diagnostics.push(diagnostic(page, span, Code::TableAgainstJson, message).with_help(near));
        }
        let ty = Sample::Representation(evidence.page).shows_at_least(linker, value);
        let property = Property { name: key.to_owned(), ty, evidence, ..Default::default() };
        draft.push(Member { property, relationship: false });
    }
}

/// Returns where the names of an object stand, which a block of a page shows.
fn names_in(page: &Page, block: Span) -> BTreeMap<String, Span> {
    let at = page.blocks.partition_point(|other| other.span.start < block.start);
    let text = page.blocks.get(at).filter(|other| other.span == block).map_or("", |block| block.text.as_str());
    let start = block.start as usize;
    let named = places(text).into_iter().filter_map(|(pointer, place)| {
        let name = pointer.strip_prefix('/').filter(|name| !name.contains(['/', '~']))?;
        Some((name.to_owned(), Span::new(start + place.name.start..start + place.name.end)))
    });
    named.collect()
}

/// What the key is called by convention, where no page names it.
pub const KEY: &str = "id";

/// Writes the kinds and the members into the types, without what base types declare.
pub fn apply(
    declarations: &mut Declarations,
    drafts: Vec<Draft>,
    entities: &[bool],
    pages: &[Page],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let bases = declarations.bases.clone();
    let names: Vec<BTreeSet<String>> =
        drafts.iter().map(|d| d.members.iter().map(|m| m.property.name.to_ascii_lowercase()).collect()).collect();
    for (at, draft) in drafts.into_iter().enumerate() {
        let id = TypeId::at(at);
        let above = bases.above(id);
        let inherited = |name: &str| {
            let name = name.to_ascii_lowercase();
            above.iter().any(|base| names[*base].contains(&name))
        };
        let TypeKind::Complex(structure) = &mut declarations.types[at].kind else { continue };
        let mut structure = std::mem::take(structure);
        let stated = draft.key.clone();
        fill(&mut structure, draft, entities, inherited);
        keys(&declarations.types[at], &structure, &stated, inherited, pages, diagnostics);
        let ty = &mut declarations.types[at];
        if entities[at] {
            if structure.key.is_empty() && above.is_empty() {
                let own = structure.properties.iter().find(|property| property.name == KEY);
                structure.key.extend(own.map(|property| property.name.clone()));
            }
            if structure.key.is_empty()
                && above.is_empty()
                && stated.is_empty()
                && let Some(page) = ty.pages.first()
            {
                let message = format!("no key is stated for the entity type `{}`", ty.name);
                diagnostics.push(diagnostic(&pages[*page], ty.evidence.span, Code::KeyAbsent, message));
            }
            ty.kind = TypeKind::Entity(structure);
        } else {
            // By a property of a complex type nothing is addressed, whatever its annotation says.
            ty.kind = TypeKind::Complex(Structure { key: Vec::new(), ..structure });
        }
    }
}

/// Tells where the key that the annotation names and the rows disagree.
fn keys(
    ty: &Type,
    structure: &Structure,
    stated: &[String],
    inherited: impl Fn(&str) -> bool,
    pages: &[Page],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(page) = ty.pages.first().map(|page| &pages[*page]) else { return };
    let span = annotation_of(page, ty).map_or(ty.evidence.span, |annotation| annotation.span);
    let found = |span, message| diagnostic(page, span, Code::KeyMismatch, message);
    let shows = |name: &str| {
        let mut shown = page.blocks.iter().filter(|block| block.role == BlockRole::JsonRepresentation);
        shown.any(|block| block.json.as_ref().is_some_and(|json| json.get(name).is_some()))
    };
    let has = |key: &str| structure.properties.iter().any(|property| property.name.eq_ignore_ascii_case(key));
    for key in stated.iter().filter(|key| !has(key) && !inherited(key)) {
        let names = || structure.properties.iter().map(|property| property.name.as_str());
        let finding = found(span, format!("the key `{key}` of `{}` is none of its properties", ty.name));
        let sure = sure(key, names()).filter(|name| shows(name));
        diagnostics.push(finding.with_help(suggest(key, names()).map(meant)).with_slip(key, sure));
    }
    let keyed = structure.properties.iter().filter(|property| property.facts.key == Some(true));
    for property in keyed
        .filter(|property| !stated.is_empty() && !stated.iter().any(|key| key.eq_ignore_ascii_case(&property.name)))
    {
        let message = format!("`{}` is called a key, but the annotation names `{}`", property.name, stated.join(", "));
        diagnostics.push(found(property.evidence.span, message));
    }
}

/// Writes a draft into a structure; what base types declare stays apart.
fn fill(structure: &mut Structure, draft: Draft, entities: &[bool], inherited: impl Fn(&str) -> bool) {
    structure.is_abstract = draft.is_abstract;
    structure.open = draft.open;
    let (mut properties, mut navigation) = (Vec::new(), Vec::new());
    let (repeated, own): (Vec<_>, Vec<_>) = draft.members.into_iter().partition(|m| inherited(&m.property.name));
    let repeated = repeated.into_iter().map(|member| member.property);
    let repeated = repeated.filter(|property| property.evidence.source == Source::Table);
    structure.inherited = repeated.filter(|property| !only_inherits(&property.description)).collect();
    for member in own {
        let navigates = matches!(member.property.ty.of, TypeOf::Named(id) if entities[id])
            || member.relationship && member.property.ty.of == TypeOf::Untyped;
        if navigates { navigation.push(member.property) } else { properties.push(member.property) }
    }
    structure.key = draft.key.into_iter().filter(|key| !inherited(key)).collect();
    structure.key.retain_mut(|key| {
        let property = properties.iter().find(|p| p.name.eq_ignore_ascii_case(key));
        property.inspect(|p| p.name.clone_into(key)).is_some()
    });
    let subtyped = !structure.subtypes.is_empty();
    structure.polymorphic = subtyped && (structure.is_abstract == Some(true) || draft.called_base);
    structure.properties = properties;
    structure.navigation = navigation;
}
