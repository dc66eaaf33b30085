//! The primitive types, and how type cells and sentences spell them.

use crate::diagnostic::suggest;

/// The primitive types of Edm that Graph uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the standard")]
pub enum Primitive {
    Binary,
    Boolean,
    Byte,
    Date,
    DateTimeOffset,
    Decimal,
    Double,
    Duration,
    Guid,
    Int16,
    Int32,
    Int64,
    SByte,
    Single,
    Stream,
    String,
    TimeOfDay,
}

/// Returns what a name stands for, if that is a primitive type, or JSON of any shape, which is none of them.
pub fn find(name: &str) -> Option<Option<Primitive>> {
    let lower = name.trim().to_ascii_lowercase();
    let bare = lower.strip_prefix("edm.").unwrap_or(&lower);
    let word = bare.split([' ', '(', ',', '/']).next().unwrap_or_default();
    SPELLINGS
        .iter()
        .find(|(spelling, _)| *spelling == bare)
        .or_else(|| SPELLINGS.iter().find(|(spelling, _)| *spelling == word && word != bare && is_annotated(bare)))
        .map(|(_, of)| *of)
}

/// Returns the primitive type that a misspelled name is near, as cells write it.
pub fn near(name: &str) -> Option<&'static str> {
    let names = SPELLINGS.iter().filter_map(|(_, of)| Some(self::name((*of)?).trim_start_matches("Edm.")));
    suggest(name.trim_start_matches("Edm."), names)
}

/// Returns whether what follows the first word is a note (`string (url)`, `string, maximum size 20`), not a part of a
/// name.
fn is_annotated(text: &str) -> bool {
    text.contains(" (") || text.contains(',') || text.contains('/') || text.ends_with(" format")
}

/// Returns the name of a primitive type as the standard spells it.
pub fn name(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Binary => "Edm.Binary",
        Primitive::Boolean => "Edm.Boolean",
        Primitive::Byte => "Edm.Byte",
        Primitive::Date => "Edm.Date",
        Primitive::DateTimeOffset => "Edm.DateTimeOffset",
        Primitive::Decimal => "Edm.Decimal",
        Primitive::Double => "Edm.Double",
        Primitive::Duration => "Edm.Duration",
        Primitive::Guid => "Edm.Guid",
        Primitive::Int16 => "Edm.Int16",
        Primitive::Int32 => "Edm.Int32",
        Primitive::Int64 => "Edm.Int64",
        Primitive::SByte => "Edm.SByte",
        Primitive::Single => "Edm.Single",
        Primitive::Stream => "Edm.Stream",
        Primitive::String => "Edm.String",
        Primitive::TimeOfDay => "Edm.TimeOfDay",
    }
}

/// Lower-case spellings; none stands for JSON of any shape.
const SPELLINGS: &[(&str, Option<Primitive>)] = &[
    ("string", Some(Primitive::String)),
    ("text", Some(Primitive::String)),
    ("url", Some(Primitive::String)),
    ("uri", Some(Primitive::String)),
    ("etag", Some(Primitive::String)),
    ("boolean", Some(Primitive::Boolean)),
    ("bool", Some(Primitive::Boolean)),
    ("int32", Some(Primitive::Int32)),
    ("int", Some(Primitive::Int32)),
    ("integer", Some(Primitive::Int32)),
    ("number", Some(Primitive::Int32)),
    ("numeric", Some(Primitive::Int32)),
    ("int64", Some(Primitive::Int64)),
    ("long", Some(Primitive::Int64)),
    ("int16", Some(Primitive::Int16)),
    ("byte", Some(Primitive::Byte)),
    ("sbyte", Some(Primitive::SByte)),
    ("single", Some(Primitive::Single)),
    ("float", Some(Primitive::Single)),
    ("double", Some(Primitive::Double)),
    ("decimal", Some(Primitive::Decimal)),
    ("datetimeoffset", Some(Primitive::DateTimeOffset)),
    ("datetime", Some(Primitive::DateTimeOffset)),
    ("timestamp", Some(Primitive::DateTimeOffset)),
    ("date", Some(Primitive::Date)),
    ("timeofday", Some(Primitive::TimeOfDay)),
    ("time", Some(Primitive::TimeOfDay)),
    ("duration", Some(Primitive::Duration)),
    ("guid", Some(Primitive::Guid)),
    ("uuid", Some(Primitive::Guid)),
    ("binary", Some(Primitive::Binary)),
    ("bytes", Some(Primitive::Binary)),
    ("stream", Some(Primitive::Stream)),
    ("json", None),
    ("object", None),
    ("any", None),
    ("untyped", None),
    ("untyped json object", None),
    ("json object", None),
    ("complextype", None),
    ("字符串", Some(Primitive::String)),
    ("布尔", Some(Primitive::Boolean)),
    ("布尔值", Some(Primitive::Boolean)),
    ("整数", Some(Primitive::Int32)),
    ("位数", Some(Primitive::Int32)),
    ("字节", Some(Primitive::Byte)),
    ("单一", Some(Primitive::Single)),
    ("双精度", Some(Primitive::Double)),
    ("日期时间", Some(Primitive::DateTimeOffset)),
    ("日期", Some(Primitive::Date)),
    ("持续时间", Some(Primitive::Duration)),
    ("期限", Some(Primitive::Duration)),
    ("二进制", Some(Primitive::Binary)),
    ("流", Some(Primitive::Stream)),
    ("zeichenfolge", Some(Primitive::String)),
    ("zeichenfolgen", Some(Primitive::String)),
    ("cadena", Some(Primitive::String)),
    ("chaîne", Some(Primitive::String)),
    ("文字列", Some(Primitive::String)),
    ("cadeia", Some(Primitive::String)),
    ("строка", Some(Primitive::String)),
    ("boolescher", Some(Primitive::Boolean)),
    ("booleano", Some(Primitive::Boolean)),
    ("booléen", Some(Primitive::Boolean)),
    ("ブール値", Some(Primitive::Boolean)),
    ("ブール型", Some(Primitive::Boolean)),
    ("booliano", Some(Primitive::Boolean)),
    ("логическое", Some(Primitive::Boolean)),
    ("логический", Some(Primitive::Boolean)),
];
