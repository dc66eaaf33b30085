//! The ledger is true of the output: what it calls used stands in a crate, and what doesn't has its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use msgraph_codegen::api::{self, Api, Body, Operation, PageId, Parameter, Type, TypeKind};
use msgraph_codegen::ledger::{Account, Entry, Fate, Item, Reason};
use msgraph_codegen::page::{Page, Rows, Table, TableRole};
use msgraph_codegen::plan::Settings;
use msgraph_codegen::span::Span;
use msgraph_codegen::{generate, parse, read, understand};
use msgraph_tests::hostile::{self, made, operation, page, resource};

/// The tables of a page and what became of them.
fn tables(accounts: &[Account], path: &str) -> Vec<Fate> {
    let account = accounts.iter().find(|account| account.page == path).expect("an account");
    account.entries.iter().filter(|entry| entry.item == Item::Table).map(|entry| entry.fate).collect()
}

fn fate_of_page(accounts: &[Account], path: &str) -> Fate {
    let account = accounts.iter().find(|account| account.page == path).expect("an account");
    account.entries.iter().find(|entry| entry.item == Item::Page).expect("the page").fate
}

/// Two pages document a request: the crate has the facts of one and refers to the other, whose query is added.
#[test]
fn the_page_beside() {
    let query = "\n## Query parameters\n\n|Name|Type|Description|\n|:--|:--|:--|\n|since|String|From when on.|\n";
    let get = operation("Get lamp", "home", &["GET /lamps/{id}"], &[], "lamp");
    let pages = [
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."])),
        page("v1.0/api/lamp-get.md", get.clone()),
        page("v1.0/api/zz-other.md", get.replace("Get lamp", "Look at something") + query),
    ];
    let made = made(&pages);
    let beside = [Fate::LeftOut(Reason::OtherPageSpeaks), Fate::Used("query parameters")];
    assert_eq!(tables(&made.accounts, "v1.0/api/zz-other.md"), beside);
    assert_eq!(tables(&made.accounts, "v1.0/api/lamp-get.md"), [Fate::Used("permissions")]);
    assert_eq!(fate_of_page(&made.accounts, "v1.0/api/zz-other.md"), Fate::Used("operation"));
    assert!(made.file("v1.0/client/src/areas/home/operations.rs").contains("fn since"));
}

/// Pages of areas that aren't asked for reach no crate.
#[test]
fn areas_that_are_not_asked_for() {
    let dir = tempfile::tempdir().expect("a folder");
    let pages = [
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."])),
        page("v1.0/resources/tree.md", resource("tree", "garden", &["id|String|Its id."])),
        page("v1.0/api/lamp-get.md", operation("Get lamp", "home", &["GET /lamps/{id}"], &[], "lamp")),
        page("v1.0/api/tree-get.md", operation("Get tree", "garden", &["GET /trees/{id}"], &[], "tree")),
    ];
    hostile::write(dir.path(), &pages);
    let made = hostile::make(dir.path(), &Settings { include: vec!["home".to_owned()], ..Settings::default() });
    for (path, fate) in [
        ("v1.0/resources/lamp.md", Fate::Used("type")),
        ("v1.0/api/lamp-get.md", Fate::Used("operation")),
        ("v1.0/resources/tree.md", Fate::LeftOut(Reason::NotIncluded)),
        ("v1.0/api/tree-get.md", Fate::LeftOut(Reason::NotIncluded)),
    ] {
        assert_eq!(fate_of_page(&made.accounts, path), fate, "{path}");
    }
}

/// Values of a text, what an answer holds, and a body that no request sends.
#[test]
fn tables_of_which_nothing_is_made() {
    let values = "\n### State values\n\n|Member|Description|\n|:--|:--|\n|bright|Bright.|\n|dark|Dark.|\n";
    let answer = "\n|Property|Type|Description|\n|:--|:--|:--|\n|address|String|Where it is.|\n";
    let pages = [
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id.", "state|String|x"]) + values),
        page("v1.0/api/lamp-get.md", operation("Get", "home", &["GET /lamps/{id}"], &[], "lamp") + answer),
        page(
            "v1.0/api/lamp-link.md",
            operation("Add", "home", &["POST /lamps/{id}/others/$ref"], &["wire|String|x"], "lamp"),
        ),
    ];
    let made = made(&pages);
    let lamp = [Fate::Used("properties"), Fate::LeftOut(Reason::ValuesOfText)];
    assert_eq!(tables(&made.accounts, "v1.0/resources/lamp.md"), lamp);
    let get = [Fate::Used("permissions"), Fate::LeftOut(Reason::PartsOfAnswer)];
    assert_eq!(tables(&made.accounts, "v1.0/api/lamp-get.md"), get);
    let link = [Fate::Used("permissions"), Fate::LeftOut(Reason::NotSent)];
    assert_eq!(tables(&made.accounts, "v1.0/api/lamp-link.md"), link);
}

