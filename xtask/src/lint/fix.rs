//! `cargo xtask lint --fix`: mends what is sure, in rounds until nothing is left to mend, and writes or shows it.

use std::collections::BTreeMap;
use std::path::Path;

use msgraph_codegen::diagnostic::Diagnostic;
use msgraph_codegen::lint::fix::fixed;
use msgraph_codegen::read::{self, DocsTree};
use msgraph_codegen::write;
use similar::TextDiff;

use crate::Failure;
use crate::output::{self, say};

/// More rounds than this aren't made: a mend may bring another one to light, but not without end.
const MOST_ROUNDS: usize = 8;

/// The files that were mended.
#[derive(Default)]
pub(crate) struct Mends {
    /// What they held, and hold now, by path.
    files: BTreeMap<String, (Vec<u8>, Vec<u8>)>,
    /// The files that were left alone, and why.
    left: BTreeMap<String, &'static str>,
    findings: usize,
}

/// Mends what was found in a tree, and what is found in it then, again and again; the tree holds the mended pages in the end, and
/// what is left to find is returned.
pub(crate) fn mend<T>(
    tree: &mut DocsTree,
    mut found: (Vec<Diagnostic>, T),
    find: impl Fn(&DocsTree) -> (Vec<Diagnostic>, T),
) -> Result<((Vec<Diagnostic>, T), Mends), Failure> {
    let mut mends = Mends::default();
    for _ in 0..MOST_ROUNDS {
        if !mends.round(tree, &found.0)? {
            break;
        }
        found = find(tree);
    }
    Ok((found, mends))
}

impl Mends {
    /// Makes the edits of these findings; tells whether there were any.
    fn round(&mut self, tree: &mut DocsTree, found: &[Diagnostic]) -> Result<bool, Failure> {
        let mut by_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        for finding in found.iter().filter(|finding| !finding.edits.is_empty()) {
            by_file.entry(&finding.file).or_default().push(finding);
        }
        let mut any = false;
        for (file, found) in by_file {
            let root = tree.root.clone();
            let Some(source) = tree.file_mut(file) else { continue };
            if !self.files.contains_key(file) {
                let bytes = std::fs::read(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
                match read::as_read(&bytes) {
                    None => _ = self.left.insert(file.to_owned(), "it isn't UTF-8"),
                    Some(text) if text != source.text => {
                        self.left.insert(file.to_owned(), "corrections.yaml changes it as it is read");
                    }
                    Some(_) => _ = self.files.insert(file.to_owned(), (bytes.clone(), bytes)),
                }
            }
            let Some((_, now)) = self.files.get_mut(file) else { continue };
            let mended = fixed(now, &found);
            source.text = read::as_read(&mended.bytes).unwrap_or_default();
            *now = mended.bytes;
            self.findings += mended.findings;
            any = true;
        }
        Ok(any)
    }

    /// Writes the files, each of them old or new; tells whether all could be written. An error means that none was.
    pub(crate) fn write(&self, root: &Path) -> Result<bool, Failure> {
        for (done, (file, (_, new))) in self.files.iter().enumerate() {
            match write::replace(&root.join(file), new) {
                Ok(()) => {}
                Err(error) if done == 0 => return Err(error.into()),
                Err(error) => {
                    say(&format!("error: {error}; {done} files before it are mended, of {}", self.files.len()));
                    return Ok(false);
                }
            }
        }
        self.tell("mended");
        Ok(true)
    }

    /// Prints what would change, as `patch -p1` and `git apply` take it in the current folder, or in the docs tree where that is somewhere
    /// else; tells whether anything would. The prefix is that of the paths of findings.
    pub(crate) fn show(&self, prefix: &str) -> Result<bool, Failure> {
        let prefix = if Path::new(prefix).is_absolute() { "" } else { prefix };
        let mut diff = String::new();
        for (file, (old, new)) in &self.files {
            let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
            let lines = TextDiff::from_lines(&old, &new);
            diff +=
                &lines.unified_diff().header(&format!("a/{prefix}{file}"), &format!("b/{prefix}{file}")).to_string();
        }
        output::print(&diff).map_err(|error| format!("stdout: {error}"))?;
        self.tell("would be mended");
        Ok(!self.files.is_empty())
    }

    /// Says what became of the files.
    fn tell(&self, word: &str) {
        for (file, why) in &self.left {
            say(&format!("left alone: {file}: {why}"));
        }
        say(&format!("{} findings in {} files {word}", self.findings, self.files.len()));
    }
}
