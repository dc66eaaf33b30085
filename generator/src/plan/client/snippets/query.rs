//! The options of requests, as programs give them: properties by their constants, conditions by methods. Where a constant is
//! missing or the text is of another form, the text stands as it is.

use super::literal::readable;
use super::values::{Values, scalar};
use crate::plan::RustType;
use crate::plan::snippet::Expr;

/// A tuple of properties has so many at most.
const LONGEST_TUPLE: usize = 12;

/// The comparisons that are methods of properties.
const COMPARISONS: &[&str] = &["eq", "ne", "gt", "ge", "lt", "le"];

/// The functions of texts that are methods of properties.
const OF_TEXT: &[(&str, &str)] = &[("startswith", "starts_with"), ("endswith", "ends_with"), ("contains", "contains")];

/// Gives an option of OData to a request; none where there is no method for the value.
pub(super) fn option(
    values: &mut Values<'_>,
    of: Option<&str>,
    name: &str,
    text: &str,
) -> Option<(&'static str, Vec<Expr>)> {
    let number = || text.trim().parse::<u32>().ok().map(|number| vec![Expr::Code(number.to_string())]);
    // Services take them in any letter case, with and without `$`.
    let (method, arguments) = match name.trim_start_matches('$').to_ascii_lowercase().as_str() {
        "select" => ("select", vec![select(values, of, text)]),
        "expand" => ("expand", vec![expand(values, of, text)]),
        "orderby" => ("order_by", vec![order_by(values, of, text)]),
        "filter" => ("filter", vec![filter(values, of, text)]),
        "search" => ("search", vec![Expr::Text(searched(text)?.to_string())]),
        "top" => ("top", number()?),
        "skip" => ("skip", number()?),
        "count" if text == "true" => ("count", Vec::new()),
        _ => return None,
    };
    Some((method, arguments))
}

/// Returns the phrase that is put in quotes again; text of another form goes as it is, if it has quotes of its own.
fn searched(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains(['"', '\\']) => Some(inner),
        Some(_) => Some(text),
        None => None,
    }
}

fn select(values: &mut Values<'_>, of: Option<&str>, text: &str) -> Expr {
    let names = text.split(',').map(|name| property(values, of, name.trim()));
    listed(names.collect(), text)
}

fn order_by(values: &mut Values<'_>, of: Option<&str>, text: &str) -> Expr {
    let one = |part: &str| {
        let (name, direction) = part.trim().split_once(' ').unwrap_or((part.trim(), ""));
        let (property, ty) = property(values, of, name)?;
        match direction.trim() {
            "" => Some((property, ty)),
            direction @ ("asc" | "desc") => Some((property.method(direction, Vec::new()), RustType::VALUE)),
            _ => None,
        }
    };
    listed(text.split(',').map(one).collect(), text)
}

/// Makes one value of several: an array where they are of one type, else a tuple.
fn listed(parts: Option<Vec<(Expr, RustType)>>, text: &str) -> Expr {
    let Some(mut parts) = parts.filter(|parts| !parts.is_empty()) else { return Expr::Text(text.to_string()) };
    let alike = parts.iter().all(|(_, ty)| *ty == parts[0].1);
    let of_one_kind = alike && parts.iter().all(|(part, _)| kind(part) == kind(&parts[0].0));
    match (parts.len(), of_one_kind) {
        (1, _) => parts.remove(0).0,
        (_, true) => Expr::Array(parts.into_iter().map(|(part, _)| part).collect()),
        (2..=LONGEST_TUPLE, false) => Expr::Tuple(parts.into_iter().map(|(part, _)| part).collect()),
        _ => Expr::Text(text.to_string()),
    }
}

/// Tells properties and what is made of them apart.
fn kind(part: &Expr) -> bool {
    matches!(part, Expr::Method(..))
}

/// Returns the constant of a property that isn't a navigation property, and the type of its values; the way to it may lead
/// through one.
fn property(values: &mut Values<'_>, of: Option<&str>, name: &str) -> Option<(Expr, RustType)> {
    let (first, rest) = name.split_once('/').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let owner = of?;
    let constant = values.shapes.structure(owner)?.constants.get(first);
    let constant = constant.filter(|constant| !constant.navigation || rest.is_some())?;
    let here = Expr::Code(format!("{owner}::{}", constant.name));
    values.models.insert(owner.to_string());
    let Some(rest) = rest else { return Some((here, constant.ty.clone())) };
    let RustType::Model(inner) = &constant.ty else { return None };
    let (inner, ty) = property(values, Some(inner), rest)?;
    Some((here.method("then", vec![inner]), ty))
}

fn expand(values: &mut Values<'_>, of: Option<&str>, text: &str) -> Expr {
    let parts = top_level(text, ',').into_iter().map(|part| expanded(values, of, part.trim()));
    listed(parts.collect(), text)
}

