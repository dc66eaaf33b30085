//! Tells what the columns of a table hold: one table of header words, for all tables and all who ask.

use super::Cloud;
use super::words::{At, cloud, meaning};

/// The content of a column, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Names of properties.
    Property,
    /// Names of parameters.
    Parameter,
    /// Names of anything.
    Name,
    /// Names, or whether a property is part of the key.
    Key,
    /// Names of relationships.
    Relationship,
    /// Methods of a type.
    Method,
    /// Methods of a type, where the place says so, too.
    Task,
    /// Headers of a request.
    Header,
    /// Members of an enum type.
    Member,
    /// Members of an enum type, where the heading says so.
    Choice,
    /// A value: of an enum member, of a header, or the type of a parameter.
    Value,
    /// Values of some kind.
    Values,
    /// Types.
    Type,
    /// The types that methods return.
    Returns,
    /// Descriptions.
    Description,
    /// The account types that permissions are for.
    Account,
    /// Names of permissions.
    Permission,
    /// Lists of permissions.
    Permissions,
    /// Permissions for one account type.
    Scheme,
    /// The resources that permissions are restricted to.
    Resource,
    /// Marks whether a national cloud has it.
    Cloud(Cloud),
    /// `Yes` or `No`: whether a value must be given.
    Required,
    /// A further fact.
    Fact,
    /// Anything; its header is empty.
    Untitled,
    /// Anything else.
    Other,
}

