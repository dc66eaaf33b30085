//! Larger trees: a page must not cost more because there are more of them, nor anything in it.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use msgraph_codegen::diff;

use super::measure::{Measure, clear, on_threads, scratch};
use super::shapes::{Pages, SHAPES, Shape};
use super::{clock, front, whole};
use crate::Failure;
use crate::diff::both;
use crate::flags::Bench;

/// The number of copies of a version's pages in the large trees.
const COPIES: usize = 16;

/// Makes a copy of a version's pages that goes by a number.
type Copy = fn(&Path, &Path, usize) -> Result<(), Failure>;

/// Measures the time a page of both versions against one, that of copies of one against one, and all shapes.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let one = front::one_version(&flags.docs);
    let out = scratch("growth");
    let pages = |docs: &Path| -> Result<f64, Failure> { Ok(front::files(docs)?.len() as f64) };
    let (all, small) = (pages(&flags.docs)?, pages(&one)?);
    let a_page = |docs: &Path, pages: f64| whole::anew(docs, &out) / pages;
    let times = || clock::in_turns(flags.runs, || a_page(&flags.docs, all), || a_page(&one, small));
    let times = on_threads(flags.threads, times)?;
    let what = "time a page: all versions together, against one version";
    let mut measures = vec![Measure::ratio(what, 1.15, "1.15 ×", times)];
    let copies = scratch("copies");
    for (names, copy) in [("other names", copy as Copy), ("names like each other", copy_alike)] {
        for number in 0..COPIES {
            copy(&one, &copies.join("v1.0"), number)?;
        }
        // Few turns of what takes long: each is as long as all else together.
        let times = || clock::in_turns(flags.runs.min(3), || whole::anew(&copies, &out), || whole::anew(&one, &out));
        let times = on_threads(flags.threads, times)?;
        measures.push(Measure::ratio(format!("{COPIES} copies with {names}, against one"), 17.0, "17 ×", times));
        clear(&copies);
    }
    let shapes = in_memory("shapes");
    for shape in SHAPES {
        measures.extend(four_times(flags, shape, &shapes)?);
    }
    clear(&out);
    clear(&shapes);
    Ok(measures)
}

/// Measures time and memory of a tree with four times as many of something, against one with as many; and the time of
/// reading it and a tree where all that has other names, and comparing both.
fn four_times(flags: &Bench, shape: &Shape, root: &Path) -> Result<[Measure; 3], Failure> {
    let (small, large, out) = (root.join("1"), root.join("4"), root.join("out"));
    write(&small, (shape.pages)(shape.count))?;
    write(&large, (shape.pages)(4 * shape.count))?;
    let mut peaks = Vec::new();
    for docs in [&small, &large] {
        clear(&out);
        peaks.push(whole::peak(docs, &out)?);
    }
    // In this process: the time of the processors of another one is told in hundredths of a second only.
    let times = || clock::in_turns(flags.runs.min(3), || whole::anew(&large, &out), || whole::anew(&small, &out));
    let times = on_threads(flags.threads, times)?;
    let what = format!("4 × {} {}", shape.count, shape.name);
    let memory = peaks[1] / peaks[0];
    let found = format!("{memory:.2} × ({:.0} MiB against {:.0} MiB)", peaks[1], peaks[0]);
    let mut names = Vec::new();
    for (docs, count) in [(&small, shape.count), (&large, 4 * shape.count)] {
        let other = root.join(if count == shape.count { "other-1" } else { "other-4" });
        write(&other, (shape.pages)(count).into_iter().map(|(path, text)| (path, renamed(&text))).collect())?;
        names.push((docs, other));
    }
    let changes = || clock::in_turns(flags.runs.min(3), || compared(&names[1]), || compared(&names[0]));
    let changes = on_threads(flags.threads, changes)?;
    clear(root);
    Ok([
        Measure::ratio(format!("time: {what}"), 5.0, "5 ×", times),
        Measure { what: format!("memory: {what}"), limit: "5 ×", found, met: memory <= 5.0 },
        Measure::ratio(format!("changes: {what}"), 5.0, "5 ×", changes),
    ])
}

/// Returns a folder in a file system in memory, where there is one, or as [`scratch`] does: thousands of files come and go for
/// each shape, and what a disk's file system does with them isn't ours.
fn in_memory(name: &str) -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.join(format!("msgraph-{name}-{}", std::process::id())) } else { scratch(name) }
}

/// Gives what the shapes have many of other names.
fn renamed(text: &str) -> String {
    const NAMES: [(&str, &str); 6] =
        [("lamp", "torch"), ("part", "piece"), ("shade", "tone"), ("ring", "band"), ("link", "joint"), ("act", "deed")];
    NAMES.iter().fold(text.to_owned(), |text, (name, other)| text.replace(name, other))
}

