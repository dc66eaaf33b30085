//! Whatever pages say, it stays text, and names stay names: nothing gets out of comments and literals, and findings say what
//! was refused.

use msgraph_codegen::plan::Settings;
use msgraph_tests::hostile::{self, chinese_tree, made, operation, page, resource};

/// Text that would end a comment, begin a test, turn the direction of text, or be taken for HTML.
const SPOILT: &[&str] =
    &["x`\\n\\n```\\nlet evil = 1;\\n```\\n", "x\u{202e}y", "x\\r\\ny", "x<b>y", "x\\u0007y", "x\\\"y", "x*/y"];

fn annotation(facts: &str) -> String {
    format!(
        "\n## JSON representation\n\n<!-- {{ \"blockType\": \"resource\", {facts} }} -->\n``` json\n{{ \"id\": \"String\" }}\n```\n"
    )
}

#[test]
fn what_is_no_name_is_refused() {
    for spoilt in SPOILT {
        for facts in [
            format!("\"@odata.type\": \"{spoilt}.lamp\""),
            format!("\"@odata.type\": \"microsoft.graph.{spoilt}\""),
            format!("\"@odata.type\": \"microsoft.graph.lamp\", \"baseType\": \"{spoilt}\""),
            format!("\"@odata.type\": \"microsoft.graph.lamp\", \"keyProperty\": \"{spoilt}\""),
        ] {
            let text = resource("lamp", "home", &["id|String|Its id."]) + &annotation(&facts);
            let made = made(&[page("v1.0/resources/lamp.md", text)]);
            assert!(made.file("v1.0/model/src/areas/home.rs").contains("pub struct Lamp"), "{facts}");
            let refused = |code| !made.findings(code).is_empty();
            assert!(refused("invalid-name") || refused("undefined-base-type") || refused("key-mismatch"), "{facts}");
        }
    }
}

#[test]
fn namespaces_are_names() {
    for (stated, refused) in [("microsoft.graph", false), ("box\u{202e}", true), ("用户", true), ("box.用户", true)]
    {
        let text = resource("lamp", "home", &["id|String|Its id."]).replace("microsoft.graph", stated);
        let made = made(&[page("v1.0/resources/lamp.md", text)]);
        assert_eq!(!made.findings("invalid-name").is_empty(), refused, "{stated}");
        assert!(made.file("v1.0/model/src/areas/home.rs").contains("pub struct"), "{stated}");
    }
}

/// Every place of a page that becomes a name, a literal or documentation.
#[test]
fn wire_text_stays_text() {
    for spoilt in ["a\u{202e}b", "a`b", "a<b>c", "a\u{7}b", "a``` b", "*/ a", "a\u{2028}b", "[a]: b", "a\"#b", "a\\"] {
        let lamp = resource("lamp", "home", &["id|String|Its id.", &format!("{spoilt}|String|{spoilt} {spoilt}.")]);
        let kinds = format!(
            "# kinds enum type\n\nKinds.\n\n## Members\n\n|Member|Value|Description|\n|:--|:--|:--|\n|{spoilt}|0|{spoilt}|\n|b|1|x|\n"
        );
        let act = operation(
            &format!("lamp: {spoilt}"),
            "home",
            &[
                "POST /lamps/{id}/act",
                &format!("POST /lamps/{{{spoilt}}}/{spoilt}"),
                &format!("POST /x/f({spoilt}='{{{spoilt}}}')"),
            ],
            &[&format!("{spoilt}|String|{spoilt}"), "other|kinds|Other."],
            "lamp",
        );
        let toc = format!(
            "items:\n- name: {}\n  href: resources/lamp.md\n- name: b\n  href: api/lamp-act.md\n",
            serde_json::json!(spoilt)
        );
        let pages = [
            page("v1.0/resources/lamp.md", lamp),
            page("v1.0/resources/kinds.md", kinds),
            page("v1.0/api/lamp-act.md", act),
            page("v1.0/toc.yml", toc),
        ];
        let made = made(&pages);
        assert!(made.file("v1.0/model/src/lib.rs").contains("mod areas"), "{spoilt}");
    }
}

