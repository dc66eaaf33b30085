//! Places: whatever is in a key, an argument, a path or a filter, the server gets just that.

use crate::api::*;
use msgraph_core::types::{Filter, Guid, Property};
use msgraph_core::{Arg, Path};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request as Received, ResponseTemplate};

const HARD: &str = "a/b'c#d%e f?ü&+:雪=\\\"";

async fn got(request: impl FnOnce(&GraphClient) -> Request<GetThing>) -> Received {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(json!({}))).mount(&server).await;
    request(&client(&server)).await.unwrap();
    received(&server).await.remove(0)
}

/// What the server reads in the segments of a path.
fn segments(request: &Received) -> Vec<String> {
    let decoded = |segment| percent_encoding::percent_decode_str(segment).decode_utf8().unwrap().into_owned();
    request.url.path().split('/').skip(2).map(decoded).collect()
}

#[tokio::test]
async fn a_key_arrives_as_it_is() {
    let place = |client: &GraphClient| client.path().child("users").key(HARD).child("messages");
    let request = got(|client| Request::new(&place(client))).await;
    assert_eq!(segments(&request), ["users", HARD, "messages"]);
    assert_eq!(request.url.path(), "/v1.0/users/a%2Fb%27c%23d%25e%20f%3F%C3%BC%26%2B%3A%E9%9B%AA=%5C%22/messages");
}

#[tokio::test]
async fn a_function_argument_arrives_quoted_and_doubled() {
    let arguments = [("path", Arg::from(HARD)), ("top", Arg::from(5)), ("on", Arg::literal("2026-01-01"))];
    let request = got(|client| Request::new(&client.path().child("me").call("find", &arguments))).await;
    let doubled = HARD.replace('\'', "''");
    assert_eq!(segments(&request), ["me".to_owned(), format!("find(path='{doubled}',top=5,on=2026-01-01)")]);
    assert!(!request.url.path().contains("''"), "a doubled quote is percent-encoded: {}", request.url);
}

#[test]
fn arguments_are_added_to_a_call() {
    let client = GraphClient::offline();
    let cases = [("f", "f(a=1,b=true)"), ("f()", "f(a=1,b=true)"), ("f(c=2)", "f(c=2,a=1,b=true)")];
    for (call, expected) in cases {
        let request = Request::<GetThing>::new(&client.path().child(call)).with_argument("a", 0).top(3);
        let request = request.with_argument("b", true).with_argument("a", 1);
        assert!(request.build().unwrap().url.ends_with(&format!("/{expected}?$top=3")), "{request:?}");
        let next = request.with_url("/f(z=1)?$skip=1");
        assert!(next.build().unwrap().url.ends_with("/f(z=1)?$skip=1"), "a link has its own");
        assert!(next.with_argument("a", 1).build().unwrap().url.ends_with("/f(z=1,a=1)?$skip=1"));
    }
    let plain = Request::<GetThing>::new(&client.path().child("f()")).build().unwrap();
    assert!(plain.url.ends_with("/f()"), "{}", plain.url);
}

#[tokio::test]
async fn a_filter_value_arrives_with_its_quotes() {
    let name: Property<(), String> = Property::new("displayName");
    let filter = name.eq(HARD).and(name.starts_with("it's"));
    let text = filter.to_string();
    let request = got(|client| things::<GetThing>(client).filter(filter).search("\"a&b=c\"")).await;
    let query: Vec<_> = request.url.query_pairs().collect();
    assert_eq!(query[0], ("$filter".into(), text.as_str().into()));
    assert!(text.contains("a/b''c#d%e f?ü&+:雪") && text.contains("'it''s'"), "{text}");
    assert_eq!(query[1], ("$search".into(), "\"a&b=c\"".into()));
    assert!(request.url.query().unwrap().contains("%2B"), "a plus isn't a space");
}

