//! Small pieces of Rust that many items share.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::plan::{Docs, Features, RustType};

/// An identifier, or a path of them.
pub(super) fn path(name: &str) -> TokenStream {
    let parts = name.split("::").map(ident);
    quote!(#(#parts)::*)
}

/// An identifier.
pub(super) fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

/// A type.
pub(super) fn rust_type(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Name(name) => path(name),
        RustType::Of(outer, inner) => {
            let (outer, inner) = (ident(outer), rust_type(inner));
            quote!(#outer<#inner>)
        }
    }
}

/// Documentation, a line an attribute.
pub(super) fn docs(lines: &Docs) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The condition that one of the features is on.
pub(super) fn cfg(features: &Features) -> TokenStream {
    match features.as_slice() {
        [] => TokenStream::new(),
        [feature] => quote!(#[cfg(feature = #feature)]),
        features => quote!(#[cfg(any(#(feature = #features),*))]),
    }
}
