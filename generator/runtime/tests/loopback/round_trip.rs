//! Values with members, properties and subtypes that nobody documented: read, changed, written back whole.

use crate::api::{GraphClient, Request, client, received};
use msgraph_core::response::One;
use msgraph_core::types::{Additional, Polymorphic, Property, open_enum, polymorphic, record};
use msgraph_core::{Method, Operation, OperationInfo, Page};
use serde_json::{Value, json};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A struct in the shape of a generated model.
macro_rules! model {
    ($name:ident = $wire:literal { $($index:literal $field:ident: $type:ty = $property:literal),* }) => {
        pub struct $name {
            $(pub $field: Option<$type>,)*
            pub additional: Additional,
        }

        record! { $name = $wire; $($index $field = $property,)* }
    };
}

model!(Attachment = "test.attachment" { 0 name: String = "name" });
model!(FileAttachment = "test.fileAttachment" { 0 name: String = "name", 1 size: i32 = "size" });
model!(Message = "test.message" { 0 subject: String = "subject", 1 importance: Importance = "importance" });

pub enum Importance {
    Low,
    UnknownValue(String),
}

open_enum! { Importance = "test.importance"; 0 Low = "low", }

pub enum AnyAttachment {
    File(Box<FileAttachment>),
    Other(Box<Attachment>),
}

polymorphic! { AnyAttachment of Attachment; File: FileAttachment = "test.fileattachment", }

macro_rules! operation {
    ($name:ident: $method:ident -> $kind:ty) => {
        struct $name;

        impl Operation for $name {
            const INFO: OperationInfo = OperationInfo::new(stringify!($name), Method::$method);
            type Response = $kind;
        }
    };
}

operation!(GetMessage: Get -> One<Message>);
operation!(PutMessage: Put -> ());
operation!(ListAttachments: Get -> Page<AnyAttachment>);
operation!(PostAttachment: Post -> ());

async fn serving(body: Value) -> (MockServer, GraphClient) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(body);
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    Mock::given(wiremock::matchers::any()).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let client = client(&server);
    (server, client)
}

#[tokio::test]
async fn an_unknown_member_and_an_unknown_property_are_written_back() {
    let body = json!({
        "@odata.etag": "W/\"1\"",
        "subject": "Hello",
        "importance": "urgentest",
        "mood": { "colour": "blue", "levels": [1, 2.5, null] }
    });
    let (server, client) = serving(body.clone()).await;
    let path = client.path().child("message");
    let mut message: Message = Request::<GetMessage>::new(&path).await.unwrap();
    assert_eq!(message.importance, Some(Importance::UnknownValue("urgentest".to_owned())));

    message.subject = Some("Changed".to_owned());
    Request::<PutMessage>::new(&path).with_body(&message).await.unwrap();
    let mut expected = body;
    expected["subject"] = json!("Changed");
    assert_eq!(received(&server).await[1].body_json::<Value>().unwrap(), expected);
}

#[tokio::test]
async fn an_unknown_subtype_is_written_back() {
    let file = json!({ "@odata.type": "#test.fileAttachment", "name": "a.txt", "size": 3 });
    let strange = json!({ "@odata.type": "#test.hologramAttachment", "name": "b", "depth": 7 });
    let (server, client) = serving(json!({ "value": [file, strange] })).await;
    let path = client.path().child("attachments");
    let page = Request::<ListAttachments>::new(&path).await.unwrap();
    let [AnyAttachment::File(file), AnyAttachment::Other(strange)] = &page.value[..] else { panic!("{page:?}") };
    assert_eq!((file.size, strange.name.as_deref()), (Some(3), Some("b")));

    let mut changed = strange.clone();
    changed.name = Some("c".to_owned());
    for attachment in [page.value[0].clone(), AnyAttachment::Other(changed)] {
        Request::<PostAttachment>::new(&path).with_body(&attachment).await.unwrap();
    }
    let sent = received(&server).await;
    let sent: Vec<Value> = sent[1..].iter().map(|request| request.body_json().unwrap()).collect();
    assert_eq!(sent[0], json!({ "@odata.type": "#test.fileAttachment", "name": "a.txt", "size": 3 }));
    assert_eq!(sent[1], json!({ "@odata.type": "#test.hologramAttachment", "name": "c", "depth": 7 }));
}

#[test]
fn a_property_of_the_base_is_read_through_any_subtype() {
    let name: Property<Attachment, String> = Property::new("name");
    let file = FileAttachment { name: Some("a".to_owned()), ..Default::default() };
    let any = AnyAttachment::File(Box::new(file));
    assert_eq!(any.get(name), Some(&"a".to_owned()));
}

/// A record with a number of any precision, and whatever else comes.
mod priced {
    use msgraph_core::types::{Additional, Decimal, record};

    pub struct Priced {
        pub price: Option<Decimal>,
        pub additional: Additional,
    }

    record! { Priced = "test.priced"; 0 price = "price", }
}

#[tokio::test]
async fn digits_come_through_pages_changes_and_batches() {
    use crate::raw;
    use msgraph_core::response::{DeltaPage, One, ResponseKind, Value};
    use msgraph_core::{BatchItem, Change, Method, Page, Path, RawRequest};
    use priced::Priced;

    const ITEM: &str = r#"{"price":123456789012345678.12345,"other":1.10}"#;
    const GONE: &str = r#"{"@removed":{"reason":"deleted"},"id":"1","rate":1.10}"#;
    let pages = format!(r#"{{"value":[{ITEM}],"@odata.deltaLink":"x","sum":1.10}}"#);
    let changes = format!(r#"{{"value":[{ITEM},{GONE}],"@odata.deltaLink":"x","sum":1.10}}"#);
    let batch = format!(r#"{{"responses":[{{"id":"1","status":200,"body":{ITEM}}}]}}"#);
    let endpoint = raw::answering(move |head| match head {
        head if head.contains("/one") => raw::json_answer(200, "", ITEM),
        head if head.contains("/changes") => raw::json_answer(200, "", &changes),
        head if head.contains("$batch") => raw::json_answer(200, "", &batch),
        _ => raw::json_answer(200, "", &pages),
    })
    .await;
    let client: GraphClient = GraphClient::builder().endpoint(endpoint).build().unwrap();
    let request = |path: &str| RawRequest::new("", Method::Get, &Path::root(client.client()).child(path));
    let written = |value: &Priced| serde_json::to_string(value).unwrap();

    let one = request("one").fetch::<One<Priced>>().await.unwrap();
    assert_eq!(one.price.as_ref().unwrap().as_str(), "123456789012345678.12345");
    assert_eq!(written(&one), ITEM);
    let page = request("pages").fetch::<Page<Priced>>().await.unwrap();
    assert_eq!(written(&page.value[0]), ITEM);
    assert_eq!(page.other.as_written("sum"), Some("1.10"));
    let value = Value::<Vec<Priced>>::read(request("pages").send().await.unwrap()).unwrap();
    assert_eq!(written(&value[0]), ITEM);
    let changes = DeltaPage::<Priced>::read(request("changes").send().await.unwrap()).unwrap();
    let [Change::Present(there), Change::Removed { item: gone, .. }] = &changes.value[..] else {
        panic!("{changes:?}")
    };
    assert_eq!((written(there), changes.other.as_written("sum")), (ITEM.to_owned(), Some("1.10")));
    assert_eq!(serde_json::to_string(gone).unwrap(), GONE);
    let mut batch = client.batch();
    let handle = batch.add(BatchItem::new::<One<Priced>>(request("one")));
    assert_eq!(written(&batch.send().await.unwrap().take(handle).unwrap()), ITEM);
}
