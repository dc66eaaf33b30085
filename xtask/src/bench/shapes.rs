//! Trees with a number of one thing: rows, names, links, lines, deep or wide ones, the good and the broken.

use std::fmt::Write as _;

/// A shape of trees.
pub(super) struct Shape {
    /// What there are many of.
    pub(super) name: &'static str,
    /// How many in the small tree: enough to be measured. The large one has four times as many.
    pub(super) count: usize,
    /// Makes the pages, by their paths in a version's folder.
    pub(super) pages: fn(usize) -> Pages,
}

/// Paths and texts.
pub(super) type Pages = Vec<(String, String)>;

/// All shapes.
#[rustfmt::skip]
pub(super) const SHAPES: &[Shape] = &[
    Shape { name: "properties of a type", count: 8_000, pages: |n| one(&resource("lamp", &each(n, |i| format!("|part{i}|String|Part {i}.|\n")), "")) },
    Shape { name: "properties of one name", count: 12_000, pages: |n| one(&resource("lamp", &each(n, |_| "|part|String|A part.|\n".into()), "")) },
    Shape { name: "properties that want one name in Rust", count: 8_000, pages: |n| one(&resource("lamp", &each(n, |i| format!("|a{}b{i}|String|A part.|\n", "_".repeat(i % 40 + 1))), "")) },
    Shape { name: "relationships of a type", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &format!("## Relationships\n\n|Relationship|Type|Description|\n|:--|:--|:--|\n{}", each(n, |i| format!("|part{i}|[lamp](lamp.md)|Part {i}.|\n"))))) },
    Shape { name: "methods of a type", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &format!("## Methods\n\n|Method|Return type|Description|\n|:--|:--|:--|\n{}", each(n, |i| format!("|[Method {i}](lamp.md)|[lamp](lamp.md)|It.|\n"))))) },
    Shape { name: "members of an enum type", count: 8_000, pages: |n| vec![("resources/tint.md".into(), format!("# tint enum type\n\nA tint.\n\n## Members\n\n|Member|Value|Description|\n|:--|:--|:--|\n{}", each(n, |i| format!("|shade{i}|{i}|One.|\n")))), ("resources/lamp.md".into(), resource("lamp", "|tint|tint|Its tint.|\n", ""))] },
    Shape { name: "values in a description", count: 12_000, pages: |n| one(&resource("lamp", &format!("|tint|String|Possible values are: {}.|\n", list(n, |i| format!("`shade{i}`"))), "")) },
    Shape { name: "keys of a JSON representation", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &json(&list(n, |i| format!("\"part{i}\": \"String\""))))) },
    Shape { name: "keys of broken JSON", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &json(&each(n, |i| format!("part{i}: String,,\n"))))) },
    Shape { name: "items of a JSON array", count: 40_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &json(&format!("\"list\": [{}]", list(n, |_| "1".into()))))) },
    Shape { name: "brackets that aren't closed", count: 40_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &json(&"\"a\": [{".repeat(n)))) },
    Shape { name: "types in a ring", count: 1_500, pages: |n| named(n, |i| resource(&format!("ring{i}"), &format!("|next|[ring{0}](ring{0}.md)|The next.|\n", (i + 1) % n), ""), "ring") },
    Shape { name: "types in a chain of bases", count: 1_000, pages: |n| named(n, |i| resource(&format!("link{i}"), &format!("|part{i}|String|A part.|\n"), &based(&format!("link{i}"), (i > 0).then(|| format!("link{}", i - 1)))), "link") },
    Shape { name: "types of one base", count: 1_500, pages: |n| named(n, |i| resource(&format!("kind{i}"), "|part|String|A part.|\n", &based(&format!("kind{i}"), (i > 0).then(|| "kind0".into()))), "kind") },
    Shape { name: "types of one name", count: 1_500, pages: |n| named(n, |i| resource("lamp", &format!("|part{i}|String|A part.|\n"), ""), "page") },
    Shape { name: "types that want one name in Rust", count: 1_500, pages: |n| named(n, |i| resource("lamp", "|part|String|A part.|\n", "").replace("microsoft.graph", &format!("microsoft.graph.a{}{}", "_".repeat(i % 100), ".b".repeat(i / 100))), "page") },
    Shape { name: "undefined types of near names", count: 1_500, pages: |n| named(n, |i| resource(&format!("brightLamp{}", word(i)), &format!("|part|brightLamb{}|A part.|\n", word(i)), ""), "page") },
    Shape { name: "undefined types on a page", count: 8_000, pages: |n| one(&resource("lamp", &each(n, |i| format!("|part{i}|strange{}Thing|A part.|\n", word(i))), "")) },
    Shape { name: "links to pages that aren't there", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &each(n, |i| format!("[that](lost{}.md)\n\n", word(i))))) },
    Shape { name: "links to pages of near names", count: 1_500, pages: |n| named(n, |i| resource(&format!("kind{i}"), &format!("|id|String|[this](lampe{}.md)|\n", word(i)), ""), "lamp") },
    Shape { name: "addresses in a cell", count: 8_000, pages: |n| one(&resource("lamp", &format!("|id|String|{}|\n", each(n, |i| format!("http://example.org/{i} "))), "")) },
    Shape { name: "sentences in a cell", count: 8_000, pages: |n| one(&resource("lamp", &format!("|id|String|{}|\n", "Inherited from [lamp](lamp.md). Supports `$filter`. ".repeat(n)), "")) },
    Shape { name: "pipes in a row", count: 40_000, pages: |n| one(&resource("lamp", &format!("|id|String|Its id{}|\n", "|x".repeat(n)), "")) },
    Shape { name: "rows that wrap", count: 12_000, pages: |n| one(&resource("lamp", &format!("|id|String|Its id.|\n{}", "and more of it\n".repeat(n)), "")) },
    Shape { name: "tables", count: 3_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"|Property|Type|Description|\n|---|---|---|\n|a|String|x|\n\n".repeat(n))) },
    Shape { name: "comments", count: 12_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"<!-- x -->\n\n".repeat(n))) },
    Shape { name: "comments in a line", count: 12_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"<!-- é -->".repeat(n))) },
    Shape { name: "comments that aren't closed", count: 12_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"<!-- x\n".repeat(n))) },
    Shape { name: "annotations that aren't JSON", count: 4_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"<!-- {\"blockType\":ignored -->\n\n".repeat(n))) },
    Shape { name: "fences", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"```json\n{\"a\":1}\n```\n\n".repeat(n))) },
    Shape { name: "fences that aren't closed", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"````\n```\n".repeat(n))) },
    Shape { name: "headings of unknown words", count: 8_000, pages: |n| one(&operation("GET /lamps", &each(n, |i| format!("## Remark on {}\n\nx\n\n", word(i))))) },
    Shape { name: "includes that aren't there", count: 8_000, pages: |n| one(&resource("lamp", "|id|String|Its id.|\n", &"[!INCLUDE [x](../includes/lost.md)]\n".repeat(n))) },
    Shape { name: "lines of front matter", count: 12_000, pages: |n| one(&format!("---\ntitle: x: y\n{}---\n{}", each(n, |i| format!("k{i}: v\n")), resource("lamp", "|id|String|Its id.|\n", ""))) },
    Shape { name: "request lines", count: 1_500, pages: |n| one_operation(&operation(&each(n, |i| format!("GET /lamps{i}/{{id}}\n")), "")) },
    Shape { name: "names for one key", count: 3_000, pages: |n| one_operation(&operation(&each(n, |i| format!("GET /lamps/{{id{i}}}\n")), "")) },
    Shape { name: "request lines that can't be read", count: 8_000, pages: |n| one_operation(&operation(&each(n, |i| format!("FETCH /lamps{i}/{{id\n")), "")) },
    Shape { name: "brackets in a path", count: 40_000, pages: |n| one_operation(&operation(&format!("GET /lamps{}\n", "(".repeat(n)), "")) },
    Shape { name: "examples of an operation", count: 1_500, pages: |n| one_operation(&operation("GET /lamps/{id}\n", &each(n, example))) },
    Shape { name: "request lines with an example each", count: 1_000, pages: |n| one_operation(&operation(&each(n, |i| format!("GET /lamps/{{id}}/part{i}\n")), &each(n, |i| example(i).replace("/lamps/", "/lamps/1/part")))) },
    Shape { name: "request lines, and examples that follow none", count: 1_000, pages: |n| one_operation(&operation(&each(n, |i| format!("GET /lamps/{{id}}/part{i}\n")), &each(n, |i| example(i).replace("/lamps/", "/rooms/1/some")))) },
    Shape { name: "request lines, and examples of the same elsewhere", count: 1_000, pages: |n| one_operation(&operation(&each(n, |i| format!("GET /lamps/{{id}}/part{i}/{{id}}/rest\n")), &each(n, |i| example(i).replace("/lamps/", &format!("/part{i}/1/rest?x=")))) ) },
    Shape { name: "parameters of a query", count: 3_000, pages: |n| one_operation(&operation(&format!("GET /lamps?{}\n", each(n, |i| format!("part{i}={{part{i}}}&"))), "")) },
    Shape { name: "request lines that differ in their query", count: 3_000, pages: |n| one_operation(&operation(&each(n, |i| format!("GET /lamps?part{i}={{part{i}}}\n")), "")) },
    Shape { name: "alternate keys", count: 800, pages: |n| operations(n, |i| operation(&format!("GET /lamps/{{id}}\nGET /lamps(key{i}='{{key{i}}}')\n"), "")) },
    Shape { name: "operations", count: 800, pages: |n| operations(n, |i| operation(&format!("GET /lamps{i}/{{id}}\n"), "")) },
    Shape { name: "operations of one path", count: 800, pages: |n| operations(n, |_| operation("GET /lamps/{id}\n", "")) },
    Shape { name: "actions of one type", count: 800, pages: |n| operations(n, |i| operation(&format!("POST /lamps/{{id}}/act{i}\n"), "")) },
    Shape { name: "overloads of a function", count: 400, pages: |n| operations(n, |i| operation(&format!("GET /lamps/find(a{i}={{a{i}}},b{i}={{b{i}}})\n"), "")) },
    Shape { name: "places by a path", count: 400, pages: |n| operations(n, |i| operation(&format!("GET /lamps{i}/root:/{{path}}:/children\n"), "")) },
    Shape { name: "permissions in a cell", count: 12_000, pages: |n| one_operation(&operation("GET /lamps\n", "").replace("Lamp.Read", &list(n, |i| format!("Lamp{i}.Read")))) },
    Shape { name: "rows of permissions", count: 8_000, pages: |n| one_operation(&operation("GET /lamps\n", "").replace("|Application|Lamp.Read|\n", &each(n, |i| format!("|Application|Lamp{i}.Read|\n")))) },
    Shape { name: "headers", count: 8_000, pages: |n| one_operation(&operation("GET /lamps\n", &format!("## Request headers\n\n|Name|Description|\n|:--|:--|\n{}", each(n, |i| format!("|X-Head-{i}|x|\n"))))) },
    Shape { name: "headers of one name", count: 8_000, pages: |n| one_operation(&operation("GET /lamps\n", &format!("## Request headers\n\n|Name|Description|\n|:--|:--|\n{}", each(n, |i| format!("|X-Head|x{i}|\n"))))) },
    Shape { name: "enum pages of one type", count: 800, pages: |n| named(n, |i| format!("# tint enum type\n\nNamespace: microsoft.graph\n\nA tint.\n\n## Members\n\n|Member|Value|Description|\n|:--|:--|:--|\n|shade{i}|{i}|One.|\n"), "tint") },
    Shape { name: "areas", count: 800, pages: |n| { let mut pages = operations(n, |i| operation(&format!("GET /lamps{i}\n"), "")); pages.push(("toc.yml".into(), format!("items:\n{}", each(n, |i| format!("- name: area {i}\n  href: api/act{i}.md\n"))))); pages } },
];

