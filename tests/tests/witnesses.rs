//! What changes mean for programs in Rust, against the compiler: for each kind of change a small program that compiles against the
//! crates before, and against those after if and only if the verdict isn't that it breaks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use msgraph_codegen::diff::{self, Effect};
use msgraph_codegen::emit::GeneratedFile;
use msgraph_codegen::plan::Settings;
use msgraph_codegen::write::{self, Mode};
use msgraph_codegen::{generate, read, understand};
use msgraph_tests::patches;

/// A kind of change, the beginning of the title of its case, and what a program does with what changes there.
const WITNESSES: &[(&str, &str, &str)] = &[
    ("type-added", "type added", "let _ = Hull::default();"),
    ("type-removed", "type removed", "let _ = Tug::default();"),
    ("type-renamed", "type renamed", "let _ = Hull::default();"),
    ("type-kind-changed", "kind of type", "let _ = Hull { decks: Some(2), ..Default::default() };"),
    ("type-base-changed", "base changed", "let _ = Tug { flag: Some(text()), ..Default::default() };"),
    ("type-abstract-changed", "abstract", "let _ = Vessel { flag: Some(text()), ..Default::default() };"),
    ("type-open-changed", "abstract", "let _ = Vessel::default().additional;"),
    ("type-rust-changed", "abstract", "let _: Vessel = answer(client.vessels().by_id(\"1\").get());"),
    (
        "type-key-changed",
        "key changed",
        "let _ = Sailor { id: Some(text()), rank: Some(text()), ..Default::default() };",
    ),
    ("type-deprecated", "type deprecated", "let _ = Hull::default();"),
    ("type-flags-changed", "flags", "let _ = Vessel { duties: Some(vec![Duty::Fishing]), ..Default::default() };"),
    ("type-documented", "documented late: an enum", "let _ = Vessel { flag: Some(text()), ..Default::default() };"),
    ("type-description-changed", "words only", "let _ = Vessel::default();"),
    ("property-added", "property added", "let _ = Vessel { flag: Some(text()), ..Default::default() };"),
    ("property-added", "property that must", "let _ = Vessel { flag: Some(text()), ..Default::default() };"),
    ("property-removed", "property removed", "let _ = Vessel { length: Some(2), ..Default::default() };"),
    ("property-renamed", "property renamed", "let _ = Vessel::FLAG;"),
    ("property-respelled", "property in another", "let _ = Hull { material: Some(text()), ..Default::default() };"),
    ("property-type-changed", "property of another", "let _ = Vessel { length: Some(2_i32), ..Default::default() };"),
    ("property-navigation-changed", "property that became", "let _ = Vessel::default().hull;"),
    ("property-nullable-changed", "nullable", "let _ = Vessel { name: Some(text()), ..Default::default() };"),
    ("property-required-changed", "nullable", "let _ = Vessel { flag: None, ..Default::default() };"),
    ("property-read-only-changed", "nullable", "let _ = Vessel { flag: Some(text()), ..Default::default() };"),
    ("property-default-selection-changed", "nullable", "let _ = Vessel { length: Some(2), ..Default::default() };"),
    ("property-query-changed", "nullable", "let _ = Vessel::NAME.eq(\"x\");"),
    ("property-deprecated", "nullable", "let _ = Vessel { mood: Some(text()), ..Default::default() };"),
    (
        "property-documented",
        "documented late: a property",
        "let _ = Vessel { flag: Some(text()), ..Default::default() };",
    ),
    (
        "property-type-documented",
        "documented late: an enum",
        "let _ = Vessel { mood: Some(text()), ..Default::default() };",
    ),
    ("property-moved", "property moved", "let _ = Tug { pull: Some(2), ..Default::default() };"),
    ("property-description-changed", "words only", "let _ = Vessel::default().hull;"),
    ("navigation-property-added", "navigation property", "let _ = Vessel::NAME;"),
    ("navigation-property-removed", "navigation property", "let _ = Vessel::CREW;"),
    ("member-added", "member before", "match Paint::Red { Paint::Red => {} Paint::White => {} _ => {} }"),
    ("member-added", "member of an enum", "match Duty::Fishing { Duty::Fishing => {} Duty::Ferrying => {} _ => {} }"),
    ("member-value-changed", "member before", "let _ = Paint::UnknownFutureValue;"),
    ("member-removed", "member removed", "let _ = Duty::Fishing;"),
    ("member-renamed", "member removed", "let _ = Duty::Ferrying;"),
    ("operation-added", "operation added", "let _ = client.vessels().by_id(\"1\").get();"),
    ("operation-removed", "operation added", "let _ = client.vessels().by_id(\"1\").update(Patch::new());"),
    ("operation-added", "action added", "let _ = client.vessels().by_id(\"1\").moor(\"x\");"),
    ("operation-removed", "action added", "let _ = client.vessels().by_id(\"1\").route(\"x\");"),
    ("operation-answer-changed", "answer changed", "let _: Hull = answer(client.vessels().by_id(\"1\").route(\"x\"));"),
    ("operation-body-changed", "answer changed", "let _ = client.vessels().create(&Vessel::default());"),
    ("operation-deprecated", "operation deprecated", "let _ = client.vessels().by_id(\"1\").get();"),
    ("operation-documented", "another page documents", "let _ = client.harbours().by_id(\"1\").vessels().list();"),
    (
        "operation-rust-changed",
        "another page speaks",
        "let _: Sailor = answer(client.vessels().by_id(\"1\").mates().get());",
    ),
    ("operation-description-changed", "words only", "let _ = client.vessels().by_id(\"1\").get();"),
    ("path-added", "path added", "let _ = client.vessels().list();"),
    ("path-removed", "path added", "let _ = client.harbours().by_id(\"1\").vessels().list();"),
    ("overload-added", "overload", "let _ = client.vessels().by_id(\"1\").route(\"x\");"),
    ("parameter-added", "parameter that need not", "let _ = client.vessels().by_id(\"1\").moor(\"x\").ropes(2);"),
    ("parameter-added", "parameter that must", "let _ = client.vessels().by_id(\"1\").moor(\"x\");"),
    ("parameter-removed", "parameter removed", "let _ = client.vessels().by_id(\"1\").moor(\"x\").ropes(2);"),
    ("parameter-required-changed", "parameter required", "let _ = client.vessels().by_id(\"1\").moor(\"x\").ropes(2);"),
    ("parameter-type-changed", "parameters", "let _ = client.vessels().by_id(\"1\").moor(\"x\");"),
    ("header-added", "headers", "let _ = client.vessels().by_id(\"1\").get().header(\"Prefer\", \"x\");"),
    ("header-required-changed", "headers", "let _ = client.vessels().by_id(\"1\").get().header(\"Prefer\", \"x\");"),
    ("query-option-added", "headers", "let _ = client.vessels().by_id(\"1\").get();"),
    ("query-option-removed", "headers", "let _ = client.vessels().by_id(\"1\").get().select([Vessel::NAME]);"),
    ("account-supported-changed", "permissions", "let _ = client.vessels().by_id(\"1\").get();"),
    ("permission-least-changed", "permissions", "let _ = client.vessels().by_id(\"1\").get();"),
    ("permission-added", "permissions", "let _ = client.vessels().by_id(\"1\").get();"),
    ("permission-removed", "permissions", "let _ = client.vessels().by_id(\"1\").get();"),
    ("account-documented", "accounts of a page", "let _ = client.vessels().by_id(\"1\").route(\"x\");"),
    ("cloud-added", "clouds", "let _ = client.vessels().by_id(\"1\").update(Patch::new());"),
    ("cloud-removed", "clouds", "let _ = client.vessels().by_id(\"1\").update(Patch::new());"),
    ("cloud-documented", "clouds", "let _ = client.vessels().by_id(\"1\").moor(\"x\");"),
];

