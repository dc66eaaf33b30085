//! What authors of pages are told, and in which forms: settings, comments, baselines, fingerprints, SARIF.

use std::path::Path;

use msgraph_codegen::diagnostic::{Code, Diagnostic, Severity, render};
use msgraph_codegen::lint::{Baseline, Settings};
use msgraph_codegen::read::{self, DocsTree};
use msgraph_codegen::{findings, span::Span};
use msgraph_tests::cargo;

/// The small tree of these tests, of our own words.
fn docs() -> DocsTree {
    read::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint/docs")).expect("a tree")
}

fn settings(text: &str) -> Settings {
    Settings::parse(text).expect("settings")
}

/// Findings as `line code` each.
fn told(tree: &DocsTree, settings: &Settings) -> Vec<String> {
    let mut places = render::Places::new(tree, "");
    let of =
        |finding: &Diagnostic| format!("{} {}", places.of(&finding.file, finding.span).line, finding.code.as_str());
    findings(tree, settings).iter().map(of).collect()
}

/// A comment holds until its section ends; one that turns nothing off, or can't be read, is told of.
#[test]
fn comments_turn_findings_off() {
    let tree = docs();
    let mut places = render::Places::new(&tree, "");
    let found = findings(&tree, &Settings::default());
    let text: Vec<String> = found.iter().map(|finding| render::human(finding, &mut places)).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn settings_are_followed() {
    let tree = docs();
    let all = told(&tree, &Settings::default());
    assert!(all.contains(&"15 raw-pipe".to_owned()), "{all:?}");
    let off = told(&tree, &settings("severity:\n  raw-pipe: off\n"));
    // A comment about what is off isn't said to be unused.
    let expected: Vec<&String> =
        all.iter().filter(|line| !line.ends_with("raw-pipe") && !line.contains("unused")).collect();
    assert_eq!(off.iter().collect::<Vec<_>>(), expected);
    for (pattern, wanted) in [("v1.0/**", 0), ("v1.0/*/kettle.md", 0), ("v1.0/*.md", all.len()), ("beta/**", all.len())]
    {
        assert_eq!(told(&tree, &settings(&format!("exclude:\n  - \"{pattern}\"\n"))).len(), wanted, "{pattern}");
    }
    let worse = findings(&tree, &settings("severity:\n  raw-pipe: error\n"));
    let pipe = worse.iter().find(|finding| finding.code == Code::RawPipe).expect("the pipe");
    assert_eq!(pipe.severity, Severity::Error);
}

#[test]
fn settings_that_are_wrong() {
    let cases = [
        ("severity:\n  raw-pip: off\n", "there is no code raw-pip; did you mean raw-pipe?"),
        ("severity:\n  raw-pipe: bad\n", "severity of raw-pipe: it is error, warning, note or off, not bad"),
        ("severities: {}\n", "unknown field `severities`"),
        ("exclude:\n  - \"a[\"\n", "exclude: error parsing glob 'a['"),
        ("- a\n", "invalid type: sequence"),
    ];
    for (text, wanted) in cases {
        let error = Settings::parse(text).expect_err(text);
        assert!(error.contains(wanted), "{error}");
    }
    assert!(told(&docs(), &settings("")) == told(&docs(), &settings("# nothing\n")));
}

fn fingerprints(tree: &DocsTree) -> (Vec<Diagnostic>, Vec<String>) {
    let found = findings(tree, &Settings::default());
    let fingerprints = render::fingerprints(&found, &mut render::Places::new(tree, ""));
    (found, fingerprints)
}

/// Lines that move and blanks that change make no finding new; another line of the same words does.
#[test]
fn baselines_know_findings_wherever_they_go() {
    let tree = docs();
    let (found, old) = fingerprints(&tree);
    assert_eq!(old, fingerprints(&docs()).1, "two runs say the same");
    let baseline = Baseline::parse(&Baseline::of(&found, &old).text()).expect("what was written");
    assert_eq!((baseline.len(), &baseline), (old.len(), &Baseline::of(&found, &old)));

    let with = |from: &str, to: &str| {
        let mut tree = docs();
        let page = &mut tree.versions[0].pages[0];
        assert!(page.text.contains(from), "{from}");
        page.text = page.text.replacen(from, to, 1);
        let (found, new) = fingerprints(&tree);
        let unknown = found.iter().zip(&new).filter(|(_, own)| !baseline.knows(own)).map(|(finding, _)| finding.code);
        (unknown.collect::<Vec<_>>(), baseline.stale(&new, |_| true).len())
    };
    let row = "| whistle  | String | high | low                 |\n";
    assert_eq!(with("too.\n\n##", "too.\n\nIt boils.\n\n##"), (vec![], 0));
    assert_eq!(with(row, "| whistle  | String | high    | low |\n"), (vec![], 0));
    assert_eq!(with(row, &row.repeat(2)).0, [Code::RawPipe]);
    assert_eq!(with(row, "| whistle  | String | high or low |\n"), (vec![], 1));
    assert_eq!(Baseline::parse("abc raw-pipe a.md\n"), Err("line 1 isn't a fingerprint, a code and a file".to_owned()));
}

/// Reads the schema of SARIF, which the package of a crate holds.
fn schema() -> String {
    let packages = cargo::packages(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").expect("the package");
    let folder = Path::new(package["manifest_path"].as_str().expect("a path")).with_file_name("src");
    std::fs::read_to_string(folder.join("schema.json")).expect("the schema")
}

/// The document is valid by the schema that OASIS publishes, which says what code scanning may rely on.
#[test]
fn sarif_is_valid() {
    let schema = schema();
    // As it is published, one pattern in it, of properties that aren't used here, is no regular expression.
    assert_eq!(schema.matches("{2}]?$").count(), 2);
    let schema: serde_json::Value = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).expect("the schema");
    let validator = jsonschema::draft7::new(&schema).expect("a schema");
    let mut tree = docs();
    let page = "v1.0/resources/ein Kännchen%.md";
    tree.versions[0].pages[0].path = page.to_owned();
    let (mut found, mut own) = fingerprints(&tree);
    let finding = Diagnostic::new(page, Span { start: 0, end: 3 }, Code::NotUtf8, "it says \u{1b}[2J \"so\"")
        .with_related(page, Span { start: 4, end: 9 }, "elsewhere said `so`")
        .with_edit(Span { start: 0, end: 3 }, "+++");
    found.push(finding);
    own.push("0123456789abcdef".to_owned());
    let document = |found: &[Diagnostic], own: &[String], prefix| -> serde_json::Value {
        let text = render::sarif(found, own, &mut render::Places::new(&tree, prefix));
        serde_json::from_str(&text).expect("JSON")
    };
    let some = document(&found, &own, "docs/");
    for document in [&some, &document(&[], &[], "")] {
        let errors: Vec<String> = validator.iter_errors(document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let results = some["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results[0]["ruleId"], "not-utf8", "the most severe first");
    let uri = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "docs/v1.0/resources/ein%20K%C3%A4nnchen%25.md");
    insta::assert_snapshot!("sarif", serde_json::to_string_pretty(&results[0]).expect("JSON"));
    let absolute = document(&found, &own, "/home/somebody/docs/");
    assert!(!absolute.to_string().contains("/home/"), "paths are relative");
    let many = vec![found[0].clone(); render::MOST_RESULTS + 1];
    let document = document(&many, &vec![String::new(); many.len()], "");
    assert_eq!(document["runs"][0]["results"].as_array().map(Vec::len), Some(render::MOST_RESULTS));
    assert!(
        document["runs"][0]["invocations"][0].to_string().contains("1 findings, the least severe ones, are left out")
    );
}

/// What ends a workflow command or its properties is escaped.
#[test]
fn annotations_of_github() {
    let mut tree = docs();
    tree.versions[0].pages[0].path = "v1.0/a,b:c%.md".to_owned();
    let finding = Diagnostic::new("v1.0/a,b:c%.md", Span { start: 4, end: 9 }, Code::NotUtf8, "100 %\nof it")
        .with_help("mend: it, now".to_owned());
    let line = render::github(&finding, &mut render::Places::new(&tree, "docs/"));
    let wanted = "::error file=docs/v1.0/a%2Cb%3Ac%25.md,line=2,endLine=2,col=1,endColumn=6,title=not-utf8::\
                  100 %25%0Aof it%0Amend: it, now\n";
    assert_eq!(line, wanted);
}

/// Returns the codes that are told of the page of an operation, beside the page of its type.
fn of_operation(page: &str) -> Vec<&'static str> {
    found_in(page).iter().map(|finding| finding.code.as_str()).collect()
}

/// Returns the findings likewise.
fn found_in(page: &str) -> Vec<Diagnostic> {
    found_on("api/kettle-list.md", page)
}

/// Returns the findings on a page beside those of two types.
fn found_on(path: &str, page: &str) -> Vec<Diagnostic> {
    found_among(&[(path, page)], path)
}

/// Returns the codes that are told of the second of two pages.
fn found_beside(other: &str, text: &str, path: &str, page: &str) -> Vec<Code> {
    found_among(&[(other, text), (path, page)], path).iter().map(|finding| finding.code).collect()
}

/// Returns the findings on one of several pages beside those of two types.
fn found_among(pages: &[(&str, &str)], path: &str) -> Vec<Diagnostic> {
    let kettle = "---\ndoc_type: resourcePageType\n---\n\n# kettle resource type\n\n## Properties\n\n|Property|Type|Description|\n\
                  |---|---|---|\n|id|String|Its id.|\n|lids|[lid](lid.md) collection|Its lids.|\n\n## JSON representation\n\n\
                  <!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.kettle\" } -->\n```json\n{\n  \
                  \"id\": \"String\",\n  \"lids\": [{ \"@odata.type\": \"microsoft.graph.lid\" }]\n}\n```\n";
    let lid = kettle
        .replace("kettle", "lid")
        .replace("|lids|[lid](lid.md) collection|Its lids.|\n", "|size|Int32|How wide.|\n");
    let lid = lid.replace("\"lids\": [{ \"@odata.type\": \"microsoft.graph.lid\" }]", "\"size\": 5");
    let folder = tempfile::tempdir().expect("a folder");
    let types = [("resources/kettle.md", kettle), ("resources/lid.md", &lid)];
    for (path, text) in types.iter().chain(pages) {
        let file = folder.path().join("v1.0").join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    }
    let mut found = findings(&read::read(folder.path()).expect("a tree"), &Settings::default());
    found.retain(|finding| finding.file.ends_with(path));
    found
}

/// A page that lists kettles; its answer has this annotation and this body.
fn list(annotation: &str, body: &str) -> String {
    format!(
        "# List kettles\n\nLists [kettle](../resources/kettle.md) objects.\n\n## HTTP request\n\n```http\nGET /kettles\n```\n\n\
         ## Response\n\nA `200 OK` response code and a collection of [kettle](../resources/kettle.md) objects.\n\n## Example\n\n\
         <!-- {{ \"blockType\": \"request\", \"name\": \"list\" }} -->\n```http\nGET https://graph.microsoft.com/v1.0/kettles\n\
         ```\n\n<!-- {{ \"blockType\": \"response\"{annotation}, \"@odata.type\": \"microsoft.graph.kettle\", \"isCollection\": \
         true }} -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{body}\n```\n"
    )
}

/// What the annotation says of the items is held against what is shown; where it says nothing, both are right.
#[test]
fn collections_that_are_said_to_be_empty() {
    let cases = [
        (", \"isEmpty\": true", "{ \"value\": [] }", false),
        (", \"isEmpty\": true", "{ \"value\": [{ \"id\": \"1\" }] }", true),
        (", \"isEmpty\": false", "{ \"value\": [] }", true),
        (", \"isEmpty\": \"false\"", "{ \"value\": [{ \"id\": \"1\" }] }", false),
        ("", "{ \"value\": [] }", false),
    ];
    for (annotation, body, wanted) in cases {
        let found = of_operation(&list(annotation, body));
        assert_eq!(found.contains(&"collection-shape"), wanted, "{annotation} {body}: {found:?}");
    }
}

/// An item that couldn't be had is shown as an error in its place.
#[test]
fn errors_among_items_are_no_properties() {
    let item = |name: &str| format!("{{ \"value\": [{{ \"id\": \"1\", \"{name}\": {{ \"code\": \"gone\" }} }}] }}");
    for (name, wanted) in [("error", false), ("failure", true)] {
        let found = of_operation(&list("", &item(name)));
        assert_eq!(found.contains(&"surplus-property"), wanted, "{name}: {found:?}");
    }
}

/// A body may show values in the property that holds them.
#[test]
fn values_in_the_property_that_holds_them() {
    let post = |body: &str| {
        format!(
            "# Add lid\n\n## HTTP request\n\n```http\nPATCH /kettles/{{id}}\n```\n\n## Request body\n\nSupply a JSON representation of a \
             [lid](../resources/lid.md) object.\n\n## Response\n\n`204 No Content`.\n\n## Example\n\n```http\nPATCH \
             https://graph.microsoft.com/v1.0/kettles/1\nContent-Type: application/json\n\n{body}\n```\n\n\
             ```http\nHTTP/1.1 204 No Content\n```\n"
        )
    };
    let cases = [
        ("{ \"size\": 5 }", None),
        ("{ \"lids\": [{ \"size\": 5 }] }", None),
        ("{ \"lids\": [{ \"size\": true }] }", Some("value-type")),
        ("{ \"caps\": [{ \"size\": 5 }] }", Some("surplus-property")),
    ];
    for (body, wanted) in cases {
        let found = of_operation(&post(body));
        let told = found.iter().find(|code| ["value-type", "surplus-property"].contains(code)).copied();
        assert_eq!(told, wanted, "{body}: {found:?}");
    }
}

/// A request that is shown by the way, and annotated so, isn't held against the request lines.
#[test]
fn requests_that_are_shown_by_the_way() {
    let good = list("", "{ \"value\": [] }");
    let shown = |kind: &str| {
        format!("<!-- {{ \"blockType\": \"{kind}\" }} -->\n```http\nGET https://graph.microsoft.com/v1.0/pots\n```\n")
    };
    let cases = [
        (good.clone() + "\n## Remarks\n\n" + &shown("ignored"), false),
        (good.clone() + "\n## Remarks\n\n" + &shown("request"), true),
        (good.clone() + "\n### Example 2\n\n" + &shown("ignored"), true),
    ];
    for (page, wanted) in cases {
        let found = of_operation(&page);
        assert_eq!(found.contains(&"request-mismatch"), wanted, "{page}: {found:?}");
    }
    // Query parameters are those of the page's own requests, or of what holds what they ask for.
    let own = good.replace("GET /kettles\n", "GET /kettles/{id}/lids\n").replace("v1.0/kettles", "v1.0/kettles/1/lids");
    let asked = |path: &str| {
        let shown = shown("ignored").replace("/pots", path);
        of_operation(&own.replace("## Response", &format!("## Optional query parameters\n\n{shown}\n## Response")))
    };
    for (path, wanted) in
        [("/pots?$orderby=name", true), ("/kettles/1?$expand=lids", false), ("/kettles/1/lids?$top=5", false)]
    {
        let found = asked(path);
        assert_eq!(found.contains(&"request-mismatch"), wanted, "{path}: {found:?}");
    }
}

/// Sentences that name other types beside the answer don't disagree with it; one that names only another type does.
#[test]
fn sentences_that_name_several_types() {
    let named = |types: &str| {
        let told = "a collection of [kettle](../resources/kettle.md) objects";
        of_operation(&list("", "{ \"value\": [] }").replace(told, types)).contains(&"response-type")
    };
    let (kettles, lids) = ("a collection of [kettle](../resources/kettle.md)", "[lid](../resources/lid.md) objects");
    assert!(!named(&format!("{kettles} objects and their {lids}")));
    assert!(!named(&format!("{kettles} objects.\n\nThe response may hold {lids}")));
    assert!(named(&format!("a collection of {lids}")));
}

/// Content of another kind may be described in brackets; JSON that is broken is told whatever its message says.
#[test]
fn content_that_is_described() {
    let page = |ty: &str, body: &str| list("", body).replace("Content-Type: application/json\n", ty);
    for (ty, body, wanted) in [
        ("Content-Type: application/zip\n", "[Zip file with an app]", false),
        ("Content-Type: application/json\n", "[Zip file with an app]", true),
        ("Content-Type: text/plain\n", "{ \"value\": [], }", true),
        ("", "{raw bytes of it}", false),
        ("", "{ value: [] }", true),
    ] {
        let found = of_operation(&page(ty, body));
        assert_eq!(found.contains(&"invalid-json"), wanted, "{ty} {body}: {found:?}");
    }
}

/// A comment directly below a heading is about the heading, too; one in the first part of a page about all of it.
#[test]
fn comments_are_about_what_stands_before_them() {
    let off = |code: &str| format!("<!-- lint-disable {code}: wanted -->\n\n");
    let page = |first: &str, below: &str, later: &str| {
        let front = "---\ntitle: t\n---\n\n# List kettles\n\n";
        let page = list("", "{ \"value\": [] }").replace("# List kettles\n\n", &format!("{front}{first}"));
        let heading = format!("## Foo\n\n{below}Text.\n\n{later}## Response\n");
        let found = of_operation(&page.replace("## Response\n", &heading));
        let has = |code: &str| found.contains(&code);
        [has("unknown-heading"), has("no-permissions"), has("unused-disable")]
    };
    assert_eq!(page("", "", ""), [true, true, false]);
    assert_eq!(page("", &off("unknown-heading"), ""), [false, true, false]);
    assert_eq!(page("", &(off("broken-link") + &off("unknown-heading")), ""), [false, true, true]);
    assert_eq!(page("", "", &off("unknown-heading")), [true, true, true]);
    assert_eq!(page(&off("unknown-heading"), "", ""), [false, true, false]);
    assert_eq!(page(&off("no-permissions"), "", ""), [true, false, false]);
}

/// A body that a page says is of one type isn't held against it where the path takes another one.
#[test]
fn bodies_of_what_the_path_takes() {
    let post = |path: &str| {
        let page = format!(
            "# Create\n\nMakes a [kettle](../resources/kettle.md).\n\n## HTTP request\n\n```http\nPOST {path}\n```\n\n## Request body\n\n\
             In the request body, supply a JSON representation of a [kettle](../resources/kettle.md) object.\n\n## Response\n\n\
             `201 Created`.\n\n## Example\n\n```http\nPOST https://graph.microsoft.com/v1.0{path}\nContent-Type: \
             application/json\n\n{{ \"size\": 5 }}\n```\n\n```http\nHTTP/1.1 201 Created\n```\n"
        );
        let read = list("", "{ \"value\": [] }");
        found_beside("api/kettle-list.md", &read, "api/kettle-create.md", &page).contains(&Code::SurplusProperty)
    };
    assert!(post("/kettles"));
    assert!(!post("/kettles/{id}/lids"));
}

/// A key that a page lacks is asked for in the words that most pages of the tree have for it.
#[test]
fn keys_are_named_as_the_tree_names_them() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("v1.0/resources")).expect("a folder");
    for (name, front) in [("a", "ms.prod: x\n"), ("b", "ms.prod: x\n"), ("c", "ms.service: x\n"), ("d", "")] {
        let page = format!("---\ntitle: t\n{front}---\n\n# {name} overview\n");
        std::fs::write(folder.path().join(format!("v1.0/resources/{name}.md")), page).expect("a page");
    }
    let found = findings(&read::read(folder.path()).expect("a tree"), &Settings::default());
    let lacking = found.iter().filter(|finding| finding.code == Code::FrontMatterKey);
    let told: Vec<(&str, &str)> = lacking.map(|one| (one.file.as_str(), one.message.as_str())).collect();
    assert_eq!(told, [("v1.0/resources/d.md", "the front matter has no `ms.prod`")]);
}

