//! Without a transport: requests are built, answers are read, permissions are told. Holds with and without `http`.

use msgraph_core::response::{Count, MaybeValue, One, ResponseKind, Text, Value as Wrapped};
use msgraph_core::{
    Access, Alternatives, Headers, HttpResponse, Lines, Method, Operation, OperationInfo, Page, Permissions,
    permissions_for,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

mod client {
    msgraph_core::define_client!("beta");
    msgraph_core::define_request!();
}

use client::{GraphClient, Request};

struct ListUsers;

impl Operation for ListUsers {
    const INFO: OperationInfo = OperationInfo {
        paths: Lines("/users"),
        permissions: Permissions {
            delegated_work: Alternatives("User.ReadBasic.All|User.Read.All"),
            ..Permissions::NOT_SUPPORTED
        },
        ..OperationInfo::new("list users", Method::Get)
    };
    type Response = Page<Value>;
}

fn answer(status: u16, body: Value) -> HttpResponse {
    HttpResponse::new(status, Headers::new(), body.to_string())
}

#[test]
fn pages_are_walked_by_hand() {
    let client = GraphClient::offline();
    let request = Request::<ListUsers>::new(&client.path().child("users")).top(1).eventual();
    let first = request.build().unwrap();
    assert_eq!((first.method, first.url.as_str()), (Method::Get, "https://graph.microsoft.com/beta/users?$top=1"));
    let next = "https://graph.microsoft.com/beta/users?$skiptoken=x";
    let page = request.read(answer(200, json!({ "value": [{ "id": "1" }], "@odata.nextLink": next }))).unwrap();
    let following = request.with_url(page.next_link.unwrap()).build().unwrap();
    assert_eq!(following.url, next);
    assert_eq!(following.headers.get("consistencylevel"), Some("eventual"));
}

#[test]
fn answers_of_all_kinds() {
    let odd = json!({ "@odata.context": "…", "value": 7 });
    assert_eq!(Wrapped::<u8>::read(answer(200, odd)).unwrap(), 7);
    assert_eq!(MaybeValue::<u8>::read(answer(200, json!({ "value": 7 }))).unwrap(), Some(7));
    assert_eq!(MaybeValue::<u8>::read(HttpResponse::new(204, Headers::new(), "")).unwrap(), None);
    assert_eq!(Page::<u8>::read(HttpResponse::new(204, Headers::new(), "")).unwrap().value, [0_u8; 0]);
    assert!(Page::<u8>::read(HttpResponse::new(200, Headers::new(), "")).is_err());
    assert_eq!(Wrapped::<Option<u8>>::read(answer(200, json!({ "value": null }))).unwrap(), None);
    assert_eq!(Count::read(HttpResponse::new(200, Headers::new(), "12")).unwrap(), 12);
    assert!(Count::read(HttpResponse::new(200, Headers::new(), "many")).is_err());
    assert_eq!(Text::read(HttpResponse::new(200, Headers::new(), "a,b\r\n")).unwrap(), "a,b\r\n");
    <()>::read(HttpResponse::new(204, Headers::new(), "")).unwrap();
    assert_eq!(One::<Value>::read(answer(201, json!({ "id": 1 }))).unwrap()["id"], 1);
    let error = One::<Value>::read(answer(409, json!({ "error": { "code": "Conflict", "message": "Twice." } })));
    assert_eq!(error.unwrap_err().to_string(), "409 Conflict: Conflict: Twice.");
    let page = Page::<Value>::read(answer(200, json!({ "value": [], "@odata.count": 3, "x": 1 }))).unwrap();
    assert_eq!((page.count, page.other.get("x")), (Some(3), Some(&json!(1))));
}

const fn operation(name: &'static str, delegated_work: Alternatives) -> OperationInfo {
    let permissions = Permissions { delegated_work, ..Permissions::NOT_SUPPORTED };
    OperationInfo { permissions, ..OperationInfo::new(name, Method::Get) }
}

fn needed(operations: &[OperationInfo]) -> Vec<&'static str> {
    permissions_for(operations, Access::DelegatedWork).permissions.into_iter().collect()
}

