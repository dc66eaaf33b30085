//! The root of the client crate.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::client::Client;

/// The items of `lib.rs`.
pub fn lib(client: &Client) -> Vec<TokenStream> {
    let version = &client.version;
    let model = quote::format_ident!("{}", client.model.replace('-', "_"));
    vec![
        quote!(mod areas;),
        quote!(pub mod builders;),
        quote!(pub mod operations;),
        quote!(pub use #model as model;),
        quote!(pub use ::msgraph_core::*;),
        quote!(::msgraph_core::define_client!(#version);),
        quote!(::msgraph_core::define_request!();),
    ]
}
