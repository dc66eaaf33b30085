//! A documented request, and what a generated method takes of it.

use super::{Unfit, placeholder};
use crate::{Content, RawRequest};
use msgraph_types::{Edm, Shape, mismatches};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::str::FromStr;

/// A documented request.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// The path as documented, below the version.
    pub path: String,
    /// The query as documented.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The headers.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// Which of the crate's calls makes it; none if no method does.
    pub call: Option<usize>,
    /// What the path has where the method takes an argument.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// Which code of the documentation sends it; none if there is none.
    pub snippet: Option<usize>,
    /// Why there is no code.
    pub unwritten: Option<String>,
}

impl Asked {
    /// An argument of the path.
    ///
    /// # Errors
    /// If the example has none.
    pub fn argument(&self, index: usize) -> Result<String, Unfit> {
        self.arguments
            .get(index)
            .map(|text| decoded(text))
            .ok_or_else(|| format!("there is no argument {index}").into())
    }

    /// A number or boolean of the path.
    ///
    /// # Errors
    /// If it isn't one.
    pub fn scalar<T: FromStr>(&self, index: usize) -> Result<T, Unfit> {
        parsed(&self.argument(index)?)
    }

    /// Whether the call at the end of the path has an argument.
    pub fn has_call_argument(&self, name: &str) -> bool {
        self.called_with(name).is_some()
    }

    /// An argument of the call at the end of the path.
    ///
    /// # Errors
    /// If the example has none.
    pub fn call_argument(&self, name: &str) -> Result<String, Unfit> {
        let value = self.called_with(name).ok_or_else(|| format!("the example has no argument `{name}`"))?;
        let text = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(value);
        Ok(decoded(text).replace("''", "'"))
    }

    /// A number or boolean of the call at the end of the path.
    ///
    /// # Errors
    /// If it isn't one.
    pub fn call_scalar<T: FromStr>(&self, name: &str) -> Result<T, Unfit> {
        parsed(&self.call_argument(name)?)
    }

    fn called_with(&self, name: &str) -> Option<&str> {
        let (_, arguments) = self.path.rsplit('/').next()?.strip_suffix(')')?.split_once('(')?;
        let mut each = arguments.split(',').filter_map(|argument| argument.split_once('='));
        each.find(|(own, _)| own.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Whether the query has a parameter.
    pub fn has_query(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// A parameter of the query.
    ///
    /// # Errors
    /// If the example has none.
    pub fn query(&self, name: &str) -> Result<String, Unfit> {
        self.find(name).map(decoded).ok_or_else(|| format!("the example has no query parameter `{name}`").into())
    }

    /// A number or boolean of the query.
    ///
    /// # Errors
    /// If it isn't one.
    pub fn query_scalar<T: FromStr>(&self, name: &str) -> Result<T, Unfit> {
        parsed(&self.query(name)?)
    }

    fn find(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the body has a member.
    pub fn has_part(&self, name: &str) -> bool {
        self.json().is_ok_and(|body| body.get(name).is_some())
    }

    /// A member of the body.
    ///
    /// # Errors
    /// If the example has none, or it isn't of the type.
    pub fn part<T: Edm + DeserializeOwned>(&self, name: &str) -> Result<T, Unfit> {
        let body = self.json()?;
        let part = body.get(name).ok_or_else(|| format!("the example has no parameter `{name}`"))?;
        fitting(part.clone())
            .map_err(|unfit| Unfit { reason: format!("parameter `{name}`: {}", unfit.reason), ..unfit })
    }

    /// The body.
    ///
    /// # Errors
    /// If it isn't of the type.
    pub fn body<T: Edm + DeserializeOwned>(&self) -> Result<T, Unfit> {
        match T::open(Shape::Object) {
            // Content of another type takes the place of the body.
            Some(empty) if self.other_content().is_some() => Ok(empty),
            _ => fitting(self.json()?),
        }
    }

    /// The body as it stands.
    pub fn content(&self) -> Content {
        self.body.clone().into()
    }

    /// The link in the body.
    ///
    /// # Errors
    /// If there is none.
    pub fn reference(&self) -> Result<String, Unfit> {
        let body = self.json()?;
        let link = body.get("@odata.id").and_then(Value::as_str);
        link.map(str::to_owned).ok_or_else(|| "the body has no `@odata.id`".to_owned().into())
    }

    pub(super) fn json(&self) -> Result<Value, Unfit> {
        serde_json::from_str(&self.body).map_err(|error| {
            let reason = format!("the body isn't JSON: {error}");
            // An example without a body isn't flawed, but incomplete.
            Unfit { reason, flawed: !self.body.is_empty() }
        })
    }

    /// The content type, if it says that the body isn't JSON.
    fn other_content(&self) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
        let is_other = !value.to_ascii_lowercase().contains("json") && !self.body.is_empty();
        (is_other && self.json().is_err()).then_some(value.as_str())
    }

    /// Adds to a request what its method doesn't take: headers, and the query that every request has setters for.
    pub(super) fn complete(&self, request: &mut RawRequest) {
        let url = request.build().map(|built| built.url).unwrap_or_default();
        let has = query(&url);
        for (name, value) in &self.query {
            if !has.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
                request.query(name, decoded(value));
            }
        }
        if let Some(content_type) = self.other_content() {
            request.content(self.body.clone(), content_type);
        }
        for (name, value) in &self.headers {
            if !name.eq_ignore_ascii_case("authorization") && !value.is_empty() {
                request.header(name, value);
            }
        }
    }
}

/// A value of the type, if all that it holds fits.
fn fitting<T: Edm + DeserializeOwned>(value: Value) -> Result<T, Unfit> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| {
        let parts = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice);
        let flawed = parts.iter().filter_map(Value::as_str).any(placeholder::is_placeholder);
        Unfit { reason: format!("{value}: {error}"), flawed }
    })?;
    let misfits = mismatches(&read);
    let misfits = misfits.iter().map(|misfit| placeholder::misfit(misfit, &value));
    misfits.min_by_key(|unfit| unfit.flawed).map_or(Ok(read), Err)
}

fn parsed<T: FromStr>(text: &str) -> Result<T, Unfit> {
    text.parse().map_err(|_| {
        let reason = format!("`{text}` isn't a value of the parameter's type");
        Unfit { reason, flawed: placeholder::is_placeholder(text) }
    })
}

/// Names and values of a URL's query.
pub(super) fn query(url: &str) -> Vec<(String, String)> {
    let Some((_, query)) = url.split_once('?') else { return Vec::new() };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    query.split('&').map(pair).collect()
}

/// Text without percent-encoding.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
