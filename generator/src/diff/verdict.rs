//! What a change means: for callers of the service by Microsoft's published rules, and for programs that use the generated
//! crates. One table each; each line gives its reason.

use super::implied::simple;
use super::snapshot::{Fact, Item, What};
use super::subject::{Form, Owner, Subject};
use super::{Effect, Verdict};
use crate::api::SENTINEL;
use Effect::{Breaking, Compatible, Documentation};

/// Judges a change: for callers of the service, and for programs in Rust.
pub(super) fn verdicts(subject: &Subject<'_>, owner: &Owner<'_>) -> (Verdict, Verdict) {
    (verdict(service(subject)), verdict(rust(subject, owner)))
}

type Judged = (Effect, &'static str);

fn verdict((effect, reason): Judged) -> Verdict {
    Verdict { effect, reason: reason.to_owned() }
}

/// Why what pages say for the first time, or no longer, is no change of the service.
const FIRST_SAID: Judged = (Documentation, "the pages say so for the first time");
const NO_LONGER_SAID: Judged = (Documentation, "the pages no longer say so");

/// Why areas are no matter for the service.
const NOT_OF_SERVICE: Judged = (Effect::None, "areas divide the crates, not the service");

fn service(subject: &Subject<'_>) -> Judged {
    match subject.form {
        Form::Came => came(subject),
        Form::Went => went(subject.what),
        Form::Documented => (Documentation, "the older pages imply it"),
        Form::Undocumented => (Documentation, "the newer pages still imply it"),
        Form::Renamed => (Breaking, "the old name is gone"),
        Form::Respelled => (Documentation, "the same name in another letter case"),
        Form::Moved(..) => (Effect::None, "another type of the same line declares it"),
        Form::Retyped(..) => (Documentation, "the same values, listed in words on one side"),
        Form::Changed(fact) => changed(subject, fact),
    }
}

fn came(subject: &Subject<'_>) -> Judged {
    let item = subject.item();
    match subject.what {
        What::Area => NOT_OF_SERVICE,
        What::Type => (Compatible, "a new type"),
        What::Inherited => (Compatible, "its base type declares it"),
        What::Property if item.is(Fact::Required) => (Breaking, "it must be given"),
        What::Property if item.fact(Fact::Nullable) == Some("false") && item.fact(Fact::Default).is_none() => {
            (Breaking, "it is never null and has no default")
        }
        What::Property => (Compatible, "a new property that need not be given"),
        What::Member if item.name.eq_ignore_ascii_case(SENTINEL) => (Compatible, "the sentinel announces new members"),
        What::Member => match item.fact(Fact::Sentinel) {
            Some("after") => (Compatible, "it stands behind the sentinel"),
            Some(_) => (Breaking, "it stands before the sentinel"),
            None => (Breaking, "the enum type has no sentinel that announces new members"),
        },
        What::Procedure | What::Operation => (Compatible, "a new API"),
        What::Path => (Compatible, "a new path to the same API"),
        What::Overload => (Compatible, "another way to call it"),
        What::Parameter | What::Header | What::QueryOption | What::BodyProperty if item.is(Fact::Required) => {
            (Breaking, "requests without it fail")
        }
        What::Parameter | What::Header | What::QueryOption | What::BodyProperty => {
            (Compatible, "requests without it go on")
        }
        What::Permission => (Compatible, "another permission will do"),
        What::Account | What::Cloud => (Compatible, "it works in more places"),
    }
}

fn went(what: What) -> Judged {
    let reason = match what {
        What::Area => return NOT_OF_SERVICE,
        What::Type => "what is of the type has another one",
        What::Property | What::Inherited => "programs read or set it",
        What::Member => "programs compare with it or send it",
        What::Procedure | What::Operation => "requests fail",
        What::Path => "requests to the path fail",
        What::Overload => "calls with these parameters fail",
        What::Parameter | What::Header | What::QueryOption | What::BodyProperty => "requests that send it fail",
        What::Permission => "programs that have no other permission are refused",
        What::Account | What::Cloud => "it works in fewer places",
    };
    (Breaking, reason)
}

fn changed(subject: &Subject<'_>, fact: Fact) -> Judged {
    let (before, after) = (subject.before(fact), subject.after(fact));
    let turned = subject.turned(fact);
    match fact {
        Fact::Description => (Documentation, "only words changed"),
        Fact::Rust => (Effect::None, "the service is the same"),
        Fact::Deprecated if after.is_some() => (Compatible, "it works until it is removed"),
        Fact::Deprecated => (Compatible, "it is here to stay"),
        Fact::Open | Fact::Flags | Fact::Navigation => match (fact, after) {
            (Fact::Open, Some(_)) => (Compatible, "values may have more properties"),
            (Fact::Open, None) => (Breaking, "values may have no properties of their own"),
            (Fact::Flags, _) => (Breaking, "values are written otherwise: as one member or a list of them"),
            _ => (Breaking, "it comes by default or has to be expanded"),
        },
        Fact::Base if before.is_none() => (Compatible, "it has the properties of a base type, too"),
        Fact::Base => (Breaking, "it has no longer what that base type gave"),
        Fact::Query if lost_words(before, after) => (Breaking, "queries that used it fail"),
        Fact::Query => (Compatible, "more can be asked"),
        Fact::Least if subject.new.is_some_and(|item| alternatives(item).any(|name| Some(name) == before)) => {
            (Compatible, "the old one will do as well")
        }
        Fact::Least => (Breaking, "programs that have only the old one are refused"),
        Fact::Supported if after == Some("true") => (Compatible, "it works with more accounts"),
        Fact::Supported => (Breaking, "it works with fewer accounts"),
        Fact::Value if subject.what == What::Member => (Compatible, "its name is what is sent"),
        Fact::Type | Fact::Returns | Fact::Answer if is_unknown(before) => FIRST_SAID,
        Fact::Type | Fact::Returns | Fact::Answer if is_unknown(after) => NO_LONGER_SAID,
        Fact::Required if turned == (Some(false), Some(true)) => (Breaking, "requests without it fail"),
        Fact::Required if turned == (Some(true), Some(false)) => (Compatible, "it need not be given"),
        Fact::ReadOnly if turned == (Some(true), Some(false)) => (Compatible, "it can be set"),
        Fact::ReadOnly if turned == (Some(false), Some(true)) => (Breaking, "it can no longer be set"),
        Fact::Abstract if turned == (Some(true), Some(false)) => (Compatible, "there are values of it"),
        Fact::SelectedByDefault if turned == (Some(false), Some(true)) => {
            (Compatible, "it comes without being selected")
        }
        Fact::SelectedByDefault if turned == (Some(true), Some(false)) => (Breaking, "it has to be selected"),
        _ if before.is_none() => FIRST_SAID,
        _ if after.is_none() => NO_LONGER_SAID,
        Fact::Nullable => (Breaking, "what may be null has changed"),
        Fact::Default => (Breaking, "what isn't given has another value"),
        Fact::Key => (Breaking, "entities are addressed otherwise"),
        Fact::Kind => (Breaking, "it is something else now"),
        Fact::Abstract => (Breaking, "there are no values of it"),
        Fact::Type => (Breaking, "its values are of another type"),
        Fact::Returns | Fact::Answer => (Breaking, "something else is answered"),
        Fact::Body => (Breaking, "something else is sent"),
        _ => (Breaking, "something else is expected"),
    }
}

/// Tells whether the pages don't tell a type.
fn is_unknown(value: Option<&str>) -> bool {
    value.is_none_or(|value| matches!(simple(value.trim_start_matches("none|")), "Edm.Untyped" | "value"))
}

/// Tells whether some of the `$` options that were stated are no longer.
fn lost_words(before: Option<&str>, after: Option<&str>) -> bool {
    let stated = |text: Option<&str>| -> Vec<String> {
        text.unwrap_or_default().split(", ").filter(|word| word.starts_with('$')).map(str::to_owned).collect()
    };
    let after = stated(after);
    stated(before).iter().any(|word| !after.contains(word))
}

/// Gives the permissions of a kind of account, any of which will do.
pub(super) fn alternatives(account: &Item) -> impl Iterator<Item = &str> {
    account.fact(Fact::Permissions).into_iter().flat_map(|all| all.split(", "))
}

/// Tells whether a line of the older text is missing in the newer one.
pub(super) fn lost_lines(before: Option<&str>, after: Option<&str>) -> bool {
    let after: Vec<&str> = after.unwrap_or_default().lines().collect();
    before.unwrap_or_default().lines().any(|line| !after.contains(&line))
}

fn rust(subject: &Subject<'_>, owner: &Owner<'_>) -> Judged {
    let renamed = subject.before(Fact::Rust) != subject.after(Fact::Rust);
    match (subject.what, subject.form) {
        (What::Inherited, _) => (Effect::None, "the base type's field"),
        (What::Area, Form::Came) => (Compatible, "a new feature"),
        (What::Area, _) => (Breaking, "its feature is gone"),
        (What::Type, Form::Came | Form::Documented) => (Compatible, "a new item"),
        (What::Type, Form::Went | Form::Undocumented) => (Breaking, "its item is gone"),
        (What::Property, Form::Came | Form::Documented) => {
            (Compatible, "a new field or constant; values end with `..Default::default()`")
        }
        (What::Property, Form::Went | Form::Undocumented) => (Breaking, "its field or constant is gone"),
        (What::Member, Form::Came | Form::Documented) => (Compatible, "a new variant; a `match` has an arm for others"),
        (What::Member, Form::Went | Form::Undocumented) => (Breaking, "its variant is gone"),
        (What::Type | What::Property | What::Member, Form::Renamed | Form::Respelled) if renamed => {
            (Breaking, "it has another name")
        }
        (_, Form::Renamed | Form::Respelled) if owner.signature_changed => (Breaking, "it has another name"),
        (_, Form::Renamed | Form::Respelled) => (Effect::None, "the name in Rust stays"),
        (_, Form::Moved(..)) => (Effect::None, "structs have the fields of their base types"),
        (_, Form::Retyped(..) | Form::Changed(Fact::Type)) if subject.what == What::Property => match renamed {
            true => (Breaking, "its field or constant has another type"),
            false => (Effect::None, "the same type in Rust"),
        },
        (_, Form::Changed(fact)) => rust_changed(subject, fact, owner),
        (What::Procedure | What::Operation | What::Path | What::Overload, Form::Came | Form::Documented) => {
            match owner.signature_changed {
                true => (Breaking, "methods are named otherwise or take something else"),
                false => (Compatible, "a new method, or another place for one"),
            }
        }
        (What::Procedure | What::Operation | What::Path | What::Overload, _) => (Breaking, "its method is gone"),
        (What::Parameter | What::Header | What::QueryOption | What::BodyProperty, form) => {
            match (owner.signature_changed, form) {
                (true, _) => (Breaking, "methods take something else"),
                (false, Form::Came | Form::Documented) => (Compatible, "methods stay; a setter may be new"),
                (false, _) => (Effect::None, "methods stay"),
            }
        }
        (What::Account | What::Permission | What::Cloud, _) => (Effect::None, "the value of a constant"),
        (_, Form::Retyped(..)) => (Effect::None, "the same type in Rust"),
    }
}

fn rust_changed(subject: &Subject<'_>, fact: Fact, owner: &Owner<'_>) -> Judged {
    let is_enum = |item: Option<&Item>| item.is_some_and(|item| item.fact(Fact::Kind) == Some("enum"));
    match (subject.what, fact) {
        (_, Fact::Description) => (Documentation, "only documentation"),
        (_, Fact::Deprecated) => (Compatible, "uses of it warn, or warn no longer"),
        (What::Operation, Fact::Rust) if owner.signature_changed => {
            (Breaking, "its method has another name or takes something else")
        }
        (What::Operation, Fact::Rust) => (Compatible, "there are other ways to call it, too"),
        (What::Type, Fact::Rust) => (Breaking, "fields and answers hold it by another type"),
        (_, Fact::Rust) => (Breaking, "it has another name or type"),
        (What::Type, Fact::Kind) => match is_enum(subject.old) != is_enum(subject.new) {
            true => (Breaking, "a struct became an enum, or an enum a struct"),
            false => (Effect::None, "a struct all the same"),
        },
        (What::Type, Fact::Base) if subject.before(fact).is_none() => (Compatible, "new fields"),
        (What::Type, Fact::Base) => (Breaking, "fields of the base type may be gone"),
        (What::Type, Fact::Flags) => (Breaking, "fields hold `Flags` of it, or no longer"),
        (What::Property, Fact::Navigation) => (Breaking, "a field became a constant alone, or the other way round"),
        (What::Type, _) => (Effect::None, "its item stays the same"),
        (What::Property, _) => (Effect::None, "every field is optional"),
        (What::Member, _) => (Effect::None, "its variant stays the same"),
        (What::Account | What::Permission | What::Cloud, _) => (Effect::None, "the value of a constant"),
        _ if owner.signature_changed => (Breaking, "methods take or answer something else"),
        _ => (Effect::None, "methods stay"),
    }
}
