//! The only place that turns wire names into Rust names.
//!
//! Letters of other scripts are written in ASCII by `deunicode`, and words are split by `heck`. A name is cut at every
//! character that is neither letter, digit nor `_`; where nothing is left, or where it holds what can't be seen, there is no
//! name, and the caller says so in a diagnostic. Two things that want one name in one [`Scope`] are told apart by a number,
//! in the order of their claims.

use std::borrow::Cow;
use std::collections::BTreeMap;

use heck::{ToKebabCase, ToLowerCamelCase, ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

use super::docs::turns;
use crate::api::index::DEFAULT_NAMESPACE;

/// Words that can't be a field, method, parameter or module.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// Names that generated code needs for itself: the prelude's, and those that the model crate takes from `msgraph-types`.
/// A type of the API with such a name gets `Graph` before it, so that `use msgraph_model::*` shadows nothing either.
const RESERVED_TYPES: &[&str] = &[
    // The prelude.
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    // `msgraph-types`.
    "Additional",
    "Binary",
    "Boxed",
    "Date",
    "DateTimeOffset",
    "Decimal",
    "Duration",
    "Edm",
    "Flags",
    "Guid",
    "Names",
    "NavigationProperty",
    "OpenEnum",
    "Patch",
    "Polymorphic",
    "Property",
    "Record",
    "Slot",
    "Stream",
    "TimeOfDay",
    "Value",
    // Primitive types are lower case and can't clash.
];

/// Types that files of builders import; no builder is called so.
pub const BUILDERS_IMPORT: &[&str] =
    &["Display", "GraphClient", "IntoField", "Is", "Request", "Required", "Sent", "Serialize"];

/// Names that files of operations import or take from the prelude; an operation or a module of such a name gets `_`
/// behind it.
pub const OPERATIONS_IMPORT: &[&str] = &[
    "Alternatives",
    "AsRef",
    "Cloud",
    "Clouds",
    "Display",
    "Example",
    "Into",
    "IntoField",
    "Is",
    "Lines",
    "Method",
    "None",
    "Operation",
    "OperationInfo",
    "Page",
    "Permissions",
    "Request",
    "Required",
    "Sent",
    "Serialize",
    "Some",
    "String",
    "Vec",
    "model",
    "response",
    "std",
];

/// Methods that every type has by the traits of the standard library: a method or setter of such a name would be taken for
/// another one.
pub const BLANKET_METHODS: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone",
    "clone_into",
    "clone_to_uninit",
    "fmt",
    "from",
    "into",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// Names that modules and files of areas can't have: those of the crates' own modules and files, of a crate that these
/// name, and of devices on some systems.
const RESERVED_MODULES: &[&str] = &[
    "areas",
    "aux",
    "build",
    "builders",
    "client",
    "con",
    "examples",
    "lib",
    "main",
    "mod",
    "model",
    "msgraph_core",
    "msgraph_types",
    "nul",
    "operations",
    "prn",
    "std",
    "tables",
    "types",
];

/// Names a type: `microsoft.graph`, `mailFolder` → `MailFolder`; `microsoft.graph.termStore`, `group` →
/// `TermStoreGroup`.
pub fn type_name(namespace: &str, name: &str) -> Option<String> {
    let below = match namespace.get(..DEFAULT_NAMESPACE.len()) {
        Some(root) if root.eq_ignore_ascii_case(DEFAULT_NAMESPACE) => &namespace[DEFAULT_NAMESPACE.len()..],
        _ => namespace,
    };
    let name = words(name)?;
    let pascal = join_digits(&format!("{below} {name}"), |text| text.to_pascal_case());
    Some(free_type_name(leading_letter(pascal)))
}

/// Names a Rust type of one word or several, such as the builder of a path segment: `mail_folders` → `MailFolders`.
pub fn pascal(wire: &str) -> Option<String> {
    Some(free_type_name(leading_letter(join_digits(&words(wire)?, |text| text.to_pascal_case()))))
}

/// Names a field, method, parameter or module: `displayName` → `display_name`, `type` → `type_`.
pub fn snake(wire: &str) -> Option<String> {
    Some(no_keyword(leading_letter(words(wire)?.to_snake_case())))
}

/// Names a field, see [`snake`], and the constant for it, see [`constant`].
pub fn field_and_constant(wire: &str) -> Option<(String, String)> {
    // What is left of a wire name is ASCII.
    let field = words(wire)?.to_snake_case();
    let constant = leading_letter(field.to_ascii_uppercase());
    Some((no_keyword(leading_letter(field)), constant))
}

/// Divides a wire name into its words: `macOSWiredNetwork` → `mac`, `os`, `wired`, `network`.
pub fn each_word(wire: &str) -> Vec<String> {
    words(wire).map(|text| text.to_snake_case().split('_').map(str::to_string).collect()).unwrap_or_default()
}

/// Names a constant: `displayName` → `DISPLAY_NAME`.
pub fn constant(wire: &str) -> Option<String> {
    Some(leading_letter(words(wire)?.to_shouty_snake_case()))
}

/// Names a variant of an enum: `notStarted` → `NotStarted`, `10` → `_10`.
pub fn variant(wire: &str) -> Option<String> {
    Some(no_keyword(leading_letter(join_digits(&words(wire)?, |text| text.to_pascal_case()))))
}

/// Names an operation in its module: `createUploadSession` → `CreateUploadSession`.
pub fn operation(wire: &str) -> Option<String> {
    Some(no_import(variant(wire)?))
}

/// Names a module of operations: `mailFolders` → `mail_folders`.
pub fn module(wire: &str) -> Option<String> {
    Some(no_import(cut(snake(wire)?, LONGEST)))
}

/// Names the module of an area, which is a file, too: `device-management` → `device_management`.
pub fn area_module(feature: &str) -> String {
    let name = cut(snake(feature).unwrap_or_else(|| "area".to_string()), LONGEST_FILE);
    let is_device = matches!(name.as_bytes(), [b'c', b'o', b'm', b'0'..=b'9'] | [b'l', b'p', b't', b'0'..=b'9']);
    if is_device || RESERVED_MODULES.contains(&name.as_str()) { name + "_area" } else { name }
}

/// Names a file, without what follows the dot.
pub fn file(words: &str) -> String {
    cut(snake(words).unwrap_or_else(|| "unnamed".to_string()), LONGEST_FILE)
}

/// Adds `_` to a name of [`OPERATIONS_IMPORT`].
fn no_import(name: String) -> String {
    if OPERATIONS_IMPORT.contains(&name.as_str()) { name + "_" } else { name }
}

/// Names a feature of a Cargo manifest: `deviceManagement` → `device-management`.
pub fn feature(wire: &str) -> Option<String> {
    Some(cut(words(wire)?.to_kebab_case(), LONGEST_FILE))
}

/// The number of letters that the name of a type or a module has at most.
pub const LONGEST: usize = 60;

/// The same of a file, without what follows the dot, and of a feature, which files are called after.
const LONGEST_FILE: usize = 54;

/// Cuts a long name: words behind the first one are left out, since the last ones tell the most; where that doesn't do,
/// letters at the end.
fn cut(mut name: String, longest: usize) -> String {
    if name.len() <= longest {
        return name;
    }
    let bytes = name.as_bytes();
    let starts = |at: &usize| {
        matches!(bytes[*at], b'_' | b'-') || bytes[*at].is_ascii_uppercase() && !bytes[at - 1].is_ascii_uppercase()
    };
    let mut words = (2..name.len()).filter(starts);
    let kept = words.next().and_then(|first| Some((first, words.find(|at| first + name.len() - at <= longest)?)));
    match kept {
        Some((first, rest)) => name.replace_range(first..rest, ""),
        None => name.truncate(longest),
    }
    name
}

/// Names a package: `msgraph-model`, `msgraph-beta-model`.
pub fn package(version: &str, kind: &str) -> String {
    match feature(version).filter(|_| !version.starts_with("v1")) {
        None => format!("msgraph-{kind}"),
        Some(version) => format!("msgraph-{version}-{kind}"),
    }
}

/// Tells whether a package can have this name where packages are published.
pub fn is_package(name: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 64 && name.chars().all(is_of_name)
}

/// Tells whether the wire name can be derived from the Rust name.
pub fn is_obvious(rust: &str, wire: &str) -> bool {
    rust.trim_end_matches('_').to_lower_camel_case() == wire
}

/// Replaces every character that no name can hold by a space; returns none where no letter or digit is left, and for what
/// can't be seen.
fn words(wire: &str) -> Option<String> {
    if wire.contains(|c: char| c.is_control() || turns(c)) {
        return None;
    }
    let ascii = if wire.is_ascii() { Cow::Borrowed(wire) } else { Cow::Owned(deunicode::deunicode(wire)) };
    let text: String = ascii.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { ' ' }).collect();
    text.contains(|c: char| c.is_ascii_alphanumeric()).then(|| one_word_acronyms(text))
}

