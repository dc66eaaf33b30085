//! Comments in the syntax tree: a line each, of the attribute that brings all lines of a documentation.
//!
//! Parsing an attribute costs far more than making one: tokens have one attribute for all lines, which is divided here.

use syn::{AttrStyle, Attribute, Expr, ExprLit, ImplItem, Item, Lit, Meta, MetaNameValue};

use super::parts::{ident, literal};

/// Divides the documentation of items and of what is in them.
pub(super) fn divide(items: &mut [Item]) {
    items.iter_mut().for_each(of_item);
}

fn of_item(item: &mut Item) {
    match item {
        Item::Struct(item) => {
            of(&mut item.attrs);
            item.fields.iter_mut().for_each(|field| of(&mut field.attrs));
        }
        Item::Enum(item) => {
            of(&mut item.attrs);
            item.variants.iter_mut().for_each(|variant| of(&mut variant.attrs));
        }
        Item::Impl(item) => item.items.iter_mut().for_each(of_member),
        Item::Mod(item) => {
            of(&mut item.attrs);
            item.content.iter_mut().for_each(|(_, items)| divide(items));
        }
        _ => {}
    }
}

fn of_member(member: &mut ImplItem) {
    match member {
        ImplItem::Const(item) => of(&mut item.attrs),
        ImplItem::Fn(item) => of(&mut item.attrs),
        _ => {}
    }
}

fn of(attributes: &mut Vec<Attribute>) {
    if !attributes.iter().any(|attribute| lines(attribute).is_some()) {
        return;
    }
    for whole in std::mem::take(attributes) {
        match lines(&whole) {
            Some(text) => attributes.extend(text.split('\n').map(|line| comment(&whole, line))),
            None => attributes.push(whole),
        }
    }
}

/// Returns the text of a documentation of several lines.
fn lines(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) =
        &attribute.meta
    else {
        return None;
    };
    Some(text.value()).filter(|text| path.is_ident("doc") && text.contains('\n'))
}

/// Makes a line of documentation, in the place of the whole.
fn comment(whole: &Attribute, line: &str) -> Attribute {
    let value = Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::new(literal(line)) });
    let path = ident("doc").into();
    Attribute {
        pound_token: whole.pound_token,
        style: AttrStyle::Outer,
        bracket_token: whole.bracket_token,
        meta: Meta::NameValue(MetaNameValue { path, eq_token: Default::default(), value }),
    }
}
