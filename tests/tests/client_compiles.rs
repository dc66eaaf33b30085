//! Whatever pages say, the crates that come of it compile without a warning.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use msgraph_codegen::api::{Api, Example, RequestHeader};
use msgraph_codegen::emit;
use msgraph_codegen::page::{Inline, Message, Prose};
use msgraph_codegen::plan::{self, Settings};
use msgraph_codegen::write::{self, Mode};
use msgraph_tests::hostile::{self, chinese_tree, operation, page, resource};

/// The folder that the crates of a test stand in; it stays, so that a second run is quick.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Writes both crates and runs cargo on the client, once for each line of arguments.
fn check(name: &str, api: &Api, runs: &[&str]) {
    let plans = plan::plan(api, &settings());
    let files: Vec<emit::GeneratedFile> = plans.into_iter().flat_map(emit::files).collect();
    check_files(name, &files, runs);
}

fn settings() -> Settings {
    let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/runtime").to_string();
    Settings { runtime: Some(runtime), ..Settings::default() }
}

/// Writes the crates of pages and runs cargo on the client.
fn check_pages(name: &str, pages: &[(String, String)], runs: &[&str]) {
    let dir = tempfile::tempdir().expect("a folder");
    hostile::write(dir.path(), pages);
    check_files(name, &hostile::make(dir.path(), &settings()).files, runs);
}

fn check_files(name: &str, files: &[emit::GeneratedFile], runs: &[&str]) {
    let root = folder(name);
    write::apply(files, &root, Mode::Write).expect("the crates can be written");
    let client = root.join("v1.0/client");
    // The same versions as everywhere in this workspace, so that nothing has to be fetched.
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    std::fs::copy(lock, client.join("Cargo.lock")).expect("the lock file can be copied");
    for run in runs {
        let output = Command::new(env!("CARGO"))
            .args(["--offline", "--quiet"])
            .args(run.split(' '))
            .current_dir(&client)
            .env("CARGO_TARGET_DIR", folder("target"))
            .env("RUSTFLAGS", "-Dwarnings")
            .env("RUSTDOCFLAGS", "-Dwarnings")
            .output()
            .expect("cargo runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {run}:\n{told}");
    }
}

/// Names that could break a program, with all features and with some.
#[test]
fn obstacle_course() {
    let runs = [
        "check --no-default-features --features full",
        "check --no-default-features",
        "check --no-default-features --features type",
        "check --no-default-features --features core,calls",
    ];
    check("obstacles", &support::api(include_str!("support/obstacles.txt")), &runs);
}

/// Answers of all shapes, and the test that reads their examples.
#[test]
fn answers() {
    let mut api = support::api(include_str!("support/answers.txt"));
    for operation in &mut api.operations {
        let shown = Message { status: Some(200), body: "{}".into(), ..Message::default() };
        operation.examples = vec![Example { response: Some(shown), ..Example::default() }];
    }
    check("answers", &api, &["check --all-targets --no-default-features --features full"]);
}

#[test]
fn no_operations() {
    check("empty", &support::api(""), &["check --no-default-features --features full"]);
}

/// Texts that could end a comment, a string or a block of code, or be taken for a link, a test or HTML.
#[test]
fn texts_that_break_out() {
    let mut api = support::api(
        "
        odd odd-list GET List /odd/{id}/odds -> odd* :: ?weird: string
        odd odd-say POST Action /odd/{id}/say -> odd :: words: string!; more: string
        ",
    );
    let text =
        "*/ \u{202e} ``` \" # [Vec] [a]: b <b> &amp; <script> \n\n    let x = 1;\n```rust\nfail()\n```\n- |a|b| \\ \"#";
    let mut prose = Prose::default();
    prose.push(Inline::Text(text));
    prose.push(Inline::Code(text));
    for operation in &mut api.operations {
        operation.title = text.into();
        operation.description = prose.clone();
        operation.deprecated = Some(text.into());
        let (description, value) = (prose.clone(), Some(text.into()));
        operation.headers = vec![RequestHeader { name: text.into(), description, value, required: Some(true) }];
        let message = Message { headers: vec![(text.into(), text.into())], body: text.repeat(3), ..Message::default() };
        let answer = Message { status: Some(200), ..message.clone() };
        operation.examples =
            vec![Example { title: text.into(), request: Some(message), response: Some(answer), ..Example::default() }];
        operation.permissions.delegated_work = Some(vec![vec![text.into()]]);
        operation.paths[0].text = text.into();
    }
    api.pages.iter_mut().for_each(|page| page.url = format!("https://example.org/{text}"));
    api.areas.iter_mut().for_each(|area| area.description = text.into());
    check(
        "texts",
        &api,
        &["check --no-default-features --features full", "doc --no-deps --no-default-features --features full"],
    );
}

/// Pages in another script, and the documentation of what comes of them.
#[test]
fn a_tree_in_chinese() {
    let runs =
        ["check --no-default-features --features full --tests", "doc --no-deps --no-default-features --features full"];
    check_pages("chinese", &chinese_tree(), &runs);
}

/// Names that Cargo, the crates and their tests use themselves, as areas, methods, types and properties.
#[test]
fn names_that_are_taken() {
    let names = [
        "main",
        "client",
        "model",
        "lib",
        "mod",
        "msgraph-core",
        "msgraph-client",
        "std",
        "core",
        "test",
        "areas",
        "types",
        "http",
        "full",
        "into",
        "tryInto",
        "borrow",
        "toString",
        "typeId",
        "operations",
        "builders",
        "report",
        "self",
        "1",
        "_1",
        "record",
    ];
    let mut pages = Vec::new();
    let mut toc = "items:\n".to_owned();
    for (at, name) in names.iter().enumerate() {
        let rows = ["id|String|Its id.".to_owned(), format!("{name}|String|Any."), format!("name{at}|String|Any.")];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        pages.push(page(&format!("v1.0/resources/thing{at}.md"), resource(&format!("thing{at}"), "some", &rows)));
        let example = format!(
            "\n## Example\n\n### Request\n\n``` http\nGET https://graph.microsoft.com/v1.0/things/{name}/7\n```\n\n### Response\n\n``` http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{ \"id\": \"7\" }}\n```\n"
        );
        let get = operation(
            "Get",
            "some",
            &[&format!("GET /things/{name}/{{id}}"), &format!("GET /{name}/{{id}}")],
            &[],
            &format!("thing{at}"),
        );
        pages.push(page(&format!("v1.0/api/thing{at}-get.md"), get + &example));
        let act = operation(
            &format!("thing: {name}"),
            "some",
            &[&format!("POST /things/{name}/{{id}}/{name}")],
            &[&format!("{name}|String|Optional.")],
            &format!("thing{at}"),
        );
        pages.push(page(&format!("v1.0/api/thing{at}-act.md"), act));
        for path in
            [format!("resources/thing{at}.md"), format!("api/thing{at}-get.md"), format!("api/thing{at}-act.md")]
        {
            toc += &format!("- name: \"{name}\"\n  href: {path}\n");
        }
    }
    pages.push(page("v1.0/toc.yml", toc));
    check_pages("taken", &pages, &["check --no-default-features --features full,http --tests"]);
}
