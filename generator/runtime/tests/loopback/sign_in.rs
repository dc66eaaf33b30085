//! Signing in: the device code, tokens only where they belong, and the national clouds.

use crate::api::*;
use crate::raw;
use msgraph_core::azure_core;
use msgraph_core::azure_core::credentials::{AccessToken, Secret, TokenCredential};
use msgraph_core::azure_core::time::OffsetDateTime;
use msgraph_core::mock::Mock as Offline;
use msgraph_core::{
    Cloud, DeviceCodeCredential, ErrorKind, Method, RetryOptions, StaticToken, StoreLock, TokenFn, TokenStore,
};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const DEVICE: &str = "/contoso.example/oauth2/v2.0/devicecode";
const TOKENS: &str = "/contoso.example/oauth2/v2.0/token";

async fn answer(server: &MockServer, place: &str, form: &str, status: u16, body: serde_json::Value, times: u64) {
    Mock::given(method("POST"))
        .and(path(place))
        .and(body_string_contains(form))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .up_to_n_times(times)
        .mount(server)
        .await;
}

/// An authority where nobody has typed the code in yet when it is asked first.
async fn authority() -> MockServer {
    let server = MockServer::start().await;
    let code = json!({
        "device_code": "the device's code",
        "user_code": "ABCD-EFGH",
        "verification_uri": "https://login.example/device",
        "message": "Open the page and type ABCD-EFGH.",
        "expires_in": 60,
        "interval": 0
    });
    answer(&server, DEVICE, "", 200, code, 5).await;
    let device = "device_code=the+device%27s+code";
    answer(&server, TOKENS, device, 400, json!({ "error": "authorization_pending" }), 2).await;
    answer(&server, TOKENS, device, 400, json!({ "error": "slow_down" }), 1).await;
    server
}

fn token(name: &str, seconds: u64) -> serde_json::Value {
    json!({ "access_token": name, "refresh_token": format!("refresh {name}"), "expires_in": seconds })
}

fn credential(server: &MockServer, shown: &Arc<Mutex<Vec<String>>>) -> Arc<DeviceCodeCredential> {
    let shown = shown.clone();
    DeviceCodeCredential::builder("the-client")
        .tenant("contoso.example")
        .authority(server.uri())
        .pace(Duration::from_millis(10))
        .prompt(move |code| shown.lock().unwrap().push(format!("{} {}", code.message, code.user_code)))
        .build()
        .unwrap()
}

#[tokio::test]
async fn signs_in_with_a_code_and_refreshes_without_one() {
    let authority = authority().await;
    // The first token ends too soon to be used twice.
    answer(&authority, TOKENS, "grant_type=urn", 200, token("first", 60), 1).await;
    answer(&authority, TOKENS, "refresh_token=refresh+first", 200, token("second", 3600), 1).await;
    let graph = MockServer::start().await;
    let body = json!({ "id": 1 });
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&graph).await;

    let shown = Arc::default();
    let client = GraphClient::builder()
        .endpoint(graph.uri())
        .credential(credential(&authority, &shown))
        .scopes(["Mail.Read", "User.Read"])
        .build()
        .unwrap();
    for _ in 0..3 {
        things::<GetThing>(&client).await.unwrap();
    }
    assert_eq!(*shown.lock().unwrap(), ["Open the page and type ABCD-EFGH. ABCD-EFGH"]);
    let graph = received(&graph).await;
    let tokens: Vec<_> = graph.iter().map(|request| header(request, "Authorization").unwrap()).collect();
    assert_eq!(tokens, ["Bearer first", "Bearer second", "Bearer second"]);
    let asked = received(&authority).await;
    assert_eq!(asked.len(), 6, "a code, two waits, one slower, a token, and another");
    let form = String::from_utf8(asked[0].body.clone()).unwrap();
    assert_eq!(form, "client_id=the-client&scope=Mail.Read+User.Read+offline_access");
}

