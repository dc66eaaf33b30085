//! Which module an operation stands in, and which places of the tree become builders.

use std::collections::BTreeMap;

use super::edge::Edge;
use super::naming::{self, Fit};
use super::tree::{SharedPlace, SharedPlaceId, Tree};
use super::{Builder, BuilderId, Client, Context, led_to};
use crate::api::{Api, Operation, OperationId, TypeId, TypeOf};
use crate::diagnostic::{Code, Diagnostic, quoted};
use crate::plan::names::{self, Claim, Scope};
use crate::plan::{Docs, docs, finding};

/// The number of places that a builder's documentation lists.
const PLACES_SHOWN: usize = 8;

/// Gives each operation that speaks for a path its module and name; the others are no part of the crate. The more an operation
/// is about what its place is called after, and the nearer to the root, the sooner it is asked.
pub fn operations(context: &Context<'_>, tree: &Tree, client: &mut Client) {
    let api = context.api;
    let mut order: Vec<(Rank<'_>, OperationId)> = Vec::new();
    let anchors: Vec<(Vec<Edge>, Option<Edge>)> =
        api.operations.iter().map(|operation| naming::anchor(api, operation, &tree.spelling)).collect();
    let chains: Vec<(String, Fit)> = api
        .operations
        .iter()
        .zip(&anchors)
        .map(|(operation, (place, _))| {
            let names = naming::chain(place, &tree.spelling);
            (names.join("/"), naming::fit(api, operation, &names))
        })
        .collect();
    let fits = fits_of_chains(&chains);
    for (((id, operation), (place, last)), (chain, own)) in
        OperationId::each(&api.operations).zip(&anchors).zip(&chains)
    {
        if !operation.speaks() || context.areas_with(operation).is_empty() {
            continue;
        }
        let verb = naming::verb(operation.kind, last.as_ref(), &tree.spelling);
        let fit = fits.get(chain.as_str()).copied().unwrap_or(Fit::Not);
        let rank = (fit, place.len(), chain.as_str(), verb, *own, distance(api, operation));
        order.push((rank, id));
    }
    order.sort();
    let mut modules = Modules::default();
    for ((_, _, _, verb, _, _), id) in order {
        let (operation, (place, last)) = (&api.operations[id], &anchors[id]);
        let wanted = Wanted {
            chain: naming::chain(place, &tree.spelling),
            overload: naming::with_arguments(&verb, last.as_ref(), &tree.spelling),
            verb,
        };
        let (module, Claim { name, clash: other, .. }) = modules.place(api, operation, &wanted);
        if other.is_some() {
            client.diagnostics.push(clash(
                api,
                operation,
                &format!("the operation is called {}", quoted(&format!("{module}::{name}"))),
            ));
        }
        client.operations[id].module = module;
        client.operations[id].name = name;
    }
}

/// The order in which operations ask for names: how well the place names what anybody does there, its length, its
/// names, the verb, how well the place names what the operation is about, how far its type is from the declared one.
type Rank<'c> = (Fit, usize, &'c str, String, Fit, Distance);

/// The distance of a type from a place: whether it isn't one that the path is declared to lead to, how many base types
/// it has, whether it is of another area than the operation, how many paths the page has: a page with many is about
/// something else than each of them. Last, whether no example shows the operation: of two HTTP methods, people follow the
/// example.
pub type Distance = (bool, usize, bool, usize, bool);

/// Measures how far the type of an operation is from what its place is known for.
pub fn distance(api: &Api, operation: &Operation) -> Distance {
    let declared: Vec<&TypeOf> =
        operation.paths.iter().filter_map(|path| path.resolved.as_ref()).map(|declared| &declared.of).collect();
    let declared = naming::own_types(operation).into_iter().all(|ty| declared.contains(&&ty.of));
    // The least derived type is the best known by the name of the place.
    let bases = named(operation).map_or(0, |id| api.bases.chain(id).count());
    let area = named(operation).map(|id| api.types[id].area);
    (
        !declared,
        bases,
        area.is_none_or(|area| !operation.areas.contains(&area)),
        operation.paths.len(),
        operation.examples.is_empty(),
    )
}

/// Returns the best that any operation at a chain says of it.
fn fits_of_chains(chains: &[(String, Fit)]) -> BTreeMap<&str, Fit> {
    let mut fits: BTreeMap<&str, Fit> = BTreeMap::new();
    for (chain, fit) in chains {
        let best = fits.entry(chain).or_insert(*fit);
        *best = (*best).min(*fit);
    }
    fits
}

/// Returns the type of the answer, or else of the body.
fn named(operation: &Operation) -> Option<TypeId> {
    match naming::own_types(operation).first()?.of {
        TypeOf::Named(id) => Some(id),
        _ => None,
    }
}

/// The names that an operation would like to have.
struct Wanted<'a> {
    chain: Vec<&'a str>,
    verb: String,
    overload: Option<String>,
}

/// The names in each module of operations.
#[derive(Default)]
struct Modules {
    scopes: BTreeMap<String, Scope>,
    /// The chain that the operation with a module and a name stands at.
    chains: BTreeMap<(String, String), String>,
}

