//! Names that a translation changed: which key that JSON shows is meant by a name that it doesn't show.

/// Returns the names that aren't among the keys, each with the key that it must be. Both lists are in the order of their page, in
/// lower case where letters have one; `is_foreign` tells which of the names may be translations.
///
/// One name and one key that are left are the same thing, wherever they stand. Several are where they stand in the same places
/// among those that both lists have, at least one.
pub(super) fn pairs<'n>(
    names: &[&'n str],
    keys: &[&'n str],
    is_foreign: impl Fn(&str) -> bool,
) -> Vec<(&'n str, &'n str)> {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    // What both have keeps its name, the others have none here.
    let known = |name: &&&str| keys.iter().any(|key| same(name, key));
    let foreign = |name: &&&str| !known(name) && is_foreign(name);
    let open = |key: &&&str| !names.iter().any(|name| same(name, key));
    let changed: Vec<&str> = names.iter().filter(foreign).copied().collect();
    let left: Vec<&str> = keys.iter().filter(open).copied().collect();
    if changed.len() != left.len() {
        return Vec::new();
    }
    let of_names = names.iter().filter(|name| known(name) || is_foreign(name));
    let of_names = of_names.map(|name| known(&name).then(|| name.to_ascii_lowercase()));
    let of_keys = keys.iter().map(|key| (!open(&key)).then(|| key.to_ascii_lowercase()));
    if changed.len() == 1 || names.iter().any(|name| known(&name)) && of_names.eq(of_keys) {
        changed.into_iter().zip(left).collect()
    } else {
        Vec::new()
    }
}

/// Returns whether a name has no Latin letter, so that it isn't the one of the wire.
pub(super) fn is_other_script(name: &str) -> bool {
    !name.contains(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::{is_other_script, pairs};

    #[test]
    fn translated_names_and_keys() {
        let cases: [(&[&str], &[&str], &str); 9] = [
            (&["id", "名前"], &["name", "id"], "名前=name"),
            (&["アドレス", "名前", "isOpen"], &["address", "name", "isOpen"], "アドレス=address 名前=name"),
            (&["ID", "Besitzer", "zone", "Farbe"], &["id", "owner", "zone", "color"], "Besitzer=owner Farbe=color"),
            // In other places, of another number, or none.
            (&["アドレス", "名前"], &["address", "name"], ""),
            (&["アドレス", "isOpen", "名前"], &["address", "name", "isOpen"], ""),
            (&["名前"], &["address", "name"], ""),
            (&["名前", "id"], &["id"], ""),
            (&["id"], &["id", "name"], ""),
            (&[], &[], ""),
        ];
        for (names, keys, expected) in cases {
            let found = pairs(names, keys, |_| true);
            let found: Vec<String> = found.iter().map(|(name, key)| format!("{name}={key}")).collect();
            assert_eq!(found.join(" "), expected, "{names:?} {keys:?}");
        }
        assert!(pairs(&["Besitzer"], &["owner"], is_other_script).is_empty());
    }
}
