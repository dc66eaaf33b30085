//! What the figures were taken on.

use std::process::Command;

use crate::flags::Bench;

/// Describes processor, cores, compiler and pages in a line above the table.
pub(super) fn describe(flags: &Bench) -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let compiler = Command::new("rustc").arg("--version").output().ok();
    let compiler = compiler.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!(
        "{}, {cores} cores, {}; {}; medians of {} runs, {}.",
        processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        std::env::consts::OS,
        compiler.unwrap_or_else(|| "rustc of unknown version".to_owned()),
        flags.runs,
        if flags.cpu { "times of processors" } else { "times of the clock" }
    )
}
