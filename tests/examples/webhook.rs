//! Receives change notifications, with the changed things in them.
//!
//! `GRAPH_CLIENT_ID=… GRAPH_CERTIFICATE_KEY=key.pem cargo run --example webhook`
//!
//! It listens at port 8080 of this machine; whatever leads there from the internet (a gateway, a tunnel) has to speak https. A
//! subscription names that address as its `notificationUrl`, a secret of your own as its `clientState`, and a certificate whose key
//! stands in `key.pem`: `openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj /CN=webhook`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::{Router, routing::post};
use msgraph_client::{Cloud, DecryptionKey, Notifications, TokenCheck};
use std::sync::Arc;

/// What the subscription was made with.
struct Hook {
    client_state: String,
    key: DecryptionKey,
    check: TokenCheck,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let set = |name: &str| std::env::var(name).map_err(|_| format!("{name} isn't set"));
    // The authority's public keys. A program that runs for days fetches them anew when a token is signed by another.
    let keys = reqwest::get(TokenCheck::keys_url(Cloud::Global)).await?.bytes().await?;
    let hook = Hook {
        client_state: set("GRAPH_CLIENT_STATE").unwrap_or_else(|_| "a secret of your own".to_owned()),
        key: DecryptionKey::from_pem(&std::fs::read_to_string(set("GRAPH_CERTIFICATE_KEY")?)?)?,
        check: TokenCheck::new(Cloud::Global, &set("GRAPH_CLIENT_ID")?, &keys)?,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening at {}", listener.local_addr()?);
    Ok(axum::serve(listener, app(hook)).await?)
}

fn app(hook: Hook) -> Router {
    Router::new().route("/", post(receive)).with_state(Arc::new(hook))
}

/// Graph waits three seconds for the answer: a program that does more with what it got puts it in a queue.
async fn receive(State(hook): State<Arc<Hook>>, uri: Uri, body: Bytes) -> (StatusCode, HeaderMap, Bytes) {
    if let Some(answer) = Notifications::validation(&uri.to_string()) {
        let headers = answer.headers.iter().filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)));
        return (StatusCode::OK, headers.collect(), answer.body);
    }
    let status = match take(&hook, &body) {
        Ok(()) => StatusCode::ACCEPTED,
        Err(error) => {
            eprintln!("{error}");
            StatusCode::BAD_REQUEST
        }
    };
    (status, HeaderMap::new(), Bytes::new())
}

fn take(hook: &Hook, body: &[u8]) -> msgraph_client::Result<()> {
    let notifications = Notifications::read(body)?;
    hook.check.check(&notifications)?;
    for notification in notifications.value.iter().filter(|one| one.has_client_state(&hook.client_state)) {
        if let Some(event) = &notification.lifecycle_event {
            println!("the subscription: {event}");
        } else if notification.encrypted_content.is_some() {
            // Any model, too: `notification.content::<ChatMessage>(&hook.key)`.
            let thing: serde_json::Value = notification.content(&hook.key)?;
            println!("{}: {thing}", notification.change_type.as_deref().unwrap_or_default());
        } else {
            println!("{}: {:?}", notification.change_type.as_deref().unwrap_or_default(), notification.resource);
        }
    }
    Ok(())
}
