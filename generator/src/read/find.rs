//! Walks a docs tree and decides by its place what each file is. Opens no file.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::Folder;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// The folders that are versions of the API, in the order of the output.
pub(super) const VERSIONS: [&str; 2] = ["v1.0", "beta"];

/// The reviewed corrections of a tree.
const CORRECTIONS: &str = "corrections.yaml";

/// What the linter is told about a tree, which isn't read here.
const LINT: &str = "lint.yaml";

/// The files of a tree, before any is opened.
#[derive(Default)]
pub(super) struct Found {
    /// The folder that all paths are relative to.
    pub(super) root: PathBuf,
    /// The names of the versions that have a folder here.
    pub(super) versions: Vec<String>,
    /// The files, sorted by path.
    pub(super) files: Vec<File>,
    /// The findings about files that were passed over.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A file to read.
pub(super) struct File {
    /// Relative to the root, `/` between folders.
    pub(super) path: String,
    pub(super) role: Role,
}

/// The role of a file, by its place; versions are indices into [`Found::versions`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A page of a version.
    Page(usize, Folder),
    /// The table of contents of a version.
    TableOfContents(usize),
    /// Text that pages include.
    Include,
    /// The reviewed corrections of the tree.
    Corrections,
    /// A page in no version's folder.
    Loose,
}

impl Role {
    /// Returns whether types or operations can come of it.
    pub(super) fn is_page(&self) -> bool {
        matches!(self, Role::Page(..) | Role::Loose)
    }
}

/// Returns the key to sort versions by: known versions come in their order, then others by name.
pub(super) fn order(version: &str) -> (usize, &str) {
    (VERSIONS.iter().position(|known| *known == version).unwrap_or(VERSIONS.len()), version)
}

/// Finds the files of a tree, of one version's folder, or of a folder of loose pages.
pub(super) fn find(dir: &Path) -> io::Result<Found> {
    let dir = fs::canonicalize(dir)?;
    fs::read_dir(&dir)?;
    let mut found = Found::default();
    let holds = |name: &str| dir.join(name).is_dir();
    if VERSIONS.into_iter().any(holds) {
        found.root = dir.clone();
        for version in VERSIONS.into_iter().filter(|version| holds(version)) {
            found.version(version);
        }
    } else if holds("api") || holds("resources") {
        found.root = dir.parent().unwrap_or(&dir).to_owned();
        let folder = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        found.version(&folder);
    } else {
        found.root = dir.clone();
        found.loose();
    }
    found.folder("includes", true, &mut |path| markdown(path).then_some(Role::Include));
    found.optional(CORRECTIONS, Role::Corrections);
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    found.diagnostics.sort();
    Ok(found)
}

impl Found {
    /// Takes the files of a version.
    fn version(&mut self, folder: &str) {
        let version = self.versions.len();
        self.versions.push(folder.to_owned());
        for (part, kind) in [("api", Folder::Api), ("resources", Folder::Resources)] {
            self.folder(&format!("{folder}/{part}"), true, &mut |path| {
                let include = path.contains("/includes/");
                markdown(path).then_some(if include { Role::Include } else { Role::Page(version, kind) })
            });
        }
        self.folder(&format!("{folder}/includes"), true, &mut |path| markdown(path).then_some(Role::Include));
        self.optional(&format!("{folder}/toc.yml"), Role::TableOfContents(version));
    }

    /// Takes the pages that stand in the root itself.
    fn loose(&mut self) {
        self.folder("", false, &mut |path| (markdown(path) || path.ends_with(".txt")).then_some(Role::Loose));
        self.diagnostics.retain(|diagnostic| ![CORRECTIONS, LINT].contains(&diagnostic.file.as_str()));
    }

    /// Takes a file that may be absent.
    fn optional(&mut self, path: &str, role: Role) {
        match fs::symlink_metadata(self.root.join(path)) {
            Ok(data) if data.is_symlink() => self.diagnostics.push(link(path.to_owned())),
            Ok(data) if data.is_file() => self.files.push(File { path: path.to_owned(), role }),
            Ok(_) => self.diagnostics.push(unreadable(path.to_owned(), NO_FILE)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.diagnostics.push(unreadable(path.to_owned(), &error.to_string())),
        }
    }

    /// Takes the files of a folder, and of the folders in it where `deep`. Hidden files, those with a leading dot, are
    /// nobody's pages. An absent folder is an empty one.
    fn folder(&mut self, folder: &str, deep: bool, role: &mut dyn FnMut(&str) -> Option<Role>) {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.diagnostics.push(unreadable(folder.to_owned(), &error.to_string())),
        };
        for entry in entries {
            let (name, kind) = match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
                Ok(entry) => entry,
                Err(error) => {
                    self.diagnostics.push(unreadable(folder.to_owned(), &error.to_string()));
                    continue;
                }
            };
            let shown = name.to_string_lossy();
            if shown.starts_with('.') {
                continue;
            }
            let separator = if folder.is_empty() { "" } else { "/" };
            let path = [folder, separator, &shown].concat();
            if kind.is_symlink() {
                self.diagnostics.push(link(path));
            } else if name.to_str().is_none() {
                self.diagnostics.push(unreadable(path, "its name isn't UTF-8"));
            } else if kind.is_dir() && deep {
                self.folder(&path, deep, role);
            } else if kind.is_file() {
                match role(&path) {
                    Some(role) => self.files.push(File { path, role }),
                    None => self.diagnostics.push(stray(path)),
                }
            } else if !kind.is_dir() {
                self.diagnostics.push(unreadable(path, NO_FILE));
            }
        }
    }
}

/// Returns whether the name says that it's a page.
fn markdown(path: &str) -> bool {
    path.ends_with(".md")
}

fn link(file: String) -> Diagnostic {
    let help = "put the file itself in its place".to_owned();
    of_file(&file, Code::SymbolicLink, "a symbolic link isn't followed").with_help(help)
}

fn stray(file: String) -> Diagnostic {
    of_file(&file, Code::StrayFile, "a file among the pages that isn't named `*.md`; nothing is read from it")
}

/// What is said of what stands where a file should: reading a pipe would never end.
const NO_FILE: &str = "it is no file";

/// Returns what is said of a file or folder that can't be read.
pub(super) fn unreadable(file: String, why: &str) -> Diagnostic {
    of_file(&file, Code::UnreadableFile, format!("it can't be read: {why}"))
}

fn of_file(file: &str, code: Code, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(file, Span::default(), code, message)
}
