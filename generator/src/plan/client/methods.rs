//! What each builder can do: the steps to other builders, and the methods that make requests.

use std::collections::{BTreeMap, BTreeSet};

use super::edge::Edge;
use super::led_to;
use super::naming;
use super::parameter::{in_url, is_quoted};
use super::place::{self, Placed};
use super::spelling::CallArgument;
use super::tree::{SharedPlace, SharedPlaceId, Tree};
use super::{
    Answer, Argument, BuilderId, Client, Context, Method, Operation, PathPart, SentIn, Step, Value, docs, operation,
};
use crate::api::index::squeezed;
use crate::api::{self, Api, OperationId, OperationKind, Parameter, TypeOf};
use crate::diagnostic::quoted;
use crate::plan::names::{self, Claim, Scope};

/// The methods that every builder has besides those of traits.
const OWN_METHODS: &[&str] = &["path"];

/// The methods that the root has besides.
pub const ROOT_METHODS: &[&str] = &["batch", "builder", "client", "new", "offline", "path", "upload"];

/// Fills in the steps and methods of all builders.
pub fn plan<'a>(context: &'a Context<'a>, tree: &'a Tree, placed: &'a Placed, client: &'a mut Client) {
    for (shared, builder) in placed {
        let mut names =
            Scope::default().reserve(OWN_METHODS, "every builder").reserve(names::BLANKET_METHODS, "every type");
        if *shared == tree.root {
            names = names.reserve(ROOT_METHODS, "the client");
        }
        let here = tree.shared_places[*shared].places.iter().map(Vec::as_slice).collect();
        let mut builders = Methods { context, api: context.api, tree, placed, shared: *shared, here, names, client };
        let mut methods = builders.own();
        let (overloads, plain) = builders.edges();
        let mut steps = builders.plain_steps(&plain);
        for (edge, name) in overloads {
            builders.edge(edge.0, edge.1, &name, &mut steps, &mut methods);
        }
        steps.extend(builders.shortcut());
        // Children come before parents, so that what the steps lead to is known. Operations that no method makes count for
        // nothing: a builder is there only if it can do something.
        let made = methods.iter().flat_map(|method| client.operations[method.operation].areas.iter().copied());
        client.builders[*builder].areas =
            steps.iter().flat_map(|step| step.areas.iter().copied()).chain(made).collect();
        client.builders[*builder].steps = steps;
        client.builders[*builder].methods = methods;
    }
}

struct Methods<'a> {
    context: &'a Context<'a>,
    api: &'a Api,
    tree: &'a Tree,
    placed: &'a Placed,
    shared: SharedPlaceId,
    /// Its places.
    here: BTreeSet<&'a [Edge]>,
    names: Scope,
    client: &'a mut Client,
}

/// A step down the tree with what it leads to.
type ChildEdge<'a> = (&'a Edge, SharedPlaceId);

