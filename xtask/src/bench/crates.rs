//! The generated crates in Cargo's hands: time and memory of `cargo check`, and how much they depend on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use super::measure::{Measure, clear, scratch};
use super::{clock, front, growth, plain, whole};
use crate::Failure;
use crate::flags::{self, Bench};

/// The limit of the check of all of v1.0 on two cores.
const SECONDS: f64 = 25.0;
const MEBIBYTES: f64 = 1536.0;

/// A check takes seconds: so many turns do.
const RUNS: usize = 3;

/// The types of the largest reference that there is, all of beta of July 2021, and the memory that a check of it may take, in MiB.
const LARGEST: (usize, f64) = (3127, 1229.0);

/// The number of crates that a model may stand on.
const DEPENDENCIES: usize = 16;

/// Measures the generated crates.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let root = scratch("crates");
    whole::generate_into(&front::one_version(&flags.docs), &root)?;
    let all: Vec<PathBuf> = crates(&root)?;
    let model = all.iter().find(|path| path.ends_with("model")).ok_or("no model was generated")?;
    let plain = root.join("plain");
    plain::write(model, &plain)?;
    let last = all.last().ok_or("no crate was generated")?;
    for path in [last, &plain] {
        check(path, &[], Keep::Nothing)?;
    }
    let runs = flags.runs.min(RUNS);
    let mut checks = Vec::new();
    for _ in 0..runs {
        let plain = check(&plain, std::slice::from_ref(&plain), Keep::Nothing)?;
        checks.push((check(last, &all, Keep::Nothing)?, plain));
    }
    let median = |pick: fn(&(Check, Check)) -> f64| clock::median(checks.iter().map(pick).collect());
    let (ours, theirs) = (median(|(ours, _)| ours.seconds), median(|(_, plain)| plain.seconds));
    let memory = median(|(ours, _)| ours.mebibytes);
    let what = "`cargo check` of the full model and client";
    let docs = front::one_version(&flags.docs);
    let measures = vec![
        Measure::ratio(
            format!("{what}, against the same structs with `Debug, Clone, Default`"),
            3.0,
            "3 ×",
            (ours, theirs),
        ),
        one_page(&docs, runs)?,
        Measure {
            what: format!("{what}, dependencies built"),
            limit: "25 s, 1.5 GB",
            found: format!("{ours:.1} s, {memory:.0} MiB"),
            met: ours <= SECONDS && memory <= MEBIBYTES,
        },
        largest(&docs)?,
        dependencies(model)?,
    ];
    clear(&root);
    Ok(measures)
}

/// Measures a check after a page has got one property more, against one that finds nothing done; both keep what they do, as
/// Cargo does when nobody tells it otherwise.
fn one_page(docs: &Path, runs: usize) -> Result<Measure, Failure> {
    let (copy, tree) = whole::copied(docs, "page")?;
    let out = scratch("page-crates");
    let pages = tree.versions.iter().flat_map(|version| &version.pages);
    let pages: Vec<_> = pages.filter_map(|page| Some((page, with_property(&page.text)?))).collect();
    let (page, changed) = pages.get(pages.len() / 2).ok_or("no page has a table of properties")?;
    let page = (copy.join(&page.path), &page.text);
    whole::generate_into(&copy, &out)?;
    let all = crates(&out)?;
    let last = all.last().ok_or("no crate was generated")?;
    check(last, &[], Keep::Work)?;
    let mut times = Vec::new();
    for _ in 0..runs {
        fs::write(&page.0, page.1)?;
        whole::generate_into(&copy, &out)?;
        clear(&target().join("debug/incremental"));
        let whole = check(last, &all, Keep::Work)?.seconds;
        fs::write(&page.0, changed)?;
        whole::generate_into(&copy, &out)?;
        times.push((check(last, &[], Keep::Work)?.seconds, whole));
    }
    clear(&copy);
    clear(&out);
    let median = |pick: fn(&(f64, f64)) -> f64| clock::median(times.iter().map(pick).collect());
    let what = "`cargo check` again after a page got one property more, against one that finds nothing done";
    Ok(Measure::ratio(what, 0.5, "0.5 ×", (median(|times| times.0), median(|times| times.1))))
}

