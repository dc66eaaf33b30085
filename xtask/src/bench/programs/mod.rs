//! Programs that users would write, built and run: how long their build takes, how large they are, how fast they decode.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use super::measure::{Measure, clear, scratch};
use super::{clock, front};
use crate::Failure;
use crate::flags::{self, Bench};

/// The limit of the debug build of a program and of the generated crates that it uses.
const SECONDS: f64 = 10.0;

/// A program and what it depends on, as lines of its manifest; `GENERATED` and `RUNTIME` stand for folders.
struct Program {
    name: &'static str,
    source: &'static str,
    dependencies: &'static str,
}

const GENERATED: Program = Program {
    name: "generated",
    source: include_str!("generated.rs"),
    dependencies: r#"msgraph-client = { path = "GENERATED/client", default-features = false, features = ["http", "users", "mail", "files"] }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#,
};

const BY_HAND: Program = Program {
    name: "by-hand",
    source: include_str!("by_hand.rs"),
    dependencies: r#"azure_core = { version = "1.1", default-features = false, features = ["reqwest", "reqwest_gzip", "reqwest_rustls", "tokio"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#,
};

const DECODE: Program = Program {
    name: "decode",
    source: include_str!("decode.rs"),
    dependencies: r#"msgraph-model = { path = "GENERATED/model", default-features = false, features = ["mail", "users"] }
msgraph-types = { path = "RUNTIME/types" }
serde = { version = "1", features = ["derive"] }
serde_json = "1""#,
};

/// Measures programs; not where the pages lack what the programs use.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let root = scratch("programs");
    super::whole::generate_into(&front::one_version(&flags.docs), &root)?;
    let generated = root.join("v1.0");
    let [ours, by_hand, decode] = [GENERATED, BY_HAND, DECODE].map(|program| write(&program, &root, &generated));
    let (ours, by_hand, decode) = (ours?, by_hand?, decode?);

    build(&ours, &[])?;
    for folder in [generated.join("model"), generated.join("client"), ours.clone()] {
        let source =
            ["src/lib.rs", "src/main.rs"].map(|path| folder.join(path)).into_iter().find(|path| path.is_file());
        fs::File::options().append(true).open(source.ok_or("no source")?)?.set_modified(SystemTime::now())?;
    }
    let mut failed = None;
    let seconds = clock::time(|| failed = build(&ours, &[]).err());
    if let Some(failure) = failed {
        return Err(failure);
    }
    let size = |program: &Path| -> Result<f64, Failure> {
        let binary = build(program, &["--release"])?;
        Ok(fs::metadata(binary)?.len() as f64)
    };
    let sizes = (size(&ours)?, size(&by_hand)?);
    let output = Command::new(build(&decode, &["--release"])?).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let times: Vec<f64> = text.split_whitespace().filter_map(|time| time.parse().ok()).collect();
    let [model, structs] = times.as_slice() else { return Err("the decoding program printed no times".into()) };
    clear(&root);
    Ok(vec![
        Measure {
            what: "`cargo build` in debug of a program with users, mail and files only".into(),
            limit: "10 s after dependencies",
            found: clock::seconds(seconds),
            met: seconds <= SECONDS,
        },
        size_ratio(sizes),
        Measure::ratio(
            "decoding 1,000 messages against structs by hand with a map for unknown properties",
            1.5,
            "1.5 ×",
            (*model, *structs),
        ),
    ])
}

fn size_ratio((ours, by_hand): (f64, f64)) -> Measure {
    let mebibytes = |bytes: f64| bytes / f64::from(1 << 20);
    Measure {
        what: "its release binary against the same program by hand on `azure_core` and `serde_json`".into(),
        limit: "1.3 × size",
        found: format!("{:.2} × ({:.2} MiB against {:.2} MiB)", ours / by_hand, mebibytes(ours), mebibytes(by_hand)),
        met: ours <= 1.3 * by_hand,
    }
}

/// Writes a program as a package of its own.
fn write(program: &Program, root: &Path, generated: &Path) -> Result<PathBuf, Failure> {
    let folder = root.join(program.name);
    fs::create_dir_all(folder.join("src"))?;
    let runtime = flags::project().join("generator/runtime").display().to_string();
    let dependencies =
        program.dependencies.replace("GENERATED", &generated.display().to_string()).replace("RUNTIME", &runtime);
    let name = program.name;
    let manifest = format!(
        "[package]\nname = \"bench-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), program.source)?;
    fs::copy(flags::project().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(folder)
}

/// Builds a program and gives the path of its binary.
fn build(folder: &Path, arguments: &[&str]) -> Result<PathBuf, Failure> {
    let target = flags::project().join("target/bench/target");
    let mut command = Command::new("cargo");
    // A first build, not one that finds most of its work done by the last.
    command.env("CARGO_INCREMENTAL", "0");
    command.args(["build", "--quiet", "--manifest-path"]).arg(folder.join("Cargo.toml")).args(arguments);
    if !command.arg("--target-dir").arg(&target).status()?.success() {
        return Err(format!("{} doesn't build", folder.display()).into());
    }
    let profile = if arguments.contains(&"--release") { "release" } else { "debug" };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(target.join(profile).join(format!("bench-{name}")))
}
