//! Type cells: words for primitive types that aren't their names.

use super::input::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{PageKind, Rows, TableRole, TypeExpr, primitives};

/// Tells of primitive types that a table of properties names by another word, such as `int`: which of several types is meant, the
/// reader can't know.
pub(super) fn words(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let tables =
        page.tables.iter().filter(|table| page.kind == PageKind::Resource && table.role == TableRole::Properties);
    for table in tables {
        let Rows::Members(rows) = &table.rows else { continue };
        for (ty, name) in rows.iter().filter_map(|row| row.ty.as_ref()).filter_map(|ty| Some((ty, named(ty)?))) {
            let message = format!("`{}` is no type, and is read as `{name}`", ty.name);
            let help = format!("write `{name}`, or the type that is meant");
            found.push(subject.finding(ty.span, Code::LooseType, message).with_help(help));
        }
    }
}

/// Returns the name of the primitive type that a cell means by another word. Other languages have their own words.
fn named(ty: &TypeExpr) -> Option<&'static str> {
    if ty.target.is_some() || !ty.name.is_ascii() {
        return None;
    }
    let name = primitives::name(primitives::find(&ty.name)??);
    let bare = name.trim_start_matches("Edm.");
    let is = |known: &str| ty.name.eq_ignore_ascii_case(known);
    (!is(name) && !is(bare)).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::{TypeExpr, named};

    #[test]
    fn names_of_types() {
        let cases = [
            ("int", Some("Int32")),
            ("Edm.Int", Some("Int32")),
            ("DateTime", Some("DateTimeOffset")),
            ("bool", Some("Boolean")),
            ("string", None),
            ("Edm.Int64", None),
            ("GUID", None),
            ("Json", None),
            ("kettle", None),
            ("字符串", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(named(&TypeExpr { name: cell.to_owned(), ..TypeExpr::default() }), expected, "{cell}");
        }
    }
}
