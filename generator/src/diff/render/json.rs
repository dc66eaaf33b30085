//! Changes as JSON, an object in a line. What isn't said is null.

use serde_json::{Value, json};

use super::Sides;
use crate::diff::Change;

/// Writes all changes.
pub fn json(changes: &[Change], sides: &mut Sides<'_>) -> String {
    changes.iter().map(|change| format!("{}\n", line(change, sides))).collect()
}

fn line(change: &Change, sides: &mut Sides<'_>) -> Value {
    let (old, new) = sides.places(change);
    let text = |text: &String| (!text.is_empty()).then(|| text.clone());
    json!({
        "kind": change.kind, "type": text(&change.ty), "name": text(&change.name), "of": text(&change.of),
        "method": text(&change.method), "path": text(&change.path), "before": change.before, "after": change.after,
        "service": change.service.effect.as_str(), "service_reason": change.service.reason,
        "rust": change.rust.effect.as_str(), "rust_reason": change.rust.reason,
        "old": old, "new": new, "link": text(&change.link), "area": text(&change.area), "version": sides.new.snapshot.version,
    })
}
