//! The command line as data.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::Arg::{Long, Short, Value};
use lexopt::{Parser, ValueExt};
use msgraph_codegen::diagnostic::suggest;
use semver::Version;

/// The text that `--help` prints.
pub(crate) const USAGE: &str = "\
Reads Microsoft Graph's documentation pages and writes Rust crates from them.

cargo xtask codegen [FLAGS]             write generated/ from docs-input/
  --docs DIR            pages: a folder with v1.0/ and beta/, one version's folder, or loose pages [docs-input]
  --out DIR             where the crates go [generated]
  --check               write nothing; fail if a file is stale
  --strict              warnings fail, too
  --format human|json   how diagnostics are printed [human]
  --all                 print every diagnostic; else of a large tree the first few of each code
  --ledger FILE         write what became of every item of every page, one JSON object a line
  --snippets DIR        write the Rust of each documented request, a file each as pages include it, and an index
  --report FILE         write a page for a browser: coverage by area, findings, what changed
  --include AREA,...    only these areas
  --release VERSION     crates that can be published, with --out; release.yaml beside the pages has licence, names, authors
  --threads N           [all cores]

cargo xtask export csdl|operations|ir --out FILE [FLAGS]     write what was understood
  --docs DIR            [docs-input]
  --version NAME        v1.0 or beta [the first in the tree]
  --threads N           [all cores]

cargo xtask diff OLD NEW [FLAGS]        what changed in the API between two docs trees
cargo xtask diff --since REV [FLAGS]    the same between a commit and the files that are there
  --docs DIR            a docs tree in any git repository [docs-input]
  --version NAME        compare only v1.0 or beta [each that both have]
  --format human|json|markdown|graph-changelog     [human]
  --fail-on breaking|any|none          what makes the exit code 1 [breaking]
  --only service|rust   only what changes for callers of the service, or for programs in Rust
  --ignore FILE         accepted changes: a YAML list of kind, type, name, of, method, path and why
  --threads N           [all cores]

cargo xtask lint [PATHS] [FLAGS]        what is wrong with the pages, for those who write them: all, or these files and folders
  --docs DIR            [docs-input]; lint.yaml in it has the settings
  --version NAME        only v1.0 or beta [all that the tree has]
  --changed-since REV   findings of pages that changed since a commit, and new ones elsewhere
  --explain CODE        say what a code means and what to do, and nothing else
  --format human|json|sarif|github     [human]
  --strict              warnings fail, too
  --baseline FILE       leave out the findings that the file knows; errors and warnings that it doesn't know fail
  --write-baseline FILE write the findings to a file that --baseline takes
  --fix                 mend what is sure; with --dry-run show it as a diff and write nothing
  --all                 print every finding; else of a large tree the first few of each code
  --threads N           [all cores]

cargo xtask bench [FLAGS]               measure, as ratios in one run
  --docs DIR            [../shared/docs where present, else docs-input]
  --only NAME,...       front, compare, lint, whole, growth, crates, programs [all of them]
  --runs N              [5]
  --cpu                 the time of processors, not of the clock: for machines that others use
  --threads N           [all cores]
";

/// The task that the arguments ask for.
#[derive(Debug)]
pub(crate) enum Command {
    /// What is printed for a command, or for all.
    Help(Option<String>),
    Codegen(Codegen),
    Export(Export),
    Diff(Diff),
    Lint(Lint),
    Bench(Bench),
}

/// `cargo xtask codegen`.
#[derive(Debug)]
pub(crate) struct Codegen {
    pub(crate) docs: PathBuf,
    pub(crate) out: PathBuf,
    /// Is true if both folders are the project's own, so that its page of codes is due, too.
    pub(crate) own: bool,
    pub(crate) check: bool,
    pub(crate) strict: bool,
    pub(crate) format: Format,
    pub(crate) all: bool,
    pub(crate) ledger: Option<PathBuf>,
    pub(crate) snippets: Option<PathBuf>,
    /// The file of the report.
    pub(crate) report: Option<PathBuf>,
    pub(crate) include: Vec<String>,
    /// The version of the packages, where the crates are to be published.
    pub(crate) release: Option<Version>,
    pub(crate) threads: usize,
}

/// The form in which diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
    Sarif,
    Github,
}

/// `cargo xtask export`.
#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) what: Product,
    pub(crate) docs: PathBuf,
    pub(crate) version: Option<String>,
    pub(crate) out: PathBuf,
    pub(crate) threads: usize,
}

/// The thing that is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    Csdl,
    Operations,
    Ir,
}

