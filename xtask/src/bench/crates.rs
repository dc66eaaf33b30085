//! The generated crates in Cargo's hands: time and memory of `cargo check`, and how much they depend on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use super::measure::{Measure, clear, scratch};
use super::{clock, front, plain};
use crate::Failure;
use crate::flags::{self, Bench};

/// The limit of the check of all of v1.0 on two cores.
const SECONDS: f64 = 25.0;
const MEBIBYTES: f64 = 1536.0;

/// A check takes seconds: so many turns do.
const RUNS: usize = 3;

/// The number of crates that a model may stand on.
const DEPENDENCIES: usize = 16;

/// Measures the generated crates.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let root = scratch("crates");
    super::whole::generate_into(&front::one_version(&flags.docs), &root)?;
    let all: Vec<PathBuf> = crates(&root)?;
    let model = all.iter().find(|path| path.ends_with("model")).ok_or("no model was generated")?;
    let plain = root.join("plain");
    plain::write(model, &plain)?;
    let last = all.last().ok_or("no crate was generated")?;
    for path in [last, &plain] {
        check(path, &[])?;
    }
    let runs = flags.runs.min(RUNS);
    let mut checks = Vec::new();
    for _ in 0..runs {
        checks.push((check(last, &all)?, check(&plain, std::slice::from_ref(&plain))?));
    }
    let median = |pick: fn(&(Check, Check)) -> f64| clock::median(checks.iter().map(pick).collect());
    let (ours, theirs) = (median(|(ours, _)| ours.seconds), median(|(_, plain)| plain.seconds));
    let memory = median(|(ours, _)| ours.mebibytes);
    let what = "`cargo check` of the full model and client";
    let measures = vec![
        Measure::ratio(
            format!("{what}, against the same structs with `Debug, Clone, Default`"),
            3.0,
            "3 ×",
            (ours, theirs),
        ),
        Measure {
            what: format!("{what}, dependencies built"),
            limit: "25 s, 1.5 GB",
            found: format!("{ours:.1} s, {memory:.0} MiB"),
            met: ours <= SECONDS && memory <= MEBIBYTES,
        },
        dependencies(model)?,
    ];
    clear(&root);
    Ok(measures)
}

/// Returns the generated crates of a folder, the model before the client.
fn crates(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for version in fs::read_dir(root)? {
        for name in ["model", "client"] {
            let path = version.as_ref().map_err(ToString::to_string)?.path().join(name);
            if path.join("Cargo.toml").is_file() {
                // The same versions as in this project, so that figures of different days compare.
                fs::copy(flags::project().join("Cargo.lock"), path.join("Cargo.lock"))?;
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// The time and memory that a check took.
struct Check {
    seconds: f64,
    mebibytes: f64,
}

/// Checks a crate with all features after touching these crates, so that only they are checked anew.
fn check(path: &Path, touched: &[PathBuf]) -> Result<Check, Failure> {
    for path in touched {
        fs::File::options().append(true).open(path.join("src/lib.rs"))?.set_modified(SystemTime::now())?;
    }
    let started = clock::now();
    let mut command = Command::new("cargo");
    command.args(["check", "--quiet", "--all-features", "--manifest-path"]).arg(path.join("Cargo.toml"));
    // A first check, not one that finds most of its work done by the last.
    command.env("CARGO_INCREMENTAL", "0");
    command.arg("--target-dir").arg(flags::project().join("target/bench/target")).stdin(Stdio::null());
    let kibibytes = watch(command.spawn()?, path)?;
    Ok(Check { seconds: clock::now() - started, mebibytes: kibibytes as f64 / 1024.0 })
}

/// Waits for Cargo and gives the peak memory of the largest compiler it ran, in KiB; nothing where there is no `/proc`.
fn watch(mut cargo: Child, path: &Path) -> Result<u64, Failure> {
    let mut peak = 0;
    loop {
        if let Some(status) = cargo.try_wait()? {
            return if status.success() { Ok(peak) } else { Err(format!("{} doesn't compile", path.display()).into()) };
        }
        peak = peak.max(compilers_of(cargo.id()).max().unwrap_or_default());
        thread::sleep(Duration::from_millis(20));
    }
}

/// Returns the peak memory of each process that this one has started.
fn compilers_of(parent: u32) -> impl Iterator<Item = u64> {
    let parent = format!("PPid:\t{parent}");
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.filter_map(move |process| {
        let status = fs::read_to_string(process.path().join("status")).ok()?;
        let line = status
            .lines()
            .any(|line| line == parent)
            .then(|| status.lines().find(|line| line.starts_with("VmHWM")))??;
        line.split_whitespace().nth(1)?.parse().ok()
    })
}

/// Counts the crates that a model stands on.
fn dependencies(model: &Path) -> Result<Measure, Failure> {
    let mut command = Command::new("cargo");
    command.args(["tree", "--prefix", "none", "--edges", "normal,build", "--all-features", "--manifest-path"]);
    let output = command.arg(model.join("Cargo.toml")).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let name = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let all: BTreeSet<String> = text.lines().map(name).filter(|name| !name.is_empty()).collect();
    let count = all.len().saturating_sub(1);
    Ok(Measure {
        what: "dependencies of the model crate, the value types included".into(),
        limit: "16 crates",
        found: format!("{count} crates"),
        met: count > 0 && count <= DEPENDENCIES,
    })
}
