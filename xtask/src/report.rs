//! `codegen --report FILE.html`: what was read and understood, as one page to look at in a browser.
//!
//! The page holds its data as JSON, and a script that shows, sorts and searches it; nothing is fetched from elsewhere.

use std::collections::BTreeMap;

use msgraph_codegen::api::{Answer, Api, AreaId, Operation, TypeKind, TypeOf};
use msgraph_codegen::diagnostic::{Code, Diagnostic};
use msgraph_codegen::diff::{Change, Effect, render};
use msgraph_codegen::ledger::{Account, Fate};
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::span::{Lines, Span};
use serde_json::{Value, json};

/// The page, with a place for its data.
const TEMPLATE: &str = include_str!("report.html");

/// What stands in the template for the data.
const PLACE: &str = "\"the data\"";

/// What a report is made of.
pub(crate) struct Report<'r> {
    pub(crate) tree: &'r DocsTree,
    pub(crate) apis: &'r [Api],
    pub(crate) accounts: &'r [Account],
    /// All findings, sorted.
    pub(crate) found: &'r [Diagnostic],
    /// What changed since the last run; none where there is no last run.
    pub(crate) changes: Option<Vec<Change>>,
}

impl Report<'_> {
    /// Writes the page.
    pub(crate) fn html(&self) -> String {
        let data = json!({
            "versions": self.tree.versions.iter().map(|version| &version.name).collect::<Vec<_>>(),
            "read": self.read(),
            "areas": self.areas(),
            "left": self.left_out(),
            "codes": self.codes(),
            "findings": self.findings(),
            "changes": self.changes.as_ref().map(|changes| told(changes)),
        });
        // No text of a page may end the script.
        TEMPLATE.replace(PLACE, &data.to_string().replace('<', "\\u003c"))
    }

    /// Counts what was read, and what was understood of it.
    fn read(&self) -> Value {
        let tree = self.tree;
        let entries = || self.accounts.iter().flat_map(|account| &account.entries);
        let used = entries().filter(|entry| matches!(entry.fate, Fate::Used(_))).count();
        let of = |count: fn(&Api) -> usize| self.apis.iter().map(count).sum::<usize>();
        json!([
            ["pages", tree.versions.iter().map(|version| version.pages.len()).sum::<usize>()],
            ["files for other pages", tree.includes.len()],
            ["bytes", tree.bytes()],
            ["types", of(|api| api.types.len())],
            ["properties", of(|api| api.types.iter().map(|ty| properties(&ty.kind).count()).sum())],
            ["operations", of(|api| api.operations.len())],
            ["examples", of(|api| api.operations.iter().map(|operation| operation.examples.len()).sum())],
            ["items of pages that were used", used],
            ["items left out, with a reason", entries().count() - used],
            ["findings", self.found.len()],
        ])
    }

    /// Counts, for each area of each version, what is known of what is in it.
    fn areas(&self) -> Vec<Value> {
        let spoilt = self.spoilt();
        let of_api = |api: &Api| {
            let mut areas: Vec<Coverage> = vec![Coverage::default(); api.areas.len()];
            for ty in &api.types {
                areas[ty.area.place()].add_type(ty);
            }
            for operation in &api.operations {
                let page = &api.pages[operation.page.place()].path;
                let spoilt = spoilt.get(page.as_str()).map_or(&[][..], Vec::as_slice);
                for area in &operation.areas {
                    areas[area.place()].add_operation(operation, spoilt);
                }
            }
            let named = AreaId::each(&areas).map(|(id, area)| area.row(&api.version, &api.areas[id.place()].name));
            named.collect::<Vec<_>>()
        };
        self.apis.iter().flat_map(of_api).collect()
    }

    /// Collects where findings are, by page, in the order of the page.
    fn spoilt(&self) -> BTreeMap<&str, Vec<u32>> {
        let mut spoilt: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for finding in self.found {
            spoilt.entry(finding.file.as_str()).or_default().push(finding.span.start);
        }
        spoilt.values_mut().for_each(|places| places.sort_unstable());
        spoilt
    }

    /// Counts what was left out, by kind of item and reason.
    fn left_out(&self) -> Vec<Value> {
        let mut left: BTreeMap<(String, String), usize> = BTreeMap::new();
        for entry in self.accounts.iter().flat_map(|account| &account.entries) {
            if let Fate::LeftOut(reason) = entry.fate {
                let word = |value: Value| value.as_str().unwrap_or_default().replace('-', " ");
                *left.entry((word(json!(entry.item)), word(json!(reason)))).or_default() += 1;
            }
        }
        left.into_iter().map(|((item, reason), number)| json!([item, reason, number])).collect()
    }

    /// Lists the codes that were found, with how bad they are and what they mean.
    fn codes(&self) -> Vec<Value> {
        let row = |code: &Code| {
            let first = self.found.iter().find(|finding| finding.code == *code)?;
            let meaning: Vec<&str> = code.explanation().split_whitespace().collect();
            Some(json!([code.as_str(), first.severity.as_str(), meaning.join(" ")]))
        };
        Code::ALL.iter().filter_map(row).collect()
    }

    /// Lists the findings by page, as pairs: the page, and for each finding on it code, line, column, message, remedy.
    fn findings(&self) -> Vec<Value> {
        let of_page = |found: &[Diagnostic]| {
            let file = found[0].file.as_str();
            let lines = Lines::of(self.tree.file(file).map_or("", |source| source.text.as_str()));
            let row = |finding: &Diagnostic| {
                let (line, column) = lines.place(finding.span.start);
                let remedy = finding.help.as_deref().unwrap_or_default();
                json!([finding.code.as_str(), line, column, finding.message, remedy])
            };
            json!([file, found.iter().map(row).collect::<Vec<_>>()])
        };
        self.found.chunk_by(|one, other| one.file == other.file).map(of_page).collect()
    }
}

