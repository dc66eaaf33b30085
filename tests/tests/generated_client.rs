//! The generated client at work, without a network: what programs would send.

use msgraph_client::model::{DateTimeOffset, Message, User};
use msgraph_client::types::{Patch, Record};
use msgraph_client::{Access, GraphClient, Operation, operations, permissions_for};

#[test]
fn a_list_with_its_options() {
    let client = GraphClient::offline();
    let request = client.me().messages().list().filter(Message::IS_READ.eq(false)).select([Message::SUBJECT]).top(50);
    let request = request.build().expect("a request");
    assert_eq!(request.method.as_str(), "GET");
    let url = request.url.as_str();
    assert!(url.starts_with("https://graph.microsoft.com/v1.0/me/messages?"), "{url}");
    for option in ["%24filter=isRead%20eq%20false", "%24select=subject", "%24top=50"] {
        let plain = option.replace("%24", "$");
        let plus = plain.replace("%20", "+");
        assert!(url.contains(option) || url.contains(&plain) || url.contains(&plus), "{url} lacks {option}");
    }
}

#[test]
fn a_patch_sends_what_was_set_and_null_where_asked() {
    let client = GraphClient::offline();
    let patch = Patch::<User>::new().set(User::JOB_TITLE, "Engineer").null(User::OFFICE_LOCATION);
    let request = client.users().by_id("ada@example.com").update(patch).build().expect("a request");
    assert_eq!(request.method.as_str(), "PATCH");
    let body: serde_json::Value = serde_json::from_slice(&request.body).expect("JSON");
    assert_eq!(body, serde_json::json!({ "jobTitle": "Engineer", "officeLocation": null }));
}

#[test]
fn keys_are_encoded() {
    let client = GraphClient::offline();
    let request = client.users().by_id("a/b'c#d%e f\u{e9}").get().build().expect("a request");
    let url = request.url.as_str();
    assert!(url.ends_with("/users/a%2Fb%27c%23d%25e%20f%C3%A9"), "{url}");
}

#[test]
fn operations_know_their_permissions() {
    let permissions = operations::messages::List::PERMISSIONS;
    let shown = format!("{:?}", permissions.delegated_work);
    assert!(shown.starts_with("[\"Mail.ReadBasic\", \"Mail.Read\""), "{shown}");
}

#[test]
fn all_operations_are_listed() {
    let all = operations::all();
    let list = all.iter().find(|operation| operation.name == operations::messages::List::NAME).expect("it is listed");
    assert_eq!(*list, operations::messages::List::INFO);
    let needed = permissions_for(all, Access::Application).permissions;
    assert!(needed.iter().all(|permission| permission.contains('.')), "{needed:?}");
    for operation in all {
        assert!(operation.doc.starts_with("https://"), "{operation:?}");
        let mut paths = operation.paths.iter().peekable();
        assert!(paths.peek().is_some() && paths.all(|path| path.starts_with('/')), "{operation:?}");
    }
}

#[test]
fn what_is_unknown_is_kept() {
    let text = r#"{"@odata.etag":"W/\"1\"","id":"1","subject":"Tea","importance":"cosmic","flavour":{"of":"tea"}}"#;
    let mut message: Message = serde_json::from_str(text).expect("a message");
    assert_eq!(message.etag(), Some("W/\"1\""));
    message.subject = Some("Coffee".to_owned());
    let written = serde_json::to_value(&message).expect("JSON");
    let mut expected: serde_json::Value = serde_json::from_str(text).expect("JSON");
    expected["subject"] = "Coffee".into();
    assert_eq!(written, expected);
}

#[test]
fn text_in_a_url_is_anything_that_prints() {
    let client = GraphClient::offline();
    let start: DateTimeOffset = "2021-11-01T00:00:00Z".parse().expect("a date");
    let request = client.me().calendar_view().list(start, "2021-12-01T00:00:00Z").build().expect("a request");
    let expected = "?startDateTime=2021-11-01T00:00:00Z&endDateTime=2021-12-01T00:00:00Z";
    assert!(request.url.ends_with(expected), "{}", request.url);

    let request = client.me().drive().root().delta().token("O'Neil").build().expect("a request");
    assert!(request.url.ends_with("/me/drive/root/delta(token='O%27%27Neil')"), "{}", request.url);
}

#[test]
fn an_item_is_the_same_by_its_path() {
    let client = GraphClient::offline();
    let item = client.me().drive().item_by_path("/notes/tea.txt");
    let requests = [item.upload("tea").build(), item.delete().build(), item.children().list().build()];
    let urls = requests.map(|request| request.expect("a request").url);
    let place = "https://graph.microsoft.com/v1.0/me/drive/root:/notes/tea.txt";
    assert_eq!(urls, [format!("{place}:/content"), place.to_owned(), format!("{place}:/children")]);
}

#[test]
fn a_message_in_mime_is_sent_as_base64() {
    let client = GraphClient::offline();
    let request = client.me().send_mail_mime("Subject: Tea\r\n\r\nGreen?").build().expect("a request");
    assert_eq!(request.url, "https://graph.microsoft.com/v1.0/me/sendMail");
    assert_eq!(request.headers.get("Content-Type"), Some("text/plain"));
    assert_eq!(request.body, "U3ViamVjdDogVGVhDQoNCkdyZWVuPw==");
    // What belongs to the JSON form can't be sent with it.
    assert!(client.me().send_mail_mime("").save_to_sent_items(false).build().is_err());
}
