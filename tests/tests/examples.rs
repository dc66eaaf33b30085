//! The example programs, run where nobody is signed in: they say what they lack, and those that need no network do their work.

use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs an example where no developer tool can be found to sign in with.
fn run(name: &str, arguments: &[&str]) -> Output {
    let test = std::env::current_exe().expect("a test has a path");
    let built = test.parent().and_then(|deps| deps.parent()).expect("tests are built in a folder of the target");
    let program: PathBuf = built.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "`cargo test` builds the examples; a single test needs `cargo build --examples` before");
    Command::new(program).args(arguments).env("PATH", "").env_remove("GRAPH_CLIENT_ID").output().expect("it starts")
}

#[test]
fn what_they_lack_is_told_in_words() {
    let programs: [(&str, &[&str], &str); 9] = [
        ("all_users", &[], "no token: "),
        ("batch", &[], "no token: "),
        ("delta_sync", &[], "give the file"),
        ("delta_sync", &["/nowhere/users.delta"], "no token: "),
        ("patch_with_null", &[], "give a person's id"),
        ("sign_in", &[], "GRAPH_CLIENT_ID isn't set"),
        ("unread", &[], "no token: "),
        ("upload_file", &[], "give the file"),
        ("upload_file", &["/nowhere/film.mp4", "/film.mp4"], "/nowhere/film.mp4: "),
    ];
    for (name, arguments, expected) in programs {
        let output = run(name, arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {told}");
        assert!(told.starts_with("Error: ") && told.contains(expected), "{name}: {told}");
    }
}

#[test]
fn permissions_are_the_least_that_do() {
    let output = run("permissions", &[]);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        told.contains("delegated: GroupMember.Read.All, Mail.ReadBasic, Mail.Send, User.ReadBasic.All\n"),
        "{told}"
    );
    assert!(
        told.contains("application: GroupMember.Read.All, Mail.ReadBasic.All, Mail.Send, User.Read.All\n"),
        "{told}"
    );
}

#[test]
fn a_test_runs_without_a_network() {
    let output = run("no_network", &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("GET https://graph.microsoft.com/v1.0/me/messages?$top=5")
    );
}
