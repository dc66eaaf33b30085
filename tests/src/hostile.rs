//! Whole pages of all kinds, made of words that a test chooses, and what comes of a tree of them.

use std::path::Path;

use msgraph_codegen::api::Api;
use msgraph_codegen::diagnostic::{Diagnostic, render};
use msgraph_codegen::emit::GeneratedFile;
use msgraph_codegen::ledger::{Account, Fate};
use msgraph_codegen::plan::Settings;
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::{Generated, generate, read, understand};

/// What came of a tree.
pub struct Made {
    /// The tree.
    pub tree: DocsTree,
    /// What was understood.
    pub apis: Vec<Api>,
    /// The crates.
    pub files: Vec<GeneratedFile>,
    /// All findings.
    pub found: Vec<Diagnostic>,
    /// What became of every item.
    pub accounts: Vec<Account>,
}

impl Made {
    /// The findings of a code, as people read them.
    pub fn findings(&self, code: &str) -> Vec<String> {
        let of = self.found.iter().filter(|finding| finding.code.as_str() == code);
        of.map(|finding| format!("{}: {}", finding.file, finding.message)).collect()
    }

    /// The text of a generated file.
    pub fn file(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str())
    }
}

/// Writes pages to a folder: path and text.
pub fn write(dir: &Path, pages: &[(String, String)]) {
    for (path, text) in pages {
        let file = dir.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(file, text).expect("a page can be written");
    }
}

/// Runs the whole pipeline over a folder; every item is accounted for, and what is written is sound.
pub fn make(dir: &Path, settings: &Settings) -> Made {
    make_of(read::read(dir).expect("a tree"), settings)
}

/// Runs the pipeline over a tree, however it was read.
pub fn make_of(tree: DocsTree, settings: &Settings) -> Made {
    let apis = understand(&tree);
    let Generated { files, diagnostics: planned, accounts, .. } = generate(&apis, settings);
    let mut found = tree.diagnostics.clone();
    found.extend(apis.iter().flat_map(|api| &api.diagnostics).cloned());
    found.extend(planned);
    render::sort(&mut found);
    for Account { page, entries } in &accounts {
        for entry in entries {
            assert_ne!(entry.fate, Fate::Unaccounted, "{page}: {entry:?}");
        }
    }
    crate::output::check(&files);
    Made { tree, apis, files, found, accounts }
}

/// Runs the whole pipeline over these pages.
pub fn made(pages: &[(String, String)]) -> Made {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), pages);
    make(dir.path(), &Settings::default())
}

/// A page of a type: its name, its area, rows `name|type|description`.
pub fn resource(name: &str, area: &str, rows: &[&str]) -> String {
    let mut text =
        format!("---\ntitle: \"{name} resource type\"\nms.prod: \"{area}\"\ndoc_type: resourcePageType\n---\n\n");
    text += &format!("# {name} resource type\n\nNamespace: microsoft.graph\n\nOne {name}.\n\n## Properties\n\n");
    text += "|Property|Type|Description|\n|:---|:---|:---|\n";
    rows.iter().for_each(|row| text += &format!("|{row}|\n"));
    text
}

/// A page of an operation: its title, its area, its request lines, rows `name|type|description` of its body, its answer.
pub fn operation(title: &str, area: &str, lines: &[&str], body: &[&str], answer: &str) -> String {
    let mut text = format!("---\ntitle: \"{title}\"\nms.prod: \"{area}\"\ndoc_type: apiPageType\n---\n\n# {title}\n\n");
    text += "Namespace: microsoft.graph\n\nDoes it.\n\n## Permissions\n\n";
    text += "|Permission type|Permissions (from least to most privileged)|\n|:---|:---|\n|Application|Box.Read|\n\n";
    text += &format!("## HTTP request\n\n``` http\n{}\n```\n\n## Request body\n\n", lines.join("\n"));
    if body.is_empty() {
        text += "Don't supply a request body.\n";
    } else {
        text += "|Parameter|Type|Description|\n|:---|:---|:---|\n";
        body.iter().for_each(|row| text += &format!("|{row}|\n"));
    }
    let answers = format!("`200 OK` and a [{answer}](../resources/{answer}.md) object in the response body");
    text + &format!("\n## Response\n\nIf successful, this method returns {answers}.\n")
}

/// A page at its place.
pub fn page(path: &str, text: impl Into<String>) -> (String, String) {
    (path.to_owned(), text.into())
}

/// A tree of a catalogue of ten kinds of things, written in Chinese from the titles to the table of contents: thirty pages.
pub fn chinese_tree() -> Vec<(String, String)> {
    let things = [
        ("用户", "person"),
        ("组", "team"),
        ("邮件", "letter"),
        ("日历", "calendarBook"),
        ("任务", "chore"),
        ("文件", "paper"),
        ("设备", "machine"),
        ("打印机", "printingPress"),
        ("地点", "site"),
        ("佣户", "tenantFarmer"),
    ];
    let mut toc = "items:\n- name: 概述\n  items:\n".to_owned();
    let mut pages = Vec::new();
    for (at, (title, name)) in things.iter().enumerate() {
        let next = things[(at + 1) % things.len()].1;
        let file = name.to_lowercase();
        toc += &format!("- name: {title}\n  items:\n");
        for path in [format!("resources/{file}.md"), format!("api/{file}-get.md"), format!("api/{file}-list.md")] {
            toc += &format!("  - name: {title}\n    href: {path}\n");
        }
        // Only every other page has an annotation that names the type.
        let named =
            format!("<!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\" }} -->\n");
        let annotation = if at % 2 == 0 { named.as_str() } else { "" };
        pages.push(page(&format!("v1.0/resources/{file}.md"), format!(
            "---\ntitle: \"{title} 资源类型\"\n---\n\n# {title} 资源类型\n\n命名空间：microsoft.graph\n\n表示一个{title}，它有名称。\n\n\
             ## 属性\n\n|属性|类型|说明|\n|:---|:---|:---|\n|id|String|标识符。只读。|\n|displayName|String|{title}的名称。|\n\
             |next|[{next}]({}.md)|下一个。|\n|名称|String|另一个名称。|\n\n## JSON 表示形式\n\n{annotation}``` json\n\
             {{ \"id\": \"String\", \"displayName\": \"String\" }}\n```\n", next.to_lowercase()
        )));
        let operation = |title: &str, line: &str, answer: &str| {
            format!(
                "---\ntitle: \"{title}\"\n---\n\n# {title}\n\n命名空间：microsoft.graph\n\n读取对象的属性。\n\n## 权限\n\n\
             |权限类型|权限（从最低特权到最高特权）|\n|:---|:---|\n|委派（工作或学校帐户）|Thing.Read|\n|应用程序|Thing.Read.All|\n\n\
             ## HTTP 请求\n\n``` http\n{line}\n```\n\n## 请求正文\n\n请勿提供此方法的请求正文。\n\n## 响应\n\n\
             如果成功，此方法返回 `200 OK` 响应代码和 {answer}。\n"
            )
        };
        let one = format!("[{name}](../resources/{file}.md) 对象");
        let list = format!("[{name}](../resources/{file}.md) 对象集合");
        pages.push(page(
            &format!("v1.0/api/{file}-get.md"),
            operation(&format!("获取{title}"), &format!("GET /{name}s/{{id}}"), &one),
        ));
        pages.push(page(
            &format!("v1.0/api/{file}-list.md"),
            operation(&format!("列出{title}"), &format!("GET /{name}s"), &list),
        ));
    }
    pages.push(page("v1.0/toc.yml", toc));
    pages
}