/// Puts a row into the first table of properties of a page, if it has one of three columns.
fn with_property(text: &str) -> Option<String> {
    let properties = text.find("\n## Properties")?;
    let rule = properties + text[properties..].find("---|")?;
    let end = rule + text[rule..].find('\n')?;
    let start = text[..rule].rfind('\n')?;
    let columns = text[start..end].trim().trim_matches('|').split('|').count();
    let row = "\n| measuredHere | Boolean | Whether it was measured. |";
    (columns == 3).then(|| format!("{}{row}{}", &text[..end], &text[end..]))
}

/// Measures the memory of a check of as many types as the largest reference has: copies of one version under other names.
fn largest(docs: &Path) -> Result<Measure, Failure> {
    let types = |docs: &Path| -> Result<usize, Failure> {
        Ok(msgraph_codegen::understand(&crate::docs::read(docs)?).iter().map(|api| api.types.len()).sum())
    };
    let (copies, out) = (scratch("large"), scratch("large-crates"));
    for number in 0..(LARGEST.0 as f64 / types(docs)?.max(1) as f64).round() as usize {
        growth::copy(docs, &copies.join("v1.0"), number)?;
    }
    let count = types(&copies)?;
    whole::generate_into(&copies, &out)?;
    let all = crates(&out)?;
    let last = all.last().ok_or("no crate was generated")?;
    let found = check(last, &[], Keep::Nothing)?.mebibytes;
    clear(&copies);
    clear(&out);
    let all = found * LARGEST.0 as f64 / count as f64;
    Ok(Measure {
        what: format!("peak memory of `cargo check` of {} types, by a check of copies", LARGEST.0),
        limit: "1.2 GB",
        found: format!("{all:.0} MiB ({found:.0} MiB of {count} types)"),
        met: all <= LARGEST.1,
    })
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

/// What a check leaves for the next.
#[derive(Clone, Copy)]
enum Keep {
    /// What it gave, so that each check of a crate is a first one.
    Nothing,
    /// What it worked out, too.
    Work,
}

/// The folder of what Cargo makes here.
fn target() -> PathBuf {
    flags::project().join("target/bench/target")
}

/// Checks a crate with all features after touching these crates, so that only they are checked anew.
fn check(path: &Path, touched: &[PathBuf], keep: Keep) -> Result<Check, Failure> {
    for path in touched {
        fs::File::options().append(true).open(path.join("src/lib.rs"))?.set_modified(SystemTime::now())?;
    }
    let started = clock::now();
    let mut command = Command::new("cargo");
    command.args(["check", "--quiet", "--all-features", "--manifest-path"]).arg(path.join("Cargo.toml"));
    command.env("CARGO_INCREMENTAL", if matches!(keep, Keep::Work) { "1" } else { "0" });
    command.arg("--target-dir").arg(target()).stdin(Stdio::null());
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

#[cfg(test)]
mod tests {
    use super::with_property;

    #[test]
    fn a_property_more() {
        let page = "# tea\n\n## Methods\n|A|B|C|\n|---|---|---|\n|a|b|c|\n\n## Properties\n|P|T|D|\n|:---|:---|:---|\n|id|String|Its id.|\n";
        let changed = with_property(page).unwrap_or_default();
        assert!(changed.ends_with(
            "|:---|:---|:---|\n| measuredHere | Boolean | Whether it was measured. |\n|id|String|Its id.|\n"
        ));
        assert_eq!(with_property(&page.replace("|D|\n|:---", "|D|E|\n|:---|:---")), None);
        assert_eq!(with_property("# tea\n\n## Properties\nNone.\n"), None);
    }
}