/// `cargo xtask diff`.
#[derive(Debug)]
pub(crate) struct Diff {
    pub(crate) what: What,
    pub(crate) version: Option<String>,
    pub(crate) format: Form,
    pub(crate) fail_on: FailOn,
    pub(crate) only: Option<Only>,
    pub(crate) ignore: Option<PathBuf>,
    pub(crate) threads: usize,
}

/// The two trees that are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Two folders, the older one first.
    Folders(PathBuf, PathBuf),
    /// A folder as it was in a commit, and as it is.
    Since(String, PathBuf),
}

/// The form in which changes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Human,
    Json,
    Markdown,
    GraphChangelog,
}

/// The changes that make `diff` fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    Breaking,
    Any,
    None,
}

/// Those for whom changes are told, if not for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    Service,
    Rust,
}

/// `cargo xtask lint`.
#[derive(Debug)]
pub(crate) struct Lint {
    /// The files and folders that findings are wanted of; empty for all.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) explain: Option<String>,
    pub(crate) changed_since: Option<String>,
    pub(crate) baseline: Option<PathBuf>,
    pub(crate) write_baseline: Option<PathBuf>,
    pub(crate) fix: Fix,
    pub(crate) docs: PathBuf,
    pub(crate) version: Option<String>,
    pub(crate) strict: bool,
    pub(crate) format: Format,
    pub(crate) all: bool,
    pub(crate) threads: usize,
}

/// What is done with findings that can be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fix {
    No,
    Write,
    /// Show what would be written.
    Show,
}

/// `cargo xtask bench`.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) docs: PathBuf,
    pub(crate) only: Vec<String>,
    pub(crate) runs: usize,
    pub(crate) threads: usize,
    /// Is true if the time of processors is measured, not that of the clock.
    pub(crate) cpu: bool,
}

/// All flags of all commands, before it's known which of them the command takes.
#[derive(Default)]
struct Raw {
    words: Vec<String>,
    docs: Option<PathBuf>,
    out: Option<PathBuf>,
    check: bool,
    strict: bool,
    all: bool,
    format: Option<String>,
    ledger: Option<PathBuf>,
    snippets: Option<PathBuf>,
    report: Option<PathBuf>,
    include: Vec<String>,
    release: Option<String>,
    version: Option<String>,
    only: Vec<String>,
    runs: Option<usize>,
    fail_on: Option<String>,
    ignore: Option<PathBuf>,
    since: Option<String>,
    explain: Option<String>,
    changed_since: Option<String>,
    baseline: Option<PathBuf>,
    write_baseline: Option<PathBuf>,
    fix: bool,
    dry_run: bool,
    threads: Option<usize>,
    cpu: bool,
    help: bool,
    /// The names of the flags given.
    given: Vec<String>,
}

/// Reads the command line.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, crate::Failure> {
    let raw = raw(Parser::from_args(args))?;
    let words: Vec<&str> = raw.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        words if raw.help => Ok(Command::Help(words.first().map(|word| (*word).to_owned()))),
        ["codegen"] => codegen(raw),
        ["export", what] => {
            let what = product(what)?;
            export(raw, what)
        }
        ["diff", old, new] if raw.since.is_none() && raw.docs.is_none() => {
            let what = What::Folders(old.into(), new.into());
            diff(raw, what)
        }
        ["diff"] if raw.since.is_some() => {
            let docs = raw.docs.clone().unwrap_or_else(|| project().join("docs-input"));
            let what = What::Since(raw.since.clone().unwrap_or_default(), docs);
            diff(raw, what)
        }
        ["diff", ..] => Err("diff needs OLD and NEW, or --since REV; see cargo xtask --help".into()),
        ["lint", paths @ ..] => {
            let paths = paths.iter().map(PathBuf::from).collect();
            lint(raw, paths)
        }
        ["bench"] => bench(raw),
        [] => Ok(Command::Help(None)),
        other => Err(format!("no such command: {}; see cargo xtask --help", other.join(" ")).into()),
    }
}

/// Returns what `--help` prints: of a command that there is, what it does and takes.
pub(crate) fn usage(command: Option<&str>) -> String {
    let start = command.map(|command| format!("cargo xtask {command} "));
    let own = start.and_then(|start| USAGE.split("\n\n").find(|part| part.starts_with(&start)));
    own.map_or_else(|| USAGE.to_owned(), |own| own.trim_end().to_owned() + "\n")
}

