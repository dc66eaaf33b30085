//! Adds a person to a group, found by its name.

use msgraph_client::model::Group;
use msgraph_client::{GraphClient, Result};

async fn add(client: &GraphClient, group: &str, person: &str) -> Result<bool> {
    let groups = client.groups().list().filter(Group::DISPLAY_NAME.eq(group)).top(1).await?;
    let Some(group) = groups.value.first() else {
        return Ok(false);
    };
    let person = client.users().by_id(person).get().await?;
    client.groups().by_id(&group.id).members().add_ref(&person.id).await?;
    Ok(true)
}

#[tokio::test]
async fn sends_a_link_to_the_person() -> Result<()> {
    use msgraph_client::{Headers, HttpResponse, Method, mock::Mock};
    use serde_json::json;

    let mock = Mock::new()
        .json(Method::Get, "/groups", &json!({ "value": [{ "id": "g 1" }] }))
        .json(Method::Get, "/users/runa@fjordworks.example", &json!({ "id": "u1" }))
        .on(Method::Post, "/groups/g%201/members/$ref", HttpResponse::new(204, Headers::new(), ""));
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert!(add(&client, "Crew's", "runa@fjordworks.example").await?);
    let requests = mock.requests();
    assert!(requests[0].url.contains("$filter=displayName%20eq%20%27Crew%27%27s%27"), "{}", requests[0].url);
    assert_eq!(requests[2].body, r#"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/u1"}"#);
    Ok(())
}
