//! Sign-in in a browser on this machine: the authorization code flow with PKCE.

use super::TokenStore;
use super::authority::{Setup, authority_setters, failed, reason, refused, with_refresh};
use super::session::{Session, signs_in_by_session};
use aws_lc_rs::{digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::StreamExt;
use futures::future::{self, Either};
use futures::stream::FuturesUnordered;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// Signs a person in, in the browser of this machine.
///
/// The application has to be registered as a public client, with `http://localhost` among its redirect URIs. A page of the
/// authority opens; where it leads back to, this credential listens: on this machine only, for one answer, for five minutes at
/// most. An answer to another question (a wrong `state`) ends the sign-in.
///
/// ```no_run
/// use msgraph_core::BrowserCredential;
///
/// let credential = BrowserCredential::builder("11111111-2222-3333-4444-555555555555")
///     .tenant("contoso.onmicrosoft.com")
///     .build()?;
/// # Ok::<(), msgraph_core::azure_core::Error>(())
/// ```
pub struct BrowserCredential {
    session: Session,
    open: Open,
    port: u16,
    account: Option<String>,
    time: Duration,
}

type Open = Box<dyn Fn(&Url) -> io::Result<()> + Send + Sync>;

/// Sets up a [`BrowserCredential`].
pub struct BrowserBuilder {
    setup: Setup,
    store: Option<Arc<dyn TokenStore>>,
    open: Open,
    port: u16,
    account: Option<String>,
    time: Duration,
}

impl BrowserCredential {
    /// Returns the way to a credential for a registered application, by its client id.
    pub fn builder(client_id: impl Into<String>) -> BrowserBuilder {
        BrowserBuilder {
            setup: Setup::new(client_id),
            store: None,
            open: Box::new(|url| open::that_detached(url.as_str())),
            port: 0,
            account: None,
            time: Duration::from_secs(300),
        }
    }

    /// Forgets the sign-in, here and in the store; the next token asks for another.
    ///
    /// # Errors
    /// If the store still has it.
    pub async fn sign_out(&self) -> azure_core::Result<()> {
        self.session.sign_out().await
    }
}

impl BrowserBuilder {
    authority_setters!();

    /// Opens the page of the authority by a function, in place of the browser that the system names.
    #[must_use]
    pub fn open(mut self, open: impl Fn(&Url) -> io::Result<()> + Send + Sync + 'static) -> Self {
        self.open = Box::new(open);
        self
    }

    /// Listens at this port, in place of any that is free.
    #[must_use]
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Suggests the account to sign in with. A store keeps the sign-ins of accounts apart.
    #[must_use]
    pub fn account(mut self, name: impl Into<String>) -> Self {
        self.account = Some(name.into());
        self
    }

    /// Waits this long for the person to sign in; five minutes if not set.
    #[must_use]
    pub const fn time_limit(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Makes the credential.
    ///
    /// # Errors
    /// If the authority is no https URL, and isn't on this machine either.
    pub fn build(self) -> azure_core::Result<Arc<BrowserCredential>> {
        let Self { setup, store, open, port, account, time } = self;
        let session = Session::new(setup.build()?, store, account.as_deref());
        Ok(Arc::new(BrowserCredential { session, open, port, account, time }))
    }
}

signs_in_by_session!(BrowserCredential);

impl BrowserCredential {
    async fn sign_in(&self, scope: String, claims: Option<&str>) -> azure_core::Result<Value> {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await;
        let listener =
            listener.map_err(|error| failed(format!("nothing can be listened to on this machine: {error}")))?;
        let port = listener.local_addr()?.port();
        let (authority, scope) = (self.authority(), with_refresh(&scope));
        let redirect = format!("http://localhost:{port}");
        let (state, verifier) = (random()?, random()?);
        let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));

        let mut page = authority.place("authorize")?;
        page.query_pairs_mut()
            .append_pair("client_id", &authority.client_id)
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("redirect_uri", &redirect)
            .append_pair("scope", &scope)
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(self.account.iter().map(|account| ("login_hint", account)))
            .extend_pairs(claims.map(|claims| ("claims", claims)));
        (self.open)(&page).map_err(|error| failed(format!("the browser can't be opened: {error}")))?;

        let code = match future::select(Box::pin(answer(&listener, &state)), timer(self.time)).await {
            Either::Left((code, _)) => code?,
            Either::Right(_) => return Err(failed(format!("nobody signed in within {:?}", self.time))),
        };
        drop(listener);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", &authority.client_id),
            ("scope", &scope),
            ("code", &code),
            ("redirect_uri", &redirect),
            ("code_verifier", &verifier),
        ];
        form.extend(claims.map(|claims| ("claims", claims)));
        match authority.post("token", &form).await? {
            (200, tokens) => Ok(tokens),
            (status, answer) => Err(refused(status, &answer)),
        }
    }
}

