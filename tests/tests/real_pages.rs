//! The page stage over the real pages, where they lie beside the repository. None of them is copied here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use msgraph_codegen::diagnostic::Code;
use msgraph_codegen::ledger::Fate;
use msgraph_codegen::page::{self, Page, Returned, Rows, TableRole};
use msgraph_codegen::read::{self, DocsTree, PageSource};
use msgraph_codegen::understand;
use msgraph_tests::page::check;

/// A folder of real pages; none where this machine has none.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {} isn't there", path.display());
    None
}

fn sources(tree: &DocsTree) -> Vec<&PageSource> {
    tree.versions.iter().flat_map(|version| &version.pages).chain(&tree.includes).collect()
}

/// How often things were found.
#[derive(Debug, Default)]
struct Counts(BTreeMap<String, usize>);

impl Counts {
    fn add(&mut self, what: impl Into<String>, count: usize) {
        *self.0.entry(what.into()).or_default() += count;
    }

    fn page(&mut self, page: &Page) {
        self.add("pages", 1);
        self.add(format!("{:?} pages", page.kind), 1);
        page.requests.iter().for_each(|request| self.add(format!("{} lines", request.method), 1));
        page.blocks.iter().for_each(|block| self.add(format!("{:?} blocks", block.role), 1));
        self.add("prose permissions", page.prose_permissions.len());
        for table in &page.tables {
            let role = table.role;
            self.add(format!("{role:?} tables"), 1);
            match &table.rows {
                Rows::Members(rows) => {
                    self.add(format!("{role:?} rows"), rows.len());
                    self.add(format!("{role:?} types"), rows.iter().filter(|row| row.ty.is_some()).count());
                }
                Rows::EnumMembers(rows) => self.add("enum members", rows.len()),
                Rows::Methods(rows) => {
                    self.add("methods", rows.len());
                    self.add(
                        "methods that return",
                        rows.iter().filter(|row| matches!(row.returns, Some(Returned::Value(_)))).count(),
                    );
                }
                Rows::Clouds(clouds) => self.add("clouds", clouds.len()),
                Rows::Permissions(rows) => {
                    self.add("permissions", rows.iter().map(|row| row.needs.as_ref().map_or(0, Vec::len)).sum());
                }
                Rows::Headers(rows) => self.add("headers", rows.len()),
                Rows::Cells(_) => {}
            }
            assert!(role != TableRole::Explanatory || matches!(table.rows, Rows::Cells(_)));
        }
        for entry in &page.ledger {
            if let Fate::LeftOut(reason) = entry.fate {
                self.add(format!("{:?} left out: {reason:?}", entry.item), 1);
            }
        }
        page.diagnostics.iter().for_each(|diagnostic| self.add(diagnostic.code.as_str(), 1));
    }

    /// Parses all pages of a tree, on two threads, as the time is spent in debug builds.
    fn of(root: &Path) -> Self {
        let tree = read::read(root).expect("a docs tree");
        let sources = sources(&tree);
        let parse = |sources: &[&PageSource]| {
            let mut pages = Vec::with_capacity(sources.len());
            for source in sources {
                let page = page::parse(source);
                check(&page, &source.text);
                pages.push(page);
            }
            pages
        };
        let (first, second) = sources.split_at(sources.len() / 2);
        let mut counts = Self::default();
        std::thread::scope(|scope| {
            let other = scope.spawn(|| parse(second));
            parse(first).iter().for_each(|page| counts.page(page));
            other.join().expect("no panic").iter().for_each(|page| counts.page(page));
        });
        counts
    }

    #[track_caller]
    fn at_least(&self, bounds: &[(&str, usize)]) {
        let lost: Vec<String> = bounds
            .iter()
            .filter(|(what, bound)| self.0.get(*what).copied().unwrap_or_default() < *bound)
            .map(|(what, bound)| format!("{what}: {:?}, at least {bound}", self.0.get(*what)))
            .collect();
        assert!(lost.is_empty(), "{lost:#?}\n{self:#?}");
    }

    #[track_caller]
    fn at_most(&self, bounds: &[(&str, usize)]) {
        let more: Vec<String> = bounds
            .iter()
            .filter_map(|(what, bound)| {
                self.0.get(*what).filter(|count| *count > bound).map(|count| (what, count, bound))
            })
            .map(|(what, count, bound)| format!("{what}: {count}, at most {bound}"))
            .collect();
        assert!(more.is_empty(), "{more:#?}\n{self:#?}");
    }
}

