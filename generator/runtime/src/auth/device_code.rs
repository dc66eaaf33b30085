//! Sign-in with a code on another device, which `azure_identity` doesn't have.

use crate::Cloud;
use crate::retry::{RetryOptions, Retrying, SHARED, SharedBudget, sleep};
use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::{ClientOptions, Context, Method, Pipeline, PipelineSendOptions, Request};
use azure_core::time::OffsetDateTime;
use futures::lock::Mutex;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use url::{Url, form_urlencoded};

/// What the person who signs in has to do: open a page, and type a code.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeviceCode {
    /// The sentence to show, which has the page and the code in it.
    pub message: String,
    /// The page to open.
    pub verification_uri: String,
    /// The code to type there.
    pub user_code: String,
    /// How long the code is good for.
    pub expires_in: Duration,
}

/// Signs a person in by a code that is typed in on another device: for programs without a browser.
///
/// ```no_run
/// use msgraph_core::DeviceCodeCredential;
///
/// let credential = DeviceCodeCredential::builder("11111111-2222-3333-4444-555555555555")
///     .tenant("contoso.onmicrosoft.com")
///     .prompt(|code| println!("{}", code.message))
///     .build()?;
/// # Ok::<(), azure_core::Error>(())
/// ```
pub struct DeviceCodeCredential {
    /// The authority's URL with the tenant and `/oauth2/v2.0/`.
    authority: Url,
    client_id: String,
    prompt: Prompt,
    pace: Duration,
    pipeline: Pipeline,
    session: Mutex<Session>,
}

type Prompt = Box<dyn Fn(&DeviceCode) + Send + Sync>;

/// What is remembered of a sign-in.
#[derive(Default)]
struct Session {
    scope: String,
    token: Option<AccessToken>,
    refresh_token: Option<String>,
}

/// Sets up a [`DeviceCodeCredential`].
pub struct DeviceCodeBuilder {
    client_id: String,
    tenant: String,
    authority: String,
    prompt: Prompt,
    pace: Duration,
    retry: RetryOptions,
    options: ClientOptions,
}

impl DeviceCodeCredential {
    /// The way to a credential for a registered application, by its client id.
    pub fn builder(client_id: impl Into<String>) -> DeviceCodeBuilder {
        DeviceCodeBuilder {
            client_id: client_id.into(),
            tenant: "organizations".to_owned(),
            authority: Cloud::Global.authority().to_owned(),
            prompt: Box::new(|code| eprintln!("{}", code.message)),
            pace: Duration::from_secs(5),
            retry: RetryOptions::default(),
            options: ClientOptions::default(),
        }
    }
}

impl DeviceCodeBuilder {
    /// The tenant, by name or id; or `organizations`, `consumers`, `common`.
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = tenant.into();
        self
    }

    /// Signs in to another cloud than the worldwide one.
    #[must_use]
    pub fn cloud(self, cloud: Cloud) -> Self {
        self.authority(cloud.authority())
    }

    /// Signs in at another authority: https, or http on this machine for tests.
    #[must_use]
    pub fn authority(mut self, url: impl Into<String>) -> Self {
        self.authority = url.into();
        self
    }

    /// Shows the code; the default prints the message to the standard error.
    #[must_use]
    pub fn prompt(mut self, prompt: impl Fn(&DeviceCode) + Send + Sync + 'static) -> Self {
        self.prompt = Box::new(prompt);
        self
    }

    /// How long to wait between two questions if the authority doesn't say, and how much longer each time that it
    /// asks to slow down; five seconds if not set.
    #[must_use]
    pub const fn pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Takes over `azure_core`'s options: policies, transport, logging.
    #[must_use]
    pub fn options(mut self, options: ClientOptions) -> Self {
        self.options = options;
        self
    }

    /// Makes the credential.
    ///
    /// # Errors
    /// If the authority is no https URL, and isn't on this machine either.
    pub fn build(self) -> azure_core::Result<Arc<DeviceCodeCredential>> {
        let authority = crate::client::checked_endpoint(&self.authority)
            .and_then(|url| {
                let path = format!("{}/oauth2/v2.0/", self.tenant);
                url.join(&path).map_err(|error| crate::Error::request(error.to_string()))
            })
            .map_err(|error| Error::new(ErrorKind::Credential, error))?;
        let retry = Retrying::new(self.retry, Arc::new(SharedBudget::new(SHARED)));
        let pipeline = crate::send::pipeline(self.options, None, retry, Vec::new());
        let pipeline = pipeline.map_err(|error| Error::new(ErrorKind::Credential, error))?;
        Ok(Arc::new(DeviceCodeCredential {
            authority,
            client_id: self.client_id,
            prompt: self.prompt,
            pace: self.pace,
            pipeline,
            session: Mutex::default(),
        }))
    }
}

impl fmt::Debug for DeviceCodeCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCodeCredential").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