/// Lists changes, with what they mean for callers of the service and for programs in Rust.
fn told(changes: &[Change]) -> Vec<Value> {
    let effect = |effect: Effect| format!("{effect:?}").to_lowercase();
    let row =
        |change: &Change| json!([render::sentence(change), effect(change.service.effect), effect(change.rust.effect)]);
    changes.iter().map(row).collect()
}

/// Gives the properties of a type, with whether each has a description and a type.
fn properties(kind: &TypeKind) -> impl Iterator<Item = (bool, bool)> {
    let structure = match kind {
        TypeKind::Entity(structure) | TypeKind::Complex(structure) => Some(structure),
        TypeKind::Enum(_) => None,
    };
    let all = structure.into_iter().flat_map(|structure| structure.properties.iter().chain(&structure.navigation));
    all.map(|property| (!property.description.is_empty(), property.ty.of != TypeOf::Untyped))
}

/// What is known of an area.
#[derive(Clone, Default)]
struct Coverage {
    types: usize,
    types_described: usize,
    properties: usize,
    properties_described: usize,
    properties_typed: usize,
    operations: usize,
    permissions: usize,
    answers: usize,
    examples: usize,
    examples_pass: usize,
}

impl Coverage {
    fn add_type(&mut self, ty: &msgraph_codegen::api::Type) {
        self.types += 1;
        self.types_described += usize::from(!ty.description.is_empty());
        for (described, typed) in properties(&ty.kind) {
            self.properties += 1;
            self.properties_described += usize::from(described);
            self.properties_typed += usize::from(typed);
        }
    }

    /// Counts an operation; an example passes if it follows a request line of its page and no finding is on it. The places of findings
    /// are in order.
    fn add_operation(&mut self, operation: &Operation, spoilt: &[u32]) {
        self.operations += 1;
        self.permissions += usize::from(operation.permissions.stated);
        self.answers += usize::from(operation.response.answer != Answer::Unknown);
        let is_sound = |span: &Span| {
            let first = spoilt.partition_point(|at| *at < span.start);
            spoilt.get(first).is_none_or(|at| *at >= span.end)
        };
        for example in &operation.examples {
            let sound = [example.request_span, example.response_span].iter().all(is_sound);
            self.examples += 1;
            self.examples_pass += usize::from(sound && (example.bound || example.request.is_none()));
        }
    }

