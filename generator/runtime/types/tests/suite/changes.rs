//! What changed between two values, and what a request sends of one.

use crate::model::*;
use msgraph_types::*;
use serde_json::{Value, from_str, json, to_value};

/// A value as the service answers it.
fn read() -> Note {
    from_str(
        r##"{
            "@odata.context": "c", "@odata.type": "#test.note", "@odata.etag": "e", "@odata.id": "i",
            "author@odata.navigationLink": "l", "author@odata.bind": "people/1", "subject@odata.type": "String",
            "id": "a", "subject": "Hi", "size": 1, "received": "2024-03-01T08:30:00Z", "tags": ["x", "y"],
            "from": {"@odata.etag": "e", "name": "Ann", "address": {"city": "Oslo"}}, "more": 1.10, "gone": {"a": 1}
        }"##,
    )
    .unwrap()
}

#[test]
fn differences_are_what_changed_with_nulls_for_what_is_gone() {
    let old = read();
    let person = Person { name: some("Ann"), address: some(Address::default()), ..Default::default() };
    let mut new = Note { subject: None, size: Some(2), tags: some(["y"]), from: Some(person), ..old.clone() };
    new.additional.remove("gone");
    new.additional.insert("@odata.etag", "f");
    let expected = json!({
        "@odata.type": "#test.note", "subject": null, "size": 2, "tags": ["y"],
        "from": {"name": "Ann", "address": {"city": null}}, "gone": null,
    });
    assert_eq!(to_value(Patch::diff(&old, &new)).unwrap(), expected);
    assert!(Patch::diff(&old, &old.clone()).is_empty());
}

#[test]
fn differences_leave_out_what_only_the_service_sets() {
    let old = read();
    let new = Note { id: some("b"), received: some(std::time::SystemTime::UNIX_EPOCH), ..old.clone() };
    assert!(Patch::diff(&old, &new).is_empty());
    assert!(old.is_read_only("id") && old.is_read_only("received") && !old.is_read_only("subject"));
}

#[test]
fn differences_keep_digits() {
    let old: Note = from_str(r#"{"more": 1.1, "inner": {"rate": 1}}"#).unwrap();
    let new: Note = from_str(r#"{"more": 1.10, "inner": {"rate": 123456789012345678.12345}}"#).unwrap();
    assert_eq!(Patch::diff(&old, &new).to_string(), r#"{"inner":{"rate":123456789012345678.12345},"more":1.10}"#);
}

#[test]
fn an_update_sends_nothing_back_that_only_the_service_sets() {
    let expected = json!({
        "@odata.type": "#test.note", "author@odata.bind": "people/1", "subject@odata.type": "String",
        "subject": "Hi", "size": 1, "tags": ["x", "y"], "from": {"name": "Ann", "address": {"city": "Oslo"}},
        "more": serde_json::from_str::<Value>("1.10").unwrap(), "gone": {"a": 1},
    });
    let note = read();
    let sent = to_value(Patch::from(&note)).unwrap();
    assert_eq!(sent, expected);
    assert_eq!(to_value(Patch::from(note.clone())).unwrap(), expected);
    let asked = Patch::from(&note).set(Note::RECEIVED, note.received.unwrap());
    assert_eq!(to_value(asked).unwrap()["received"], "2024-03-01T08:30:00Z");
    assert_eq!(to_value(Patch::whole(&note)).unwrap(), to_value(&note).unwrap());
}

#[test]
fn what_is_created_has_no_control_information() {
    let note = read();
    let sent = to_value(Sent::a::<Note>(&note)).unwrap();
    let control = |name: &&String| name.contains("@odata") && !name.ends_with(".type") && !name.ends_with(".bind");
    assert_eq!(sent.as_object().unwrap().keys().find(control), None);
    assert_eq!((&sent["id"], &sent["from"]), (&json!("a"), &json!({"name": "Ann", "address": {"city": "Oslo"}})));
    let linked: Note = from_str(r#"{"from": {"@odata.id": "people/1"}, "more": {"@odata.id": "people/2"}}"#).unwrap();
    assert_eq!(to_value(Sent::a::<Note>(&linked)).unwrap(), to_value(&linked).unwrap(), "links stay");
    let expanded: Note = from_str(r#"{"replies": [{"@odata.etag": "e", "@removed": {}, "id": "b"}]}"#).unwrap();
    assert_eq!(to_value(Sent::a::<Note>(&expanded)).unwrap(), json!({"replies": [{"id": "b"}]}));
}

#[test]
fn what_a_base_type_takes_its_subtypes_go_into() {
    fn sent(attachment: &impl Is<Attachment>) -> Value {
        to_value(Sent::a(attachment)).unwrap()
    }
    let file = FileAttachment { name: some("a"), bytes: some(b"hi"), ..Default::default() };
    let named = json!({"@odata.type": "#test.fileAttachment", "name": "a", "bytes": "aGk="});
    assert_eq!(sent(&file), named);
    assert_eq!(sent(&AnyAttachment::from(file.clone())), named);
    assert_eq!(sent(&Attachment::from(file.clone())), named, "nothing is lost");
    assert_eq!(sent(&Attachment { name: some("a"), ..Default::default() }), json!({"name": "a"}));
    assert_eq!(
        to_value(Sent::typed::<Attachment>(&Attachment::default())).unwrap(),
        json!({"@odata.type": "#test.attachment"})
    );
    assert_eq!(to_value(Sent::each::<Attachment>(std::slice::from_ref(&file))).unwrap(), json!([named]));

    let any = AnyAttachment::from(file.clone());
    let patches: [Patch<Attachment>; 2] = [(&file).into(), (&any).into()];
    for patch in patches {
        assert_eq!(to_value(patch.typed()).unwrap(), named);
    }
    let list: Option<Vec<Attachment>> = some([file]);
    assert_eq!(to_value(&list).unwrap(), json!([named]));
}
