//! The ledger of a page: what became of its tables, blocks, annotations, includes.

use super::report::Report;
use super::{Annotation, AnnotationKind, Block, BlockRole, Include, Page, PageKind, Rows, Table, TableRole};
use crate::ledger::{Fate, Item, Reason};
use crate::span::Span;

/// Enters what the page holds.
pub(super) fn enter(page: &Page, whole: Span, report: &mut Report) {
    let overview = page.kind == PageKind::Overview;
    report.enter(Item::Page, whole, page_fate(page.kind));
    for (at, table) in page.tables.iter().enumerate() {
        let described = page.options.iter().any(|option| option.value.values == Some(at));
        let fate = if described { Fate::Used("query parameters") } else { table_fate(table, overview) };
        report.enter(Item::Table, table.span, fate);
    }
    for block in &page.blocks {
        report.enter(Item::CodeBlock, block.span, block_fate(block, page, overview));
    }
    for annotation in &page.annotations {
        report.enter(Item::Annotation, annotation.span, annotation_fate(annotation, overview));
    }
    for include in &page.includes {
        report.enter(Item::Include, include.span, include_fate(include, overview));
    }
}

fn page_fate(kind: PageKind) -> Fate {
    match kind {
        PageKind::Resource => Fate::Used("type"),
        PageKind::Enum | PageKind::EnumCollection => Fate::Used("enum type"),
        PageKind::Operation => Fate::Used("operation"),
        PageKind::Include => Fate::Used("include"),
        PageKind::Overview => Fate::LeftOut(Reason::Overview),
    }
}

fn table_fate(table: &Table, overview: bool) -> Fate {
    if overview && table.role == TableRole::Explanatory {
        return Fate::LeftOut(Reason::OverviewContent);
    }
    let empty = match &table.rows {
        Rows::Members(rows) => rows.is_empty(),
        Rows::EnumMembers(rows) => rows.is_empty(),
        Rows::Methods(rows) => rows.is_empty(),
        Rows::Permissions(rows) => rows.is_empty(),
        Rows::Clouds(_) => false,
        Rows::Headers(rows) => rows.is_empty(),
        Rows::Cells(rows) => rows.is_empty(),
    };
    if empty {
        return Fate::LeftOut(Reason::EmptyTable);
    }
    match table.role {
        TableRole::Properties => Fate::Used("properties"),
        TableRole::Relationships => Fate::Used("relationships"),
        TableRole::Methods => Fate::Used("methods"),
        TableRole::Members => Fate::Used("enum members"),
        TableRole::Permissions => Fate::Used("permissions"),
        TableRole::Clouds => Fate::Used("national clouds"),
        TableRole::QueryParameters => Fate::Used("query parameters"),
        TableRole::FunctionParameters => Fate::Used("function parameters"),
        TableRole::PathParameters => Fate::Used("path parameters"),
        TableRole::RequestHeaders => Fate::Used("request headers"),
        TableRole::RequestBody => Fate::Used("request body"),
        TableRole::Response => Fate::LeftOut(Reason::PartsOfAnswer),
        TableRole::Explanatory => Fate::LeftOut(Reason::ExplanatoryTable),
    }
}

fn block_fate(block: &Block, page: &Page, overview: bool) -> Fate {
    if overview {
        return Fate::LeftOut(Reason::OverviewContent);
    }
    let operation = matches!(page.kind, PageKind::Operation | PageKind::Include);
    match block.role {
        BlockRole::HttpRequest => Fate::Used("request lines"),
        BlockRole::RequestExample if operation => Fate::Used("request example"),
        BlockRole::ResponseExample if operation => Fate::Used("response example"),
        BlockRole::OtherService => Fate::LeftOut(Reason::OtherService),
        BlockRole::JsonRepresentation => Fate::Used("JSON representation"),
        BlockRole::RequestExample | BlockRole::ResponseExample | BlockRole::JsonSample => {
            Fate::LeftOut(Reason::IllustrativeCode)
        }
        BlockRole::Other if matches!(block.language.as_str(), "" | "http" | "json" | "msgraph-interactive") => {
            Fate::LeftOut(Reason::IllustrativeCode)
        }
        BlockRole::Other => Fate::LeftOut(Reason::OtherLanguage),
    }
}

fn annotation_fate(annotation: &Annotation, overview: bool) -> Fate {
    let namespace = annotation.facts.namespace.is_some();
    match annotation.kind {
        AnnotationKind::Ignored => Fate::LeftOut(Reason::MarkedIgnored),
        AnnotationKind::Page if namespace => Fate::Used("namespace"),
        AnnotationKind::Page | AnnotationKind::Permissions | AnnotationKind::Other => {
            Fate::LeftOut(Reason::PublishingMetadata)
        }
        _ if overview => Fate::LeftOut(Reason::OverviewContent),
        AnnotationKind::Resource => Fate::Used("type"),
        AnnotationKind::Example => Fate::LeftOut(Reason::PublishingMetadata),
        AnnotationKind::Request | AnnotationKind::Response if annotation.block.is_none() => {
            Fate::LeftOut(Reason::WithoutBlock)
        }
        AnnotationKind::Request => Fate::Used("request example"),
        AnnotationKind::Response => Fate::Used("response example"),
    }
}

/// Returns the fate of an include: permission tables carry facts, all others carry text.
fn include_fate(include: &Include, overview: bool) -> Fate {
    if overview {
        Fate::LeftOut(Reason::OverviewContent)
    } else if include.carries_permissions() {
        Fate::Used("permissions")
    } else {
        Fate::LeftOut(Reason::ProseInclude)
    }
}