/// Headers in lower case and what their columns hold; the first that matches decides.
const HEADERS: &[(At, &str, Column)] = &[
    (At::Whole, "property", Column::Property),
    (At::Whole, "property name", Column::Property),
    (At::Whole, "properties", Column::Property),
    (At::Whole, "property/parameter", Column::Property),
    (At::Whole, "attribute", Column::Property),
    (At::Whole, "field", Column::Property),
    (At::Whole, "field name", Column::Property),
    (At::Whole, "facet name", Column::Property),
    (At::Whole, "属性", Column::Property),
    (At::Whole, "eigenschaft", Column::Property),
    (At::Whole, "propiedad", Column::Property),
    (At::Whole, "propriété", Column::Property),
    (At::Whole, "プロパティ", Column::Property),
    (At::Whole, "propriedade", Column::Property),
    (At::Whole, "свойство", Column::Property),
    (At::Whole, "parameter", Column::Parameter),
    (At::Whole, "parameter name", Column::Parameter),
    (At::Whole, "parameters", Column::Parameter),
    (At::Whole, "query parameter", Column::Parameter),
    (At::Whole, "query parameters", Column::Parameter),
    (At::Whole, "query option", Column::Parameter),
    (At::Whole, "option", Column::Parameter),
    (At::Whole, "url parameter", Column::Parameter),
    (At::Whole, "path parameter", Column::Parameter),
    (At::Whole, "optional parameter", Column::Parameter),
    (At::Whole, "$parameter", Column::Parameter),
    (At::Whole, "参数", Column::Parameter),
    (At::Whole, "parámetro", Column::Parameter),
    (At::Whole, "paramètre", Column::Parameter),
    (At::Whole, "パラメーター", Column::Parameter),
    (At::Whole, "parâmetro", Column::Parameter),
    (At::Whole, "параметр", Column::Parameter),
    (At::Whole, "name", Column::Name),
    (At::Whole, "名称", Column::Name),
    (At::Whole, "nombre", Column::Name),
    (At::Whole, "nom", Column::Name),
    (At::Whole, "名前", Column::Name),
    (At::Whole, "nome", Column::Name),
    (At::Whole, "имя", Column::Name),
    (At::Whole, "название", Column::Name),
    (At::Whole, "key", Column::Key),
    (At::Whole, "relationship", Column::Relationship),
    (At::Whole, "relationship name", Column::Relationship),
    (At::Whole, "navigation property", Column::Relationship),
    (At::Whole, "关系", Column::Relationship),
    (At::Whole, "beziehung", Column::Relationship),
    (At::Whole, "relación", Column::Relationship),
    (At::Whole, "relation", Column::Relationship),
    (At::Whole, "リレーションシップ", Column::Relationship),
    (At::Whole, "関係", Column::Relationship),
    (At::Whole, "relação", Column::Relationship),
    (At::Whole, "relacionamento", Column::Relationship),
    (At::Whole, "связь", Column::Relationship),
    (At::Whole, "отношение", Column::Relationship),
    (At::Whole, "method", Column::Method),
    (At::Whole, "methods", Column::Method),
    (At::Whole, "方法", Column::Method),
    (At::Whole, "methode", Column::Method),
    (At::Whole, "método", Column::Method),
    (At::Whole, "méthode", Column::Method),
    (At::Whole, "メソッド", Column::Method),
    (At::Whole, "метод", Column::Method),
    (At::Whole, "function", Column::Task),
    (At::Whole, "task", Column::Task),
    (At::Whole, "common task", Column::Task),
    (At::Whole, "operation", Column::Task),
    (At::Whole, "api", Column::Task),
    (At::Whole, "header", Column::Header),
    (At::Whole, "request header", Column::Header),
    (At::Whole, "标头", Column::Header),
    (At::Whole, "kopfzeile", Column::Header),
    (At::Whole, "encabezado", Column::Header),
    (At::Whole, "en-tête", Column::Header),
    (At::Whole, "ヘッダー", Column::Header),
    (At::Whole, "cabeçalho", Column::Header),
    (At::Whole, "заголовок", Column::Header),
    (At::Whole, "member", Column::Member),
    (At::Whole, "成员", Column::Member),
    (At::Whole, "mitglied", Column::Member),
    (At::Whole, "miembro", Column::Member),
    (At::Whole, "membre", Column::Member),
    (At::Whole, "メンバー", Column::Member),
    (At::Whole, "membro", Column::Member),
    (At::Whole, "элемент", Column::Member),
    (At::Whole, "член", Column::Member),
    (At::Whole, "member name", Column::Choice),
    (At::Whole, "role", Column::Choice),
    (At::Whole, "enum", Column::Choice),
    (At::Whole, "enumeration", Column::Choice),
    (At::Whole, "constant", Column::Choice),
    (At::Whole, "status", Column::Choice),
    (At::Whole, "state", Column::Choice),
    (At::Whole, "value", Column::Value),
    (At::Whole, "值", Column::Value),
    (At::Whole, "wert", Column::Value),
    (At::Whole, "valor", Column::Value),
    (At::Whole, "valeur", Column::Value),
    (At::Whole, "値", Column::Value),
    (At::Whole, "значение", Column::Value),
    (At::Whole, "type", Column::Type),
    (At::Whole, "data type", Column::Type),
    (At::Whole, "property type", Column::Type),
    (At::Whole, "parameter type", Column::Type),
    (At::Whole, "类型", Column::Type),
    (At::Whole, "typ", Column::Type),
    (At::Whole, "datentyp", Column::Type),
    (At::Whole, "tipo", Column::Type),
    (At::Whole, "tipo de datos", Column::Type),
    (At::Whole, "type de données", Column::Type),
    (At::Whole, "型", Column::Type),
    (At::Whole, "種類", Column::Type),
    (At::Whole, "データ型", Column::Type),
    (At::Whole, "tipo de dados", Column::Type),
    (At::Whole, "тип", Column::Type),
    (At::Whole, "тип данных", Column::Type),
    (At::Within, "permission type", Column::Account),
    (At::Within, "权限类型", Column::Account),
    (At::Within, "berechtigungstyp", Column::Account),
    (At::Within, "tipo de permiso", Column::Account),
    (At::Within, "type d’autorisation", Column::Account),
    (At::Within, "type d'autorisation", Column::Account),
    (At::Within, "アクセス許可の種類", Column::Account),
    (At::Within, "tipo de permissão", Column::Account),
    (At::Within, "тип разрешения", Column::Account),
    (At::Whole, "permission", Column::Permission),
    (At::Start, "permissions", Column::Permissions),
    (At::Start, "权限", Column::Permissions),
    (At::Start, "berechtigungen", Column::Permissions),
    (At::Start, "permisos", Column::Permissions),
    (At::Start, "autorisations", Column::Permissions),
    (At::Start, "アクセス許可", Column::Permissions),
    (At::Start, "permissões", Column::Permissions),
    (At::Start, "разрешения", Column::Permissions),
    (At::Start, "delegated", Column::Scheme),
    (At::Start, "委派", Column::Scheme),
    (At::Whole, "application", Column::Scheme),
    (At::Start, "应用", Column::Scheme),
    (At::Whole, "supported resource", Column::Resource),
    (At::Whole, "resource", Column::Resource),
    (At::Within, "return", Column::Returns),
    (At::Within, "返回", Column::Returns),
    (At::Within, "rückgabe", Column::Returns),
    (At::Within, "devuel", Column::Returns),
    (At::Within, "renvoyé", Column::Returns),
    (At::Within, "retour", Column::Returns),
    (At::Within, "戻り値", Column::Returns),
    (At::Within, "retorno", Column::Returns),
    (At::Within, "возвращ", Column::Returns),
    (At::Within, "description", Column::Description),
    (At::Within, "说明", Column::Description),
    (At::Within, "描述", Column::Description),
    (At::Within, "beschreibung", Column::Description),
    (At::Within, "descripción", Column::Description),
    (At::Within, "説明", Column::Description),
    (At::Within, "descrição", Column::Description),
    (At::Within, "описание", Column::Description),
    (At::Within, "details", Column::Description),
    (At::Within, "comments", Column::Description),
    (At::Within, "remarks", Column::Description),
    (At::Within, "required", Column::Required),
    (At::Within, "必需", Column::Required),
    (At::Within, "optional", Column::Fact),
    (At::Within, "nullable", Column::Fact),
    (At::Within, "readonly", Column::Fact),
    (At::Within, "read-only", Column::Fact),
    (At::Within, "read only", Column::Fact),
    (At::Within, "key", Column::Fact),
    (At::Within, "default", Column::Fact),
    (At::Within, "min", Column::Fact),
    (At::Within, "max", Column::Fact),
    (At::Within, "supported", Column::Fact),
    (At::Within, "filterable", Column::Fact),
    (At::Within, "value", Column::Values),
    (At::Within, "值", Column::Values),
    (At::Whole, "", Column::Untitled),
];

