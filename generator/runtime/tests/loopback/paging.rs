//! Paging: headers kept, items as they arrive, an end when dropped, no token to other hosts.

use crate::api::*;
use crate::raw;
use msgraph_core::Path;
use serde_json::json;
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Five pages of two items each.
async fn five_pages() -> MockServer {
    let server = MockServer::start().await;
    for page in 1..=5 {
        let next = format!("{}/v1.0/things?$skiptoken={}", server.uri(), page + 1);
        let mut body = json!({ "value": [{ "id": 2 * page - 1 }, { "id": 2 * page }] });
        if page < 5 {
            body["@odata.nextLink"] = json!(next);
        }
        if page == 1 {
            body["@odata.count"] = json!(10);
        }
        let mock = Mock::given(method("GET")).and(path("/v1.0/things"));
        let mock = match page {
            1 => mock.and(query_param("$top", "2")),
            _ => mock.and(query_param("$skiptoken", page.to_string())),
        };
        mock.respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&server).await;
    }
    server
}

#[tokio::test]
async fn keeps_headers_on_every_page() {
    let server = five_pages().await;
    let mut items = things::<ListThings>(&client(&server))
        .top(2)
        .count()
        .eventual()
        .prefer("outlook.body-content-type=\"text\"")
        .items();
    let mut ids = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        ids.push(item["id"].as_u64().unwrap());
    }
    assert_eq!(ids, (1..=10).collect::<Vec<_>>());
    assert_eq!(items.count(), Some(10));

    let received = received(&server).await;
    assert_eq!(received.len(), 5);
    for request in &received {
        assert_eq!(header(request, "ConsistencyLevel"), Some("eventual"));
        assert_eq!(header(request, "Prefer"), Some("outlook.body-content-type=\"text\""));
        assert_eq!(header(request, "Authorization"), Some(bearer().as_str()));
    }
    assert_eq!(received[1].url.query(), Some("$skiptoken=2"), "a link's own query is all it has");
}

#[tokio::test]
async fn takes_null_for_no_item_and_a_mark_for_no_text() {
    let server = MockServer::start().await;
    let body = "\u{feff}{\"value\": [null, { \"id\": 1 }, null]}";
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    let page = things::<ListThings>(&client(&server)).await.unwrap();
    assert_eq!(page.value, [json!({ "id": 1 })]);
}

#[tokio::test]
async fn yields_items_as_they_arrive_and_stops_when_dropped() {
    let server = five_pages().await;
    let mut items = things::<ListThings>(&client(&server)).top(2).items();
    assert_eq!(received(&server).await.len(), 0, "nothing is sent before the first item is asked for");
    for _ in 0..3 {
        items.try_next().await.unwrap().unwrap();
    }
    assert_eq!(received(&server).await.len(), 2, "the third page isn't fetched before it is needed");
    drop(items);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(received(&server).await.len(), 2);
}

#[tokio::test]
async fn is_a_stream() {
    use futures::TryStreamExt;
    let server = five_pages().await;
    let items = things::<ListThings>(&client(&server)).top(2).items();
    let all: Vec<_> = items.try_collect().await.unwrap();
    assert_eq!(all.len(), 10);
    let pages = things::<ListThings>(&client(&server)).top(2).pages();
    let sizes: Vec<_> = pages.map_ok(|page| page.value.len()).try_collect().await.unwrap();
    assert_eq!(sizes, [2; 5]);
    let all = things::<ListThings>(&client(&server)).top(2).items().all().await.unwrap();
    assert_eq!(all.len(), 10);
}

