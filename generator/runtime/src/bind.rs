//! The addresses of linked entities in bodies, `"members@odata.bind": ["directoryObjects/1"]`: a model knows no host, so they
//! become those of the client's service here.

use std::borrow::Cow;

/// How the name of a link ends.
const LINK: &str = "@odata.bind\"";

/// Puts the root of the service before the addresses in a JSON text that have none; says what is wrong with one.
pub fn absolute<'j>(json: &'j str, root: &str) -> Result<Cow<'j, str>, String> {
    if !json.contains(LINK) {
        return Ok(json.into());
    }
    let mut out = String::with_capacity(json.len() + root.len());
    let mut rest = json;
    while let Some(at) = rest.find(LINK) {
        let (before, after) = rest.split_at(at + LINK.len());
        out.push_str(before);
        rest = after;
        // A text that ends so is followed by something else.
        let Some(value) = after.trim_start().strip_prefix(':') else { continue };
        let name = before[..at].rsplit('"').next().unwrap_or_default();
        rest = links(value, root, name, &mut out)?;
    }
    out.push_str(rest);
    Ok(out.into())
}

/// Writes a value, a text or a list of texts; returns what follows it.
fn links<'j>(value: &'j str, root: &str, name: &str, out: &mut String) -> Result<&'j str, String> {
    out.push(':');
    let mut rest = value.trim_start();
    let is_list = rest.starts_with('[');
    while let Some(text) = rest.trim_start_matches(['[', ',', ' ', '\n', '\r', '\t']).strip_prefix('"') {
        out.push_str(&rest[..rest.len() - text.len()]);
        // Addresses have no quotes in them.
        let (address, behind) = text.split_once('"').unwrap_or((text, ""));
        if !(address.starts_with("https://") || address.starts_with("http://")) {
            check(address).map_err(|problem| problem.replace("{link}", &format!("`{name}@odata.bind`")))?;
            out.push_str(root);
            out.push('/');
        }
        out.push_str(address);
        out.push('"');
        rest = behind;
        if !is_list || rest.trim_start().starts_with(']') {
            break;
        }
    }
    Ok(rest)
}

/// Says what is wrong with an address below the version.
fn check(address: &str) -> Result<(), &'static str> {
    if address.is_empty() || address.ends_with('/') {
        return Err("the id for {link} isn't given");
    }
    let is_address = address.contains(['/', '(']);
    is_address.then_some(()).ok_or("the documentation doesn't say where ids of {link} are looked up: give an address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_get_the_root_of_the_service() {
        let cases = [
            (r#"{"a":1}"#, r#"{"a":1}"#),
            (
                r#"{"m@odata.bind":["u/1","https://x/2","u('3')"],"a":["b"]}"#,
                r#"{"m@odata.bind":["R/u/1","https://x/2","R/u('3')"],"a":["b"]}"#,
            ),
            (
                r#"{"m@odata.bind":"u/1","n":{"o@odata.bind":"p/2"}}"#,
                r#"{"m@odata.bind":"R/u/1","n":{"o@odata.bind":"R/p/2"}}"#,
            ),
            (r#"{"m@odata.bind" : [ "u/1", "u/2" ] , "a":"b"}"#, r#"{"m@odata.bind":[ "R/u/1", "R/u/2" ] , "a":"b"}"#),
            (r#"{"m@odata.bind":[],"n":"u"}"#, r#"{"m@odata.bind":[],"n":"u"}"#),
            (r#"{"m@odata.bind":null,"n":"u"}"#, r#"{"m@odata.bind":null,"n":"u"}"#),
            (
                r#"{"a":"m@odata.bind","b":"\"m@odata.bind\":\"u\""}"#,
                r#"{"a":"m@odata.bind","b":"\"m@odata.bind\":\"u\""}"#,
            ),
        ];
        for (json, expected) in cases {
            assert_eq!(absolute(json, "R").unwrap(), expected);
        }
    }

    #[test]
    fn what_is_no_address_is_told() {
        for (json, problem) in [
            (r#"{"m@odata.bind":["users/"]}"#, "the id for `m@odata.bind` isn't given"),
            (r#"{"m@odata.bind":""}"#, "the id for `m@odata.bind` isn't given"),
            (
                r#"{"m@odata.bind":"1"}"#,
                "the documentation doesn't say where ids of `m@odata.bind` are looked up: give an address",
            ),
        ] {
            assert_eq!(absolute(json, "R").unwrap_err(), problem);
        }
    }
}
