//! The words of pages, in each language and spelling, and what they mean. Words are in lower case where nothing else is
//! said.
//!
//! The headers of columns have a table of their own, in `columns`.

use super::phrases::{Phrases, phrases};
use super::{Cloud, PermissionScheme, SectionRole as Role};

/// The place of a phrase in a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    /// It is all of the text.
    Whole,
    /// The text starts with it, or with its plural.
    Start,
    /// The text ends with it.
    End,
    /// The text holds it.
    Within,
    /// The text holds the part before `…`, and the part behind it further on.
    Apart,
    /// The text starts with the part before `…` and ends with the part behind it.
    Around,
}

impl At {
    /// Returns whether a text holds the phrase there.
    fn finds(self, phrase: &str, text: &str) -> bool {
        match self {
            Self::Whole => text == phrase,
            Self::Start | Self::Around if text.as_bytes().first() != phrase.as_bytes().first() => false,
            Self::Start => text.strip_prefix(phrase).is_some_and(|rest| {
                let goes_on = |c: char| c.is_ascii_lowercase() && c != 's';
                !rest.starts_with(goes_on)
            }),
            Self::End => text.ends_with(phrase),
            Self::Within => text.contains(phrase),
            Self::Apart => phrase.split_once('…').is_some_and(|(first, second)| {
                text.find(first).is_some_and(|at| text[at + first.len()..].contains(second))
            }),
            Self::Around => {
                phrase.split_once('…').is_some_and(|(start, end)| text.starts_with(start) && text.ends_with(end))
            }
        }
    }
}

/// Returns the meaning of the first phrase of a table that a text holds; the text is in lower case.
pub(super) fn meaning<T: Copy>(table: &[(At, &str, T)], text: &str) -> Option<T> {
    table.iter().find(|(at, phrase, _)| at.finds(phrase, text)).map(|(.., meaning)| *meaning)
}

