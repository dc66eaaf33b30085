//! The crate at work over real HTTP: a mock server on loopback, a test for each behaviour.

mod api;
mod raw;
mod paging;
mod delta;
mod batch;
mod batch_hostile;
mod upload;
mod upload_hostile;
mod transfer;
mod monitor;
mod retry;
mod time;
mod errors;
mod sign_in;
#[cfg(all(feature = "browser", feature = "file-store"))]
mod browser;
mod places;
mod round_trip;
mod mocked;
mod limits;
