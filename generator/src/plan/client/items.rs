//! The items of the client crate, as plain data.

use super::{Argument, BuilderId, Method, Operation, Step};
use crate::api::OperationId;
use crate::plan::snippet::Snippet;
use crate::plan::{Docs, Features};

/// An item of the client crate.
#[derive(Clone, Debug, Hash)]
pub enum Item {
    /// The root of the crate.
    Root(Root),
    /// The modules of areas, and of what several areas have, each with its builders and operations.
    Areas(Vec<AreaModule>),
    /// The builders of these areas, taken into the module of all.
    Builders(Vec<AreaModule>),
    /// A module of operations, taken from the areas that have some of it.
    Exports {
        /// Its name.
        module: String,
        /// Its documentation.
        docs: Docs,
        /// The areas.
        areas: Vec<AreaModule>,
    },
    /// The imports of files of builders.
    UseInBuilders,
    /// The imports of files of operations.
    UseInOperations,
    /// The struct of a builder.
    Builder {
        /// Its name.
        name: String,
        /// Its documentation.
        docs: Docs,
        /// See [`Builder::snippet`](super::Builder::snippet).
        snippet: Option<usize>,
        /// The features that bring it, in the file of all areas.
        features: Features,
    },
    /// Those methods of a builder that belong to the file.
    Methods(Methods),
    /// A module of operations.
    Operations {
        /// Its name.
        module: String,
        /// Its documentation.
        docs: Docs,
        /// The operations, sorted by name.
        operations: Vec<Operation>,
    },
    /// What operations answer: name and body of each example.
    Answers(Vec<(String, String)>),
    /// The table of all operations.
    Table(Vec<TableLine>),
    /// The test that runs the examples of all areas.
    ExamplesRoot(ExamplesRoot),
    /// The examples of an area, and the data file that they stand in.
    Examples(Examples, String),
    /// A way to make requests of examples.
    ExampleCall(Call),
    /// The code of an example as a function: its name, and the index of the snippet.
    Snippet(String, usize),
}

impl Item {
    /// Returns the indices of the code that it shows, see [`CratePlan::snippets`](crate::plan::CratePlan::snippets).
    pub fn snippets(&self) -> impl Iterator<Item = usize> {
        let (one, operations) = match self {
            Self::Builder { snippet, .. } => (*snippet, &[][..]),
            Self::Snippet(_, at) => (Some(*at), &[][..]),
            Self::Operations { operations, .. } => (None, operations.as_slice()),
            Self::Root(_)
            | Self::Areas(_)
            | Self::Builders(_)
            | Self::Exports { .. }
            | Self::UseInBuilders
            | Self::UseInOperations
            | Self::Methods(_)
            | Self::Answers(_)
            | Self::Table(_)
            | Self::ExamplesRoot(_)
            | Self::Examples(..)
            | Self::ExampleCall(_) => (None, &[][..]),
        };
        one.into_iter().chain(operations.iter().flat_map(|operation| operation.snippets.values().copied()))
    }
}

/// The test that runs the examples.
#[derive(Clone, Debug, Hash)]
pub struct ExamplesRoot {
    /// The version of the API: `v1.0`.
    pub version: String,
    /// The client crate, as programs name it.
    pub client: String,
    /// The modules of the areas that have examples.
    pub modules: Vec<String>,
}

/// The root of the crate.
#[derive(Clone, Debug, Hash)]
pub struct Root {
    /// The version of the API: `v1.0`.
    pub version: String,
    /// The crate of the models.
    pub model: String,
}

/// A module of what the same areas have.
#[derive(Clone, Debug, Hash)]
pub struct AreaModule {
    /// Its name.
    pub module: String,
    /// The features of the areas, any of which brings it.
    pub features: Features,
    /// Is true if its operations show what they answer.
    pub has_answers: bool,
}

/// An `impl` of a builder.
#[derive(Clone, Debug, Hash)]
pub struct Methods {
    /// The builder as it is named in the crate: `builders::Messages`.
    pub builder: String,
    /// The features that bring the builder, in the file of all areas.
    pub features: Features,
    /// The ways to other builders: when they are there beyond their builder, where they lead, and the step.
    pub steps: Vec<(Features, String, Step)>,
    /// The methods that make requests: the operation and the path under which ids are looked up go with them.
    pub methods: Vec<(OperationName, Method)>,
}

/// An operation as methods name it.
#[derive(Clone, Debug, Hash)]
pub struct OperationName {
    /// Its module.
    pub module: String,
    /// Its name in the module.
    pub name: String,
    /// See [`Operation::reference`].
    pub reference: Option<String>,
    /// See [`Operation::sent_headers`].
    pub sent_headers: Vec<(String, String)>,
}

/// A line of the table of operations.
#[derive(Clone, Debug, Hash)]
pub struct TableLine {
    /// The features that bring it.
    pub features: Features,
    /// The module.
    pub module: String,
    /// The name in the module.
    pub name: String,
}

/// The examples of an area.
#[derive(Clone, Debug, Default, Hash)]
pub struct Examples {
    /// The ways to make their requests.
    pub calls: Vec<Call>,
    /// The operations that answer.
    pub answers: Vec<Reader>,
    /// The code that makes their requests, in the order of the lines.
    pub snippets: Vec<PlannedSnippet>,
    /// The examples, a line of JSON each.
    pub cases: String,
}

/// The code of an example.
#[derive(Clone, Debug, Hash)]
pub struct PlannedSnippet {
    /// The name of its function.
    pub function: String,
    /// The operation that it belongs to.
    pub operation: OperationId,
    /// The index of the example there.
    pub example: usize,
    /// The builder whose method it calls.
    pub builder: BuilderId,
    /// The code, until it stands with the whole crate's.
    pub snippet: Snippet,
}

/// A way to make requests: steps from the root, then a method.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// The name of the function.
    pub name: String,
    /// The methods that lead to the place, each with what it takes.
    pub steps: Vec<(String, Vec<Taken>)>,
    /// The method that makes the request.
    pub method: String,
    /// Its parameters.
    pub arguments: Vec<Taken>,
    /// The setters of its request.
    pub setters: Vec<Argument>,
}

/// A parameter of a method, and where the example has its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Taken {
    /// The parameter of the method.
    pub argument: Argument,
    /// For one that goes into the path: the index among the arguments of the example's path.
    pub index: usize,
}

/// An operation that answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reader {
    /// The module.
    pub module: String,
    /// The name in the module.
    pub name: String,
}
