//! Reads Microsoft Graph's documentation pages and writes Rust crates from them.
//!
//! `PageSource → Page → Api → CratePlan → GeneratedFile`: one type for each stage, arrows one way. `ARCHITECTURE.md` has the map.

pub mod diagnostic;
pub mod ledger;
pub mod span;

pub mod read;
pub mod page;
pub mod api;
pub mod plan;
pub mod emit;
pub mod write;
pub mod export;