#[tokio::test]
async fn signs_in_again_when_the_refresh_token_ended() {
    let authority = authority().await;
    answer(&authority, TOKENS, "grant_type=urn", 200, token("first", 60), 1).await;
    answer(&authority, TOKENS, "grant_type=refresh_token", 400, json!({ "error": "invalid_grant" }), 1).await;
    answer(&authority, TOKENS, "grant_type=urn", 200, token("third", 3600), 1).await;
    let shown = Arc::default();
    let credential = credential(&authority, &shown);
    let first = credential.get_token(&["User.Read"], None).await.unwrap();
    let second = credential.get_token(&["User.Read"], None).await.unwrap();
    assert_eq!((first.token.secret(), second.token.secret()), ("first", "third"));
    assert_eq!(shown.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn asks_less_often_when_the_authority_says_so() {
    let authority = authority().await;
    answer(&authority, TOKENS, "grant_type=urn", 200, token("first", 60), 1).await;
    let pace = Duration::from_millis(400);
    let credential = DeviceCodeCredential::builder("the-client").tenant("contoso.example").authority(authority.uri());
    let credential = credential.pace(pace).build().unwrap();
    let start = Instant::now();
    credential.get_token(&["User.Read"], None).await.unwrap();
    assert!(start.elapsed() >= pace, "the other waits are of no length, as the authority says");
}

#[tokio::test]
async fn tells_why_signing_in_failed() {
    let authority = authority().await;
    let declined = json!({ "error": "authorization_declined", "error_description": "AADSTS70000: No.\r\nTrace: 1" });
    answer(&authority, TOKENS, "grant_type=urn", 400, declined, 1).await;
    let graph = MockServer::start().await;
    let client = GraphClient::builder().endpoint(graph.uri()).credential(credential(&authority, &Arc::default()));
    let client: GraphClient = client.build().unwrap();
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Credential(_)));
    assert_eq!(error.to_string(), "no token: the authority answered 400: authorization_declined: AADSTS70000: No.");
    assert_eq!(received(&graph).await.len(), 0);
}

#[tokio::test]
async fn asks_for_another_token_after_a_401() {
    let graph = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(401)).up_to_n_times(1).mount(&graph).await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "id": 1 })))
        .mount(&graph)
        .await;
    let (credential, asked) = counting();
    let client: GraphClient = GraphClient::builder().endpoint(graph.uri()).credential(credential).build().unwrap();
    assert_eq!(things::<GetThing>(&client).await.unwrap_err().status(), Some(401));
    things::<GetThing>(&client).await.unwrap();
    things::<GetThing>(&client).await.unwrap();
    assert_eq!(asked.lock().unwrap().len(), 2);
}

type Asked = Arc<Mutex<Vec<Vec<String>>>>;

/// A credential that remembers the scopes it was asked for.
fn counting() -> (Arc<dyn TokenCredential>, Asked) {
    let asked = Asked::default();
    let seen = asked.clone();
    let credential = TokenFn::new(move |scopes| {
        seen.lock().unwrap().push(scopes);
        Box::pin(async { Ok(AccessToken::new("t", OffsetDateTime::now_utc() + Duration::from_secs(3600))) })
    });
    (credential, asked)
}

#[tokio::test]
async fn a_national_cloud_has_its_own_host_scope_and_authority() {
    let clouds = [
        (Cloud::Global, "https://graph.microsoft.com", "https://login.microsoftonline.com"),
        (Cloud::UsGovernmentL4, "https://graph.microsoft.us", "https://login.microsoftonline.us"),
        (Cloud::UsGovernmentL5, "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
        (Cloud::China, "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
    ];
    for (cloud, host, authority) in clouds {
        let (credential, asked) = counting();
        let mock = Offline::new().json(Method::Get, "/things", &json!({ "id": 1 }));
        let client = GraphClient::builder().cloud(cloud).credential(credential).transport(mock.transport());
        let client: GraphClient = client.build().unwrap();
        things::<GetThing>(&client).await.unwrap();
        assert_eq!(mock.requests()[0].url, format!("{host}/v1.0/things"));
        assert_eq!(mock.requests()[0].headers.get("authorization"), Some("Bearer t"));
        assert_eq!(*asked.lock().unwrap(), [[format!("{host}/.default")]]);
        assert_eq!(cloud.authority(), authority);

        if cloud != Cloud::Global {
            let link = "https://graph.microsoft.com/v1.0/things";
            assert!(things::<GetThing>(&client).with_url(link).await.unwrap_err().is_foreign_link());
        }
    }
}

#[tokio::test]
async fn an_endpoint_in_the_clear_is_refused_unless_it_is_this_machine() {
    for endpoint in ["http://graph.microsoft.com", "http://10.0.0.1", "ftp://localhost", "graph.microsoft.com"] {
        GraphClient::builder().endpoint(endpoint).build().unwrap_err();
        DeviceCodeCredential::builder("c").authority(endpoint).build().unwrap_err();
    }
    for endpoint in ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "https://gateway.example.org/graph"]
    {
        GraphClient::builder().endpoint(endpoint).build().unwrap();
    }
}

/// A server that takes just one token.
async fn graph_that_takes(token: &str, challenge: &str) -> MockServer {
    let graph = MockServer::start().await;
    Mock::given(wiremock::matchers::header("Authorization", format!("Bearer {token}").as_str()))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "id": 1 })))
        .with_priority(1)
        .mount(&graph)
        .await;
    let refused = ResponseTemplate::new(401).insert_header("WWW-Authenticate", challenge);
    Mock::given(wiremock::matchers::any()).respond_with(refused).mount(&graph).await;
    graph
}

