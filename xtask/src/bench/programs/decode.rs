//! Decodes a page of a thousand messages: once with the generated model, once with structs written by hand that have the
//! same fields and a map for unknown ones. Prints both medians in seconds.

use std::hint::black_box;
use std::time::Instant;

use msgraph_model::Message as Generated;
use msgraph_types::{Binary, DateTimeOffset};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const MESSAGES: usize = 1000;
const RUNS: usize = 31;

type Unknown = Map<String, Value>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    bcc_recipients: Option<Vec<Recipient>>,
    body: Option<ItemBody>,
    body_preview: Option<String>,
    categories: Option<Vec<String>>,
    cc_recipients: Option<Vec<Recipient>>,
    change_key: Option<String>,
    conversation_id: Option<String>,
    conversation_index: Option<Binary>,
    created_date_time: Option<DateTimeOffset>,
    flag: Option<FollowupFlag>,
    from: Option<Recipient>,
    has_attachments: Option<bool>,
    id: Option<String>,
    importance: Option<String>,
    inference_classification: Option<String>,
    internet_message_headers: Option<Vec<Header>>,
    internet_message_id: Option<String>,
    is_delivery_receipt_requested: Option<bool>,
    is_draft: Option<bool>,
    is_read: Option<bool>,
    is_read_receipt_requested: Option<bool>,
    last_modified_date_time: Option<DateTimeOffset>,
    parent_folder_id: Option<String>,
    received_date_time: Option<DateTimeOffset>,
    reply_to: Option<Vec<Recipient>>,
    sender: Option<Recipient>,
    sent_date_time: Option<DateTimeOffset>,
    subject: Option<String>,
    to_recipients: Option<Vec<Recipient>>,
    unique_body: Option<ItemBody>,
    web_link: Option<String>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: Option<EmailAddress>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
struct EmailAddress {
    name: Option<String>,
    address: Option<String>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemBody {
    content_type: Option<String>,
    content: Option<String>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FollowupFlag {
    flag_status: Option<String>,
    start_date_time: Option<Value>,
    due_date_time: Option<Value>,
    completed_date_time: Option<Value>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
struct Header {
    name: Option<String>,
    value: Option<String>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
}

fn message(number: usize) -> Value {
    let person = |name: &str| json!({"emailAddress": {"name": name, "address": format!("{name}{number}@contoso.example")}});
    json!({
        "@odata.etag": format!("W/\"{number}\""),
        "id": format!("AAMkAGI2-{number:08}"),
        "createdDateTime": "2021-06-14T08:12:30Z",
        "lastModifiedDateTime": "2021-06-14T08:13:31Z",
        "changeKey": format!("CQAAABYAAAC4of{number}"),
        "categories": ["Blue", "Later"],
        "receivedDateTime": "2021-06-14T08:12:31Z",
        "sentDateTime": "2021-06-14T08:12:29Z",
        "hasAttachments": number % 3 == 0,
        "internetMessageId": format!("<{number}@mail.contoso.example>"),
        "subject": format!("Minutes of meeting {number}"),
        "bodyPreview": "Dear all, these are the minutes of our last meeting. ".repeat(4),
        "importance": "normal",
        "parentFolderId": "AAMkAGI2AAEMAAA=",
        "conversationId": format!("AAQkAGI2-{number}"),
        "isDeliveryReceiptRequested": null,
        "isReadReceiptRequested": false,
        "isRead": number % 2 == 0,
        "isDraft": false,
        "webLink": format!("https://mail.contoso.example/?item={number}"),
        "inferenceClassification": "focused",
        "unknownProperty": {"nested": [1, 2, 3]},
        "body": {"contentType": "html", "content": "<p>Dear all, these are the minutes.</p>".repeat(20)},
        "sender": person("alex"),
        "from": person("alex"),
        "toRecipients": [person("kim"), person("lee"), person("max")],
        "ccRecipients": [person("sam")],
        "bccRecipients": [],
        "replyTo": [],
        "flag": {"flagStatus": "notFlagged"}
    })
}

fn time(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let page = json!({"value": (0..MESSAGES).map(message).collect::<Vec<_>>()}).to_string();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(time(|| drop(black_box(serde_json::from_str::<Page<Generated>>(&page).expect("messages")))));
        theirs.push(time(|| drop(black_box(serde_json::from_str::<Page<Message>>(&page).expect("messages")))));
    }
    println!("{} {}", median(ours), median(theirs));
}
