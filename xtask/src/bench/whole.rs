//! The whole run, docs to files: against its floor, two threads against one, a second time, and its memory.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use msgraph_codegen::plan::Settings;
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::write::{self, Mode};
use msgraph_codegen::{generate, read, understand};
use proc_macro2::TokenStream;
use rayon::prelude::*;

use super::measure::{Measure, clear, on_threads, scratch};
use super::{clock, front};
use crate::Failure;
use crate::flags::Bench;

/// The least memory that is granted to any run, in MiB, and what is granted for each byte read.
const MEMORY: (f64, f64) = (400.0, 12.0);

/// Measures the whole run over one version.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let docs = front::one_version(&flags.docs);
    let out = scratch("whole");
    let files = front::files(&docs)?;
    let printed = printed(&docs)?;
    let floor = || clock::time(|| front::walk(&files)) + print(&printed).1;
    let floor = on_threads(flags.threads, || clock::in_turns(flags.runs, || anew(&docs, &out), floor))?;
    let trees = on_threads(flags.threads, || clock::median((0..flags.runs).map(|_| print(&printed).0).collect()))?;
    let mut whole =
        Measure::ratio("whole run against that walk, and prettyplease printing the same items", 1.5, "1.5 ×", floor);
    whole.found += &format!(", or {} with the syntax trees that it prints", clock::seconds(floor.1 + trees));
    let again = again(flags, &docs, &out)?;
    let changed = (changed(flags, &docs, &out)?, again.1);
    let threads = (median(flags, 2, &docs, &out)?, median(flags, 1, &docs, &out)?);
    let measures = vec![
        whole,
        Measure::ratio("two threads against one, whole run", 0.65, "0.65 ×", threads),
        memory(&docs, &out)?,
        Measure::ratio("second run, nothing changed, against the first", 0.5, "0.5 ×", again),
        Measure::ratio("second run, one page changed, against the first", 0.35, "0.35 ×", changed),
    ];
    clear(&out);
    Ok(measures)
}

/// Docs to files.
pub(super) fn generate_into(docs: &Path, out: &Path) -> std::io::Result<()> {
    let runtime = crate::flags::project().join("generator/runtime");
    let settings = Settings { runtime: Some(runtime.display().to_string()), ..Settings::default() };
    let tree = read::read(docs)?;
    write::apply(&generate(&understand(&tree), &settings).files, out, Mode::Write)?;
    Ok(())
}

/// Runs it where the clock runs; an error is printed, and then the figures are worthless.
pub(super) fn run(docs: &Path, out: &Path) {
    if let Err(error) = generate_into(docs, out) {
        eprintln!("error: {error}");
    }
}

/// Docs to files in an empty folder; the time it took.
pub(super) fn anew(docs: &Path, out: &Path) -> f64 {
    clear(out);
    clock::time(|| run(docs, out))
}

/// Measures the median time of the whole run on so many threads; always by the clock, as threads save none of the
/// processors' time.
fn median(flags: &Bench, threads: usize, docs: &Path, out: &Path) -> Result<f64, Failure> {
    let time = |_| {
        clear(out);
        clock::by_the_clock(|| run(docs, out))
    };
    on_threads(threads, || clock::median((0..flags.runs).map(time).collect()))
}

/// Returns the generated Rust files.
fn printed(docs: &Path) -> Result<Vec<String>, Failure> {
    let files = generate(&understand(&crate::docs::read(docs)?), &Settings::default()).files;
    Ok(files.into_iter().filter(|file| file.path.ends_with(".rs")).map(|file| file.text).collect())
}