/// Of lines with one path that differ in their query all parameters are known; none of them must be sent.
#[test]
fn request_lines_that_differ_in_their_query() {
    let lines = ["GET /lamps?since={time}", "GET /lamps?shade={shade}&since={time}"];
    let pages = [
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."])),
        page("v1.0/api/lamp-list.md", operation("List lamps", "home", &lines, &[], "lamp")),
    ];
    let made = made(&pages);
    let operation = &made.apis[0].operations[0];
    let query: Vec<&str> = operation.query.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(query, ["since", "shade"]);
    assert!(made.file("v1.0/client/src/areas/home/operations.rs").contains("pub fn shade("));
}

/// The real pages: every row, request line and example of the pages of types, enum types and operations that the ledger calls
/// used is in the API that the crates are planned from, or a finding tells why not.
#[test]
fn nothing_real_is_lost() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/docs");
    if !docs.is_dir() {
        return println!("skipped: {} isn't there", docs.display());
    }
    let tree = read::read(&docs).expect("a tree");
    let apis = understand(&tree);
    let accounts = generate(&apis, &Settings::default()).accounts;
    let accounts: BTreeMap<&str, &[Entry]> = accounts.iter().map(|it| (it.page.as_str(), &it.entries[..])).collect();
    let mut lost = Vec::new();
    let mut seen = 0;
    for (version, api) in tree.versions.iter().zip(&apis) {
        let pages = parse(&version.pages);
        for page in Made::of(api, &pages) {
            let entries = accounts[page.page.path.as_str()];
            seen += entries.len();
            lost.extend(page.lost(entries).into_iter().map(|what| format!("{}: {what}", page.page.path)));
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    assert!(seen > 70_000, "{seen} items");
}

/// A page with what was made of it.
struct Made<'a> {
    api: &'a Api,
    page: &'a Page,
    types: Vec<&'a Type>,
    operations: Vec<&'a Operation>,
}

impl<'a> Made<'a> {
    /// Collects it for all pages that define something.
    fn of(api: &'a Api, pages: &'a [Page]) -> Vec<Self> {
        let mut types: BTreeMap<PageId, Vec<&Type>> = BTreeMap::new();
        for ty in &api.types {
            let of: BTreeSet<PageId> = ty.pages.iter().copied().chain([ty.evidence.page]).collect();
            of.into_iter().for_each(|page| types.entry(page).or_default().push(ty));
        }
        let mut operations: BTreeMap<PageId, Vec<&Operation>> = BTreeMap::new();
        api.operations.iter().for_each(|operation| operations.entry(operation.page).or_default().push(operation));
        let made = PageId::each(pages).map(|(id, page)| Self {
            api,
            page,
            types: types.remove(&id).unwrap_or_default(),
            operations: operations.remove(&id).unwrap_or_default(),
        });
        made.filter(|made| !made.types.is_empty() || !made.operations.is_empty()).collect()
    }

    /// Lists what is used and isn't there.
    fn lost(&self, entries: &[Entry]) -> Vec<String> {
        let used: BTreeSet<Span> =
            entries.iter().filter(|entry| matches!(entry.fate, Fate::Used(_))).map(|entry| entry.span).collect();
        let tables = self.page.tables.iter().filter(|table| used.contains(&table.span));
        let mut lost: Vec<String> = tables.flat_map(|table| self.lost_rows(table)).collect();
        for entry in entries.iter().filter(|entry| used.contains(&entry.span)) {
            let there = match (entry.item, entry.fate) {
                (Item::RequestLine, _) => self.has_line(entry.span),
                (Item::CodeBlock, Fate::Used("request example" | "response example")) => {
                    let examples = self.operations.iter().flat_map(|operation| &operation.examples);
                    examples.into_iter().any(|it| it.request_span == entry.span || it.response_span == entry.span)
                }
                _ => true,
            };
            lost.extend((!there).then(|| format!("{entry:?}")));
        }
        lost
    }