#[test]
fn paths_of_all_kinds() {
    let client = GraphClient::offline();
    let root: &Path = client.path();
    let item = root.child("me").child("drive").child("root");
    let guid: Guid = "00000000-0000-0000-0000-000000000001".parse().unwrap();
    let cases = [
        (item.by_path("/a/b c"), "/me/drive/root:/a/b%20c"),
        (item.by_path("a/b c/").child("content"), "/me/drive/root:/a/b%20c:/content"),
        (item.by_path("/").child("children"), "/me/drive/root/children"),
        (item.by_path("/1:2#3/ü").child("children"), "/me/drive/root:/1%3A2%233/%C3%BC:/children"),
        (
            root.child("groups").key("g").child("members").cast("microsoft.graph.user"),
            "/groups/g/members/microsoft.graph.user",
        ),
        (root.call("now", &[]), "/now()"),
        (root.call("f", &[("a", Arg::null()), ("b", Arg::from(true))]), "/f(a=null,b=true)"),
        (root.call("f", &[("a", Arg::from(guid))]), "/f(a=00000000-0000-0000-0000-000000000001)"),
        (root.call("f", &[("a", Arg::of(&"D7's".to_owned()))]), "/f(a='D7''s')"),
    ];
    for (path, shown) in cases {
        let request = Request::<GetThing>::new(&path).build().unwrap();
        assert_eq!(request.url, format!("https://graph.microsoft.com/v1.0{shown}"));
    }
    for wrong in [item.by_path("/a/../b"), item.by_path("/a").by_path("/b"), root.child("users").key(".")] {
        Request::<GetThing>::new(&wrong).build().unwrap_err();
    }
}

#[test]
fn what_a_model_lacks_is_told() {
    let client = GraphClient::offline();
    let (some, none) = (Some("W/\"1\""), None::<String>);
    let users = client.path().child("users");
    let request = Request::<UpdateThing>::new(&users.id(7)).if_match(some).build().unwrap();
    assert_eq!((request.url.rsplit('/').next(), request.headers.get("if-match")), (Some("7"), some));
    let no_key = Request::<UpdateThing>::new(&users.id(&none).child("manager")).build().unwrap_err();
    assert_eq!(no_key.to_string(), "the request can't be built: a key in the path isn't given");
    let no_etag = Request::<UpdateThing>::new(&users.id("1")).if_match(none).build().unwrap_err();
    assert_eq!(no_etag.to_string(), "the request can't be built: the value of header `If-Match` isn't given");
}

#[test]
fn lists_add_up_and_single_options_replace() {
    let client = GraphClient::offline();
    let request = things::<ListThings>(&client)
        .select(["id", "name"])
        .select("size")
        .expand("children($select=id)")
        .filter("a eq 1")
        .filter(Filter::from("b eq 2"))
        .order_by(("name", "size desc"))
        .top(1)
        .top(2)
        .skip(3)
        .query("my own", "x y");
    assert_eq!(
        request.build().unwrap().url,
        "https://graph.microsoft.com/v1.0/things?$select=id,name,size&$expand=children($select=id)\
         &$filter=b%20eq%202&$orderby=name,size%20desc&$top=2&$skip=3&my%20own=x%20y"
    );
}

#[test]
fn bodies_and_parameters() {
    let client = GraphClient::offline();
    let action = things::<CreateThing>(&client).with_parameter("comment", "hi").with_parameter("to", &["a", "b"]);
    let request = action.build().unwrap();
    assert_eq!(request.headers.get("content-type"), Some("application/json"));
    assert_eq!(request.body, r#"{"comment":"hi","to":["a","b"]}"#);
    let mime = things::<CreateThing>(&client).with_mime("Subject: Tea\r\n\r\nGreen?").build().unwrap();
    assert_eq!(
        (mime.headers.get("content-type"), &mime.body[..]),
        (Some("text/plain"), &b"U3ViamVjdDogVGVhDQoNCkdyZWVuPw=="[..])
    );
    let shown = format!("{:?}", things::<GetThing>(&client).header("Authorization", "Bearer secret"));
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn an_endpoint_that_no_path_can_follow_is_refused() {
    for endpoint in ["https://h.example/?x=hunter2", "https://h.example/#hunter2", "https://a:hunter2@h.example"] {
        let error = GraphClient::builder().endpoint(endpoint).build().unwrap_err();
        assert!(error.to_string().contains("has a user, a query or a fragment"), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn what_is_set_behind_a_fragment_is_sent() {
    let request = things::<ListThings>(&GraphClient::offline()).with_url("/things#part").top(5).build().unwrap();
    assert_eq!(request.url, "https://graph.microsoft.com/v1.0/things?$top=5");
    for link in ["https://a:hunter2@evil.example/a", "https://evil.example/a?$select=id#hunter2"] {
        let error = things::<ListThings>(&GraphClient::offline()).with_url(link).build().unwrap_err();
        assert!(error.is_foreign_link() && !error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn parameters_keep_a_content_type_that_was_set() {
    let action = things::<CreateThing>(&GraphClient::offline()).header("Content-Type", "application/json;a=b");
    let request = action.with_parameter("comment", "hi").build().unwrap();
    assert_eq!(request.headers.get("content-type"), Some("application/json;a=b"));
}
