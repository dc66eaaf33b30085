//! What is planned for small APIs: names, boxes, features, documentation.

use std::fmt::Write;

use msgraph_codegen::api::Api;
use msgraph_codegen::page::{Inline, Link, Prose};
use msgraph_codegen::plan::{CratePlan, Item, RustType, Settings, docs, model};
use msgraph_tests::sample::Sample;

fn planned(api: &Api, include: &[&str]) -> CratePlan {
    let include = include.iter().map(|area| (*area).to_string()).collect();
    model::plan(api, &Settings { include, ..Settings::default() })
}

/// The plan in short: a line for each item, field, constant and variant.
fn outline(plan: &CratePlan) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{} in {}", plan.manifest.package, plan.folder);
    for (feature, turns_on) in &plan.manifest.features {
        let _ = writeln!(text, "feature {feature} = {turns_on:?}");
    }
    for file in &plan.files {
        let _ = writeln!(text, "{}", file.path);
        file.items.iter().for_each(|item| describe(item, &mut text));
    }
    for found in &plan.diagnostics {
        let _ = writeln!(text, "{} {}: {}", found.file, found.code.as_str(), found.message);
    }
    text
}

fn describe(item: &Item, text: &mut String) {
    let when = |features: &Vec<String>| {
        if features.is_empty() { String::new() } else { format!(" if {}", features.join("|")) }
    };
    let _ = match item {
        Item::ModelRoot(root) => {
            root.areas.iter().try_for_each(|area| writeln!(text, "  mod {}{}", area.module, when(&area.features)))
        }
        Item::Struct(plan) => {
            let _ = writeln!(text, "  struct {}{}", plan.name, when(&plan.features));
            plan.fields.iter().try_for_each(|field| writeln!(text, "    {}: {}", field.name, rust(&field.ty)))
        }
        Item::Constants(plan) => plan.constants.iter().try_for_each(|constant| {
            let arrow = if constant.navigation { "→" } else { "=" };
            writeln!(
                text,
                "    {} {arrow} {} {}{}",
                constant.name,
                constant.wire,
                rust(&constant.ty),
                when(&constant.features)
            )
        }),
        Item::Enum(plan) => {
            let _ = writeln!(text, "  enum {}{}", plan.name, when(&plan.features));
            plan.variants.iter().try_for_each(|variant| writeln!(text, "    {} = {}", variant.name, variant.wire))
        }
        Item::SubtypeEnum(plan) => {
            let _ = writeln!(text, "  any {} of {}{}", plan.name, plan.base, when(&plan.features));
            plan.variants.iter().try_for_each(|variant| {
                writeln!(text, "    {}({}) = {}{}", variant.name, variant.ty, variant.wire, when(&variant.features))
            })
        }
        _ => Ok(()),
    };
}

fn rust(ty: &RustType) -> String {
    match ty {
        RustType::BuiltIn(name) | RustType::Shared(name) => (*name).to_string(),
        RustType::Model(name) => name.clone(),
        RustType::Vec(inner) => format!("Vec<{}>", rust(inner)),
        RustType::Boxed(inner) => format!("Boxed<{}>", rust(inner)),
        RustType::Flags(inner) => format!("Flags<{}>", rust(inner)),
    }
}

#[test]
fn inheritance_is_flat_and_subtypes_have_an_enum() {
    let api = Sample::new()
        .entity("core", "entity", "")
        .entity("core", "item", "entity")
        .property("name", "String", "")
        .entity("core", "attachment", "entity")
        .polymorphic()
        .property("name", "String", "")
        .entity("files", "fileAttachment", "attachment")
        .property("contentBytes", "Binary", "")
        .entity("files", "linkAttachment", "fileAttachment")
        .property("name", "Int32", "The type repeats a property of its base.")
        .entity("mail", "message", "item")
        .property("attachment", "attachment", "")
        .property("others", "[]item", "")
        .navigation("attachments", "[]attachment", "")
        .build("v1.0");
    insta::assert_snapshot!(outline(&planned(&api, &[])));
}

