//! Filters, orders, selections, expansions and patches, as they are sent.

use crate::model::*;
use msgraph_types::*;

#[track_caller]
fn check(filter: impl Into<Filter>, expected: &str) {
    assert_eq!(filter.into().as_str(), expected);
}

#[test]
fn values_are_quoted_and_escaped() {
    check(Note::SUBJECT.eq("it's"), "subject eq 'it''s'");
    check(Note::SUBJECT.ne(String::from("x")), "subject ne 'x'");
    check(Note::IS_READ.eq(false), "isRead eq false");
    check(Note::SIZE.gt(5), "size gt 5");
    check(Note::SCORE.le(f64::INFINITY), "score le INF");
    check(
        Note::RECEIVED.ge("2024-03-01T08:30:00Z".parse::<DateTimeOffset>().unwrap()),
        "received ge 2024-03-01T08:30:00Z",
    );
    check(Note::RECEIVED.lt(time::OffsetDateTime::UNIX_EPOCH), "received lt 1970-01-01T00:00:00Z");
    check(Note::IMPORTANCE.eq(Importance::High), "importance eq 'high'");
    check(Note::IMPORTANCE.eq("o'clock"), "importance eq 'o''clock'");
    check(Note::RIGHTS.has(Importance::Low), "rights has 'low'");
    check(Note::SUBJECT.is_null(), "subject eq null");
    check(Note::SUBJECT.is_in(["a", "b'c"]), "subject in ('a','b''c')");
    check(
        Property::<Note, Guid>::new("key").eq("6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0".parse::<Guid>().unwrap()),
        "key eq 6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0",
    );
    check(
        Property::<Note, Duration>::new("length").gt(std::time::Duration::from_secs(90)),
        "length gt duration'PT1M30S'",
    );
    check(Property::<Note, Binary>::new("hash").eq(vec![255, 224]), "hash eq binary'_-A='");
}

#[test]
fn text_is_searched() {
    check(Note::SUBJECT.starts_with("Re: "), "startswith(subject,'Re: ')");
    check(Note::SUBJECT.ends_with("'"), "endswith(subject,'''')");
    check(Note::SUBJECT.contains(String::from("x")), "contains(subject,'x')");
}

#[test]
fn conditions_are_joined() {
    let (read, long) = (Note::IS_READ.is_true(), Note::SIZE.gt(9));
    check(read.clone().and(long.clone()), "isRead eq true and size gt 9");
    check(
        read.clone().or(long.clone()).and(Note::SUBJECT.is_not_null()),
        "(isRead eq true or size gt 9) and subject ne null",
    );
    check(read.clone().and("a eq 1 or b eq 2"), "isRead eq true and (a eq 1 or b eq 2)");
    check(!read.or(long), "not(isRead eq true or size gt 9)");
    check("anything goes", "anything goes");
}

#[test]
fn paths_and_lists_are_reached() {
    check(Note::FROM.then(Person::ADDRESS).then(Address::CITY).eq("Oslo"), "from/address/city eq 'Oslo'");
    check(Note::TAGS.any(|tag| tag.starts_with("x")), "tags/any(x:startswith(x,'x'))");
    check(Note::TO.all(|person| person.then(Person::NAME).ne("Ann")), "to/all(x:x/name ne 'Ann')");
    check(Note::READERS.any(|person| person.then(Person::NAME).eq("Ann")), "readers/any(x:x/name eq 'Ann')");
    let nested = Property::<Note, Vec<Note>>::new("replies");
    check(nested.any(|note| note.then(Note::TAGS).any(|tag| tag.eq("x"))), "replies/any(x:x/tags/any(xx:xx eq 'x'))");
}

#[test]
fn selections_orders_and_expansions_are_lists() {
    assert_eq!(Select::from([Note::SUBJECT, Property::named("extension_x")]).to_string(), "subject,extension_x");
    assert_eq!(Select::from((Note::SUBJECT, Note::IS_READ, "other")).to_string(), "subject,isRead,other");
    assert_eq!(Select::from(vec!["a", "b"]).to_string(), "a,b");
    assert_eq!(OrderBy::from([Note::RECEIVED.desc(), Note::SUBJECT.asc()]).to_string(), "received desc,subject");
    assert_eq!(
        OrderBy::from((Note::SUBJECT, Note::FROM.then(Person::NAME).desc())).to_string(),
        "subject,from/name desc"
    );
    let readers = Note::READERS.select([Person::NAME]).filter(Person::NAME.ne("x")).top(3);
    assert_eq!(
        Expand::from((Note::AUTHOR, readers)).to_string(),
        "author,readers($select=name;$filter=name ne 'x';$top=3)"
    );
    assert_eq!(
        Note::AUTHOR.expand(Expand::from("manager").levels("max")).to_string(),
        "author($expand=manager($levels=max))"
    );
}

#[test]
fn a_patch_sends_what_was_set() {
    let patch = Patch::new()
        .set(Note::SUBJECT, "Hi")
        .set(Note::IMPORTANCE, Importance::Low)
        .set(Note::TAGS, vec!["x".to_string()])
        .set(Note::FROM.then(Person::NAME), "Ann")
        .null(Note::FROM.then(Person::ADDRESS))
        .null(Note::SIZE)
        .set_raw("author@odata.bind", "people/1");
    let expected = r#"{"author@odata.bind":"people/1","from":{"address":null,"name":"Ann"},"importance":"low","size":null,"subject":"Hi","tags":["x"]}"#;
    assert_eq!(patch.to_string(), expected);
    assert_eq!(serde_json::to_string(&patch).unwrap(), expected);
    assert!(Patch::<Note>::new().is_empty());
}

#[test]
fn a_value_becomes_a_patch() {
    let note = Note::default().with(Note::SUBJECT, "Hi");
    assert_eq!(Patch::from(&note).null(Note::SIZE).to_string(), r#"{"size":null,"subject":"Hi"}"#);
    let file: Patch<Attachment> = Patch::<FileAttachment>::new().widen();
    assert_eq!(file.to_string(), r##"{"@odata.type":"#test.fileAttachment"}"##);
}

#[test]
fn a_patch_keeps_all_digits() {
    const PRICE: Property<Note, Decimal> = Property::new("price");
    const INNER: Property<Note, Decimal> = Property::new("from/price");
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    let patch = Patch::<Note>::new().set(PRICE, decimal("123456789012345678.12345")).set(INNER, decimal("1.10"));
    assert_eq!(patch.to_string(), r#"{"from":{"price":1.10},"price":123456789012345678.12345}"#);
    assert_eq!(patch.clone().to_string(), patch.to_string());
    let changed = patch.clone().set(PRICE, decimal("2.5")).null(INNER);
    assert_eq!(changed.to_string(), r#"{"from":{"price":null},"price":2.5}"#);
    let person: Person = serde_json::from_str(r#"{"name":"a","price":1.10}"#).unwrap();
    let whole = Patch::<Note>::new().set(Note::FROM, person.clone()).set(Note::FROM.then(Person::NAME), "b");
    assert_eq!(whole.to_string(), r#"{"from":{"name":"b","price":1.10}}"#);
    assert_eq!(Patch::from(&person).to_string(), r#"{"name":"a","price":1.10}"#);
    assert_eq!(patch.set_raw("from", 1).to_string(), r#"{"from":1,"price":123456789012345678.12345}"#);
}
