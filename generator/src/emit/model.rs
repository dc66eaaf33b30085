//! The items of the model crate.

use proc_macro2::TokenStream;
use quote::quote;

use super::parts::{cfg, docs, ident, rust_type};
use crate::plan::model::{Any, AnyVariant, Constant, Constants, Enum, Field, Root, Struct, Table};

/// The modules of the crate and what it shows.
pub(super) fn root(plan: &Root) -> TokenStream {
    let modules: Vec<_> = plan.areas.iter().map(|area| ident(&area.module)).collect();
    let features: Vec<_> = plan.areas.iter().map(|area| cfg(&area.features)).collect();
    quote! {
        #![allow(clippy::match_single_binding, reason = "a struct can be without fields")]
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
            Polymorphic, Property, Record, Stream, TimeOfDay, Value,
        };
    }
}

/// The names of the crate, in the files of areas.
pub(super) fn use_crate() -> TokenStream {
    quote! {
        #[allow(unused_imports, reason = "an area can do without others")]
        use crate::*;
    }
}

/// The names of the crate, in the files of tables.
pub(super) fn use_tables() -> TokenStream {
    quote! {
        use crate::*;
        #[allow(unused_imports, reason = "an area can be without structs")]
        use msgraph_types::{Names, Slot, open_enum, polymorphic, records};
    }
}

/// The struct of an entity or complex type.
pub(super) fn structure(plan: &Struct) -> TokenStream {
    let (about, cfg, name) = (docs(&plan.docs), cfg(&plan.features), ident(&plan.name));
    let fields = plan.fields.iter().map(field);
    quote! {
        #about
        #cfg
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            /// What has no field: properties that aren't documented, annotations, what `$expand` brought.
            pub additional: Additional,
        }
    }
}

fn field(plan: &Field) -> TokenStream {
    let (about, name, ty) = (docs(&plan.docs), ident(&plan.name), rust_type(&plan.ty));
    quote!(#about pub #name: Option<#ty>)
}

/// The constants that name the properties of a struct.
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
    let (about, cfg, name, ty) = (docs(&plan.docs), cfg(&plan.features), ident(&plan.name), rust_type(&plan.ty));
    let kind = ident(if plan.navigation { "NavigationProperty" } else { "Property" });
    let wire = &plan.wire;
    quote!(#about #cfg pub const #name: #kind<Self, #ty> = #kind::new(#wire);)
}

/// The enum of an enum type.
pub(super) fn enumeration(plan: &Enum) -> TokenStream {
    let (about, cfg, name) = (docs(&plan.docs), cfg(&plan.features), ident(&plan.name));
    let variants = plan.variants.iter().map(|variant| {
        let (about, name) = (docs(&variant.docs), ident(&variant.name));
        quote!(#about #name)
    });
    quote! {
        #about
        #cfg
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// Text that is no documented member; it is written back as it came.
            UnknownValue(String),
        }
    }
}

/// The enum of the subtypes of a type.
pub(super) fn any(plan: &Any) -> TokenStream {
    let (about, cfg, name, base) = (docs(&plan.docs), cfg(&plan.features), ident(&plan.name), ident(&plan.base));
    let variants = plan.variants.iter().map(|variant| {
        let (about, name, ty) = (docs(&vec![format!("`{}`", variant.wire)]), ident(&variant.name), ident(&variant.ty));
        let cfg = super::parts::cfg(&variant.features);
        quote!(#about #cfg #name(Box<#ty>))
    });
    quote! {
        #about
        #cfg
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// The base type itself, or a type that isn't documented.
            Other(Box<#base>),
        }
    }
}

/// How a struct meets JSON.
pub(super) fn table(plan: &Table) -> TokenStream {
    let (cfg, owner, wire) = (cfg(&plan.features), ident(&plan.owner), &plan.wire);
    let fields: Vec<_> = plan.fields.iter().map(|(field, _)| ident(field)).collect();
    let names = plan.fields.iter().map(|(_, wire)| wire);
    let indexes: Vec<_> = (0..plan.fields.len()).map(proc_macro2::Literal::usize_unsuffixed).collect();
    quote! {
        #cfg
        records!(#owner);

        #cfg
        impl Default for #owner {
            fn default() -> Self {
                Self { #(#fields: None,)* additional: Additional::new() }
            }
        }

        #cfg
        impl Record for #owner {
            fn head(&self) -> (&'static Names, &Additional) {
                (&Names { of_type: #wire, of_fields: &[#(#names),*] }, &self.additional)
            }

            fn additional_mut(&mut self) -> &mut Additional {
                &mut self.additional
            }

            fn slot(&self, index: usize) -> &dyn Slot {
                match index {
                    #(#indexes => &self.#fields,)*
                    _ => &self.additional,
                }
            }

            fn slot_mut(&mut self, index: usize) -> &mut dyn Slot {
                match index {
                    #(#indexes => &mut self.#fields,)*
                    _ => &mut self.additional,
                }
            }
        }
    }
}

/// How an enum meets JSON.
pub(super) fn members(plan: &Enum) -> TokenStream {
    let (cfg, name, wire) = (cfg(&plan.features), ident(&plan.name), &plan.wire);
    let variants = plan.variants.iter().map(|variant| ident(&variant.name));
    let members = plan.variants.iter().map(|variant| &variant.wire);
    quote! {
        #cfg
        open_enum!(#name);

        #cfg
        impl OpenEnum for #name {
            const TYPE_NAME: &'static str = #wire;
            const MEMBERS: &'static [(&'static str, Self)] = &[#((#members, Self::#variants)),*];

            fn unknown(text: &str) -> Self {
                Self::UnknownValue(text.to_string())
            }

            fn as_unknown(&self) -> Option<&str> {
                if let Self::UnknownValue(text) = self { Some(text) } else { None }
            }
        }
    }
}

/// How an enum of subtypes meets JSON.
pub(super) fn subtypes(plan: &Any) -> TokenStream {
    let (cfg, name, base) = (cfg(&plan.features), ident(&plan.name), ident(&plan.base));
    let variants: Vec<_> = plan.variants.iter().map(|variant| ident(&variant.name)).collect();
    let wires = plan.variants.iter().map(|variant| variant.wire.to_lowercase());
    let features: Vec<_> = plan.variants.iter().map(|variant| super::parts::cfg(&variant.features)).collect();
    let conversions = plan.variants.iter().map(|variant| conversion(plan, variant));
    quote! {
        #cfg
        polymorphic!(#name of #base);

        #cfg
        impl Polymorphic for #name {
            type Base = #base;

            fn of_type(name: &str) -> Self {
                match name {
                    #(#features #wires => Self::#variants(Box::default()),)*
                    _ => Self::Other(Box::default()),
                }
            }

            fn record(&self) -> &dyn Record {
                match self {
                    #(#features Self::#variants(value) => &**value,)*
                    Self::Other(value) => &**value,
                }
            }

            fn record_mut(&mut self) -> &mut dyn Record {
                match self {
                    #(#features Self::#variants(value) => &mut **value,)*
                    Self::Other(value) => &mut **value,
                }
            }
        }

        #(#conversions)*
    }
}

fn conversion(plan: &Any, variant: &AnyVariant) -> TokenStream {
    let (name, ty, variant_name) = (ident(&plan.name), ident(&variant.ty), ident(&variant.name));
    // The narrower condition alone would do, were the enum always there.
    let (outer, inner) = (cfg(&plan.features), cfg(&variant.features));
    quote! {
        #outer
        #inner
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#variant_name(Box::new(value))
            }
        }
    }
}
