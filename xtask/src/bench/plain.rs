//! The yardstick of a generated model: the same structs and enums with `Debug`, `Clone` and `Default`, and nothing else.

use std::fs;
use std::path::Path;

use syn::{Attribute, Item, parse_quote};

use crate::Failure;

/// Writes a crate with the types of a model and none of its impls, tables and docs.
pub(super) fn write(model: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    let manifest = fs::read_to_string(model.join("Cargo.toml"))?;
    fs::write(to.join("Cargo.toml"), manifest.replacen("-model\"", "-plain\"", 1))?;
    fs::copy(model.join("Cargo.lock"), to.join("Cargo.lock"))?;
    folder(&model.join("src"), &to.join("src"))
}

fn folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            folder(&path, &target)?;
        } else {
            let mut file = syn::parse_file(&fs::read_to_string(&path)?)?;
            file.attrs = vec![parse_quote!(#![allow(unused_imports)])];
            file.items = strip(file.items);
            fs::write(target, prettyplease::unparse(&file))?;
        }
    }
    Ok(())
}

/// Keeps types, imports and modules; `#[cfg]` is the only attribute that stays.
fn strip(items: Vec<Item>) -> Vec<Item> {
    items.into_iter().filter_map(strip_item).collect()
}

fn strip_item(item: Item) -> Option<Item> {
    match item {
        Item::Struct(mut item) => {
            item.fields.iter_mut().for_each(|field| conditions(&mut field.attrs));
            conditions(&mut item.attrs);
            item.attrs.push(parse_quote!(#[derive(Debug, Clone, Default)]));
            Some(Item::Struct(item))
        }
        Item::Enum(mut item) => {
            item.variants.iter_mut().for_each(|variant| conditions(&mut variant.attrs));
            conditions(&mut item.attrs);
            item.attrs.push(parse_quote!(#[derive(Debug, Clone)]));
            Some(Item::Enum(item))
        }
        Item::Mod(mut item) => {
            conditions(&mut item.attrs);
            item.content = item.content.map(|(brace, items)| (brace, strip(items)));
            Some(Item::Mod(item))
        }
        Item::Use(mut item) => {
            conditions(&mut item.attrs);
            Some(Item::Use(item))
        }
        _ => None,
    }
}

fn conditions(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| attribute.path().is_ident("cfg"));
}