/// Measures how long two trees take to read and compare, there and back.
fn compared((here, there): &(&PathBuf, PathBuf)) -> f64 {
    clock::time(|| match both(here, there) {
        Ok((here, there)) => {
            for (old, new) in here.snapshots().iter().zip(there.snapshots()) {
                black_box(diff::compare(old, new).len() + diff::compare(new, old).len());
            }
        }
        Err(error) => eprintln!("error: {error}"),
    })
}

/// Writes pages of a version.
fn write(docs: &Path, pages: Pages) -> Result<(), Failure> {
    for folder in ["api", "resources"] {
        std::fs::create_dir_all(docs.join("v1.0").join(folder))?;
    }
    for (path, text) in pages {
        std::fs::write(docs.join("v1.0").join(path), text)?;
    }
    Ok(())
}

/// Copies the pages of a version so that the types of each copy have names of their own that are like those of the others.
fn copy_alike(version: &Path, to: &Path, number: usize) -> Result<(), Failure> {
    let letter = char::from(b'a' + u8::try_from(number).unwrap_or_default());
    let tree = crate::docs::read(version)?;
    let pages = || tree.versions.iter().flat_map(|version| &version.pages);
    let titles = pages().filter_map(|page| page.text.lines().find_map(|line| line.strip_prefix("# ")));
    let types: BTreeSet<&str> =
        titles.filter(|title| title.ends_with(" type")).filter_map(|title| title.split(' ').next()).collect();
    copy(version, to, number)?;
    for page in pages() {
        let name = page.path.rsplit('/').next().unwrap_or_default();
        let folder = if page.folder == msgraph_codegen::read::Folder::Resources { "resources" } else { "api" };
        let file = to.join(folder).join(format!("c{number}{name}"));
        let text = std::fs::read_to_string(&file)?.replace(&format!("microsoft.graph.c{number}."), "microsoft.graph.");
        std::fs::write(file, rename_words(&text, &types, letter))?;
    }
    Ok(())
}

/// Puts letters behind words.
fn rename_words(text: &str, words: &BTreeSet<&str>, letter: char) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        out += word;
        // Between two signs stands no word.
        if !word.is_empty() && words.contains(word) {
            out.extend(['X', letter]);
        }
        out += &part[word.len()..];
    }
    out
}

/// Copies the pages of a version so that each copy has types, links and paths of its own.
pub(super) fn copy(version: &Path, to: &Path, number: usize) -> Result<(), Failure> {
    let tree = crate::docs::read(version)?;
    for folder in ["api", "resources"] {
        std::fs::create_dir_all(to.join(folder))?;
    }
    for page in tree.versions.iter().flat_map(|version| &version.pages) {
        let name = page.path.rsplit('/').next().unwrap_or_default();
        let folder = if page.folder == msgraph_codegen::read::Folder::Resources { "resources" } else { "api" };
        std::fs::write(to.join(folder).join(format!("c{number}{name}")), rename(&page.text, number))?;
    }
    Ok(())
}

/// Gives a page's links, types and paths the number of its copy. Not exact, but enough that no copy repeats another.
fn rename(text: &str, number: usize) -> String {
    let mut text = rename_links(text, number).replace("microsoft.graph.", &format!("microsoft.graph.c{number}."));
    for verb in ["GET", "POST", "PATCH", "PUT", "DELETE"] {
        text = text.replace(&format!("{verb} /"), &format!("{verb} /c{number}"));
    }
    text.replace("graph.microsoft.com/v1.0/", &format!("graph.microsoft.com/v1.0/c{number}"))
}

/// Turns `](../resources/user.md)` into `](../resources/c1user.md)`.
fn rename_links(text: &str, number: usize) -> String {
    let mut parts = text.split("](");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let target = part.split(')').next().unwrap_or_default();
        let name = target.rfind('/').map_or(0, |slash| slash + 1);
        let page = target.contains(".md") && !target.contains("includes/") && !target.starts_with("http");
        let (before, after) = part.split_at(name);
        out += "](";
        out += before;
        if page {
            out += &format!("c{number}");
        }
        out += after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{rename, rename_words};

    #[test]
    fn links_types_and_paths() {
        let text = "[a](../resources/user.md#x) [b](user.md) [c](/graph/auth) [!INCLUDE [d](../../includes/d.md)]
GET /users, https://graph.microsoft.com/v1.0/me microsoft.graph.user";
        let wanted = "[a](../resources/c2user.md#x) [b](c2user.md) [c](/graph/auth) [!INCLUDE [d](../../includes/d.md)]
GET /c2users, https://graph.microsoft.com/v1.0/c2me microsoft.graph.c2.user";
        assert_eq!(rename(text, 2), wanted);
    }

    #[test]
    fn words() {
        let words = ["user", "group", ""].into_iter().collect();
        let wanted = "# userXb type, microsoft.graph.groupXb (users) `userXb`";
        assert_eq!(rename_words("# user type, microsoft.graph.group (users) `user`", &words, 'b'), wanted);
    }
}
