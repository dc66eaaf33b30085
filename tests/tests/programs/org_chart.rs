//! Tells who is whose manager.

use msgraph_client::model::{AnyDirectoryObject, Record, User};
use msgraph_client::{GraphClient, Result};

async fn manager(client: &GraphClient, person: &str) -> Result<Option<String>> {
    let user = client
        .users()
        .by_id(person)
        .get()
        .select([User::DISPLAY_NAME])
        .expand(User::MANAGER.select([User::DISPLAY_NAME]))
        .await?;
    Ok(match user.expanded(User::MANAGER)? {
        Some(AnyDirectoryObject::User(manager)) => manager.display_name,
        _ => None,
    })
}

#[tokio::test]
async fn reads_what_was_expanded() -> Result<()> {
    use msgraph_client::{Method, mock::Mock};
    use serde_json::json;

    let manager_of_runa = json!({ "@odata.type": "#microsoft.graph.user", "displayName": "Teodor Vik" });
    let mock = Mock::new()
        .json(Method::Get, "/users/runa", &json!({ "displayName": "Runa Solheim", "manager": manager_of_runa }))
        .json(Method::Get, "/users/teodor", &json!({ "displayName": "Teodor Vik" }));
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert_eq!(manager(&client, "runa").await?.as_deref(), Some("Teodor Vik"));
    assert_eq!(manager(&client, "teodor").await?, None);
    let url = &mock.requests()[0].url;
    assert!(url.ends_with("?$select=displayName&$expand=manager($select=displayName)"), "{url}");
    Ok(())
}