/// A credential that gives a new token each time.
fn numbered() -> Arc<dyn TokenCredential> {
    let given = Mutex::new(0);
    TokenFn::new(move |_| {
        *given.lock().unwrap() += 1;
        let token = format!("token {}", given.lock().unwrap());
        Box::pin(async { Ok(AccessToken::new(token, OffsetDateTime::now_utc() + Duration::from_secs(3600))) })
    })
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_request_sent_once_more() {
    let graph = graph_that_takes("token 2", "Bearer").await;
    let builder = GraphClient::builder().endpoint(graph.uri()).credential(numbered());
    let client: GraphClient = builder.retry(RetryOptions::none()).build().unwrap();
    let body = json!({ "name": "a" });
    things::<CreateThing>(&client).with_body(&body).await.unwrap();
    let sent = received(&graph).await;
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|request| request.body_json::<serde_json::Value>().unwrap() == body));
    things::<GetThing>(&client).await.unwrap();
    assert_eq!(received(&graph).await.len(), 3, "the new token is kept");

    // Once more, not for ever.
    let graph = graph_that_takes("none", "Bearer").await;
    let builder = GraphClient::builder().endpoint(graph.uri()).credential(numbered());
    let client: GraphClient = builder.build().unwrap();
    assert_eq!(things::<GetThing>(&client).await.unwrap_err().status(), Some(401));
    assert_eq!(received(&graph).await.len(), 2);
}

#[tokio::test]
async fn requests_that_are_refused_together_ask_for_one_token() {
    let graph = graph_that_takes("token 2", "Bearer").await;
    let builder = GraphClient::builder().endpoint(graph.uri()).credential(numbered());
    let client: GraphClient = builder.build().unwrap();
    let requests = (0..20).map(|_| things::<GetThing>(&client).into_future());
    for answer in futures::future::join_all(requests).await {
        answer.unwrap();
    }
}

const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

