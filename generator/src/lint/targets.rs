//! Links and includes that write the names of files otherwise than the files are named, and how they are meant.

use std::collections::BTreeMap;

use super::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic, Edit, suggest};
use crate::page::Page;
use crate::span::Span;

/// The names of the pages and of the files for other pages, by how they read in small letters.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pages: Names,
    includes: Names,
}

impl Files {
    pub(super) fn of(input: &Input) -> Self {
        Self { pages: Names::of(input.pages), includes: Names::of(input.includes) }
    }
}

#[derive(Clone, Debug)]
struct Names(BTreeMap<String, Vec<String>>);

impl Names {
    fn of(pages: &[Page]) -> Self {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for page in pages {
            names.entry(page.path.to_ascii_lowercase()).or_default().push(page.path.clone());
        }
        Self(names)
    }

    /// Returns the path of a file, where it is only in other letters.
    fn in_other_letters(&self, path: &str) -> Option<&str> {
        let files = self.0.get(&path.to_ascii_lowercase())?;
        if files.iter().any(|file| file == path) { None } else { files.first().map(String::as_str) }
    }
}

/// Tells of links and includes in other letters than those of the file.
pub(super) fn letter_case(files: &Files, Subject { page, text }: Subject, found: &mut Vec<Diagnostic>) {
    let links = page.links.iter().map(|link| (link.span, &link.value, &files.pages));
    let includes = page.includes.iter().map(|include| (include.span, &include.target, &files.includes));
    for (span, target, names) in links.chain(includes) {
        let own = Target::of(page, target).and_then(|to| to.named_as(names.in_other_letters(&to.path)?));
        found.extend(own.map(|own| in_other_letters(page, text, span, target, own)));
    }
}

fn in_other_letters(page: &Page, text: &str, span: Span, target: &str, own: String) -> Diagnostic {
    let message = format!("`{target}` is written in other letters than the name of the file");
    let finding = Diagnostic::new(&page.path, span, Code::LetterCase, message).with_help(format!("write `{own}`"));
    let edit = within(text, span, target).map(|place| Edit::new(place, own));
    Diagnostic { edits: edit.into_iter().collect(), ..finding }
}

/// Returns the place of a link's target; none where it stands elsewhere, as that of a reference link does.
fn within(text: &str, span: Span, target: &str) -> Option<std::ops::Range<usize>> {
    let shown = text.get(span.range())?;
    let at = span.start as usize + shown.rfind(target)?;
    Some(at..at + target.len())
}

/// A relative target of a link to a Markdown file.
struct Target<'t> {
    /// As it is written, without query and anchor.
    file: &'t str,
    /// What follows that.
    rest: &'t str,
    /// The path that it leads to, in the letters that it is written in.
    path: String,
}

impl<'t> Target<'t> {
    fn of(page: &Page, target: &'t str) -> Option<Self> {
        let end = target.find(['#', '?']).unwrap_or(target.len());
        let (file, rest) = target.split_at(end);
        let is_page = file.len() > 3 && file[file.len() - 3..].eq_ignore_ascii_case(".md");
        if !is_page || file.starts_with('/') || file.contains([':', '\\', ' ']) {
            return None;
        }
        let mut parts: Vec<&str> = page.path.split('/').collect();
        parts.pop();
        for part in file.split('/') {
            match part {
                "" | "." => {}
                ".." => _ = parts.pop()?,
                name => parts.push(name),
            }
        }
        Some(Self { file, rest, path: parts.join("/") })
    }

    /// Returns the target with the names of a path, which differs from its own only in letters; none if that is the same.
    fn named_as(&self, path: &str) -> Option<String> {
        let is_name = |part: &&str| !matches!(*part, "" | "." | "..");
        let count = self.file.split('/').filter(is_name).count();
        let mut names = path.split('/').skip(path.split('/').count().checked_sub(count)?);
        let parts = self.file.split('/').map(|part| if is_name(&part) { names.next().unwrap_or(part) } else { part });
        let own = parts.collect::<Vec<_>>().join("/") + self.rest;
        (own != format!("{}{}", self.file, self.rest)).then_some(own)
    }
}

/// Returns the findings about links, as places in the API's list, whose target is misspelled and whose text says which page is meant.
pub fn near(input: &Input) -> Vec<(usize, Edit)> {
    let broken = input.api.diagnostics.iter().enumerate().filter(|(_, finding)| finding.code == Code::BrokenLink);
    broken.filter_map(|(at, finding)| Some((at, meant(input, finding)?))).collect()
}

fn meant(input: &Input, finding: &Diagnostic) -> Option<Edit> {
    let at = input.pages.binary_search_by(|page| page.path.cmp(&finding.file)).ok()?;
    let (page, text) = (&input.pages[at], &input.version.pages[at].text);
    let link = page.links.iter().find(|link| link.span == finding.span)?;
    let shown = text.get(link.span.range())?;
    let words = letters(shown.strip_prefix('[')?.split_once("](")?.0);
    let target = Target::of(page, &link.value)?;
    let (folder, file) = target.path.rsplit_once('/')?;
    let stem = stem(file);
    let fits = |other: &&Page| {
        let (of, file) = other.path.rsplit_once('/').unwrap_or_default();
        let title = other.title.as_ref().map(|title| letters(&title.value));
        of == folder && (letters(self::stem(file)) == words || title.as_ref() == Some(&words))
    };
    let first = input.pages.partition_point(|other| other.path.as_str() < folder);
    let mut fitting = input.pages[first..].iter().take_while(|other| other.path.starts_with(folder)).filter(fits);
    let (Some(only), None) = (fitting.next(), fitting.next()) else { return None };
    let name = only.path.rsplit('/').next()?;
    suggest(stem, [self::stem(name)])?;
    let place = within(text, link.span, target.file)?;
    Some(Edit::new(place.end - file.len()..place.end, name))
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// Returns the letters and digits of a text, small.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
