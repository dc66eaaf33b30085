//! Code fences: their language, and the annotation before them.

use super::input::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic, meant, suggest};
use crate::page::{Block, BlockRole, PageKind};

/// The languages that are published with colours, beside those of [`MESSAGES`] and `json`.
const LANGUAGES: &[&str] = &[
    "json",
    "jsonc",
    "xml",
    "html",
    "css",
    "yaml",
    "csv",
    "text",
    "txt",
    "output",
    "console",
    "csharp",
    "c#",
    "cs",
    "vb",
    "java",
    "javascript",
    "js",
    "typescript",
    "ts",
    "objective-c",
    "objc",
    "swift",
    "kotlin",
    "go",
    "golang",
    "python",
    "php",
    "ruby",
    "perl",
    "rust",
    "c",
    "cpp",
    "powershell",
    "azurepowershell",
    "bash",
    "sh",
    "shell",
    "azurecli",
    "cmd",
    "curl",
    "sql",
    "kusto",
    "odata",
    "rest",
    "snippets",
    "diff",
    "ini",
    "mermaid",
    "regex",
    "cli",
    "none",
    "vtt",
    "eml",
];

/// The languages that requests and answers have.
const MESSAGES: &[&str] = &["http", "https", "msgraph-interactive", "rest", "odata", "msgraphi"];

/// Tells of fences without a language, or with one that doesn't fit.
pub(super) fn languages(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    for block in &subject.page.blocks {
        let Some(fence) = subject.fence(block) else { continue };
        let language = block.language.as_str();
        let known = LANGUAGES.contains(&language) || MESSAGES.contains(&language);
        let usual = usual(block);
        let message = match usual {
            Some(usual) if language.is_empty() => format!("this fence of {} names no language", subject_of(usual)),
            Some(usual) if !fits(usual, language) => {
                format!("`{language}` is the language of a fence of {}", subject_of(usual))
            }
            None if language.is_empty() => "this fence names no language".to_owned(),
            None if !known => format!("`{language}` is no language that publishing knows"),
            _ => continue,
        };
        let near = || suggest(language, LANGUAGES.iter().chain(MESSAGES).copied()).map(meant);
        let help = usual.map(|usual| format!("write `{usual}` behind the backticks")).or_else(near);
        let finding = subject.finding(fence, Code::FenceLanguage, message).with_help(help);
        let bare = subject.at(fence).bytes().all(|byte| byte == b'`');
        found.push(match usual.filter(|_| bare) {
            Some(usual) => finding.with_edit(crate::span::Span { start: fence.end, ..fence }, usual),
            None => finding,
        });
    }
}

/// Returns the language that a block has by what it shows.
fn usual(block: &Block) -> Option<&'static str> {
    match block.role {
        BlockRole::HttpRequest | BlockRole::RequestExample | BlockRole::ResponseExample
            if block.message.as_ref().is_none_or(|message| !message.method.is_empty() || message.status.is_some()) =>
        {
            Some("http")
        }
        BlockRole::JsonRepresentation | BlockRole::JsonSample => Some("json"),
        _ => None,
    }
}

/// Tells whether a language fits what a block shows.
fn fits(usual: &str, language: &str) -> bool {
    match usual {
        "http" => MESSAGES.contains(&language),
        _ => matches!(language, "json" | "jsonc" | "http" | "javascript"),
    }
}

fn subject_of(usual: &str) -> &'static str {
    if usual == "http" { "a request or an answer" } else { "JSON" }
}

/// Tells of requests, answers and representations without an annotation, on pages that annotate others: some parts of the
/// reference have none at all.
pub(super) fn annotations(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    if !matches!(subject.page.kind, PageKind::Operation | PageKind::Resource) {
        return;
    }
    let kind = |block: &Block| match block.role {
        BlockRole::RequestExample => Some(("request", "request")),
        BlockRole::ResponseExample => Some(("response", "answer")),
        BlockRole::JsonRepresentation => Some(("resource", "representation")),
        _ => None,
    };
    let shown = || subject.page.blocks.iter().filter_map(|block| Some((block, kind(block)?)));
    let annotates = shown().any(|(block, _)| block.annotation.is_some());
    for (block, (kind, what)) in shown().filter(|(block, _)| annotates && block.annotation.is_none()) {
        let message = format!("this {what} has no annotation");
        let help = format!("put `<!-- {{\"blockType\": \"{kind}\", …}} -->` before its fence");
        let place = subject.fence(block).unwrap_or(block.span);
        found.push(subject.finding(place, Code::UnannotatedBlock, message).with_help(help));
    }
}
