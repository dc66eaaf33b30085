//! What the suites share.

pub mod cargo;
pub mod hostile;
pub mod mutate;
pub mod output;
pub mod page;
pub mod patches;
pub mod sample;
