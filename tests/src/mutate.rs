//! Pages that are spoilt step by step, and what must hold for them all the same: for property tests and for fuzzing.

use std::path::Path;

use msgraph_codegen::page;
use msgraph_codegen::plan::Settings;
use msgraph_codegen::read::{DocsTree, DocsVersion, PageSource};

use crate::hostile::{self, chinese_tree, operation, resource};
use crate::page::{check, source};

/// A step of spoiling: what is done, where, and with what; each number is taken modulo what there is.
pub type Step = (u8, u16, u16);

/// Pieces that have a meaning somewhere, put where they have none.
const PIECES: &[&str] = &[
    "`",
    "```",
    "````\n",
    "~~~",
    "|",
    "\\|",
    "||",
    "|---|---|",
    "\n",
    "\n\n",
    "\t",
    "\r",
    " ",
    "#",
    "## ",
    "### Example\n",
    "<!--",
    "-->",
    "<!-- {",
    "} -->",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "](x.md)",
    "[a](b.md)",
    "[!INCLUDE [x](y.md)]",
    "> [!NOTE]\n> ",
    "---\n",
    "- ",
    "1. ",
    "**",
    "<br>",
    "<b>",
    "&amp;",
    "&#x202e;",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "\u{fffd}",
    "\u{a0}",
    "é",
    "用户",
    "😀",
    "\\",
    "\"",
    "'",
    "''",
    "$",
    "$ref",
    "$value",
    "$count",
    "@odata.type",
    "microsoft.graph.",
    "Collection(",
    "collection",
    "String",
    "Int64",
    "Edm.Stream",
    "GET /",
    "POST ",
    "https://graph.microsoft.com/v1.0/",
    "HTTP/1.1 200 OK\n",
    "Content-Type: application/json\n",
    "root:/{path}:",
    "{id | name}",
    "(a={b},c='{d}')",
    "?$filter=x",
    "Namespace: ",
    "resource type",
    "enum type",
    "Possible values are: ",
    "Inherited from ",
    "Not supported.",
    "A.Read, B.Read and C.Read",
    "...",
    "…",
    "//",
    "/*",
    "*/",
    ":",
    "：",
    ",",
    "null",
    "true",
    "1e999",
    "-",
    "_",
    "type",
    "self",
    "into",
    "r#\"",
    "#![",
    "::",
    "!",
    "*",
];

/// Spoils a text by steps; the other texts lend their lines.
pub fn spoil(text: &str, others: &[String], steps: &[Step]) -> String {
    let mut text = text.to_owned();
    for (what, at, with) in steps {
        step(&mut text, others, *what, usize::from(*at), usize::from(*with));
    }
    text
}

fn step(text: &mut String, others: &[String], what: u8, at: usize, with: usize) {
    let at = place(text, at);
    let end = place_from(text, at, with);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = |number: usize| number % lines.len().max(1);
    match what % 10 {
        0 => text.replace_range(at..end.min(place_from(text, at, with % 40)), ""),
        1 | 2 => text.insert_str(at, PIECES[with % PIECES.len()]),
        3 => {
            let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            text.replace_range(at..end, PIECES[with % PIECES.len()]);
        }
        4 => {
            let (one, other) = (line(at), line(with));
            let mut lines = lines;
            if !lines.is_empty() {
                lines.swap(one, other);
            }
            *text = lines.concat();
        }
        5 => {
            let copied = lines.get(line(with)).copied().unwrap_or_default().to_owned();
            text.insert_str(at, &copied);
        }
        6 => {
            let lent = others.get(with % others.len().max(1)).map_or("", String::as_str);
            let lent: Vec<&str> = lent.lines().collect();
            let first = at % lent.len().max(1);
            let lent = lent[first.min(lent.len())..(first + with % 9).min(lent.len())].join("\n");
            text.insert_str(at, &lent);
        }
        7 => text.truncate(at),
        8 => {
            let piece = PIECES[with % PIECES.len()].repeat(with % 70);
            text.insert_str(at, &piece);
        }
        _ => {
            let word = end.min(at + 12);
            if text.is_char_boundary(word) {
                let turned = text[at..word].chars().rev().collect::<String>().to_uppercase();
                text.replace_range(at..word, &turned);
            }
        }
    }
}

