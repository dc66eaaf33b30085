//! The command line of the project: it reads flags, calls the generator, shows progress and sets the exit code.
//!
//! 0: done. 1: done, but the pages have errors (`--strict`: or warnings), `--check` found stale files, or what was found can't be
//! told. 2: nothing was done.

mod flags;
mod docs;
mod codegen;
mod release;
mod last_run;
mod own_pages;
mod export;
mod diff;
mod lint;
mod docs_of_commit;
mod last_api;
mod report;
mod bench;
mod output;
mod progress;
mod snippets;
mod summary;

use std::process::ExitCode;

use flags::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Why nothing was done.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(failure) => {
            output::say(&format!("error: {failure}"));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, Failure> {
    match flags::parse(std::env::args_os().skip(1))? {
        Command::Help(command) => {
            output::print(&flags::usage(command.as_deref())).map_err(|error| format!("stdout: {error}"))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Codegen(flags) => codegen::run(&flags),
        Command::Export(flags) => export::run(&flags),
        Command::Diff(flags) => diff::run(&flags),
        Command::Lint(flags) => lint::run(&flags),
        Command::Bench(flags) => bench::run(&flags),
    }
}
