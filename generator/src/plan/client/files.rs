//! What stands where: an area's builders and operations each in a file of their own, so that features can leave them out.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::items::{AreaModule, Examples, ExamplesRoot, Item, Methods, OperationName, Root, TableLine};
use super::{Area, Builder, BuilderId, Client, Context, Operation, areas, examples, guide, readme};
use crate::api::{AreaId, OperationId, TypeId};
use crate::plan::account::{Share, Shares};
use crate::plan::areas::defaults;
use crate::plan::model::shapes::Shapes;
use crate::plan::names::{self, Scope};
use crate::plan::snippet::Snippet;
use crate::plan::{CratePlan, Dependency, Docs, Features, File, Manifest, Settings, docs, features, packages};

/// The root of the crate.
const ROOT: &str = "src/lib.rs";

/// The file of builders that lead to several areas.
const SHARED: &str = "src/builders.rs";

/// Returns the areas that have operations, sorted by name.
pub fn areas(context: &Context<'_>) -> Vec<Area> {
    let ids: BTreeSet<AreaId> = context
        .api
        .operations
        .iter()
        .filter(|operation| operation.speaks())
        .flat_map(|operation| operation.areas.clone())
        .collect();
    let typed: BTreeSet<AreaId> =
        TypeId::each(&context.api.types).flat_map(|(ty, _)| context.needs.of(ty).iter().copied()).collect();
    let area = |id: AreaId| {
        let feature = context.needs.features(&[id]).concat();
        let module = context.needs.module(id).to_string();
        let description = context.api.areas[id].description.clone();
        Area { id, feature, module, description, has_types: typed.contains(&id) }
    };
    let mut areas: Vec<Area> = ids.into_iter().filter(|id| context.includes(*id)).map(area).collect();
    areas.sort_by(|a, b| a.feature.cmp(&b.feature));
    areas
}

/// Plans the whole crate.
pub fn crate_plan(context: &Context<'_>, settings: &Settings, mut client: Client, shapes: Shapes) -> CratePlan {
    let placed = examples::Placed::of(&client, shapes);
    let each = client.areas.par_iter().map(|area| (area.clone(), examples::of_area(context, &client, &placed, area)));
    let mut examples: Vec<(Area, Examples)> = each.filter(|(_, examples)| !examples.cases.is_empty()).collect();
    let data = examples.iter_mut().map(|(area, examples)| {
        let cases = std::mem::take(&mut examples.cases);
        (in_tests(&area.module, "jsonl"), cases)
    });
    let data = data.collect();
    let snippets = snippets(&mut client, &mut examples);
    let shares = shares(context, &client);
    let mut modules = modules(&client);
    let answers = answers(&mut client, &mut modules);
    let readme = settings.release.as_ref().map(|release| readme::page(context, &client, release));
    let mut files = files(context, &mut client, &modules, answers);
    let mut texts = Vec::new();
    let manifest = manifest(&client, settings, !examples.is_empty());
    files.extend(example_files(&client, examples));
    files.extend(readme);
    if let Some(release) = &settings.release {
        files.push(packages::changelog(release, &manifest.package, &client.version));
        texts.extend(release.licence_files.clone());
    }
    let folder = format!("{}/client", client.version);
    CratePlan { folder, manifest, data, texts, files, snippets, diagnostics: client.diagnostics, shares }
}

/// Takes the code of all examples together, each under a name of its own, and tells the operations where theirs is.
fn snippets(client: &mut Client, examples: &mut [(Area, Examples)]) -> Vec<Snippet> {
    let mut all = Vec::new();
    let mut begins: Vec<(BuilderId, OperationId)> = Vec::new();
    let mut names = Scope::ignoring_case();
    for planned in examples.iter_mut().flat_map(|(_, examples)| &mut examples.snippets) {
        let mut snippet = std::mem::take(&mut planned.snippet);
        snippet.name = names.claim(&snippet.name, &snippet.page).name;
        planned.function = format!("example_{}", snippet.name.replace('-', "_"));
        client.operations[planned.operation].snippets.insert(planned.example, all.len());
        begins.push((planned.builder, planned.operation));
        all.push(snippet);
    }
    show_in_builders(client, &begins);
    all
}

