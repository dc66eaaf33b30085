//! Sign-in with a code on another device, which `azure_identity` doesn't have.

use super::TokenStore;
use super::authority::{Setup, authority_setters, failed, refused, with_refresh};
use super::session::{Session, signs_in_by_session};
use crate::retry::sleep;
use crate::timed_out::timed_out;
use azure_core::error::ErrorKind;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many broken connections a sign-in outlives while it waits for the person.
const LOST: u32 = 5;

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
    session: Session,
    prompt: Prompt,
    pace: Duration,
}

type Prompt = Box<dyn Fn(&DeviceCode) + Send + Sync>;

/// Sets up a [`DeviceCodeCredential`].
pub struct DeviceCodeBuilder {
    setup: Setup,
    store: Option<Arc<dyn TokenStore>>,
    prompt: Prompt,
    pace: Duration,
}

impl DeviceCodeCredential {
    /// Returns the way to a credential for a registered application, by its client id.
    pub fn builder(client_id: impl Into<String>) -> DeviceCodeBuilder {
        DeviceCodeBuilder {
            setup: Setup::new(client_id),
            store: None,
            prompt: Box::new(|code| eprintln!("{}", code.message)),
            pace: Duration::from_secs(5),
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

impl DeviceCodeBuilder {
    authority_setters!();

    /// Shows the code; the default prints the message to the standard error.
    #[must_use]
    pub fn prompt(mut self, prompt: impl Fn(&DeviceCode) + Send + Sync + 'static) -> Self {
        self.prompt = Box::new(prompt);
        self
    }

    /// Sets how long to wait between two questions if the authority doesn't say, and how much longer each time that it asks to
    /// slow down; five seconds if not set.
    #[must_use]
    pub const fn pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Makes the credential.
    ///
    /// # Errors
    /// If the authority is no https URL, and isn't on this machine either.
    pub fn build(self) -> azure_core::Result<Arc<DeviceCodeCredential>> {
        let session = Session::new(self.setup.build()?, self.store, None);
        Ok(Arc::new(DeviceCodeCredential { session, prompt: self.prompt, pace: self.pace }))
    }
}

signs_in_by_session!(DeviceCodeCredential);

impl DeviceCodeCredential {
    /// Shows a code, and asks until somebody has typed it in.
    async fn sign_in(&self, scope: String, claims: Option<&str>) -> azure_core::Result<Value> {
        let (authority, scope) = (self.authority(), with_refresh(&scope));
        let mut form = vec![("client_id", authority.client_id.as_str()), ("scope", &scope)];
        form.extend(claims.map(|claims| ("claims", claims)));
        let (status, answer) = authority.post("devicecode", &form).await?;
        let Some(device_code) = answer["device_code"].as_str() else {
            return Err(refused(status, &answer));
        };
        let code = shown(&answer);
        (self.prompt)(&code);

        let (started, mut lost) = (Instant::now(), 0);
        let mut interval = answer["interval"].as_u64().map_or(self.pace, Duration::from_secs);
        let mut form = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", &authority.client_id),
            ("device_code", device_code),
        ];
        form.extend(claims.map(|claims| ("claims", claims)));
        while let Some(left) = code.expires_in.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) {
            sleep(interval.min(left)).await;
            let (status, answer) = match authority.post("token", &form).await {
                Ok(answered) => answered,
                // A question is asked again anyway, so that a connection that broke doesn't end the sign-in.
                Err(error) if *error.kind() == ErrorKind::Io && timed_out(&error).is_none() && lost < LOST => {
                    lost += 1;
                    continue;
                }
                Err(error) => return Err(error),
            };
            match (status, answer["error"].as_str()) {
                (200, _) => return Ok(answer),
                (_, Some("authorization_pending")) => {}
                (_, Some("slow_down")) => interval = interval.saturating_add(self.pace),
                _ => return Err(refused(status, &answer)),
            }
        }
        Err(failed("nobody typed the code in while it was good"))
    }
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
    // Nobody is waited for longer than a day, whatever the authority says.
    let expires_in = Duration::from_secs(answer["expires_in"].as_u64().unwrap_or(900).min(86_400));
    DeviceCode { message, verification_uri, user_code, expires_in }
}
