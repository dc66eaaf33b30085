//! The order of reading: find the files, read each of them, place them, correct them.

use std::path::Path;
use std::{fs, io};

use rayon::prelude::*;

use super::find::{self, Role};
use super::{DocsTree, Folder, PageSource, corrections, loose, text};
use crate::diagnostic::{Code, Diagnostic};

/// Reads a docs tree: a folder that holds `v1.0/` or `beta/`, one version's folder (then the tree is its parent), or a
/// folder of loose pages.
///
/// # Errors
/// If the folder can't be read or holds no page. A file that can't be read is a diagnostic.
pub fn read(dir: &Path) -> io::Result<DocsTree> {
    let found = find::find(dir)?;
    if !found.files.iter().any(|file| file.role.is_page()) {
        let message = "no pages: the folder holds neither v1.0/, beta/, api/, resources/ nor *.md files";
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    let mut tree = DocsTree { root: found.root, diagnostics: found.diagnostics, ..DocsTree::default() };
    let root = &tree.root;
    let sources: Vec<_> = found.files.into_par_iter().map(|file| (file.role, source(root, file.path))).collect();
    let mut loose = Vec::new();
    for (role, (source, diagnostic)) in sources {
        tree.diagnostics.extend(diagnostic);
        match (role, source) {
            (_, None) => {}
            (Role::Loose, Some(source)) => loose.push(source),
            (role, Some(source)) => place(&mut tree, role, &found.versions, source),
        }
    }
    loose::place(&mut tree, loose);
    tree.versions.sort_by(|a, b| find::order(&a.name).cmp(&find::order(&b.name)));
    corrections::apply(&mut tree);
    Ok(tree)
}

/// Puts a file where its role says.
fn place(tree: &mut DocsTree, role: Role, versions: &[String], mut source: PageSource) {
    match role {
        Role::Page(version, folder) => {
            source.folder = folder;
            tree.version(&versions[version]).pages.push(source);
        }
        Role::TableOfContents(version) => tree.version(&versions[version]).toc = Some(source),
        Role::Include => {
            source.folder = Folder::Includes;
            tree.includes.push(source);
        }
        Role::Corrections => tree.corrections = Some(source),
        Role::Loose => {}
    }
}

/// Reads one file; the path is relative to the root.
fn source(root: &Path, path: String) -> (Option<PageSource>, Option<Diagnostic>) {
    match fs::read(root.join(&path)) {
        Ok(bytes) => {
            let (text, damage) = text::normalise(bytes);
            let diagnostic = damage.map(|span| {
                let message = "the file isn't UTF-8: these bytes are read as a replacement character";
                let help = "save the page as UTF-8".to_owned();
                Diagnostic::new(&path, span, Code::NotUtf8, message).with_help(help)
            });
            (Some(PageSource { path, text, ..PageSource::default() }), diagnostic)
        }
        Err(error) => (None, Some(find::unreadable(path, &error.to_string()))),
    }
}