/// Gives each builder code that calls one of its methods, which `begins` tells for each code, or else code of the same operation
/// from another place: one that reads if there is any, since it is short; of these, one that reads the place itself.
fn show_in_builders(client: &mut Client, begins: &[(BuilderId, OperationId)]) {
    let operations = &client.operations;
    let writes = |operation: OperationId| operations[operation].method != "GET";
    let methods = (0..).zip(&client.builders).flat_map(|(id, builder)| builder.methods.iter().map(move |it| (id, it)));
    let beyond = methods.filter(|(_, method)| !method.path.is_empty()).map(|(id, method)| (id, method.operation));
    let beyond: BTreeSet<(BuilderId, OperationId)> = beyond.collect();
    let mut own: BTreeMap<BuilderId, (bool, bool, usize)> = BTreeMap::new();
    for (snippet, (builder, operation)) in begins.iter().enumerate() {
        let found = (writes(*operation), beyond.contains(&(*builder, *operation)), snippet);
        own.entry(*builder).and_modify(|best| *best = found.min(*best)).or_insert(found);
    }
    for (id, builder) in client.builders.iter_mut().enumerate() {
        let methods = builder.methods.iter().map(|method| method.operation);
        let others = methods.filter_map(|id| Some((writes(id), *operations[id].snippets.values().next()?)));
        let other = || others.min_by_key(|(writes, _)| *writes).map(|(_, snippet)| snippet);
        builder.snippet = own.get(&id).map(|(_, _, snippet)| *snippet).or_else(other);
    }
}

/// Tells of which pages the operations are.
fn shares(context: &Context<'_>, client: &Client) -> Shares {
    let page = |id: OperationId| context.operation(id).page;
    let methods = client.builders.iter().flat_map(|builder| &builder.methods);
    let mut shares: Shares = methods.flat_map(|method| &method.also).map(|id| (page(*id), Share::Beside)).collect();
    shares.extend(placed(client).map(|operation| (page(operation.id), Share::Whole)));
    shares
}

/// What operations answer, name and body of each, by the module that they stand in.
type Answers = BTreeMap<String, BTreeMap<String, String>>;

/// Names the bodies of the operations' examples, and takes them out of the operations.
fn answers(client: &mut Client, modules: &mut Modules) -> Answers {
    let mut names: BTreeMap<String, Scope> = BTreeMap::new();
    let mut answers = Answers::new();
    for operation in client.operations.iter_mut().filter(|operation| is_placed(operation)) {
        let Some(example) = operation.example.as_mut().filter(|example| !example.body.is_empty()) else { continue };
        let Some(AreaModule { module, has_answers, .. }) = modules.get_mut(&operation.areas) else { continue };
        *has_answers = true;
        let wanted = names::file(&format!("{} {}", operation.module, operation.name));
        let names = names.entry(module.clone()).or_insert_with(Scope::ignoring_case);
        example.name = names.claim(&wanted, &operation.name).name;
        let body = std::mem::take(&mut example.body);
        answers.entry(module.clone()).or_default().insert(example.name.clone(), body);
    }
    answers
}

/// So many areas are named by a module that they share.
const SHOWN: usize = 4;

/// The modules of the crate, by the areas that have what stands in them: one for each area, and one for each set of areas that
/// share operations.
type Modules = BTreeMap<BTreeSet<AreaId>, AreaModule>;

fn modules(client: &Client) -> Modules {
    let mut modules: Modules = client.areas.iter().map(|area| (BTreeSet::from([area.id]), module(area))).collect();
    let mut names = Scope::ignoring_case();
    for module in modules.values() {
        names.claim(&module.module, &module.module);
    }
    for areas in placed(client).map(|operation| &operation.areas).filter(|areas| areas.len() > 1) {
        if modules.contains_key(areas) {
            continue;
        }
        let of = || client.areas.iter().filter(|area| areas.contains(&area.id));
        let mut wanted: Vec<&str> = of().map(|area| area.module.as_str()).collect();
        if wanted.len() > SHOWN {
            wanted.splice(1.., ["others"]);
        }
        let wanted = wanted.join("_and_");
        let module = names.claim(&wanted, "a set of areas").name;
        let features = of().map(|area| area.feature.clone()).collect();
        modules.insert(areas.clone(), AreaModule { module, features, has_answers: false });
    }
    modules
}

fn in_tests(module: &str, extension: &str) -> String {
    format!("tests/{EXAMPLES}/{module}.{extension}")
}