/// Collects the flags.
fn raw(mut parser: Parser) -> Result<Raw, crate::Failure> {
    let mut raw = Raw::default();
    while let Some(arg) = parser.next()? {
        if let Long(name) = &arg {
            raw.given.push((*name).to_owned());
        }
        match arg {
            Short('h') | Long("help") => raw.help = true,
            Value(word) => raw.words.push(word.string()?),
            Long("docs") => raw.docs = Some(parser.value()?.into()),
            Long("out") => raw.out = Some(parser.value()?.into()),
            Long("check") => raw.check = true,
            Long("strict") => raw.strict = true,
            Long("all") => raw.all = true,
            Long("format") => raw.format = Some(parser.value()?.string()?),
            Long("ledger") => raw.ledger = Some(parser.value()?.into()),
            Long("snippets") => raw.snippets = Some(parser.value()?.into()),
            Long("report") => raw.report = Some(parser.value()?.into()),
            Long("include") => raw.include.extend(names(&parser.value()?.string()?)),
            Long("release") => raw.release = Some(parser.value()?.string()?),
            Long("only") => raw.only.extend(names(&parser.value()?.string()?)),
            Long("version") => raw.version = Some(parser.value()?.string()?),
            Long("fail-on") => raw.fail_on = Some(parser.value()?.string()?),
            Long("since") => raw.since = Some(parser.value()?.string()?),
            Long("ignore") => raw.ignore = Some(parser.value()?.into()),
            Long("explain") => raw.explain = Some(parser.value()?.string()?),
            Long("changed-since") => raw.changed_since = Some(parser.value()?.string()?),
            Long("baseline") => raw.baseline = Some(parser.value()?.into()),
            Long("write-baseline") => raw.write_baseline = Some(parser.value()?.into()),
            Long("fix") => raw.fix = true,
            Long("dry-run") => raw.dry_run = true,
            Long("cpu") => raw.cpu = true,
            Long("runs") => raw.runs = Some(number("--runs", &mut parser)?),
            Long("threads") => raw.threads = Some(number("--threads", &mut parser)?),
            Long(name) => return Err(unknown(name).into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(raw)
}

/// Reads the value of a flag that takes a number.
fn number(flag: &str, parser: &mut Parser) -> Result<usize, crate::Failure> {
    let value = parser.value()?.string()?;
    Ok(value.parse().map_err(|_| format!("{flag} takes a number, not {value}"))?)
}

/// Says that there is no flag of a name, and which one may be meant.
fn unknown(name: &str) -> String {
    let words = USAGE.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let known = words.filter_map(|word| word.strip_prefix("--").filter(|name| !name.is_empty()));
    match suggest(name, known) {
        Some(near) => format!("there is no --{name}; is --{near} meant?"),
        None => format!("there is no --{name}; see cargo xtask --help"),
    }
}

fn codegen(raw: Raw) -> Result<Command, crate::Failure> {
    raw.allow(&[
        "docs", "out", "check", "strict", "all", "format", "ledger", "report", "snippets", "include", "release",
        "threads",
    ])?;
    let format = format(&raw, "human or json", &[Format::Human, Format::Json])?;
    let release = raw.release.as_deref().map(version).transpose()?;
    if release.is_some() && raw.out.is_none() {
        return Err("--release needs --out DIR".into());
    }
    Ok(Command::Codegen(Codegen {
        release,
        own: raw.docs.is_none() && raw.out.is_none() && raw.include.is_empty(),
        docs: raw.docs.unwrap_or_else(|| project().join("docs-input")),
        out: raw.out.unwrap_or_else(|| project().join("generated")),
        check: raw.check,
        strict: raw.strict,
        format,
        all: raw.all,
        ledger: raw.ledger,
        snippets: raw.snippets,
        report: raw.report,
        include: raw.include,
        threads: raw.threads.unwrap_or(0),
    }))
}

fn export(raw: Raw, what: Product) -> Result<Command, crate::Failure> {
    raw.allow(&["docs", "out", "version", "threads"])?;
    Ok(Command::Export(Export {
        what,
        docs: raw.docs.unwrap_or_else(|| project().join("docs-input")),
        version: raw.version,
        out: raw.out.ok_or("export needs --out FILE")?,
        threads: raw.threads.unwrap_or(0),
    }))
}

fn diff(raw: Raw, what: What) -> Result<Command, crate::Failure> {
    raw.allow(&["since", "docs", "version", "format", "fail-on", "only", "ignore", "threads"])?;
    let only: Vec<&str> = raw.only.iter().map(String::as_str).collect();
    Ok(Command::Diff(Diff {
        what,
        version: raw.version,
        format: match raw.format.as_deref() {
            None | Some("human") => Form::Human,
            Some("json") => Form::Json,
            Some("markdown") => Form::Markdown,
            Some("graph-changelog") => Form::GraphChangelog,
            Some(other) => {
                return Err(format!("--format is human, json, markdown or graph-changelog, not {other}").into());
            }
        },
        fail_on: match raw.fail_on.as_deref() {
            None | Some("breaking") => FailOn::Breaking,
            Some("any") => FailOn::Any,
            Some("none") => FailOn::None,
            Some(other) => return Err(format!("--fail-on is breaking, any or none, not {other}").into()),
        },
        only: match only.as_slice() {
            [] => None,
            ["service"] => Some(Only::Service),
            ["rust"] => Some(Only::Rust),
            other => return Err(format!("--only is service or rust, not {}", other.join(",")).into()),
        },
        ignore: raw.ignore,
        threads: raw.threads.unwrap_or(0),
    }))
}

fn lint(raw: Raw, paths: Vec<PathBuf>) -> Result<Command, crate::Failure> {
    raw.allow(&[
        "docs",
        "version",
        "changed-since",
        "explain",
        "format",
        "strict",
        "all",
        "baseline",
        "write-baseline",
        "fix",
        "dry-run",
        "threads",
    ])?;
    let all = [Format::Human, Format::Json, Format::Sarif, Format::Github];
    let format = format(&raw, "human, json, sarif or github", &all)?;
    if raw.baseline.is_some() && raw.write_baseline.is_some() {
        return Err("--baseline and --write-baseline don't go together".into());
    }
    Ok(Command::Lint(Lint {
        format,
        paths,
        explain: raw.explain,
        changed_since: raw.changed_since,
        baseline: raw.baseline,
        write_baseline: raw.write_baseline,
        fix: match (raw.fix, raw.dry_run) {
            (_, true) => Fix::Show,
            (true, false) => Fix::Write,
            (false, false) => Fix::No,
        },
        docs: raw.docs.unwrap_or_else(|| project().join("docs-input")),
        version: raw.version,
        strict: raw.strict,
        all: raw.all,
        threads: raw.threads.unwrap_or(0),
    }))
}

/// Returns the form that is asked for, if the command knows it; `names` are those that it knows.
fn format(raw: &Raw, names: &str, known: &[Format]) -> Result<Format, crate::Failure> {
    let word = raw.format.as_deref().unwrap_or("human");
    let format = match word {
        "human" => Some(Format::Human),
        "json" => Some(Format::Json),
        "sarif" => Some(Format::Sarif),
        "github" => Some(Format::Github),
        _ => None,
    };
    let format = format.filter(|format| known.contains(format));
    format.ok_or_else(|| format!("--format is {names}, not {word}").into())
}

fn bench(raw: Raw) -> Result<Command, crate::Failure> {
    raw.allow(&["docs", "only", "runs", "threads", "cpu"])?;
    let real = project().join("../shared/docs");
    let default = if real.is_dir() { real } else { project().join("docs-input") };
    let runs = raw.runs.unwrap_or(5).max(1);
    Ok(Command::Bench(Bench {
        docs: raw.docs.unwrap_or(default),
        only: raw.only,
        runs,
        threads: raw.threads.unwrap_or(0),
        cpu: raw.cpu,
    }))
}

impl Raw {
    /// Refuses flags that the command doesn't take.
    fn allow(&self, names: &[&str]) -> Result<(), crate::Failure> {
        match self.given.iter().find(|name| !names.contains(&name.as_str())) {
            Some(name) => Err(format!("{} takes no --{name}; see cargo xtask --help", self.words[0]).into()),
            None => Ok(()),
        }
    }
}

/// Reads the version of a release.
fn version(text: &str) -> Result<Version, crate::Failure> {
    Ok(text.parse().map_err(|error| format!("--release: {text} is no version such as 0.2.0: {error}"))?)
}

fn product(word: &str) -> Result<Product, crate::Failure> {
    match word {
        "csdl" => Ok(Product::Csdl),
        "operations" => Ok(Product::Operations),
        "ir" => Ok(Product::Ir),
        other => Err(format!("export writes csdl, operations or ir, not {other}").into()),
    }
}

/// Splits a list with commas.
fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}

/// Returns the root of the project. This program is only ever run from its own checkout, where it was built.
pub(crate) fn project() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.parent().map(std::path::Path::to_owned).unwrap_or(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        match parse(line.split_whitespace().map(OsString::from)) {
            Ok(Command::Codegen(Codegen { own, check, format, include, threads, .. })) => {
                format!("own {own}, check {check}, {format:?}, {include:?}, {threads} threads")
            }
            Ok(Command::Export(Export { what, version, .. })) => format!("export {what:?} of {version:?}"),
            Ok(Command::Diff(Diff { what, version, format, fail_on, only, .. })) => {
                format!("diff of {what:?}, {version:?}, {format:?}, fail on {fail_on:?}, only {only:?}")
            }
            Ok(Command::Lint(Lint { paths, version, format, strict, changed_since, .. })) => {
                format!("lint of {paths:?}, {version:?}, {format:?}, strict {strict}, since {changed_since:?}")
            }
            Ok(Command::Bench(Bench { runs, .. })) => format!("{runs} runs"),
            Ok(Command::Help(command)) => format!("help for {command:?}"),
            Err(error) => error.to_string(),
        }
    }

    /// Help for a command is its part of the whole.
    #[test]
    fn help_for_one_command() {
        for command in ["codegen", "export", "diff", "lint", "bench"] {
            let own = usage(Some(command));
            assert!(own.starts_with(&format!("cargo xtask {command} ")) && USAGE.contains(&own), "{own}");
            assert!(own.lines().skip(1).all(|line| line.starts_with("  --") || command == "diff"), "{own}");
        }
        assert_eq!([usage(None), usage(Some("x"))], [USAGE, USAGE]);
    }

    #[test]
    fn command_lines() {
        let cases = [
            ("", "help for None"),
            ("codegen --help", "help for Some(\"codegen\")"),
            ("lint -h --fix", "help for Some(\"lint\")"),
            ("codegen", "own true, check false, Human, [], 0 threads"),
            ("codegen --check --threads 2", "own true, check true, Human, [], 2 threads"),
            (
                "codegen --docs x --include Mail,users",
                "own false, check false, Human, [\"mail\", \"users\"], 0 threads",
            ),
            ("codegen --format=json", "own true, check false, Json, [], 0 threads"),
            ("codegen --format xml", "--format is human or json, not xml"),
            ("codegen --release 0.2.0-rc.1 --out x", "own false, check false, Human, [], 0 threads"),
            ("codegen --release 0.2.0", "--release needs --out DIR"),
            (
                "codegen --release 0.2 --out x",
                "--release: 0.2 is no version such as 0.2.0: unexpected end of input while parsing minor version number",
            ),
            ("codegen --runs 2", "codegen takes no --runs; see cargo xtask --help"),
            ("codegen --chekc", "there is no --chekc; is --check meant?"),
            ("lint --mend", "there is no --mend; see cargo xtask --help"),
            ("lint --threads x", "--threads takes a number, not x"),
            ("lint --explain", "missing argument for option '--explain'"),
            ("export ir --out f --version beta", "export Ir of Some(\"beta\")"),
            ("export ir", "export needs --out FILE"),
            ("export yaml --out f", "export writes csdl, operations or ir, not yaml"),
            ("diff a b", "diff of Folders(\"a\", \"b\"), None, Human, fail on Breaking, only None"),
            (
                "diff a b --format graph-changelog --only rust --fail-on any --version beta",
                "diff of Folders(\"a\", \"b\"), Some(\"beta\"), GraphChangelog, fail on Any, only Some(Rust)",
            ),
            ("diff --since r --docs d", "diff of Since(\"r\", \"d\"), None, Human, fail on Breaking, only None"),
            ("diff a", "diff needs OLD and NEW, or --since REV; see cargo xtask --help"),
            ("diff a b --since r", "diff needs OLD and NEW, or --since REV; see cargo xtask --help"),
            ("diff a b --fail-on all", "--fail-on is breaking, any or none, not all"),
            ("diff a b --only rust,service", "--only is service or rust, not rust,service"),
            ("diff a b --docs c", "diff needs OLD and NEW, or --since REV; see cargo xtask --help"),
            ("diff a b --out c", "diff takes no --out; see cargo xtask --help"),
            ("lint --strict --version beta", "lint of [], Some(\"beta\"), Human, strict true, since None"),
            (
                "lint a.md b --format sarif --changed-since r",
                "lint of [\"a.md\", \"b\"], None, Sarif, strict false, since Some(\"r\")",
            ),
            ("lint --format xml", "--format is human, json, sarif or github, not xml"),
            ("codegen --format sarif", "--format is human or json, not sarif"),
            ("lint --baseline a --write-baseline b", "--baseline and --write-baseline don't go together"),
            ("lint --out f", "lint takes no --out; see cargo xtask --help"),
            ("bench --runs 3", "3 runs"),
            ("generate", "no such command: generate; see cargo xtask --help"),
        ];
        for (line, wanted) in cases {
            assert_eq!(read(line), wanted, "{line}");
        }
    }
}
