//! The project's own pages that are made from its sources: the list of diagnostics, the code map, and the licences beside the
//! crates that are published.

use std::path::Path;
use std::{fs, io};

use msgraph_codegen::diagnostic::render;

/// The list of diagnostics.
const CODES: &str = "generator/DIAGNOSTICS.md";

/// The page with the code map, and what stands before and after it.
const MAP: (&str, &str, &str) = (
    "generator/ARCHITECTURE.md",
    "<!-- code map: from the first line of each module -->\n",
    "<!-- end of code map -->",
);

/// The source folders of the map.
const SOURCES: [&str; 4] = ["generator/src", "generator/runtime/src", "generator/runtime/types/src", "xtask/src"];

/// The licences of the project.
pub(crate) const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The folders of the crates that are published: a package holds what is in its own folder.
const PUBLISHED: [&str; 2] = ["generator/runtime", "generator/runtime/types"];

/// Paths and texts of the pages, as they should be.
pub(crate) fn pages(project: &Path) -> io::Result<Vec<(String, String)>> {
    let (page, start, end) = MAP;
    let old = fs::read_to_string(project.join(page))?;
    let (before, rest) =
        old.split_once(start).ok_or_else(|| io::Error::other(format!("{page} has no place for the map")))?;
    let after = rest.split_once(end).map_or("", |(_, after)| after);
    let mut map = String::new();
    for folder in SOURCES {
        map += &format!("\n`{folder}`\n\n| Module | Owns |\n| --- | --- |\n");
        for (path, says) in modules(project, folder)? {
            map += &format!("| `{path}` | {says} |\n");
        }
    }
    let map = format!("{before}{start}{map}\n{end}{after}");
    let mut pages = vec![(CODES.to_owned(), render::page_of_codes()), (page.to_owned(), map)];
    for licence in LICENCES {
        let text = fs::read_to_string(project.join(licence))?;
        pages.extend(PUBLISHED.map(|folder| (format!("{folder}/{licence}"), text.clone())));
    }
    Ok(pages)
}

/// Returns the modules of a folder with their first sentence; `mod.rs` stands for its folder, before the files in it.
fn modules(project: &Path, folder: &str) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(project.join(folder).join(&inner))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                folders.push(format!("{inner}{name}/"));
            } else if name.ends_with(".rs") {
                let text = fs::read_to_string(entry.path())?;
                let path = format!("{inner}{}", name.trim_end_matches("mod.rs").trim_end_matches(".rs"));
                found.push((path, first_sentence(&text)));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Returns the first sentence of a module's documentation, safe in a table.
fn first_sentence(text: &str) -> String {
    let lines =
        text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).take_while(|line| !line.is_empty());
    let paragraph = lines.collect::<Vec<_>>().join(" ");
    let sentence = paragraph.split_once(". ").map_or(paragraph.as_str(), |(first, _)| first);
    // Links to items mean nothing outside of rustdoc.
    sentence.trim_end_matches('.').replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn sentences() {
        let text = "//! Makes [`Page`]s of\n//! text. And more.\n//!\n//! Other.\nuse x;";
        assert_eq!(first_sentence(text), "Makes `Page`s of text");
        assert_eq!(first_sentence("use x;"), "");
    }
}