/// Heading phrases in lower case and what they mean; the first that matches decides.
pub(super) const HEADINGS: &[(At, &str, Role)] = &[
    (At::Start, "permission", Role::Permissions),
    (At::Whole, "prerequisites", Role::Permissions),
    (At::Whole, "scopes", Role::Permissions),
    (At::Whole, "required scopes", Role::Permissions),
    (At::End, "permissions", Role::Permissions),
    (At::Whole, "权限", Role::Permissions),
    (At::Whole, "先决条件", Role::Permissions),
    (At::Start, "http request", Role::HttpRequest),
    (At::Start, "http 请求", Role::HttpRequest),
    (At::Whole, "http", Role::HttpRequest),
    (At::End, "query parameters", Role::QueryParameters),
    (At::End, "query parameter", Role::QueryParameters),
    (At::Start, "optional query parameter", Role::QueryParameters),
    (At::Start, "query parameters", Role::QueryParameters),
    (At::Start, "odata query parameter", Role::QueryParameters),
    (At::Whole, "query options", Role::QueryParameters),
    (At::End, "查询参数", Role::QueryParameters),
    (At::End, "function parameters", Role::FunctionParameters),
    (At::Whole, "parameters", Role::FunctionParameters),
    (At::Whole, "request parameters", Role::FunctionParameters),
    (At::Whole, "parameter", Role::FunctionParameters),
    (At::Whole, "函数参数", Role::FunctionParameters),
    (At::Whole, "参数", Role::FunctionParameters),
    (At::Start, "path parameter", Role::PathParameters),
    (At::Start, "url parameter", Role::PathParameters),
    (At::Whole, "uri parameters", Role::PathParameters),
    (At::Whole, "路径参数", Role::PathParameters),
    (At::Start, "request header", Role::RequestHeaders),
    (At::Start, "optional request header", Role::RequestHeaders),
    (At::Whole, "headers", Role::RequestHeaders),
    (At::Whole, "请求标头", Role::RequestHeaders),
    (At::Whole, "请求头", Role::RequestHeaders),
    (At::Start, "request body", Role::RequestBody),
    (At::Whole, "body parameters", Role::RequestBody),
    (At::Whole, "请求正文", Role::RequestBody),
    (At::Whole, "example request", Role::ExampleRequest),
    (At::Start, "sample request", Role::ExampleRequest),
    (At::Whole, "request example", Role::ExampleRequest),
    (At::Start, "request", Role::ExampleRequest),
    (At::Whole, "请求", Role::ExampleRequest),
    (At::Whole, "example response", Role::ExampleResponse),
    (At::Start, "sample response", Role::ExampleResponse),
    (At::Whole, "response example", Role::ExampleResponse),
    (At::Start, "response", Role::Response),
    (At::Whole, "return value", Role::Response),
    (At::Whole, "returns", Role::Response),
    (At::Whole, "响应", Role::Response),
    (At::Start, "example", Role::Examples),
    (At::Start, "示例", Role::Examples),
    (At::Whole, "methods", Role::Methods),
    (At::Whole, "method", Role::Methods),
    (At::Whole, "reports", Role::Methods),
    (At::Whole, "方法", Role::Methods),
    (At::Around, "properties of …definition", Role::Other),
    (At::Whole, "properties", Role::Properties),
    (At::Whole, "property", Role::Properties),
    (At::Whole, "properties and relationships", Role::Properties),
    (At::Whole, "instance attributes", Role::Properties),
    (At::Whole, "fields", Role::Properties),
    (At::Whole, "属性", Role::Properties),
    (At::Whole, "relationships", Role::Relationships),
    (At::Whole, "relationship", Role::Relationships),
    (At::Whole, "navigation properties", Role::Relationships),
    (At::Whole, "关系", Role::Relationships),
    (At::Start, "json representation", Role::JsonRepresentation),
    (At::Start, "json 表示", Role::JsonRepresentation),
    (At::Whole, "json", Role::JsonRepresentation),
    (At::Whole, "representation", Role::JsonRepresentation),
    (At::Whole, "members", Role::Members),
    (At::Whole, "成员", Role::Members),
    (At::Whole, "enumeration", Role::Members),
    (At::Whole, "possible values", Role::Members),
    (At::End, " values", Role::Members),
    (At::End, " enumeration", Role::Members),
    (At::End, " enum", Role::Members),
    (At::End, " members", Role::Members),
    (At::End, " 值", Role::Members),
    (At::End, " resource type", Role::TypeDefinition),
    (At::End, " complex type", Role::TypeDefinition),
    (At::End, " 资源类型", Role::TypeDefinition),
    (At::Around, "the …type", Role::TypeDefinition),
    (At::End, " properties", Role::Properties),
    (At::Whole, "see also", Role::SeeAlso),
    (At::Whole, "related content", Role::SeeAlso),
    (At::Whole, "related topics", Role::SeeAlso),
    (At::Whole, "next steps", Role::SeeAlso),
    (At::Whole, "what's new", Role::SeeAlso),
    (At::Whole, "另请参阅", Role::SeeAlso),
];

/// Headings that pages of operations have beside those with a role.
pub(super) const FURTHER_HEADINGS: &[&str] =
    &["remarks", "error", "best practices", "usage", "limitations", "notes", "sdk sample code", "备注", "错误"];

/// Ends of titles of enum types.
pub(super) const ENUM_TITLES: &[&str] = &["enum type", "enumeration type", "enumeration", " enum", "枚举类型", "枚举"];

/// Ends of titles of structured types.
pub(super) const TYPE_TITLES: &[&str] =
    &["resource type", "complex type", "entity type", "resource", " facet", "object", "资源类型", "复杂类型", "资源"];

/// Starts of the line that names the namespace; they are compared as they stand.
pub(super) const NAMESPACE: &[&str] = &["Namespace:", "namespace:", "Namespace：", "命名空间：", "命名空间:"];