fn timer(time: Duration) -> future::BoxFuture<'static, ()> {
    Box::pin(crate::retry::sleep(time))
}

/// 43 letters and digits that nobody can guess.
fn random() -> azure_core::Result<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| failed("the system gives no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Waits for what the browser brings back: the code, or why there is none.
///
/// Browsers open connections that they don't use, and ask for icons; neither is an answer.
async fn answer(listener: &TcpListener, state: &str) -> azure_core::Result<String> {
    let mut open = FuturesUnordered::new();
    loop {
        let next = Box::pin(listener.accept());
        if open.is_empty() {
            let (connection, _) = next.await?;
            open.push(conversation(connection, state));
            continue;
        }
        match future::select(next, open.next()).await {
            Either::Left((accepted, _)) => open.push(conversation(accepted?.0, state)),
            Either::Right((Some(Some(answer)), _)) => return answer,
            Either::Right(_) => {}
        }
    }
}

/// Reads one request, and shows the person what came of it. `None` if it is no answer to the sign-in.
async fn conversation(mut connection: TcpStream, state: &str) -> Option<azure_core::Result<String>> {
    let head = read_head(&mut connection).await?;
    let answer = understood(&head, state);
    let (status, text) = match &answer {
        None => ("404 Not Found", "There is nothing here."),
        Some(Ok(_)) => ("200 OK", "You are signed in. You can close this page."),
        Some(Err(_)) => ("400 Bad Request", "You are not signed in. The program tells why. You can close this page."),
    };
    let page = format!("<!DOCTYPE html><html lang=\"en\"><title>Sign-in</title><p>{text}</p></html>");
    let response = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    // The sign-in doesn't depend on whether the person sees it.
    let _ = connection.write_all(response.as_bytes()).await;
    let _ = connection.shutdown().await;
    answer
}

/// Reads the head of a request, up to a limit; none if the connection ends before it does.
async fn read_head(connection: &mut TcpStream) -> Option<String> {
    const LONGEST: u64 = 64 * 1024;
    let mut head = Vec::new();
    let mut limited = connection.take(LONGEST);
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if limited.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    String::from_utf8(head).ok()
}

/// Returns the code in the answer of the authority, or why there is none.
fn understood(head: &str, state: &str) -> Option<azure_core::Result<String>> {
    let mut line = head.lines().next()?.split(' ');
    let target = (line.next()? == "GET").then(|| line.next()).flatten()?;
    let url = Url::parse("http://localhost").ok()?.join(target).ok()?;
    let values: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let text = |name: &str| values.get(name).map(String::as_str);
    if url.path() != "/" || (text("code").is_none() && text("error").is_none()) {
        return None;
    }
    if text("state") != Some(state) {
        return Some(Err(failed("the answer is to another sign-in than the one that was begun: its `state` differs")));
    }
    Some(match (text("error"), text("code")) {
        (None, Some(code)) => Ok(code.to_owned()),
        _ => Err(failed(format!("the sign-in failed: {}", reason(text)))),
    })
}
