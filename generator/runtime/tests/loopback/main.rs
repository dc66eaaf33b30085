//! The crate at work over real HTTP: a mock server on loopback, a test for each behaviour.

mod api;
mod errors;
mod paging;
mod retry;
