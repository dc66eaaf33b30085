//! The api stage: small trees of pages as the text dump of what was understood, as exports, and as findings.

use std::path::{Path, PathBuf};

use msgraph_codegen::diagnostic::Diagnostic;
use msgraph_codegen::ledger::Item;
use msgraph_codegen::{api, export, read, understand};

fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn only(name: &str) -> api::Api {
    let tree = read::read(&fixtures(name)).expect("a docs tree");
    let mut apis = understand(&tree);
    assert_eq!(apis.len(), 1, "one version");
    apis.remove(0)
}

/// The findings as lines, sorted, without their columns.
fn findings(diagnostics: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| format!("{} [{}] {}", d.file, d.code.as_str(), d.message);
    let mut lines: Vec<String> = diagnostics.iter().map(line).collect();
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

#[test]
fn evidence_is_weighed() {
    let api = only("api");
    insta::assert_snapshot!("ir", export::ir(&api));
    insta::assert_snapshot!("findings", findings(&api.diagnostics));
    insta::assert_snapshot!("operations", export::operations(&api));
    insta::assert_snapshot!("csdl", export::csdl(&api));
}

#[test]
fn pages_of_all_dialects() {
    let api = only("page");
    insta::assert_snapshot!("ir_of_pages", export::ir(&api));
    insta::assert_snapshot!("findings_of_pages", findings(&api.diagnostics));
}

/// What pages of operations say of types that no page of a type says: sets that only keys show, a base that only its
/// derived types share a path of, an action of a derived type, what is sent and where it is looked for.
#[test]
fn paths_tell_of_types() {
    let api = only("paths");
    insta::assert_snapshot!("ir_of_paths", export::ir(&api));
    insta::assert_snapshot!("findings_of_paths", findings(&api.diagnostics));
}

/// Lists of values in words, of properties, parameters and relationships; one value; flags; and what enum types made of them
/// are said to be.
#[test]
fn lists_in_words() {
    let api = only("lists");
    insta::assert_snapshot!("ir_of_lists", export::ir(&api));
    insta::assert_snapshot!("findings_of_lists", findings(&api.diagnostics));
    let enums = api.types.iter().filter(|ty| matches!(ty.kind, api::TypeKind::Enum(_)));
    let described: Vec<String> = enums.map(|ty| format!("{}: {}", ty.name, ty.description.text)).collect();
    insta::assert_snapshot!("descriptions_of_lists", described.join("\n"));
}

/// Rows that look like headers, long names and signs, names that differ in letter case, enum types that are called like
/// something else, facts of rows.
#[test]
fn rows_of_tables() {
    let api = only("rows");
    insta::assert_snapshot!("ir_of_rows", export::ir(&api));
    insta::assert_snapshot!("findings_of_rows", findings(&api.diagnostics));
}

/// Permissions by section, by resource and by item, of a file that isn't here and never filled in; clouds, notes, lists.
#[test]
fn permissions_clouds_and_notes() {
    let api = only("harbour");
    insta::assert_snapshot!("ir_of_harbour", export::ir(&api));
    insta::assert_snapshot!("operations_of_harbour", export::operations(&api));
    insta::assert_snapshot!("findings_of_harbour", findings(&api.diagnostics));
    let includes = api.pages.iter().flat_map(|page| page.ledger.iter().map(move |entry| (&page.path, entry)));
    let includes = includes.filter(|(_, entry)| entry.item == Item::Include);
    let fates: Vec<String> = includes.map(|(page, entry)| format!("{page} {:?}", entry.fate)).collect();
    insta::assert_snapshot!("includes_of_harbour", fates.join("\n"));
}

/// Of each path its own answer: content, JSON of a type that no page defines, one value or many, something or nothing, and
/// what nobody says; which of a page's claims counts.
#[test]
fn each_path_has_its_own_answer() {
    let api = only("answers");
    insta::assert_snapshot!("ir_of_answers", export::ir(&api));
    insta::assert_snapshot!("findings_of_answers", findings(&api.diagnostics));
    let lines = export::operations(&api);
    let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let text = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap_or("-").to_owned();
    let shown = lines.map(|line| {
        let [method, path, answer, ty] = ["method", "path", "answer", "response_type"].map(|key| text(&line, key));
        format!("{method} {path}: {answer} ({ty})")
    });
    insta::assert_snapshot!("answers", shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_reference_leads_somewhere() {
    for name in ["api", "page", "paths", "lists", "rows", "harbour", "answers"] {
        let api = only(name);
        let known = |ty: &api::TypeRef| match ty.of {
            api::TypeOf::Named(id) => (id.0 as usize) < api.types.len(),
            _ => true,
        };
        for ty in &api.types {
            let (api::TypeKind::Entity(structure) | api::TypeKind::Complex(structure)) = &ty.kind else { continue };
            let mut members = structure.properties.iter().chain(&structure.navigation);
            assert!(members.all(|property| known(&property.ty)), "{}", ty.name);
        }
        for operation in &api.operations {
            assert!(!operation.paths.is_empty(), "{}", operation.name);
            assert!(operation.response.answer.json().is_none_or(known), "{}", operation.name);
        }
        let mut names: Vec<&str> = api.operations.iter().map(|operation| operation.name.as_str()).collect();
        names.dedup();
        assert_eq!(names.len(), api.operations.len(), "operations of one name");
    }
}

/// The five pages that the project began with stand alone: their types are known from what they send.
#[test]
fn the_first_pages_give_their_types() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/seeds");
    if !seeds.is_dir() {
        println!("skipped: ../shared/seeds isn't beside the repository");
        return;
    }
    let apis = understand(&read::read(&seeds).expect("the pages"));
    let operations: Vec<&api::Operation> = apis.iter().flat_map(|api| &api.operations).collect();
    assert_eq!(operations.len(), 5);
    assert!(operations.iter().all(|operation| operation.permissions.stated && !operation.examples.is_empty()));
    let mut properties: Vec<usize> = Vec::new();
    for ty in apis.iter().flat_map(|api| &api.types) {
        let api::TypeKind::Entity(structure) = &ty.kind else { panic!("{} is no entity type", ty.name) };
        properties.push(structure.properties.len());
    }
    properties.sort();
    assert_eq!(properties, [4, 5, 6, 13]);
    for page in apis.iter().flat_map(|api| &api.pages) {
        let open = page.ledger.iter().filter(|entry| entry.fate == msgraph_codegen::ledger::Fate::Unaccounted);
        assert_eq!(open.count(), 0, "{}", page.path);
    }
}

/// Where the entities are looked up that values are linked to: in the set of their type, not in what somebody has of them;
/// else where an example binds them, all in one place, which may tell of a property, too.
#[test]
fn sets_of_linked_entities() {
    let ir = export::ir(&only("sets"));
    let links: Vec<&str> = ir.lines().filter(|line| line.starts_with("  navigation")).collect();
    assert_eq!(
        links,
        [
            "  navigation members: Collection(microsoft.graph.being) in /beings",
            "  navigation president: microsoft.graph.person in /people",
            "  navigation hobbies: Collection(microsoft.graph.hobby)",
            "  navigation guests: Collection(Edm.Untyped)",
            "  navigation hall: microsoft.graph.hall in /town/halls",
            "  navigation badge: Edm.Untyped in /shop/badges",
        ]
    );
}

/// What requests take and send: examples that follow no request line give no parameters, arguments belong to their own
/// call, headers in several rows are one, what prose and its tables say of query parameters.
#[test]
fn requests_and_what_they_send() {
    let api = only("requests");
    insta::assert_snapshot!("ir_of_requests", export::ir(&api));
    insta::assert_snapshot!("findings_of_requests", findings(&api.diagnostics));
    let all = api.operations.iter().flat_map(|operation| {
        operation.headers.iter().map(move |header| (&operation.name, &header.name, &header.description.text))
    });
    let headers: Vec<String> =
        all.map(|(name, header, text)| format!("{name}: {header}: {}", text.replace('\n', " / "))).collect();
    insta::assert_snapshot!("headers_of_requests", headers.join("\n"));
    let query = api.operations.iter().flat_map(|operation| operation.query.iter().map(move |it| (&operation.name, it)));
    let described = query.filter(|(_, parameter)| !parameter.description.text.is_empty());
    let query: Vec<String> = described
        .map(|(name, it)| format!("{name}: {}: {}", it.name, it.description.text.replace('\n', " / ")))
        .collect();
    insta::assert_snapshot!("query_of_requests", query.join("\n"));
}

/// Pages in several languages, and one with its translation beside it: headings by their anchors, names that were translated by the
/// keys in their places, a call by the anchor of its title. An enum type stays one where JSON stands on its page.
#[test]
fn pages_in_other_languages() {
    let api = only("languages");
    insta::assert_snapshot!("ir_of_languages", export::ir(&api));
    insta::assert_snapshot!("findings_of_languages", findings(&api.diagnostics));
}

/// Pages that share a verb and path: one speaks, the others are told of; where nothing but the number of paths decides, that
/// is told, too.
#[test]
fn pages_that_share_a_path() {
    let api = only("speakers");
    let lines = api.operations.iter().flat_map(|operation| operation.paths.iter().map(move |path| (operation, path)));
    let mut spoken: Vec<String> = lines
        .filter(|(_, path)| path.main)
        .map(|(operation, path)| format!("{} {} {}", path.text, operation.method, operation.name))
        .collect();
    spoken.sort();
    insta::assert_snapshot!("speakers", spoken.join("\n"));
    insta::assert_snapshot!("findings_of_speakers", findings(&api.diagnostics));
    insta::assert_snapshot!("operations_of_speakers", export::operations(&api));
}

/// A page that calls its type otherwise than its file, to which pages of derived types link by the file's name: theirs counts,
/// unless a cell calls the type as its own page does.
#[test]
fn a_type_is_called_as_others_call_it() {
    let base = "# Boat resource type\n\nNamespace: microsoft.graph\n\nWhat floats.\n\n## Properties\n\n|Property|Type|Description|\n\
        |:---|:---|:---|\n|id|String|Its number. Key.|\n";
    let derived = "# rowBoat resource type\n\nNamespace: microsoft.graph\n\nA small one. Inherits from base class \
        [harbourBoat](../resources/harbourboat.md).\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n\
        |oars|Int32|How many.|\n";
    let other = "# quay resource type\n\nNamespace: microsoft.graph\n\nStone.\n\n## Properties\n\n|Property|Type|Description|\n\
        |:---|:---|:---|\n|moored|Boat|Who is there.|\n";
    let page = |name: &str, text: &str| (format!("v1.0/resources/{name}.md"), text.to_owned());
    let pages = [page("harbourboat", base), page("rowboat", derived), page("quay", other)];
    for (pages, wanted, findings) in [(&pages[..2], "harbourBoat rowBoat", 1), (&pages[..], "Boat quay rowBoat", 0)] {
        let dir = tempfile::tempdir().expect("a folder");
        msgraph_tests::hostile::write(dir.path(), pages);
        let api = understand(&read::read(dir.path()).expect("a docs tree")).remove(0);
        let names: Vec<&str> = api.types.iter().map(|ty| ty.name.as_str()).collect();
        let found = api.diagnostics.iter().filter(|finding| finding.message.contains("only this page `Boat`")).count();
        assert_eq!((names.join(" ").as_str(), found), (wanted, findings));
    }
}

/// What goes to a place of content: bytes of the type that the page names, JSON where it names no other; but for PATCH, which
/// sends what to change in it. What only properties hold is a part of them, even with a key.
#[test]
fn what_is_sent_to_content() {
    let scroll = "# scroll resource type\n\nNamespace: microsoft.graph\n\nA text.\n\n## Properties\n\n|Property|Type|Description|\n\
        |:---|:---|:---|\n|id|String|Its number. Key.|\n|content|Stream|What is written on it.|\n\
        |seals|[seal](seal.md) collection|Who sealed it.|\n\n## Methods\n\n|Method|Return type|Description|\n|:---|:---|:---|\n\
        |[Get](../api/scroll-get.md)|[scroll](scroll.md)|Reads it.|\n";
    let seal = "# seal resource type\n\nNamespace: microsoft.graph\n\nWax.\n\n## Properties\n\n|Property|Type|Description|\n\
        |:---|:---|:---|\n|id|String|Its number.|\n|colour|String|Its colour.|\n\n## JSON representation\n\n\
        <!-- {\"blockType\": \"resource\", \"keyProperty\": \"id\", \"@odata.type\": \"microsoft.graph.seal\"} -->\n\
        ```json\n{\"id\": \"string\", \"colour\": \"string\"}\n```\n";
    let stroke = "# stroke resource type\n\nNamespace: microsoft.graph\n\nA change.\n\n## Properties\n\n|Property|Type|Description|\n\
        |:---|:---|:---|\n|line|Int32|Where.|\n|text|String|What.|\n";
    let writes = |verb: &str, media: &str, body: &str| {
        format!(
            "# {verb} content\n\nNamespace: microsoft.graph\n\nWrites.\n\n## HTTP request\n\n```http\n{verb} /scrolls/{{id}}/content\n\
             ```\n\n## Request headers\n\n|Name|Description|\n|:---|:---|\n|Content-Type|{media}|\n\n## Request body\n\n{body}\n\n\
             ## Response\n\nIf successful, this method returns `204 No Content`.\n"
        )
    };
    let get = "# Get scroll\n\nNamespace: microsoft.graph\n\nReads a scroll.\n\n## HTTP request\n\n```http\nGET /scrolls/{id}\n```\n\n\
        ## Response\n\nIf successful, this method returns `200 OK` and a [scroll](../resources/scroll.md) object.\n";
    let strokes = "Supply an array of [stroke](../resources/stroke.md) objects.";
    let cases = [
        ("PUT", "text/plain. Required.", "The text.", "text/plain"),
        ("PUT", "application/json. Required.", "The text as JSON.", "application/json"),
        ("PUT", "image/png or application/json", "The picture.", "image/png"),
        ("PATCH", "application/json", strokes, "stroke[]"),
        ("PATCH", "image/png", "The picture.", "image/png"),
    ];
    for (verb, media, body, expected) in cases {
        let pages = [
            ("resources/scroll", scroll.to_owned()),
            ("resources/seal", seal.to_owned()),
            ("resources/stroke", stroke.to_owned()),
            ("api/scroll-get", get.to_owned()),
            ("api/scroll-write", writes(verb, media, body)),
        ];
        let pages = pages.map(|(name, text)| (format!("v1.0/{name}.md"), text));
        let dir = tempfile::tempdir().expect("a folder");
        msgraph_tests::hostile::write(dir.path(), &pages);
        let api = understand(&read::read(dir.path()).expect("a docs tree")).remove(0);
        let writes = api.operations.iter().find(|operation| operation.method == verb).expect("it writes");
        let sent = match &writes.body {
            api::Body::Content(media) => media.clone().unwrap_or_default(),
            api::Body::Value(ty, _) => {
                let name = ty.named().map_or("unknown", |id| &api.types[id].name);
                format!("{name}{}", if ty.collection { "[]" } else { "" })
            }
            other => format!("{other:?}"),
        };
        assert_eq!(sent, expected, "{verb} {media}");
        let is_complex = |ty: &api::Type| matches!(ty.kind, api::TypeKind::Complex(_));
        let complex: Vec<&str> = api.types.iter().filter(|ty| is_complex(ty)).map(|ty| ty.name.as_str()).collect();
        assert_eq!(complex, ["seal", "stroke"]);
    }
}
