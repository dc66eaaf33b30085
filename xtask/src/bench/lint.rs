//! Looking for what is wrong with pages: with all of them, and with one that is being changed.

use std::hint::black_box;

use msgraph_codegen::lint::{Editor, Settings};
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::{editor, findings, understand};

use super::clock;
use super::front::one_version;
use super::measure::{Measure, on_threads};
use crate::Failure;
use crate::docs::read;
use crate::flags::Bench;

/// Every so many-th page is changed.
const STEP: usize = 50;

/// The time that a changed page may take, in seconds.
const MOMENT: f64 = 0.005;

/// Measures all of v1.0, and changes of single pages of it.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let docs = one_version(&flags.docs);
    let tree = read(&docs)?;
    let name = tree.versions.first().map(|version| version.name.clone()).ok_or("the tree has no version")?;
    let kept = editor(&tree, &name, Settings::default()).ok_or("the tree has no version")?;
    let understood = || clock::time(|| drop(black_box(read(&docs).map(|tree| understand(&tree)))));
    on_threads(flags.threads, || {
        let linted = || clock::time(|| drop(black_box(read(&docs).map(|tree| findings(&tree, &Settings::default())))));
        let all = clock::in_turns(flags.runs, linted, understood);
        let slowest = || slowest(&tree, &kept);
        let one = clock::in_turns(flags.runs, slowest, understood);
        let what = "a changed page, the slowest of those tried, read again for an editor";
        let found = format!("{:.2} ms", one.0 * 1000.0);
        vec![
            Measure::ratio("`lint` of one version against `read`, `page` and `api`", 1.5, "1.5 ×", all),
            Measure::ratio("`lint` of one changed page, the rest kept, against the same", 0.3, "0.3 ×", one),
            Measure { what: what.into(), limit: "5 ms", found, met: one.0 <= MOMENT },
        ]
    })
}

/// Changes pages from one end of the tree to the other, and returns the longest time that one took.
fn slowest(tree: &DocsTree, kept: &Editor) -> f64 {
    let pages = tree.versions.iter().flat_map(|version| &version.pages).step_by(STEP);
    let time = |text: String, path: &str| clock::time(|| drop(black_box(kept.changed(path, &text))));
    pages.map(|page| time(page.text.replacen("# ", "# A ", 1), &page.path)).fold(0.0, f64::max)
}