impl<'a> Methods<'a> {
    fn this(&self) -> &'a SharedPlace {
        &self.tree.shared_places[self.shared]
    }

    /// Returns the names of the place.
    fn chain(&self) -> Vec<&'a str> {
        let place = self.this().places.first().map_or(&[][..], Vec::as_slice);
        naming::chain(place, &self.tree.spelling)
    }

    /// Makes the methods for operations of the place itself.
    fn own(&mut self) -> Vec<Method> {
        let mut by_verb: BTreeMap<String, Vec<OperationId>> = BTreeMap::new();
        let last = self.this().places.first().and_then(|place| place.last());
        for id in &self.this().operations {
            // An action or function with something below it is a place: what it is called with stands in the step to it.
            let is_set = self.this().edges.iter().any(|(edge, _)| *edge == Edge::Key);
            let answers_many = matches!(self.client.operations[*id].answer, Answer::Page(_));
            let verb = match self.api.operations[*id].kind {
                OperationKind::Function if answers_many => "list".to_string(),
                OperationKind::Function => "get".to_string(),
                OperationKind::Action if is_set => "create".to_string(),
                OperationKind::Action => "call".to_string(),
                kind => naming::verb(kind, last, &self.tree.spelling),
            };
            by_verb.entry(verb).or_default().push(*id);
        }
        let mut methods = Vec::new();
        for (verb, ids) in by_verb {
            let method = self.method(&[verb], &ids, self.this(), Vec::new(), Vec::new());
            methods.extend(method.map(|method| self.with_mime(method, self.this())).into_iter().flatten());
        }
        methods
    }

    /// Divides the ways down: those that need a name of their own among overloads, each with the names it may have; and
    /// the others.
    fn edges(&self) -> (Vec<(ChildEdge<'a>, Vec<String>)>, Vec<ChildEdge<'a>>) {
        let mut calls: BTreeMap<String, Vec<ChildEdge<'a>>> = BTreeMap::new();
        let mut plain = Vec::new();
        for (edge, child) in &self.this().edges {
            let child_edge = (edge, *child);
            match edge {
                Edge::Call(name, _) => calls.entry(name.clone()).or_default().push(child_edge),
                Edge::Literal(name)
                    if self.is_overloaded(name)
                        || place::is_method(self.api, edge, &self.tree.shared_places[*child]) =>
                {
                    calls.entry(name.clone()).or_default().push(child_edge);
                }
                Edge::Cast(name) if place::is_method(self.api, edge, &self.tree.shared_places[*child]) => {
                    calls.entry(name.clone()).or_default().push(child_edge);
                }
                _ => plain.push(child_edge),
            }
        }
        let named = calls.into_iter().flat_map(|(name, overloads)| self.overloads(&name, overloads)).collect();
        (named, plain)
    }

    /// Tells whether a function of this name with arguments stands beside the name.
    fn is_overloaded(&self, lower: &str) -> bool {
        self.this().edges.iter().any(|(edge, _)| matches!(edge, Edge::Call(name, _) if name == lower))
    }

    /// Names for functions of one name: the bare name for the one whose arguments all others have too.
    fn overloads(&self, lower: &str, overloads: Vec<ChildEdge<'a>>) -> Vec<(ChildEdge<'a>, Vec<String>)> {
        let arguments = |edge: &Edge| match edge {
            Edge::Call(_, names) => names.clone(),
            _ => Vec::new(),
        };
        let sets: Vec<Vec<String>> = overloads.iter().map(|(edge, _)| arguments(edge)).collect();
        let least =
            sets.iter().find(|set| sets.iter().all(|other| set.iter().all(|name| other.contains(name)))).cloned();
        let base = names::snake(naming::last_word(self.tree.spelling.name(lower)));
        let base = base.unwrap_or_else(|| "call".to_string());
        let named = overloads.into_iter().map(|child_edge| {
            let set = arguments(child_edge.0);
            let with = match naming::with_arguments(&base, Some(child_edge.0), &self.tree.spelling) {
                Some(with) => names::snake(&with).unwrap_or_else(|| base.clone()),
                None => format!("{base}_{}", self.kind_word(child_edge.1)),
            };
            (child_edge, if least.as_ref() == Some(&set) { vec![base.clone(), with] } else { vec![with] })
        });
        named.collect()
    }

    /// Returns the word that a step's name ends in if the name alone is taken.
    fn kind_word(&self, child: SharedPlaceId) -> &'static str {
        use OperationKind::{Action, Function};
        let shared = &self.tree.shared_places[child];
        match shared.operations.first().map(|id| self.api.operations[*id].kind) {
            Some(Action) if shared.edges.is_empty() => "action",
            Some(Function) if shared.edges.is_empty() => "function",
            _ => "segment",
        }
    }

    fn plain_steps(&mut self, plain: &[ChildEdge<'a>]) -> Vec<Step> {
        let mut steps = Vec::new();
        for (edge, child) in plain {
            let names = self.step_names(edge);
            steps.extend(self.step(edge, *child, &names));
        }
        steps
    }

    fn step_names(&self, edge: &Edge) -> Vec<String> {
        match edge {
            Edge::Key => vec!["by_id".to_string(), "by_key".to_string()],
            Edge::NamedKey(names) => {
                let properties: Vec<String> =
                    self.tree.spelling.key_properties(names).into_iter().map(|argument| argument.name).collect();
                let name = names::snake(&format!("by {}", properties.join(" and ")));
                name.into_iter().chain(["by_key".to_string()]).collect()
            }
            Edge::ByPath => vec!["item_by_path".to_string(), "by_path".to_string()],
            Edge::Cast(name) => {
                let name = self.tree.spelling.name(name);
                let last = names::snake(&format!("as {}", naming::last_word(name)));
                [last, names::snake(&format!("as {name}"))].into_iter().flatten().collect()
            }
            Edge::Literal(name) | Edge::Call(name, _) => {
                let name = self.tree.spelling.name(name);
                let last = naming::last_word(name);
                [names::snake(last), names::snake(name), names::snake(&format!("{name} segment"))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
        }
    }

    /// Adds a way down: a method where the step and what it leads to is one operation, else a step.
    fn edge(
        &mut self,
        edge: &'a Edge,
        child: SharedPlaceId,
        names: &[String],
        steps: &mut Vec<Step>,
        methods: &mut Vec<Method>,
    ) {
        let shared = &self.tree.shared_places[child];
        if !place::is_method(self.api, edge, shared) {
            steps.extend(self.step(edge, child, names));
            return;
        }
        let mut by_verb: BTreeMap<Vec<String>, Vec<OperationId>> = BTreeMap::new();
        for id in &shared.operations {
            let kind = self.api.operations[*id].kind;
            let candidates = match kind {
                OperationKind::Action | OperationKind::Function => names.to_vec(),
                _ => {
                    let verb = naming::verb(kind, Some(edge), &self.tree.spelling);
                    let with = naming::called(edge, &self.tree.spelling).map(|name| format!("{verb}_{name}"));
                    std::iter::once(verb).chain(with).collect()
                }
            };
            by_verb.entry(candidates).or_default().push(*id);
        }
        for (candidates, ids) in by_verb {
            let mut arguments = Vec::new();
            let part = self.part(edge, child, &mut arguments);
            let method = self.method(&candidates, &ids, shared, vec![part], arguments);
            methods.extend(method.map(|method| self.with_mime(method, shared)).into_iter().flatten());
        }
    }

    /// Returns what a step adds to the path; adds what it takes to the arguments.
    fn part(&self, edge: &Edge, child: SharedPlaceId, arguments: &mut Vec<Argument>) -> PathPart {
        let spelling = &self.tree.spelling;
        let mut take = |name: &str, value: Value, meaning: String| {
            let argument =
                Argument { name: name.to_string(), wire: name.to_string(), value, sent_in: SentIn::Path, meaning };
            arguments.push(argument);
            name.to_string()
        };
        match edge {
            Edge::Literal(name) => PathPart::Child(spelling.name(name).to_string()),
            Edge::Cast(name) => PathPart::Cast(spelling.name(name).to_string()),
            Edge::Key => {
                let placeholders = self.tree.shared_places[child].placeholders.iter();
                let mut seen = BTreeSet::from(["id".to_string()]);
                let telling = placeholders.filter(|name| seen.insert(squeezed(name)));
                let placeholders: Vec<String> = telling.map(|name| crate::plan::docs::code(name)).collect();
                PathPart::Key(take("id", Value::Required, placeholders.join(", ")))
            }
            Edge::ByPath => PathPart::ByPath(take("path", Value::Text, String::new())),
            Edge::NamedKey(names) => {
                let taken = self.call_arguments(spelling.key_properties(names), child);
                arguments.extend(taken.iter().cloned());
                PathPart::NamedKey(taken)
            }
            Edge::Call(name, names) => {
                let taken = self.call_arguments(spelling.arguments(name, names), child);
                arguments.extend(taken.iter().cloned());
                PathPart::Call { name: spelling.name(name).to_string(), arguments: taken }
            }
        }
    }

    fn call_arguments(&self, written: Vec<CallArgument>, child: SharedPlaceId) -> Vec<Argument> {
        let mut scope = Scope::default();
        let arguments = written.into_iter().map(|argument| {
            let documented = self.documented(child, &argument.name);
            let text = documented.is_some_and(|(_, parameter)| is_quoted(&parameter.ty));
            let value = match documented {
                Some((_, parameter)) if parameter.ty.of != TypeOf::Untyped => in_url(self.context, &parameter.ty),
                _ => Value::Display,
            };
            let meaning =
                documented.map(|(operation, parameter)| docs::line(self.context, &parameter.description, operation));
            let wanted = names::snake(&argument.name).unwrap_or_else(|| "value".to_string());
            Argument {
                name: scope.claim(&wanted, &argument.name).name,
                wire: argument.name.clone(),
                value,
                sent_in: if argument.quoted || text { SentIn::Quoted } else { SentIn::Path },
                meaning: meaning.unwrap_or_default(),
            }
        });
        arguments.collect()
    }

    /// Finds what the pages at or right below a call say of its argument, and the operation that says it.
    fn documented(&self, child: SharedPlaceId, name: &str) -> Option<(&'a api::Operation, &'a Parameter)> {
        let shared = &self.tree.shared_places[child];
        let below = shared.edges.iter().flat_map(|(_, child)| &self.tree.shared_places[*child].operations);
        let mut operations = shared.operations.iter().chain(below).map(|id| &self.api.operations[*id]);
        operations.find_map(|operation| {
            let mut arguments = operation.arguments.iter();
            Some((operation, arguments.find(|argument| argument.name.eq_ignore_ascii_case(name))?))
        })
    }

    fn step(&mut self, edge: &Edge, child: SharedPlaceId, names: &[String]) -> Option<Step> {
        let target = *self.placed.get(&child)?;
        let mut arguments = Vec::new();
        let path = vec![self.part(edge, child, &mut arguments)];
        Some(self.finish_step(names, path, arguments, target))
    }

    fn finish_step(
        &mut self,
        names: &[String],
        path: Vec<PathPart>,
        arguments: Vec<Argument>,
        target: BuilderId,
    ) -> Step {
        let name = self.names.claim_first(names.iter().cloned(), "a step").name;
        let areas: BTreeSet<_> = self.client.builders[target].areas.clone();
        let docs = self.step_docs(&path, &arguments);
        Step { name, docs, path, arguments, target, areas }
    }

    /// Makes a short step, `drive.item_by_path(…)` for `drive/root:/…:`, if just one name of the place takes a path.
    fn shortcut(&mut self) -> Option<Step> {
        let mut found = self.this().edges.iter().filter_map(|(edge, child)| {
            let Edge::Literal(name) = edge else { return None };
            let (_, target) = self.tree.shared_places[*child].edges.iter().find(|(edge, _)| *edge == Edge::ByPath)?;
            Some((name, *target))
        });
        let (Some((name, shared)), None) = (found.next(), found.next()) else { return None };
        let target = *self.placed.get(&shared)?;
        let mut arguments = Vec::new();
        let by_path = self.part(&Edge::ByPath, shared, &mut arguments);
        let path = vec![PathPart::Child(self.tree.spelling.name(name).to_string()), by_path];
        let names = ["item_by_path".to_string(), "by_path".to_string()];
        Some(self.finish_step(&names, path, arguments, target))
    }

    /// Makes the method for operations with the same verb and path: for the one whose page speaks for it; of several paths
    /// that are one here, for the one about the declared or least derived type; of several HTTP methods, for the one that an
    /// example shows. None of them may be in the crate.
    fn method(
        &mut self,
        names: &[String],
        ids: &[OperationId],
        at: &SharedPlace,
        path: Vec<PathPart>,
        in_path: Vec<Argument>,
    ) -> Option<Method> {
        let speaking = &at.main;
        if speaking.is_disjoint(&ids.iter().copied().collect()) {
            return None;
        }
        let mut ids = ids.to_vec();
        let chain = self.chain();
        ids.sort_by_cached_key(|id| {
            let operation = &self.api.operations[*id];
            let fit = naming::fit(self.api, operation, &chain);
            (!speaking.contains(id), fit, place::distance(self.api, operation), *id)
        });
        let main = ids.remove(0);
        let operation = &self.api.operations[main];
        let Claim { name, clash, .. } = self.names.claim_first(names.iter().cloned(), &operation.name);
        if clash.is_some() {
            self.client.diagnostics.push(place::clash(
                self.api,
                operation,
                &format!("its method is called {}", quoted(&name)),
            ));
        }
        if ids.iter().any(|id| naming::own_types(&self.api.operations[*id]) != naming::own_types(operation)) {
            operation::generalise(self.context, operation, &mut self.client.operations[main]);
        }
        let added = self.added(main, &ids);
        self.client.operations[main].setters.extend(added);
        let planned = &self.client.operations[main];
        let arguments = joined(in_path, &planned.arguments);
        // rustdoc reads the notice as Markdown.
        let deprecated = operation.deprecated.as_ref().map(|notice| crate::plan::docs::text(notice));
        let mut docs = self.method_docs(main, &ids, &arguments);
        docs::section(&mut docs, self.implied(at, main));
        let aliases = if self.context.described { self.aliases(operation, &name) } else { BTreeSet::new() };
        Some(Method { name, docs, aliases, operation: main, also: ids, path, arguments, deprecated })
    }

    /// Says that no page shows an operation at some of the places of this builder, or right below.
    fn implied(&self, at: &SharedPlace, operation: OperationId) -> Option<String> {
        let is_here = |place: &&Vec<Edge>| {
            let above = place.split_last().map(|(_, above)| above);
            self.here.contains(place.as_slice()) || above.is_some_and(|above| self.here.contains(above))
        };
        let implied = at.implied.get(&operation).filter(|_| self.context.described)?;
        let mut places = implied.iter().filter(is_here);
        let place = crate::plan::docs::code(&self.tree.spelling.place(places.next()?));
        let others = if places.next().is_some() { " and other places" } else { "" };
        Some(format!("No page shows it at {place}{others}: which permissions it needs there is unknown."))
    }

    /// Collects the words by which a method is looked up.
    fn aliases(&self, operation: &api::Operation, name: &str) -> BTreeSet<String> {
        let last = self.this().places.first().and_then(|place| place.last());
        let place = last.and_then(|edge| naming::called(edge, &self.tree.spelling));
        docs::aliases(operation, name, place.as_deref())
    }

    /// Collects the parameters of the query that only other pages have of what one speaks for.
    fn added(&self, main: OperationId, also: &[OperationId]) -> Vec<Argument> {
        let Operation { arguments, setters, .. } = &self.client.operations[main];
        let known = |added: &[Argument], new: &Argument| {
            let mut all = arguments.iter().chain(setters).chain(added);
            all.any(|known| known.wire.eq_ignore_ascii_case(&new.wire) || known.name == new.name)
        };
        let mut added = Vec::new();
        for id in also {
            let theirs = self.client.operations[*id].setters.iter().filter(|setter| setter.sent_in == SentIn::Query);
            for setter in theirs {
                if !known(&added, setter) {
                    added.push(setter.clone());
                }
            }
        }
        added
    }

    /// Adds a method that sends a message in MIME, where the page documents that.
    fn with_mime(&mut self, method: Method, at: &SharedPlace) -> Vec<Method> {
        let operation = &self.api.operations[method.operation];
        if !operation::takes_mime(operation) {
            return vec![method];
        }
        let is_body = |argument: &Argument| {
            matches!(argument.sent_in, SentIn::Parameter | SentIn::Body | SentIn::TypedBody | SentIn::Content)
        };
        let mut arguments: Vec<Argument> =
            method.arguments.iter().filter(|argument| !is_body(argument)).cloned().collect();
        arguments.push(Argument {
            name: "mime".to_string(),
            wire: String::new(),
            value: Value::Bytes,
            sent_in: SentIn::Mime,
            meaning: "the message in MIME, with its headers; it is encoded as base64".to_string(),
        });
        let name = self.names.claim(&format!("{}_mime", method.name), &operation.name).name;
        let mut docs = self.method_docs(method.operation, &method.also, &arguments);
        docs::section(&mut docs, self.implied(at, method.operation));
        let in_mime = Method { name, docs, arguments, ..method.clone() };
        vec![method, in_mime]
    }

    fn step_docs(&self, path: &[PathPart], arguments: &[Argument]) -> Vec<String> {
        if !self.context.described {
            return Vec::new();
        }
        let (spelling, places) = (&self.tree.spelling, &self.this().places);
        let mut docs = match path.last() {
            Some(PathPart::Child(name)) => led_to::described(self.context, spelling, places, name),
            _ => {
                let ty = led_to::type_name(self.context, spelling, places);
                vec![step_line(path, self.chain().last().copied(), ty.as_deref())]
            }
        };
        docs.extend(meanings(arguments));
        docs
    }

    fn method_docs(&self, main: OperationId, also: &[OperationId], arguments: &[Argument]) -> Vec<String> {
        if !self.context.described {
            return Vec::new();
        }
        let operation = &self.api.operations[main];
        let mut docs = docs::brief(self.context, operation, &self.client.operations[main].docs);
        docs.extend(meanings(arguments));
        docs::section(&mut docs, docs::required(operation));
        docs::section(&mut docs, docs::answered(operation));
        docs::section(&mut docs, docs::permissions(&operation.permissions));
        let Operation { module, name, .. } = &self.client.operations[main];
        let link =
            format!("[{}](crate::operations::{module}::{name})", crate::plan::docs::code(&format!("{module}::{name}")));
        docs.extend([String::new(), format!("The operation is {link}.")]);
        if !also.is_empty() {
            let page = |id: &OperationId| docs::titled(self.context, &self.api.operations[*id]);
            let others: Vec<String> = also.iter().map(page).collect();
            docs.extend([String::new(), format!("Also documented as {}.", others.join(", "))]);
        }
        docs
    }
}

/// Returns the arguments of the path, then the operation's own, each with a name of its own.
fn joined(in_path: Vec<Argument>, own: &[Argument]) -> Vec<Argument> {
    let mut scope = Scope::default();
    let mut arguments: Vec<Argument> = in_path.into_iter().chain(own.iter().cloned()).collect();
    for argument in &mut arguments {
        argument.name = scope.claim(&argument.name, &argument.wire).name;
    }
    arguments
}

/// Says where a step leads: `set` is the name of the place that it starts from, `ty` the type of what is there.
fn step_line(path: &[PathPart], set: Option<&str>, ty: Option<&str>) -> String {
    use crate::plan::docs::code;
    let one = ty.map_or_else(|| "item".to_string(), str::to_string);
    let of = set.map(|name| format!(" of {}", code(name))).unwrap_or_default();
    match path.last() {
        Some(PathPart::Cast(name)) => format!("The same place, of the type {}.", code(name)),
        Some(PathPart::Key(_)) => format!("The {one}{of} that has this id."),
        Some(PathPart::NamedKey(_)) => format!("The {one}{of} that has this key."),
        Some(PathPart::ByPath(_)) => "The item at a path such as `/folder/file.txt`.".to_string(),
        Some(PathPart::Call { name, .. }) => format!("What {} gives.", code(name)),
        Some(PathPart::Child(_)) | None => String::new(),
    }
}

/// Lists what the arguments mean.
fn meanings(arguments: &[Argument]) -> Vec<String> {
    let told: Vec<String> = arguments
        .iter()
        .filter(|argument| !argument.meaning.is_empty())
        .map(|argument| format!("* {}: {}", crate::plan::docs::code(&argument.name), argument.meaning))
        .collect();
    if told.is_empty() { told } else { std::iter::once(String::new()).chain(told).collect() }
}
