//! What is written for small APIs.

use std::collections::BTreeMap;
use std::path::Path;

use msgraph_codegen::emit::{self, GeneratedFile};
use msgraph_codegen::plan::release::Choices;
use msgraph_codegen::plan::{self, Settings, model};
use msgraph_codegen::{generate, read, understand};
use msgraph_tests::sample::Sample;

fn emitted(sample: Sample, settings: &Settings) -> String {
    let plan = model::plan(&sample.build("v1.0"), settings);
    let files = emit::files(plan).into_iter().map(|file| format!("=== {}\n{}", file.path, file.text));
    files.collect()
}

#[test]
fn a_model_crate() {
    let sample = Sample::new()
        .entity("mail", "attachment", "")
        .described("A file or a link.")
        .polymorphic()
        .property("name", "String", "The name.")
        .entity("files", "fileAttachment", "attachment")
        .property("contentBytes", "Binary", "")
        .entity("mail", "message", "")
        .described("A message in a [folder](folder.md).")
        .property("importance", "importance", "How urgent it is.")
        .property("attachments", "[]attachment", "")
        .property("reply", "message", "What it answers.")
        .navigation("folder", "folder", "Where it is.")
        .entity("files", "folder", "")
        .enumeration("mail", "importance", &["low", "high"]);
    insta::assert_snapshot!(emitted(sample, &Settings::default()));
}

/// Permissions that are unknown or divided, clouds, notes and lists, as users read them.
#[test]
fn operations_of_pages() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/harbour");
    let apis = understand(&read::read(&fixtures).expect("a docs tree"));
    let client = plan::plan(&apis[0], &Settings::default()).into_iter().nth(1).expect("the second crate is the client");
    let files = emit::files(client).into_iter().filter(|file| file.path.ends_with("operations.rs"));
    insta::assert_snapshot!(files.map(|file| file.text).collect::<String>());
}

#[test]
fn a_crate_outside_of_the_workspace() {
    let settings = Settings { runtime: Some("../../generator/runtime".into()), ..Settings::default() };
    let text = emitted(Sample::new().complex("a", "empty", ""), &settings);
    insta::assert_snapshot!(text);
}

/// What stands in packages that can be published, beside the code.
#[test]
fn a_release() {
    let choices =
        "repository: https://harbour.example/crates\nauthors: [Ada]\nnames: {msgraph-types: tea-types}\npublish: true";
    let mut release = Choices::parse(choices).expect("choices").release("0.2.0");
    release.licence_files = vec![("LICENSE-MIT".into(), "As is.\n".into())];
    release.changes =
        BTreeMap::from([("v1.0".into(), "## 0.2.0\n\nNew cups.\n\n## 0.1.0\n\nThe first release.\n".into())]);
    let runtime = Some("../../generator/runtime".to_owned());
    let settings = Settings { runtime, release: Some(release), ..Settings::default() };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/harbour");
    let apis = understand(&read::read(&fixtures).expect("a docs tree"));
    let files = generate(&apis[..1], &settings).files;
    let is_beside = |file: &&GeneratedFile| !file.path.contains("/src/") && !file.path.contains("/tests/");
    let text = files.iter().filter(is_beside).map(|file| format!("=== {}\n{}\n", file.path, file.text));
    insta::assert_snapshot!(text.collect::<String>());
}