/// What can't be seen is left out of an example; it may stand within what then is the end of its block.
#[test]
fn examples_stay_in_their_blocks() {
    for hidden in ["`\u{202e}``", "``\u{200f}`", "```", "````", "~~~"] {
        let body = format!("GET https://graph.microsoft.com/v1.0/lamps\n\n{hidden}\n\nlet evil = 1;\n{hidden}");
        let text = operation("List lamps", "home", &["GET /lamps"], &[], "lamp")
            + &format!("\n## Example\n\n### Request\n\n`````` http\n{body}\n``````\n");
        let lamp = resource("lamp", "home", &["id|String|Its id."]);
        let made = made(&[page("v1.0/resources/lamp.md", lamp), page("v1.0/api/lamp-list.md", text)]);
        assert!(made.file("v1.0/client/src/areas/home/operations.rs").contains("let evil"), "{hidden}");
    }
}

/// Areas differ whatever script their names are in, and stay clear of the names that Cargo and the crates use.
#[test]
fn areas_of_any_name() {
    let names = [
        "用户",
        "组",
        "佣户",
        "Ελλάδα",
        "почта",
        "メール",
        "",
        "…",
        "main",
        "client",
        "model",
        "lib",
        "mod",
        "msgraph-core",
        "msgraph-model",
        "default",
        "full",
        "http",
        "std",
        "core",
        "test",
        "areas",
        "builders",
        "operations",
        "types",
        "tables",
        "examples",
        "con",
        "com1",
        "self",
        "crate",
        "type",
        "build",
        "😀",
        "365",
        "a b",
        "a-b",
        &"long ".repeat(60),
    ];
    let mut toc = "items:\n".to_owned();
    let mut pages = Vec::new();
    for (number, name) in names.iter().enumerate() {
        toc += &format!("- name: {}\n  href: resources/thing{number}.md\n", serde_json::json!(name));
        pages.push(page(
            &format!("v1.0/resources/thing{number}.md"),
            resource(&format!("thing{number}"), "some", &["id|String|Its id."]),
        ));
        let get = operation("Get", "some", &[&format!("GET /things{number}/{{id}}")], &[], &format!("thing{number}"));
        toc += &format!("- name: {}\n  href: api/thing{number}-get.md\n", serde_json::json!(name));
        pages.push(page(&format!("v1.0/api/thing{number}-get.md"), get));
    }
    pages.push(page("v1.0/toc.yml", toc));
    let made = made(&pages);
    let manifest = made.file("v1.0/client/Cargo.toml");
    let features: Vec<&str> = manifest
        .lines()
        .skip_while(|line| *line != "[features]")
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    // `a b` and `a-b` are one, and what has no letter goes where its product goes.
    for wanted in ["yong-hu", "yong-hu-2", "zu", "main", "default-area", "msgraph-core-area", "grinning"] {
        assert!(features.contains(&wanted), "{wanted} is missing in {features:?}");
    }
    for module in ["main_area", "client_area", "lib_area", "std_area", "con_area", "com1_area", "msgraph_core_area"] {
        assert!(!made.file(&format!("v1.0/client/src/areas/{module}/builders.rs")).is_empty(), "{module}");
    }
}

#[test]
fn a_title_in_another_script_is_no_end() {
    let made = made(&[
        page("v1.0/resources/lamp.md", resource("灯", "home", &["id|String|Its id."])),
        page("v1.0/resources/chair.md", resource("chair", "home", &["id|String|Its id.", "größe|Int32|Wide."])),
    ]);
    let model = made.file("v1.0/model/src/areas/home.rs");
    for wanted in ["pub struct Lamp", "pub struct Chair"] {
        assert!(model.contains(wanted), "{wanted} is missing in {model}");
    }
    // The title of one, a property of the other.
    assert_eq!(made.findings("invalid-name").len(), 2);
}

