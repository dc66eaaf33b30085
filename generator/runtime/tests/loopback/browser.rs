//! Signing in in a browser, and keeping the sign-in: an authority whose refresh tokens are good for one use, and a browser that
//! goes where it is sent.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use msgraph_core::azure_core::credentials::{Secret, TokenCredential};
use msgraph_core::{BrowserBuilder, BrowserCredential, DeviceCodeCredential, FileStore, TokenStore};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use url::{Url, form_urlencoded};
use wiremock::matchers::path_regex;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// What an authority knows, and what was asked of it.
#[derive(Default)]
struct Known {
    /// The challenge of each code that was given out.
    codes: BTreeMap<String, String>,
    /// Refresh tokens that are good.
    refresh_tokens: BTreeSet<String>,
    given: u32,
    /// How long tokens are good for, in seconds.
    seconds: u64,
    signed_in: Vec<BTreeMap<String, String>>,
    refreshed: Vec<BTreeMap<String, String>>,
    /// Changes the answer of the page: denied, or to another question.
    answer: Option<fn(&mut Url)>,
}

#[derive(Clone, Default)]
struct Authority(Arc<Mutex<Known>>);

impl Authority {
    async fn start(seconds: u64) -> (Self, MockServer) {
        let authority = Self::default();
        authority.0.lock().unwrap().seconds = seconds;
        let server = MockServer::start().await;
        Mock::given(path_regex("^/organizations/oauth2/v2.0/")).respond_with(authority.clone()).mount(&server).await;
        (authority, server)
    }

    fn known<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        look(&mut self.0.lock().unwrap())
    }

    fn sign_ins(&self) -> usize {
        self.known(|known| known.signed_in.len())
    }
}

impl Known {
    fn authorize(&mut self, asked: &BTreeMap<String, String>) -> ResponseTemplate {
        self.signed_in.push(asked.clone());
        let code = format!("code {}", self.signed_in.len());
        self.codes.insert(code.clone(), asked["code_challenge"].clone());
        let mut back = Url::parse(&asked["redirect_uri"]).unwrap();
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked["state"]);
        if let Some(change) = self.answer {
            change(&mut back);
        }
        ResponseTemplate::new(302).insert_header("Location", back.as_str())
    }

    fn token(&mut self, asked: BTreeMap<String, String>) -> ResponseTemplate {
        let granted = match asked["grant_type"].as_str() {
            "authorization_code" => {
                let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, asked["code_verifier"].as_bytes()));
                self.codes.remove(&asked["code"]) == Some(challenge)
            }
            "refresh_token" => {
                let granted = self.refresh_tokens.remove(&asked["refresh_token"]);
                self.refreshed.push(asked);
                granted
            }
            _ => false,
        };
        if !granted {
            return ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_grant" }));
        }
        self.given += 1;
        let refresh_token = format!("refresh {}", self.given);
        self.refresh_tokens.insert(refresh_token.clone());
        ResponseTemplate::new(200).set_body_json(json!({
            "access_token": format!("access {}", self.given),
            "refresh_token": refresh_token,
            "expires_in": self.seconds
        }))
    }
}

impl Respond for Authority {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let form = form_urlencoded::parse(&request.body).into_owned();
        let asked: BTreeMap<String, String> = request.url.query_pairs().into_owned().chain(form).collect();
        self.known(|known| match request.url.path().rsplit('/').next() {
            Some("authorize") => known.authorize(&asked),
            Some("token") => known.token(asked),
            _ => ResponseTemplate::new(404),
        })
    }
}

/// A credential whose browser does what the authority says, at once.
fn builder(server: &str) -> BrowserBuilder {
    BrowserCredential::builder("the-client").authority(server).open(|page| {
        tokio::spawn(reqwest::get(page.clone()));
        Ok(())
    })
}

async fn token(credential: &BrowserCredential) -> String {
    credential.get_token(&["User.Read"], None).await.unwrap().token.secret().to_owned()
}

#[tokio::test]
async fn signs_in_in_a_browser_with_pkce() {
    let (authority, server) = Authority::start(3600).await;
    let credential = builder(&server.uri()).account("adele@contoso.example").build().unwrap();
    assert_eq!(token(&credential).await, "access 1");
    assert_eq!(token(&credential).await, "access 1", "it is still good");
    let asked = authority.known(|known| known.signed_in[0].clone());
    assert_eq!(asked["scope"], "User.Read offline_access");
    assert_eq!(asked["login_hint"], "adele@contoso.example");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert!(asked["redirect_uri"].starts_with("http://localhost:"), "{asked:?}");
    assert!(asked["state"].len() >= 43 && asked["state"] != asked["code_challenge"], "{asked:?}");
    // Nobody listens any more.
    let port = Url::parse(&asked["redirect_uri"]).unwrap().port().unwrap();
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap_err();
}