    fn lost_rows(&self, table: &Table) -> Vec<String> {
        let rows: Vec<(&str, Span)> = match &table.rows {
            Rows::Members(rows) => rows.iter().map(|row| (row.name.as_str(), row.span)).collect(),
            Rows::EnumMembers(rows) => rows.iter().map(|row| (row.name.as_str(), row.span)).collect(),
            Rows::Headers(rows) => rows.iter().map(|row| (row.name.as_str(), table.span)).collect(),
            Rows::Permissions(_) => vec![("permissions", table.span)],
            Rows::Methods(_) | Rows::Clouds(_) | Rows::Cells(_) => Vec::new(),
        };
        let lost = rows.into_iter().filter(|(name, span)| !self.has_row(table, name) && !self.is_told(*span));
        lost.map(|(name, _)| format!("{name} ({:?})", table.role)).collect()
    }

    /// Tells whether a finding is about a row.
    fn is_told(&self, span: Span) -> bool {
        let mut found = self.api.diagnostics.iter().filter(|found| found.file == self.page.path);
        found.any(|found| span.start <= found.span.start && found.span.end <= span.end)
    }

    fn has_row(&self, table: &Table, name: &str) -> bool {
        let of_type = |has: &dyn Fn(&Type) -> bool| self.types.iter().any(|ty| has(ty));
        let of_operation = |has: &dyn Fn(&Operation) -> bool| self.operations.iter().any(|operation| has(operation));
        match (&table.rows, table.role) {
            (Rows::EnumMembers(_), _) => of_type(&|ty| match &ty.kind {
                TypeKind::Enum(of) => of.members.iter().any(|member| member.name == name),
                _ => false,
            }),
            (Rows::Headers(_), _) => {
                of_operation(&|it| it.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name)))
            }
            (Rows::Permissions(_), _) => of_operation(&|operation| operation.permissions.stated),
            (_, TableRole::Properties | TableRole::Relationships) => of_type(&|ty| self.has_property(ty, name)),
            _ => of_operation(&|operation| self.has_parameter(operation, name)),
        }
    }

    fn has_property(&self, ty: &Type, name: &str) -> bool {
        let own = |ty: &Type| {
            let of = ty.structure();
            let all = of.into_iter().flat_map(|of| [&of.properties, &of.navigation, &of.inherited]).flatten();
            all.into_iter().any(|property| property.name == name)
        };
        let at = self.api.types.iter().position(|other| std::ptr::eq(other, ty)).expect("a type of the API");
        own(ty) || self.api.bases.chain(api::TypeId(at as u32)).any(|base| own(&self.api.types[base]))
    }

    /// Tells whether something is sent by the name; rows may also be the members of the one object that is sent.
    fn has_parameter(&self, operation: &Operation, name: &str) -> bool {
        let body = match &operation.body {
            Body::Value(_, parameters) | Body::Parameters(parameters) => parameters.as_slice(),
            _ => &[],
        };
        let is_it = |parameter: &Parameter| parameter.name.eq_ignore_ascii_case(name);
        let part = |parameter: &Parameter| {
            let ty = parameter.ty.named().map(|id| &self.api.types[id]);
            body.len() == 1 && ty.is_some_and(|ty| self.has_property(ty, name))
        };
        let others = [&operation.arguments, &operation.query, &operation.keys];
        body.iter().any(|parameter| is_it(parameter) || part(parameter)) || others.into_iter().flatten().any(is_it)
    }

    /// Tells whether an operation has a line with its path and what its query asks for.
    fn has_line(&self, span: Span) -> bool {
        let line = self.page.requests.iter().find(|line| line.span == span).expect("a request line");
        self.operations.iter().filter(|operation| operation.method == line.method).any(|operation| {
            let has_path = operation.paths.iter().any(|path| path.segments == line.path.segments);
            let is_known = |name: &str| {
                let name = name.trim_start_matches('$');
                operation.query.iter().any(|known| known.name.trim_start_matches('$').eq_ignore_ascii_case(name))
            };
            let mut asked = line.path.query.iter().map(|(name, _)| name.as_str());
            // OData's options every request has; what is written after no name is no parameter.
            let is_option = |name: &str| OPTIONS.contains(&name.trim_start_matches('$'));
            let is_name = |name: &str| name.chars().all(char::is_alphanumeric);
            has_path && asked.all(|name| is_known(name) || is_option(name) || !is_name(name))
        })
    }
}

/// The options of a query that every request has.
const OPTIONS: [&str; 8] = ["select", "filter", "expand", "orderby", "top", "skip", "count", "search"];