#[test]
fn long_names_are_cut_with_a_finding() {
    let name = "b".repeat(300);
    let made = made(&[page("v1.0/resources/long.md", resource(&name, "home", &["id|String|Its id."]))]);
    assert_eq!(made.findings("invalid-name").len(), 1);
}

/// A method of a name that every type has by the standard library would be taken for another one.
#[test]
fn methods_of_every_type_are_reserved() {
    let mut pages = vec![page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."]))];
    let names =
        ["into", "tryInto", "from", "tryFrom", "borrow", "borrowMut", "clone", "toOwned", "toString", "typeId", "fmt"];
    for name in names {
        let act = operation(
            &format!("lamp: {name}"),
            "home",
            &[&format!("POST /lamps/{{id}}/{name}")],
            &[&format!("{name}|String|Any.")],
            "lamp",
        );
        pages.push(page(&format!("v1.0/api/lamp-{}.md", name.to_lowercase()), act));
    }
    let made = made(&pages);
    let builders = made.file("v1.0/client/src/areas/home/builders.rs");
    for name in [
        "into",
        "try_into",
        "from",
        "try_from",
        "borrow",
        "borrow_mut",
        "clone",
        "to_owned",
        "to_string",
        "type_id",
        "fmt",
    ] {
        assert!(!builders.contains(&format!("pub fn {name}(")), "{name}");
        assert!(builders.contains(&format!("pub fn {name}_action(")), "{name}: {builders}");
    }
}

/// Pages of another script give areas, types and documentation as others do.
#[test]
fn a_tree_in_chinese() {
    let made = made(&chinese_tree());
    let api = &made.apis[0];
    let areas: Vec<&str> = api.areas.iter().map(|area| area.name.as_str()).collect();
    assert_eq!(areas.len(), 10, "{areas:?}");
    assert!(areas.contains(&"yong-hu") && areas.contains(&"yong-hu-2"), "{areas:?}");
    assert_eq!(api.types.len(), 10);
    assert_eq!(api.operations.len(), 20);
    assert!(api.operations.iter().all(|operation| operation.response.answer.json().is_some()), "{:#?}", made.found);
    let model = made.file("v1.0/model/src/areas/zu.rs");
    assert!(model.contains("表示一个组，它有名称。") && model.contains("pub display_name:"), "{model}");
    assert!(made.file("v1.0/client/AREAS.md").contains("打印机"));
}

/// A page of which nothing was made is told, and its ledger says so; an enum type that no cell names is none of the API.
#[test]
fn nothing_is_lost_silently() {
    let tint =
        "# tint enum type\n\nA tint.\n\n## Members\n\n|Member|Value|Description|\n|:--|:--|:--|\n|pale|0|Pale.|\n";
    let made = made(&[
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."])),
        page("v1.0/resources/tint.md", tint),
        page(
            "v1.0/resources/用户.md",
            "# 用户 resource type\n\n## Properties\n\n|Property|Type|\n|:--|:--|\n|id|String|\n",
        ),
        page("v1.0/api/lamp-lose.md", operation("Lose a lamp", "home", &["FETCH /lamps/{id}"], &[], "lamp")),
    ]);
    let lost = made.findings("nothing-made");
    assert_eq!(lost.len(), 3, "{lost:?}");
    let used = |name: &str| {
        let page = made.apis[0].pages.iter().find(|page| page.path.ends_with(name)).expect("the page");
        page.ledger.iter().any(|entry| matches!(entry.fate, msgraph_codegen::ledger::Fate::Used(_)))
    };
    assert!(used("/lamp.md") && !used("/tint.md") && !used("/lamp-lose.md") && !used("/用户.md"));
}

#[test]
fn pages_that_contradict_each_other_are_told() {
    let one = resource("thing", "home", &["id|String|Its id.", "size|String|Its size.", "same|String|The same."]);
    let cases = [("Int64", 1), ("String collection", 1), ("String", 0), ("Guid", 0)];
    for (ty, expected) in cases {
        let other =
            resource("thing", "home", &["id|String|Its id.", &format!("size|{ty}|Its size."), "same|String|The same."]);
        let made = made(&[page("v1.0/resources/thing.md", one.as_str()), page("v1.0/resources/thing2.md", other)]);
        assert_eq!(made.findings("disagreement").len(), expected, "{ty}: {:?}", made.findings("disagreement"));
    }
}

#[test]
fn members_that_differ_in_letter_case_are_told() {
    let tint = "# tint enum type\n\nA tint.\n\n## Members\n\n|Member|Value|\n|:--|:--|\n|pale|0|\n|Pale|1|\n";
    let made = made(&[
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["tint|tint|Its tint."])),
        page("v1.0/resources/tint.md", tint),
    ]);
    assert_eq!(made.findings("name-clash").len(), 1);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    hostile::write(
        dir.path(),
        &[
            page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."])),
            page("v1.0/toc.yml", "items: [\n- : {{{\n"),
        ],
    );
    std::os::unix::net::UnixListener::bind(dir.path().join("v1.0/resources/p.md")).expect("a socket");
    let made = hostile::make(dir.path(), &Settings::default());
    let told = made.findings("unreadable-file");
    assert!(told.len() == 2 && told[0].contains("p.md") && told[1].contains("toc.yml"), "{told:?}");
}

