//! `cargo xtask bench`.

use std::process::ExitCode;

use crate::Failure;
use crate::flags::Bench;

pub(crate) fn run(_flags: &Bench) -> Result<ExitCode, Failure> {
    Err("not built yet".into())
}