    fn row(&self, version: &str, name: &str) -> Value {
        let Self { types, types_described, properties, properties_described, properties_typed, .. } = self;
        let Self { operations, permissions, answers, examples, examples_pass, .. } = self;
        json!([
            version,
            name,
            types,
            types_described,
            properties,
            properties_described,
            properties_typed,
            operations,
            permissions,
            answers,
            examples,
            examples_pass
        ])
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::path::Path;
    use std::process::Command;

    use msgraph_codegen::api::Example;
    use msgraph_codegen::plan::Settings;
    use msgraph_codegen::{findings, generate, lint, read, understand};

    use super::*;
    use crate::flags;

    /// Programs that are browsers, where one is installed.
    const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    /// The report of the project's own pages, and how many findings it has.
    fn page() -> (String, usize) {
        let tree = read::read(&flags::project().join("docs-input")).expect("the project's pages");
        let apis = understand(&tree);
        let accounts = generate(&apis, &Settings::default()).accounts;
        let found = findings(&tree, &lint::Settings::default());
        let report = Report { tree: &tree, apis: &apis, accounts: &accounts, found: &found, changes: Some(Vec::new()) };
        (report.html(), found.len())
    }

    /// Opens a page in a browser, in a frame of some width, as windows aren't as narrow as phones; returns the document after its scripts
    /// ran, its title being how many pixels of the page and of its tables don't fit.
    fn opened(browser: &str, page: &str, width: usize, folder: &Path) -> Option<String> {
        let held = page.replace('&', "&amp;").replace('"', "&quot;");
        let measure = "frame.onload = () => { const shown = frame.contentDocument; \
                       const beside = [shown.documentElement, ...shown.querySelectorAll(\".wide\")]; \
                       document.title = Math.max(...beside.map(one => one.scrollWidth - one.clientWidth)); \
                       document.body.innerHTML = shown.body.innerHTML; }";
        let outer = format!(
            "<!doctype html><title></title><body><iframe id=\"frame\" style=\"width: {width}px; height: 800px; border: 0\" \
             srcdoc=\"{held}\"></iframe><script>{measure}</script></body>"
        );
        let file = folder.join("report.html");
        std::fs::write(&file, outer).expect("a file");
        let data = format!("--user-data-dir={}", folder.join("browser").display());
        let arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--window-size=1600,1000", &data];
        let output = Command::new(browser).args(arguments).arg(&file).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned()).filter(|document| document.contains("</html>"))
    }

    #[test]
    fn a_report_stands_alone() {
        let (page, _) = page();
        assert_eq!(page.matches("</script").count(), 2, "text of pages ends no script");
        for word in [" src=", "<link", "@import", "url(", "fetch("] {
            assert!(!page.contains(word), "{word} loads something");
        }
    }

    /// A finding is on an example where it stands in its request or its answer, ends not included.
    #[test]
    fn examples_pass_without_findings() {
        let example = |request: Range<usize>, answer: Range<usize>| Example {
            request_span: Span::new(request),
            response_span: Span::new(answer),
            bound: true,
            ..Example::default()
        };
        let passed = |spoilt: &[u32]| {
            let examples = vec![example(10..20, 30..40), example(50..60, 0..0)];
            let mut area = Coverage::default();
            area.add_operation(&Operation { examples, ..Operation::default() }, spoilt);
            (area.examples, area.examples_pass)
        };
        for (spoilt, wanted) in [
            (&[][..], 2),
            (&[9, 20, 29, 40, 49, 60, 70], 2),
            (&[5, 10, 25], 1),
            (&[39], 1),
            (&[5, 55], 1),
            (&[19, 30, 50], 0),
        ] {
            assert_eq!(passed(spoilt), (2, wanted), "{spoilt:?}");
        }
    }

    #[test]
    fn a_browser_shows_it() {
        let (page, number) = page();
        let folder = std::env::temp_dir().join(format!("report-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut seen = false;
        for width in [390, 800, 870, 1024, 1280, 1400] {
            let shown = BROWSERS.iter().find_map(|browser| opened(browser, &page, width, &folder));
            let Some(document) = shown else { continue };
            seen = true;
            assert!(document.contains(&format!("{number} findings")), "the findings are counted");
            assert!(document.contains("<td class=\"place\" data-name=\"\">beta/api/"), "the findings are listed");
            assert!(document.contains("Nothing in the API changed."), "the changes are told");
            let title = document.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            assert_eq!(title, "0", "pixels stand beside {width}");
        }
        let _ = std::fs::remove_dir_all(&folder);
        if !seen {
            eprintln!("no browser is installed, so that nothing was opened in one");
        }
    }
}
