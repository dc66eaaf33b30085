//! The items of the client crate.

mod builder;
mod examples;
mod operation;
mod types;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::parts::{cfg, docs, ident};
use super::snippet::{self, Snippets};
use crate::plan::Docs;
use crate::plan::client::items::{AreaModule, Item, Root};

/// Prints an item of text that was laid out already.
pub(super) fn print(item: &Item, snippets: &Snippets) -> Option<String> {
    match item {
        Item::Snippet(name, at) => Some(snippet::function(name, snippets.text(*at))),
        Item::Answers(answers) => Some(operation::answers(answers)),
        _ => None,
    }
}

/// Makes one item.
pub(super) fn item(item: &Item, snippets: &Snippets) -> TokenStream {
    match item {
        Item::Root(plan) => root(plan),
        Item::Areas(areas) => self::areas(areas),
        Item::Builders(areas) => builders(areas),
        Item::Exports { module, docs, areas } => exports(module, docs, areas),
        Item::UseInBuilders => builder::imports(),
        Item::UseInOperations => operation::imports(),
        Item::Builder { name, docs, snippet, features } => {
            builder::structure(name, docs, snippet.map(|at| snippets.text(at)), features)
        }
        Item::Methods(plan) => builder::methods(plan),
        Item::Operations { module, docs, operations } => operation::module(module, docs, operations, snippets),
        Item::Table(lines) => operation::table(lines),
        Item::ExamplesRoot(plan) => examples::root(plan),
        Item::Examples(plan, data) => examples::suite(plan, data),
        Item::ExampleCall(plan) => examples::call(plan),
        // These are printed as text.
        Item::Snippet(..) | Item::Answers(_) => TokenStream::new(),
    }
}

/// Makes the modules of the crate and what it shows. Doctests see the first page only: the test of the examples compiles what the
/// other ones show, at a small part of the cost.
fn root(plan: &Root) -> TokenStream {
    let (version, model) = (&plan.version, ident(&plan.model));
    quote! {
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![allow(
            clippy::module_inception,
            clippy::new_ret_no_self,
            clippy::should_implement_trait,
            clippy::too_many_arguments,
            clippy::wrong_self_convention,
            reason = "names and parameters are those of the API"
        )]

        #[cfg(not(doctest))]
        mod areas;
        #[cfg(not(doctest))]
        pub mod builders;
        #[cfg(not(doctest))]
        pub mod operations;

        pub use #model as model;
        pub use msgraph_core::*;

        msgraph_core::define_client!(#version);
        msgraph_core::define_request!();
    }
}

/// Makes the modules of the areas, each behind its features.
fn areas(areas: &[AreaModule]) -> TokenStream {
    let areas = areas.iter().map(|area| {
        let (module, feature) = (ident(&area.module), cfg(&area.features));
        let answers = area.has_answers.then(|| {
            quote!(
                #[macro_use]
                mod answers;
            )
        });
        quote! {
            #feature
            pub(crate) mod #module {
                #answers
                pub mod builders;
                pub mod operations;
            }
        }
    });
    quote!(#(#areas)*)
}

fn builders(areas: &[AreaModule]) -> TokenStream {
    let exports = areas.iter().map(|area| {
        let (module, feature) = (ident(&area.module), cfg(&area.features));
        quote! {
            #feature
            pub use crate::areas::#module::builders::*;
        }
    });
    quote!(#(#exports)*)
}

/// Exports a module of operations: as it is if one area has it alone, else put together of the parts that areas have.
fn exports(module: &str, about: &Docs, areas: &[AreaModule]) -> TokenStream {
    let module = ident(module);
    let features: BTreeSet<&String> = areas.iter().flat_map(|area| &area.features).collect();
    let feature = cfg(&features.into_iter().cloned().collect());
    if let [area] = areas {
        let area = ident(&area.module);
        return quote! {
            #feature
            pub use crate::areas::#area::operations::#module;
        };
    }
    let parts = areas.iter().map(|area| {
        let (area, feature) = (ident(&area.module), cfg(&area.features));
        quote! {
            #feature
            pub use crate::areas::#area::operations::#module::*;
        }
    });
    let doc = docs(about);
    quote! {
        #doc
        #feature
        pub mod #module {
            #(#parts)*
        }
    }
}