/// Makes an acronym in the plural one word, which its `s` would be cut off from: `cloudPCs` → `cloudPcs`.
fn one_word_acronyms(mut text: String) -> String {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let plurals = text.match_indices('s').map(|(at, _)| at).filter(|at| ends(&text[at + 1..]));
    let starts = plurals.filter_map(|end| {
        let letters = text[..end].bytes().rev().take_while(u8::is_ascii_uppercase).count();
        (letters > 1).then(|| end - letters + 1..end)
    });
    for acronym in starts.collect::<Vec<_>>() {
        text[acronym].make_ascii_lowercase();
    }
    text
}

/// Converts word by word where two digits would meet, so that `8_1` and `81` stay different: `V8_1`.
fn join_digits(text: &str, convert: impl Fn(&str) -> String) -> String {
    let mut joined = String::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        let part = convert(part);
        if joined.ends_with(|c: char| c.is_ascii_digit()) && part.starts_with(|c: char| c.is_ascii_digit()) {
            joined.push('_');
        }
        joined.push_str(&part);
    }
    joined
}

/// Puts `_` before a digit, with which no name can start.
fn leading_letter(name: String) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Keywords get `_` behind them: four of them can't be raw identifiers, and one rule for all is easier to remember.
fn no_keyword(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) { name + "_" } else { name }
}

