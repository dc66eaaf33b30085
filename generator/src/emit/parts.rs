//! Small pieces of Rust that many items share.

use proc_macro2::{Ident, Literal, TokenStream};
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
    let lines = lines.iter().map(|line| doc_line(line));
    quote!(#(#[doc = #lines])*)
}

/// A line as a raw literal: it is printed as a comment, so its characters needn't be escaped first and read back later.
fn doc_line(line: &str) -> Literal {
    if line.is_empty() {
        return Literal::string("");
    }
    let hashes = line.split('"').skip(1).map(|rest| rest.len() - rest.trim_start_matches('#').len() + 1).max();
    let hashes = "#".repeat(hashes.unwrap_or(0));
    let raw = (!line.contains(['\n', '\r'])).then(|| format!("r{hashes}\" {line}\"{hashes}").parse().ok()).flatten();
    raw.unwrap_or_else(|| Literal::string(&format!(" {line}")))
}

/// The condition that one of the features is on.
pub(super) fn cfg(features: &Features) -> TokenStream {
    match features.as_slice() {
        [] => TokenStream::new(),
        [feature] => quote!(#[cfg(feature = #feature)]),
        features => quote!(#[cfg(any(#(feature = #features),*))]),
    }
}
