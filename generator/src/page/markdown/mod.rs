//! Markdown as authors write it: the text is mended first, then a markdown parser walks it once.

mod cut;
mod draft;
mod fence;
mod mend;
mod offsets;
mod prose;
mod scan;
mod table;

pub use prose::Inlines;

pub(super) use cut::{Comment, IncludeDirective};
pub(super) use mend::{Mended, mend};
pub(super) use scan::{Flow, FlowKind, RawBlock, RawRow, RawTable, Scanned, scan};
