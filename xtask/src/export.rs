//! `cargo xtask export`.

use std::process::ExitCode;

use crate::Failure;
use crate::flags::Export;

pub(crate) fn run(_flags: &Export) -> Result<ExitCode, Failure> {
    Err("not built yet".into())
}