/// A program around a line.
fn program(line: &str) -> String {
    format!(
        "#![allow(warnings)]
use msgraph_client::model::*;
use msgraph_client::{{GraphClient, Operation, Request, response::ResponseKind}};
fn text() -> String {{ String::new() }}
fn answer<O: Operation>(_: Request<O>) -> <O::Response as ResponseKind>::Output {{ unreachable!() }}
fn witness(client: GraphClient) {{
    {line}
}}
fn main() {{}}
"
    )
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("witnesses")
}

/// Writes the crates of pages under names of their own, and the crate of the programs against them.
fn write_crates(side: &str, pages: &BTreeMap<String, String>, programs: &[(usize, &str)]) {
    let docs = tempfile::tempdir().expect("a folder");
    patches::write(docs.path(), pages);
    let apis = understand(&read::read(docs.path()).expect("a docs tree"));
    let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/runtime").to_string();
    let settings = Settings { runtime: Some(runtime), ..Settings::default() };
    let mut files = generate(&apis, &settings).files;
    for file in files.iter_mut().filter(|file| file.path.ends_with("Cargo.toml")) {
        let kind = if file.path.contains("client") { "client" } else { "model" };
        let name = format!("name = \"msgraph-{kind}\"");
        assert!(file.text.contains(&name), "{}", file.path);
        file.text = file
            .text
            .replace(&name, &format!("name = \"{side}-{kind}\""))
            .replace("msgraph-model = { ", &format!("msgraph-model = {{ package = \"{side}-model\", "))
            .replace("\n[workspace]\n", &format!("\n[lib]\nname = \"msgraph_{kind}\"\n"));
    }
    write::apply(&files, &root().join(side), Mode::Write).expect("the crates can be written");
    let folder = root().join(side).join("programs");
    fs::create_dir_all(folder.join("examples")).expect("a folder");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"{side}-programs\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nmsgraph-client = {{ \
         package = \"{side}-client\", path = \"../v1.0/client\", default-features = false, features = [\"full\"] }}\n"
    );
    put(&folder.join("Cargo.toml"), &manifest);
    put(&folder.join("src/lib.rs"), "//! Nothing.\n");
    for (number, line) in programs {
        put(&folder.join(format!("examples/w{number}.rs")), &program(line));
    }
}

