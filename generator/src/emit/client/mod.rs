//! The client crate as text: one function for each kind of item of [`plan::client`](crate::plan::client).

pub mod builder;
pub mod operation;
pub mod root;
pub mod types;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::plan::client::files::{File, Item};
use crate::plan::client::{Area, Client};

/// The items of a file of the client crate.
pub fn file(client: &Client, file: &File) -> Vec<TokenStream> {
    file.items.iter().flat_map(|item| self::item(client, &file.path, item)).collect()
}

fn item(client: &Client, path: &str, item: &Item) -> Vec<TokenStream> {
    match item {
        Item::Lib => root::lib(client),
        Item::Areas => areas(client),
        Item::Exports { of, areas } => exports(client, of, areas),
        Item::Builder(id) => vec![builder::structure(&client.builders[*id])],
        Item::Methods { builder, steps, methods } => vec![builder::methods(client, path, *builder, steps, methods)],
        Item::Operations { module, operations } => vec![operation::module(client, module, operations)],
        Item::Table => vec![operation::table(client)],
    }
}

/// The modules of the areas, each behind its feature.
fn areas(client: &Client) -> Vec<TokenStream> {
    let area = |area: &Area| {
        let (module, feature) = (format_ident!("{}", area.module), &area.feature);
        quote! {
            #[cfg(feature = #feature)]
            pub(crate) mod #module {
                pub mod builders;
                pub mod operations;
            }
        }
    };
    client.areas.iter().map(area).collect()
}

fn exports(client: &Client, of: &str, areas: &[usize]) -> Vec<TokenStream> {
    let of = format_ident!("{of}");
    let export = |index: &usize| {
        let area = &client.areas[*index];
        let (module, feature) = (format_ident!("{}", area.module), &area.feature);
        quote! {
            #[cfg(feature = #feature)]
            pub use crate::areas::#module::#of::*;
        }
    };
    areas.iter().map(export).collect()
}

/// Lines of documentation as attributes.
pub fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#[doc = #lines])* }
}