/// Measures how long it takes to make the syntax trees of the files' tokens, and how long prettyplease needs to print
/// them, both shared among the threads. A syntax tree can't be sent to another thread, so each is made where it is
/// printed.
fn print(files: &[String]) -> (f64, f64) {
    let one = |text: &String| {
        let Ok(tokens) = text.parse::<TokenStream>() else { return (0.0, 0.0) };
        let mut file = None;
        let tree = clock::on_this_thread(|| file = syn::parse2::<syn::File>(tokens).ok());
        let print = |file: &syn::File| drop(black_box(prettyplease::unparse(file)));
        (tree, file.map_or(0.0, |file| clock::on_this_thread(|| print(&file))))
    };
    let (trees, prints): (Vec<f64>, Vec<f64>) = files.par_iter().map(one).unzip();
    let shared = |works: Vec<f64>| clock::shared(works.into_iter().sum(), rayon::current_num_threads());
    (shared(trees), shared(prints))
}

/// Runs `codegen` in a process of its own.
pub(super) fn codegen(docs: &Path, out: &Path) -> std::io::Result<Output> {
    Command::new(std::env::current_exe()?).arg("codegen").arg("--docs").arg(docs).arg("--out").arg(out).output()
}

/// Measures the median times of `codegen` in a process of its own: where nothing has changed since the last run, and in
/// an empty folder.
fn again(flags: &Bench, docs: &Path, out: &Path) -> Result<(f64, f64), Failure> {
    let codegen = || {
        if let Err(error) = codegen(docs, out) {
            eprintln!("error: {error}");
        }
    };
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..flags.runs {
        clear(out);
        first.push(clock::by_the_clock(codegen));
        second.push(clock::by_the_clock(codegen));
    }
    Ok((clock::median(second), clock::median(first)))
}

/// Copies a tree to a folder of its own, so that its pages can be changed; what was read of it comes along.
pub(super) fn copied(docs: &Path, name: &str) -> Result<(PathBuf, DocsTree), Failure> {
    let copy = scratch(name);
    let tree = crate::docs::read(docs)?;
    for file in tree.files() {
        let path = copy.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap_or(&copy))?;
        std::fs::write(path, &file.text)?;
    }
    Ok((copy, tree))
}

/// Measures the median time of `codegen` in a process of its own where one page has changed since the last run: another one each time.
fn changed(flags: &Bench, docs: &Path, out: &Path) -> Result<f64, Failure> {
    let (copy, tree) = copied(docs, "changed")?;
    clear(out);
    codegen(&copy, out)?;
    let pages: Vec<_> = tree.versions.iter().flat_map(|version| &version.pages).collect();
    let mut times = Vec::new();
    for page in pages.iter().step_by((pages.len() / flags.runs).max(1)).take(flags.runs) {
        std::fs::write(copy.join(&page.path), page.text.replacen(" the ", " the very ", 1) + "\nOne sentence more.\n")?;
        let mut done = Ok(());
        times.push(clock::by_the_clock(|| done = codegen(&copy, out).map(|_| ())));
        done?;
    }
    clear(&copy);
    Ok(clock::median(times))
}

/// Measures the peak memory of a run in a process of its own.
fn memory(docs: &Path, out: &Path) -> Result<Measure, Failure> {
    clear(out);
    let bytes = crate::docs::read(docs)?.bytes();
    let peak = peak(docs, out)?;
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    Ok(Measure {
        what: "peak memory of the whole run".into(),
        limit: "12 × the bytes read, or 400 MiB",
        found: format!("{peak:.0} MiB, {:.1} × the bytes read", peak / mebibytes),
        met: peak <= MEMORY.0.max(MEMORY.1 * mebibytes),
    })
}

/// Runs codegen and returns the most memory that it held, in MiB.
pub(super) fn peak(docs: &Path, out: &Path) -> Result<f64, Failure> {
    let output = codegen(docs, out)?;
    let text = String::from_utf8_lossy(&output.stderr);
    let peak =
        text.lines().find_map(|line| line.strip_prefix("memory")?.split_whitespace().next()?.parse::<f64>().ok());
    Ok(peak.ok_or("codegen told no peak of memory; it does on Linux")?)
}
