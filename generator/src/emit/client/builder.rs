//! Builders: their structs, their steps to other builders, and the methods that make requests.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{docs, types};
use crate::plan::client::files::SHARED;
use crate::plan::client::{Argument, Builder, BuilderId, Client, Goes, Method, PathPart, Step};

/// The struct of a builder.
pub fn structure(builder: &Builder) -> TokenStream {
    let (docs, name) = (docs(&builder.docs), format_ident!("{}", builder.name));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name {
            pub(crate) path: ::msgraph_core::Path,
        }
    }
}

/// The methods of a builder that stand in one file.
pub fn methods(client: &Client, file: &str, builder: BuilderId, steps: &[usize], methods: &[usize]) -> TokenStream {
    let own = &client.builders[builder];
    let name = builder_path(client, builder);
    let steps = steps.iter().map(|index| step(client, file, &own.steps[*index]));
    let methods = methods.iter().map(|index| method(client, &own.methods[*index]));
    quote! {
        impl #name {
            #(#steps)*
            #(#methods)*
        }
    }
}

/// A builder as it is named from anywhere in the crate; the root stands at the top.
fn builder_path(client: &Client, builder: BuilderId) -> TokenStream {
    let name = format_ident!("{}", client.builders[builder].name);
    if builder == 0 { quote!(crate::#name) } else { quote!(crate::builders::#name) }
}

fn step(client: &Client, file: &str, step: &Step) -> TokenStream {
    let (docs, name) = (docs(&step.docs), format_ident!("{}", step.name));
    let features = features(client, file, step);
    let target = builder_path(client, step.target);
    let (parameters, path) = (types::parameters(&step.arguments), path(&step.path));
    quote! {
        #docs
        #features
        pub fn #name(&self, #parameters) -> #target {
            #target { path: self.path #path }
        }
    }
}

/// A step that stands above the areas is there if one of those that it leads to is.
fn features(client: &Client, file: &str, step: &Step) -> TokenStream {
    if file != SHARED || step.areas.len() == client.areas.len() {
        return TokenStream::new();
    }
    let features = client.areas.iter().filter(|area| step.areas.contains(&area.id)).map(|area| &area.feature);
    quote!(#[cfg(any(#(feature = #features),*))])
}

fn method(client: &Client, method: &Method) -> TokenStream {
    let (docs, name) = (docs(&method.docs), format_ident!("{}", method.name));
    let operation = &client.operations[method.operation];
    let (module, of) = (format_ident!("{}", operation.module), format_ident!("{}", operation.name));
    let deprecated = method.deprecated.as_ref().map(|note| quote!(#[deprecated = #note]));
    let parameters = types::parameters(&method.arguments);
    let path = path(&method.path);
    let path = if path.is_empty() { quote!(&self.path) } else { quote!(&self.path #path) };
    let settings = method.arguments.iter().map(|argument| types::setting(argument, operation.reference.as_deref()));
    quote! {
        #docs
        #deprecated
        pub fn #name(&self, #parameters) -> crate::Request<crate::operations::#module::#of> {
            crate::Request::new(#path) #(#settings)*
        }
    }
}

/// The calls that add the parts to a path.
fn path(parts: &[PathPart]) -> TokenStream {
    let parts = parts.iter().map(|part| match part {
        PathPart::Child(name) => quote!(.child(#name)),
        PathPart::Cast(name) => quote!(.cast(#name)),
        PathPart::Key(argument) => {
            let argument = format_ident!("{argument}");
            quote!(.key(#argument))
        }
        PathPart::ByPath(argument) => {
            let argument = format_ident!("{argument}");
            quote!(.by_path(#argument))
        }
        PathPart::Call { name, arguments } => {
            let arguments = arguments.iter().map(|(wire, argument)| literal(wire, argument));
            quote!(.call(#name, &[#(#arguments),*]))
        }
    });
    quote!(#(#parts)*)
}

/// An argument of a call with its wire name.
fn literal(wire: &str, argument: &Argument) -> TokenStream {
    let name = format_ident!("{}", argument.name);
    let make = if argument.goes == Goes::Quoted { quote!(string) } else { quote!(literal) };
    quote!((#wire, ::msgraph_core::Arg::#make(#name)))
}
