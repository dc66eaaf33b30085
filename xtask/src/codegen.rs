//! `cargo xtask codegen`: the whole pipeline, then what it found.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use msgraph_codegen::api::{Api, TypeKind};
use msgraph_codegen::diagnostic::{Counts, Diagnostic, render};
use msgraph_codegen::emit::GeneratedFile;
use msgraph_codegen::ledger::Account;
use msgraph_codegen::plan::Settings;
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::write::{self, Mode, Outcome};
use msgraph_codegen::{Generated, generate_again, ledger, lint, understand, understand_with};

use crate::Failure;
use crate::docs::{prefix, read, settings_of, threads};
use crate::flags::{self, Codegen};
use crate::last_api::{self, LastApi};
use crate::last_run::{LastRun, Record};
use crate::output::{self, Output, say};
use crate::own_pages;
use crate::progress::Progress;
use crate::release;
use crate::report::Report;
use crate::snippets::Snippets;
use crate::summary::{self, Summary};

/// Runs the pipeline.
pub(crate) fn run(flags: &Codegen) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    threads(flags.threads)?;
    let progress = Progress::new();
    progress.step("reading pages");
    let tree = read(&flags.docs)?;
    refuse_own_pages(&flags.out, &tree)?;
    let mut settings = Settings {
        runtime: runtime(flags),
        include: flags.include.clone(),
        snippets: flags.snippets.is_some(),
        release: None,
    };
    let record = Record::of(flags, &tree, settings.runtime.as_deref());
    if let Some(last) = record.as_ref().and_then(Record::find) {
        drop(progress);
        return repeated(flags, last, started);
    }
    progress.step("understanding what they say");
    let (apis, rules) = understood(flags, &tree)?;
    if let Some((area, near)) = settings.unknown_area(&apis) {
        drop(progress);
        let help =
            near.map_or("the AREAS.md of a client lists them".to_string(), |near| format!("did you mean {near}?"));
        return Err(format!("no area is called {area}; {help}").into());
    }
    let plan = flags.release.as_ref().map(|version| release::Plan::new(version, &flags.out, &tree, &apis));
    let (plan, facts) = plan.transpose()?.unzip();
    settings.release = plan.as_ref().map(|plan| plan.release.clone());
    progress.step("writing Rust");
    let last_api = || if flags.check { None } else { LastApi::of(&flags.out, &apis, facts) };
    let printed = |path: &str, plan: u64| record.as_ref()?.printed(&flags.out, path, plan);
    let (Generated { files, snippets, plans, diagnostics: planned, accounts }, last_api) =
        rayon::join(|| generate_again(&apis, &settings, &printed), last_api);
    progress.step("comparing files");
    let ledger = flags.ledger.as_deref().map(Output::open).transpose()?;
    let ((outcome, report), ledger) = output::with(ledger, || {
        let report = flags.report.as_deref().map(Output::open).transpose()?;
        output::with(report, || apply(flags, &files, snippets))
    })?;
    drop(progress);

    let mut found = tree.diagnostics.clone();
    found.extend(apis.iter().flat_map(|api| &api.diagnostics).cloned());
    found.extend(planned);
    render::sort(&mut found);
    let mut told = Ok(());
    if let Some(ledger) = ledger {
        told = ledger.write(&ledger::json_lines(&accounts, &tree));
    }
    let fingerprints = render::fingerprints(&found, &mut render::Places::new(&tree, ""));
    let findings = summary::text(&found, &fingerprints, &tree, &prefix(&tree.root), flags.format, flags.all);
    told = told.and(tell(&findings));
    let summary = Summary {
        files: describe(&outcome, flags),
        time: started.elapsed(),
        ..summarise(&tree, &apis, &accounts, Counts::of(&found))
    };
    summary.print();
    if let Some(plan) = plan.filter(|_| !flags.check) {
        told = told.and(plan.settle());
    }
    let changes = last_api.and_then(LastApi::settle);
    if let Some(report) = report {
        let found = rules.beside(&found);
        let page = Report { tree: &tree, apis: &apis, accounts: &accounts, found: &found, changes }.html();
        told = told.and(report.write(&page));
    }
    if let (Some(record), Ok(())) = (record, &told) {
        record.keep(&flags.out, &findings, &summary, plans);
    }
    let code = exit_code(told, failed(flags, &summary, &outcome));
    // The process ends here; dropping millions of small pieces before that would be wasted time.
    std::mem::forget((tree, apis, files, accounts));
    Ok(code)
}

