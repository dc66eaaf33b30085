//! Change notifications: what Graph posts to a webhook, and the request by which it checks the address.

#[cfg(feature = "rich-notifications")]
mod content;
#[cfg(feature = "rich-notifications")]
mod tokens;

#[cfg(feature = "rich-notifications")]
pub use content::DecryptionKey;
#[cfg(feature = "rich-notifications")]
pub use tokens::TokenCheck;

use crate::{Error, Headers, HttpResponse, Result, shown};
use msgraph_types::{DateTimeOffset, Shown};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// What Graph posts to a webhook: notifications, of several subscriptions perhaps.
///
/// Anybody can post something like it. The `clientState` that a program gave its subscription tells whether it is from Graph,
/// see [`Notification::has_client_state`]; notifications with content have tokens, too, see `TokenCheck`.
///
/// ```
/// use msgraph_core::Notifications;
///
/// let posted = br#"{"value": [{"subscriptionId": "1", "changeType": "created", "clientState": "ours"}]}"#;
/// let notifications = Notifications::read(posted)?;
/// for notification in notifications.value.iter().filter(|one| one.has_client_state("ours")) {
///     assert_eq!(notification.change_type.as_deref(), Some("created"));
/// }
/// # Ok::<(), msgraph_core::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notifications {
    /// The notifications.
    #[serde(default, deserialize_with = "or_none")]
    pub value: Vec<Notification>,
    /// A token for each program and tenant, if there are notifications with content.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "or_none")]
    pub validation_tokens: Vec<String>,
}

/// What happened to something that is subscribed to, or to the subscription itself.
#[derive(Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Notification {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The subscription that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// When that subscription ends.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "readable")]
    pub subscription_expiration_date_time: Option<DateTimeOffset>,
    /// What the program gave the subscription, to know its notifications by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_state: Option<String>,
    /// What happened: `created`, `updated` or `deleted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_type: Option<String>,
    /// The path of what changed, below the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// What is told of it: id, type, ETag, address. A number in it is the nearest that the machine has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_data: Option<Value>,
    /// What happened to the subscription: `missed`, `subscriptionRemoved` or `reauthorizationRequired`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_event: Option<String>,
    /// The tenant that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    /// The changed thing itself, encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_content: Option<EncryptedContent>,
    /// Everything else that came with it. A number in it is the nearest that the machine has.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A changed thing, encrypted for the program that subscribed to it; its feature decrypts it: `DecryptionKey`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EncryptedContent {
    /// The content, encrypted with the key in `data_key`, in Base64.
    #[serde(deserialize_with = "or_none")]
    pub data: String,
    /// The HMAC-SHA256 of the encrypted content by the same key, in Base64.
    #[serde(deserialize_with = "or_none")]
    pub data_signature: String,
    /// That key, encrypted with the program's certificate, in Base64.
    #[serde(deserialize_with = "or_none")]
    pub data_key: String,
    /// The id that the program gave the certificate.
    #[serde(deserialize_with = "or_none")]
    pub encryption_certificate_id: String,
    /// The certificate's thumbprint.
    #[serde(deserialize_with = "or_none")]
    pub encryption_certificate_thumbprint: String,
}

impl Notifications {
    /// Reads what was posted.
    ///
    /// # Errors
    /// If it is no collection of notifications.
    pub fn read(body: &[u8]) -> Result<Self> {
        serde_json::from_slice(body)
            .map_err(|error| Error::notification(format!("it can't be read: {}", shown::reason(&error))))
    }

    /// Answers the request by which Graph checks the address of a webhook, before it accepts a subscription: with the token in
    /// its query, as plain text. `None` if the request is another.
    ///
    /// ```
    /// use msgraph_core::Notifications;
    ///
    /// let answer = Notifications::validation("/hook?validationToken=Validation%3A+a%26b").unwrap();
    /// assert_eq!((answer.status, &answer.body[..]), (200, &b"Validation: a&b"[..]));
    /// assert!(Notifications::validation("/hook").is_none());
    /// ```
    pub fn validation(target: &str) -> Option<HttpResponse> {
        let (_, query) = target.split_once('?')?;
        let mut values = url::form_urlencoded::parse(query.as_bytes());
        let (_, token) = values.find(|(name, _)| name == "validationToken")?;
        // Whoever calls the address chooses the text, so no browser may take it for a page.
        let headers = [("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff")];
        Some(HttpResponse::new(200, headers.into_iter().collect::<Headers>(), token.into_owned()))
    }
}

impl Notification {
    /// Returns what is told of the changed thing as its model: the id, and control information. None if nothing is told.
    ///
    /// ```
    /// use msgraph_core::Notifications;
    ///
    /// # #[derive(serde::Deserialize)]
    /// # struct Message { id: Option<String> }
    /// let posted = br#"{"value": [{"changeType": "created", "resourceData": {"id": "m1"}}]}"#;
    /// let changed: Option<Message> = Notifications::read(posted)?.value[0].changed()?;
    /// assert_eq!(changed.and_then(|message| message.id).as_deref(), Some("m1"));
    /// # Ok::<(), msgraph_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it isn't what the model is read from.
    pub fn changed<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        let told = self.resource_data.as_ref().filter(|told| !told.is_null());
        let read = told.map(|told| T::deserialize(told)).transpose();
        read.map_err(|error| Error::notification(format!("what it tells of the changed thing can't be read: {error}")))
    }

    /// Tells whether it has the `clientState` that the program gave its subscription. How long the comparison takes doesn't
    /// tell where they differ.
    pub fn has_client_state(&self, expected: &str) -> bool {
        let own = self.client_state.as_deref().unwrap_or_default();
        let differ = own.bytes().zip(expected.bytes()).fold(0, |differ, (left, right)| differ | (left ^ right));
        self.client_state.is_some() && own.len() == expected.len() && differ == 0
    }
}

/// Reads a value; `null` is as good as nothing.
fn or_none<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads a date, or nothing: what can't be read of one doesn't matter as much as the notification.
fn readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTimeOffset>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

/// Without secrets, see [`Shown`].
impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown::new("", &serde_json::to_value(self).unwrap_or_default()).fmt(f)
    }
}

/// Without secrets, see [`Shown`].
impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown::new("", &serde_json::to_value(self).unwrap_or_default()).fmt(f)
    }
}
