//! What is read is written back: known and unknown, fitting and misfitting, null and absent.

use crate::model::*;
use msgraph_types::*;
use serde_json::{from_str, from_value, json, to_value};
use std::collections::HashSet;

fn read(value: Value) -> Note {
    from_value(value).unwrap()
}

#[track_caller]
fn round_trip(value: Value) -> Note {
    let note = read(value.clone());
    assert_eq!(to_value(&note).unwrap(), value);
    // Text goes another way through the reader than a value does.
    let text: Note = from_str(&value.to_string()).unwrap();
    assert_eq!(text, note);
    assert_eq!(note.clone(), note);
    note
}

#[test]
fn fields_are_read_and_written() {
    let note = round_trip(json!({
        "@odata.etag": "W/\"1\"", "id": "a", "subject": "Hi", "size": -1, "score": 0.5, "isRead": false,
        "received": "2024-03-01T08:30:00.0000000Z", "tags": ["x", "y"],
        "from": {"name": "Ann", "address": {"city": "Oslo"}}, "to": [{"name": "Bob"}, {}],
        "importance": "high", "rights": "low,high", "parent": {"id": "b", "parent": {"id": "c"}}, "extra": {"a": [1, null]},
    }));
    assert_eq!(note.subject.as_deref(), Some("Hi"));
    assert_eq!(note.etag(), Some("W/\"1\""));
    assert_eq!(note.importance, Some(Importance::High));
    assert_eq!(note.rights.as_ref().unwrap().members(), [Importance::Low, Importance::High]);
    assert_eq!(json!(note.rights), "low,high", "a parameter of an action, too");
    assert_eq!(note.get(Note::FROM.then(Person::ADDRESS).then(Address::CITY)).map(String::as_str), Some("Oslo"));
    assert_eq!(note.get(Note::PARENT).unwrap().id.as_deref(), Some("b"));
    assert_eq!(note.mismatches(), []);
}

#[test]
fn what_has_no_field_is_kept() {
    let note = round_trip(json!({
        "@odata.context": "c", "@odata.type": "#test.note", "@removed": {"reason": "deleted"}, "subject": "Hi",
        "subject@odata.type": "String", "extension_x": 1, "from": {"name": "Ann", "age": 7},
    }));
    assert_eq!(note.odata_type(), Some("test.note"));
    assert!(note.is_removed());
    assert_eq!(note.removed_reason(), Some("deleted"));
    assert_eq!(note.additional.get("extension_x"), Some(&json!(1)));
    assert_eq!(note.from.unwrap().additional.get("age"), Some(&json!(7)));
}

#[test]
fn null_and_absent_differ() {
    let mut note = round_trip(json!({"id": null, "subject": "Hi", "tags": null, "other": null}));
    assert!(note.is_null("id") && note.is_null("tags") && note.is_null("other"));
    assert!(!note.is_null("subject") && !note.is_null("size"));
    note.id = Some("a".to_string());
    note.subject = None;
    assert!(!note.is_null("id") && !note.is_null("subject"));
    assert_eq!(to_value(&note).unwrap(), json!({"id": "a", "tags": null, "other": null}));
    assert_ne!(read(json!({"id": null})), read(json!({})));
}

#[test]
fn a_value_that_does_not_fit_stays_beside_its_field() {
    let note = round_trip(json!({
        "id": 5, "size": {"big": true}, "isRead": "true", "received": "yesterday", "tags": ["x", 1, null, ["y"]],
        "from": "Ann", "to": [{"name": "Bob"}, {"name": 7}], "importance": 3, "parent": [],
    }));
    assert_eq!((&note.id, &note.size, &note.tags), (&None, &None, &None));
    let wrong: Vec<String> =
        note.mismatches().into_iter().map(|wrong| format!("{} {}", wrong.path, wrong.expected)).collect();
    assert_eq!(
        wrong,
        [
            "id Edm.String",
            "size Edm.Int64",
            "isRead Edm.Boolean",
            "received Edm.DateTimeOffset",
            "tags Edm.String",
            "from test.person",
            "to/1/name Edm.String",
            "importance test.importance",
            "parent test.note",
        ]
    );
}

#[test]
fn a_field_that_is_set_replaces_what_did_not_fit() {
    let mut note = read(json!({"id": 5, "subject": "Hi"}));
    note.id = Some("a".to_string());
    assert_eq!(to_value(&note).unwrap(), json!({"id": "a", "subject": "Hi"}));
    assert_eq!(note.mismatches(), []);
}

