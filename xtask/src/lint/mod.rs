//! `cargo xtask lint`: what is wrong with the pages, for those who write them.

mod fix;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use msgraph_codegen::diagnostic::{Code, Counts, Diagnostic, render};
use msgraph_codegen::lint::{Baseline, Settings, settings};
use msgraph_codegen::read::{DocsTree, PageSource};
use msgraph_codegen::{findings, findings_of_both};

use crate::Failure;
use crate::docs::{prefix, read, settings_of, threads};
use crate::docs_of_commit::Checkout;
use crate::flags::{Fix, Lint};
use crate::output::{self, Output, say};
use crate::summary;

/// Reads the pages, looks for all that is wrong and prints it.
pub(crate) fn run(flags: &Lint) -> Result<ExitCode, Failure> {
    if let Some(name) = &flags.explain {
        return explain(name);
    }
    threads(flags.threads)?;
    let mut tree = tree(&flags.docs, flags.version.as_deref())?;
    let settings = settings_of(&tree)?;
    let baseline = flags.baseline.as_deref().map(baseline).transpose()?;
    let wanted = Wanted::of(flags, &tree)?;
    wanted.tell_unread(&tree, &settings);
    let both = flags.changed_since.as_deref().map(|rev| Before::of(rev, flags, &settings, &tree)).transpose()?;
    let (before, now) = both.unzip();
    let choose = |tree: &DocsTree, found| chosen(tree, found, &wanted, before.as_ref());
    let look = |tree: &DocsTree| choose(tree, findings(tree, &settings));
    let first = |tree: &DocsTree| now.map_or_else(|| look(tree), |now| choose(tree, now));
    let written = flags.write_baseline.as_deref().map(Output::open).transpose()?;
    if flags.fix == Fix::Show {
        let found = first(&tree);
        let (_, mends) = fix::mend(&mut tree, found, look)?;
        return Ok(ExitCode::from(u8::from(mends.show(&prefix(&tree.root))?)));
    }
    let mut whole = true;
    let ((mut found, mut fingerprints), written) = output::with(written, || {
        let found = first(&tree);
        if flags.fix == Fix::No {
            return Ok(found);
        }
        let (found, mends) = fix::mend(&mut tree, found, look)?;
        whole = mends.write(&tree.root)?;
        Ok(found)
    })?;
    if let Some(written) = written {
        let known = Baseline::of(&found, &fingerprints);
        written.write(&known.text())?;
        say(&format!("{} findings are known from now on", known.len()));
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(baseline) = &baseline {
        tell_stale(baseline, &fingerprints, &wanted);
        keep(&mut found, &mut fingerprints, |_, fingerprint| !baseline.knows(fingerprint));
    }
    let text = summary::text(&found, &fingerprints, &tree, &prefix(&tree.root), flags.format, flags.all);
    output::print(&text).map_err(|error| format!("stdout: {error}"))?;
    let Counts { errors, warnings, notes } = Counts::of(&found);
    say(&format!("{errors} errors, {warnings} warnings, {notes} notes"));
    let strict = flags.strict || baseline.is_some();
    Ok(ExitCode::from(u8::from(errors > 0 || strict && warnings > 0 || !whole)))
}

/// Says what a code means and what to do about it.
fn explain(name: &str) -> Result<ExitCode, Failure> {
    let code = Code::of_name(name)?;
    let text: Vec<&str> = code.explanation().split_whitespace().collect();
    let text = format!("{}[{}]\n\n{}\n", code.severity().as_str(), code.as_str(), text.join(" "));
    output::print(&text).map_err(|error| format!("stdout: {error}"))?;
    Ok(ExitCode::SUCCESS)
}

/// Reads a tree, and keeps one version of it where that is wanted.
fn tree(docs: &Path, version: Option<&str>) -> Result<DocsTree, Failure> {
    let mut tree = read(docs)?;
    if let Some(wanted) = version {
        tree.versions.retain(|version| version.name == wanted);
        if tree.versions.is_empty() {
            return Err(format!("{} holds no version {wanted}", docs.display()).into());
        }
    }
    Ok(tree)
}

fn baseline(file: &Path) -> Result<Baseline, Failure> {
    let read = || Baseline::parse(&std::fs::read_to_string(file).map_err(|error| error.to_string())?);
    Ok(read().map_err(|error| format!("{}: {error}", file.display()))?)
}

/// Findings, and the fingerprint of each.
type Found = (Vec<Diagnostic>, Vec<String>);

/// The tree of a commit, and the fingerprints of what is found there.
struct Before {
    tree: DocsTree,
    known: BTreeSet<String>,
}

impl Before {
    /// Reads the tree of a commit; returns with it what is found in the new one, since both are read together.
    fn of(rev: &str, flags: &Lint, settings: &Settings, new: &DocsTree) -> Result<(Self, Vec<Diagnostic>), Failure> {
        let checkout = Checkout::of(&flags.docs, rev)?;
        let tree = tree(&checkout.docs, flags.version.as_deref())?;
        let [before, now] = findings_of_both(&tree, new, settings);
        let known = fingerprints(&tree, &before).into_iter().collect();
        Ok((Self { tree, known }, now))
    }
}

/// Chooses what is wanted of all that was found.
fn chosen(tree: &DocsTree, mut found: Vec<Diagnostic>, wanted: &Wanted, before: Option<&Before>) -> Found {
    let mut fingerprints = fingerprints(tree, &found);
    if let Some(before) = before {
        let changed = changed(&before.tree, tree);
        keep(&mut found, &mut fingerprints, |diagnostic, fingerprint| {
            changed.contains(diagnostic.file.as_str()) || !before.known.contains(fingerprint)
        });
    }
    keep(&mut found, &mut fingerprints, |diagnostic, _| wanted.has(&diagnostic.file));
    (found, fingerprints)
}

fn fingerprints(tree: &DocsTree, found: &[Diagnostic]) -> Vec<String> {
    render::fingerprints(found, &mut render::Places::new(tree, ""))
}

/// Keeps some findings.
fn keep(found: &mut Vec<Diagnostic>, fingerprints: &mut Vec<String>, wanted: impl Fn(&Diagnostic, &str) -> bool) {
    let all = std::mem::take(found).into_iter().zip(std::mem::take(fingerprints));
    (*found, *fingerprints) = all.filter(|(diagnostic, fingerprint)| wanted(diagnostic, fingerprint)).unzip();
}

/// Returns the files that the older tree doesn't have, or has otherwise.
fn changed<'t>(old: &DocsTree, new: &'t DocsTree) -> BTreeSet<&'t str> {
    let is_new = |file: &&PageSource| old.file(&file.path).is_none_or(|before| before.text != file.text);
    new.files().filter(is_new).map(|file| file.path.as_str()).collect()
}

