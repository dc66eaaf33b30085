//! Credentials that delegated Graph needs beside `azure_identity`'s, and the policy that adds the token.

mod device_code;
mod policy;
mod simple;

pub use device_code::{DeviceCode, DeviceCodeBuilder, DeviceCodeCredential};
pub(crate) use policy::{Anonymous, TokenPolicy};
pub use simple::{StaticToken, TokenFn};
