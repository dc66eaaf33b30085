//! The plan of the client: which builders, methods and operations a few documented paths make.

mod support;

use std::fmt::Write;
use std::path::Path;

use msgraph_codegen::api::{Property, TypeKind};
use msgraph_codegen::plan::client::items::Item;
use msgraph_codegen::plan::client::methods::ROOT_METHODS;
use msgraph_codegen::plan::client::operation::COMMON_METHODS;
use msgraph_codegen::plan::client::{Answer, Argument, PathPart, SentIn, Value};
use msgraph_codegen::plan::{self, CratePlan, RustType, Settings};
use msgraph_codegen::{read, understand};

/// The client crate of these operations, see [`support::api`].
fn client(text: &str) -> CratePlan {
    plan::plan(&support::api(text), &Settings::default()).into_iter().nth(1).expect("the second crate is the client")
}

/// Builders with their methods, then operations: what a user sees.
fn show(plan: &CratePlan) -> String {
    let items: Vec<&Item> = plan.files.iter().flat_map(|file| &file.items).filter_map(item).collect();
    let mut blocks: Vec<String> = Vec::new();
    for item in &items {
        if let Item::Methods(methods) = item {
            let mut block = format!("{}\n", methods.builder);
            for (_, target, step) in &methods.steps {
                let path: Vec<String> = step.path.iter().map(part).collect();
                let _ =
                    writeln!(block, "  {}({}) {} -> {target}", step.name, arguments(&step.arguments), path.join(" "));
            }
            for (operation, method) in &methods.methods {
                let path: String = method.path.iter().map(|part| self::part(part) + " ").collect();
                let of = format!("{}::{}", operation.module, operation.name);
                let _ = writeln!(block, "  {}({}) {path}=> {of}", method.name, arguments(&method.arguments));
            }
            blocks.push(block);
        }
    }
    blocks.sort();
    let mut operations: Vec<String> = Vec::new();
    for item in &items {
        if let Item::Operations { module, operations: of, .. } = item {
            operations.extend(of.iter().map(|operation| {
                let setters =
                    operation.setters.iter().map(|setter| format!(" .{}", arguments(std::slice::from_ref(setter))));
                let answer = answer(&operation.answer);
                format!(
                    "{module}::{} ({}) -> {answer}{}\n",
                    operation.name,
                    operation.wire,
                    setters.collect::<String>()
                )
            }));
        }
    }
    operations.sort();
    let findings = plan.diagnostics.iter().map(|finding| format!("{}: {}\n", finding.file, finding.message));
    format!("{}\n{}{}", blocks.concat(), operations.concat(), findings.collect::<String>())
}

fn item(item: &plan::Item) -> Option<&Item> {
    match item {
        plan::Item::Client(item) => Some(item),
        _ => None,
    }
}

fn part(part: &PathPart) -> String {
    match part {
        PathPart::Child(name) => format!("/{name}"),
        PathPart::Cast(name) => format!("/<{name}>"),
        PathPart::Key(argument) => format!("/{{{argument}}}"),
        PathPart::ByPath(argument) => format!(":/{{{argument}}}:"),
        PathPart::NamedKey(arguments) => format!("({})", literals(arguments)),
        PathPart::Call { name, arguments } => format!("/{name}({})", literals(arguments)),
    }
}

fn literals(arguments: &[Argument]) -> String {
    let quote = |goes| if goes == SentIn::Quoted { "'" } else { "" };
    let one = |argument: &Argument| format!("{}={1}{2}{1}", argument.wire, quote(argument.sent_in), argument.name);
    arguments.iter().map(one).collect::<Vec<_>>().join(",")
}