/// Writes a file whose text differs, so that Cargo checks nothing anew without need.
fn put(file: &Path, text: &str) {
    if fs::read_to_string(file).ok().as_deref() != Some(text) {
        fs::write(file, text).expect("a file");
    }
}

/// Checks all crates of programs, and returns the programs that don't compile: side and number.
fn refused(sides: &[String]) -> BTreeMap<(String, usize), String> {
    let members: Vec<String> = sides
        .iter()
        .flat_map(|side| ["v1.0/model", "v1.0/client", "programs"].map(|part| format!("\"{side}/{part}\"")))
        .collect();
    put(&root().join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", ")));
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    fs::copy(lock, root().join("Cargo.lock")).expect("the lock file can be copied");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--offline", "--quiet", "--keep-going", "--examples", "--message-format", "json"]);
    for side in sides {
        cargo.args(["-p", &format!("{side}-programs")]);
    }
    // The folder and flags of the other tests that run Cargo, which have built the dependencies.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
    let run = cargo.current_dir(root()).env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-Dwarnings");
    let output = run.output().expect("cargo runs");
    let mut refused = BTreeMap::new();
    let mut seen = 0;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("JSON");
        seen += usize::from(message["reason"] == "compiler-artifact");
        if message["reason"] != "compiler-message" || message["message"]["level"] != "error" {
            continue;
        }
        let told = message["message"]["rendered"].as_str().unwrap_or_default();
        let target = message["target"]["name"].as_str().unwrap_or_default();
        let number = target.strip_prefix('w').and_then(|number| number.parse().ok());
        let number = number.unwrap_or_else(|| panic!("{target} is no program, and doesn't compile:\n{told}"));
        let side = message["manifest_path"].as_str().and_then(|path| Path::new(path).iter().rev().nth(2));
        let side = side.map(|side| side.to_string_lossy().into_owned()).unwrap_or_default();
        refused.entry((side, number)).or_insert_with(|| told.lines().next().unwrap_or_default().to_owned());
    }
    assert!(seen > 0, "cargo says:\n{}", String::from_utf8_lossy(&output.stderr));
    refused
}

/// The verdict on a kind of change in a case: the worst, as a program meets all of them.
fn breaks(title: &str, kind: &str) -> bool {
    let case = patches::case(title);
    let taken = |pages| {
        let docs = tempfile::tempdir().expect("a folder");
        patches::write(docs.path(), pages);
        diff::snapshot(&understand(&read::read(docs.path()).expect("a docs tree"))[0])
    };
    let changes = diff::compare(&taken(&case.old), &taken(&case.new));
    let of_kind: Vec<_> = changes.iter().filter(|change| change.kind == kind).collect();
    assert!(!of_kind.is_empty(), "{title} has no {kind}");
    of_kind.iter().any(|change| change.rust.effect == Effect::Breaking)
}

