//! A small model by hand, in the shape of generated ones.

use msgraph_types::*;

macro_rules! model {
    ($name:ident = $wire:literal { $($index:literal $field:ident: $ty:ty = $member:literal,)* $(; $($facts:tt)*)? }) => {
        pub struct $name {
            $(pub $field: Option<$ty>,)*
            pub additional: Additional,
        }

        record! { $name = $wire; $($index $field = $member,)* $($($facts)*)? }
    };
}

model!(Note = "test.note" {
    0 id: String = "id",
    1 subject: String = "subject",
    2 size: i64 = "size",
    3 score: f64 = "score",
    4 is_read: bool = "isRead",
    5 received: DateTimeOffset = "received",
    6 tags: Vec<String> = "tags",
    7 from: Person = "from",
    8 to: Vec<Person> = "to",
    9 importance: Importance = "importance",
    10 rights: Flags<Importance> = "rights",
    11 attachments: Vec<AnyAttachment> = "attachments",
    12 parent: Boxed<Note> = "parent",
    13 extra: Value = "extra",
    ; read only: 0 5; sets: "author" = "people()" "readers" = "people";
});

model!(Person = "test.person" { 0 name: String = "name", 1 address: Address = "address", });
model!(Address = "test.address" { 0 city: String = "city", });
model!(Attachment = "test.attachment" { 0 name: String = "name", });
model!(FileAttachment = "test.fileAttachment" { 0 name: String = "name", 1 bytes: Binary = "bytes", });

impl Note {
    pub const SUBJECT: Property<Self, String> = Property::new("subject");
    pub const SIZE: Property<Self, i64> = Property::new("size");
    pub const SCORE: Property<Self, f64> = Property::new("score");
    pub const IS_READ: Property<Self, bool> = Property::new("isRead");
    pub const RECEIVED: Property<Self, DateTimeOffset> = Property::new("received");
    pub const TAGS: Property<Self, Vec<String>> = Property::new("tags");
    pub const FROM: Property<Self, Person> = Property::new("from");
    pub const TO: Property<Self, Vec<Person>> = Property::new("to");
    pub const IMPORTANCE: Property<Self, Importance> = Property::new("importance");
    pub const RIGHTS: Property<Self, Flags<Importance>> = Property::new("rights");
    pub const PARENT: Property<Self, Note> = Property::new("parent");
    pub const AUTHOR: NavigationProperty<Self, Person> = NavigationProperty::new("author");
    pub const READERS: NavigationProperty<Self, Vec<Person>> = NavigationProperty::new("readers");
}

impl Person {
    pub const NAME: Property<Self, String> = Property::new("name");
    pub const ADDRESS: Property<Self, Address> = Property::new("address");
}

impl Address {
    pub const CITY: Property<Self, String> = Property::new("city");
}

impl Attachment {
    pub const NAME: Property<Self, String> = Property::new("name");
}

pub enum Importance {
    Low,
    High,
    UnknownValue(String),
}

open_enum! { Importance = "test.importance"; 0 Low = "low", 1 High = "high", }

pub enum AnyAttachment {
    FileAttachment(Box<FileAttachment>),
    Other(Box<Attachment>),
}

polymorphic! { AnyAttachment of Attachment; FileAttachment: FileAttachment = "test.fileattachment", }