fn arguments(arguments: &[Argument]) -> String {
    let one = |argument: &Argument| format!("{}: {}", argument.name, value(&argument.value));
    arguments.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn value(value: &Value) -> String {
    match value {
        Value::Required => "key".into(),
        Value::Display => "impl Display".into(),
        Value::Text => "&str".into(),
        Value::Copy(ty) => rust(ty),
        Value::Ref(ty) => format!("&{}", rust(ty)),
        Value::Slice(ty) => format!("&[{}]", rust(ty)),
        Value::Item(ty) => format!("&a {}", rust(ty)),
        Value::Items(ty) => format!("&[a {}]", rust(ty)),
        Value::Json => "JSON".into(),
        Value::Field(ty) => format!("field {}", rust(ty)),
        Value::Patch(ty) => format!("patch of {}", rust(ty)),
        Value::Content => "content".into(),
        Value::Bytes => "bytes".into(),
    }
}

fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Empty => "nothing".into(),
        Answer::One(ty) => rust(ty),
        Answer::Maybe(ty) => format!("maybe {}", rust(ty)),
        Answer::Value(ty) => format!("value of {}", rust(ty)),
        Answer::MaybeValue(ty) => format!("maybe value of {}", rust(ty)),
        Answer::Page(ty) => format!("page of {}", rust(ty)),
        Answer::Delta(ty) => format!("changes of {}", rust(ty)),
        Answer::Bytes => "bytes".into(),
        Answer::Text => "text".into(),
        Answer::Count => "count".into(),
    }
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

/// Equal places share a builder, whatever their placeholders and letter case; what only one place has tells them apart.
#[test]
fn equal_places_share_a_builder() {
    insta::assert_snapshot!(show(&client(
        "
        mail message-list GET List /me/messages, /users/{id | userPrincipalName}/messages -> message*
        mail message-get GET Get /me/messages/{id}, /users/{user-id}/Messages/{message-id} -> message
        mail message-update PATCH Update /me/messages/{id}, /users/{id}/messages/{id} -> message :: body: message
        mail message-send POST Action /me/messages/{id}/send, /users/{id}/messages/{id}/send
        users user-get GET Get /me, /users/{id} -> user
        users user-delete DELETE Delete /users/{id}
        "
    )));
}

/// Where one page reads a thing by a name and by a key, the name has what stands below the key, and says that no page shows it
/// there; what is done with the thing itself stays with the key. Two pages show two things.
#[test]
fn a_name_has_what_stands_below_the_key_beside_it() {
    let plan = client(
        "
        boats boat-get GET Get /flagship, /boats/{id} -> boat
        boats boat-delete DELETE Delete /boats/{id}
        boats boat-moor POST Action /boats/{id}/moor
        boats mast-list GET List /flagship/masts, /boats/{id}/masts -> mast*
        boats mast-post POST Create /boats/{id}/masts -> mast :: body: mast
        boats mast-get GET Get /boats/{id}/masts/{id} -> mast
        boats harbor-get GET Get /harbor -> harbor
        boats port-get GET Get /harbors/{id} -> harbor
        boats port-close POST Action /harbors/{id}/close
        ",
    );
    let items = plan.files.iter().flat_map(|file| &file.items).filter_map(item);
    let methods = items.filter_map(|item| if let Item::Methods(methods) = item { Some(methods) } else { None });
    let mut told: Vec<String> = Vec::new();
    for methods in methods {
        for (operation, method) in &methods.methods {
            let implied =
                method.docs.iter().find(|line| line.starts_with("No page shows it")).map_or("", String::as_str);
            told.push(
                format!("{}.{} is {}. {implied}", methods.builder, method.name, operation.name).trim_end().to_string(),
            );
        }
    }
    told.sort();
    let unknown = "which permissions it needs there is unknown.";
    assert_eq!(
        told,
        [
            "builders::BoatsItem.delete is Delete.",
            "builders::BoatsItem.get is Get.",
            "builders::BoatsItem.moor is Moor.",
            "builders::Flagship.get is Get.",
            &format!("builders::Flagship.moor is Moor. No page shows it at `/flagship/moor`: {unknown}"),
            "builders::Harbor.get is Get.",
            "builders::HarborsItem.close is Close.",
            "builders::HarborsItem.get is Get.",
            &format!("builders::Masts.create is Create. No page shows it at `/flagship/masts`: {unknown}"),
            "builders::Masts.list is List.",
            &format!("builders::MastsItem.get is Get. No page shows it at `/flagship/masts/{{id}}`: {unknown}"),
        ]
    );
}

