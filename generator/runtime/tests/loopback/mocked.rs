//! The mock transport: canned answers, documented examples, what was asked.

use crate::api::*;
use msgraph_core::mock::Mock;
use msgraph_core::response::One;
use msgraph_core::{Example, Headers, HttpResponse, Lines, Method, Operation, OperationInfo};
use serde_json::{Value, json};

fn client(mock: &Mock) -> GraphClient {
    GraphClient::builder().transport(mock.transport()).build().unwrap()
}

struct GetUser;

impl Operation for GetUser {
    const INFO: OperationInfo = OperationInfo {
        paths: Lines("/me\n/users/{id | userPrincipalName}\n/drives/{id}/root:/{path}:/owner"),
        example: Some(Example { status: 200, content_type: "application/json", body: r#"{"displayName":"Adele"}"# }),
        ..OperationInfo::new("get user", Method::Get)
    };
    type Response = One<Value>;
}

#[tokio::test]
async fn answers_with_the_documented_example_at_each_documented_path() {
    let mock = Mock::new().example(GetUser);
    let client = client(&mock);
    let root = client.path();
    let owner = root.child("drives").key("d").child("root").by_path("a").child("owner");
    for path in [root.child("me"), root.child("users").key("o'neil@x.example"), owner] {
        let user = Request::<GetUser>::new(&path).await.unwrap();
        assert_eq!(user["displayName"], "Adele");
    }
    for path in [root.child("users"), root.child("users").key("a").child("b"), root.child("me2")] {
        let error = Request::<GetUser>::new(&path).await.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("no answer from graph.microsoft.com: the mock has no answer for GET https://"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn answers_in_order_and_remembers_what_was_asked() {
    let mock = Mock::new()
        .on(Method::Post, "/things", HttpResponse::new(429, Headers::from_iter([("retry-after", "0")]), ""))
        .json(Method::Post, "/things", &json!({ "id": 1 }))
        .error(Method::Get, "/things", 404, "ResourceNotFound", "No such thing.");
    let client = client(&mock);
    for _ in 0..2 {
        let created = things::<CreateThing>(&client).with_body(&json!({ "name": "a" })).await.unwrap();
        assert_eq!(created["id"], 1);
    }
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert_eq!(error.to_string(), "404 Not Found: ResourceNotFound: No such thing.");
    let requests = mock.requests();
    let methods: Vec<_> = requests.iter().map(|request| request.method).collect();
    assert_eq!(methods, [Method::Post, Method::Post, Method::Post, Method::Get]);
    assert_eq!(requests[1].body, r#"{"name":"a"}"#);
}

#[tokio::test]
async fn a_transport_is_used_whatever_is_set_after_it() {
    use msgraph_core::azure_core::http::ClientOptions;
    let mock = Mock::new().json(Method::Get, "/things", &json!({ "id": 1 }));
    let client: GraphClient =
        GraphClient::builder().transport(mock.transport()).options(ClientOptions::default()).build().unwrap();
    assert_eq!(things::<GetThing>(&client).await.unwrap()["id"], 1);
}
