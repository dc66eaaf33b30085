//! Whatever pages say, it stays text, and names stay names: nothing gets out of comments and literals, and findings say what
//! was refused.

use msgraph_tests::hostile::{chinese_tree, made, operation, page, resource};

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