#[tokio::test]
async fn refuses_a_link_to_another_host() {
    let other = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "value": [{ "id": 2 }] })))
        .mount(&other)
        .await;
    let elsewhere = [
        format!("{}/v1.0/things?$skiptoken=2", other.uri()),
        "https://graph.microsoft.com.example.org/v1.0/things".to_owned(),
        "http://user@127.0.0.1/v1.0/things".to_owned(),
        "not a link".to_owned(),
    ];
    for link in elsewhere {
        let server = MockServer::start().await;
        let body = json!({ "value": [{ "id": 1 }], "@odata.nextLink": link });
        Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&server).await;
        let mut items = things::<ListThings>(&client(&server)).items();
        assert_eq!(items.try_next().await.unwrap().unwrap()["id"], 1);
        let error = items.try_next().await.unwrap_err();
        let shown = link.replace("=2", "=…").replace("user@", "…@");
        assert!(error.to_string().contains(&shown), "{error}");
        assert_eq!(error.is_foreign_link(), link != "not a link", "{error}");
        assert_eq!(received(&server).await.len(), 1);
    }
    assert_eq!(received(&other).await.len(), 0);
}

#[tokio::test]
async fn refuses_a_link_to_another_scheme() {
    let client = GraphClient::offline();
    for link in ["http://graph.microsoft.com/v1.0/me", "https://graph.microsoft.com:444/v1.0/me"] {
        let error = things::<GetThing>(&client).with_url(link).build().unwrap_err();
        assert!(error.is_foreign_link(), "{error}");
    }
    let link = "https://graph.microsoft.com/beta/me?$skiptoken=a%2Fb+c";
    let request = things::<GetThing>(&client).top(3).with_url(link).build().unwrap();
    assert_eq!(request.url, link, "a link is sent as it came");
}

#[tokio::test]
async fn takes_no_other_answer_for_an_empty_collection() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "id": 1 })))
        .mount(&server)
        .await;
    let error = things::<ListThings>(&client(&server)).await.unwrap_err();
    assert_eq!(error.to_string(), "200 OK: the answer can't be read: missing field `value` at line 1 column 8");
}

#[tokio::test]
async fn reads_a_count() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/v1.0/things/$count"))
        .respond_with(ResponseTemplate::new(200).set_body_string("\u{feff}42"))
        .mount(&server)
        .await;
    let client = client(&server);
    let path: Path = client.path().child("things").child("$count");
    assert_eq!(Request::<CountThings>::new(&path).eventual().await.unwrap(), 42);
}

/// A page of one item, and the link behind it.
fn page(id: u64, next: Option<String>) -> ResponseTemplate {
    let mut body = json!({ "value": [{ "id": id }] });
    if let Some(next) = next {
        body["@odata.nextLink"] = json!(next);
    }
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn after_an_error_the_same_page_is_asked_for_again() {
    let server = MockServer::start().await;
    let link = format!("{}/v1.0/things?$skiptoken=2", server.uri());
    let failing = ResponseTemplate::new(403);
    Mock::given(query_param("$skiptoken", "2")).respond_with(failing).up_to_n_times(2).mount(&server).await;
    Mock::given(query_param("$skiptoken", "2")).respond_with(page(2, None)).mount(&server).await;
    Mock::given(method("GET")).respond_with(page(1, Some(link.clone()))).mount(&server).await;
    let client = client(&server);
    let mut items = things::<ListThings>(&client).items();
    assert_eq!(items.next_link(), None);
    assert_eq!(items.try_next().await.unwrap().unwrap()["id"], 1);
    for _ in 0..2 {
        assert_eq!(items.try_next().await.unwrap_err().status(), Some(403));
        assert_eq!(items.next_link(), Some(&*link), "what a later run goes on from");
    }
    assert_eq!(items.try_next().await.unwrap().unwrap()["id"], 2);
    assert_eq!(items.next_link(), None);
    for _ in 0..2 {
        assert_eq!(items.try_next().await.unwrap(), None, "the end stays the end");
    }

    // The same for pages, and a later run.
    let mut pages = things::<ListThings>(&client).with_url(&link).pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().value[0]["id"], 2);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn the_first_page_can_be_asked_for_again_too() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(404)).up_to_n_times(1).mount(&server).await;
    Mock::given(method("GET")).respond_with(page(1, None)).mount(&server).await;
    let mut pages = things::<ListThings>(&client(&server)).pages();
    assert!(pages.try_next().await.unwrap_err().is_not_found());
    assert_eq!(pages.try_next().await.unwrap().unwrap().value[0]["id"], 1);
}

