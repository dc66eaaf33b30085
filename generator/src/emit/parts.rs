//! Small pieces of Rust that many items share.

use std::borrow::Cow;
use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use super::wrap::wrapped;
use crate::plan::{Docs, Features, RustType};

/// Makes an identifier, or a path of them.
pub(super) fn path(name: &str) -> TokenStream {
    let parts = name.split("::").map(ident);
    quote!(#(#parts)::*)
}

/// Makes an identifier.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Makes a type; `models` stands before what the model crate has: `model::`, or nothing in that crate.
pub(super) fn rust_type(ty: &RustType, models: &TokenStream) -> TokenStream {
    let of = |inner: &RustType| rust_type(inner, models);
    match ty {
        RustType::BuiltIn(name) => ident(name).into_token_stream(),
        RustType::Shared(name) => {
            let name = ident(name);
            quote!(#models #name)
        }
        RustType::Model(name) => {
            let name = ident(name);
            quote!(#models #name)
        }
        RustType::Vec(inner) => {
            let inner = of(inner);
            quote!(Vec<#inner>)
        }
        RustType::Boxed(inner) => {
            let inner = of(inner);
            quote!(#models Boxed<#inner>)
        }
        RustType::Flags(inner) => {
            let inner = of(inner);
            quote!(#models Flags<#inner>)
        }
    }
}

/// Makes documentation of lines, all in one attribute; [`comments`](super::comments) divides it.
pub(super) fn docs(lines: &Docs) -> TokenStream {
    joined(&wrapped(lines, None))
}

/// Lets an item be found by other words than its name.
pub(super) fn aliases(words: &BTreeSet<String>) -> TokenStream {
    quote!(#(#[doc(alias = #words)])*)
}

/// Makes documentation of lines, the first of which ends a code block.
pub(super) fn docs_behind_code(lines: &Docs) -> TokenStream {
    joined(&wrapped(lines, lines.first().map(String::as_str)))
}

fn joined(lines: &[Cow<'_, str>]) -> TokenStream {
    if lines.is_empty() {
        return TokenStream::new();
    }
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 2).sum());
    for (at, line) in lines.iter().enumerate() {
        text.push_str(if at > 0 { "\n" } else { "" });
        text.push_str(if line.is_empty() { "" } else { " " });
        text.push_str(line);
    }
    let text = literal(&text);
    quote!(#[doc = #text])
}

/// Makes text a literal. `Literal::string` asks of each character whether it can be printed, which ASCII always can.
pub(super) fn text(text: &str) -> Literal {
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t')) {
        return Literal::string(text);
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 4 + 2);
    escaped.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c => escaped.push(c),
        }
    }
    escaped.push('"');
    escaped.parse().unwrap_or_else(|_| Literal::string(text))
}

/// Makes one literal of texts, a line each; where they are too long for one line, they are lines in the source, too,
/// with `depth` blanks before each but the first.
pub(super) fn lines(texts: &[String], depth: usize) -> Literal {
    const SHORT: usize = 70;
    let whole = texts.join("\n");
    if whole.len() <= SHORT || texts.iter().any(|line| line.starts_with(char::is_whitespace)) {
        return text(&whole);
    }
    let between = format!("\\n\\\n{}", " ".repeat(depth));
    let divided = text(&whole).to_string().replace("\\n", &between);
    divided.parse().unwrap_or_else(|_| text(&whole))
}

/// Makes the text of a comment a raw literal, so that nothing is escaped first and read back later.
pub(super) fn literal(text: &str) -> Literal {
    let quotes = memchr::memchr_iter(b'"', text.as_bytes()).map(|at| &text[at + 1..]);
    let hashes = quotes.map(|rest| rest.len() - rest.trim_start_matches('#').len() + 1).max();
    let hashes = "#".repeat(hashes.unwrap_or(0));
    let raw = ["r", &hashes, "\"", text, "\"", &hashes].concat();
    raw.parse().unwrap_or_else(|_| Literal::string(text))
}

/// Allows imports that a file doesn't need: all files of a kind have the same.
pub(super) fn unused() -> TokenStream {
    quote!(#[allow(unused_imports, reason = "an area can do without others")])
}

/// Makes the condition that one of the features is on.
pub(super) fn cfg(features: &Features) -> TokenStream {
    match features.as_slice() {
        [] => TokenStream::new(),
        [feature] => quote!(#[cfg(feature = #feature)]),
        features => quote!(#[cfg(any(#(feature = #features),*))]),
    }
}

/// Writes the same condition as text, on lines of its own; for no features there is none.
pub(super) fn condition(features: &Features, indent: &str) -> String {
    let each: Vec<String> = features.iter().map(|feature| format!("feature = {}", text(feature))).collect();
    match each.as_slice() {
        [] => String::new(),
        [feature] => format!("{indent}#[cfg({feature})]\n"),
        features if features.len() < 4 => format!("{indent}#[cfg(any({}))]\n", features.join(", ")),
        features => {
            let features: String = features.iter().map(|feature| format!("{indent}    {feature},\n")).collect();
            format!("{indent}#[cfg(any(\n{features}{indent}))]\n")
        }
    }
}
