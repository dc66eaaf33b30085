//! Tells which permissions a program needs to be granted, the least privileged that allow all it calls.
//!
//! `cargo run --example permissions`

use msgraph_client::operations::{groups, messages, users};
use msgraph_client::{Access, Operation, OperationInfo, permissions_for};

fn main() {
    let calls = [
        OperationInfo::of::<users::List>(),
        OperationInfo::of::<groups::List>(),
        OperationInfo::of::<messages::List>(),
        OperationInfo::of::<messages::Send>(),
    ];
    for (name, access) in [("delegated", Access::DelegatedWork), ("application", Access::Application)] {
        let needed = permissions_for(&calls, access);
        println!("{name}: {}", needed.permissions.into_iter().collect::<Vec<_>>().join(", "));
        for operation in needed.unsupported {
            println!("  {operation} can't be called this way");
        }
    }
    // Each operation knows all that would do, the least privileged first.
    println!("to list messages: {:?}", messages::List::PERMISSIONS.delegated_work);
}