#[async_trait]
impl TokenCredential for DeviceCodeCredential {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let scope = scopes.join(" ");
        let mut session = self.session.lock().await;
        let soon = OffsetDateTime::now_utc() + Duration::from_secs(300);
        if let Some(token) = session.token.as_ref().filter(|token| session.scope == scope && token.expires_on > soon) {
            return Ok(token.clone());
        }
        let refreshed = match session.refresh_token.take() {
            Some(refresh_token) => self.refresh(&scope, &refresh_token).await?,
            None => None,
        };
        let answer = match refreshed {
            Some(answer) => answer,
            None => self.sign_in(&scope).await?,
        };
        session.keep(scope, &answer)
    }
}

impl Session {
    fn keep(&mut self, scope: String, answer: &Value) -> azure_core::Result<AccessToken> {
        let token = answer["access_token"].as_str().ok_or_else(|| failed("the authority's answer has no token"))?;
        let seconds = answer["expires_in"].as_u64().unwrap_or(3600);
        let token = AccessToken::new(token.to_owned(), OffsetDateTime::now_utc() + Duration::from_secs(seconds));
        self.scope = scope;
        self.token = Some(token.clone());
        self.refresh_token = answer["refresh_token"].as_str().map(str::to_owned);
        Ok(token)
    }
}

impl DeviceCodeCredential {
    /// A new token without asking anybody; `None` if the sign-in has ended.
    async fn refresh(&self, scope: &str, refresh_token: &str) -> azure_core::Result<Option<Value>> {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", &self.client_id),
            ("scope", &with_refresh(scope)),
            ("refresh_token", refresh_token),
        ];
        let (status, answer) = self.post("token", &form).await?;
        match (status, answer["error"].as_str()) {
            (200, _) => Ok(Some(answer)),
            (_, Some("invalid_grant" | "interaction_required")) => Ok(None),
            _ => Err(refused(status, &answer)),
        }
    }

    /// Shows a code, and asks until somebody has typed it in.
    async fn sign_in(&self, scope: &str) -> azure_core::Result<Value> {
        let form = [("client_id", self.client_id.as_str()), ("scope", &with_refresh(scope))];
        let (status, answer) = self.post("devicecode", &form).await?;
        let Some(device_code) = answer["device_code"].as_str() else {
            return Err(refused(status, &answer));
        };
        let code = shown(&answer);
        (self.prompt)(&code);

        let started = Instant::now();
        let mut interval = answer["interval"].as_u64().map_or(self.pace, Duration::from_secs);
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", &self.client_id),
            ("device_code", device_code),
        ];
        while started.elapsed() < code.expires_in {
            sleep(interval).await;
            let (status, answer) = self.post("token", &form).await?;
            match (status, answer["error"].as_str()) {
                (200, _) => return Ok(answer),
                (_, Some("authorization_pending")) => {}
                (_, Some("slow_down")) => interval += self.pace,
                _ => return Err(refused(status, &answer)),
            }
        }
        Err(failed("nobody typed the code in while it was good"))
    }

    async fn post(&self, place: &str, form: &[(&str, &str)]) -> azure_core::Result<(u16, Value)> {
        let url = self.authority.join(place).map_err(|error| failed(error.to_string()))?;
        let mut request = Request::new(url, Method::Post);
        request.insert_header("content-type", "application/x-www-form-urlencoded");
        request.insert_header("accept", "application/json");
        request.set_body(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
        let options = PipelineSendOptions { skip_checks: true, ..Default::default() };
        let answer = self.pipeline.send(&Context::new(), &mut request, Some(options)).await?;
        let status = answer.status().into();
        Ok((status, serde_json::from_slice(answer.body()).unwrap_or_default()))
    }
}

/// With the scope that brings a refresh token.
fn with_refresh(scope: &str) -> String {
    format!("{scope} offline_access")
}

fn shown(answer: &Value) -> DeviceCode {
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    let (verification_uri, user_code) = (text("verification_uri"), text("user_code"));
    let message = match text("message") {
        message if message.is_empty() => {
            format!("Open {verification_uri} and enter the code {user_code}.")
        }
        message => message,
    };
    let expires_in = Duration::from_secs(answer["expires_in"].as_u64().unwrap_or(900));
    DeviceCode { message, verification_uri, user_code, expires_in }
}

fn refused(status: u16, answer: &Value) -> Error {
    let text = |name: &str| answer[name].as_str();
    let reason = match (text("error"), text("error_description")) {
        (Some(code), Some(description)) => {
            format!("{code}: {}", description.lines().next().unwrap_or_default())
        }
        (Some(code), None) => code.to_owned(),
        (None, _) => "no reason given".to_owned(),
    };
    failed(format!("the authority answered {status}: {reason}"))
}

fn failed(message: impl Into<String>) -> Error {
    Error::with_message(ErrorKind::Credential, message.into())
}