/// The account types that permissions are for: at the start of rows, and over the columns of a matrix.
const SCHEMES: &[(At, &str, PermissionScheme)] = &[
    // As nearly all pages have them.
    (At::Whole, "delegated (work or school account)", PermissionScheme::DelegatedWork),
    (At::Whole, "delegated (personal microsoft account)", PermissionScheme::DelegatedPersonal),
    (At::Whole, "application", PermissionScheme::Application),
    (At::Apart, "delegated…personal", PermissionScheme::DelegatedPersonal),
    (At::Apart, "personal…account", PermissionScheme::DelegatedPersonal),
    (At::Apart, "account…personal", PermissionScheme::DelegatedPersonal),
    (At::Within, "个人", PermissionScheme::DelegatedPersonal),
    (At::Apart, "deleg…persönliches", PermissionScheme::DelegatedPersonal),
    (At::Apart, "deleg…personal", PermissionScheme::DelegatedPersonal),
    (At::Apart, "délég…personnel", PermissionScheme::DelegatedPersonal),
    (At::Apart, "deleg…pessoal", PermissionScheme::DelegatedPersonal),
    (At::Apart, "делегированные…личная", PermissionScheme::DelegatedPersonal),
    (At::Within, "個人用", PermissionScheme::DelegatedPersonal),
    (At::Start, "delegated", PermissionScheme::DelegatedWork),
    (At::Start, "委派", PermissionScheme::DelegatedWork),
    (At::Start, "委托", PermissionScheme::DelegatedWork),
    (At::Start, "delegiert", PermissionScheme::DelegatedWork),
    (At::Start, "delegado", PermissionScheme::DelegatedWork),
    (At::Start, "delegada", PermissionScheme::DelegatedWork),
    (At::Start, "délégué", PermissionScheme::DelegatedWork),
    (At::Start, "委任", PermissionScheme::DelegatedWork),
    (At::Start, "делегированные", PermissionScheme::DelegatedWork),
    (At::Start, "application", PermissionScheme::Application),
    (At::Start, "应用", PermissionScheme::Application),
    (At::Start, "anwendung", PermissionScheme::Application),
    (At::Start, "aplicación", PermissionScheme::Application),
    (At::Start, "アプリケーション", PermissionScheme::Application),
    (At::Start, "aplicativo", PermissionScheme::Application),
    (At::Start, "приложение", PermissionScheme::Application),
    (At::Start, "для приложений", PermissionScheme::Application),
    (At::Whole, "app", PermissionScheme::Application),
    (At::Start, "app-only", PermissionScheme::Application),
];

/// Returns whether a text starts with an account type that signs in.
pub(super) fn is_delegated(text: &str) -> bool {
    let text = text.to_lowercase();
    let starts = |(at, phrase, scheme): &(At, &str, PermissionScheme)| {
        matches!((at, scheme), (At::Start, PermissionScheme::DelegatedWork)) && text.starts_with(phrase)
    };
    SCHEMES.iter().any(starts)
}

/// Returns the account type that a text names.
pub(super) fn scheme(text: &str) -> Option<PermissionScheme> {
    meaning(SCHEMES, &text.trim().to_lowercase())
}

/// Words by which a clause says that the permissions in it don't count; those that end in `…n't` do, too.
pub(super) const DENIALS: &[&str] = &["not", "cannot", "never", "no longer", "except", "instead of"];

/// The same words, wherever they stand.
static DENIAL: Phrases = phrases!(of DENIALS);

/// How the others end.
static SHORTENED_DENIAL: Phrases = phrases!["n't", "n’t"];

/// Returns whether a text may deny something: no word of denial is in others.
pub(super) fn may_deny(text: &str) -> bool {
    DENIAL.are_in(text) || SHORTENED_DENIAL.are_in(text)
}

/// What follows the name of a permission that a note gives to applications.
pub(super) const APPLICATION_PERMISSION: &[&str] = &[" application permission"];