impl Column {
    /// Returns what a column holds whose header is this, in lower case.
    fn titled(title: &str) -> Self {
        meaning(HEADERS, title).or_else(|| cloud(title).map(Self::Cloud)).unwrap_or(Self::Other)
    }

    /// Returns whether it holds names of properties or parameters.
    pub(super) fn names(self) -> bool {
        matches!(self, Self::Property | Self::Parameter | Self::Name | Self::Key)
    }

    /// Returns whether it holds members of an enum type, under a heading that announces them.
    pub(super) fn names_members(self) -> bool {
        matches!(self, Self::Member | Self::Choice | Self::Property | Self::Name | Self::Value | Self::Values)
    }

    /// Returns whether it says what a name is for.
    pub(super) fn describes(self) -> bool {
        matches!(self, Self::Description | Self::Value)
    }

    /// Returns whether it says more of a property than name, type and description.
    pub(super) fn states_a_fact(self) -> bool {
        matches!(self, Self::Required | Self::Fact | Self::Key | Self::Value | Self::Values)
    }
}

/// The header row of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    /// The headers as they stand.
    pub(super) texts: Vec<String>,
    /// The headers in lower case.
    pub(super) titles: Vec<String>,
    /// The content of each column.
    pub(super) columns: Vec<Column>,
}

