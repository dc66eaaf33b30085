//! An [`Api`] from a few lines: `area page METHOD kind path, path -> type :: parameter: type`.

use std::collections::BTreeSet;

use msgraph_codegen::api::*;
use msgraph_codegen::page::Prose;

/// Reads the lines; blank ones and those that start with `#` are left out.
pub fn api(text: &str) -> Api {
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut api = Api { version: "v1.0".into(), ..Api::default() };
    let areas: BTreeSet<&str> = lines.iter().filter_map(|line| line.split_whitespace().next()).collect();
    api.areas = areas.iter().map(|name| Area { name: (*name).into(), description: String::new() }).collect();
    let mut parsed: Vec<(usize, &str)> = lines
        .iter()
        .map(|line| (areas.iter().position(|area| line.starts_with(&format!("{area} "))).unwrap(), *line))
        .collect();
    parsed.sort_by_key(|(_, line)| line.split_whitespace().nth(1).unwrap().to_string());
    for (area, line) in &parsed {
        add(&mut api, AreaId(*area as u32), line);
    }
    let direct: Vec<Option<TypeId>> = api.types.iter().map(base).collect();
    api.bases = Bases::new(&direct);
    api
}

/// The base type of a type.
fn base(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        TypeKind::Entity(structure) | TypeKind::Complex(structure) => structure.base.as_ref().map(|base| base.value),
        TypeKind::Enum(_) => None,
    }
}

fn add(api: &mut Api, area: AreaId, line: &str) {
    let (line, parameters) = line.split_once(" :: ").unwrap_or((line, ""));
    let (line, response) = line.split_once(" -> ").unwrap_or((line, ""));
    let mut words = line.splitn(5, char::is_whitespace);
    let mut next = || words.next().unwrap_or_default().trim();
    let (_, page, method, kind, paths) = (next(), next(), next(), next(), next());
    let number = api.pages.len() as u32;
    api.pages.push(PageInfo {
        path: format!("v1.0/api/{page}.md"),
        url: format!("https://learn.microsoft.com/graph/api/{page}"),
        title: page.into(),
        ..PageInfo::default()
    });
    let mut operation = Operation {
        name: page.into(),
        page: PageId(number),
        areas: vec![area],
        kind: kind_of(kind),
        method: method.into(),
        title: page.into(),
        paths: paths.split(", ").map(|path| template(path.trim())).collect(),
        permissions: Permissions {
            delegated_work: Some(vec![vec!["Thing.Read".into()], vec!["Thing.ReadWrite".into(), "Other.Read".into()]]),
            delegated_personal: Some(Vec::new()),
            application: Some(Vec::new()),
            stated: true,
            ..Permissions::default()
        },
        ..Operation::default()
    };
    let (response, or_nothing) = response.strip_prefix("none|").map_or((response, false), |ty| (ty, true));
    operation.response.or_nothing = or_nothing;
    operation.response.answer = match response {
        "" if operation.kind == OperationKind::Download => Answer::Bytes(None),
        "" => Answer::Nothing,
        "?" => Answer::Unknown,
        "bytes" => Answer::Bytes(None),
        "text" => Answer::Text,
        ty => Answer::of(type_ref(api, ty)),
    };
    for parameter in parameters.split("; ").filter(|parameter| !parameter.is_empty()) {
        add_parameter(api, &mut operation, parameter);
    }
    api.operations.push(operation);
}