/// Adds `Graph` to a name of [`RESERVED_TYPES`].
fn free_type_name(name: String) -> String {
    if RESERVED_TYPES.contains(&name.as_str()) { format!("Graph{name}") } else { name }
}

/// Names that must differ from each other: the fields of a struct, the types of a crate, the files of a folder.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The owner of each name; the key is in lower case where letter case makes no difference.
    taken: BTreeMap<String, String>,
    /// The number to try next for each name that was wanted twice, so that many of one name cost no more than others.
    next: BTreeMap<String, u32>,
    /// Is true if names that differ only in letter case clash, as file names do on some systems.
    ignore_case: bool,
    /// Is true if names are cut to [`LONGEST`] letters.
    short: bool,
}

/// The result of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The name to use.
    pub name: String,
    /// The owner of the wanted name, where it was taken and the name has a number.
    pub clash: Option<String>,
    /// Is true if the name had to be cut.
    pub is_cut: bool,
}

impl Scope {
    /// Makes a scope in which names that differ only in letter case clash.
    pub fn ignoring_case() -> Self {
        Self { ignore_case: true, ..Self::default() }
    }

    /// Makes a scope of names that are cut where they are long: those that have files in documentation.
    pub fn short() -> Self {
        Self { short: true, ..Self::default() }
    }

    /// Takes names away before anybody claims them; `owner` is what a diagnostic calls them.
    pub fn reserve(mut self, names: &[&str], owner: &str) -> Self {
        for name in names {
            self.taken.insert(self.key(name), owner.to_string());
        }
        self
    }

