//! The test that builds and reads the documented examples.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::super::parts::ident;
use super::types::rust_type;
use crate::plan::RustType;
use crate::plan::client::items::{Call, Examples, ExamplesRoot, Taken};
use crate::plan::client::{Argument, SentIn, Value};

/// Makes the root of the test.
pub(super) fn root(plan: &ExamplesRoot) -> TokenStream {
    let (version, client) = (&plan.version, ident(&plan.client));
    let modules: Vec<_> = plan.modules.iter().map(|module| ident(module)).collect();
    quote! {
        #![allow(deprecated, reason = "what is deprecated is documented with examples, too")]
        #![allow(unused, reason = "a method may take nothing of the example, and examples use nothing of what comes back")]
        #![allow(clippy::all, reason = "examples are written for those who read them")]

        #(mod #modules;)*

        #[allow(unused_imports, reason = "the modules take it from here, if their examples have bodies")]
        use #client::{self as client, model};
        use msgraph_core::examples::Report;

        #[test]
        fn examples() {
            let mut report = Report::default();
            #(report.run(#version, &#modules::SUITE);)*
            println!("{report}");
            assert!(report.is_good(), "too many examples differ from what the crate makes of them, see above");
        }
    }
}

/// Makes the examples of an area.
pub(super) fn suite(plan: &Examples, data: &str) -> TokenStream {
    let calls = plan.calls.iter().map(|call| ident(&call.name));
    let answers = plan.answers.iter().map(|reader| {
        let (module, name) = (ident(&reader.module), ident(&reader.name));
        quote!(Answer::of::<operations::#module::#name>())
    });
    let snippets = plan.snippets.iter().map(|planned| ident(&planned.function));
    quote! {
        #[allow(unused_imports, reason = "an area may have only requests, or only answers")]
        use msgraph_core::examples::{Answer, Asked, Ran, Suite, Unfit, serde_json};
        #[allow(unused_imports, reason = "an area may have only requests, or only answers")]
        use crate::{client::{GraphClient, RawRequest, operations}, model};

        /// The examples with what makes their requests and reads their answers.
        pub const SUITE: Suite<GraphClient> = Suite {
            cases: include_str!(#data),
            calls: &[#(#calls),*],
            answers: &[#(#answers),*],
            snippets: &[#(#snippets),*],
        };
    }
}

/// Makes a way to make requests.
pub(super) fn call(plan: &Call) -> TokenStream {
    let (name, method) = (ident(&plan.name), ident(&plan.method));
    let steps = plan.steps.iter().map(|(name, arguments)| {
        let (name, arguments) = (ident(name), arguments.iter().map(taken));
        quote!(.#name(#(#arguments),*))
    });
    let arguments = plan.arguments.iter().map(taken);
    let setters = plan.setters.iter().map(setter);
    quote! {
        fn #name(client: &GraphClient, asked: &Asked) -> Result<RawRequest, Unfit> {
            let request = client #(#steps)* .#method(#(#arguments),*);
            #(#setters)*
            Ok(request.as_raw().clone())
        }
    }
}

/// Reads from an example what it has for an argument.
fn taken(plan: &Taken) -> TokenStream {
    value(&plan.argument, plan.index)
}

fn setter(argument: &Argument) -> TokenStream {
    let (name, wire, value) = (ident(&argument.name), &argument.wire, value(argument, 0));
    let has = match argument.sent_in {
        SentIn::Query => quote!(has_query),
        SentIn::Call | SentIn::CallQuoted => quote!(has_call_argument),
        _ => quote!(has_part),
    };
    quote! {
        let request = if asked.#has(#wire) { request.#name(#value) } else { request };
    }
}

fn value(argument: &Argument, index: usize) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    let wire = &argument.wire;
    let source = |text: &str, scalar: &str, key: TokenStream| {
        let (text, scalar) = (ident(text), ident(scalar));
        match &argument.value {
            Value::Text => quote!(&asked.#text(#key)?),
            Value::Copy(ty) => {
                let ty = rust_type(ty);
                quote!(asked.#scalar::<#ty>(#key)?)
            }
            _ => quote!(asked.#text(#key)?),
        }
    };
    match argument.sent_in {
        SentIn::Path | SentIn::Quoted => source("argument", "scalar", index.into_token_stream()),
        SentIn::Call | SentIn::CallQuoted => source("call_argument", "call_scalar", quote!(#wire)),
        SentIn::Query | SentIn::Header => source("query", "query_scalar", quote!(#wire)),
        SentIn::Parameter => in_body(&argument.value, quote!(part), quote!(#wire)),
        SentIn::Body | SentIn::TypedBody => in_body(&argument.value, quote!(body), quote!()),
        SentIn::Content | SentIn::Mime => quote!(asked.content()),
        SentIn::Reference => quote!(asked.reference()?),
    }
}

/// Reads a value from the body of an example.
fn in_body(value: &Value, from: TokenStream, key: TokenStream) -> TokenStream {
    let of = |ty: TokenStream| quote!(asked.#from::<#ty>(#key)?);
    match value {
        Value::Copy(ty) | Value::Field(ty) => of(rust_type(ty)),
        Value::Patch(ty) => {
            let value = of(rust_type(ty));
            quote!(model::Patch::whole(&#value))
        }
        Value::Json => {
            let value = of(rust_type(&RustType::VALUE));
            quote!(&#value)
        }
        Value::Ref(ty) | Value::Item(ty) => {
            let value = of(rust_type(ty));
            quote!(&#value)
        }
        Value::Slice(ty) | Value::Items(ty) => {
            let ty = rust_type(ty);
            let value = of(quote!(Vec<#ty>));
            quote!(&#value)
        }
        Value::Text => {
            let value = of(quote!(String));
            quote!(&#value)
        }
        Value::Required | Value::Display | Value::Content | Value::Bytes => of(quote!(String)),
    }
}