async fn failure(answer: fn(&mut Url)) -> String {
    let (authority, server) = Authority::start(3600).await;
    authority.known(|known| known.answer = Some(answer));
    let error = builder(&server.uri()).build().unwrap().get_token(&["User.Read"], None).await.unwrap_err();
    assert_eq!(authority.known(|known| known.given), 0, "no token was asked for");
    error.to_string()
}

#[tokio::test]
async fn refuses_an_answer_with_a_wrong_state() {
    let shown = failure(|back| {
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        back.query_pairs_mut().clear().append_pair("code", &code).append_pair("state", "another");
    })
    .await;
    assert!(shown.contains("its `state` differs"), "{shown}");
    let shown = failure(|back| back.set_query(Some("code=1"))).await;
    assert!(shown.contains("its `state` differs"), "{shown}");
}

#[tokio::test]
async fn tells_that_consent_was_denied() {
    let shown = failure(|back| {
        let state = back.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let mut query = back.query_pairs_mut();
        query.clear().append_pair("state", &state).append_pair("error", "access_denied");
        query.append_pair("error_description", "AADSTS65004: User declined to consent.\r\nTrace: 1");
    })
    .await;
    assert_eq!(shown, "the sign-in failed: access_denied: AADSTS65004: User declined to consent.");
}

#[tokio::test]
async fn ends_when_nobody_signs_in() {
    let (_, server) = Authority::start(3600).await;
    let builder = BrowserCredential::builder("the-client").authority(server.uri()).open(|_| Ok(()));
    let credential = builder.time_limit(Duration::from_millis(100)).build().unwrap();
    let start = Instant::now();
    let error = credential.get_token(&["User.Read"], None).await.unwrap_err();
    assert_eq!(error.to_string(), "nobody signed in within 100ms");
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// Browsers connect and say nothing, or ask for an icon, before they bring the answer.
#[tokio::test]
async fn is_not_confused_by_what_browsers_do_besides() {
    let (_, server) = Authority::start(3600).await;
    let builder = BrowserCredential::builder("the-client").authority(server.uri()).open(|page| {
        let page = page.clone();
        tokio::spawn(async move {
            let redirect = page.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
            let port = Url::parse(&redirect).unwrap().port().unwrap();
            let _silent = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let mut broken = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            broken.write_all(b"\xff\xfe\r\n\r\n").await.unwrap();
            let icon = reqwest::get(format!("{redirect}/favicon.ico")).await.unwrap();
            assert_eq!(icon.status(), 404);
            let last = reqwest::get(page).await.unwrap();
            assert_eq!(last.status(), 200);
            assert!(last.text().await.unwrap().contains("You are signed in."));
        });
        Ok(())
    });
    assert_eq!(token(&builder.build().unwrap()).await, "access 1");
}

#[tokio::test]
async fn a_store_saves_the_next_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("of the program").join("sign-in.json");
    let (authority, server) = Authority::start(60).await;
    let credential = || builder(&server.uri()).store(FileStore::new(&file)).build().unwrap();
    let first = credential();
    assert_eq!(token(&first).await, "access 1");
    // It ends too soon to be used again; the refresh token is new each time.
    assert_eq!(token(&first).await, "access 2");
    drop(first);
    let second = credential();
    assert_eq!(token(&second).await, "access 3");
    let used = authority.known(|known| known.refreshed.clone());
    let used: Vec<_> = used.iter().map(|form| form["refresh_token"].as_str()).collect();
    assert_eq!(used, ["refresh 1", "refresh 2"]);
    assert_eq!(authority.sign_ins(), 1);

    // One that the authority takes no longer.
    authority.known(|known| known.refresh_tokens.clear());
    assert_eq!(token(&credential()).await, "access 4");
    assert_eq!(authority.sign_ins(), 2);

    // Another program's and another account's sign-ins are its own.
    let other = builder(&server.uri()).account("alex").store(FileStore::new(&file)).build().unwrap();
    token(&other).await;
    assert_eq!(authority.sign_ins(), 3);

    let third = credential();
    token(&third).await;
    third.sign_out().await.unwrap();
    assert!(!std::fs::read_to_string(&file).unwrap().contains("refresh 6"), "it is signed out");
    token(&third).await;
    assert_eq!(authority.sign_ins(), 4);
    third.sign_out().await.unwrap();
    other.sign_out().await.unwrap();
    assert!(!file.exists(), "nothing is left");
}