/// The number of stale entries of a baseline that are named.
const FEW_STALE: usize = 10;

/// Says which findings of the baseline are gone, so that it can be written anew.
fn tell_stale(baseline: &Baseline, fingerprints: &[String], wanted: &Wanted) {
    let stale = if wanted.since { Vec::new() } else { baseline.stale(fingerprints, |file| wanted.has(file)) };
    stale.iter().take(FEW_STALE).for_each(|what| say(&format!("not found any more: {what}")));
    if stale.len() > FEW_STALE {
        say(&format!("not found any more: {} more", stale.len() - FEW_STALE));
    }
    if !stale.is_empty() {
        say("--write-baseline leaves them out");
    }
}

/// The files that findings are wanted of.
struct Wanted {
    /// Files and folders relative to the tree; empty for all of it.
    paths: Vec<String>,
    /// The versions that aren't looked at.
    others: Vec<String>,
    /// Whether only what changed is looked at.
    since: bool,
}

impl Wanted {
    fn of(flags: &Lint, tree: &DocsTree) -> Result<Self, Failure> {
        let paths = flags.paths.iter().map(|path| relative(path, tree, &flags.docs)).collect::<Result<_, _>>()?;
        let read = |name: &str| tree.versions.iter().any(|version| version.name == name);
        let others = ["v1.0", "beta"].into_iter().filter(|name| !read(name)).map(|name| format!("{name}/")).collect();
        Ok(Self { paths, others, since: flags.changed_since.is_some() })
    }

    /// Says of which paths nothing can be told, so that no findings there aren't taken for none.
    fn tell_unread(&self, tree: &DocsTree, settings: &Settings) {
        for path in self.paths.iter().filter(|path| !path.is_empty()) {
            let mut read = tree.files().filter(|file| is_below(path, &file.path)).peekable();
            if read.peek().is_none() {
                say(&format!("{path}: no page is read there"));
            } else if read.all(|file| settings.excludes(&file.path)) {
                say(&format!("{path}: {} excludes it", settings::FILE));
            }
        }
    }

    fn has(&self, file: &str) -> bool {
        let of_others = self.others.iter().any(|other| file.starts_with(other.as_str()));
        !of_others && (self.paths.is_empty() || self.paths.iter().any(|path| path.is_empty() || is_below(path, file)))
    }
}

/// Tells whether a file is the one of that path, or in that folder.
fn is_below(path: &str, file: &str) -> bool {
    file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns a path as it is in the tree. It is one of the current folder, else one of the tree.
fn relative(path: &Path, tree: &DocsTree, docs: &Path) -> Result<String, Failure> {
    let places: [PathBuf; 2] = [path.to_owned(), tree.root.join(path)];
    let real = places.iter().find_map(|place| std::fs::canonicalize(place).ok());
    let real = real.ok_or_else(|| format!("{}: there is no such file or folder", path.display()))?;
    let inside = real.strip_prefix(&tree.root);
    let inside =
        inside.map_err(|_| format!("{} isn't in {}; --docs names another tree", path.display(), docs.display()))?;
    Ok(inside.to_string_lossy().replace('\\', "/"))
}