impl Header {
    /// Reads a header row from the texts of its cells.
    pub(super) fn of(texts: Vec<String>) -> Self {
        let titles: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        let columns = titles.iter().map(|title| Column::titled(title)).collect();
        Self { texts, titles, columns }
    }

    /// Counts the columns.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Returns what the first column holds.
    pub(super) fn first(&self) -> Column {
        self.columns.first().copied().unwrap_or(Column::Untitled)
    }

    /// Returns the place of the first column that holds this.
    pub(super) fn place(&self, wanted: Column) -> Option<usize> {
        self.columns.iter().position(|column| *column == wanted)
    }

    /// Returns whether a column holds this.
    pub(super) fn has(&self, wanted: Column) -> bool {
        self.columns.contains(&wanted)
    }

    /// Returns the place of the column that names properties or parameters: the first, unless that holds titles of
    /// groups.
    pub(super) fn name(&self) -> usize {
        if self.first().names() || self.first() == Column::Untitled {
            return 0;
        }
        self.columns.iter().position(|column| column.names()).unwrap_or(0)
    }

    /// Returns the place of the types: they may stand under `Value` where a description follows.
    pub(super) fn types(&self) -> Option<usize> {
        self.place(Column::Type).or_else(|| self.is_typed_by_value().then_some(1))
    }

    /// Returns whether types stand under `Value`, as in `Name | Value | Description`.
    pub(super) fn is_typed_by_value(&self) -> bool {
        let described = self.len() > 2 && self.has(Column::Description);
        described && self.first().names() && self.columns.get(1) == Some(&Column::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Header};

    /// Reads a header row as pages write it.
    fn header(row: &str) -> Header {
        Header::of(row.split('|').map(|text| text.trim().to_owned()).collect())
    }

    #[test]
    fn headers_and_what_their_columns_hold() {
        use Column::*;
        let cases: [(&str, &[Column]); 15] = [
            ("Property | Type | Description", &[Property, Type, Description]),
            ("属性 | 类型 | 说明", &[Property, Type, Description]),
            ("Eigenschaft | Typ | Beschreibung", &[Property, Type, Description]),
            ("Método | Tipo de valor devuelto | Descripción", &[Method, Returns, Description]),
            ("アクセス許可の種類 | アクセス許可 (特権の小さいものから大きいものへ)", &[Account, Permissions]),
            ("Имя | Тип | Описание", &[Name, Type, Description]),
            ("Parameter | Data type | Required? | Details", &[Parameter, Type, Required, Description]),
            ("Method | Return Type | Description", &[Method, Returns, Description]),
            ("Member | Int value | Description", &[Member, Values, Description]),
            ("Permission type | Permissions (from least to most privileged)", &[Account, Permissions]),
            ("Supported resource | Delegated (work or school account) | Application", &[Resource, Scheme, Scheme]),
            ("Name | Key | Default value | Max length", &[Name, Key, Fact, Fact]),
            ("Header | Value", &[Header, Value]),
            (" | Read-only", &[Untitled, Fact]),
            ("Scenario | Application name", &[Other, Other]),
        ];
        for (row, expected) in cases {
            assert_eq!(header(row).columns, expected, "{row}");
        }
    }

    #[test]
    fn places_of_names_and_types() {
        let cases = [
            ("Property | Type | Description", 0, Some(1)),
            ("Name | Value | Description", 0, Some(1)),
            ("Header | Value | Description", 0, None),
            ("Kind | Parameter | Type", 1, Some(2)),
            (" | Type", 0, Some(1)),
            ("Name | Description", 0, None),
        ];
        for (row, name, types) in cases {
            let header = header(row);
            assert_eq!((header.name(), header.types()), (name, types), "{row}");
        }
    }
}