/// Ways to say that there are no permissions.
pub(super) const NO_PERMISSIONS: &[&str] = &[
    "not supported",
    "not applicable",
    "n/a",
    "na",
    "not available",
    "unsupported",
    "不支持",
    "不适用",
    "无",
    "不可用",
    "nicht unterstützt",
    "no admitido",
    "no compatible",
    "no se admite",
    "non prise en charge",
    "non pris en charge",
    "サポートされていません",
    "サポートされていない",
    "sem suporte",
    "não suportado",
    "não há suporte",
    "не поддерживается",
    "-",
    "not supported yet",
    "no",
];

/// Ways to say that no permission is needed: `Not supported` is another thing.
pub(super) const NO_PERMISSION_NEEDED: &[&str] = &["none"];

/// Ways to say that permissions are listed from the most to the least privileged.
pub(super) const MOST_PRIVILEGED_FIRST: &[&str] = &[
    "most to least",
    "从最高到最低",
    "从最大特权到最小特权",
    "den meisten rechten zu",
    "特権の大きいものから",
    "da com mais privilégios para",
    "más a menos",
    "plus à moins",
    "в порядке убывания",
];

/// Ways to say that permissions grant more than those of the column before.
pub(super) const HIGHER_PRIVILEGED: &[&str] = &["higher privileged"];

/// Ways to say that a method returns nothing.
pub(super) const NOTHING_RETURNED: &[(At, &str, ())] = &[
    (At::Whole, "none", ()),
    (At::Whole, "no content", ()),
    (At::Whole, "nothing", ()),
    (At::Whole, "not applicable", ()),
    (At::Whole, "n/a", ()),
    (At::Whole, "void", ()),
    (At::Whole, "无", ()),
    (At::Whole, "无内容", ()),
    (At::Start, "not yet", ()),
];

/// What stands in an annotation in place of the name of a type.
pub(super) const NO_TYPE: &[(At, &str, ())] =
    &[(At::Whole, "", ()), (At::End, "none", ()), (At::End, "null", ()), (At::End, "nothing", ())];

/// Cells that say whether something is needed.
pub(super) const YES_OR_NO: &[(At, &str, bool)] = &[
    (At::Whole, "yes", true),
    (At::Whole, "y", true),
    (At::Whole, "true", true),
    (At::Whole, "required", true),
    (At::Whole, "x", true),
    (At::Whole, "✓", true),
    (At::Whole, "是", true),
    (At::Whole, "必需", true),
    (At::Whole, "no", false),
    (At::Whole, "n", false),
    (At::Whole, "false", false),
    (At::Whole, "optional", false),
    (At::Whole, "否", false),
    (At::Whole, "可选", false),
];

/// Words of sentences that say whether something is needed; they are compared as they stand.
pub(super) const NEEDED: &[(&str, bool)] = &[
    ("Required", true),
    ("required", true),
    ("必需", true),
    ("必填", true),
    ("Optional", false),
    ("optional", false),
    ("可选", false),
    ("Erforderlich", true),
    ("Obligatorio", true),
    ("Obligatoire", true),
    ("必須", true),
    ("Obrigatório", true),
    ("Обязательный", true),
    ("Обязательно", true),
    ("Opcional", false),
    ("Facultatif", false),
    ("省略可能", false),
    ("Необязательный", false),
    ("Необязательно", false),
];

/// What the name of a type in a cell ends with that is offered no longer.
pub(super) const PAST: &[&str] = &["(deprecated)"];

/// Words outside of links that say the type is a collection.
pub(super) const COLLECTION_WORDS: &[&str] = &["collection", "collections", "array", "list"];
/// Signs anywhere outside of links that say the type is a collection.
pub(super) const COLLECTION_SIGNS: &[&str] = &[
    "集合",
    "sammlung",
    "Sammlung",
    "auflistung",
    "Auflistung",
    "colección",
    "Colección",
    "コレクション",
    "coleção",
    "Coleção",
    "коллекция",
    "Коллекция",
];

/// The same, to be looked for at once.
static COLLECTION_SIGN: Phrases = phrases!(of COLLECTION_SIGNS);