#[test]
fn the_least_privileged_permissions_of_a_program() {
    let read = operation("read mail", Alternatives("Mail.ReadBasic|Mail.Read|Mail.ReadWrite"));
    let write = operation("write mail", Alternatives("Mail.ReadWrite"));
    let both = operation("find rooms", Alternatives("Place.Read.All+User.Read|Place.ReadWrite.All"));
    let me = operation("get me", Alternatives("User.Read|User.ReadWrite"));
    let open = operation("get metadata", Alternatives::NONE_NEEDED);
    assert_eq!(needed(&[read]), ["Mail.ReadBasic"], "the least alternative");
    assert_eq!(needed(&[read, write]), ["Mail.ReadWrite"], "what is needed anyway is enough");
    assert_eq!(needed(&[both, me]), ["Place.Read.All", "User.Read"], "what is granted already costs nothing");
    assert_eq!(needed(&[me, open]), ["User.Read"]);
    assert!(needed(&[open]).is_empty());

    let app = permissions_for(&[read, OperationInfo::of::<ListUsers>()], Access::Application);
    assert_eq!((app.permissions, app.unsupported), (BTreeSet::new(), vec!["read mail", "list users"]));
    assert_eq!(format!("{:?}", ListUsers::PERMISSIONS.delegated_work), r#"["User.ReadBasic.All", "User.Read.All"]"#);
    assert_eq!(
        format!("{:?}", both.permissions.delegated_work),
        r#"["Place.Read.All and User.Read", "Place.ReadWrite.All"]"#
    );
}

/// What the documentation doesn't tell is neither needed nor refused.
#[test]
fn unknown_permissions_are_told_apart() {
    let told = operation("get me", Alternatives("User.Read"));
    let untold = operation("get a secret", Alternatives::UNKNOWN);
    let refused = operation("get nothing", Alternatives::NOT_SUPPORTED);
    let needed = permissions_for(&[told, untold, refused], Access::DelegatedWork);
    assert_eq!(needed.permissions, BTreeSet::from(["User.Read"]));
    assert_eq!((needed.unsupported, needed.unknown), (vec!["get nothing"], vec!["get a secret"]));
    assert!(!untold.permissions.delegated_work.is_supported() && untold.permissions.delegated_work.iter().count() == 0);
    assert_eq!(OperationInfo::new("anything", Method::Get).permissions, Permissions::UNKNOWN);
}

/// A later choice can make an earlier one needless.
#[test]
fn what_became_needless_is_dropped() {
    let first = operation("a", Alternatives("A.Read|B.All"));
    let second = operation("b", Alternatives("B.All+C.Read|D.Read+E.Read"));
    assert_eq!(needed(&[first, second]), ["B.All", "C.Read"]);
}

#[test]
fn batches_are_sent_by_other_means() {
    let client = GraphClient::offline();
    let users = |top| Request::<ListUsers>::new(&client.path().child("users")).top(top);
    let mut batch = client.batch();
    let first = batch.add(users(1));
    let second = batch.add(users(2).into_batch_item().after(&first));
    let others: Vec<_> = (3..25).map(|top| batch.add(users(top))).collect();

    let mut sent = Vec::new();
    loop {
        while let Some(request) = batch.next_request() {
            assert_eq!(
                (request.method, request.url.as_str()),
                (Method::Post, "https://graph.microsoft.com/beta/$batch")
            );
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let requests = body["requests"].as_array().unwrap();
            let responses: Vec<Value> = requests.iter().map(|request| answered(request, sent.is_empty())).collect();
            sent.push(requests.len());
            batch.receive(Ok(answer(200, json!({ "responses": responses }))));
        }
        assert_eq!(batch.retry_after().map(|wait| wait.as_secs()), (sent.len() == 2).then_some(7));
        if !batch.retry() {
            break;
        }
    }
    assert_eq!(sent, [20, 4, 2], "the first is throttled, and the second waits for it");
    let mut answers = batch.finish().unwrap();
    assert_eq!(answers.take(first).unwrap().value, ["/users?$top=1"]);
    assert_eq!(answers.take(second).unwrap().value, ["/users?$top=2"]);
    for handle in others {
        assert_eq!(answers.take(handle).unwrap().value.len(), 1);
    }
}

/// What a service answers to a request of a batch: the first one is throttled at first.
fn answered(request: &Value, throttled: bool) -> Value {
    let id = request["id"].as_str().unwrap();
    match id {
        "1" if throttled => json!({ "id": id, "status": 429, "headers": { "Retry-After": "7" } }),
        "2" if throttled => {
            assert_eq!(request["dependsOn"], json!(["1"]));
            json!({ "id": id, "status": 424 })
        }
        _ => {
            let headers = json!({ "Content-Type": "application/json" });
            json!({ "id": id, "status": 200, "headers": headers, "body": { "value": [request["url"]] } })
        }
    }
}

#[test]
fn a_batch_that_nobody_answers_is_one_error() {
    let client = GraphClient::offline();
    let mut batch = client.batch();
    let _ = batch.add(Request::<ListUsers>::new(&client.path().child("users")));
    assert!(batch.next_request().is_some());
    batch.receive(Ok(HttpResponse::new(503, Headers::new(), "busy")));
    assert!(batch.next_request().is_none());
    assert_eq!(batch.finish().unwrap_err().status(), Some(503));
}

struct Act;

impl Operation for Act {
    const INFO: OperationInfo = OperationInfo::new("act", Method::Post);
    type Response = One<Value>;
}

fn act() -> Request<Act> {
    Request::new(&GraphClient::offline().path().child("act"))
}

/// What building a request fails with.
fn problem(request: Request<Act>) -> String {
    request.build().unwrap_err().to_string()
}

#[test]
fn a_body_beside_parameters_is_an_error() {
    let told = "the request can't be built: it has a body, and parameters that would replace it: `a`, `b`";
    let parameters = || act().with_parameter("b", &1).with_parameter("a", &2);
    assert_eq!(problem(parameters().with_body(&json!({}))), told);
    assert_eq!(problem(parameters().with_content("text", "text/plain")), told);
    assert_eq!(problem(act().with_body(&json!({})).with_parameter("a", &2).with_parameter("b", &1)), told);
    assert!(problem(act().with_content("x", "text/plain").with_reference("users", "1")).contains("`@odata.id`"));
    assert_eq!(parameters().build().unwrap().body, r#"{"a":2,"b":1}"#);
}

#[test]
fn another_url_mends_the_path_and_nothing_else() {
    let path = GraphClient::offline().path().child("users").key("");
    assert!(problem(Request::new(&path)).contains("a key in the path is empty"));
    assert!(Request::<Act>::new(&path).with_url("/users/1").build().is_ok());
    let missing = act().if_match(None::<&str>).with_url("/users/1");
    assert!(problem(missing).contains("`If-Match` isn't given"));
    assert!(problem(act().header("x-a", "a\nb").with_url("/users/1")).contains("control character"));
    let reference = act().with_reference("users", None::<&str>).with_url("/users/1");
    assert!(problem(reference).contains("isn't given"));
}

#[test]
fn searches_are_sent_as_meant() {
    let as_they_stand = [
        r#""tea""#,
        r#""tea" AND "milk""#,
        r#""displayName:a" OR "mail:b""#,
        r#"("displayName:a" OR "mail:b") AND "displayName:c""#,
        r#""a" AND NOT ("b" OR ("c" AND "d"))"#,
        r#"NOT "a""#,
        r#""a" "b""#,
        r#""the \"best\" tea""#,
        r#""subject:\"green tea\" AND from:adele""#,
    ];
    let quoted = [
        ("tea", r#""tea""#),
        ("tea AND milk", r#""tea AND milk""#),
        ("subject:tea", r#""subject:tea""#),
        (r#"subject:"green tea" AND from:adele"#, r#""subject:\"green tea\" AND from:adele""#),
        (r#""best" tea "shop""#, r#""\"best\" tea \"shop\"""#),
        (r#""a" AND"#, r#""\"a\" AND""#),
        (r#"OR "a""#, r#""OR \"a\"""#),
        (r#"("a""#, r#""(\"a\"""#),
        (r#""a")"#, r#""\"a\")""#),
        (r#""a"#, r#""\"a""#),
        (r#""a" and "b""#, r#""\"a\" and \"b\"""#),
        (r#"a\b"#, r#""a\\b""#),
        ("()", r#""()""#),
        ("", r#""""#),
    ];
    let sent = |text: &str| {
        let url = act().search(text).build().unwrap().url;
        let (_, value) = url.split_once("$search=").unwrap();
        percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned()
    };
    for text in as_they_stand {
        assert_eq!(sent(text), text);
    }
    for (text, expected) in quoted {
        assert_eq!(sent(text), expected, "{text}");
    }
}

#[test]
fn a_key_that_begins_with_a_dollar_stands_in_quotes() {
    let users = GraphClient::offline().path().child("users");
    let cases =
        [("$a@x.example", "/users('$a@x.example')"), ("$o'neil", "/users('$o%27%27neil')"), ("a$", "/users/a$")];
    for (key, path) in cases {
        assert_eq!(users.key(key).as_str(), path);
        assert_eq!(users.id(Some(key)).child("manager").as_str(), format!("{path}/manager"));
    }
}

#[cfg(feature = "http")]
#[test]
fn settings_that_contradict_each_other_are_an_error() {
    use msgraph_core::azure_core::http::ClientOptions;
    let mock = msgraph_core::mock::Mock::new();
    let options = || ClientOptions { transport: Some(mock.transport()), ..ClientOptions::default() };
    let error = GraphClient::builder().transport(mock.transport()).options(options()).build().unwrap_err();
    assert!(error.to_string().contains("two transports"), "{error}");
    assert!(GraphClient::builder().options(options()).build().is_ok());
    let error = GraphClient::builder().scopes(["User.Read"]).build().unwrap_err();
    assert!(error.to_string().contains("no credential"), "{error}");
}

#[test]
fn all_digits_are_sent() {
    use msgraph_core::types::Decimal;
    let price: Decimal = "123456789012345678.10".parse().unwrap();
    let request = act().with_parameter("price", &price);
    assert_eq!(request.build().unwrap().body, r#"{"price":123456789012345678.10}"#);
    let mut batch = GraphClient::offline().batch();
    let _ = batch.add(request);
    let body = String::from_utf8(batch.next_request().unwrap().body.to_vec()).unwrap();
    assert!(body.contains(r#""body":{"price":123456789012345678.10}"#), "{body}");
}

#[test]
fn links_get_the_address_of_the_service() {
    struct Create;

    impl Operation for Create {
        const INFO: OperationInfo = OperationInfo::new("create group", Method::Post);
        type Response = ();
    }

    let request = || Request::<Create>::new(&GraphClient::offline().path().child("groups"));
    let group = json!({ "members@odata.bind": ["users/1"], "by": { "user@odata.bind": "users('a')" } });
    let expected = json!({
        "members@odata.bind": ["https://graph.microsoft.com/beta/users/1"],
        "by": { "user@odata.bind": "https://graph.microsoft.com/beta/users('a')" },
    });
    let sent = |request: Request<Create>| serde_json::from_slice::<Value>(&request.build().unwrap().body).unwrap();
    assert_eq!(sent(request().with_body(&group)), expected);
    assert_eq!(sent(request().with_parameter("values", &[&group])), json!({ "values": [expected] }));
    let missing = request().with_body(&json!({ "manager@odata.bind": "users/" })).build().unwrap_err();
    assert!(missing.to_string().contains("the id for `manager@odata.bind` isn't given"), "{missing}");
}