impl Modules {
    /// Chooses the module and the name: the name of the place and the verb; else, if the name went to another place,
    /// with the places above, if it went to the same one, with what tells the two apart.
    fn place(&mut self, api: &Api, operation: &Operation, wanted: &Wanted<'_>) -> (String, Claim) {
        let own = names::operation(&wanted.verb).unwrap_or_else(|| "Call".to_string());
        let chain = wanted.chain.join("/");
        let mut home = String::new();
        for module in naming::modules(&wanted.chain) {
            match self.chains.get(&(module.clone(), own.clone())) {
                None => return self.give(&module, [own], operation, chain),
                Some(other) if *other == chain => {
                    home = module;
                    break;
                }
                Some(_) if home.is_empty() => home = module,
                Some(_) => {}
            }
        }
        let mut candidates: Vec<String> = Vec::new();
        candidates.extend(wanted.overload.as_ref().and_then(|overload| names::operation(overload)));
        let types = naming::named_types(api, operation);
        candidates.extend(types.first().and_then(|ty| names::operation(&format!("{own} {ty}"))));
        candidates.extend(names::operation(&format!("{own} by {}", operation.method.to_ascii_lowercase())));
        candidates.push(own);
        self.give(&home, candidates, operation, chain)
    }

    fn give(
        &mut self,
        module: &str,
        candidates: impl IntoIterator<Item = String>,
        operation: &Operation,
        chain: String,
    ) -> (String, Claim) {
        let claim =
            self.scopes.entry(module.to_string()).or_insert_with(Scope::short).claim_first(candidates, &operation.name);
        self.chains.insert((module.to_string(), claim.name.clone()), chain);
        (module.to_string(), claim)
    }
}

/// Makes the finding that two operations want one name, and one got a number.
pub fn clash(api: &Api, operation: &Operation, what: &str) -> Diagnostic {
    let span = operation.paths.first().map(|path| path.span).unwrap_or_default();
    let message = format!("another page's operation has the same name; {what}");
    finding(api, operation.page, span, Code::NameClash, message)
}

/// The builder of each place that has one.
pub type Placed = BTreeMap<SharedPlaceId, BuilderId>;

/// Makes a builder for each place that steps lead to, without steps and methods.
pub fn builders(context: &Context<'_>, tree: &Tree, client: &mut Client) -> Placed {
    let api = context.api;
    let mut order: Vec<(Fit, Vec<Edge>, SharedPlaceId)> = Vec::new();
    for (id, shared) in tree.shared_places.iter().enumerate() {
        let leads = id != tree.root
            && shared.places.iter().any(|place| place.last().is_some_and(|edge| !is_method(api, edge, shared)));
        if let (true, Some(place)) = (leads, shared.places.first()) {
            order.push((fit_of_place(api, tree, shared), place.clone(), id));
        }
    }
    order.sort_by(|a, b| (a.0, a.1.len(), &a.1).cmp(&(b.0, b.1.len(), &b.1)));
    let mut scope = Scope::short().reserve(names::BUILDERS_IMPORT, "the crate").reserve(&["Root"], "the crate");
    let mut named: Vec<(String, SharedPlaceId)> = Vec::new();
    // What one place is called with all names above it, nothing else is called.
    let whole = |place: &[Edge]| naming::whole(place, &tree.spelling);
    let wholes: BTreeMap<String, SharedPlaceId> = order.iter().map(|(_, place, id)| (whole(place), *id)).collect();
    for (_, place, id) in order {
        let places = tree.shared_places[id].places.iter();
        let candidates = places.flat_map(|place| naming::builders(place, &tree.spelling));
        let free = candidates.filter(|name| wholes.get(name).is_none_or(|owner| *owner == id));
        named.push((scope.claim_first(free.chain(std::iter::once_with(|| whole(&place))), "a place").name, id));
    }
    named.sort();
    named.insert(0, ("GraphClient".to_string(), tree.root));
    let mut placed = Placed::new();
    for (name, id) in named {
        placed.insert(id, client.builders.len());
        let docs = builder_docs(context, tree, &tree.shared_places[id]);
        client.builders.push(Builder { name, docs, ..Builder::default() });
    }
    placed
}

/// Tells whether a step and what it leads to is one method: an action, a function, `$count`, `$ref`, content.
pub fn is_method(api: &Api, edge: &Edge, shared: &SharedPlace) -> bool {
    shared.edges.is_empty()
        && !matches!(edge, Edge::Key | Edge::NamedKey(_) | Edge::ByPath)
        && shared.operations.iter().all(|id| naming::has_own_segment(api.operations[*id].kind))
}

/// Judges how well the last name of a place names what somebody does there.
fn fit_of_place(api: &Api, tree: &Tree, shared: &SharedPlace) -> Fit {
    let Some(place) = shared.places.first() else { return Fit::Not };
    let chain = naming::chain(place, &tree.spelling);
    let fits = shared.operations.iter().map(|id| naming::fit(api, &api.operations[*id], &chain));
    fits.min().unwrap_or(Fit::Not)
}

/// Says what a builder stands for, then where.
fn builder_docs(context: &Context<'_>, tree: &Tree, shared: &SharedPlace) -> Docs {
    if !context.described {
        return Docs::new();
    }
    let mut about = led_to::about(context, &tree.spelling, &shared.places);
    let places: Vec<String> = shared.places.iter().map(|place| docs::code(&tree.spelling.place(place))).collect();
    if let [place] = places.as_slice() {
        about.extend([String::new(), format!("It is at {place}.")]);
        return about;
    }
    let shown = &places[..places.len().min(PLACES_SHOWN)];
    let more = places.len() - shown.len();
    about.extend([String::new(), "It is at".to_string(), String::new()]);
    about.extend(shown.iter().map(|place| format!("* {place}")));
    about.extend((more > 0).then(|| format!("* and {more} more")));
    about
}
