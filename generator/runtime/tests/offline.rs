//! Without a transport: requests are built, answers are read, permissions are told. Holds with and without `http`.

use msgraph_core::response::{Count, One, ResponseKind, Text, Value as Wrapped};
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
    assert_eq!(Wrapped::<Option<u8>>::read(answer(200, json!({ "value": null }))).unwrap(), None);
    assert_eq!(Count::read(HttpResponse::new(200, Headers::new(), "12")).unwrap(), 12);
    assert!(Count::read(HttpResponse::new(200, Headers::new(), "many")).is_err());
    assert_eq!(Text::read(HttpResponse::new(200, Headers::new(), "a,b\r\n")).unwrap(), "a,b\r\n");
    <()>::read(HttpResponse::new(204, Headers::new(), "")).unwrap();
    assert_eq!(One::<Value>::read(answer(201, json!({ "id": 1 }))).unwrap()["id"], 1);
    let error = One::<Value>::read(answer(409, json!({ "error": { "code": "Conflict", "message": "Twice." } })));
    assert_eq!(error.unwrap_err().to_string(), "409 Conflict: Conflict: Twice.");
    let page = Page::<Value>::read(answer(200, json!({ "value": [], "@odata.count": 3, "x": 1 }))).unwrap();
    assert_eq!((page.count, &page.other["x"]), (Some(3), &json!(1)));
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
