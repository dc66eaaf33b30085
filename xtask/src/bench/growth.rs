//! Larger trees: a page must not cost more because there are more of them.

use std::path::Path;

use super::{Measure, clear, clock, front, on_threads, scratch, whole};
use crate::Failure;
use crate::flags::Bench;

/// The number of copies of a version's pages in the large tree.
const COPIES: usize = 4;

/// Measures the time a page: both versions, and copies of one under other names, against one version.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let one = front::one_version(&flags.docs);
    let out = scratch("growth");
    let copies = scratch("copies");
    for number in 0..COPIES {
        copy(&one, &copies.join("v1.0"), number)?;
    }
    let mut measures = Vec::new();
    for (what, tree) in
        [("all versions together", flags.docs.as_path()), ("four copies under other names", copies.as_path())]
    {
        let pages = |docs: &Path| -> Result<f64, Failure> { Ok(front::files(docs)?.len() as f64) };
        let (large, small) = (pages(tree)?, pages(&one)?);
        let times =
            || clock::in_turns(flags.runs, || whole::anew(tree, &out) / large, || whole::anew(&one, &out) / small);
        let times = on_threads(flags.threads, times)?;
        measures.push(Measure::ratio(format!("time a page: {what}, against one version"), 1.15, "1.15 ×", times));
    }
    clear(&out);
    clear(&copies);
    Ok(measures)
}

/// Copies the pages of a version so that each copy has types, links and paths of its own.
fn copy(version: &Path, to: &Path, number: usize) -> Result<(), Failure> {
    let tree = crate::codegen::read(version)?;
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
    use super::rename;

    #[test]
    fn links_types_and_paths() {
        let text = "[a](../resources/user.md#x) [b](user.md) [c](/graph/auth) [!INCLUDE [d](../../includes/d.md)]
GET /users, https://graph.microsoft.com/v1.0/me microsoft.graph.user";
        let wanted = "[a](../resources/c2user.md#x) [b](c2user.md) [c](/graph/auth) [!INCLUDE [d](../../includes/d.md)]
GET /c2users, https://graph.microsoft.com/v1.0/c2me microsoft.graph.c2.user";
        assert_eq!(rename(text, 2), wanted);
    }
}
