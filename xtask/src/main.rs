//! The command line of the project: it reads flags, calls the generator, shows progress and sets the exit code.
//!
//! 0: done. 1: done, but the pages have errors (`--strict`: or warnings), or `--check` found stale files. 2: nothing was
//! done.

mod flags;
mod codegen;
mod last_run;
mod own_pages;
mod export;
mod bench;
mod progress;
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
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, Failure> {
    match flags::parse(std::env::args_os().skip(1))? {
        Command::Help => {
            print!("{}", flags::USAGE);
            Ok(ExitCode::SUCCESS)
        }
        Command::Codegen(flags) => codegen::run(&flags),
        Command::Export(flags) => export::run(&flags),
        Command::Bench(flags) => bench::run(&flags),
    }
}
