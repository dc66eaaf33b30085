//! What is said when the service denies a request: which permissions it needs, and which the token has.

use crate::{Access, Alternatives, Client, Error, ErrorKind, Origin, Permissions};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::fmt;

/// The permissions that a denied operation needs, and those that its token has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Denied {
    /// The operation's name.
    pub operation: &'static str,
    /// The documented permissions that allow it, the least privileged first.
    pub needed: Permissions,
    /// What the token has, if it is one that can be read.
    pub granted: Option<Granted>,
}

/// The permissions that a token has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Granted {
    /// The way the program is signed in.
    pub access: Access,
    /// The names of the permissions.
    pub permissions: Vec<String>,
}

/// The tenant of all personal Microsoft accounts.
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

impl Granted {
    /// Reads the permissions out of an access token: `scp` of a delegated one, `roles` of an application's. Gives nothing for
    /// tokens that can't be read, such as those of personal accounts. Nothing is checked: it is for telling only.
    pub fn of_token(token: &str) -> Option<Self> {
        let payload = token.split('.').nth(1)?;
        let claims = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let claims: Value = serde_json::from_slice(&claims).ok()?;
        if let Some(scopes) = claims["scp"].as_str() {
            let personal = claims["tid"] == PERSONAL;
            let access = if personal { Access::DelegatedPersonal } else { Access::DelegatedWork };
            return Some(Self { access, permissions: scopes.split_whitespace().map(str::to_owned).collect() });
        }
        let roles = claims["roles"].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_application = claims["idtyp"] == "app" || !roles.is_empty();
        let permissions = roles.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        is_application.then_some(Self { access: Access::Application, permissions })
    }
}

/// Tells in an error of the service why it denied the request, if it did and the documentation knows.
pub(crate) fn explain(error: Error, origin: Option<&'static Origin>, client: &Client) -> Error {
    let Some(origin) = origin.filter(|_| error.status() == Some(403)) else {
        return error;
    };
    if Access::ALL.iter().all(|access| !origin.permissions.of(*access).is_supported()) {
        return error;
    }
    error.map_kind(|kind| match kind {
        ErrorKind::Service(mut error) => {
            let denied = Denied { operation: origin.name, needed: origin.permissions, granted: client.granted() };
            error.denied = Some(Box::new(denied));
            ErrorKind::Service(error)
        }
        other => other,
    })
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` needs ", self.operation)?;
        let Some(granted) = &self.granted else {
            let ways = Access::ALL.iter().map(|access| (*access, self.needed.of(*access)));
            for (index, (access, needed)) in ways.filter(|(_, needed)| needed.is_supported()).enumerate() {
                let comma = if index == 0 { "" } else { "; " };
                write!(f, "{comma}{} ({})", choice(needed), described(access))?;
            }
            return f.write_str(", the least privileged first; what the token has can't be read");
        };
        let needed = self.needed.of(granted.access);
        if needed.is_supported() {
            write!(f, "{} ({}, the least privileged first)", choice(needed), described(granted.access))?;
        } else if !needed.is_known() {
            write!(f, "what its documentation doesn't tell ({})", described(granted.access))?;
        } else {
            write!(f, "another way to sign in than {}", described(granted.access))?;
        }
        let has = match &granted.permissions[..] {
            [] => "no permission".to_owned(),
            permissions => permissions.join(", "),
        };
        write!(f, "; the token has {has}")?;
        let is_enough = needed.iter().any(|together| {
            together.iter().all(|one| granted.permissions.iter().any(|other| other.eq_ignore_ascii_case(one)))
        });
        if is_enough {
            f.write_str(", which should do: who signed in may lack a role, or the tenant forbids it")?;
        }
        Ok(())
    }
}

/// Returns the alternatives in words.
fn choice(needed: Alternatives) -> String {
    let mut alternatives: Vec<String> = needed.iter().map(|together| together.join(" and ")).collect();
    match alternatives.pop() {
        Some(last) if last.is_empty() => "no permission".to_owned(),
        Some(last) if alternatives.is_empty() => last,
        Some(last) => format!("{} or {last}", alternatives.join(", ")),
        None => "nothing that is documented".to_owned(),
    }
}

const fn described(access: Access) -> &'static str {
    match access {
        Access::DelegatedWork => "delegated, with a work account",
        Access::DelegatedPersonal => "delegated, with a personal account",
        Access::Application => "as an application",
    }
}
