//! Links to entities that are there already.

use crate::model::*;
use msgraph_types::*;
use serde_json::{json, to_value};

#[test]
fn links_name_the_set_of_what_they_lead_to() {
    let id: Option<String> = Some("o'ann 1".to_string());
    let note = Note::default()
        .bind(Note::AUTHOR, &id)
        .bind(Note::READERS, &["2", "a/b?ü@x.~!"][..])
        .bind("owner", ["/people('4')"]);
    let expected = json!({
        "author@odata.bind": "people('o%27%27ann%201')",
        "readers@odata.bind": ["people/2", "people/a%2Fb%3F%C3%BC@x.~!"],
        "owner@odata.bind": ["people('4')"],
    });
    assert_eq!(to_value(note).unwrap(), expected);
}

#[test]
fn links_can_be_changed() {
    let guid: Guid = "6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0".parse().unwrap();
    let patch =
        Patch::<Note>::new().bind("author", guid).bind(Note::READERS, "https://graph.microsoft.com/v1.0/people/1");
    let expected = json!({
        "author@odata.bind": "people('6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0')",
        "readers@odata.bind": ["https://graph.microsoft.com/v1.0/people/1"],
    });
    assert_eq!(to_value(patch).unwrap(), expected);
}

#[test]
fn what_is_missing_makes_no_address() {
    let nobody: Option<String> = None;
    let note = Note::default().bind(Note::AUTHOR, nobody).bind("parent", "1");
    assert_eq!(to_value(note).unwrap(), json!({"author@odata.bind": "people/", "parent@odata.bind": "1"}));
}
