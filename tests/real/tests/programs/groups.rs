//! A group with its owner and members, a change of members, and the people in it and in the groups within.

use msgraph_client::model::{Group, Record, User, some};
use msgraph_client::{GraphClient, Result};

/// Founds a group for a crew.
async fn found(client: &GraphClient, name: &str, captain: &str, crew: &[&str]) -> Result<Group> {
    let group = Group {
        display_name: some(name),
        mail_enabled: some(false),
        mail_nickname: some("harbour-crew"),
        security_enabled: some(true),
        ..Default::default()
    };
    client.groups().create(&group.bind(Group::OWNERS, [captain]).bind(Group::MEMBERS, crew)).await
}

/// Lets one person go and another come.
async fn replace(client: &GraphClient, group: &Group, leaves: &str, comes: &str) -> Result<()> {
    let members = client.groups().by_id(&group.id).members();
    members.by_id(leaves).remove_ref().await?;
    members.add_ref(comes).await
}

/// Lists the people of a group, those of groups within, too.
async fn people(client: &GraphClient, group: &Group) -> Result<Vec<String>> {
    let members = client.groups().by_id(&group.id).transitive_members().as_user();
    let mut people = members.list().select([User::ID, User::DISPLAY_NAME]).eventual().items();
    let mut names = Vec::new();
    while let Some(person) = people.try_next().await? {
        names.extend(person.display_name);
    }
    Ok(names)
}

#[tokio::test]
async fn a_crew_is_founded_and_changes() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let graph = Graph::start().await;
    graph.answers("POST", "/groups", 201, json!({ "id": "g1", "displayName": "Crew" })).await;
    graph.answers("DELETE", "/groups/g1/members/u2/$ref", 204, Value::Null).await;
    graph.answers("POST", "/groups/g1/members/$ref", 204, Value::Null).await;
    let people_of =
        json!({ "value": [{ "id": "u3", "displayName": "Runa" }, { "id": "u4", "displayName": "Teodor" }] });
    graph.answers("GET", "/groups/g1/transitiveMembers/microsoft.graph.user", 200, people_of).await;

    let client = graph.client();
    let crew = found(&client, "Crew", "u1", &["u1", "u2"]).await?;
    replace(&client, &crew, "u2", "u3").await?;
    assert_eq!(people(&client, &crew).await?, ["Runa", "Teodor"]);

    let asked = graph.asked().await;
    let sent = json!({
        "displayName": "Crew",
        "mailEnabled": false,
        "mailNickname": "harbour-crew",
        "securityEnabled": true,
        "owners@odata.bind": [graph.url("/v1.0/directoryObjects/u1")],
        "members@odata.bind": [graph.url("/v1.0/directoryObjects/u1"), graph.url("/v1.0/directoryObjects/u2")],
    });
    assert_eq!(asked[0].json(), sent);
    assert_eq!(asked[2].json(), json!({ "@odata.id": graph.url("/v1.0/directoryObjects/u3") }));
    assert_eq!(asked[3].line(), "GET /v1.0/groups/g1/transitiveMembers/microsoft.graph.user?$select=id,displayName");
    Ok(())
}