/// Returns a place between two characters.
fn place(text: &str, at: usize) -> usize {
    // Numbers are small, texts may be long: they are spread over it.
    let mut at = if text.is_empty() { 0 } else { at.wrapping_mul(7919) % (text.len() + 1) };
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn place_from(text: &str, at: usize, count: usize) -> usize {
    let mut end = (at + count % 200).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

/// Pages of all kinds to begin with: paths and texts. Those of the fixtures, and whole trees.
pub fn seeds() -> Vec<(String, String)> {
    let mut seeds = chinese_tree();
    seeds.retain(|(path, _)| path.ends_with(".md"));
    seeds.truncate(4);
    seeds.push((
        "v1.0/resources/lamp.md".to_owned(),
        resource("lamp", "home", &["id|String|Its id. Key.", "tint|tint|Its tint."]),
    ));
    let act = operation(
        "lamp: act",
        "home",
        &["POST /lamps/{id}/act", "POST /lamps/find(a={a},b='{b}')"],
        &["a|String|One."],
        "lamp",
    );
    seeds.push(("v1.0/api/lamp-act.md".to_owned(), act));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/page");
    for folder in ["api", "resources", "includes"] {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            seeds.extend(std::fs::read_to_string(&path).ok().map(|text| (format!("v1.0/{folder}/{name}"), text)));
        }
    }
    seeds
}

/// Parses a text as a page of each folder, and checks the page.
pub fn parse_page(text: &str) {
    for path in ["v1.0/api/cup-get.md", "v1.0/resources/cup.md", "v1.0/includes/cup.md"] {
        check(&page::parse(&source(path, text)), text);
    }
}

/// Parses a text as the type cell of a property and of a parameter.
pub fn parse_type_cell(text: &str) {
    parse_page(&resource("cup", "kitchen", &[&format!("part|{text}|A part."), &format!("other|String|{text}")]));
    parse_page(&operation("Get", "kitchen", &["GET /cups/{id}"], &[&format!("part|{text}|A part.")], "cup"));
}

/// Parses a text as an HTTP block: of the request section and of an example.
pub fn parse_http(text: &str) {
    parse_page(&operation("Get", "kitchen", &[text], &[], "cup"));
    parse_page(&format!(
        "# Get\n\n## Example\n\n### Request\n\n``` http\n{text}\n```\n\n### Response\n\n``` http\n{text}\n```\n"
    ));
}

/// Parses a text as JSON that authors write.
pub fn parse_json(text: &str) {
    parse_page(&format!("# cup resource type\n\n## JSON representation\n\n<!-- {text} -->\n``` json\n{text}\n```\n"));
}

/// Parses a text as the path of a request line.
pub fn parse_path(text: &str) {
    let line = text.replace(['\n', '\r'], " ");
    parse_page(&operation("Get", "kitchen", &[&format!("GET /{line}"), &format!("GET {line}")], &[], "cup"));
}

/// Runs the whole pipeline over pages, and checks what comes of it.
pub fn run_pipeline(pages: &[(String, String)]) -> hostile::Made {
    let mut version = DocsVersion { name: "v1.0".to_owned(), ..DocsVersion::default() };
    let mut tree = DocsTree::default();
    for (path, text) in pages {
        let page = source(path, text);
        match path.as_str() {
            path if path.ends_with(".yml") => version.toc = Some(PageSource { path: path.to_owned(), ..page }),
            path if path.contains("/includes/") => tree.includes.push(page),
            _ => version.pages.push(page),
        }
    }
    version.pages.sort_by(|a, b| a.path.cmp(&b.path));
    version.pages.dedup_by(|a, b| a.path == b.path);
    tree.includes.sort_by(|a, b| a.path.cmp(&b.path));
    tree.versions.push(version);
    let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/runtime").to_owned();
    let made = hostile::make_of(tree, &Settings { runtime: Some(runtime), ..Settings::default() });
    for finding in &made.found {
        if let Some(source) = made.tree.file(&finding.file) {
            assert!(source.text.get(finding.span.range()).is_some(), "{finding:?} is no place on its page");
        }
    }
    made
}
