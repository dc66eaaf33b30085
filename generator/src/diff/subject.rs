//! What a change is of, and in which form it comes.

use super::snapshot::{Fact, Item, What};

/// The form of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// It wasn't there before.
    Came,
    /// It is there no longer.
    Went,
    /// The newer tree defines what the older one implies.
    Documented,
    /// The older tree defines what the newer one implies.
    Undocumented,
    /// The same is called otherwise.
    Renamed,
    /// The same is written in another letter case.
    Respelled,
    /// A fact is told otherwise.
    Changed(Fact),
    /// A type is named instead of listing its values, or (false) the other way round.
    Retyped(Fact, bool),
    /// Another type of the same line declares it: from which, to which.
    Moved(&'a str, &'a str),
}

/// What a change is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) what: What,
    pub(super) form: Form<'a>,
    pub(super) old: Option<&'a Item>,
    pub(super) new: Option<&'a Item>,
}

impl<'a> Subject<'a> {
    /// Returns the item as it is now, or as it was last.
    pub(super) fn item(&self) -> &'a Item {
        static NOTHING: Item = Item {
            name: String::new(),
            facts: std::collections::BTreeMap::new(),
            place: super::snapshot::Place { page: 0, offset: 0 },
            parts: std::collections::BTreeMap::new(),
        };
        self.new.or(self.old).unwrap_or(&NOTHING)
    }

    /// Returns the kind of the change, in words with hyphens.
    pub(super) fn kind(&self) -> String {
        let word = self.what.word();
        let navigates = matches!(self.what, What::Property | What::Inherited) && self.item().is(Fact::Navigation);
        let thing = if navigates { format!("navigation-{word}") } else { word.to_owned() };
        match self.form {
            Form::Came => format!("{thing}-added"),
            Form::Went => format!("{thing}-removed"),
            Form::Documented => format!("{thing}-documented"),
            Form::Undocumented => format!("{thing}-undocumented"),
            Form::Renamed => format!("{thing}-renamed"),
            Form::Respelled => format!("{thing}-respelled"),
            Form::Moved(..) => format!("{thing}-moved"),
            Form::Changed(Fact::Least) => "permission-least-changed".to_owned(),
            Form::Changed(Fact::Deprecated) => match (self.before(Fact::Deprecated), self.after(Fact::Deprecated)) {
                (None, Some(_)) => format!("{word}-deprecated"),
                (Some(_), None) => format!("{word}-restored"),
                _ => format!("{word}-deprecation-changed"),
            },
            Form::Changed(fact) => format!("{word}-{}-changed", fact.word().unwrap_or_default()),
            Form::Retyped(fact, true) => format!("{word}-{}-documented", fact.word().unwrap_or_default()),
            Form::Retyped(fact, false) => format!("{word}-{}-undocumented", fact.word().unwrap_or_default()),
        }
    }

    pub(super) fn before(&self, fact: Fact) -> Option<&'a str> {
        self.old?.fact(fact)
    }

    pub(super) fn after(&self, fact: Fact) -> Option<&'a str> {
        self.new?.fact(fact)
    }

    /// Returns what a fact that is true or false became.
    pub(super) fn turned(&self, fact: Fact) -> (Option<bool>, Option<bool>) {
        let read = |value: Option<&str>| value.map(|value| value == "true");
        (read(self.before(fact)), read(self.after(fact)))
    }
}

/// What an item belongs to.
#[derive(Clone, Copy, Default)]
pub(super) struct Owner<'a> {
    pub(super) ty: &'a str,
    pub(super) of: &'a str,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) area: &'a str,
    /// Whether the methods of the generated client changed that make the request.
    pub(super) signature_changed: bool,
}