/// An example whose path could go two ways at each of its levels, and goes none to its end.
#[test]
fn ways_that_meet_are_walked_once() {
    let levels = |key: &str| format!("/shelf{}", format!("/b:/{key}:").repeat(28));
    let example = format!(
        "\n## Example\n\n### Request\n\n``` http\nGET https://graph.microsoft.com/v1.0{}/other\n```\n\n### Response\n\n\
         ``` http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{ \"id\": \"1\" }}\n```\n",
        levels("x")
    );
    let get = operation("Get a lamp", "home", &[&format!("GET {}/end", levels("{p}"))], &[], "lamp") + &example;
    let made = made(&[
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."])),
        page("v1.0/api/lamp-get.md", get),
    ]);
    assert_eq!(made.apis[0].operations.len(), 1);
}

/// Each struct has the fields of its bases: a long chain would become far more text than it is.
#[test]
fn a_chain_of_bases_is_cut() {
    let link = |at: usize| {
        let facts = format!(
            "\"@odata.type\": \"microsoft.graph.link{at}\", \"baseType\": \"microsoft.graph.link{}\"",
            at.saturating_sub(1)
        );
        page(
            &format!("v1.0/resources/link{at}.md"),
            resource(&format!("link{at}"), "home", &[&format!("part{at}|String|A part.")]) + &annotation(&facts),
        )
    };
    let size = |links: usize| {
        let made = made(&(0..links).map(link).collect::<Vec<_>>());
        (made.files.iter().map(|file| file.text.len()).sum::<usize>(), made.findings("base-type-loop").len())
    };
    let (small, large) = (size(100), size(400));
    assert!(large.0 < 5 * small.0, "{} against {} bytes", large.0, small.0);
    // The first names itself, and every 33rd link is one too many.
    assert_eq!((small.1, large.1), (4, 13));
}

/// A request line with thousands of names makes a method whose calls stand in several statements: whoever prints or compiles one
/// expression goes down call by call.
#[test]
fn a_line_of_many_names_is_no_deep_expression() {
    let names: String = (0..12_000).map(|at| format!("part{at}={{part{at}}}&")).collect();
    let pages = [
        page("v1.0/resources/lamp.md", resource("lamp", "home", &["id|String|Its id."])),
        page(
            "v1.0/api/lamp-light.md",
            operation(
                "lamp: light",
                "home",
                &[&format!("GET /lamps?{names}")],
                &[],
                "`200 OK` and a [lamp](../resources/lamp.md)",
            ),
        ),
    ];
    let made = made(&pages);
    let text: String = made.files.iter().map(|file| file.text.as_str()).collect();
    assert!(text.contains("let request = request"), "several statements");
    assert!(text.contains("part11999"), "all names");
}
