//! Values are easy to build: what a field takes.

use crate::model::*;
use msgraph_types::*;
use serde_json::{json, to_value};
use std::time::{Duration as Length, SystemTime};

#[test]
fn a_struct_is_written_with_what_its_fields_take() {
    let address = Address { city: some("Oslo"), ..Default::default() };
    let ann = Person { name: some(String::from("Ann")), address: some(address), ..Default::default() };
    let file = FileAttachment { name: some("a.txt"), bytes: some(b"hi"), ..Default::default() };
    let note = Note {
        size: some(7),
        received: some(SystemTime::UNIX_EPOCH),
        tags: some(["a", "b"]),
        to: some(vec![ann.clone()]),
        from: some(ann),
        importance: some("high"),
        rights: some([Importance::Low, Importance::High]),
        attachments: some([file]),
        parent: some(Note { is_read: some(true), ..Default::default() }),
        extra: some(json!([1])),
        ..Default::default()
    };
    let ann = json!({"name": "Ann", "address": {"city": "Oslo"}});
    let expected = json!({
        "size": 7, "received": "1970-01-01T00:00:00Z", "tags": ["a", "b"], "from": ann, "to": [ann],
        "importance": "high", "rights": "low,high",
        "attachments": [{"@odata.type": "#test.fileAttachment", "name": "a.txt", "bytes": "aGk="}],
        "parent": {"isRead": true}, "extra": [1],
    });
    assert_eq!(to_value(note).unwrap(), expected);
}

#[test]
fn setters_take_the_same_as_fields() {
    let names: Vec<String> = vec!["a".to_string()];
    let note = Note::default()
        .with(Note::TAGS, &names)
        .with(Note::PARENT, Note { subject: some("up"), ..Default::default() })
        .with(Note::TO, [Person::default()].into_iter().filter(|_| true));
    assert_eq!(to_value(note).unwrap(), json!({"tags": ["a"], "parent": {"subject": "up"}, "to": [{}]}));
    let patch = Patch::new().set(Note::TAGS, ["x", "y"]).set(Note::IMPORTANCE, Importance::Low).set(Note::SIZE, 1);
    assert_eq!(patch.to_string(), r#"{"importance":"low","size":1,"tags":["x","y"]}"#);
}

#[test]
fn lists_of_texts_take_slices() {
    let array: &[&str; 2] = &["a", "b"];
    let texts: &[&str] = array;
    let owned = vec!["a".to_owned(), "b".to_owned()];
    let lists: [Option<Vec<String>>; 8] = [
        some(texts),
        some(array),
        some(["a", "b"]),
        some(&owned),
        some(&owned[..]),
        some(owned.iter().map(String::as_str)),
        some(owned.iter().map(std::borrow::Cow::from)),
        some(owned),
    ];
    for list in lists {
        assert_eq!(list.unwrap(), ["a", "b"]);
    }
    let rows: Option<Vec<Vec<String>>> = some([["a"], ["b"]]);
    assert_eq!(rows.unwrap(), [["a"], ["b"]]);
}

#[test]
fn times_of_rust_are_those_of_edm() {
    let lengths: Option<Vec<Duration>> = some([Length::from_secs(5_400), Length::from_millis(1)]);
    assert_eq!(format!("{:?}", lengths.unwrap()), "[PT1H30M, PT0.001S]");
    let moment = time::Date::from_calendar_date(2024, time::Month::March, 1).unwrap();
    let day: Option<Date> = some(moment);
    assert_eq!(day.unwrap().to_string(), "2024-03-01");
    let hour: Option<TimeOfDay> = some(time::Time::from_hms(8, 30, 0).unwrap());
    assert_eq!(hour.unwrap().to_string(), "08:30:00");
    let at: Option<DateTimeOffset> = some(moment.midnight().assume_utc());
    assert_eq!(at.unwrap().to_string(), "2024-03-01T00:00:00Z");
}