    /// Gives `owner` the wanted name, or the first free one with a number behind it.
    pub fn claim(&mut self, wanted: &str, owner: &str) -> Claim {
        self.claim_first([wanted.to_string()], owner)
    }

    /// Gives `owner` the first candidate that is free, or the last one with a number behind it.
    pub fn claim_first(&mut self, candidates: impl IntoIterator<Item = String>, owner: &str) -> Claim {
        let (mut last, mut is_cut) = ("unnamed".to_string(), false);
        let mut clash = self.owner(&last);
        for candidate in candidates {
            is_cut = self.short && candidate.len() > LONGEST;
            last = if is_cut { cut(candidate, LONGEST) } else { candidate };
            clash = self.owner(&last);
            if clash.is_none() {
                break;
            }
        }
        let name = if clash.is_none() { last } else { self.numbered(&last) };
        self.taken.insert(self.key(&name), owner.to_string());
        Claim { name, clash, is_cut }
    }

    fn owner(&self, name: &str) -> Option<String> {
        self.taken.get(&self.key(name)).cloned()
    }

    fn numbered(&mut self, wanted: &str) -> String {
        let key = self.key(wanted);
        let first = self.next.get(&key).copied().unwrap_or(2);
        let free = |number: &u32| !self.taken.contains_key(&self.key(&with_number(wanted, *number)));
        let number = (first..).find(free).unwrap_or(first);
        self.next.insert(key, number + 1);
        with_number(wanted, number)
    }

    fn key(&self, name: &str) -> String {
        if self.ignore_case { name.to_ascii_lowercase() } else { name.to_string() }
    }
}