#[test]
fn the_reference_of_2021() {
    let Some(docs) = shared("docs") else { return };
    let counts = Counts::of(&docs);
    counts.at_least(&[
        ("Operation pages", 4_800),
        ("Resource pages", 2_000),
        ("Enum pages", 600),
        ("EnumCollection pages", 3),
        ("GET lines", 3_830),
        ("POST lines", 2_170),
        ("PATCH lines", 1_510),
        ("DELETE lines", 1_310),
        ("PUT lines", 34),
        ("Properties tables", 1_950),
        ("Properties rows", 16_650),
        ("Properties types", 16_650),
        ("Relationships rows", 2_540),
        ("RequestBody rows", 20_580),
        ("FunctionParameters rows", 110),
        ("QueryParameters rows", 60),
        ("PathParameters rows", 28),
        ("Permissions tables", 4_820),
        ("permissions", 13_000),
        ("enum members", 5_100),
        ("methods", 4_960),
        ("methods that return", 3_990),
        ("headers", 8_900),
        ("JsonRepresentation blocks", 2_015),
        ("RequestExample blocks", 5_190),
        ("ResponseExample blocks", 5_190),
    ]);
    counts.at_most(&[
        ("Overview pages", 80),
        ("Explanatory tables", 100),
        ("Row left out: UnreadableRow", 5),
        ("RequestLine left out: UnreadableRequest", 15),
        ("CodeBlock left out: IllustrativeCode", 190),
        ("Annotation left out: WithoutBlock", 0),
        ("table-without-role", 1),
        ("not-a-permission", 6),
    ]);
}

#[test]
fn earlier_eras() {
    let Some(eras) = shared("eras") else { return };
    let bounds: [(&str, &[(&str, usize)]); 5] = [
        ("2016-06", &[("prose permissions", 25), ("Operation pages", 30), ("JsonRepresentation blocks", 20)]),
        ("2017-06", &[("prose permissions", 25), ("Operation pages", 30), ("GET lines", 79)]),
        ("2018-01", &[("Permissions tables", 25), ("Operation pages", 28), ("permissions", 40)]),
        ("2018-10", &[("Permissions tables", 25), ("Properties tables", 22), ("enum members", 10)]),
        ("2019-06", &[("Permissions tables", 25), ("Properties tables", 22), ("enum members", 10)]),
    ];
    for (era, bounds) in bounds {
        let counts = Counts::of(&eras.join(era));
        counts.at_least(bounds);
        counts.at_most(&[("Row left out: UnreadableRow", 2), ("RequestLine left out: UnreadableRequest", 0)]);
    }
}

/// The pages of 2024 to 2026: all of them are read, every item is accounted for, and what a page includes from a file that
/// isn't here is never called unsaid.
#[test]
fn the_reference_of_today() {
    let Some(current) = shared("current") else { return };
    let counts = Counts::of(&current);
    counts.at_least(&[
        ("pages", 75),
        ("Operation pages", 26),
        ("Properties rows", 200),
        ("GET lines", 10),
        ("POST lines", 10),
        ("RequestExample blocks", 26),
        ("ResponseExample blocks", 26),
    ]);
    counts.at_most(&[("Overview pages", 0), ("Row left out: UnreadableRow", 0), ("invalid-annotation", 3)]);
    for api in understand(&read::read(&current).expect("a docs tree")) {
        let silent: Vec<_> = api.diagnostics.iter().filter(|found| found.code == Code::NoPermissions).collect();
        assert!(silent.is_empty(), "{silent:#?}");
        let entries = api.pages.iter().flat_map(|page| page.ledger.iter().map(move |entry| (&page.path, entry)));
        let lost: Vec<_> = entries.filter(|(_, entry)| entry.fate == Fate::Unaccounted).collect();
        assert!(lost.is_empty(), "{lost:#?}");
    }
}

#[test]
fn the_seeds() {
    let Some(seeds) = shared("seeds") else { return };
    let counts = Counts::of(&seeds);
    counts.at_least(&[
        ("Operation pages", 5),
        ("PATCH lines", 4),
        ("POST lines", 1),
        ("RequestBody rows", 30),
        ("permissions", 5),
        ("RequestExample blocks", 5),
        ("ResponseExample blocks", 5),
    ]);
    counts.at_most(&[("pages", 5), ("placeholder", 10)]);
}
