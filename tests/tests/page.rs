//! The page stage: whole small pages, pages that are cut anywhere, pages that were never any.

use std::fs;
use std::path::{Path, PathBuf};

use msgraph_codegen::page;
use msgraph_tests::page::{check, show, source};

/// The fixtures: their paths below the folder of fixtures, and their texts.
fn fixtures() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/page");
    let mut paths: Vec<PathBuf> = ["api", "resources", "includes"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).expect("fixtures"))
        .map(|entry| entry.expect("a fixture").path())
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a text");
        let below = path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
        (format!("v1.0/{below}"), text)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn whole_pages() {
    for (path, text) in fixtures() {
        let page = page::parse(&source(&path, &text));
        check(&page, &text);
        let name = path.rsplit('/').next().unwrap_or(&path).trim_end_matches(".md").to_owned();
        insta::assert_snapshot!(name, show(&page, &text));
    }
}

#[test]
fn pages_cut_anywhere() {
    for (path, text) in fixtures() {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let cut = &text[..end];
            check(&page::parse(&source(&path, cut)), cut);
        }
    }
}

/// A table behind a fence that ends in an indented line, at the end of a text without a line end.
#[test]
fn no_span_leads_behind_the_end() {
    let texts = [
        "```http\n{\"\":\"\",\"\":[{\"\":null}]}\n\t```\n|||\n|-",
        "```json\n{}\n\t```\n|a|b|\n|-",
        "# T\n\n```\nx\n  ```\n|é|\n|-|\n|。",
        "|||\n|-",
        "# T\n|a|\n|-|\n|b",
    ];
    for text in texts {
        for path in ["v1.0/api/cup-get.md", "v1.0/resources/cup.md"] {
            check(&page::parse(&source(path, text)), text);
        }
    }
}

#[test]
fn an_obstacle_course() {
    let row = |cell: &str| format!("# T\n\n## Properties\n\n|Property|Type|Description|\n|---|---|---|\n{cell}\n");
    let mut texts: Vec<String> = vec![
        String::new(),
        "\0\0\0".to_owned(),
        "\u{FFFD}# \u{0}T\u{FFFD}\n\n|\u{0}|\n|-|\n|\u{0}|\n".to_owned(),
        "---".to_owned(),
        "---\n---\n".to_owned(),
        "---\na: &a [*a]\nb: *b\n---\n# T".to_owned(),
        format!("---\na: {}\n---\n# T", "[".repeat(10_000)),
        "<!--".to_owned(),
        "<!-->\n-->\n# T".to_owned(),
        "[!INCLUDE [".to_owned(),
        "[!include[a](b)]\n> [!INCLUDE [c](d)]".to_owned(),
        "|\n|-\n|".to_owned(),
        "||\n|-|\n||".to_owned(),
        "# type\n\n## self\n\n### crate values\n\n|Member|\n|-|\n|fn|\n|r#fn|\n|Self|\n".to_owned(),
        row("|\\|||||||"),
        row("|`|`|`|`|`|"),
        row("|a|[|]|](|)\n|b|<a <b|&#0;&quot|\n|c|![](|"),
        row("|type|Result|Some(None)|\n|a b|c|\n|*|*|*|\n|||"),
        row(&format!("|a|{}|", "Collection(".repeat(2_000))),
        "```http\nGET\nGET \nGET /\nget /a?b#c%\n".to_owned(),
        "## HTTP request\n```http\nPOST {{{\nPUT /a(((\nDELETE //\nPATCH /é{\n```".to_owned(),
        "## Permissions\n|Permission type|Application|\n|-|-|\n|a,,;;and or plus|and A.B and and C.D plus plus E.F|"
            .to_owned(),
    ];
    let repeated = [
        "`",
        "```\n",
        "~~~\n",
        "<!--",
        "<!---->",
        "<!-- {\"a\":[",
        "-->",
        "|",
        "|\n",
        "|-",
        "||\n|-|\n",
        "[",
        "[!",
        "[!INCLUDE ",
        "[!INCLUDE [a](b)]",
        "](",
        "*",
        "_",
        "> ",
        "- ",
        "1. ",
        "    ",
        "#",
        "# \n",
        "## Response\n",
        "{",
        "\"",
        "\\",
        "&",
        "<a",
        "<a name=",
        "\u{a0}",
        "\u{200b}",
        "a|`",
        "|a\\",
        "---\n",
        "GET /a\n",
        "```http\n## Request\n",
        "\n\n",
        "é",
        "{\"a\":\"\n",
        "\r",
        "\t|",
        "[a][b]\n",
        "[a]: b\n",
        "<!-- {} -->\n> a\n\n",
        "<!-- {\"blockType\":\"request\"} -->\n```\n```\n",
    ];
    texts.extend(repeated.iter().map(|piece| piece.repeat(20_000 / piece.len())));
    texts.extend(repeated.iter().map(|piece| row(&piece.repeat(2_000 / piece.len()))));
    texts.extend(
        repeated
            .iter()
            .map(|piece| format!("# T\n\n## HTTP request\n\n```http\n{}", piece.repeat(2_000 / piece.len()))),
    );
    for text in texts {
        for path in ["v1.0/api/a.md", "v1.0/resources/a.md", "v1.0/includes/a.md"] {
            check(&page::parse(&source(path, &text)), &text);
        }
    }
}

#[test]
fn noise_is_a_page_too() {
    const PIECES: [&str; 24] = [
        "\n",
        "\n\n",
        "|",
        "|-|-|\n",
        "`",
        "```",
        "<!--",
        "-->",
        "{",
        "}",
        "\"",
        ":",
        "# ",
        "## Properties\n",
        "## HTTP request\n",
        "GET /a",
        "Property",
        "Type",
        "[a](b.md)",
        "é",
        "> ",
        "    ",
        "[!INCLUDE [a](b)]",
        ",",
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or_default()
    };
    for _ in 0..3_000 {
        let length = next(60);
        let text: String = (0..length).map(|_| PIECES[next(PIECES.len())]).collect();
        check(&page::parse(&source("v1.0/resources/a.md", &text)), &text);
    }
}
