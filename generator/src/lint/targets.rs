//! Links and includes that write the names of files otherwise than the files are named, and how they are meant.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::{Input, Subject};
use crate::api::index::relative;
use crate::diagnostic::{Code, Diagnostic, Edit, suggest};
use crate::page::Page;
use crate::read::{DocsVersion, PageSource};
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
    let defined = LazyCell::new(|| definitions(page, text));
    for (span, target, names) in links.chain(includes) {
        let own = Target::of(&page.path, target).and_then(|to| to.named_as(names.in_other_letters(&to.path)?));
        let Some(own) = own else { continue };
        let places = match within(text, span, target) {
            Some(place) => vec![place],
            None => defined.get(target.as_str()).cloned().unwrap_or_default(),
        };
        found.push(named_otherwise(&page.path, span, target, &own, places));
    }
}

/// Tells of entries of the table of contents in other letters than those of the file.
pub(super) fn contents(files: &Files, version: &DocsVersion, found: &mut Vec<Diagnostic>) {
    let Some(toc) = &version.toc else { return };
    for (place, target) in in_lines(&toc.text, href_of) {
        let own = Target::of(&toc.path, target).and_then(|to| to.named_as(files.pages.in_other_letters(&to.path)?));
        let span = Span::new(place.clone());
        found.extend(own.map(|own| named_otherwise(&toc.path, span, target, &own, vec![place])));
    }
}

/// Makes the finding about a target, with the places where it is written.
fn named_otherwise(file: &str, span: Span, target: &str, own: &str, places: Vec<Range<usize>>) -> Diagnostic {
    let message = format!("`{target}` is written in other letters than the name of the file");
    let finding = Diagnostic::new(file, span, Code::LetterCase, message).with_help(format!("write `{own}`"));
    Diagnostic { edits: places.into_iter().map(|place| Edit::new(place, own)).collect(), ..finding }
}

/// Collects the targets of the definitions of reference links, with their places.
fn definitions<'t>(page: &Page, text: &'t str) -> BTreeMap<&'t str, Vec<Range<usize>>> {
    let in_block = |at: usize| page.blocks.iter().any(|block| block.span.range().contains(&at));
    let mut defined: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
    for (place, target) in in_lines(text, defined_by).filter(|(place, _)| !in_block(place.start)) {
        defined.entry(target).or_default().push(place);
    }
    defined
}

/// Gives the targets that lines of a text have, with their places.
fn in_lines<'t>(
    text: &'t str,
    target: fn(&'t str) -> Option<&'t str>,
) -> impl Iterator<Item = (Range<usize>, &'t str)> {
    let mut end = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = end;
        end += line.len();
        let target = target(line)?;
        let at = start + line.rfind(target)?;
        Some((at..at + target.len(), target))
    })
}

/// Returns the target of an entry of the table of contents: `href: target`.
fn href_of(line: &str) -> Option<&str> {
    let value = line.trim_start_matches([' ', '-']).trim_end().strip_prefix("href:")?;
    Some(value.trim().trim_matches(['"', '\'']))
}

/// Returns the target of a definition of a reference link: `[name]: target`.
fn defined_by(line: &str) -> Option<&str> {
    let (_, defined) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    let written = defined.trim_start().trim_start_matches('<');
    written.split(|c: char| c.is_whitespace() || c == '>').next().filter(|target| !target.is_empty())
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

/// Returns what mends a finding of a stage, if the page tells what was meant: a slip that the stage knows, or a link whose target is
/// misspelled and whose text says which page is meant.
pub(super) fn meant(input: &Input, pages: &ByName, finding: &Diagnostic) -> Vec<Edit> {
    match &finding.slip {
        Some(slip) => subject(input, &finding.file)
            .map(|subject| subject.in_place_of(finding.span, &slip.written, &slip.meant))
            .unwrap_or_default(),
        None if finding.code == Code::BrokenLink => Vec::from_iter(linked(input, pages, finding)),
        None => Vec::new(),
    }
}

/// Returns a page or a file for other pages by its path.
fn subject<'a>(input: &Input<'a>, file: &str) -> Option<Subject<'a>> {
    let find = |pages: &'a [Page], sources: &'a [PageSource]| {
        let at = pages.binary_search_by(|page| page.path.as_str().cmp(file)).ok()?;
        Some(Subject { page: &pages[at], text: &sources.get(at)?.text })
    };
    find(input.pages, &input.version.pages).or_else(|| find(input.includes, input.included))
}

/// The pages by the names of their files.
pub(super) type ByName<'a> = BTreeMap<&'a str, Vec<&'a Page>>;

/// Collects the pages by the names of their files.
pub(super) fn by_name<'a>(input: &Input<'a>) -> ByName<'a> {
    let mut pages = ByName::new();
    for page in input.pages {
        pages.entry(page.path.rsplit('/').next().unwrap_or_default()).or_default().push(page);
    }
    pages
}

/// Returns what makes a link lead to the page that its text names: the only one of a name like that in its target, else the only one
/// of that name, in another folder.
fn linked(input: &Input, pages: &ByName, finding: &Diagnostic) -> Option<Edit> {
    let Subject { page, text } = subject(input, &finding.file)?;
    let link = page.links.iter().find(|link| link.span == finding.span)?;
    let shown = text.get(link.span.range())?;
    let words = letters(shown.strip_prefix('[')?.split_once("](")?.0);
    let target = Target::of(&page.path, &link.value)?;
    let place = within(text, link.span, target.file)?;
    let (folder, file) = target.path.rsplit_once('/')?;
    let is_named = |other: &&Page| {
        let name = other.path.rsplit('/').next().unwrap_or_default();
        letters(stem(name)) == words || other.title.as_ref().is_some_and(|title| letters(&title.value) == words)
    };
    let first = input.pages.partition_point(|other| other.path.as_str() < folder);
    let beside = input.pages[first..].iter().take_while(|other| other.path.starts_with(folder));
    let beside = beside.filter(|other| other.path.rsplit_once('/').is_some_and(|(of, _)| of == folder));
    let mut near = beside.filter(is_named);
    if let Some(only) = near.next() {
        let name = only.path.rsplit('/').next().filter(|_| near.next().is_none())?;
        suggest(stem(file), [stem(name)])?;
        return Some(Edit::new(place.end - file.len()..place.end, name));
    }
    let [only] = pages.get(file)?.as_slice() else { return None };
    is_named(only).then(|| Edit::new(place, relative(&page.path, &only.path)))
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// Returns the letters and digits of a text, small.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