/// A conceptual page may list properties that several types have; no type is missed there, unless its title names one.
#[test]
fn concepts_that_list_properties() {
    let missed = |doc_type: &str, title: &str| {
        let page = format!(
            "---\ndoc_type: {doc_type}\n---\n\n# {title}\n\n## Common properties\n\n|Property|Description|\n|---|---|\n|id|Its id.|\n"
        );
        found_on("resources/pots.md", &page).iter().any(|finding| finding.code == Code::NothingMade)
    };
    assert!(!missed("conceptualPageType", "Working with pots"));
    assert!(missed("resourcePageType", "Working with pots"));
}

/// A line that would be the same as another one in the right letters was meant otherwise: it is told, and left as it is.
#[test]
fn lines_that_would_repeat_others() {
    let line = |lines: &str| {
        let page = list("", "{ \"value\": [] }").replace("GET /kettles\n", lines);
        let found = found_in(&page);
        let case = found.into_iter().find(|finding| finding.code == Code::SegmentCase).expect("a finding");
        (case.edits.len(), case.related.len())
    };
    assert_eq!(line("GET /kettles/{id}/lids\nGET /pots/kettles/{id}/Lids\n"), (1, 0));
    assert_eq!(line("GET /kettles/{id}/Lids\nGET /kettles/{id}/lids\n"), (0, 1));
}