/// What the rules for authors found, and the settings and comments that turn findings off: for the report, which shows all findings.
#[derive(Default)]
struct Rules {
    settings: lint::Settings,
    found: Vec<Diagnostic>,
    comments: Vec<lint::disable::Disable>,
}

impl Rules {
    /// Returns all findings, those of the run among them, as `lint` would.
    fn beside(self, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut all = [found, &self.found].concat();
        lint::disable::apply(&mut all, self.comments, &self.settings);
        self.settings.apply(&mut all);
        render::sort(&mut all);
        all
    }
}

/// Understands the pages, and follows the rules for authors where a report is wanted.
fn understood(flags: &Codegen, tree: &DocsTree) -> Result<(Vec<Api>, Rules), Failure> {
    if flags.report.is_none() {
        return Ok((understand(tree), Rules::default()));
    }
    let mut rules = Rules { settings: settings_of(tree)?, ..Rules::default() };
    let of_version = |(api, (found, comments))| {
        rules.found.extend::<Vec<Diagnostic>>(found);
        rules.comments.extend::<Vec<_>>(comments);
        api
    };
    let seen = understand_with(tree, |input| (lint::rules(input), lint::disable::all(input)));
    let apis = seen.into_iter().map(of_version).collect();
    Ok((apis, rules))
}

/// Says again what the last run said. The project's own pages follow its sources, which aren't among what was compared.
fn repeated(flags: &Codegen, last: LastRun, started: Instant) -> Result<ExitCode, Failure> {
    let mut outcome = Outcome { unchanged: last.files, ..Outcome::default() };
    apply_own_pages(flags, Mode::Write, &mut outcome)?;
    let told = tell(&last.findings);
    let summary = Summary { files: describe(&outcome, flags), time: started.elapsed(), ..last.summary };
    summary.print();
    output::say(last_api::NOTHING);
    Ok(exit_code(told, failed(flags, &summary, &outcome)))
}

/// Prints the findings.
fn tell(findings: &str) -> Result<(), Failure> {
    Ok(output::print(findings).map_err(|error| format!("stdout: {error}"))?)
}

/// Returns the exit code of a run that is done: also one whose findings nobody can read has written its crates.
fn exit_code(told: Result<(), Failure>, failed: bool) -> ExitCode {
    if let Err(failure) = &told {
        say(&format!("error: {failure}"));
    }
    ExitCode::from(u8::from(failed || told.is_err()))
}

/// Refuses to write crates among the pages, where the next run would read them.
fn refuse_own_pages(out: &Path, tree: &DocsTree) -> Result<(), Failure> {
    let absolute = std::path::absolute(out)?;
    // What isn't there yet will stand in the last folder that is.
    let there = absolute.ancestors().find_map(|folder| Some((folder, std::fs::canonicalize(folder).ok()?)));
    let out =
        there.map_or(absolute.clone(), |(folder, real)| real.join(absolute.strip_prefix(folder).unwrap_or(folder)));
    let read = tree.versions.iter().map(|version| version.name.as_str()).chain(["includes"]);
    let inside = out == tree.root || read.into_iter().any(|folder| out.starts_with(tree.root.join(folder)));
    let message = || format!("{}: the pages are read from there; choose another --out", out.display());
    if inside { Err(message().into()) } else { Ok(()) }
}