#[tokio::test]
async fn a_device_code_keeps_its_sign_in_too() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, server) = Authority::start(3600).await;
    let store = FileStore::new(folder.path().join("sign-in.json"));
    token(&builder(&server.uri()).store(store.clone()).build().unwrap()).await;
    let builder = DeviceCodeCredential::builder("the-client").authority(server.uri()).store(store);
    let credential = builder.prompt(|_| panic!("nobody has to be asked")).build().unwrap();
    let token = credential.get_token(&["User.Read"], None).await.unwrap();
    assert_eq!(token.token.secret(), "access 2");
    assert_eq!(authority.sign_ins(), 1);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a").join("sign-in.json");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let store = FileStore::new(&file);
    store.save("key", &Secret::new("text")).unwrap();
    let lock = store.try_lock("key").unwrap();
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    assert!(lock.is_some() && FileStore::new(&file).try_lock("key").unwrap().is_none(), "it is locked");
    drop(lock);
    assert!(FileStore::new(&file).try_lock("key").unwrap().is_some(), "it is free again");
    for entry in std::fs::read_dir(file.parent().unwrap()).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let error = store.load("key").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
    assert!(error.to_string().ends_with("has mode 640, so that others can read or write it"), "{error}");
    store.save("key", &Secret::new("other")).unwrap_err();
}

/// The child that the next test makes of itself, twice.
async fn renew_five_times(server: &str, file: &str) {
    let credential = builder(server).store(FileStore::new(file)).build().unwrap();
    for _ in 0..5 {
        token(&credential).await;
    }
}

#[tokio::test]
async fn two_processes_at_once_sign_in_once() {
    if let (Ok(server), Ok(file)) = (std::env::var("TEST_AUTHORITY"), std::env::var("TEST_STORE")) {
        return renew_five_times(&server, &file).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sign-in.json");
    let (authority, server) = Authority::start(60).await;
    let start = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "browser::two_processes_at_once_sign_in_once"]);
        command.env("TEST_AUTHORITY", server.uri()).env("TEST_STORE", &file).spawn().unwrap()
    };
    let children = [start(), start()];
    let ended = tokio::task::spawn_blocking(|| children.map(|mut child| child.wait().unwrap()));
    assert!(ended.await.unwrap().iter().all(std::process::ExitStatus::success));
    assert_eq!(authority.sign_ins(), 1, "the second waits for the first, and takes over its sign-in");
    let (refreshed, given) = authority.known(|known| (known.refreshed.len(), known.given));
    assert_eq!((refreshed, given), (9, 10), "no refresh token was used twice");
}

/// A store without a lock: what another process stored in between is tried before anybody is asked.
#[tokio::test]
async fn a_refresh_token_that_was_used_up_is_read_again() {
    #[derive(Debug, Default)]
    struct Shared(Mutex<Vec<Secret>>);

    impl TokenStore for Shared {
        fn load(&self, _: &str) -> std::io::Result<Option<Secret>> {
            let mut texts = self.0.lock().unwrap();
            Ok(if texts.len() > 1 { texts.pop() } else { texts.last().cloned() })
        }

        fn save(&self, _: &str, text: &Secret) -> std::io::Result<()> {
            *self.0.lock().unwrap() = vec![text.clone()];
            Ok(())
        }

        fn remove(&self, _: &str) -> std::io::Result<()> {
            self.0.lock().unwrap().clear();
            Ok(())
        }
    }

    let (authority, server) = Authority::start(3600).await;
    authority.known(|known| known.refresh_tokens.insert("newer".to_owned()));
    let text = |token: &str| Secret::new(json!({ "refresh_token": token }).to_string());
    let store = Shared(Mutex::new(vec![text("newer"), text("used up")]));
    let credential = builder(&server.uri()).store(Arc::new(store)).build().unwrap();
    assert_eq!(token(&credential).await, "access 1");
    assert_eq!(authority.sign_ins(), 0);
}
