//! The items of the client crate.

mod builder;
mod operation;
mod types;

use proc_macro2::TokenStream;
use quote::quote;

use super::parts::{cfg, ident};
use crate::plan::client::files::{AreaModule, Item, Root};

/// One item.
pub(super) fn item(item: &Item) -> TokenStream {
    match item {
        Item::Root(plan) => root(plan),
        Item::Areas(areas) => self::areas(areas),
        Item::Exports { of, areas } => exports(of, areas),
        Item::Builder { name, docs } => builder::structure(name, docs),
        Item::Methods(plan) => builder::methods(plan),
        Item::Operations { module, operations } => operation::module(module, operations),
        Item::Table(lines) => operation::table(lines),
    }
}

/// The modules of the crate and what it shows.
fn root(plan: &Root) -> TokenStream {
    let (version, model) = (&plan.version, ident(&plan.model));
    quote! {
        mod areas;
        pub mod builders;
        pub mod operations;

        pub use #model as model;
        pub use msgraph_core::*;

        msgraph_core::define_client!(#version);
        msgraph_core::define_request!();
    }
}

/// The modules of the areas, each behind its feature.
fn areas(areas: &[AreaModule]) -> TokenStream {
    let areas = areas.iter().map(|area| {
        let (module, feature) = (ident(&area.module), cfg(&vec![area.feature.clone()]));
        quote! {
            #feature
            pub(crate) mod #module {
                pub mod builders;
                pub mod operations;
            }
        }
    });
    quote!(#(#areas)*)
}

fn exports(of: &str, areas: &[AreaModule]) -> TokenStream {
    let of = ident(of);
    let exports = areas.iter().map(|area| {
        let (module, feature) = (ident(&area.module), cfg(&vec![area.feature.clone()]));
        quote! {
            #feature
            pub use crate::areas::#module::#of::*;
        }
    });
    quote!(#(#exports)*)
}