/// A complex type without properties is what its subtypes have in common, however they derive from it; an entity that has
/// nothing but its key may be the root of anything.
#[test]
fn a_complex_base_is_never_too_general() {
    let api = Sample::new()
        .complex("a", "target", "")
        .complex("a", "groupTarget", "target")
        .property("groupId", "String", "")
        .complex("a", "exclusionTarget", "groupTarget")
        .complex("a", "assignment", "")
        .property("target", "target", "")
        .entity("a", "thing", "")
        .entity("a", "boat", "thing")
        .property("name", "String", "")
        .entity("a", "ferry", "boat")
        .build("v1.0");
    insta::assert_snapshot!(outline(&planned(&api, &[])));
}

#[test]
fn only_what_contains_itself_is_boxed() {
    let api = Sample::new()
        .complex("a", "node", "")
        .property("next", "node", "")
        .property("children", "[]node", "")
        .property("leaf", "leaf", "")
        .complex("a", "leaf", "")
        .property("value", "Double", "")
        .complex("a", "first", "")
        .property("second", "second", "")
        .complex("a", "second", "")
        .property("third", "third", "")
        .complex("a", "third", "second")
        .property("first", "first", "")
        .build("beta");
    insta::assert_snapshot!(outline(&planned(&api, &[])));
}

#[test]
fn an_area_needs_the_types_of_its_fields() {
    let sample = || {
        Sample::new()
            .entity("mail", "message", "")
            .property("from", "recipient", "")
            .navigation("drive", "drive", "")
            .complex("people", "recipient", "")
            .property("importance", "importance", "")
            .enumeration("shared", "importance", &["low"])
            .entity("files", "drive", "")
            .property("owner", "recipient", "")
    };
    insta::assert_snapshot!("areas_all", outline(&planned(&sample().build("v1.0"), &[])));
    insta::assert_snapshot!("areas_mail", outline(&planned(&sample().build("v1.0"), &["mail"])));
}

#[test]
fn names_are_made_to_fit() {
    let api = Sample::new()
        .complex("type", "option", "")
        .property("type", "String", "")
        .property("self", "string", "")
        .property("additional", "String", "")
        .property("displayName", "String", "")
        .property("DisplayName", "String", "")
        .property("display_name", "String", "")
        .property("3D", "Boolean", "")
        .property("@microsoft.graph.downloadUrl", "String", "")
        .property("@odata.type", "String", "")
        .property("members@odata.bind", "[]String", "")
        .property("payload.visual.title", "String", "")
        .property("é", "String", "")
        .property("eTag", "String", "")
        .navigation("type", "option", "")
        .navigation("DISPLAY-name", "option", "")
        .complex("Type", "microsoft.graph.termStore.group", "")
        .complex("Type", "termStoreGroup", "")
        .complex("Type", "日", "")
        .enumeration("Type", "result", &["ok", "Ok", "ok", "10", "8_1", "8.1", "unknownValue", "self", "?", "a-b"])
        .enumeration("Type", "rights*", &["none", "read"])
        .complex("Type", "holder", "")
        .property("rights", "rights", "")
        .property("result", "[]result", "")
        .property("unknown", "日", "")
        .build("v1.0");
    insta::assert_snapshot!(outline(&planned(&api, &[])));
}

#[test]
fn documentation_says_what_the_page_says() {
    let mut api = Sample::new()
        .entity("a", "user", "")
        .described("A person. See [the manager](manager.md), [another page](../concepts/x.md) and [the site](https://example.org/a b).")
        .property("mail", "String", "The address. Supports `$filter`.")
        .property("eBook", "String", "")
        .property("OS", "String", "The system.")
        .complex("a", "manager", "")
        .build("v1.0");
    let user = api.types.iter_mut().find(|ty| ty.name == "user").expect("is there");
    user.deprecated = Some("Use [person] instead.".into());
    if let msgraph_codegen::api::TypeKind::Entity(structure) = &mut user.kind {
        let facts = &mut structure.properties[1].facts;
        (facts.required, facts.read_only, facts.nullable, facts.filter) =
            (Some(true), Some(true), Some(false), Some(true));
        facts.filter_operators = vec!["eq".into(), "startsWith".into()];
        facts.default = Some("a`b".into());
        facts.max_length = Some(64);
        structure.properties[1].possible_values = vec!["x".into(), "y".into()];
    }
    let plan = planned(&api, &[]);
    let lines = plan.files.iter().flat_map(|file| &file.items).filter_map(|item| match item {
        Item::Struct(plan) => {
            let fields = plan.fields.iter().map(|field| format!("{}:\n{}\n", field.name, field.docs.join("\n")));
            Some(format!("{}:\n{}\n{}", plan.name, plan.docs.join("\n"), fields.collect::<String>()))
        }
        _ => None,
    });
    insta::assert_snapshot!(lines.collect::<String>());
}