fn each(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect()
}

fn list(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect::<Vec<_>>().join(", ")
}

/// Writes a number in letters: names that differ in digits only are no near names.
fn word(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

fn one(text: &str) -> Pages {
    vec![("resources/lamp.md".into(), text.to_owned())]
}

fn one_operation(text: &str) -> Pages {
    vec![
        ("api/lamp-get.md".into(), text.to_owned()),
        ("resources/lamp.md".into(), resource("lamp", "|id|String|Its id.|\n", "")),
    ]
}

fn named(count: usize, make: impl Fn(usize) -> String, name: &str) -> Pages {
    (0..count).map(|i| (format!("resources/{name}{i}.md"), make(i))).collect()
}

fn operations(count: usize, make: impl Fn(usize) -> String) -> Pages {
    let mut pages: Pages = (0..count).map(|i| (format!("api/act{i}.md"), make(i))).collect();
    pages.extend(one(&resource("lamp", "|id|String|Its id.|\n", "")));
    pages
}

/// A page of a type: rows of its table, and what follows.
fn resource(name: &str, rows: &str, rest: &str) -> String {
    format!(
        "# {name} resource type\n\nNamespace: microsoft.graph\n\nIt is one.\n\n## Properties\n\n|Property|Type|Description|\n\
         |:---|:---|:---|\n{rows}\n{rest}\n"
    )
}

/// The annotation of a type with a base.
fn based(name: &str, base: Option<String>) -> String {
    let base = base.map_or(String::new(), |base| format!(", \"baseType\": \"microsoft.graph.{base}\""));
    format!(
        "<!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"{base} }} -->\n``` json\n{{}}\n```\n"
    )
}

/// A JSON representation of these members.
fn json(members: &str) -> String {
    let annotation = "<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.lamp\" } -->";
    format!("## JSON representation\n\n{annotation}\n``` json\n{{ {members} }}\n```\n")
}

/// A page of an operation: its request lines, and what follows.
fn operation(lines: &str, rest: &str) -> String {
    let mut text = "# Do it\n\nNamespace: microsoft.graph\n\nDoes it.\n\n## Permissions\n\n".to_owned();
    text += "|Permission type|Permissions (from least to most privileged)|\n|:---|:---|\n|Application|Lamp.Read|\n\n";
    let _ = write!(
        text,
        "## HTTP request\n\n``` http\n{lines}\n```\n\n## Response\n\n`200 OK` and a [lamp](../resources/lamp.md) object.\n\n{rest}"
    );
    text
}

/// An example of a request and its answer.
fn example(number: usize) -> String {
    format!(
        "### Example {number}\n\n#### Request\n\n``` http\nGET https://graph.microsoft.com/v1.0/lamps/{number}\n```\n\n\
         #### Response\n\n``` http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{ \"id\": \"{number}\" }}\n```\n\n"
    )
}
