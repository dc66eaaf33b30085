//! The code of examples: printed once, shown in documentation, compiled in tests, written as files of their own.

use std::fmt::Write;
use std::sync::OnceLock;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::parts::{self, ident};
use crate::plan::snippet::{Expr, Snippet, Statement};

/// The indentation of the body of a function.
const INDENT: &str = "    ";

/// The number of characters of divided content that stand in one line.
const CONTENT_WIDTH: usize = 64;

/// The number of characters of encoded content that stand undivided at most.
const LONG_CONTENT: usize = 200;

/// The number of characters that JSON in one line has at most.
const SHORT_JSON: usize = 60;

/// Prints a snippet: its imports, an empty line, its statements.
pub(super) fn text(snippet: &Snippet) -> String {
    let mut text = String::new();
    for (path, names) in &snippet.imports {
        text += &import(path, names);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let mut json = Vec::new();
    let statements: Vec<TokenStream> = snippet.statements.iter().map(|it| statement(it, &mut json)).collect();
    let Ok(file) = syn::parse2::<syn::File>(quote!(fn snippet() { #(#statements)* })) else { return text };
    let printed = prettyplease::unparse(&file);
    let lines = printed.lines().collect::<Vec<_>>();
    let lines = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    for line in below_braces(lines.iter().map(|line| line.strip_prefix(INDENT).unwrap_or(line))) {
        for line in with_json(&line, &json).lines() {
            text += &divided(line);
            text.push('\n');
        }
    }
    text
}

/// Puts calls on a struct below its closing brace, as rustfmt does: prettyplease indents them.
fn below_braces<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    // The indentation of the braces whose calls a line belongs to, and of a brace that closed in the line before.
    let (mut braces, mut closed): (Vec<usize>, Option<usize>) = (Vec::new(), None);
    for line in lines {
        let (text, indent) = (line.trim_start(), line.len() - line.trim_start().len());
        while braces.last().is_some_and(|brace| indent <= *brace) {
            braces.pop();
        }
        braces.extend(closed.filter(|brace| text.starts_with('.') && indent == brace + INDENT.len()));
        closed = (text == "}").then_some(indent);
        all.push(line[(braces.len() * INDENT.len()).min(indent)..].to_string());
    }
    all
}

/// Divides the encoded content in a line, which has no blank in it, among several.
fn divided(line: &str) -> String {
    let is_content = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    let Some((before, content)) = line.char_indices().filter(|(_, c)| *c == '"').find_map(|(at, _)| {
        let (before, rest) = line.split_at(at + 1);
        let length = rest.bytes().take_while(|byte| is_content(*byte)).count();
        (length > LONG_CONTENT).then_some((before, rest))
    }) else {
        return line.to_string();
    };
    let length = content.bytes().take_while(|byte| is_content(*byte)).count();
    let (content, after) = content.split_at(length);
    let indent = " ".repeat(line.len() - line.trim_start().len());
    let pieces: Vec<&str> =
        (0..length).step_by(CONTENT_WIDTH).map(|at| &content[at..length.min(at + CONTENT_WIDTH)]).collect();
    format!("{before}{}{after}", pieces.join(&format!("\\\n{indent}{INDENT}")))
}

/// Prints an import, its names on lines of their own where one line is too short.
fn import(path: &str, names: &[String]) -> String {
    let path_tokens = parts::path(path);
    let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
    let tokens = match names.as_slice() {
        [name] => quote!(use #path_tokens::#name;),
        names => quote!(use #path_tokens::{#(#names),*};),
    };
    syn::parse2::<syn::File>(tokens).map(|file| prettyplease::unparse(&file)).unwrap_or_default()
}

fn statement(statement: &Statement, json: &mut Vec<Value>) -> TokenStream {
    match statement {
        Statement::Let { name, ty, mutable, value } => {
            let (name, value) = (ident(name), expr(value, json));
            let mutable = mutable.then(|| quote!(mut));
            let ty = ty.as_ref().map(|ty| {
                let ty = code(ty);
                quote!(: #ty)
            });
            quote!(let #mutable #name #ty = #value;)
        }
        Statement::Do(value) => {
            let value = expr(value, json);
            quote!(#value;)
        }
        Statement::Each { item, stream } => {
            let shown = format!("{{{item}:?}}");
            let (item, stream) = (ident(item), ident(stream));
            quote! {
                while let Some(#item) = #stream.try_next().await? {
                    println!(#shown);
                }
            }
        }
    }
}

fn expr(plan: &Expr, json: &mut Vec<Value>) -> TokenStream {
    let mut all = |exprs: &[Expr]| exprs.iter().map(|one| expr(one, json)).collect::<Vec<TokenStream>>();
    match plan {
        Expr::Code(text) => code(text),
        Expr::Text(text) => {
            let literal = parts::text(text);
            quote!(#literal)
        }
        Expr::Bytes(text) => {
            let literal = Literal::byte_string(text.as_bytes());
            quote!(#literal)
        }
        Expr::Json(value) => {
            let place = ident(&place(json.len()));
            json.push(value.clone());
            quote!(json!(#place))
        }
        Expr::Ref(of) => {
            let of = expr(of, json);
            quote!(&#of)
        }
        Expr::Array(items) => {
            let items = all(items);
            quote!([#(#items),*])
        }
        Expr::Tuple(items) => {
            let items = all(items);
            quote!((#(#items),*))
        }
        Expr::Struct(name, fields) => {
            let name = ident(name);
            let fields = fields.iter().map(|(name, value)| {
                let (name, value) = (ident(name), expr(value, json));
                quote!(#name: #value)
            });
            quote!(#name { #(#fields,)* ..Default::default() })
        }
        Expr::Call(function, arguments) => {
            let (function, arguments) = (code(function), all(arguments));
            quote!(#function(#(#arguments),*))
        }
        Expr::Method(on, name, arguments) => {
            let (on, name) = (expr(on, json), code(name));
            let arguments: Vec<TokenStream> = arguments.iter().map(|one| expr(one, json)).collect();
            quote!(#on.#name(#(#arguments),*))
        }
        Expr::Try(of) => {
            let of = expr(of, json);
            quote!(#of?)
        }
        Expr::Await(of) => {
            let of = expr(of, json);
            quote!(#of.await?)
        }
    }
}

/// Makes tokens of Rust that was planned as text.
fn code(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// What stands for JSON until it is printed: prettyplease can't lay out what is in a macro.
fn place(index: usize) -> String {
    format!("__json_{index}")
}

/// Puts JSON in its places, indented as the line is.
fn with_json(line: &str, json: &[Value]) -> String {
    let indent = line.len() - line.trim_start().len();
    let mut text = line.to_string();
    for (index, value) in json.iter().enumerate().rev() {
        let place = format!("json!({})", place(index));
        if text.contains(&place) {
            text = text.replace(&place, &format!("json!({})", json_text(value, indent)));
        }
    }
    text
}

/// Writes JSON as the macro takes it: in one line where it is short, else a member a line.
fn json_text(value: &Value, indent: usize) -> String {
    let short = flat(value);
    if short.len() <= SHORT_JSON {
        return short;
    }
    let (inner, mut text) = (indent + INDENT.len(), String::new());
    match value {
        Value::Object(object) => {
            text.push('{');
            for (name, value) in object {
                let _ = write!(text, "\n{:inner$}{}: {},", "", parts::text(name), json_text(value, inner));
            }
            let _ = write!(text, "\n{:indent$}}}", "");
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                let _ = write!(text, "\n{:inner$}{},", "", json_text(item, inner));
            }
            let _ = write!(text, "\n{:indent$}]", "");
        }
        _ => return short,
    }
    text
}

fn flat(value: &Value) -> String {
    match value {
        Value::String(text) => parts::text(text).to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Value::Object(object) if object.is_empty() => "{}".to_string(),
        Value::Object(object) => {
            let members = object.iter().map(|(name, value)| format!("{}: {}", parts::text(name), flat(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Prints a snippet as a function of a test.
pub(super) fn function(name: &str, text: &str) -> String {
    let mut function = format!("fn {name}(client: GraphClient) -> Ran {{\n    Box::pin(async move {{\n");
    for line in text.lines() {
        let _ = if line.is_empty() { writeln!(function) } else { writeln!(function, "        {line}") };
    }
    function + "        Ok(())\n    })\n}\n"
}

/// The code of a crate's examples. Each is printed when it is first asked for.
pub(super) struct Snippets {
    pub(super) plans: Vec<Snippet>,
    texts: Vec<OnceLock<String>>,
}

impl Snippets {
    pub(super) fn of(plans: Vec<Snippet>) -> Self {
        Self { texts: vec![OnceLock::new(); plans.len()], plans }
    }

    /// Prints one of them.
    pub(super) fn text(&self, at: usize) -> &str {
        self.texts[at].get_or_init(|| text(&self.plans[at]))
    }

    /// Prints a file for each as pages of the documentation include it, and a list of all: paths and texts.
    pub(super) fn pages(&self, folder: &str, header: &str) -> Vec<(String, String)> {
        if self.plans.is_empty() {
            return Vec::new();
        }
        let version = folder.split('/').next().unwrap_or_default();
        let folder = format!("{version}/includes/snippets/rust");
        let file = |name: &str| format!("{name}-rust-snippets.md");
        let mut lines = Vec::new();
        let mut pages = Vec::new();
        for (at, snippet) in self.plans.iter().enumerate() {
            let name = file(&snippet.name);
            lines.push(format!("| {} | [{name}]({name}) |\n", snippet.page));
            pages.push((format!("{folder}/{name}"), page(header, self.text(at))));
        }
        lines.sort();
        let head = format!("---\ndescription: \"{header}\"\n---\n\n| Page | Rust |\n| --- | --- |\n");
        pages.push((format!("{folder}/index.md"), head + &lines.concat()));
        pages
    }
}

/// Prints the file of a snippet.
fn page(header: &str, text: &str) -> String {
    let fence = "`".repeat(fence_length(text));
    format!("---\ndescription: \"{header}\"\n---\n\n{fence}rust\n\n{text}\n{fence}\n")
}

/// Returns the length of a fence that is longer than any in the text.
fn fence_length(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1
}

/// Shows code as highlighted Rust. No doctest compiles it, since doctests don't see its module: the test of the examples compiles
/// all of it at once.
pub(super) fn fenced(text: &str) -> Vec<String> {
    let fence = "`".repeat(fence_length(text));
    let lines = text.lines().map(str::to_string);
    [String::new(), format!("{fence}rust")].into_iter().chain(lines).chain([fence.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::{CONTENT_WIDTH, LONG_CONTENT, below_braces, divided};

    #[test]
    fn calls_on_a_struct_stand_below_its_brace() {
        let printed = ["let a = A {", "    b: 1,", "}", "    .typed()", "    .kept();", "a", "    .send();"];
        let expected = ["let a = A {", "    b: 1,", "}", ".typed()", ".kept();", "a", "    .send();"];
        assert_eq!(below_braces(printed.into_iter()), expected);
        let printed =
            ["f(", "    A {", "    }", "        .with(", "            B,", "        )", "        .kept(),", ");"];
        let expected = ["f(", "    A {", "    }", "    .with(", "        B,", "    )", "    .kept(),", ");"];
        assert_eq!(below_braces(printed.into_iter()), expected);
    }

    #[test]
    fn long_content_is_divided() {
        let content = "iVBO/+==".repeat(LONG_CONTENT / 8 + 1);
        let lines = divided(&format!("    content: some(b\"{content}\"),"));
        let read: String = lines.split("\\\n").map(str::trim_start).collect();
        assert_eq!(read, format!("content: some(b\"{content}\"),"));
        assert!(lines.lines().all(|line| line.len() <= CONTENT_WIDTH + 25), "{lines}");
        for whole in
            [format!("a(\"{}\")", &content[..LONG_CONTENT]), format!("a(\"{}\")", "a word ".repeat(LONG_CONTENT))]
        {
            assert_eq!(divided(&whole), whole);
        }
    }
}