#[test]
fn the_nearest_type_describes_what_is_inherited() {
    let api = Sample::new()
        .entity("a", "item", "")
        .property("name", "String", "The name of an item.")
        .property("size", "Int32", "The size of an item.")
        .navigation("owner", "item", "Who owns an item.")
        .entity("a", "file", "item")
        .inherited("name", "The name of a file.")
        .inherited("owner", "Who owns a file.")
        .entity("a", "photo", "file")
        .inherited("size", "The size of a photo.")
        .build("v1.0");
    let plan = planned(&api, &[]);
    let mut said: Vec<String> = Vec::new();
    for item in plan.files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Struct(plan) => {
                said.extend(plan.fields.iter().map(|field| format!("{}.{}: {}", plan.name, field.name, field.docs[0])));
            }
            Item::Constants(plan) => {
                said.extend(plan.constants.iter().filter(|constant| constant.navigation).map(|constant| {
                    format!("{}::{}: {}", plan.owner, constant.name, constant.docs[constant.docs.len() - 1])
                }))
            }
            _ => {}
        }
    }
    said.retain(|line| !line.contains(".id:"));
    let of = |owner: &str| said.iter().filter(|line| line.starts_with(owner)).cloned().collect::<Vec<_>>();
    assert_eq!(
        of("Item"),
        ["Item.name: The name of an item.", "Item.size: The size of an item.", "Item::OWNER: Who owns an item."]
    );
    assert_eq!(
        of("File"),
        ["File.name: The name of a file.", "File.size: The size of an item.", "File::OWNER: Who owns a file."]
    );
    assert_eq!(
        of("Photo"),
        ["Photo.name: The name of a file.", "Photo.size: The size of a photo.", "Photo::OWNER: Who owns a file."]
    );
}

#[test]
fn text_means_text_to_rustdoc() {
    let texts = [
        "a [link] and [b](c) and [`d`] and [e][f]",
        "Vec<T> & <b>bold</b> &lt; &amp; AT&T",
        "```rust\nfn main() {}\n```",
        "    indented code",
        "# heading",
        "- item",
        "1. item",
        "> quote",
        "snake_case _emphasis_ *strong* __bold__ ~~gone~~",
        "a ` b",
        "*/ end \"# of",
        "see https://example.org/a_b?c=d#e. And http://{host}/x, HTTPS://EXAMPLE.org!",
        "turned \u{202e} around \u{0}\r\n here",
        "| a | b |\n|---|---|",
        "back \\ slash \\[x]",
        "",
    ];
    let lines: Vec<String> = texts.iter().map(|text| docs::text(text)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn parts_of_prose_keep_their_meaning() {
    let link = |text: &str, target: &str| Link { text: text.into(), target: target.into() };
    let inlines = [
        Inline::Text("- One "),
        Inline::Code("a`b"),
        Inline::Code("  "),
        Inline::Strong(" bold "),
        Inline::Emphasis("so<T>"),
        Inline::Break,
        Inline::Break,
        Inline::Link(&link("a [x]", "known")),
        Inline::Link(&link("T<U>", "nowhere")),
        Inline::Link(&link("https://example.org", "nowhere")),
        Inline::Link(&link("", "known")),
        Inline::Break,
        Inline::Code("`"),
    ];
    let mut prose = Prose::default();
    inlines.into_iter().for_each(|inline| prose.push(inline));
    let resolve = |link: &Link| (link.target == "known").then(|| "https://example.org/(a b)<c>".to_string());
    insta::assert_snapshot!(docs::prose(&prose, &resolve).join("\n"));
}
