//! Values of documented examples as the Rust that builds them, a row for each kind of value.

use msgraph_codegen::plan::Settings;
use msgraph_codegen::{generate, read, understand};
use msgraph_tests::hostile::{self, page, resource};

/// Type, value in JSON, and what a program writes; nothing where no value of the type can be made of it.
const CASES: &[(&str, &str, &str)] = &[
    ("String", r#""say \"no\" \\ now""#, r#"some("say \"no\" \\ now")"#),
    ("String", r#""one\ntwo\ttab""#, r#"some("one\ntwo\ttab")"#),
    ("String", r#""caf\u00e9 \u202e""#, r#"some("café \u{202e}")"#),
    ("String", r#""""#, r#"some("")"#),
    ("String", "5", ""),
    ("String", "null", ""),
    ("Boolean", "true", "some(true)"),
    ("Boolean", r#""true""#, ""),
    ("Int32", "-7", "some(-7)"),
    ("Int32", "3000000000", ""),
    ("Int64", "7", "some(7)"),
    ("Int64", "3000000000", "some(3000000000_i64)"),
    ("Int16", "7", "some(7_i16)"),
    ("Byte", "7", "some(7_u8)"),
    ("Double", "1", "some(1.0)"),
    ("Double", "1e30", "some(1e30)"),
    ("Single", "2.5", "some(2.5)"),
    ("Double", r#""1.5""#, ""),
    ("Double", r#""-INF""#, "some(f64::NEG_INFINITY)"),
    ("Double", r#""NaN""#, "some(f64::NAN)"),
    ("Decimal", "7", "some(7)"),
    ("Decimal", "7.25", r#"some("7.25".parse::<Decimal>()?)"#),
    ("Decimal", "3000000000", r#"some("3000000000".parse::<Decimal>()?)"#),
    ("Date", r#""2021-03-04""#, r#"some("2021-03-04".parse::<Date>()?)"#),
    ("DateTimeOffset", r#""2021-03-04T05:06:07Z""#, r#"some("2021-03-04T05:06:07Z".parse::<DateTimeOffset>()?)"#),
    ("TimeOfDay", r#""05:06:07""#, r#"some("05:06:07".parse::<TimeOfDay>()?)"#),
    ("Duration", r#""PT1H""#, r#"some("PT1H".parse::<Duration>()?)"#),
    (
        "Guid",
        r#""00000000-0000-0000-0000-000000000001""#,
        r#"some("00000000-0000-0000-0000-000000000001".parse::<Guid>()?)"#,
    ),
    ("Binary", r#""aGVsbG8=""#, r#"some(b"hello")"#),
    ("Binary", r#""AAEC""#, r#"some("AAEC".parse::<Binary>()?)"#),
    ("DateTimeOffset", r#""when""#, r#"some("2026-01-31T12:00:00Z".parse::<DateTimeOffset>()?)"#),
    ("colour", r#""red""#, "some(Colour::Red)"),
    ("colour", r#""Red""#, "some(Colour::Red)"),
    ("colour", r#""mauve""#, r#"some(Colour::from("mauve"))"#),
    ("colour", "null", ""),
    ("String collection", r#"["a","b"]"#, r#"some(["a", "b"])"#),
    ("String collection", "[]", "Some(vec![])"),
    ("String collection", "[null]", ""),
    ("String collection", r#""a""#, ""),
    ("Int64 collection", "[1,3000000000]", "some([1, 3000000000_i64])"),
    ("colour collection", r#"["red","mauve"]"#, r#"some([Colour::Red, Colour::from("mauve")])"#),
    (
        "lid",
        r#"{"name":"a","of":{"name":"b"}}"#,
        r#"some(Lid { name: some("a"), of: some(Lid { name: some("b"), ..Default::default() }), ..Default::default() })"#,
    ),
    ("lid", "{}", "some(Lid::default())"),
    ("lid", r#"{"name":null}"#, r#"some(Lid::default().with_raw("name", Value::Null))"#),
    ("lid", r#"{"other":1}"#, r#"some(Lid::default().with_raw("other", 1))"#),
    (
        "lid collection",
        r#"[{},{"name":"a"}]"#,
        r#"some([Lid::default(), Lid { name: some("a"), ..Default::default() }])"#,
    ),
    (
        "bag",
        r#"{"a":1,"b":"x","c":{"d":null}}"#,
        r#"some(Bag::default().with_raw("a", 1).with_raw("b", "x").with_raw("c", json!({ "d": null })))"#,
    ),
    ("Json", r#"{"a":[1]}"#, r#"some(json!({ "a": [1] }))"#),
];

/// The pages of a case: a thing with one property, and the example that creates one.
fn pages(number: usize, ty: &str, value: &str) -> [(String, String); 2] {
    let base = ty.split(' ').next().unwrap_or(ty);
    let linked = if base.starts_with(char::is_lowercase) {
        ty.replacen(base, &format!("[{base}]({base}.md)"), 1)
    } else {
        ty.to_owned()
    };
    let thing = resource(&format!("box{number}"), "boxes", &[&format!("it|{linked}|What it has.")]);
    let create = format!(
        "---\ntitle: \"Create box\"\nms.prod: \"boxes\"\ndoc_type: apiPageType\n---\n\n# Create box\n\nNamespace: microsoft.graph\n\n\
         Makes one.\n\n## HTTP request\n\n```http\nPOST /boxes{number}\n```\n\n## Request body\n\nIn the request body, supply a \
         [box{number}](../resources/box{number}.md) object.\n\n## Response\n\nIf successful, this method returns `201 Created` and a \
         [box{number}](../resources/box{number}.md) object in the response body.\n\n## Example\n\n\
         <!-- {{ \"blockType\": \"request\", \"name\": \"case_{number}\" }} -->\n```http\n\
         POST https://graph.microsoft.com/v1.0/boxes{number}\nContent-Type: application/json\n\n{{ \"it\": {value} }}\n```\n"
    );
    [page(&format!("v1.0/resources/box{number}.md"), thing), page(&format!("v1.0/api/box{number}-post.md"), create)]
}

/// The value of the only field that a snippet sets, without the spaces and commas by which long lines are laid out.
fn value(snippet: &str) -> String {
    let after = snippet.split_once("it: ").map_or("", |(_, after)| after);
    let until = after.split_once("let box").map_or(after, |(value, _)| value);
    let value = squeezed(until);
    value.strip_suffix("..Default::default()};").unwrap_or(&value).trim_end_matches(',').to_owned()
}

fn squeezed(text: &str) -> String {
    let dense: String = text.split_whitespace().collect();
    dense.replace(",]", "]").replace(",)", ")")
}

#[test]
fn each_kind_of_value() {
    let mut tree: Vec<_> =
        CASES.iter().enumerate().flat_map(|(number, (ty, value, _))| pages(number, ty, value)).collect();
    tree.push(page(
        "v1.0/resources/lid.md",
        resource("lid", "boxes", &["name|String|Its name.", "of|[lid](lid.md)|Another."]),
    ));
    tree.push(page(
        "v1.0/resources/bag.md",
        resource("bag", "boxes", &[]).replace("One bag.", "One bag. This is an open type."),
    ));
    let colour =
        resource("colour", "boxes", &["red|Red.", "green|Green."]).replace("resource type", "enumeration type");
    let colour = colour.replace("resourcePageType", "enumPageType").replace("## Properties", "## Members");
    let colour = colour.replace("|Property|Type|Description|\n|:---|:---|:---|", "|Member|Description|\n|:---|:---|");
    tree.push(page("v1.0/resources/colour.md", colour));
    let dir = tempfile::tempdir().expect("a folder");
    hostile::write(dir.path(), &tree);
    let settings = Settings { snippets: true, ..Settings::default() };
    let snippets = generate(&understand(&read::read(dir.path()).expect("a tree")), &settings).snippets;
    for (number, (ty, json, wanted)) in CASES.iter().enumerate() {
        let name = format!("/case-{number}-rust-snippets.md");
        let snippet = snippets.iter().find(|file| file.path.ends_with(&name)).map_or("", |file| file.text.as_str());
        assert_eq!(value(snippet), squeezed(wanted), "{ty}: {json}\n{snippet}");
    }
}
