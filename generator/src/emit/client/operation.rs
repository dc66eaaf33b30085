//! Operations: a unit struct each, with its facts as a constant and its options as methods of its request.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::super::parts::{cfg, docs, docs_behind_code, ident, lines, literal, text, unused};
use super::super::snippet::{Snippets, fenced};
use super::types;
use crate::plan::Docs;
use crate::plan::client::items::TableLine;
use crate::plan::client::{Argument, Cloud, DocPart, Example, Operation};
use crate::plan::docs::turns;

/// The indentation of a list of texts in the facts of an operation.
const DEPTH: usize = 17;

/// Imports what files of operations name; operations aren't called so, see [`crate::plan::names::OPERATIONS_IMPORT`].
pub(super) fn imports() -> TokenStream {
    let allow = unused();
    quote! {
        #allow
        use crate::{
            Alternatives, Cloud, Clouds, Example, Lines, Method, Operation, OperationInfo, Page, Permissions, Request, Required, model, response,
        };
        #allow
        use crate::types::{IntoField, Is, Sent, Serialize};
        #allow
        use std::fmt::Display;
    }
}

/// Makes a module of operations.
pub(super) fn module(module: &str, about: &Docs, operations: &[Operation], snippets: &Snippets) -> TokenStream {
    let (name, doc) = (ident(module), docs(about));
    let operations = operations.iter().map(|plan| operation(plan, snippets));
    quote! {
        #doc
        pub mod #name {
            use super::*;

            #(#operations)*
        }
    }
}

fn operation(operation: &Operation, snippets: &Snippets) -> TokenStream {
    let (docs, name) = (all_docs(operation, snippets), ident(&operation.name));
    let (facts, setters) = (facts(operation), setters(operation));
    quote! {
        #docs
        pub struct #name;

        impl Operation for #name {
            #facts
        }

        #setters
    }
}

/// Makes the documentation of an operation: with the code of its examples, and the body of its own one by its name.
fn all_docs(operation: &Operation, snippets: &Snippets) -> TokenStream {
    let about = docs(&operation.docs);
    let mut in_body = false;
    let shown = operation.shown.iter().map(|part| match part {
        DocPart::Lines(lines) if std::mem::take(&mut in_body) => docs_behind_code(lines),
        DocPart::Lines(lines) => docs(lines),
        DocPart::Snippet(example) => {
            let text = operation.snippets.get(example).map(|at| snippets.text(*at));
            text.map(|text| docs(&fenced(text))).unwrap_or_default()
        }
        DocPart::Body => {
            in_body = true;
            let name = operation.example.as_ref().map(|example| &example.name);
            name.map(|name| quote!(#[doc = answer!(#name)])).unwrap_or_default()
        }
    });
    let shown: Vec<TokenStream> = shown.collect();
    quote!(#about #(#shown)*)
}

fn facts(operation: &Operation) -> TokenStream {
    let Operation { wire, paths, url, .. } = operation;
    let method = method(&operation.method);
    let (permissions, clouds) = (permissions(operation), clouds(operation));
    let [paths, headers, query] = [paths, &operation.headers, &operation.query].map(|texts| lines(texts, DEPTH));
    let example = operation.example.as_ref().map_or_else(|| quote!(None), example);
    let answer = types::answer(&operation.answer);
    quote! {
        const INFO: OperationInfo = OperationInfo {
            name: #wire,
            method: Method::#method,
            paths: Lines(#paths),
            permissions: #permissions,
            clouds: #clouds,
            doc: #url,
            headers: Lines(#headers),
            query: Lines(#query),
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

fn clouds(operation: &Operation) -> TokenStream {
    let Some(clouds) = &operation.clouds else { return quote!(Clouds::UNKNOWN) };
    if clouds.len() == 4 {
        return quote!(Clouds::ALL);
    }
    let clouds = clouds.iter().map(|cloud| match cloud {
        Cloud::Global => quote!(Cloud::Global),
        Cloud::UsGovernmentL4 => quote!(Cloud::UsGovernmentL4),
        Cloud::UsGovernmentL5 => quote!(Cloud::UsGovernmentL5),
        Cloud::China => quote!(Cloud::China),
    });
    quote!(Clouds::of(&[#(#clouds),*]))
}

fn permissions(operation: &Operation) -> TokenStream {
    let permissions = &operation.permissions;
    let all = [&permissions.delegated_work, &permissions.delegated_personal, &permissions.application];
    if all.iter().all(|needs| needs.is_none()) {
        return quote!(Permissions::UNKNOWN);
    }
    if all.iter().all(|needs| needs.as_ref().is_some_and(Vec::is_empty)) {
        return quote!(Permissions::NOT_SUPPORTED);
    }
    let [work, personal, application] = all.map(|needs| {
        let Some(alternatives) = needs else { return quote!(Alternatives::UNKNOWN) };
        if alternatives.is_empty() {
            return quote!(Alternatives::NOT_SUPPORTED);
        }
        let text = alternatives.iter().map(|together| together.join("+")).collect::<Vec<_>>().join("|");
        if text.is_empty() {
            return quote!(Alternatives::NONE_NEEDED);
        }
        quote!(Alternatives(#text))
    });
    quote! {
        Permissions {
            delegated_work: #work,
            delegated_personal: #personal,
            application: #application,
        }
    }
}

fn example(example: &Example) -> TokenStream {
    let Example { status, content_type, name, .. } = example;
    let status = Literal::u16_unsuffixed(*status);
    let body = if name.is_empty() { quote!("") } else { quote!(answer!(#name)) };
    quote! {
        Some(Example { status: #status, content_type: #content_type, body: #body })
    }
}

fn setters(operation: &Operation) -> TokenStream {
    if operation.setters.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&operation.name);
    let setters = operation.setters.iter().map(setter);
    quote! {
        impl Request<#name> {
            #(#setters)*
        }
    }
}

fn setter(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    let docs = docs(&vec![argument.meaning.clone()]);
    let (parameters, setting) = (types::parameters(std::slice::from_ref(argument)), types::setting(argument, None));
    quote! {
        #docs
        pub fn #name(self, #parameters) -> Self {
            self #setting
        }
    }
}

/// Makes the table of all operations.
pub(super) fn table(lines: &[TableLine]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        let (feature, module, name) = (cfg(&line.features), ident(&line.module), ident(&line.name));
        quote!(#feature <#module::#name as crate::Operation>::INFO)
    });
    quote! {
        /// All operations of the features that are on.
        pub fn all() -> &'static [crate::OperationInfo] {
            // A table that compilers make where it is used, and not in each check of this crate.
            const { &[#(#lines),*] }
        }
    }
}

/// Writes what operations answer as arms of a macro, which gives documentation and facts the same text.
pub(super) fn answers(answers: &[(String, String)]) -> String {
    let arm = |(name, body): &(String, String)| format!("    ({name:?}) => {{ {} }};\n", shown(body));
    format!("macro_rules! answer {{\n{}}}\n", answers.iter().map(arm).collect::<String>())
}

/// Writes text as it is, where all of it can be seen, else with escapes.
fn shown(body: &str) -> Literal {
    let is_seen = |c: char| c == '\n' || !c.is_control() && !turns(c);
    if body.chars().all(is_seen) { literal(body) } else { text(body) }
}
