//! Builders: their structs, their steps to other builders, and the methods that make requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::parts::{aliases, cfg, docs, ident, path, unused};
use super::super::snippet::fenced;
use super::types;
use crate::plan::client::items::{Methods, OperationName};
use crate::plan::client::{Argument, Method, PathPart, SentIn, Step};
use crate::plan::{Docs, Features};

/// Imports what files of builders name; builders aren't called so, see [`crate::plan::names::BUILDERS_IMPORT`].
pub(super) fn imports() -> TokenStream {
    let allow = unused();
    quote! {
        #allow
        use crate::{GraphClient, Request, Required, builders, model, operations};
        #allow
        use crate::types::{IntoField, Is, Sent, Serialize};
        #allow
        use std::fmt::Display;
    }
}

/// Makes the struct of a builder.
pub(super) fn structure(name: &str, about: &Docs, snippet: Option<&str>, features: &Features) -> TokenStream {
    let begin = about.iter().position(String::is_empty).unwrap_or(about.len());
    let code = snippet.map(fenced).unwrap_or_default();
    let about: Docs = about[..begin].iter().chain(&code).chain(&about[begin..]).cloned().collect();
    let (about, name, features) = (docs(&about), ident(name), cfg(features));
    quote! {
        #about
        #features
        #[derive(Clone, Debug)]
        pub struct #name {
            pub(crate) path: crate::Path,
        }
    }
}

/// Makes the methods of a builder that stand in one file.
pub(super) fn methods(plan: &Methods) -> TokenStream {
    let (name, features) = (path(&plan.builder), cfg(&plan.features));
    let steps = plan.steps.iter().map(|(features, target, plan)| step(features, target, plan));
    let methods = plan.methods.iter().map(|(operation, plan)| method(operation, plan));
    quote! {
        #features
        impl #name {
            #(#steps)*
            #(#methods)*
        }
    }
}

fn step(features: &Features, target: &str, plan: &Step) -> TokenStream {
    let (about, features) = (docs(&plan.docs), cfg(features));
    let (name, target) = (ident(&plan.name), path(target));
    let (parameters, added) = (types::parameters(&plan.arguments), added(&plan.path));
    quote! {
        #about
        #features
        pub fn #name(&self, #parameters) -> #target {
            #target { path: self.path #added }
        }
    }
}

fn method(operation: &OperationName, plan: &Method) -> TokenStream {
    let (about, name) = (docs(&plan.docs), ident(&plan.name));
    let (module, of) = (ident(&operation.module), ident(&operation.name));
    let aliases = aliases(&plan.aliases);
    let deprecated = plan.deprecated.as_ref().map(|note| quote!(#[deprecated = #note]));
    let parameters = types::parameters(&plan.arguments);
    let added = added(&plan.path);
    let settings = plan.arguments.iter().map(|argument| types::setting(argument, operation.reference.as_deref()));
    let headers = operation.sent_headers.iter().map(|(name, value)| quote!(.header(#name, #value)));
    let calls: Vec<TokenStream> = headers.chain(settings).collect();
    let body = chained(&quote!(Request::new(&self.path #added)), &calls);
    quote! {
        #about
        #aliases
        #deprecated
        pub fn #name(&self, #parameters) -> Request<operations::#module::#of> {
            #body
        }
    }
}

/// The number of calls that follow each other in one expression at most: who prints or compiles it goes down call by call.
const LONGEST_CHAIN: usize = 256;

/// Writes calls behind a request: one expression, or several statements where it would be too deep.
fn chained(request: &TokenStream, calls: &[TokenStream]) -> TokenStream {
    let mut chains = calls.chunks(LONGEST_CHAIN);
    let first = chains.next().unwrap_or_default();
    let more: Vec<TokenStream> = chains.map(|calls| quote!(let request = request #(#calls)*;)).collect();
    if more.is_empty() {
        return quote!(#request #(#first)*);
    }
    quote! {
        let request = #request #(#first)*;
        #(#more)*
        request
    }
}

/// Makes the calls that add the parts to a path.
fn added(parts: &[PathPart]) -> TokenStream {
    let parts = parts.iter().map(|part| match part {
        PathPart::Child(name) => quote!(.child(#name)),
        PathPart::Cast(name) => quote!(.cast(#name)),
        PathPart::Key(argument) => {
            let argument = ident(argument);
            quote!(.id(#argument))
        }
        PathPart::ByPath(argument) => {
            let argument = ident(argument);
            quote!(.by_path(#argument))
        }
        PathPart::NamedKey(arguments) => {
            let arguments = arguments.iter().map(literal);
            quote!(.named_key(&[#(#arguments),*]))
        }
        PathPart::Call { name, arguments } => {
            let arguments = arguments.iter().map(literal);
            quote!(.call(#name, &[#(#arguments),*]))
        }
    });
    quote!(#(#parts)*)
}

/// Makes an argument of a call with its wire name.
fn literal(argument: &Argument) -> TokenStream {
    let (wire, name) = (&argument.wire, ident(&argument.name));
    let make = if argument.sent_in == SentIn::Quoted { quote!(string) } else { quote!(literal) };
    quote!((#wire, crate::Arg::#make(#name)))
}
