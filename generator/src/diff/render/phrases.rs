//! Changes as sentences of a changelog, for people who never saw the kinds of changes.

use super::words::values;
use crate::diff::Change;

/// What is told of something by kinds that begin with a word; the longest come first.
const THINGS: [(&str, Thing); 16] = [
    ("navigation-property", Thing::Part("Navigation property")),
    ("property", Thing::Part("Property")),
    ("body-property", Thing::Part("Body property")),
    ("query-option", Thing::Part("Query option")),
    ("permission-least", Thing::Account),
    ("permission", Thing::Permission),
    ("parameter", Thing::Part("Parameter")),
    ("overload", Thing::Part("The call with")),
    ("operation", Thing::Request),
    ("account", Thing::Account),
    ("member", Thing::Part("Member")),
    ("header", Thing::Part("Header")),
    ("cloud", Thing::Account),
    ("area", Thing::Named("Area")),
    ("type", Thing::Type),
    ("path", Thing::Request),
];

/// How a thing is named.
#[derive(Clone, Copy)]
enum Thing {
    /// By its own name.
    Named(&'static str),
    /// By the name of the type.
    Type,
    /// By its name and that of what it is a part of.
    Part(&'static str),
    /// By verb and path, or the action or function and its type.
    Request,
    /// A request for one kind of account, or in one cloud.
    Account,
    /// A permission that a request asks for.
    Permission,
}

/// How kinds end, and what they say.
const ENDS: [(&str, &str); 8] = [
    ("added", "is new"),
    ("removed", "is gone"),
    ("undocumented", "is no longer documented"),
    ("documented", "is documented now"),
    ("restored", "is no longer deprecated"),
    ("deprecated", "is deprecated"),
    ("renamed", "has another name"),
    ("respelled", "is spelled otherwise"),
];

/// What it means that a fact is so, and that it isn't.
const TURNS: [(&str, &str, &str); 10] = [
    ("supported", "is supported", "is not supported"),
    ("read-only", "is read-only", "can be written"),
    ("nullable", "may be null", "is never null"),
    ("required", "must be given", "can be left out"),
    ("default-selection", "comes without `$select`", "comes only with `$select`"),
    ("abstract", "is abstract", "is not abstract"),
    ("open", "takes properties of one's own", "takes only declared properties"),
    ("flags", "takes several members at once", "takes one member"),
    ("navigation", "leads to other entities", "is a part of its entity"),
    ("collection", "is a collection", "is a single value"),
];

/// Says what changed in a sentence without its full stop; what it is of leads to its page.
pub(super) fn sentence(change: &Change) -> String {
    let is_of =
        |word: &str| change.kind.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let (word, thing) = THINGS.into_iter().find(|(word, _)| is_of(word)).unwrap_or(("", Thing::Request));
    let named = named(change, thing);
    let named = if change.link.is_empty() { named } else { format!("[{named}]({})", change.link) };
    format!("{named}{}", end(change, change.kind[word.len()..].trim_start_matches('-')))
}

/// Names what changed.
fn named(change: &Change, thing: Thing) -> String {
    // Of a permission, what it is of is a kind of account.
    let called = match change.method.is_empty() {
        true => code(&change.ty),
        false => code(&format!("{} {}", change.method, change.path)),
    };
    let request = match change.method.is_empty() && !change.of.is_empty() {
        true => format!("{} of {called}", code(&change.of)),
        false => called.clone(),
    };
    match thing {
        Thing::Named(word) => format!("{word} {}", code(&change.name)),
        Thing::Type => format!("Type {}", code(&change.ty)),
        Thing::Part(word) => format!("{word} {} of {request}", code(&change.name)),
        Thing::Request if change.method.is_empty() => format!("{} of {}", code(&change.name), code(&change.ty)),
        Thing::Request => request,
        Thing::Account => format!("{request} ({})", change.name),
        Thing::Permission => format!("Permission {} for {} ({})", code(&change.name), called, change.of),
    }
}

/// Says what became of it, from the blank or colon on; `what` is the kind without the thing.
fn end(change: &Change, what: &str) -> String {
    let values = values(change).map(|values| format!(": {}", code(&values))).unwrap_or_default();
    match what {
        "added" if change.kind == "permission-added" => return " suffices, too".to_owned(),
        "removed" if change.kind == "permission-removed" => return " is no longer enough".to_owned(),
        "changed" if change.kind == "permission-least-changed" => {
            return format!(" has another least permission{values}");
        }
        "moved" => return format!(" is declared by another type{values}"),
        _ => {}
    }
    if let Some((_, says)) = ENDS.iter().find(|(end, _)| *end == what) {
        // What an operation does is no news of it.
        let values = if change.kind.starts_with("operation-") { String::new() } else { values };
        return format!(" {says}{values}");
    }
    let ends = ["-changed", "-documented", "-undocumented"];
    let fact = ends.iter().find_map(|end| what.strip_suffix(end)).unwrap_or(what);
    let turn = TURNS.iter().find(|(name, ..)| *name == fact);
    let says = |value: &str| turn.map(|(_, so, not)| if value == "true" { *so } else { *not });
    match (change.before.as_deref().and_then(says), change.after.as_deref().and_then(says)) {
        (_, Some(now)) => format!(" {now} now"),
        (Some(before), None) => format!(": its page no longer says that it {before}"),
        (None, None) if fact == "rust" => format!(" is called otherwise in Rust{values}"),
        (None, None) => format!(" has another {}{values}", fact.replace('-', " ")),
    }
}

/// Marks up code.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::sentence;
    use crate::diff::Change;

    /// Kind, type, of, name, request, before and after; empty where there is none.
    type Row = [&'static str; 7];

    #[test]
    fn sentences_of_changes() {
        let list = "GET /ships";
        let cases: [(Row, &str); 20] = [
            (
                ["property-added", "a.ship", "", "flag", "", "", "Edm.String"],
                "Property `flag` of `a.ship` is new: `Edm.String`",
            ),
            (
                ["navigation-property-removed", "a.ship", "", "crew", "", "a.man", ""],
                "Navigation property `crew` of `a.ship` is gone: `a.man`",
            ),
            (["type-documented", "a.ship", "", "", "", "", ""], "Type `a.ship` is documented now"),
            (["type-base-changed", "a.ship", "", "", "", "a.b", "a.c"], "Type `a.ship` has another base: `a.b → a.c`"),
            (
                ["property-read-only-changed", "a.ship", "", "flag", "", "true", ""],
                "Property `flag` of `a.ship`: its page no longer says that it is read-only",
            ),
            (
                ["property-nullable-changed", "a.ship", "", "flag", "", "", "false"],
                "Property `flag` of `a.ship` is never null now",
            ),
            (
                ["property-type-documented", "a.ship", "", "kind", "", "Edm.String", "a.kind"],
                "Property `kind` of `a.ship` has another type: `Edm.String → a.kind`",
            ),
            (
                ["property-default-selection-changed", "a.ship", "", "flag", "", "", "false"],
                "Property `flag` of `a.ship` comes only with `$select` now",
            ),
            (["member-removed", "a.kind", "", "brig", "", "brig", ""], "Member `brig` of `a.kind` is gone"),
            (["operation-added", "", "", "", list, "", "list"], "`GET /ships` is new"),
            (["operation-removed", "a.ship", "", "sink", "", "action", ""], "`sink` of `a.ship` is gone"),
            (
                ["operation-answer-changed", "", "", "", list, "a.b", "a.c"],
                "`GET /ships` has another answer: `a.b → a.c`",
            ),
            (
                ["parameter-removed", "a.ship", "sink", "deep", "", "Edm.Int32", ""],
                "Parameter `deep` of `sink` of `a.ship` is gone: `Edm.Int32`",
            ),
            (["path-documented", "", "", "", list, "", "/ships"], "`GET /ships` is documented now"),
            (
                ["header-required-changed", "", "", "If-Match", list, "", "true"],
                "Header `If-Match` of `GET /ships` must be given now",
            ),
            (
                ["account-supported-changed", "", "", "application", list, "true", "false"],
                "`GET /ships` (application) is not supported now",
            ),
            (
                ["permission-added", "", "application", "Ship.Read", list, "", "Ship.Read"],
                "Permission `Ship.Read` for `GET /ships` (application) suffices, too",
            ),
            (
                ["permission-least-changed", "", "", "application", list, "A", "B"],
                "`GET /ships` (application) has another least permission: `A → B`",
            ),
            (
                ["operation-rust-changed", "", "", "", list, "list()", "get()"],
                "`GET /ships` is called otherwise in Rust: `list() → get()`",
            ),
            (["area-added", "", "", "ships", "", "", "ships"], "Area `ships` is new"),
        ];
        for ([kind, ty, of, name, request, before, after], expected) in cases {
            let (method, path) = request.split_once(' ').unwrap_or_default();
            let text = |text: &str| text.to_owned();
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let place = |value: &str| (!value.is_empty() || !kind.ends_with("ed")).then(Default::default);
            let change = Change {
                kind: text(kind),
                ty: text(ty),
                name: text(name),
                of: text(of),
                method: text(method),
                path: text(path),
                before: some(before),
                after: some(after),
                old: if kind.ends_with("-changed") { Some(Default::default()) } else { place(before) },
                new: if kind.ends_with("-changed") { Some(Default::default()) } else { place(after) },
                ..Change::default()
            };
            assert_eq!(sentence(&change), expected, "{kind}");
        }
    }
}
