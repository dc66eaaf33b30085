//! All users of an organization as a table, with their number.

use msgraph_client::model::User;
use msgraph_client::{GraphClient, Result};

/// Writes the users as CSV, and returns how many the directory says there are.
async fn export(client: &GraphClient, table: &mut csv::Writer<Vec<u8>>) -> Result<u64> {
    let mut users = client
        .users()
        .list()
        .select((User::DISPLAY_NAME, User::MAIL, User::ACCOUNT_ENABLED))
        .filter(User::ACCOUNT_ENABLED.eq(true))
        .order_by(User::DISPLAY_NAME)
        .top(2)
        .eventual()
        .count()
        .items();
    while let Some(user) = users.try_next().await? {
        let fields = [user.display_name.unwrap_or_default(), user.mail.unwrap_or_default()];
        table.write_record(fields).expect("memory takes it");
    }
    Ok(users.count().unwrap_or_default())
}

#[tokio::test]
async fn users_become_a_table() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let first = json!({
        "@odata.count": 3,
        "@odata.nextLink": graph.url("/v1.0/users?$skiptoken=x"),
        "value": [{ "displayName": "Ada", "mail": "ada@a.example" }, { "displayName": "Bo, Jr.", "mail": null }],
    });
    let second = json!({ "value": [{ "displayName": "Cy", "mail": "cy@a.example" }] });
    graph.gives_once("GET", "/v1.0/users", ResponseTemplate::new(200).set_body_json(first)).await;
    graph.answers("GET", "/users", 200, second).await;

    let mut table = csv::Writer::from_writer(Vec::new());
    assert_eq!(export(&graph.client(), &mut table).await?, 3);
    let text = String::from_utf8(table.into_inner().expect("it is flushed")).expect("it is text");
    assert_eq!(text, "Ada,ada@a.example\n\"Bo, Jr.\",\nCy,cy@a.example\n");
    let asked = graph.asked().await;
    assert_eq!(
        asked[0].line(),
        "GET /v1.0/users?$select=displayName,mail,accountEnabled&$filter=accountEnabled eq true&$orderby=displayName\
         &$top=2&$count=true"
    );
    assert_eq!(asked[1].line(), "GET /v1.0/users?$skiptoken=x");
    assert!(asked.iter().all(|asked| asked.header("ConsistencyLevel") == Some("eventual")));
    Ok(())
}
