//! Docs of another commit: asks git for the files of a folder, and touches no working tree.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};

use crate::Failure;

/// The files of a folder as they were in a commit, in a folder of their own that goes with this.
pub(crate) struct Checkout {
    /// The folder that holds the files.
    pub(crate) docs: PathBuf,
    /// What stands before the path of a file so that `git show` finds it: `REV:folder/`.
    pub(crate) prefix: String,
    root: PathBuf,
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

impl Checkout {
    /// Writes the files of a folder, as they were in a commit, to a temporary folder.
    pub(crate) fn of(docs: &Path, rev: &str) -> Result<Self, Failure> {
        let docs = std::fs::canonicalize(docs).map_err(|error| format!("{}: {error}", docs.display()))?;
        let commit = told(&docs, &["rev-parse", "--verify", "--end-of-options", &format!("{rev}^{{commit}}")])
            .map_err(|error| format!("{rev} is no commit of {}: {error}", docs.display()))?;
        // Where the folder stands in the repository, with a slash at its end; empty for the whole of it.
        let within = told(&docs, &["rev-parse", "--show-prefix"])?;
        let name = docs.file_name().map_or_else(|| "docs".into(), |name| name.to_string_lossy().into_owned());
        let root = own_folder()?;
        let checkout = Self { docs: root.join(name), prefix: prefix(rev, &within), root };
        std::fs::create_dir_all(&checkout.docs)?;
        let files = files(&docs, &commit)?;
        if files.is_empty() {
            return Err(format!("{rev} has no files in {}", docs.display()).into());
        }
        checkout.write(&docs, &files)?;
        Ok(checkout)
    }

    /// Writes the files, which one process of git gives out one after the other.
    fn write(&self, docs: &Path, files: &[(String, String)]) -> Result<(), Failure> {
        let mut git = git(docs, &["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(mut asked), Some(given)) = (git.stdin.take(), git.stdout.take()) else {
            return Err("git can't be talked to".into());
        };
        let ids: Vec<String> = files.iter().map(|(id, _)| format!("{id}\n")).collect();
        // Asked for on a thread of its own, as git stops listening while nobody takes what it gives.
        let asking = std::thread::spawn(move || ids.iter().try_for_each(|id| asked.write_all(id.as_bytes())));
        let mut given = BufReader::new(given);
        for (_, path) in files {
            let file = self.docs.join(path);
            std::fs::create_dir_all(file.parent().unwrap_or(&self.docs))?;
            std::fs::write(file, content(&mut given)?)?;
        }
        asking.join().map_err(|_| "git can't be talked to")??;
        git.wait()?;
        Ok(())
    }
}

/// Makes a folder that wasn't there before.
fn own_folder() -> Result<PathBuf, Failure> {
    let names = (0..100).map(|number| format!("msgraph-diff-{}-{number}", std::process::id()));
    let mut folders = names.map(|name| std::env::temp_dir().join(name));
    let made = folders.find(|folder| std::fs::create_dir(folder).is_ok());
    made.ok_or_else(|| format!("{}: no folder can be made here", std::env::temp_dir().display()).into())
}

/// Returns what stands before paths: those of the tree are relative to the folder, or to the one above a version's.
fn prefix(rev: &str, within: &str) -> String {
    let version =
        ["v1.0/", "beta/"].into_iter().find(|version| within == *version || within.ends_with(&format!("/{version}")));
    let above = version.map_or(within, |version| &within[..within.len() - version.len()]);
    format!("{rev}:{above}")
}

/// Reads one file of `cat-file --batch`: a line with its length, its bytes, a line end.
fn content(given: &mut BufReader<ChildStdout>) -> Result<Vec<u8>, Failure> {
    let mut head = String::new();
    given.read_line(&mut head)?;
    let length = head.rsplit(' ').next().and_then(|length| length.trim().parse::<usize>().ok());
    let mut bytes = vec![0; length.ok_or_else(|| format!("git says: {head}"))? + 1];
    given.read_exact(&mut bytes)?;
    bytes.pop();
    Ok(bytes)
}

/// Lists the files of the folder in a commit: ids and paths relative to the folder. Links and submodules are none.
fn files(docs: &Path, commit: &str) -> Result<Vec<(String, String)>, Failure> {
    let listed = output(docs, &["ls-tree", "-r", "-z", commit])?;
    let listed = String::from_utf8_lossy(&listed);
    let file = |entry: &str| {
        let (data, path) = entry.split_once('\t')?;
        let mut data = data.split(' ');
        let (mode, _, id) = (data.next()?, data.next()?, data.next()?);
        mode.starts_with("100").then(|| (id.to_owned(), path.to_owned()))
    };
    Ok(listed.split('\0').filter_map(file).collect())
}

fn git(docs: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(docs).args(arguments);
    git
}

/// Returns the only line that git prints.
fn told(docs: &Path, arguments: &[&str]) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&output(docs, arguments)?).trim_end_matches('\n').to_owned())
}

/// Returns what git prints.
fn output(docs: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let run = git(docs, arguments).output().map_err(|error| format!("git: {error}"))?;
    if run.status.success() {
        return Ok(run.stdout);
    }
    let said = String::from_utf8_lossy(&run.stderr);
    Err(format!("git {}: {}", arguments[0], said.lines().next().unwrap_or("no answer")).into())
}

#[cfg(test)]
mod tests {
    use super::{Checkout, output, prefix};

    #[test]
    fn what_stands_before_paths() {
        let cases =
            [("", "r:"), ("docs/", "r:docs/"), ("docs/v1.0/", "r:docs/"), ("beta/", "r:"), ("a/xbeta/", "r:a/xbeta/")];
        for (within, wanted) in cases {
            assert_eq!(prefix("r", within), wanted);
        }
    }

    /// A repository in which a page changed, was removed and isn't committed yet: the files of a commit are as they were, and
    /// nothing of the working tree is touched.
    #[test]
    fn files_of_a_commit() {
        let root = std::env::temp_dir().join(format!("msgraph-diff-test-{}", std::process::id()));
        let docs = root.join("docs");
        std::fs::create_dir_all(docs.join("v1.0/api")).expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(docs.join("v1.0/api").join(name), text).expect("a page");
        let run = |arguments: &[&str]| drop(output(&root, arguments).expect("git"));
        let commit = |message: &str| {
            run(&["add", "-A"]);
            run(&["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", message]);
        };
        run(&["init", "-q"]);
        write("a.md", "one\n");
        write("ä b.md", "without end");
        commit("first");
        write("a.md", "two\n");
        std::fs::remove_file(docs.join("v1.0/api/ä b.md")).expect("a page");
        commit("second");
        write("a.md", "three\n");
        let folder = {
            let old = Checkout::of(&docs, "HEAD~1").expect("the first commit");
            let read = |name: &str| std::fs::read_to_string(old.docs.join("v1.0/api").join(name)).expect("a page");
            assert_eq!((read("a.md").as_str(), read("ä b.md").as_str()), ("one\n", "without end"));
            assert_eq!(old.prefix, "HEAD~1:docs/");
            old.docs.clone()
        };
        assert!(!folder.exists(), "the files go with what holds them");
        assert_eq!(std::fs::read_to_string(docs.join("v1.0/api/a.md")).expect("a page"), "three\n");
        for rev in ["nowhere", "--all", "HEAD~7"] {
            let error = Checkout::of(&docs, rev).err().expect("no commit").to_string();
            assert!(error.contains(rev), "{error}");
        }
        std::fs::remove_dir_all(root).expect("the folder");
    }
}