fn expanded(values: &mut Values<'_>, of: Option<&str>, part: &str) -> Option<(Expr, RustType)> {
    let (name, options) = part.split_once('(').map_or((part, None), |(name, rest)| (name, Some(rest)));
    let owner = of?;
    let constant = values.shapes.structure(owner)?.constants.get(name.trim()).filter(|constant| constant.navigation)?;
    values.models.insert(owner.to_string());
    let mut expanded = Expr::Code(format!("{owner}::{}", constant.name));
    let Some(options) = options else { return Some((expanded, constant.ty.clone())) };
    let inner = match &constant.ty {
        RustType::Vec(inner) => inner.as_ref(),
        one => one,
    };
    let inner = struct_of(values, inner);
    for option in top_level(options.strip_suffix(')')?, ';') {
        let (name, value) = option.trim().split_once('=')?;
        let (method, arguments) = match name.trim() {
            "$levels" => ("levels", vec![Expr::Text(value.to_string())]),
            "$select" | "$filter" | "$orderby" | "$top" | "$expand" => {
                self::option(values, inner.as_deref(), name.trim(), value)?
            }
            _ => return None,
        };
        expanded = expanded.method(method, arguments);
    }
    Some((expanded, RustType::VALUE))
}

/// Returns the struct that constants are taken from.
pub(super) fn struct_of(values: &Values<'_>, ty: &RustType) -> Option<String> {
    let RustType::Model(name) = ty else { return None };
    let base = values.shapes.subtypes(name).map_or(name, |subtypes| &subtypes.base);
    values.shapes.structure(base).map(|_| base.clone())
}

/// Divides a text where a mark stands outside of brackets and quotes.
fn top_level(text: &str, mark: char) -> Vec<&str> {
    let (mut depth, mut quoted, mut start, mut parts) = (0_usize, false, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            c if c == mark && depth == 0 && !quoted => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn filter(values: &mut Values<'_>, of: Option<&str>, text: &str) -> Expr {
    conditions(values, of, text).unwrap_or_else(|| Expr::Text(text.to_string()))
}

/// Makes conditions that are joined by `and`, or all by `or`, calls of methods.
fn conditions(values: &mut Values<'_>, of: Option<&str>, text: &str) -> Option<Expr> {
    for (word, method) in [(" and ", "and"), (" or ", "or")] {
        let parts = outside(text, word);
        if parts.len() > 1 {
            let parts: Option<Vec<Expr>> = parts.iter().map(|part| condition(values, of, part)).collect();
            let mut parts = parts?.into_iter();
            let first = parts.next()?;
            return Some(parts.fold(first, |all, part| all.method(method, vec![part])));
        }
    }
    condition(values, of, text)
}

/// Divides a text at a word that stands outside of brackets and quotes.
fn outside<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(word) {
        let before = &text[start..at];
        let is_open =
            before.matches('\'').count() % 2 == 1 || before.matches('(').count() > before.matches(')').count();
        if !is_open {
            parts.push(before);
            start = at + word.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

fn condition(values: &mut Values<'_>, of: Option<&str>, text: &str) -> Option<Expr> {
    let text = text.trim();
    for (function, method) in OF_TEXT {
        let called = text.get(..function.len()).is_some_and(|name| name.eq_ignore_ascii_case(function));
        let inner = text.get(function.len()..).filter(|_| called).and_then(|rest| rest.strip_prefix('('));
        if let Some(inner) = inner {
            let (name, literal) = inner.strip_suffix(')')?.split_once(',')?;
            let (property, ty) = property(values, of, name.trim())?;
            let literal = unquoted(literal.trim())?;
            return (ty == RustType::BuiltIn("String")).then(|| property.method(method, vec![Expr::Text(literal)]));
        }
    }
    let (name, rest) = text.split_once(' ')?;
    let (comparison, literal) = rest.trim_start().split_once(' ')?;
    let comparison = COMPARISONS.iter().find(|known| **known == comparison)?;
    let (property, ty) = property(values, of, name)?;
    let literal = literal.trim();
    match (literal, *comparison) {
        ("null", "eq") => return Some(property.method("is_null", Vec::new())),
        ("null", "ne") => return Some(property.method("is_not_null", Vec::new())),
        _ => {}
    }
    let literal = compared(values, &ty, comparison, literal)?;
    Some(property.method(comparison, vec![literal]))
}

/// Makes a literal of OData a value of the property's type.
fn compared(values: &mut Values<'_>, ty: &RustType, comparison: &str, literal: &str) -> Option<Expr> {
    let is_equality = matches!(comparison, "eq" | "ne");
    match ty {
        RustType::BuiltIn("String") => unquoted(literal).map(Expr::Text),
        RustType::BuiltIn("bool") if !is_equality => None,
        RustType::BuiltIn(_) => scalar(ty, literal, true),
        RustType::Shared(name @ ("DateTimeOffset" | "Date" | "Guid")) if readable(name, literal) == literal => {
            values.field(&RustType::Shared(name), &literal.into()).ok()
        }
        RustType::Model(name) if is_equality => {
            let member = unquoted(literal)?;
            let known = values.shapes.enumeration(name)?.variants.iter().any(|variant| variant.wire == member);
            known.then(|| values.variant(name, &member).ok()).flatten()
        }
        _ => None,
    }
}

/// Returns the text of a literal in quotes, all of which it is.
fn unquoted(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    let text = inner.replace("''", "\u{0}");
    (!text.contains('\'')).then(|| text.replace('\u{0}', "'"))
}