/// Answers of all kinds; what nobody tells may be JSON or nothing.
#[test]
fn shapes_of_answers() {
    insta::assert_snapshot!(show(&client(include_str!("support/answers.txt"))));
}

/// The short name goes to the place that is called after what it holds; others get the names above.
#[test]
fn short_names_go_to_what_they_are_about() {
    insta::assert_snapshot!(show(&client(
        "
        teams chatmessage-list GET List /chats/{id}/messages -> chatMessage*
        teams chatmessage-get GET Get /chats/{id}/messages/{id} -> chatMessage
        mail message-list GET List /users/{id}/folders/{id}/messages -> message*
        mail extension-post POST Create /chats/{id}/messages/{id}, /users/{id}/folders/{id}/messages -> extension :: body: extension
        mail message-post POST Create /users/{id}/folders/{id}/messages -> message :: body: message
        "
    )));
}

/// Pages for derived types document one verb and path many times: the base type's page makes the method.
#[test]
fn one_method_for_many_pages_of_a_path() {
    insta::assert_snapshot!(show(&client(
        "
        intune android-create POST Create /management/configurations -> androidConfiguration<configuration :: body: androidConfiguration<configuration
        intune configuration-create POST Create /management/configurations -> configuration :: body: configuration
        intune windows-create POST Create /management/configurations -> windowsConfiguration<configuration :: body: windowsConfiguration<configuration
        "
    )));
}

/// Names and keys beside each other on each level of a path: what is joined below isn't joined again with each level.
#[test]
fn names_beside_keys_on_all_levels() {
    const LEVELS: usize = 30;
    let (mut text, mut above) = (String::new(), String::new());
    for level in 0..LEVELS {
        text += &format!("boats boat-get{level} GET Get {above}/a{level}, {above}/as{level}/{{id}} -> boat\n");
        above += &format!("/as{level}/{{id}}");
    }
    let plan = client(&text);
    let items = plan.files.iter().flat_map(|file| &file.items).filter_map(item);
    let builders = items.filter(|item| matches!(item, Item::Builder { .. })).count();
    assert!(builders > LEVELS && builders <= LEVELS * LEVELS, "{builders} builders");
}

/// Of two HTTP methods that a page gives for one thing, the method sends the one that its example shows.
#[test]
fn the_method_sends_what_the_example_shows() {
    let mut api = support::api(
        "
        boats boat-get GET Get /boats/{id} -> boat
        boats flag-patch PATCH Upload /boats/{id}/flag/$value
        boats flag-put PUT Upload /boats/{id}/flag/$value
        ",
    );
    let put = api.operations.iter_mut().find(|operation| operation.method == "PUT").expect("is there");
    put.examples.push(msgraph_codegen::api::Example::default());
    let plan = plan::plan(&api, &Settings::default()).into_iter().nth(1).expect("the second crate is the client");
    let items = plan.files.iter().flat_map(|file| &file.items).filter_map(item);
    let operations =
        items.filter_map(|item| if let Item::Operations { operations, .. } = item { Some(operations) } else { None });
    let uploads = operations.flatten().filter(|operation| operation.wire.starts_with("flag"));
    let named: Vec<String> = uploads.map(|operation| format!("{} {}", operation.name, operation.method)).collect();
    assert_eq!(named, ["Upload PUT", "UploadByPatch PATCH"]);
    assert!(show(&plan).contains("  upload() /$value => flag::Upload\n"), "{}", show(&plan));
}