fn challenge() -> String {
    use base64::Engine;
    let claims = base64::engine::general_purpose::STANDARD.encode(CLAIMS);
    format!(r#"Bearer realm="", error="insufficient_claims", claims="{claims}""#)
}

#[tokio::test]
async fn a_challenge_with_claims_is_answered() {
    let authority = authority().await;
    answer(&authority, TOKENS, "grant_type=urn", 200, token("first", 3600), 1).await;
    answer(&authority, TOKENS, "claims=%7B%22access_token%22%3A", 200, token("second", 3600), 1).await;
    let graph = graph_that_takes("second", &challenge()).await;
    let shown = Arc::default();
    let client = GraphClient::builder().endpoint(graph.uri()).credential(credential(&authority, &shown));
    let client: GraphClient = client.build().unwrap();
    things::<GetThing>(&client).await.unwrap();
    assert_eq!(shown.lock().unwrap().len(), 1, "nobody was asked twice");
    let form = String::from_utf8(received(&authority).await.last().unwrap().body.clone()).unwrap();
    assert!(form.contains("grant_type=refresh_token&"), "{form}");
}

#[tokio::test]
async fn claims_that_cannot_be_answered_are_in_the_error() {
    let graph = graph_that_takes("another", &challenge()).await;
    let error = things::<GetThing>(&client(&graph)).await.unwrap_err();
    assert_eq!((error.status(), error.claims()), (Some(401), Some(CLAIMS)));
    assert_eq!(received(&graph).await.len(), 1, "the same token isn't tried again");

    for broken in ["Bearer claims=", "Bearer claims=\"", "Bearer claims=\"%%\"", "Bearer claims=\"bm8=\""] {
        let graph = graph_that_takes("another", broken).await;
        assert_eq!(things::<GetThing>(&client(&graph)).await.unwrap_err().claims(), None, "{broken}");
    }
}

/// A refresh that fails, or that nobody waits for any more, doesn't end the sign-in.
#[tokio::test]
async fn a_sign_in_outlives_a_failed_refresh() {
    let authority = authority().await;
    answer(&authority, TOKENS, "grant_type=urn", 200, token("first", 60), 1).await;
    let refused = json!({ "error": "temporarily_unavailable" });
    answer(&authority, TOKENS, "grant_type=refresh_token", 400, refused, 1).await;
    let late = ResponseTemplate::new(200).set_body_json(token("late", 60)).set_delay(Duration::from_secs(5));
    Mock::given(body_string_contains("grant_type=refresh_token"))
        .respond_with(late)
        .up_to_n_times(1)
        .mount(&authority)
        .await;
    answer(&authority, TOKENS, "refresh_token=refresh+first", 200, token("second", 3600), 1).await;
    let shown = Arc::default();
    let credential = credential(&authority, &shown);
    let ask = || credential.get_token(&["User.Read"], None);
    ask().await.unwrap();
    ask().await.unwrap_err();
    tokio::time::timeout(Duration::from_millis(200), ask()).await.unwrap_err();
    assert_eq!(ask().await.unwrap().token.secret(), "second");
    assert_eq!(shown.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn requests_with_the_same_claims_ask_for_one_token() {
    let graph = graph_that_takes("token 2", &challenge()).await;
    let builder = GraphClient::builder().endpoint(graph.uri()).credential(numbered());
    let client: GraphClient = builder.build().unwrap();
    let requests = (0..20).map(|_| things::<GetThing>(&client).into_future());
    for answer in futures::future::join_all(requests).await {
        answer.unwrap();
    }
}

/// A person who declines, or an authority that is silent, isn't asked once for each request that waits.
#[tokio::test]
async fn requests_that_wait_for_a_token_fail_together() {
    let asked = Arc::new(Mutex::new(0));
    let count = asked.clone();
    let credential = TokenFn::new(move |_| {
        *count.lock().unwrap() += 1;
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, "declined"))
        })
    });
    let client: GraphClient = GraphClient::builder().credential(credential).build().unwrap();
    for round in 1..=2 {
        let requests = (0..20).map(|_| things::<GetThing>(&client).into_future());
        for answer in futures::future::join_all(requests).await {
            assert_eq!(answer.unwrap_err().to_string(), "no token: declined");
        }
        assert_eq!(*asked.lock().unwrap(), round, "those that come later ask again");
    }
}

#[tokio::test]
async fn a_token_that_no_header_can_have_is_told() {
    let client: GraphClient = GraphClient::builder().credential(StaticToken::new("hunter2\n")).build().unwrap();
    let error = things::<GetThing>(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Credential(_)), "{error}");
    assert!(error.to_string().contains("a control character in it"), "{error}");
    assert!(!format!("{error:#?}").contains("hunter2"), "{error:#?}");
}

