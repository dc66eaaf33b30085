//! `cargo xtask export`: what was understood of one version, for other tools and for reviews.

use std::process::ExitCode;

use msgraph_codegen::export::{csdl, ir, operations};
use msgraph_codegen::understand;

use crate::Failure;
use crate::docs::{read, threads};
use crate::flags::{Export, Product};
use crate::output::{Output, say};
use crate::summary;

/// Writes the product to its file.
pub(crate) fn run(flags: &Export) -> Result<ExitCode, Failure> {
    threads(flags.threads)?;
    let mut tree = read(&flags.docs)?;
    let wanted = flags.version.clone().unwrap_or_else(|| tree.versions[0].name.clone());
    tree.versions.retain(|version| version.name == wanted);
    let apis = understand(&tree);
    let api = apis.first().ok_or_else(|| format!("{} holds no version {wanted}", flags.docs.display()))?;
    let out = Output::open(&flags.out)?;
    let text = match flags.what {
        Product::Csdl => csdl(api),
        Product::Operations => operations(api),
        Product::Ir => ir(api),
    };
    out.write(&text)?;
    if let Some(memory) = summary::memory() {
        say(&memory);
    }
    Ok(ExitCode::SUCCESS)
}
