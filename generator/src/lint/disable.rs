//! Comments by which a page says that a kind of finding is wanted there: `<!-- lint-disable CODE: reason -->`.

use super::Input;
use super::settings::Settings;
use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::Item;
use crate::page::Page;
use crate::span::Span;

/// The word that such a comment begins with.
const WORD: &str = "lint-disable";

/// A comment that turns findings of a kind off from where it stands until its section ends; directly below a heading, those about the
/// heading, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disable {
    /// The page, relative to the docs tree.
    file: String,
    /// The comment.
    span: Span,
    /// The kind of findings, or why the comment can't be read.
    code: Result<Code, String>,
    /// Where it holds.
    holds: Span,
    /// Whether it holds for findings about the page as a whole.
    whole: bool,
}

/// Reads the comments of all pages.
pub fn all(input: &Input) -> Vec<Disable> {
    let pages = input.pages.iter().zip(&input.version.pages);
    let all = pages.chain(input.includes.iter().zip(input.included));
    all.flat_map(|(page, source)| of_page(page, &source.text)).collect()
}

/// Reads the comments of a page.
pub fn of_page(page: &Page, text: &str) -> Vec<Disable> {
    let comments = page.ledger.iter().filter(|entry| entry.item == Item::Comment);
    let disable = |span: Span| {
        let inner = text.get(span.range())?.trim_start_matches("<!--").trim_end_matches("-->").trim();
        let rest = inner.strip_prefix(WORD)?;
        // The innermost section that the comment stands in; before the first one it holds for the whole page.
        let around =
            page.sections.iter().filter(|section| section.span.start <= span.start && span.end <= section.span.end);
        let section = around.max_by_key(|section| section.span.start);
        let whole = section.is_none_or(|section| section.level == 1);
        let heading = section.map(|section| section.span.start).filter(|start| is_first(text, *start, span.start));
        let start = if whole { 0 } else { heading.unwrap_or(span.start) };
        Some(Disable {
            file: page.path.clone(),
            span,
            code: code(rest),
            holds: Span { start, end: section.filter(|_| !whole).map_or(u32::MAX, |section| section.span.end) },
            whole,
        })
    };
    comments.filter_map(|entry| disable(entry.span)).collect()
}

/// Tells whether nothing but comments like it stands between a heading and a comment.
fn is_first(text: &str, heading: u32, comment: u32) -> bool {
    let between = text.get(heading as usize..comment as usize).unwrap_or_default();
    let mut lines = between.lines().skip(1).map(str::trim);
    lines.all(|line| {
        line.is_empty() || line.strip_prefix("<!--").is_some_and(|rest| rest.trim_start().starts_with(WORD))
    })
}

/// Reads what follows the word: ` CODE: reason`.
fn code(rest: &str) -> Result<Code, String> {
    let (name, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let name = name.trim();
    if name.is_empty() {
        return Err("the comment names no code".to_owned());
    }
    let code = Code::of_name(name).map_err(|error| error.replace(name, &format!("`{name}`")))?;
    if reason.trim().is_empty() {
        return Err(format!("the comment doesn't say why `{name}` is wanted here"));
    }
    Ok(code)
}

/// Removes the findings that comments turn off, and tells of comments that turn nothing off or can't be read.
pub fn apply(found: &mut Vec<Diagnostic>, mut comments: Vec<Disable>, settings: &Settings) {
    // Versions share the files that they include.
    comments.sort();
    comments.dedup();
    let mut used = vec![false; comments.len()];
    found.retain(|diagnostic| {
        let first = comments.partition_point(|comment| comment.file < diagnostic.file);
        let of_file = comments[first..].iter().take_while(|comment| comment.file == diagnostic.file);
        let mut kept = true;
        for (at, comment) in (first..).zip(of_file) {
            if comment.code.as_ref() == Ok(&diagnostic.code) && comment.covers(diagnostic.span) {
                used[at] = true;
                kept = false;
            }
        }
        kept
    });
    for (comment, used) in comments.iter().zip(used) {
        let finding = |code, message: String| Diagnostic::new(&comment.file, comment.span, code, message);
        match &comment.code {
            Err(why) => found.push(finding(Code::InvalidDisable, why.clone())),
            // What is off elsewhere can't be known to be there.
            Ok(code) if !used && !settings.is_off(*code) => {
                let place = if comment.whole { "on this page" } else { "between here and the end of the section" };
                let message = format!("there is no finding `{}` {place}", code.as_str());
                found.push(finding(Code::UnusedDisable, message));
            }
            Ok(_) => {}
        }
    }
}

impl Disable {
    fn covers(&self, span: Span) -> bool {
        if span == Span::default() { self.whole } else { self.holds.start <= span.start && span.start < self.holds.end }
    }
}
