//! The items of the model crate.

use proc_macro2::TokenStream;
use quote::quote;

use super::parts::{cfg, condition, docs, ident, rust_type, text};
use crate::plan::Features;
use crate::plan::model::{Constant, Constants, Enum, Field, Root, Struct, SubtypeEnum, Table, Variant};

/// Makes the modules of the crate and what it shows.
pub(super) fn root(plan: &Root) -> TokenStream {
    let modules: Vec<_> = plan.areas.iter().map(|area| ident(&area.module)).collect();
    let features: Vec<_> = plan.areas.iter().map(|area| cfg(&area.features)).collect();
    quote! {
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![allow(rustdoc::redundant_explicit_links, reason = "a page may show a type under its own name")]

        mod areas {
            #(#features pub(crate) mod #modules;)*
        }

        mod tables {
            #(#features mod #modules;)*
        }

        #(#features pub use areas::#modules::*;)*

        pub use msgraph_types as types;
        pub use msgraph_types::{
            Additional, Binary, Boxed, Date, DateTimeOffset, Decimal, Duration, Flags, Guid, NavigationProperty, OpenEnum, Patch,
            Polymorphic, Property, Record, Stream, TimeOfDay, Value, some,
        };
    }
}

/// Imports the names of the crate in the files of areas.
pub(super) fn use_crate() -> TokenStream {
    quote! {
        #[allow(unused_imports, reason = "an area can do without others")]
        use crate::*;
    }
}

/// Imports the names of the crate in the files of tables.
pub(super) fn use_tables() -> TokenStream {
    quote! {
        use crate::*;
        #[allow(unused_imports, reason = "an area can do without others")]
        use msgraph_types::{open_enum, polymorphic, record};
    }
}

/// Makes the struct of an entity or complex type.
pub(super) fn structure(plan: &Struct) -> TokenStream {
    let (about, cfg, name) = (docs(&plan.docs), cfg(&plan.features), ident(&plan.name));
    let fields = plan.fields.iter().map(field);
    quote! {
        #about
        #cfg
        pub struct #name {
            #(#fields,)*
            /// What has no field: properties that aren't documented, annotations, what `$expand` brought.
            pub additional: Additional,
        }
    }
}

fn field(plan: &Field) -> TokenStream {
    let (about, name, ty) = (docs(&plan.docs), ident(&plan.name), rust_type(&plan.ty, &TokenStream::new()));
    quote!(#about pub #name: Option<#ty>)
}

/// Makes the constants that name the properties of a struct.
pub(super) fn constants(plan: &Constants) -> TokenStream {
    let (cfg, owner) = (cfg(&plan.features), ident(&plan.owner));
    let constants = plan.constants.iter().map(constant);
    quote! {
        #cfg
        impl #owner {
            #(#constants)*
        }
    }
}

fn constant(plan: &Constant) -> TokenStream {
    let (about, cfg, name, ty) =
        (docs(&plan.docs), cfg(&plan.features), ident(&plan.name), rust_type(&plan.ty, &TokenStream::new()));
    let kind = ident(if plan.navigation { "NavigationProperty" } else { "Property" });
    let wire = &plan.wire;
    quote!(#about #cfg pub const #name: #kind<Self, #ty> = #kind::new(#wire);)
}

/// Makes the enum of an enum type.
pub(super) fn enumeration(plan: &Enum) -> TokenStream {
    let (about, cfg, name) = (docs(&plan.docs), cfg(&plan.features), ident(&plan.name));
    let variants = plan.variants.iter().map(|variant| {
        let (about, name) = (docs(&variant.docs), ident(&variant.name));
        quote!(#about #name)
    });
    quote! {
        #about
        #cfg
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// Text that is no documented member; it is written back as it came.
            UnknownValue(String),
        }
    }
}

/// Makes the enum of the subtypes of a type.
pub(super) fn subtype_enum(plan: &SubtypeEnum) -> TokenStream {
    let (about, cfg, name, base) = (docs(&plan.docs), cfg(&plan.features), ident(&plan.name), ident(&plan.base));
    let variants = plan.variants.iter().map(|variant| {
        let (about, name, ty) = (docs(&variant.docs), ident(&variant.name), ident(&variant.ty));
        let cfg = super::parts::cfg(&variant.features);
        quote!(#about #cfg #name(Box<#ty>))
    });
    quote! {
        #about
        #cfg
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// The base type itself, or a type that isn't documented.
            Other(Box<#base>),
        }
    }
}

/// Writes the table of a struct: how it meets JSON.
pub(super) fn table(plan: &Table) -> String {
    let rows = plan.fields.iter().zip(0..).map(|((name, wire), index)| format!("{index} {name} = {}", text(wire)));
    let head = format!("{} = {}", plan.owner, text(&plan.wire));
    let read_only: Vec<String> = plan.read_only.iter().map(|index| format!(" {index}")).collect();
    let sets = plan.sets.iter().map(|(link, set)| format!("\n        {} = {}", text(link), text(set)));
    let sets: String = sets.collect();
    let lists = [("read only", read_only.concat()), ("sets", sets)];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| format!("{name}:{list};"));
    self::rows("record", &head, &plan.features, rows.map(|row| row + ",").chain(lists))
}

/// Writes the table of an enum: how it meets JSON.
pub(super) fn members(plan: &Enum) -> String {
    let row = |(variant, index): (&Variant, usize)| format!("{index} {} = {},", variant.name, text(&variant.wire));
    let head = format!("{} = {}", plan.name, text(&plan.wire));
    rows("open_enum", &head, &plan.features, plan.variants.iter().zip(0..).map(row))
}

/// Writes the table of an enum of subtypes: how it meets JSON.
pub(super) fn subtypes(plan: &SubtypeEnum) -> String {
    let rows = plan.variants.iter().map(|variant| {
        let condition = condition(&variant.features, "    ");
        let condition = condition.trim_start();
        let wire = text(&variant.wire.to_lowercase());
        let between = if condition.is_empty() { "" } else { "    " };
        format!("{condition}{between}{}: {} = {wire},", variant.name, variant.ty)
    });
    self::rows("polymorphic", &format!("{} of {}", plan.name, plan.base), &plan.features, rows)
}

/// Writes a table as text, a row a line: no printer of Rust knows how to lay out the rows of a macro.
fn rows(table: &str, head: &str, features: &Features, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.map(|row| format!("    {row}\n")).collect();
    format!("{}{table}! {{\n    {head};\n{rows}}}\n", condition(features, ""))
}
