//! The passes in their order.

use super::{Client, Context, files, methods, operation, place, tree};
use crate::api::Api;
use crate::plan::features::Needs;
use crate::plan::links::Links;
use crate::plan::model::shapes::shapes;
use crate::plan::types::Types;
use crate::plan::{CratePlan, Settings};

/// Plans the client crate of a version.
pub fn plan(api: &Api, settings: &Settings) -> CratePlan {
    // What can't be named is said where the models are planned.
    let types = Types::new(api, &mut Vec::new());
    let context = context(api, &types, settings, true);
    let (client, shapes) = rayon::join(|| builders(&context), || shapes(api, &types, settings));
    files::crate_plan(&context, settings, client, shapes)
}

/// Plans the builders and operations of a version, before they are divided among files, and without documentation.
pub fn client(api: &Api, types: &Types, settings: &Settings) -> Client {
    builders(&context(api, types, settings, false))
}

fn context<'a>(api: &'a Api, types: &'a Types, settings: &'a Settings, described: bool) -> Context<'a> {
    let (links, needs) = (Links::new(api, types), Needs::new(api, settings));
    Context { api, types, links, needs, settings, described }
}

/// Plans the builders and operations.
pub fn builders(context: &Context<'_>) -> Client {
    let tree = tree::build(context);
    let mut client = Client {
        version: context.api.version.clone(),
        package: context.settings.package(&context.api.version, "client"),
        diagnostics: tree.diagnostics.clone(),
        ..Client::default()
    };
    client.operations = operation::plan(context, &mut client.diagnostics);
    place::operations(context, &tree, &mut client);
    let placed = place::builders(context, &tree, &mut client);
    methods::plan(context, &tree, &placed, &mut client);
    client.areas = files::areas(context);
    client
}