#[tokio::test]
async fn links_that_lead_in_a_circle_are_an_error() {
    // To itself, to the first page, and to one in between.
    for (length, back) in [(1, 1), (3, 1), (3, 2)] {
        let server = MockServer::start().await;
        let link = |page: u64| format!("{}/v1.0/things?$skiptoken={page}", server.uri());
        for number in 1..=length {
            let next = if number == length { back } else { number + 1 };
            Mock::given(query_param("$skiptoken", number.to_string()))
                .respond_with(page(number, Some(link(next))))
                .mount(&server)
                .await;
        }
        let mut items = things::<ListThings>(&client(&server)).with_url(link(1)).items();
        for number in 1..=length {
            assert_eq!(items.try_next().await.unwrap().unwrap()["id"], number);
        }
        let error = items.try_next().await.unwrap_err();
        assert!(error.to_string().contains("leads back to one that was read before"), "{error}");
        assert_eq!(received(&server).await.len() as u64, length);
    }
}

#[tokio::test]
async fn the_pages_behind_a_post_are_got() {
    let server = MockServer::start().await;
    let link = format!("{}/v1.0/things?$skiptoken=2", server.uri());
    Mock::given(method("POST")).respond_with(page(1, Some(link))).mount(&server).await;
    Mock::given(method("GET")).respond_with(page(2, None)).mount(&server).await;
    let request = things::<SearchThings>(&client(&server)).with_parameter("ids", &["1", "2"]).prefer("a");
    let all = request.items().all().await.unwrap();
    assert_eq!(all.len(), 2);
    let received = received(&server).await;
    assert_eq!(received[0].body, br#"{"ids":["1","2"]}"#);
    assert_eq!((received[1].method.as_str(), received[1].body.len()), ("GET", 0));
    assert_eq!(header(&received[1], "Content-Type"), None);
    assert_eq!(header(&received[1], "Prefer"), Some("a"));
}

#[tokio::test]
async fn what_is_no_link_is_no_end() {
    for next in ["5", "{}", r#""""#] {
        let body = format!(r#"{{"value":[1],"@odata.nextLink":{next}}}"#);
        let endpoint = raw::answering(move |_| raw::json_answer(200, "", &body)).await;
        let client: GraphClient = GraphClient::builder().endpoint(endpoint).build().unwrap();
        let error = things::<ListThings>(&client).items().all().await.unwrap_err();
        assert!(error.to_string().contains("`@odata.nextLink` is "), "{error}");
    }
}

#[tokio::test]
async fn the_same_page_in_another_order_of_options_is_the_same() {
    let server = MockServer::start().await;
    let next = format!("{}/v1.0/things?$skip=3&$top=2", server.uri());
    let body = json!({ "value": [1], "@odata.nextLink": next });
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&server).await;
    let error = things::<ListThings>(&client(&server)).top(2).skip(3).items().all().await.unwrap_err();
    assert!(error.to_string().contains("leads back to one that was read before"), "{error}");
    assert_eq!(received(&server).await.len(), 1);
}

#[test]
fn pages_are_read_whole_or_not_at_all() {
    let read = serde_json::from_str::<msgraph_core::Page<u8>>;
    assert_eq!(read(r#"{"value":[],"@odata.count":"12"}"#).unwrap().count, Some(12));
    let odd = read(r#"{"value":[],"@odata.count":1.5}"#).unwrap();
    assert_eq!((odd.count, odd.other.get("@odata.count")), (None, Some(&json!(1.5))));
    assert!(read(r#"{"value":[1],"value":[2]}"#).unwrap_err().to_string().contains("duplicate field"));
}