#[test]
fn the_last_of_two_equal_names_counts() {
    let note: Note =
        from_str(r#"{"id": 5, "id": "a", "subject": "x", "subject": null, "size": 1, "size": "no"}"#).unwrap();
    assert_eq!(to_value(&note).unwrap(), json!({"id": "a", "subject": null, "size": "no"}));
}

#[test]
fn numbers_that_come_as_strings_are_numbers() {
    let note = read(json!({"size": "-9223372036854775808", "score": "INF"}));
    assert_eq!((note.size, note.score), (Some(i64::MIN), Some(f64::INFINITY)));
    assert_eq!(to_value(&note).unwrap(), json!({"size": i64::MIN, "score": "INF"}));
}

#[test]
fn only_an_object_is_a_struct() {
    let error = from_str::<Note>("[1]").unwrap_err().to_string();
    assert_eq!(error, "expected a value of type test.note, found an array");
    assert!(from_str::<Note>("null").is_err());
    assert!(from_str::<Note>("{\"id\": ").is_err());
    let list: Vec<Note> = from_str("[{\"id\": \"a\"}, {}]").unwrap();
    assert_eq!(list.len(), 2);
}

#[test]
fn values_are_built_in_one_expression() {
    let note = Note::default()
        .with(Note::SUBJECT, "Hi")
        .with(Note::SIZE, 3)
        .with(Note::IMPORTANCE, Importance::High)
        .with(Note::FROM.then(Person::ADDRESS).then(Address::CITY), "Oslo")
        .with(Note::PARENT, Note::default().with(Note::SUBJECT, "Re"));
    assert_eq!(
        to_value(&note).unwrap(),
        json!({
            "subject": "Hi", "size": 3, "from": {"address": {"city": "Oslo"}}, "importance": "high", "parent": {"subject": "Re"},
        })
    );
    assert_eq!(
        format!("{note:?}"),
        r#"note { subject: "Hi", size: 3, from: person { address: address { city: "Oslo" } }, importance: "high", parent: note { subject: "Re" } }"#
    );
}

#[test]
fn a_value_of_any_name_is_written() {
    let note =
        Note::default().with(Note::SIZE, 3).with_raw("knots", 12).with_raw("tags", ["a", "b"]).with_raw("size", 4);
    // A field has the last word.
    assert_eq!(to_value(&note).unwrap(), json!({"size": 3, "knots": 12, "tags": ["a", "b"]}));
    assert_eq!(note.additional().get("knots"), Some(&json!(12)));
}

#[test]
fn a_property_without_a_field_is_kept_and_read() {
    let knots: Property<Note, i32> = Property::new("knots");
    let skipper: Property<Note, Person> = Property::named("a/b".to_owned());
    let note =
        Note::default().with(knots.clone(), 12).with(skipper.clone(), Person::default().with(Person::NAME, "Ann"));
    assert_eq!(to_value(&note).unwrap(), json!({"knots": 12, "a/b": {"@odata.type": "#test.person", "name": "Ann"}}));
    assert_eq!(note.read(&knots), Ok(Some(12)));
    assert_eq!(note.read(skipper).unwrap().unwrap().name.as_deref(), Some("Ann"));
    assert_eq!(note.read(Property::<Note, i32>::named("depth")), Ok(None));
    assert_eq!(Note::default().with(Note::SIZE, 3).read(Note::SIZE), Ok(Some(3)));
    let error = note.read(Property::<Note, bool>::named("knots")).unwrap_err();
    assert_eq!(error.to_string(), "the value of `knots` isn't of type Edm.Boolean");
}

#[test]
fn what_expand_brought_is_read_through_its_constant() {
    let note =
        round_trip(json!({"author": {"name": "Ann"}, "readers": [{"name": "Bob"}], "readers@odata.nextLink": "more"}));
    assert_eq!(note.expanded(Note::AUTHOR).unwrap().unwrap().name.as_deref(), Some("Ann"));
    assert_eq!(note.expanded(Note::READERS).unwrap().unwrap().len(), 1);
    assert_eq!(read(json!({})).expanded(Note::AUTHOR), Ok(None));
    assert_eq!(read(json!({"author": null})).expanded(Note::AUTHOR), Ok(None));
    let error = read(json!({"author": 5})).expanded(Note::AUTHOR).unwrap_err();
    assert_eq!(error.to_string(), "the value of `author` isn't of type test.person");
}

#[test]
fn enums_keep_members_they_do_not_know() {
    let note = round_trip(json!({"importance": "High", "rights": "low, urgent"}));
    assert_eq!(note.importance, Some(Importance::UnknownValue("High".to_string())));
    let rights = note.rights.unwrap();
    assert!(rights.contains(&Importance::Low) && rights.contains(&"urgent".into()));
    assert_eq!(rights.with(Importance::High).to_string(), "low,urgent,high");
    assert_eq!(Importance::from("low").as_str(), "low");
    assert_eq!(Importance::from("new").to_string(), "new");
}

/// A member that was written by hand as unknown is the member: the service can't tell them apart.
#[test]
fn enums_that_are_written_alike_are_equal() {
    let all = [Importance::Low, Importance::High, Importance::UnknownValue("new".to_string())];
    for (index, one) in all.iter().enumerate() {
        let same = all.iter().map(|other| one == other).collect::<Vec<_>>();
        assert_eq!(same, (0..all.len()).map(|other| other == index).collect::<Vec<_>>(), "{one:?}");
        assert_eq!(one.clone(), *one);
    }
    assert_eq!(Importance::UnknownValue("low".to_string()), Importance::Low);
    let set: HashSet<Importance> = all.iter().cloned().chain(["low".into(), "new".into()]).collect();
    assert_eq!(set.len(), all.len());
    assert_eq!(format!("{:?}", Importance::High), r#""high""#);
    assert_eq!((Importance::High.as_unknown(), Importance::from("new").as_unknown()), (None, Some("new")));
}

#[test]
fn polymorphic_values_become_the_type_they_name() {
    let mut note = round_trip(json!({"attachments": [
        {"@odata.type": "#test.fileAttachment", "name": "f", "bytes": "aGk=", "new": 1},
        {"@odata.context": "c", "name": "g", "@odata.type": "test.FILEATTACHMENT", "bytes": "aGk="},
        {"@odata.type": "#test.itemAttachment", "name": "h", "item": {}},
        {"name": "i", "bytes": "aGk="},
    ]}));
    let attachments = note.attachments.as_mut().unwrap();
    let kinds: Vec<bool> = attachments.iter().map(|any| matches!(any, AnyAttachment::FileAttachment(_))).collect();
    assert_eq!(kinds, [true, true, false, false]);
    let names: Vec<&str> = attachments.iter().filter_map(|any| any.get(Attachment::NAME)).map(String::as_str).collect();
    assert_eq!(names, ["f", "g", "h", "i"]);
    assert_eq!(attachments[2].record().odata_type(), Some("test.itemAttachment"));
    assert_eq!(attachments[0].to_base().narrow(), attachments[0]);
    assert_eq!(attachments.clone(), *attachments);
    assert_ne!(AnyAttachment::from(FileAttachment::default()), AnyAttachment::from(Attachment::default()));
    let file = FileAttachment { name: Some("f".to_string()), ..FileAttachment::default() };
    let shown = format!("{:?}", AnyAttachment::from(file));
    assert_eq!(shown, r#"fileAttachment { name: "f" }"#);
}

#[test]
fn a_subtype_in_the_place_of_its_base_names_itself() {
    let file = FileAttachment { name: Some("f".to_string()), ..FileAttachment::default() };
    assert_eq!(to_value(&file).unwrap(), json!({"name": "f"}));
    let any = AnyAttachment::from(file);
    assert_eq!(to_value(&any).unwrap(), json!({"@odata.type": "#test.fileAttachment", "name": "f"}));
    assert_eq!(any.to_base().narrow(), from_value(to_value(&any).unwrap()).unwrap());
    assert_eq!(to_value(AnyAttachment::from(Attachment::default())).unwrap(), json!({}));
}

/// JSON with numbers that no machine number holds.
const DIGITS: &str = r##"{"@odata.type":"#test.note","a":1.10,"b":[{"c":123456789012345678.12345}],"d":1E5,"e":2.5}"##;

#[test]
fn numbers_without_a_field_keep_their_digits() {
    let mut note: Note = serde_json::from_str(DIGITS).unwrap();
    assert_eq!(serde_json::to_string(&note).unwrap(), DIGITS);
    assert_eq!(serde_json::to_string(&note.clone()).unwrap(), DIGITS);
    assert_eq!((note.additional.as_written("a"), note.additional.as_written("e")), (Some("1.10"), None));
    assert_eq!(note.additional.get("a").and_then(Value::as_f64), Some(1.1));
    note.additional.insert("a", 3);
    note.additional.remove("b");
    let changed = r##"{"@odata.type":"#test.note","a":3,"d":1E5,"e":2.5}"##;
    assert_eq!(serde_json::to_string(&note).unwrap(), changed);
}

#[test]
fn digits_survive_polymorphic_places_and_expansions() {
    // The type comes last, and the rest waits for it.
    let json = r##"{"attachments":[{"a":1.10,"@odata.type":"#test.fileAttachment"}],"author":{"a":1.10}}"##;
    let note: Note = serde_json::from_str(json).unwrap();
    let attachment = &note.attachments.as_ref().unwrap()[0];
    assert!(matches!(attachment, AnyAttachment::FileAttachment(_)));
    assert_eq!(attachment.record().additional().as_written("a"), Some("1.10"));
    assert_eq!(attachment.to_base().additional.as_written("a"), Some("1.10"));
    assert_eq!(attachment.to_base().narrow().record().additional().as_written("a"), Some("1.10"));
    let author = note.expanded(Note::AUTHOR).unwrap().unwrap();
    assert_eq!(author.additional.as_written("a"), Some("1.10"));
    let with_author = Note::default().with_related(Note::AUTHOR, author);
    assert_eq!(serde_json::to_string(&with_author).unwrap(), r#"{"author":{"a":1.10}}"#);
}

#[test]
fn other_readers_and_writers_give_values() {
    let value: Value = serde_json::from_str(DIGITS).unwrap();
    let note: Note = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&note).unwrap(), value);
    // As the reader gives it: `serde_json`'s values know all digits in a program that wants it so.
    let number = value["a"].to_string();
    assert_eq!(note.additional.as_written("a"), (number == "1.10").then_some("1.10"));
}

#[test]
fn enums_are_equal_to_documented_members_in_any_letter_case() {
    let note = round_trip(json!({"importance": "HIGH", "rights": "Low,new"}));
    let importance = note.importance.unwrap();
    assert_eq!(importance, Importance::High);
    assert_eq!((importance.as_str(), importance.as_unknown()), ("HIGH", None), "it is written as it came");
    let rights = note.rights.unwrap();
    assert!(rights.contains(&Importance::Low) && rights.contains(&"new".into()));
    assert_ne!(Importance::from("New"), Importance::from("new"), "nobody documents what they mean");
    let set: HashSet<Importance> = ["high", "High", "HIGH", "new", "New"].map(Importance::from).into();
    assert_eq!(set.len(), 3);
}

/// Flags alone are what an action's parameter can be.
#[test]
fn flags_are_read_and_written_alone() {
    let flags: Flags<Importance> = from_str("\"low,high\"").unwrap();
    assert!(flags.contains(&Importance::High));
    assert_eq!(serde_json::to_string(&flags).unwrap(), "\"low,high\"");
}

#[test]
fn what_does_not_fit_keeps_its_digits() {
    let cases = [
        r#"{"subject":{"a":1.10,"b":[123456789012345678.12345]}}"#,
        r#"{"subject":[1.10,{"a":0.1234567890123456789}]}"#,
        r#"{"tags":["a",[1.10],"b",{"c":1.10}]}"#,
        r#"{"tags":{"a":1.10}}"#,
        r#"{"tags":["a",null,2]}"#,
    ];
    for json in cases {
        let note: Note = serde_json::from_str(json).unwrap();
        assert_eq!(note.mismatches().len(), 1, "{json}");
        assert_eq!(serde_json::to_string(&note).unwrap(), json);
    }
}

#[test]
fn what_has_no_field_is_an_object_of_its_own() {
    let json = r#"{"a":1.10,"b":{"c":[123456789012345678.12345]},"d":null}"#;
    let additional: Additional = serde_json::from_str(json).unwrap();
    assert_eq!((additional.get("a").and_then(Value::as_f64), additional.as_written("a")), (Some(1.1), Some("1.10")));
    assert_eq!(serde_json::to_string(&additional).unwrap(), json);
    assert_eq!(additional, serde_json::from_str(&serde_json::to_string(&additional).unwrap()).unwrap());
    serde_json::from_str::<Additional>("[]").unwrap_err();
}

/// What a number is doesn't depend on how a program's `serde_json` reads it, see `.ci/run`.
#[test]
fn numbers_are_read_in_every_place() {
    let json = r#"{"size":7,"score":0.5,"extra":[1,2.5,{"a":3}]}"#;
    let note: Note = from_str(json).unwrap();
    assert_eq!((note.size, note.score), (Some(7), Some(0.5)));
    assert_eq!(note.mismatches(), []);
    assert_eq!(serde_json::to_string(&note).unwrap(), json);
    let note: Note = from_value(from_str(json).unwrap()).unwrap();
    assert_eq!((note.size, note.score), (Some(7), Some(0.5)));
    let odd = r#"{"subject":5,"from":6,"to":[{"name":7},8],"parent":2.5}"#;
    let note: Note = from_str(odd).unwrap();
    assert_eq!(note.mismatches().len(), 4);
    assert_eq!(serde_json::to_string(&note).unwrap(), odd);
    assert_eq!(from_str::<Note>("5").unwrap_err().to_string(), "expected a value of type test.note, found a number");
    assert_eq!(from_str::<Vec<f64>>("[1,0.5]").unwrap(), [1.0, 0.5]);
}

#[test]
fn a_value_is_narrowed_to_the_type_it_names() {
    let found: Attachment =
        from_value(json!({"@odata.type": "#test.fileattachment", "name": "a.txt", "bytes": "aGk="})).unwrap();
    let file: FileAttachment = found.narrow_to().unwrap();
    assert_eq!((file.name.as_deref(), file.bytes.is_some()), (Some("a.txt"), true));
    assert!(found.narrow_to::<Note>().is_none());
    assert!(Attachment::default().narrow_to::<FileAttachment>().is_none(), "it names no type");
}