/// Plans the files of the test and its modules.
fn example_files(client: &Client, examples: Vec<(Area, Examples)>) -> Vec<File> {
    if examples.is_empty() {
        return Vec::new();
    }
    let item = |item| crate::plan::Item::Client(Box::new(item));
    let root = ExamplesRoot {
        version: client.version.clone(),
        client: client.package.replace('-', "_"),
        modules: examples.iter().map(|(area, _)| area.module.clone()).collect(),
    };
    let docs =
        vec!["The documented examples, built and read by this crate: what fails is printed with its page.".to_string()];
    let mut files = vec![File { path: in_tests("main", "rs"), docs, items: vec![item(Item::ExamplesRoot(root))] }];
    let mut written = 0..;
    for (area, examples) in examples {
        let calls: Vec<_> = examples.calls.iter().cloned().map(Item::ExampleCall).map(item).collect();
        let functions = examples.snippets.iter().zip(&mut written).map(|(planned, at)| (planned.function.clone(), at));
        let functions: Vec<_> = functions.map(|(name, at)| item(Item::Snippet(name, at))).collect();
        let mut items = vec![item(Item::Examples(examples, format!("{}.jsonl", area.module)))];
        items.extend(calls);
        items.extend(functions);
        let docs = vec![format!("The examples of the area {}.", docs::code(&area.feature))];
        files.push(File { path: in_tests(&area.module, "rs"), docs, items });
    }
    files
}

/// The test of the examples.
const EXAMPLES: &str = "examples";

fn manifest(client: &Client, settings: &Settings, has_examples: bool) -> Manifest {
    let models = settings.package(&client.version, "model");
    let all: Vec<String> = client.areas.iter().map(|area| area.feature.clone()).collect();
    let mut default = defaults(&all);
    default.push("http".to_string());
    let mut features = vec![("default".to_string(), default), ("full".to_string(), all)];
    let of_runtime = |feature: &&str| (feature.to_string(), vec![format!("msgraph-core/{feature}")]);
    features.extend(features::RUNTIME_FEATURES.iter().map(of_runtime));
    features.extend(client.areas.iter().map(|area| {
        let types = area.has_types.then(|| format!("{models}/{}", area.feature));
        (area.feature.clone(), types.into_iter().collect())
    }));
    let core = Dependency { path: ".".to_string(), ..settings.runtime_crate("msgraph-core") };
    let of_models = Dependency { path: "model".to_string(), ..settings.sibling(&models) };
    let for_tests = Dependency { features: vec![EXAMPLES.to_string()], ..core.clone() };
    Manifest {
        package: client.package.clone(),
        description: format!("A client of Microsoft Graph {}", client.version),
        dependencies: vec![core, of_models],
        features,
        dev_dependencies: vec![for_tests; usize::from(has_examples)],
        tests: vec![(EXAMPLES.to_string(), vec!["full".to_string(), "http".to_string()]); usize::from(has_examples)],
        runtime: settings.runtime.clone(),
        release: settings.release.as_ref().map(|release| release.of_package.clone()),
    }
}

/// Plans the files of the crate, sorted by path; moves the client's builders and operations into them.
fn files(context: &Context<'_>, client: &mut Client, modules: &Modules, answers: Answers) -> Vec<File> {
    let (page, about) = (areas::page(context, client), guide::crate_docs(context, client));
    let about_modules = module_docs(client);
    let (exported, table) = (exported_operations(client, modules, &about_modules), table(client));
    let names: Vec<String> = (0..client.builders.len()).map(|id| builder_name(client, id)).collect();
    let mut files = Files::default();
    let mut all: Vec<AreaModule> = modules.values().cloned().collect();
    all.sort_by(|a, b| a.module.cmp(&b.module));
    for module in &all {
        // Both are there even if one has nothing else: `areas.rs` names them.
        files.add(&inside(module, "builders"), Item::UseInBuilders);
        files.add(&inside(module, "operations"), Item::UseInOperations);
    }
    for (module, answers) in answers {
        files.add(&format!("src/areas/{module}/answers.rs"), Item::Answers(answers.into_iter().collect()));
    }
    files.add("src/areas.rs", Item::Areas(all));
    files.add(SHARED, Item::UseInBuilders);
    for (id, mut builder) in std::mem::take(&mut client.builders).into_iter().enumerate() {
        if id > 0 {
            let (name, docs) = (std::mem::take(&mut builder.name), std::mem::take(&mut builder.docs));
            let features = features(client, &builder.areas);
            let item = Item::Builder { name, docs, snippet: builder.snippet, features };
            files.add(&builders_file(client, &builder.areas), item);
        }
        for (path, methods) in split(client, modules, &names, id, builder) {
            files.add(&path, Item::Methods(methods));
        }
    }
    for (path, item) in operation_modules(client, modules, &about_modules) {
        files.add(&path, item);
    }
    files.add(SHARED, exported_builders(client, &files));
    for item in exported {
        files.add("src/operations.rs", item);
    }
    files.add("src/operations.rs", Item::Table(table));
    let model = context.settings.package(&client.version, "model").replace('-', "_");
    let root = Root { version: client.version.clone(), model };
    files.add(ROOT, Item::Root(root));
    let by_module = modules.values().map(|module| (module.module.as_str(), module)).collect();
    let file = |(path, items): (String, Vec<Item>)| File {
        docs: if path == ROOT { about.clone() } else { file_docs(&by_module, &path) },
        path,
        items: items.into_iter().map(|item| crate::plan::Item::Client(Box::new(item))).collect(),
    };
    std::iter::once(page).chain(files.0.into_iter().map(file)).collect()
}