/// Returns the folder of the runtime crates, for crates that are written outside of this workspace.
fn runtime(flags: &Codegen) -> Option<String> {
    let own = std::fs::canonicalize(flags::project().join("generated"));
    let inside = flags.own || own.is_ok_and(|own| std::fs::canonicalize(&flags.out).is_ok_and(|out| out == own));
    (!inside).then(|| flags::project().join("generator/runtime").display().to_string())
}

/// Writes or checks the crates and, on the project's own pages, what else is made from its sources.
fn apply(flags: &Codegen, files: &[GeneratedFile], snippets: Vec<GeneratedFile>) -> Result<Outcome, Failure> {
    let mode = if flags.check { Mode::Check } else { Mode::Write };
    let snippets = flags.snippets.as_deref().map(|folder| Snippets::open(folder, snippets, mode)).transpose()?;
    let mut outcome = write::apply(files, &flags.out, mode)?;
    if let Some(snippets) = snippets {
        snippets.apply(mode, &mut outcome)?;
    }
    apply_own_pages(flags, mode, &mut outcome)?;
    Ok(outcome)
}

/// Writes or checks what else is made from the project's sources.
fn apply_own_pages(flags: &Codegen, mode: Mode, outcome: &mut Outcome) -> Result<(), Failure> {
    if flags.own {
        let project = flags::project();
        for (path, text) in own_pages::pages(&project)? {
            let file = project.join(&path);
            if std::fs::read_to_string(&file).is_ok_and(|old| old == text) {
                continue;
            }
            outcome.written.push(path);
            if mode == Mode::Write {
                std::fs::write(&file, text)?;
            }
        }
    }
    Ok(())
}

/// The number of files of others that are named.
const FEW_FOREIGN: usize = 10;

/// Says in a line what became of the files; `--check` lists the stale ones, too.
fn describe(outcome: &Outcome, flags: &Codegen) -> String {
    let Outcome { written, removed, foreign, unchanged } = outcome;
    for path in foreign.iter().take(FEW_FOREIGN) {
        say(&format!("left alone: {path} wasn't written by codegen"));
    }
    if foreign.len() > FEW_FOREIGN {
        say(&format!("left alone: {} more", foreign.len() - FEW_FOREIGN));
    }
    if !flags.check {
        return format!("{:>8}  written, {} removed, {unchanged} unchanged", written.len(), removed.len());
    }
    for path in written {
        say(&format!("stale: {path}"));
    }
    for path in removed {
        say(&format!("not in the plan: {path}"));
    }
    if outcome.is_stale() {
        say("run `cargo xtask codegen` to write them");
    }
    format!("{:>8}  stale, {} not in the plan, {unchanged} as they should be", written.len(), removed.len())
}

/// Tells whether the run has to be looked at.
fn failed(flags: &Codegen, summary: &Summary, outcome: &Outcome) -> bool {
    let Counts { errors, warnings, .. } = summary.found;
    errors > 0 || summary.unaccounted > 0 || flags.strict && warnings > 0 || flags.check && outcome.is_stale()
}

/// Counts what was understood.
fn summarise(tree: &DocsTree, apis: &[Api], accounts: &[Account], found: Counts) -> Summary {
    let types = || apis.iter().flat_map(|api| &api.types);
    let properties = |kind: &TypeKind| match kind {
        TypeKind::Entity(of) | TypeKind::Complex(of) => of.properties.len() + of.navigation.len(),
        TypeKind::Enum(_) => 0,
    };
    let entries = || accounts.iter().flat_map(|account| &account.entries);
    let unaccounted = entries().filter(|entry| entry.fate == ledger::Fate::Unaccounted).count();
    Summary {
        pages: tree.versions.iter().map(|version| version.pages.len()).sum(),
        types: types().count(),
        properties: types().map(|ty| properties(&ty.kind)).sum(),
        operations: apis.iter().map(|api| api.operations.len()).sum(),
        found,
        accounted: entries().count() - unaccounted,
        unaccounted,
        ..Summary::default()
    }
}
