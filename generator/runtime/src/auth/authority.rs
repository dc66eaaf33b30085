//! Talking to an authority: where one signs in, and gets tokens.

use crate::Cloud;
use crate::limit::{BodyPolicy, InMemory, TooLong};
use crate::retry::{RetryOptions, Retrying, SHARED, SharedBudget};
use crate::send::CLIENT_REQUEST_ID;
use crate::time_limits::TimeLimits;
use azure_core::Uuid;
use azure_core::credentials::Secret;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::policies::Policy;
use azure_core::http::request::options::ClientRequestId;
use azure_core::http::{ClientOptions, Context, Method, Pipeline, PipelineSendOptions, Request};
use serde_json::Value;
use std::sync::Arc;
use url::{Url, form_urlencoded};

/// The most bytes of an answer that are read; tokens take some thousand.
const LONGEST: usize = 1024 * 1024;

/// What a credential's builder collects about where one signs in.
pub(crate) struct Setup {
    pub(crate) client_id: String,
    pub(crate) tenant: String,
    pub(crate) authority: String,
    pub(crate) options: ClientOptions,
}

impl Setup {
    pub(crate) fn new(client_id: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            tenant: "organizations".to_owned(),
            authority: Cloud::Global.authority().to_owned(),
            options: ClientOptions::default(),
        }
    }

    pub(crate) fn build(self) -> azure_core::Result<Authority> {
        let url = crate::client::checked_endpoint(&self.authority).and_then(|url| {
            let path = format!("{}/oauth2/v2.0/", self.tenant);
            url.join(&path).map_err(|error| crate::Error::request(error.to_string()))
        });
        let retry = Retrying::new(RetryOptions::default(), Arc::new(SharedBudget::new(SHARED)));
        let limited: Vec<Arc<dyn Policy>> = vec![Arc::new(BodyPolicy { limit: LONGEST })];
        let built = url.and_then(|url| Ok((url, crate::send::pipeline(self.options, None, retry, limited)?)));
        let (url, pipeline) = built.map_err(|error| Error::new(ErrorKind::Credential, error))?;
        Ok(Authority { url, client_id: self.client_id, pipeline })
    }
}

/// The setters that all builders of credentials have.
macro_rules! authority_setters {
    () => {
        /// Sets the tenant, by name or id; or `organizations`, `consumers`, `common`.
        #[must_use]
        pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
            self.setup.tenant = tenant.into();
            self
        }

        /// Signs in to another cloud than the worldwide one.
        #[must_use]
        pub fn cloud(self, cloud: $crate::Cloud) -> Self {
            self.authority(cloud.authority())
        }

        /// Signs in at another authority: https, or http on this machine for tests.
        #[must_use]
        pub fn authority(mut self, url: impl Into<String>) -> Self {
            self.setup.authority = url.into();
            self
        }

        /// Takes over `azure_core`'s options: policies, transport, logging.
        #[must_use]
        pub fn options(mut self, options: azure_core::http::ClientOptions) -> Self {
            self.setup.options = options;
            self
        }

        /// Keeps the sign-in, so that the program doesn't ask for it at its next start.
        #[must_use]
        pub fn store(mut self, store: std::sync::Arc<dyn $crate::TokenStore>) -> Self {
            self.store = Some(store);
            self
        }
    };
}
pub(crate) use authority_setters;

/// An authority, asked for one program.
pub(crate) struct Authority {
    /// With the tenant and `/oauth2/v2.0/`.
    url: Url,
    pub(crate) client_id: String,
    pipeline: Pipeline,
}

impl Authority {
    /// Returns the address of one of its places, such as `token`.
    pub(crate) fn place(&self, name: &str) -> azure_core::Result<Url> {
        self.url.join(name).map_err(|error| failed(error.to_string()))
    }

    /// Returns what sets this sign-in apart from others in a store.
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.url, self.client_id)
    }

    /// A new token without asking anybody; `None` if the sign-in has ended.
    pub(crate) async fn refresh(
        &self,
        scope: &str,
        refresh_token: &Secret,
        claims: Option<&str>,
    ) -> azure_core::Result<Option<Value>> {
        let scope = with_refresh(scope);
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("client_id", &self.client_id),
            ("scope", &scope),
            ("refresh_token", refresh_token.secret()),
        ];
        form.extend(claims.map(|claims| ("claims", claims)));
        let (status, answer) = self.post("token", &form).await?;
        match (status, answer["error"].as_str()) {
            (200, _) => Ok(Some(answer)),
            (_, Some("invalid_grant" | "interaction_required")) => Ok(None),
            _ => Err(refused(status, &answer)),
        }
    }

    /// Posts a form; the status, and the JSON that came back.
    pub(crate) async fn post(&self, place: &str, form: &[(&str, &str)]) -> azure_core::Result<(u16, Value)> {
        let mut request = Request::new(self.place(place)?, Method::Post);
        request.insert_header("content-type", "application/x-www-form-urlencoded");
        request.insert_header("accept", "application/json");
        request.set_body(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
        let options = PipelineSendOptions { skip_checks: true, ..Default::default() };
        let id = Uuid::new_v4().to_string();
        request.insert_header(CLIENT_REQUEST_ID, id.clone());
        let context = Context::new().with_value(TimeLimits::default()).with_value(ClientRequestId::new(id));
        let context = context.with_value(InMemory);
        let answer = self.pipeline.send(&context, &mut request, Some(options)).await.map_err(|error| {
            let too_long = error.downcast_ref::<TooLong>().is_some();
            if too_long { failed(format!("the authority's answer is longer than {LONGEST} bytes")) } else { error }
        })?;
        let status = answer.status().into();
        Ok((status, serde_json::from_slice(answer.body()).unwrap_or_default()))
    }
}

/// With the scope that brings a refresh token.
pub(crate) fn with_refresh(scope: &str) -> String {
    format!("{scope} offline_access")
}

pub(crate) fn refused(status: u16, answer: &Value) -> Error {
    failed(format!("the authority answered {status}: {}", reason(|name| answer[name].as_str())))
}

/// Returns the reason in an error of an authority, by its `error` and `error_description`.
pub(crate) fn reason<'a>(text: impl Fn(&str) -> Option<&'a str>) -> String {
    match (text("error"), text("error_description")) {
        (Some(code), Some(description)) => {
            format!("{code}: {}", description.lines().next().unwrap_or_default())
        }
        (Some(code), None) => code.to_owned(),
        (None, _) => "no reason given".to_owned(),
    }
}

pub(crate) fn failed(message: impl Into<String>) -> Error {
    Error::with_message(ErrorKind::Credential, message.into())
}