/// Writes the documentation of a file.
fn file_docs(modules: &BTreeMap<&str, &AreaModule>, path: &str) -> Docs {
    let line = match path {
        "src/areas.rs" => "What each area has; `builders` and `operations` have all of it.".to_string(),
        SHARED => "Builders: a type for each documented place, from the root down by methods.".to_string(),
        "src/operations.rs" => OPERATIONS.to_string(),
        _ => {
            let module = path.split('/').nth(2).and_then(|module| modules.get(module));
            let what = match path.rsplit('/').next() {
                Some("builders.rs") => "builders",
                Some("answers.rs") => "documented answers",
                _ => "operations",
            };
            let features = module.map(|module| module.features.as_slice()).unwrap_or_default();
            match features {
                [feature] => format!("The {what} of the area {}.", docs::code(feature)),
                features => format!("The {what} that these areas share: {}.", docs::codes(features)),
            }
        }
    };
    vec![line]
}

const OPERATIONS: &str = "Operations: a type for each documented one, with its method, paths, permissions and documentation \
                          as constants of [`Operation`](crate::Operation); [`all`] lists them.";

fn module(area: &Area) -> AreaModule {
    AreaModule { module: area.module.clone(), features: vec![area.feature.clone()], has_answers: false }
}

/// Files being filled.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<Item>>);

impl Files {
    fn add(&mut self, path: &str, item: Item) {
        self.0.entry(path.to_string()).or_default().push(item);
    }
}

fn inside(module: &AreaModule, what: &str) -> String {
    format!("src/areas/{}/{what}.rs", module.module)
}

/// Returns the areas that have builders of their own.
fn exported_builders(client: &Client, files: &Files) -> Item {
    let has = |area: &&Area| {
        let items = files.0.get(&inside(&module(area), "builders")).map_or(&[][..], Vec::as_slice);
        items.iter().any(|item| matches!(item, Item::Builder { .. }))
    };
    Item::Builders(client.areas.iter().filter(has).map(module).collect())
}

/// Finds for each module of operations the modules of areas that have some of it.
fn exported_operations(client: &Client, modules: &Modules, about: &BTreeMap<String, Docs>) -> Vec<Item> {
    let mut parts: BTreeMap<&str, BTreeMap<&str, &AreaModule>> = BTreeMap::new();
    for operation in placed(client) {
        if let Some(module) = modules.get(&operation.areas) {
            parts.entry(&operation.module).or_default().insert(&module.module, module);
        }
    }
    let item = |(name, parts): (&str, BTreeMap<&str, &AreaModule>)| Item::Exports {
        module: name.to_string(),
        docs: about.get(name).cloned().unwrap_or_default(),
        areas: parts.into_values().cloned().collect(),
    };
    parts.into_iter().map(item).collect()
}

/// Writes for each module of operations where they are: one place, as all modules stand below each other in a list.
fn module_docs(client: &Client) -> BTreeMap<String, Docs> {
    let mut places: BTreeMap<String, BTreeSet<(usize, &str)>> = BTreeMap::new();
    for operation in placed(client) {
        let paths = operation.paths.iter().map(|path| (path.len(), path.as_str()));
        places.entry(operation.module.clone()).or_default().extend(paths);
    }
    let about = |(module, places): (String, BTreeSet<(usize, &str)>)| {
        let first = places.first().map(|(_, path)| docs::code(path)).unwrap_or_default();
        let more = match places.len() {
            0 | 1 => String::new(),
            2 => " and one more place".to_string(),
            all => format!(" and {} more places", all - 1),
        };
        (module, vec![format!("Operations at {first}{more}.")])
    };
    places.into_iter().map(about).collect()
}

