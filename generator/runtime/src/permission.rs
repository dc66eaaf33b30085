//! Permissions of operations, and which of them a program needs.

use crate::OperationInfo;
use std::collections::BTreeSet;
use std::fmt;

/// The permissions that allow an operation, by the way the program is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions {
    /// Delegated, signed in with a work or school account.
    pub delegated_work: Alternatives,
    /// Delegated, signed in with a personal Microsoft account.
    pub delegated_personal: Alternatives,
    /// Application: the program signs in as itself.
    pub application: Alternatives,
}

impl Permissions {
    /// The documentation doesn't tell.
    pub const UNKNOWN: Self = Self {
        delegated_work: Alternatives::UNKNOWN,
        delegated_personal: Alternatives::UNKNOWN,
        application: Alternatives::UNKNOWN,
    };
    /// The operation can't be called in any way.
    pub const NOT_SUPPORTED: Self = Self {
        delegated_work: Alternatives::NOT_SUPPORTED,
        delegated_personal: Alternatives::NOT_SUPPORTED,
        application: Alternatives::NOT_SUPPORTED,
    };

    /// The alternatives for one way to sign in.
    pub const fn of(&self, access: Access) -> Alternatives {
        match access {
            Access::DelegatedWork => self.delegated_work,
            Access::DelegatedPersonal => self.delegated_personal,
            Access::Application => self.application,
        }
    }
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// A person with a work or school account.
    DelegatedWork,
    /// A person with a personal Microsoft account.
    DelegatedPersonal,
    /// The program as itself.
    Application,
}

impl Access {
    /// All ways to sign in.
    pub const ALL: [Self; 3] = [Self::DelegatedWork, Self::DelegatedPersonal, Self::Application];
}

/// Permissions of which one alternative is enough, the least privileged first; an alternative is the set
/// of permissions that are needed together.
///
/// They are written in one text, as compilers need several times as long for thousands of lists of lists: `|` stands
/// between alternatives, `+` between permissions that are needed together.
///
/// ```
/// use msgraph_core::Alternatives;
///
/// let read = Alternatives("Mail.ReadBasic|Mail.Read|Group.Read.All+User.Read");
/// assert_eq!(format!("{read:?}"), r#"["Mail.ReadBasic", "Mail.Read", "Group.Read.All and User.Read"]"#);
/// assert_eq!(read.least(), Some(vec!["Mail.ReadBasic"]));
///
/// assert!(Alternatives::NOT_SUPPORTED.is_known() && !Alternatives::UNKNOWN.is_known());
/// assert_eq!(format!("{:?} {:?}", Alternatives::NOT_SUPPORTED, Alternatives::UNKNOWN), "[] unknown");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Alternatives(pub &'static str);

impl Alternatives {
    /// The operation can't be called this way.
    pub const NOT_SUPPORTED: Self = Self("");
    /// The operation needs no permission.
    pub const NONE_NEEDED: Self = Self("+");
    /// The documentation doesn't tell what the operation needs, nor whether it can be called this way.
    pub const UNKNOWN: Self = Self("?");

    /// Returns whether the documentation tells.
    pub const fn is_known(&self) -> bool {
        !matches!(self.0.as_bytes(), [b'?'])
    }

    /// Returns whether the documentation says that the operation can be called this way.
    pub const fn is_supported(&self) -> bool {
        self.is_known() && !self.0.is_empty()
    }

    /// The least privileged alternative.
    pub fn least(&self) -> Option<Vec<&'static str>> {
        self.iter().next()
    }

    /// The alternatives, the least privileged first.
    pub fn iter(&self) -> impl Iterator<Item = Vec<&'static str>> + use<> {
        let alternatives = self.is_supported().then(|| self.0.split('|'));
        let together = |text: &'static str| text.split('+').filter(|permission| !permission.is_empty()).collect();
        alternatives.into_iter().flatten().map(together)
    }

    /// Whether a set of granted permissions is enough.
    pub fn allow(&self, granted: &BTreeSet<&'static str>) -> bool {
        self.iter().any(|together| together.iter().all(|permission| granted.contains(permission)))
    }
}

impl fmt::Debug for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_known() {
            return f.write_str("unknown");
        }
        f.debug_list().entries(self.iter().map(|together| together.join(" and "))).finish()
    }
}

/// What a set of operations needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// The permissions to ask for.
    pub permissions: BTreeSet<&'static str>,
    /// The names of operations that can't be called this way.
    pub unsupported: Vec<&'static str>,
    /// The names of operations of which the documentation doesn't tell.
    pub unknown: Vec<&'static str>,
}

/// The least privileged permissions that allow all the given operations.
///
/// Operations with the fewest alternatives choose first; each takes what is granted already if that is enough, and
/// else its least privileged alternative. What later choices made needless is dropped at the end.
pub fn permissions_for<'a>(operations: impl IntoIterator<Item = &'a OperationInfo>, access: Access) -> Needed {
    let all = operations.into_iter().map(|operation| (operation.name, operation.permissions.of(access)));
    let (known, unknown): (Vec<_>, Vec<_>) = all.partition(|(_, alternatives)| alternatives.is_known());
    let (mut wanted, refused): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|(_, alternatives)| alternatives.is_supported());
    wanted.sort_by_key(|(name, alternatives)| (alternatives.iter().count(), *name));

    let mut permissions = BTreeSet::new();
    for (_, alternatives) in &wanted {
        if !alternatives.allow(&permissions) {
            permissions.extend(alternatives.least().unwrap_or_default());
        }
    }
    for permission in permissions.clone() {
        permissions.remove(permission);
        if !wanted.iter().all(|(_, alternatives)| alternatives.allow(&permissions)) {
            permissions.insert(permission);
        }
    }
    let names = |operations: Vec<(&'static str, Alternatives)>| operations.into_iter().map(|(name, _)| name).collect();
    Needed { permissions, unsupported: names(refused), unknown: names(unknown) }
}