/// A name is written as the property is that it leads to, however often paths write it otherwise.
#[test]
fn names_are_written_as_properties_are() {
    let mut api = support::api(
        "
        boats boat-get GET Get /boats/{id} -> boat
        boats plan-list GET List /boats/{id}/sailplans, /me/sailplans -> plan*
        boats plan-get GET Get /boats/{id}/sailPlans/{id} -> plan
        ",
    );
    let boat = api.types.iter_mut().find(|ty| ty.name == "boat").expect("is there");
    let TypeKind::Entity(boat) = &mut boat.kind else { panic!("a boat is an entity") };
    boat.navigation.push(Property { name: "sailPlans".into(), ..Property::default() });
    let plan = plan::plan(&api, &Settings::default()).into_iter().nth(1).expect("the second crate is the client");
    assert!(show(&plan).contains("  sail_plans() /sailPlans -> builders::SailPlans\n"), "{}", show(&plan));
}

/// The code that a builder shows begins where the builder stands, if any example does.
#[test]
fn code_of_builders_leads_to_them() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-input");
    let apis = understand(&read::read(&docs).expect("a docs tree"));
    let v1 = apis.iter().find(|api| api.version == "v1.0").expect("a version");
    let plan = plan::plan(v1, &Settings::default()).into_iter().nth(1).expect("the second crate is the client");
    let items = plan.files.iter().flat_map(|file| &file.items).filter_map(item);
    let mut shown = items.filter_map(|item| match item {
        Item::Builder { name, snippet: Some(at), .. } if name == "Me" => Some(&plan.snippets[*at]),
        _ => None,
    });
    let code = format!("{:?}", shown.next().expect("it shows code").statements);
    assert!(code.contains("\"me\", []), \"get\", []"), "{code}");
}