#[test]
fn programs_compile_as_the_verdicts_say() {
    let titles: BTreeSet<&str> = WITNESSES.iter().map(|(_, title, _)| *title).collect();
    let numbered: Vec<(usize, &str, &str)> =
        WITNESSES.iter().enumerate().map(|(number, (_, title, line))| (number, *title, *line)).collect();
    let before: Vec<(usize, &str)> = numbered.iter().map(|(number, _, line)| (*number, *line)).collect();
    let mut sides = vec!["old".to_owned()];
    write_crates("old", &patches::base(), &before);
    let mut side_of = BTreeMap::new();
    for (at, title) in titles.iter().enumerate() {
        let side = format!("new{at}");
        let of_case = numbered.iter().filter(|(_, of, _)| of == title);
        let programs: Vec<(usize, &str)> = of_case.map(|(number, _, line)| (*number, *line)).collect();
        write_crates(&side, &patches::case(title).new, &programs);
        side_of.insert(*title, side.clone());
        sides.push(side);
    }
    let refused = refused(&sides);
    let mut wrong = String::new();
    for (number, (kind, title, line)) in WITNESSES.iter().enumerate() {
        if let Some(error) = refused.get(&("old".to_owned(), number)) {
            _ = writeln!(wrong, "{kind} ({title}) doesn't compile before: {line}\n  {error}");
        }
        let error = refused.get(&(side_of[title].clone(), number));
        match (breaks(title, kind), error) {
            (true, None) => _ = writeln!(wrong, "{kind} ({title}) is said to break and compiles after: {line}"),
            (false, Some(error)) => _ = writeln!(wrong, "{kind} ({title}) is said not to break: {line}\n  {error}"),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Kinds of change that manifests witness: a program names a feature there, and one that isn't is an error of Cargo's.
const OF_MANIFESTS: [&str; 2] = ["area-added", "area-removed"];

/// An area that came or went is a feature that came or went.
#[test]
fn areas_are_features() {
    let case = patches::case("areas");
    let [old, new] = [&case.old, &case.new].map(|pages| {
        let docs = tempfile::tempdir().expect("a folder");
        patches::write(docs.path(), pages);
        understand(&read::read(docs.path()).expect("a docs tree"))
    });
    let [before, after] = [&old, &new].map(|apis| features(&generate(apis, &Settings::default()).files));
    let told = |kind: &str, effect: Effect| -> BTreeSet<String> {
        let changes = diff::compare(&diff::snapshot(&old[0]), &diff::snapshot(&new[0]));
        let of_kind = changes.into_iter().filter(|change| change.kind == kind);
        of_kind.inspect(|change| assert_eq!(change.rust.effect, effect, "{kind}")).map(|change| change.name).collect()
    };
    assert!(!before.is_empty() && !after.is_empty());
    assert_eq!(told("area-removed", Effect::Breaking), &before - &after);
    assert_eq!(told("area-added", Effect::Compatible), &after - &before);
}

/// The features that the manifest of the model has.
fn features(files: &[GeneratedFile]) -> BTreeSet<String> {
    let manifest = files.iter().find(|file| file.path.ends_with("model/Cargo.toml")).expect("a manifest");
    let features = manifest.text.split_once("[features]\n").expect("features").1;
    let lines = features.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
}

/// Every kind that the cases know has a witness.
#[test]
fn every_kind_has_a_witness() {
    let known: BTreeSet<&str> = WITNESSES.iter().map(|(kind, ..)| *kind).chain(OF_MANIFESTS).collect();
    let shown = include_str!("snapshots/diff__kinds.snap");
    let kinds =
        shown.lines().filter(|line| !line.starts_with([' ', '#', '-'])).filter_map(|line| line.split(' ').next());
    let kinds = kinds.filter(|kind| kind.contains('-') && !kind.contains(':'));
    let missing: BTreeSet<&str> = kinds.filter(|kind| !known.contains(kind)).collect();
    assert_eq!(missing, BTreeSet::new());
}