/// Returns whether a text has such a sign.
pub(super) fn has_collection_sign(text: &str) -> bool {
    COLLECTION_SIGN.are_in(text)
}

/// Names of types that are more than one word.
pub(super) const LONG_NAMES: &[&str] = &["untyped json object", "json object", "json 对象"];
/// Last words by which a sentence in a type cell is known to end with its type.
pub(super) const PRIMITIVES: &[&str] =
    &["string", "boolean", "int32", "int64", "datetimeoffset", "double", "guid", "date", "binary"];

/// Texts between the links of a type cell that offer one type or another.
pub(super) const OR: &[&str] = &["or", ",", "/", "|", ", or", "or a", "或", "和", "、"];

/// Words between types without links that offer one type or another.
pub(super) const OR_WORDS: &[&str] = &[" or ", " 或 "];

/// Languages of HTTP messages, JSON, and of blocks that don't say what they hold.
pub(super) const WIRE_LANGUAGES: &[&str] =
    &["", "http", "https", "json", "msgraph-interactive", "text", "rest", "odata", "none", "txt", "jsonc", "console"];

/// How the names of hosts in examples end.
pub(super) const ENDS_OF_HOSTS: [&str; 3] = [".com", ".net", ".org"];

/// Names of types that stand for values in bodies that nobody filled in. `String` is none of them: it may be meant.
pub(super) const PLACEHOLDERS: [&str; 9] =
    ["Integer", "Int32", "Int64", "Boolean", "Double", "Single", "DateTimeOffset", "Guid", "Timestamp"];

/// Languages in which no line starts with `## ` and a word.
pub(super) const LANGUAGES_WITHOUT_HEADINGS: &[&str] = &["", "http", "json", "msgraph-interactive"];

/// Words that titles begin with and file names have, and the verbs that they mean.
pub(super) const TITLE_VERBS: &[(&str, &str)] = &[
    ("list", "GET"),
    ("get", "GET"),
    ("create", "POST"),
    ("add", "POST"),
    ("post", "POST"),
    ("update", "PATCH"),
    ("patch", "PATCH"),
    ("replace", "PUT"),
    ("put", "PUT"),
    ("delete", "DELETE"),
    ("remove", "DELETE"),
];

/// Names of clouds, as headers of tables begin.
const CLOUDS: &[(At, &str, Cloud)] = &[
    (At::Start, "global", Cloud::Global),
    (At::Start, "全球", Cloud::Global),
    (At::Within, "government l4", Cloud::UsGovernmentL4),
    (At::Within, "gcc high", Cloud::UsGovernmentL4),
    (At::Within, "government l5", Cloud::UsGovernmentL5),
    (At::Within, "dod", Cloud::UsGovernmentL5),
    (At::Within, "21vianet", Cloud::China),
    (At::Start, "china", Cloud::China),
    (At::Within, "世纪互联", Cloud::China),
];

/// Returns the cloud that a text in lower case names.
pub(super) fn cloud(text: &str) -> Option<Cloud> {
    meaning(CLOUDS, text)
}

/// Marks in cells, and whether they say yes.
const MARKS: &[(At, &str, bool)] = &[
    (At::Within, "check_mark", true),
    (At::Within, "✅", true),
    (At::Within, "✔", true),
    (At::Whole, "yes", true),
    (At::Whole, "是", true),
    (At::Whole, ":x:", false),
    (At::Within, "❌", false),
    (At::Within, "✖", false),
    (At::Whole, "no", false),
    (At::Whole, "否", false),
];

/// Returns whether the mark in a cell says yes; none where it is no mark.
pub(super) fn mark(text: &str) -> Option<bool> {
    meaning(MARKS, &text.trim().to_lowercase())
}

/// The marks of alerts that stand on the line of their text, and what alerts call themselves.
const ALERTS: &[(&str, &str)] = &[
    ("[!NOTE]", "Note"),
    ("[!TIP]", "Tip"),
    ("[!IMPORTANT]", "Important"),
    ("[!WARNING]", "Warning"),
    ("[!CAUTION]", "Caution"),
];