/// Puts a number behind a name, which stays as short as names are to be.
fn with_number(wanted: &str, number: u32) -> String {
    // A `_` at the end only tells a name from a keyword, as a number does.
    let trimmed = wanted.trim_end_matches('_');
    // `_` keeps numbers apart in snake case and behind a digit.
    let inner = trimmed.trim_start_matches('_');
    let is_type = !inner.starts_with(|c: char| c.is_ascii_lowercase())
        && (!inner.contains('_') || inner.contains(|c: char| c.is_ascii_lowercase()));
    let between = if is_type && !trimmed.ends_with(|c: char| c.is_ascii_digit()) { "" } else { "_" };
    let number = format!("{between}{number}");
    let room = LONGEST.max(wanted.len()) - number.len();
    format!("{}{number}", &trimmed[..trimmed.len().min(room)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_rust_names() {
        assert_eq!(type_name("microsoft.graph", "mailFolder").unwrap(), "MailFolder");
        assert_eq!(type_name("microsoft.graph.termStore", "group").unwrap(), "TermStoreGroup");
        assert_eq!(type_name("microsoft.graph", "option").unwrap(), "GraphOption");
        assert_eq!(type_name("microsoft.graph", "café").unwrap(), "Cafe");
        assert_eq!(type_name("microsoft.graph", "用户").unwrap(), "YongHu");
        assert_eq!(type_name("microsoft.graph", "…"), None);
        assert_eq!(snake("displayName").unwrap(), "display_name");
        assert_eq!(snake("type").unwrap(), "type_");
        assert_eq!(snake("@microsoft.graph.downloadUrl").unwrap(), "microsoft_graph_download_url");
        assert_eq!(snake("3DSettings").unwrap(), "_3d_settings");
        assert_eq!(snake("cloudPCs").unwrap(), "cloud_pcs");
        assert_eq!(snake("userIDsOfAPIs").unwrap(), "user_ids_of_apis");
        assert_eq!(snake("hasTLSsupport").unwrap(), "has_tl_ssupport");
        assert_eq!(type_name("microsoft.graph", "DNSServers").unwrap(), "DnsServers");
        assert_eq!(constant("displayName").unwrap(), "DISPLAY_NAME");
        for wire in ["displayName", "type", "3DSettings", "é-mail_2ndURL", "iOSAppID"] {
            assert_eq!(field_and_constant(wire), snake(wire).zip(constant(wire)));
        }
        assert_eq!(variant("v8_1").unwrap(), "V8_1");
        assert_eq!(variant("81").unwrap(), "_81");
        assert_eq!(variant("self").unwrap(), "Self_");
        assert_eq!(feature("deviceManagement").unwrap(), "device-management");
    }

    #[test]
    fn what_cannot_be_seen_is_no_name() {
        for wire in ["a\u{202e}b", "a\rb", "\u{7f}", "", "---"] {
            assert_eq!(snake(wire), None, "{wire:?}");
        }
    }

    #[test]
    fn names_of_areas_stay_clear_of_the_crates_own() {
        let cases = [
            ("mail", "mail"),
            ("main", "main_area"),
            ("client", "client_area"),
            ("com1", "com1_area"),
            ("com", "com"),
            ("company", "company"),
            ("365", "_365"),
            ("type", "type_"),
        ];
        for (feature, module) in cases {
            assert_eq!(area_module(feature), module);
        }
    }

    #[test]
    fn long_names_are_cut() {
        let long = "verySpecialTypeOfThingsThatSomebodyOnceThoughtToNameInOneBreath";
        let mut scope = Scope::short();
        let claim = scope.claim(&type_name("", long).unwrap(), "a");
        assert_eq!(claim.name, "VeryTypeOfThingsThatSomebodyOnceThoughtToNameInOneBreath");
        assert!(claim.is_cut);
        let letters = scope.claim(&type_name("", &"b".repeat(300)).unwrap(), "b");
        assert_eq!((letters.name.len(), letters.is_cut), (LONGEST, true));
        let again = scope.claim(&type_name("", &"b".repeat(301)).unwrap(), "c").name;
        assert_eq!(again, format!("B{}2", "b".repeat(LONGEST - 2)));
        assert!(!scope.claim("Short", "d").is_cut);
        assert_eq!(module(&"one two ".repeat(20)).unwrap().len(), 59);
        assert!(feature(&"word ".repeat(60)).unwrap().len() <= LONGEST_FILE);
        assert!(file(&"x".repeat(5000)).len() <= LONGEST_FILE);
    }

    #[test]
    fn clashes_are_told_apart_by_numbers() {
        let mut scope = Scope::default().reserve(&["additional"], "the other properties");
        assert_eq!(scope.claim("id", "a"), Claim { name: "id".into(), clash: None, is_cut: false });
        assert_eq!(scope.claim("id", "b"), Claim { name: "id_2".into(), clash: Some("a".into()), is_cut: false });
        assert_eq!(scope.claim("id", "c"), Claim { name: "id_3".into(), clash: Some("a".into()), is_cut: false });
        assert_eq!(scope.claim("additional", "d").name, "additional_2");
        assert_eq!(scope.claim("Json", "e").name, "Json");
        assert_eq!(scope.claim("Json", "f").name, "Json2");
        let candidates = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
        assert_eq!(
            scope.claim_first(candidates(&["Json", "Text"]), "g"),
            Claim { name: "Text".into(), clash: None, is_cut: false }
        );
        assert_eq!(scope.claim_first(candidates(&["Json", "Text"]), "h").name, "Text2");
        assert_eq!(scope.claim_first(candidates(&["type_"]), "i").name, "type_");
        assert_eq!(scope.claim_first(candidates(&["type_"]), "j").name, "type_2");
        assert_eq!(scope.claim("_1Item", "k").name, "_1Item");
        assert_eq!(scope.claim("_1Item", "l").name, "_1Item2");
        assert_eq!(scope.claim("DISPLAY_NAME", "m").name, "DISPLAY_NAME");
        assert_eq!(scope.claim("DISPLAY_NAME", "n").name, "DISPLAY_NAME_2");
        let mut files = Scope::ignoring_case();
        files.claim("Mail", "a");
        assert_eq!(files.claim("mail", "b").name, "mail_2");
    }
}
