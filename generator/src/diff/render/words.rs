//! Changes in words.

use crate::diff::Change;

/// Says what changed, without where and why: `property added: microsoft.graph.user mail: Edm.String`.
pub fn sentence(change: &Change) -> String {
    let kind = change.kind.replace('-', " ");
    let subject = subject(change);
    match values(change) {
        Some(values) => format!("{kind}: {subject}: {values}"),
        None => format!("{kind}: {subject}"),
    }
}

/// Names what changed: type and name, or verb and path, and the parameter or header of it.
pub(super) fn subject(change: &Change) -> String {
    let request = if change.method.is_empty() { String::new() } else { format!("{} {}", change.method, change.path) };
    let of_type = !change.ty.is_empty() && (request.is_empty() || !change.name.is_empty());
    let parts = [if of_type { change.ty.as_str() } else { request.as_str() }, &change.of, &change.name];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Says what was and what is.
pub(super) fn values(change: &Change) -> Option<String> {
    if change.is_of_words() {
        return None;
    }
    let one_line = |text: &String| text.replace('\n', "; ");
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => Some(format!("{} → {}", one_line(before), one_line(after))),
        (Some(only), None) if is_one_sided(change) => shown(change, only),
        (None, Some(only)) if is_one_sided(change) => shown(change, only),
        (Some(before), None) => Some(format!("{} → not said", one_line(before))),
        (None, Some(after)) => Some(format!("not said → {}", one_line(after))),
        (None, None) => None,
    }
}

/// Tells whether something came or went.
fn is_one_sided(change: &Change) -> bool {
    change.old.is_none() || change.new.is_none()
}

/// What came or went is shown unless its name says it all.
fn shown(change: &Change, value: &str) -> Option<String> {
    (*value != change.name && *value != change.path).then(|| value.to_owned())
}