/// An authority that is asked for a code that ends after a second.
async fn ending_soon(interval: u64, token: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> String {
    let code = json!({ "device_code": "d", "user_code": "u", "expires_in": 1, "interval": interval }).to_string();
    let asked = Mutex::new(0);
    raw::answering(move |head| {
        if head.contains("/devicecode") {
            return raw::json_answer(200, "", &code);
        }
        let mut asked = asked.lock().unwrap();
        *asked += 1;
        token(*asked)
    })
    .await
}

async fn device_token(authority: String) -> Result<AccessToken, azure_core::Error> {
    let builder = DeviceCodeCredential::builder("the-client").authority(authority).prompt(|_| ());
    let credential = builder.build().unwrap();
    let token = credential.get_token(&["User.Read"], None);
    tokio::time::timeout(Duration::from_secs(20), token).await.expect("it ends when the code does")
}

#[tokio::test]
async fn a_device_code_ends_whatever_the_authority_asks() {
    for interval in [u64::MAX, 1_000_000] {
        let authority = ending_soon(interval, |_| raw::json_answer(400, "", r#"{"error":"slow_down"}"#)).await;
        let error = device_token(authority).await.unwrap_err();
        assert_eq!(error.to_string(), "nobody typed the code in while it was good");
    }
}

#[tokio::test]
async fn a_broken_connection_does_not_end_the_wait_for_a_device_code() {
    let given = token("given", 3600).to_string();
    let authority = ending_soon(0, move |asked| if asked < 3 { Vec::new() } else { raw::json_answer(200, "", &given) });
    assert_eq!(device_token(authority.await).await.unwrap().token.secret(), "given");
    device_token(ending_soon(0, |_| Vec::new()).await).await.unwrap_err();
}

#[tokio::test]
async fn the_answer_of_an_authority_has_a_limit() {
    let long = format!(r#"{{"device_code":"{}"}}"#, "x".repeat(2_000_000));
    let authority = raw::answering(move |_| raw::json_answer(200, "", &long)).await;
    let error = device_token(authority).await.unwrap_err();
    assert_eq!(error.to_string(), "the authority's answer is longer than 1048576 bytes");
}

/// A process that holds the store and never gives it back isn't waited for for ever.
#[tokio::test(start_paused = true)]
async fn a_store_that_another_process_holds_is_waited_for_within_a_limit() {
    #[derive(Debug)]
    struct Held;

    impl TokenStore for Held {
        fn load(&self, _: &str) -> std::io::Result<Option<Secret>> {
            unreachable!("another process holds it")
        }

        fn save(&self, _: &str, _: &Secret) -> std::io::Result<()> {
            unreachable!("another process holds it")
        }

        fn remove(&self, _: &str) -> std::io::Result<()> {
            unreachable!("another process holds it")
        }

        fn try_lock(&self, _: &str) -> std::io::Result<Option<StoreLock>> {
            Ok(None)
        }
    }

    let builder = DeviceCodeCredential::builder("the-client").store(Arc::new(Held));
    let credential = builder.prompt(|_| panic!("nobody is asked")).build().unwrap();
    let start = tokio::time::Instant::now();
    let error = credential.get_token(&["User.Read"], None).await.unwrap_err();
    let held = "another process has held the store of tokens for 1200s: it is signing in, or hangs";
    assert_eq!((error.to_string().as_str(), start.elapsed().as_secs()), (held, 1200));
    let start = tokio::time::Instant::now();
    let error = credential.sign_out().await.unwrap_err();
    assert!(error.to_string().starts_with("another process has held the store of tokens for 30s"), "{error}");
    assert_eq!(start.elapsed().as_secs(), 30);
}

/// Services that take several kinds of tokens send a challenge for each, in a header of its own.
#[tokio::test]
async fn claims_in_one_of_several_challenges_are_found() {
    let others = "WWW-Authenticate: PoP nonce=\"a, b\"\r\nRetry-After: 1\r\nRetry-After: 1\r\n";
    for headers in [
        format!("WWW-Authenticate: {}\r\n{others}", challenge()),
        format!("{others}www-authenticate: {}\r\n", challenge()),
    ] {
        let endpoint = raw::answering(move |_| raw::json_answer(401, &headers, "{}")).await;
        let client = GraphClient::builder().endpoint(endpoint).credential(StaticToken::new(TOKEN)).build();
        let client: GraphClient = client.unwrap();
        let error = things::<GetThing>(&client).await.unwrap_err();
        assert_eq!(error.claims(), Some(CLAIMS));
        let listed = error.service().unwrap().headers.get("www-authenticate").unwrap();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
        assert!(listed.contains("PoP nonce=\"a, b\"") && listed.contains("insufficient_claims"), "{listed}");
    }
}
