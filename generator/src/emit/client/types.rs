//! Types of parameters and results, and how their values are handed on.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::parts::{self, ident};
use crate::plan::RustType;
use crate::plan::client::{Answer, Argument, SentIn, Value};

/// Makes a type, as files of the client crate name it: they import `model`.
pub(super) fn rust_type(ty: &RustType) -> TokenStream {
    parts::rust_type(ty, &quote!(model::))
}

/// Makes the type of a parameter.
pub(super) fn parameter(value: &Value) -> TokenStream {
    match value {
        Value::Required => quote!(impl Into<Required>),
        Value::Display => quote!(impl Display),
        Value::Text => quote!(&str),
        Value::Copy(ty) => rust_type(ty),
        Value::Ref(ty) => {
            let ty = rust_type(ty);
            quote!(&#ty)
        }
        Value::Slice(ty) => {
            let ty = rust_type(ty);
            quote!(&[#ty])
        }
        Value::Item(ty) => {
            let ty = rust_type(ty);
            quote!(&impl Is<#ty>)
        }
        Value::Items(ty) => {
            let ty = rust_type(ty);
            quote!(&[impl Is<#ty>])
        }
        Value::Json => quote!(&(impl Serialize + ?Sized)),
        Value::Field(ty) => {
            let ty = rust_type(ty);
            quote!(impl IntoField<#ty>)
        }
        Value::Patch(ty) => {
            let ty = rust_type(ty);
            quote!(impl Into<model::Patch<#ty>>)
        }
        Value::Content => quote!(impl Into<crate::Content>),
        Value::Bytes => quote!(impl AsRef<[u8]>),
    }
}

/// Makes the parameters of a method.
pub(super) fn parameters(arguments: &[Argument]) -> TokenStream {
    let parameters = arguments.iter().map(|argument| {
        let (name, ty) = (ident(&argument.name), parameter(&argument.value));
        quote!(#name: #ty)
    });
    quote!(#(#parameters),*)
}

/// Makes the call that hands an argument to a request; none for one that is in the path.
pub(super) fn setting(argument: &Argument, reference: Option<&str>) -> TokenStream {
    let (name, wire) = (ident(&argument.name), &argument.wire);
    match argument.sent_in {
        SentIn::Path | SentIn::Quoted => TokenStream::new(),
        SentIn::Call => quote!(.with_argument(#wire, crate::Arg::literal(#name))),
        SentIn::CallQuoted => quote!(.with_argument(#wire, crate::Arg::string(#name))),
        SentIn::Query => quote!(.query(#wire, #name)),
        SentIn::Header => quote!(.header(#wire, #name)),
        SentIn::Parameter => {
            let value = by_reference(argument);
            quote!(.with_parameter(#wire, #value))
        }
        SentIn::Body => {
            let value = by_reference(argument);
            quote!(.with_body(#value))
        }
        SentIn::TypedBody => match &argument.value {
            Value::Patch(ty) => {
                let ty = rust_type(ty);
                quote!(.with_body(&Into::<model::Patch<#ty>>::into(#name).typed()))
            }
            Value::Ref(ty) | Value::Item(ty) => {
                let ty = rust_type(ty);
                quote!(.with_body(&Sent::typed::<#ty>(#name)))
            }
            _ => {
                let value = by_reference(argument);
                quote!(.with_body(#value))
            }
        },
        SentIn::Content => quote!(.with_content(#name, #wire)),
        SentIn::Mime => quote!(.with_mime(#name)),
        SentIn::Reference => {
            let under = reference.unwrap_or_default();
            quote!(.with_reference(#under, #name))
        }
    }
}

/// Makes a reference to something that can be written as JSON.
fn by_reference(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    match &argument.value {
        Value::Text | Value::Json => quote!(#name),
        Value::Ref(ty) | Value::Item(ty) => {
            let ty = rust_type(ty);
            quote!(&Sent::a::<#ty>(#name))
        }
        Value::Slice(ty) | Value::Items(ty) => {
            let ty = rust_type(ty);
            quote!(&Sent::each::<#ty>(#name))
        }
        Value::Copy(_) => quote!(&#name),
        Value::Field(ty) => {
            let ty = rust_type(ty);
            quote!(&IntoField::<#ty>::into_field(#name))
        }
        Value::Patch(ty) => {
            let ty = rust_type(ty);
            quote!(&Into::<model::Patch<#ty>>::into(#name))
        }
        Value::Required | Value::Display | Value::Content | Value::Bytes => quote!(&#name.to_string()),
    }
}

/// Makes the shape of an answer.
pub(super) fn answer(answer: &Answer) -> TokenStream {
    let of = |ty: &RustType, shape: TokenStream| {
        let ty = rust_type(ty);
        quote!(#shape<#ty>)
    };
    match answer {
        Answer::Empty => quote!(()),
        Answer::One(ty) => of(ty, quote!(response::One)),
        Answer::Maybe(ty) => of(ty, quote!(response::Maybe)),
        Answer::Value(ty) => of(ty, quote!(response::Value)),
        Answer::MaybeValue(ty) => of(ty, quote!(response::MaybeValue)),
        Answer::Page(ty) => of(ty, quote!(Page)),
        Answer::Delta(ty) => of(ty, quote!(response::DeltaPage)),
        Answer::Bytes => quote!(response::Bytes),
        Answer::Text => quote!(response::Text),
        Answer::Count => quote!(response::Count),
    }
}
