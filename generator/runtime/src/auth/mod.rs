//! Credentials that delegated Graph needs beside `azure_identity`'s, and the policy that adds the token.

mod policy;
mod simple;

pub(crate) use policy::{Anonymous, TokenPolicy};
pub use simple::{StaticToken, TokenFn};