/// `body: type`, `stream:`, `ref:`, `mime:`, `header:` (one that is always sent), `header Name:` (of one value where it says whether it is required), `?query: type`, `(argument: type`, `parameter: type`; `!` behind the type: required, `?`: not.
fn add_parameter(api: &mut Api, operation: &mut Operation, text: &str) {
    let (name, ty) = text.split_once(':').unwrap();
    let ty = ty.trim();
    let parameter = Parameter {
        name: name.trim_start_matches(['?', '(']).into(),
        ty: type_ref(api, ty.trim_end_matches(['!', '?'])),
        description: Prose { text: format!("About {name}."), marks: vec![] },
        required: ty.ends_with(['!', '?']).then_some(ty.ends_with('!')),
        ..Parameter::default()
    };
    match (name, &mut operation.body) {
        ("body", body) => *body = Body::Value(parameter.ty, vec![]),
        ("stream", body) => *body = Body::Content(None),
        ("ref", body) => *body = Body::Reference,
        ("header", _) => {
            let (name, value) = ("x-version".to_owned(), Some("vNext".to_owned()));
            operation.headers.push(RequestHeader { name, value, required: Some(true), ..RequestHeader::default() });
        }
        _ if name.starts_with("header ") => {
            let name = name.trim_start_matches("header ").to_owned();
            operation.headers.push(RequestHeader {
                name,
                description: parameter.description,
                value: parameter.required.map(|_| "deep".to_owned()),
                required: parameter.required,
            });
        }
        ("mime", _) => operation.headers.push(RequestHeader {
            name: "Content-Type".into(),
            description: Prose { text: "`application/json`, or `text/plain` for MIME content.".into(), marks: vec![] },
            required: Some(true),
            ..RequestHeader::default()
        }),
        _ if name.starts_with('?') => operation.query.push(parameter),
        _ if name.starts_with('(') => operation.arguments.push(parameter),
        (_, Body::Parameters(parameters)) => parameters.push(parameter),
        (_, body) => *body = Body::Parameters(vec![parameter]),
    }
}

fn type_ref(api: &mut Api, text: &str) -> TypeRef {
    let collection = text.ends_with('*');
    let of = match text.trim_end_matches('*') {
        "" | "any" => TypeOf::Untyped,
        "string" => TypeOf::Primitive(Primitive::String),
        "bool" => TypeOf::Primitive(Primitive::Boolean),
        "int" => TypeOf::Primitive(Primitive::Int32),
        "date" => TypeOf::Primitive(Primitive::Date),
        "stream" => TypeOf::Primitive(Primitive::Stream),
        name => TypeOf::Named(named(api, name)),
    };
    TypeRef { collection, of }
}

/// `derived<base` makes an entity type with a base type.
fn named(api: &mut Api, text: &str) -> TypeId {
    let (name, base) = text.split_once('<').map_or((text, None), |(name, base)| (name, Some(base)));
    let base = base.map(|base| Fact { value: named(api, base), ..Fact::default() });
    if let Some(index) = api.types.iter().position(|ty| ty.name == name) {
        return TypeId(index as u32);
    }
    api.types.push(Type {
        namespace: "microsoft.graph".into(),
        name: name.into(),
        kind: TypeKind::Entity(Structure { base, ..Structure::default() }),
        description: Prose::default(),
        notes: Vec::new(),
        deprecated: None,
        area: AreaId(0),
        pages: vec![],
        evidence: Evidence::default(),
    });
    TypeId(api.types.len() as u32 - 1)
}

fn kind_of(text: &str) -> OperationKind {
    use OperationKind::*;
    let all = [
        List,
        Get,
        Create,
        Update,
        Replace,
        Delete,
        Action,
        Function,
        Delta,
        Count,
        AddReference,
        SetReference,
        RemoveReference,
        GetReference,
        Download,
        Upload,
    ];
    all.into_iter().find(|kind| format!("{kind:?}") == text).unwrap_or_else(|| panic!("no kind {text}"))
}

/// A path in the form that the API stage gives.
fn template(text: &str) -> PathTemplate {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let mut segments = Vec::new();
    let mut by_path = false;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let bare = part.trim_end_matches(':');
        segments.push(if by_path { Segment::ByPath(bare.trim_matches(['{', '}']).into()) } else { segment(bare) });
        by_path = !by_path && part.ends_with(':');
    }
    let query = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(n, v)| (n.into(), v.into())).collect();
    PathTemplate { text: path.into(), segments, query, main: true, ..PathTemplate::default() }
}

fn segment(part: &str) -> Segment {
    if let Some(key) = part.strip_prefix('{') {
        return Segment::Key(key.trim_end_matches('}').into());
    }
    if let Some((name, arguments)) = part.split_once('(') {
        let arguments = arguments.trim_end_matches(')').split(',').filter(|argument| !argument.is_empty());
        let pair = |argument: &str| {
            let (name, value) = argument.split_once('=').unwrap_or(("", argument));
            (name.to_string(), value.to_string())
        };
        return Segment::Call { name: name.into(), arguments: arguments.map(pair).collect() };
    }
    Segment::Literal(part.into())
}