/// Gives the operations that stand in the crate.
fn placed(client: &Client) -> impl Iterator<Item = &Operation> {
    client.operations.iter().filter(|operation| is_placed(operation))
}

fn is_placed(operation: &Operation) -> bool {
    !operation.module.is_empty()
}

fn area(client: &Client, id: AreaId) -> Option<&Area> {
    client.areas.iter().find(|area| area.id == id)
}

/// Returns the file of what these areas need: an area's own, or that above all areas if several need it.
fn builders_file(client: &Client, areas: &BTreeSet<AreaId>) -> String {
    let only = if areas.len() == 1 { areas.first().and_then(|id| area(client, *id)) } else { None };
    only.map_or_else(|| SHARED.to_string(), |area| inside(&module(area), "builders"))
}

/// Divides the methods of a builder by file.
fn split(
    client: &Client,
    modules: &Modules,
    names: &[String],
    id: BuilderId,
    builder: Builder,
) -> Vec<(String, Methods)> {
    let mut parts: BTreeMap<String, Methods> = BTreeMap::new();
    let own = if id == 0 { Features::new() } else { features(client, &builder.areas) };
    let empty = |path: &str| {
        let features = if path == SHARED { own.clone() } else { Features::new() };
        Methods { builder: names[id].clone(), features, steps: Vec::new(), methods: Vec::new() }
    };
    for step in builder.steps {
        let target = names[step.target].clone();
        let path = builders_file(client, &step.areas);
        let part = parts.entry(path.clone()).or_insert_with(|| empty(&path));
        let beyond =
            Some(features(client, &step.areas)).filter(|features| *features != part.features).unwrap_or_default();
        part.steps.push((beyond, target, step));
    }
    for method in builder.methods {
        let operation = &client.operations[method.operation];
        let Some(path) = modules.get(&operation.areas).map(|module| inside(module, "builders")) else { continue };
        let part = parts.entry(path.clone()).or_insert_with(|| empty(&path));
        let name = OperationName {
            module: operation.module.clone(),
            name: operation.name.clone(),
            reference: operation.reference.clone(),
            sent_headers: operation.sent_headers.clone(),
        };
        part.methods.push((name, method));
    }
    parts.into_iter().collect()
}

/// Returns a builder's name in the crate; the root stands at the top.
fn builder_name(client: &Client, id: BuilderId) -> String {
    let Builder { name, .. } = &client.builders[id];
    if id == 0 { name.clone() } else { format!("builders::{name}") }
}

/// Returns the features, any of which brings what leads to several areas; none in an area's own file.
fn features(client: &Client, areas: &BTreeSet<AreaId>) -> Features {
    if areas.len() == 1 || areas.len() == client.areas.len() {
        return Features::new();
    }
    client.areas.iter().filter(|area| areas.contains(&area.id)).map(|area| area.feature.clone()).collect()
}

/// Plans the modules of operations, each with the file that it stands in.
fn operation_modules(client: &mut Client, modules: &Modules, about: &BTreeMap<String, Docs>) -> Vec<(String, Item)> {
    let mut parts: BTreeMap<(String, BTreeSet<AreaId>), Vec<Operation>> = BTreeMap::new();
    for operation in std::mem::take(&mut client.operations).into_iter().filter(is_placed) {
        parts.entry((operation.module.clone(), operation.areas.clone())).or_default().push(operation);
    }
    let mut items = Vec::new();
    for ((module, areas), mut operations) in parts {
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        let Some(file) = modules.get(&areas).map(|module| inside(module, "operations")) else { continue };
        let docs = about.get(&module).cloned().unwrap_or_default();
        items.push((file, Item::Operations { module, docs, operations }));
    }
    items
}

/// Lists all operations, sorted by module and name.
fn table(client: &Client) -> Vec<TableLine> {
    let line = |operation: &Operation| TableLine {
        features: client
            .areas
            .iter()
            .filter(|area| operation.areas.contains(&area.id))
            .map(|area| area.feature.clone())
            .collect(),
        module: operation.module.clone(),
        name: operation.name.clone(),
    };
    let mut lines: Vec<TableLine> = placed(client).map(line).collect();
    lines.sort_by(|a, b| (&a.module, &a.name).cmp(&(&b.module, &b.name)));
    lines
}