/// Functions: none, one and two overloads, with and without something below, positional arguments, `$` segments.
#[test]
fn functions_and_their_overloads() {
    insta::assert_snapshot!(show(&client(
        "
        excel chart-image GET Function /charts/{id}/image, /charts/{id}/image(width={width}), /charts/{id}/image(width={width},mode='{mode}') -> string :: (width: int; (mode: string
        excel range-get GET Function /sheets/{id}/range(address='{address}') -> range
        excel range-format GET Get /sheets/{id}/range(<address>)/format -> format
        excel range-clear POST Action /sheets/{id}/range(address='{address}')/clear
        reports detail GET Function /reports/getDetail(period='{period}'), /reports/getDetail(date={date}) -> stream :: (date: date
        users user-delta GET Delta /users/delta, /users/delta() -> user* :: (token: string?; (since: int?
        excel range-cell GET Function /sheets/{id}/range(<address>)/cell -> range :: (row: int; (column: int!
        users user-count GET Count /users/$count
        "
    )));
}

/// Links, content, casts, OneDrive paths, alternative keys and well-known keys.
#[test]
fn places_with_rules_of_their_own() {
    insta::assert_snapshot!(show(&client(
        "
        files item-get GET Get /me/drive/items/{item-id}, /me/drive/root:/{item-path} -> driveItem
        files item-children GET List /me/drive/root/children, /me/drive/root:/{item-path}:/children -> driveItem*
        files item-content GET Download /me/drive/items/{item-id}/content, /me/drive/root:/{item-path}:/content -> stream
        files item-upload PUT Upload /me/drive/items/{item-id}:/{filename}:/content -> driveItem :: stream:
        groups members-add POST AddReference /groups/{id}/members/$ref :: ref:
        groups members-list GET List /groups/{id}/members -> directoryObject*
        groups members-users GET List /groups/{id}/members/microsoft.graph.user -> user*
        groups members-remove DELETE RemoveReference /groups/{id}/members/{id}/$ref
        groups photo-get GET Download /groups/{id}/photo/$value -> stream
        mail folders-list GET List /me/mailFolders -> mailFolder*
        mail folders-get GET Get /me/mailFolders/{id} -> mailFolder
        mail rules-list GET List /me/mailFolders/inbox/messageRules -> messageRule*
        sites site-get GET Get /sites/{site-id}, /sites/{hostname}:/{path} -> site
        sites site-lists GET List /sites/{site-id}/lists -> list*
        apps application-list GET List /applications -> application*
        apps application-get GET Get /applications/{id}, /applications(appId='{appId}') -> application
        "
    )));
}

/// Names say what is done, and of what: a change, a list and a new item behind a name that might be a call; casts, namespaces,
/// acronyms; places of one name, told apart by those above. A placeholder that is a part of a name is no step.
#[test]
fn names_say_what_is_done() {
    insta::assert_snapshot!(show(&client(
        "
        books range-get GET Function /books/{id}/range -> range
        books range-update PATCH Update /books/{id}/range -> range :: body: range
        books range-cells GET List /books/{id}/range/cells -> cell*
        books range-format GET Get /books/{id}/range(address='{address}')/format -> format
        groups member-list GET Function /groups/{id}/transitiveMembers -> member*
        groups member-robots GET List /groups/{id}/transitiveMembers/microsoft.graph.robot -> robot*
        groups word-create POST Action /groups/{id}/words -> word :: body: word
        groups word-get GET Get /groups/{id}/words/{id} -> word
        clouds pc-list GET List /clouds/cloudPCs -> cloudPC*
        clouds pc-start POST Action /clouds/cloudPCs/{id}/contoso.start
        clouds pc-logs GET List /clouds/cloudPCs/{id}/contoso.logs/lines -> line*
        drives drive-get GET Get /drive -> drive
        drives drive-items GET List /drive/items/{id}/parts -> part*
        drives drive-mine GET Get /me/drive -> otherDrive
        drives drive-my-items GET List /me/drive/items/{id}/parts -> otherPart*
        drives drive-odd GET Get /drives/name-{name} -> drive
        "
    )));
}

/// What is required is an argument, what isn't is a setter; names that the request has already are told apart.
#[test]
fn parameters() {
    insta::assert_snapshot!(show(&client(
        "
        a send POST Action /me/sendMail :: message: message!; saveToSentItems: bool; top: int; type: string
        a check POST Action /me/check -> string* :: ids: string*
        a view GET List /me/view?start={start}&kind=all -> event* :: ?start: date; ?self: string
        a convert POST Action /me/convert -> int :: body: any
        "
    )));
}

/// A message in MIME has a method of its own where the page documents it, and content that is bytes anyway has none.
#[test]
fn messages_in_mime() {
    insta::assert_snapshot!(show(&client(
        "
        a send POST Action /me/sendMail :: message: message!; save: bool; mime:
        a create POST Create /me/messages -> message :: body: message; mime:
        a reply POST Action /me/messages/{id}/reply :: comment: string?; mime:
        a upload PUT Upload /me/file/$value :: stream:; mime:
        "
    )));
}

/// A header that must be sent and has one value is sent by every method.
#[test]
fn headers_of_one_value() {
    let client = client("a stop POST Action /me/stop :: header:\na get GET Get /me -> user");
    let items = client.files.iter().flat_map(|file| &file.items).filter_map(item);
    let methods =
        items.filter_map(|item| if let Item::Methods(methods) = item { Some(&methods.methods) } else { None });
    let sent: Vec<_> = methods.flatten().map(|(operation, _)| &operation.sent_headers).collect();
    assert_eq!(sent, [&vec![], &vec![("x-version".to_owned(), "vNext".to_owned())]]);
}

/// A header whose value a program chooses has a setter, once, and so has one that may be left out; those of the client and
/// those that every request can set have none.
#[test]
fn headers_of_many_values() {
    let client = client(
        "a stop POST Action /me/stop :: hard: bool; header X-Session: -; header x-session: -; header If-Match: -; \
         header Authorization: -; header X-Depth: -?; header X-Width: -!; header:",
    );
    let items = client.files.iter().flat_map(|file| &file.items).filter_map(item);
    let operations =
        items.filter_map(|item| if let Item::Operations { operations, .. } = item { Some(operations) } else { None });
    let headers = operations.flatten().flat_map(|operation| &operation.setters);
    let headers = headers.filter(|setter| setter.sent_in == SentIn::Header);
    let headers: Vec<_> = headers.map(|setter| (&*setter.name, &*setter.wire, &*setter.meaning)).collect();
    let expected =
        [("x_session", "X-Session", "About header X-Session."), ("x_depth", "X-Depth", "About header X-Depth.")];
    assert_eq!(headers, expected);
}

/// Names that could break a program: keywords, digits, nothing, the same name as the place above, the crate's own names.
#[test]
fn obstacle_course() {
    insta::assert_snapshot!(show(&client(include_str!("support/obstacles.txt"))));
}

/// What a request and the root can do by themselves is taken: a setter of the same name wouldn't compile.
#[test]
fn names_of_the_runtime_are_reserved() {
    let runtime = include_str!("../../generator/runtime/src/define.rs");
    let mut reserved: &[&str] = &[];
    let mut checked = 0;
    for line in runtime.lines().map(str::trim) {
        if line.starts_with("impl") {
            reserved = if line.contains("GraphClient") { ROOT_METHODS } else { COMMON_METHODS };
        }
        let method = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("pub async fn "));
        if let Some(method) = method.and_then(|rest| rest.split(['(', '<']).next()) {
            assert!(reserved.contains(&method), "`{method}` isn't reserved");
            checked += 1;
        }
    }
    assert!(checked > 30);
}

/// The words of the rows of a body stand with the operation.
#[test]
fn what_is_sent_is_described() {
    let rows = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rows");
    let api = msgraph_codegen::understand(&msgraph_codegen::read::read(&rows).expect("a docs tree")).remove(0);
    let plan = plan::plan(&api, &Settings::default()).into_iter().nth(1).expect("the client");
    let items = plan.files.iter().flat_map(|file| &file.items).filter_map(item);
    let operations = items.filter_map(|item| match item {
        Item::Operations { operations, .. } => Some(operations),
        _ => None,
    });
    let operation = operations.flatten().find(|operation| operation.wire == "boat-post").expect("is there");
    let body = operation.docs.iter().skip_while(|line| *line != "# Body");
    let lines: Vec<&str> = body.map(String::as_str).collect();
    assert_eq!(
        lines,
        [
            "# Body",
            "* `name`: The name under which the new boat is entered. Required.",
            "* `flag`: The country whose flag the new boat flies. Optional.",
        ]
    );
}

/// Each step says in its documentation what it leads to: what the page of the type says of it, or else its type.
#[test]
fn steps_say_what_they_lead_to() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-input");
    let apis = understand(&read::read(&docs).expect("a docs tree"));
    let v1 = apis.iter().find(|api| api.version == "v1.0").expect("a version");
    let plan = plan::plan(v1, &Settings::default()).into_iter().nth(1).expect("the second crate is the client");
    let items = plan.files.iter().flat_map(|file| &file.items).filter_map(item);
    let methods = items.filter_map(|item| if let Item::Methods(methods) = item { Some(methods) } else { None });
    let steps = methods.flat_map(|methods| methods.steps.iter().map(move |(.., step)| (&methods.builder, step)));
    let said: Vec<String> = steps
        .map(|(builder, step)| format!("{builder}::{}: {}", step.name, step.docs.join(" ").replace("  ", " ")))
        .collect();
    for expected in [
        "GraphClient::users: The `users`, of the type `user`.",
        "builders::UsersItem::manager: The `manager` of this `user`. To whom the person reports. Read-only. Supports `$expand`.",
        "builders::Messages::by_id: The `message` of `messages` that has this id.",
        "builders::DriveRoot::item_by_path: The item at a path such as `/folder/file.txt`.",
    ] {
        assert!(said.iter().any(|line| line.starts_with(expected)), "{expected}\n{}", said.join("\n"));
    }
}
