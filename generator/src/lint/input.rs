//! What rules are given.

use crate::api::Api;
use crate::page::Page;
use crate::read::{DocsVersion, PageSource};

/// What rules see: the pages of a version and what was made of them.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The files that were read.
    pub version: &'a DocsVersion,
    /// What they say, each at the place of its file in the version.
    pub pages: &'a [Page],
    /// What the files for other pages say.
    pub includes: &'a [Page],
    /// Those files, in the same order.
    pub included: &'a [PageSource],
    /// What was made of all of them.
    pub api: &'a Api,
}

/// A page with its text.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What the page says. A file for other pages is of the kind `Include`.
    pub page: &'a Page,
    /// The text, as it was read: all spans are places in it.
    pub text: &'a str,
}

/// Gives the pages of a version with their texts.
pub(super) fn each<'a>(input: &Input<'a>) -> impl Iterator<Item = Subject<'a>> {
    let pages = input.pages.iter().zip(&input.version.pages);
    pages.map(|(page, source)| Subject { page, text: &source.text })
}
