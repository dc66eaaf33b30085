//! The crates of a version: the models and the client.

use super::{CratePlan, Settings, client, model};
use crate::api::Api;

/// The functions that plan the crates of a version, one each: the models, the client.
pub const CRATES: [fn(&Api, &Settings) -> CratePlan; 2] = [model::plan, client::plan];

/// Plans the crates of a version.
pub fn plan(api: &Api, settings: &Settings) -> Vec<CratePlan> {
    CRATES.iter().map(|plan| plan(api, settings)).collect()
}