/// Returns what an alert calls itself, and how long its mark is.
pub(super) fn alert(text: &str) -> Option<(&'static str, usize)> {
    let is_marked = |mark: &str| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    let (mark, label) = ALERTS.iter().find(|(mark, _)| is_marked(mark))?;
    Some((label, text.len() - text[mark.len()..].trim_start().len()))
}

/// What paragraphs that are notes begin with, in bold.
pub(super) const NOTES: &[&str] = &["note", "notes", "important", "tip", "caution", "warning", "注意", "重要"];

/// What notes say about how pages are published, not about the API.
static PUBLISHING: Phrases = phrases![
    "shortened for readability",
    "truncated for readability",
    "truncated for brevity",
    "shortened for brevity",
    "response object shown here",
    "under the /beta version",
    "subject to change; production use is not supported",
    "use of these apis in production applications is not supported",
    "此处显示的响应对象",
    "不支持在生产应用",
];

/// Returns whether a text is about publishing.
pub(super) fn is_about_publishing(text: &str) -> bool {
    PUBLISHING.are_in(text)
}

/// Phrases of sentences that say no more than that a table follows.
const ANNOUNCEMENTS: &[&str] = &["following", "has these properties", "下表", "以下"];

/// Returns whether a text is one sentence that announces a table.
pub(super) fn announces_table(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ':', '。', '：', ' ']).to_lowercase();
    !text.contains(". ") && !text.contains('。') && ANNOUNCEMENTS.iter().any(|phrase| text.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::{HEADINGS, meaning, scheme};
    use crate::page::{PermissionScheme, SectionRole};

    #[test]
    fn headings() {
        let cases = [
            ("http request", SectionRole::HttpRequest),
            ("http requests", SectionRole::HttpRequest),
            ("prerequisites", SectionRole::Permissions),
            ("optional query parameters", SectionRole::QueryParameters),
            ("request headers", SectionRole::RequestHeaders),
            ("request 1", SectionRole::ExampleRequest),
            ("response", SectionRole::Response),
            ("example 2: all of them", SectionRole::Examples),
            ("chattype values", SectionRole::Members),
            ("json representation", SectionRole::JsonRepresentation),
            ("the chat type", SectionRole::TypeDefinition),
            ("属性", SectionRole::Properties),
        ];
        for (title, expected) in cases {
            assert_eq!(meaning(HEADINGS, title), Some(expected), "{title}");
        }
        assert_eq!(meaning(HEADINGS, "remarks"), None);
        assert_eq!(meaning(HEADINGS, "responsetype"), None);
    }

    #[test]
    fn account_types() {
        let cases = [
            ("Delegated (work or school account)", Some(PermissionScheme::DelegatedWork)),
            ("Delegated (personal Microsoft account)", Some(PermissionScheme::DelegatedPersonal)),
            ("personal Microsoft accounts", Some(PermissionScheme::DelegatedPersonal)),
            ("委派（个人 Microsoft 帐户）", Some(PermissionScheme::DelegatedPersonal)),
            ("委派（工作或学校帐户）", Some(PermissionScheme::DelegatedWork)),
            ("Delegiert (persönliches Microsoft-Konto)", Some(PermissionScheme::DelegatedPersonal)),
            ("Delegado (conta pessoal da Microsoft)", Some(PermissionScheme::DelegatedPersonal)),
            ("委任 (職場または学校のアカウント)", Some(PermissionScheme::DelegatedWork)),
            ("Для приложений", Some(PermissionScheme::Application)),
            ("Application", Some(PermissionScheme::Application)),
            ("App-only", Some(PermissionScheme::Application)),
            ("应用程序", Some(PermissionScheme::Application)),
            ("Device configuration", None),
        ];
        for (text, expected) in cases {
            assert_eq!(scheme(text), expected, "{text}");
        }
    }
}