/// What tools are told to ignore, what another place of the page answers and what no page can show isn't missed.
#[test]
fn what_pages_needn_t_show() {
    let good = list("", "{ \"value\": [] }");
    let answer = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{ \"value\": [] }\n```";
    let told = |page: &str, code: &str| of_operation(page).contains(&code);
    let answered = |with: &str| {
        assert!(good.contains(answer));
        good.replace(answer, with)
    };
    let (without_answer, _) = good.split_once("<!-- { \"blockType\": \"response\"").expect("an answer");
    let ignored = without_answer.replace("\"blockType\": \"request\"", "\"blockType\": \"ignored\"");
    let another =
        format!("{without_answer}### More\n\n```http\nGET https://graph.microsoft.com/v1.0/kettles?$top=1\n```\n\n");
    let shared = format!("{another}## Response\n\n```http\n{answer}\n");
    let png = answered("HTTP/1.1 200 OK\nContent-Type: image/png\n```");
    let text = answered("HTTP/1.1 200 OK\nContent-Type: text/plain\n```");
    let no_content = answered("HTTP/1.1 204 No Content\n\n{}\n```");
    let cases = [
        (without_answer.to_owned(), "unanswered-request", true),
        (ignored, "unanswered-request", false),
        (another, "unanswered-request", true),
        (shared, "unanswered-request", false),
        (png, "missing-body", false),
        (text.clone(), "missing-body", true),
        (no_content.clone(), "unexpected-body", true),
        (no_content, "content-type", false),
        (answered("HTTP/1.1 200 OK\n\n{ \"value\": [] }\n```"), "content-type", true),
    ];
    for (page, code, wanted) in cases {
        assert_eq!(told(&page, code), wanted, "{code}:\n{page}");
    }
    let help = |page: &str| {
        let found = found_in(page).into_iter().find(|finding| finding.code == Code::MissingBody).expect("a finding");
        found.remedy()
    };
    assert_eq!(help(&text), "show the body");
    for body in ["`12`", "<!-- { \"blockType\": \"example\" } -->\n```json\n{}\n```"] {
        assert!(help(&format!("{text}\n{body}\n")).starts_with("put it below the headers"), "{body}");
    }
}

/// The annotation of an example of another service says nothing about what this request answers; that of its own example does.
#[test]
fn answers_of_other_requests() {
    let page = |url: &str| {
        let other = format!(
            "\n## Going on\n\n<!-- {{ \"blockType\": \"request\" }} -->\n```http\nGET {url}\n```\n\n<!-- {{ \"blockType\": \
             \"response\", \"@odata.type\": \"microsoft.graph.lid\" }} -->\n```http\nHTTP/1.1 200 OK\nContent-Type: \
             application/json\n\n{{ \"id\": \"1\" }}\n```\n"
        );
        of_operation(&(list("", "{ \"value\": [] }") + &other)).contains(&"response-type")
    };
    assert!(page("https://graph.microsoft.com/v1.0/kettles"));
    assert!(!page("https://up.example.com/part/7"));
    assert!(!page("https://graph.microsoft.com/v1.0/pots"));
    // What a type without a page derives from nobody knows: it may be what the path leads to.
    let post = |name: &str| {
        let page = format!(
            "# Create {name}\n\nMakes a [{name}](../resources/{name}.md) object.\n\n## HTTP request\n\n```http\nPOST /kettles\n```\n\n\
             ## Request body\n\nSupply a JSON representation of a {name} object.\n\n|Property|Type|Description|\n|---|---|---|\n\
             |id|String|Its id.|\n\n## Response\n\nA `201 Created` response code and a [{name}](../resources/{name}.md) object.\n\n\
             ## Example\n\n```http\nPOST https://graph.microsoft.com/v1.0/kettles\nContent-Type: application/json\n\n\
             {{ \"@odata.type\": \"#microsoft.graph.{name}\", \"id\": \"1\" }}\n```\n\n```http\nHTTP/1.1 201 Created\nContent-Type: \
             application/json\n\n{{ \"@odata.type\": \"#microsoft.graph.{name}\", \"id\": \"1\" }}\n```\n"
        );
        let read = list("", "{ \"value\": [] }");
        found_beside("api/kettle-list.md", &read, "api/pan-create.md", &page).contains(&Code::ResponseType)
    };
    assert!(post("lid"));
    assert!(!post("pan"));
}

/// A section that stands behind the example, where it means that of the example, isn't missing.
#[test]
fn sections_behind_the_example_are_there() {
    let good =
        list("", "{ \"value\": [] }").replace("# List kettles", "---\ndoc_type: apiPageType\n---\n\n# List kettles");
    let (before, rest) = good.split_once("## Response").expect("a section");
    let (response, example) = rest.split_once("## Example").expect("a section");
    let missing = |page: &str| of_operation(page).iter().filter(|code| **code == "missing-section").count();
    let without = missing(&format!("{before}## Example{example}"));
    assert_eq!(missing(&format!("{before}## Example{example}\n## Response{response}")) + 1, without);
}

/// The table of the codes of the older linter names codes that there are.
#[test]
fn codes_of_the_older_linter() {
    let text = include_str!("../../generator/LINTING.md");
    let (_, table) = text.split_once("## Codes of API Doctor").expect("the table");
    let rows =
        table.lines().skip_while(|line| !line.starts_with("| ---")).skip(1).take_while(|line| line.starts_with('|'));
    let mut told = 0;
    for row in rows {
        let names = row.rsplit(" | ").next().expect("a cell").split('`').skip(1).step_by(2);
        for name in
            names.filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !name.starts_with('-'))
        {
            assert_eq!(Code::of_name(name).map(Code::as_str), Ok(name), "{row}");
            told += 1;
        }
    }
    assert!(told > 60, "{told}");
}
