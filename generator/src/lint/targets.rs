//! Links and includes that write the names of files otherwise than the files are named, and how they are meant.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic, Edit, suggest, sure};
use crate::page::Page;
use crate::read::DocsVersion;
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
        let own = Target::of(&page.path, target).and_then(|to| to.named_as(names.in_other_letters(&to.path)?));
        found.extend(own.map(|own| in_other_letters(page, text, span, target, own)));
    }
}

/// Tells of entries of the table of contents in other letters than those of the file.
pub(super) fn contents(files: &Files, version: &DocsVersion, found: &mut Vec<Diagnostic>) {
    let Some(toc) = &version.toc else { return };
    let mut end = 0;
    for line in toc.text.split_inclusive('\n') {
        let start = end;
        end += line.len();
        let Some(value) = line.trim_start_matches([' ', '-']).trim_end().strip_prefix("href:") else { continue };
        let target = value.trim().trim_matches(['"', '\'']);
        let own = Target::of(&toc.path, target).and_then(|to| to.named_as(files.pages.in_other_letters(&to.path)?));
        if let (Some(own), Some(at)) = (own, line.rfind(target)) {
            let place = start + at..start + at + target.len();
            let finding = named_otherwise(&toc.path, Span::new(place.clone()), target, &own);
            found.push(Diagnostic { edits: vec![Edit::new(place, own)], ..finding });
        }
    }
}

fn named_otherwise(file: &str, span: Span, target: &str, own: &str) -> Diagnostic {
    let message = format!("`{target}` is written in other letters than the name of the file");
    Diagnostic::new(file, span, Code::LetterCase, message).with_help(format!("write `{own}`"))
}

fn in_other_letters(page: &Page, text: &str, span: Span, target: &str, own: String) -> Diagnostic {
    let finding = named_otherwise(&page.path, span, target, &own);
    let place = within(text, span, target);
    let places = place.map_or_else(|| definitions(page, text, target), |place| vec![place]);
    Diagnostic { edits: places.into_iter().map(|place| Edit::new(place, own.as_str())).collect(), ..finding }
}

/// Returns the places of a target in the definitions of reference links: `[name]: target`.
fn definitions(page: &Page, text: &str, target: &str) -> Vec<Range<usize>> {
    let in_block = |at: usize| page.blocks.iter().any(|block| block.span.range().contains(&at));
    let mut end = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        end += line.len();
        (end - line.len(), line)
    });
    let place = |(start, line): (usize, &str)| {
        let (_, defined) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
        let written = defined.trim_start().trim_start_matches('<');
        let rest = written.strip_prefix(target)?;
        let at = start + line.len() - written.len();
        let is_whole = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == '>');
        (is_whole && !in_block(start)).then(|| at..at + target.len())
    };
    lines.filter_map(place).collect()
}

/// Returns the place of a link's target; none where it stands elsewhere, as that of a reference link does.
fn within(text: &str, span: Span, target: &str) -> Option<Range<usize>> {
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
    fn of(from: &str, target: &'t str) -> Option<Self> {
        let end = target.find(['#', '?']).unwrap_or(target.len());
        let (file, rest) = target.split_at(end);
        let is_page = file.len() > 3 && file[file.len() - 3..].eq_ignore_ascii_case(".md");
        if !is_page || file.starts_with('/') || file.contains([':', '\\', ' ']) {
            return None;
        }
        let mut parts: Vec<&str> = from.split('/').collect();
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

/// Returns the findings about names, as places in the API's list, of which the page tells what was meant, with what mends them: links
/// whose target is misspelled and whose text says which page is meant, and misspelled types to whose page the page links.
pub(super) fn near(input: &Input) -> Vec<(usize, Edit)> {
    let edit = |finding: &Diagnostic| match finding.code {
        Code::BrokenLink => meant(input, finding),
        Code::UndefinedType | Code::UndefinedBaseType if finding.help.is_some() => meant_type(input, finding),
        _ => None,
    };
    let all = input.api.diagnostics.iter().enumerate();
    all.filter_map(|(at, finding)| Some((at, edit(finding)?))).collect()
}

fn meant_type(input: &Input, finding: &Diagnostic) -> Option<Edit> {
    let at = input.pages.binary_search_by(|page| page.path.cmp(&finding.file)).ok()?;
    let subject = Subject { page: &input.pages[at], text: &input.version.pages[at].text };
    let name = finding.message.split('`').nth(1)?.rsplit('.').next()?;
    let only = sure(name, input.api.types.iter().map(|ty| ty.name.as_str()))?;
    let mut named = input.api.types.iter().filter(|ty| ty.name == only);
    let (Some(ty), None) = (named.next(), named.next()) else { return None };
    let links = || subject.page.links.iter().filter_map(|link| Target::of(&subject.page.path, &link.value));
    let linked = |path: &str| links().any(|to| to.path == path);
    let mut pages = ty.pages.iter().filter_map(|page| input.pages.get(page.place()));
    if pages.any(|page| linked(&page.path)) { subject.once(finding.span, name, only) } else { None }
}

fn meant(input: &Input, finding: &Diagnostic) -> Option<Edit> {
    let at = input.pages.binary_search_by(|page| page.path.cmp(&finding.file)).ok()?;
    let (page, text) = (&input.pages[at], &input.version.pages[at].text);
    let link = page.links.iter().find(|link| link.span == finding.span)?;
    let shown = text.get(link.span.range())?;
    let words = letters(shown.strip_prefix('[')?.split_once("](")?.0);
    let target = Target::of(&page.path, &link.value)?;
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
