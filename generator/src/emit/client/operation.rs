//! Operations: a unit struct each, with its facts as a constant and its options as methods of its request.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::parts::{cfg, docs, ident, text};
use super::types;
use crate::plan::client::files::TableLine;
use crate::plan::client::{Argument, Example, Operation};

/// A module of operations.
pub(super) fn module(module: &str, operations: &[Operation]) -> TokenStream {
    let name = ident(module);
    let doc = about(&name);
    let operations = operations.iter().map(operation);
    quote! {
        #doc
        pub mod #name {
            #(#operations)*
        }
    }
}

/// What a module of operations says of itself.
pub(super) fn about(module: &Ident) -> TokenStream {
    let text = format!(" Operations under `{module}`.");
    quote!(#[doc = #text])
}

fn operation(operation: &Operation) -> TokenStream {
    let (docs, name) = (docs(&operation.docs), ident(&operation.name));
    let (facts, setters) = (facts(operation), setters(operation));
    quote! {
        #docs
        pub struct #name;

        impl ::msgraph_core::Operation for #name {
            #facts
        }

        #setters
    }
}

fn facts(operation: &Operation) -> TokenStream {
    let Operation { wire, paths, url, .. } = operation;
    let method = method(&operation.method);
    let permissions = permissions(operation);
    let [paths, headers, query] = [paths, &operation.headers, &operation.query].map(|texts| texts.join("\n"));
    let example = operation.example.as_ref().map_or_else(|| quote!(::std::option::Option::None), example);
    let answer = types::answer(&operation.answer);
    quote! {
        const INFO: ::msgraph_core::OperationInfo = ::msgraph_core::OperationInfo {
            name: #wire,
            method: ::msgraph_core::Method::#method,
            paths: ::msgraph_core::Lines(#paths),
            permissions: #permissions,
            doc: #url,
            headers: ::msgraph_core::Lines(#headers),
            query: ::msgraph_core::Lines(#query),
            example: #example,
        };
        type Response = #answer;
    }
}

fn method(wire: &str) -> Ident {
    let name = match wire {
        "POST" => "Post",
        "PATCH" => "Patch",
        "PUT" => "Put",
        "DELETE" => "Delete",
        _ => "Get",
    };
    ident(name)
}

fn permissions(operation: &Operation) -> TokenStream {
    let permissions = &operation.permissions;
    let all = [&permissions.delegated_work, &permissions.delegated_personal, &permissions.application];
    if all.iter().all(|alternatives| alternatives.is_empty()) {
        return quote!(::msgraph_core::Permissions::NOT_SUPPORTED);
    }
    let [work, personal, application] = all.map(|alternatives| {
        if alternatives.is_empty() {
            return quote!(::msgraph_core::Alternatives::NOT_SUPPORTED);
        }
        let text = alternatives.iter().map(|together| together.join("+")).collect::<Vec<_>>().join("|");
        if text.is_empty() {
            return quote!(::msgraph_core::Alternatives::NONE_NEEDED);
        }
        quote!(::msgraph_core::Alternatives(#text))
    });
    quote! {
        ::msgraph_core::Permissions {
            delegated_work: #work,
            delegated_personal: #personal,
            application: #application,
        }
    }
}

fn example(example: &Example) -> TokenStream {
    let Example { status, content_type, body } = example;
    let body = text(body);
    quote! {
        ::std::option::Option::Some(::msgraph_core::Example { status: #status, content_type: #content_type, body: #body })
    }
}

fn setters(operation: &Operation) -> TokenStream {
    if operation.setters.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&operation.name);
    let setters = operation.setters.iter().map(setter);
    quote! {
        impl crate::Request<#name> {
            #(#setters)*
        }
    }
}

fn setter(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    let meaning =
        if argument.meaning.is_empty() { format!("Sets `{}`.", argument.wire) } else { argument.meaning.clone() };
    let docs = docs(&vec![meaning]);
    let (parameters, setting) = (types::parameters(std::slice::from_ref(argument)), types::setting(argument, None));
    quote! {
        #docs
        pub fn #name(self, #parameters) -> Self {
            self #setting
        }
    }
}

/// The table of all operations.
pub(super) fn table(lines: &[TableLine]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        let (feature, module, name) = (cfg(&vec![line.feature.clone()]), ident(&line.module), ident(&line.name));
        quote!(#feature <self::#module::#name as ::msgraph_core::Operation>::INFO)
    });
    quote! {
        /// All operations of the features that are on.
        pub fn all() -> &'static [::msgraph_core::OperationInfo] {
            // A table that compilers make where it is used, and not in each check of this crate.
            const { &[#(#lines),*] }
        }
    }
}
