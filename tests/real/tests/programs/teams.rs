//! A team from a template, its members, and what is said in a channel.

use msgraph_client::model::{
    AadUserConversationMember, BodyType, ChatMessage, ChatMessageHostedContent, ChatMessageMention,
    ChatMessageMentionedIdentitySet, Identity, ItemBody, Record, Team, some,
};
use msgraph_client::{GraphClient, Result};

/// Makes a team with its owner from a template, and tells where it comes into being.
async fn make(client: &GraphClient, name: &str, owner: &str) -> Result<Option<String>> {
    let owner = AadUserConversationMember { roles: some(["owner"]), ..Default::default() }
        .bind(AadUserConversationMember::USER, [owner]);
    let team = Team { display_name: some(name), ..Default::default() };
    let team = team.bind(Team::TEMPLATE, "standard").with_related(Team::MEMBERS, [owner]);
    let made = client.teams().create(&team).wait().await?;
    Ok(made.resource_id())
}

/// Adds a member to a team.
async fn add(client: &GraphClient, team: &str, person: &str) -> Result<()> {
    let member = AadUserConversationMember::default().bind(AadUserConversationMember::USER, person);
    client.teams().by_id(team).members().create(&member).await?;
    Ok(())
}

/// Shows a picture to a person by name, and answers oneself.
async fn say(client: &GraphClient, team: &str, channel: &str, person: (&str, &str), picture: &[u8]) -> Result<()> {
    let (id, name) = person;
    let mentioned = ChatMessageMentionedIdentitySet {
        user: some(Identity { id: some(id), display_name: some(name), ..Default::default() }),
        ..Default::default()
    };
    let mention =
        ChatMessageMention { id: some(0), mention_text: some(name), mentioned: some(mentioned), ..Default::default() };
    let html = format!(r#"<at id="0">{name}</at>, look: <img src="../hostedContents/1/$value">"#);
    let content = ChatMessageHostedContent {
        content_bytes: some(picture),
        content_type: some("image/png"),
        ..Default::default()
    };
    // The documentation has this name among the instance attributes, which are annotations and no properties.
    let content = content.with_raw("@microsoft.graph.temporaryId", "1");
    let message = ChatMessage {
        body: some(ItemBody { content_type: some(BodyType::Html), content: some(html), ..Default::default() }),
        mentions: some([mention]),
        ..Default::default()
    };
    let messages = client.teams().by_id(team).channels().by_id(channel).messages();
    let said = messages.create(&message.with_related(ChatMessage::HOSTED_CONTENTS, [content])).await?;
    let answer = ItemBody { content: some("Fine, isn't it?"), ..Default::default() };
    let answer = ChatMessage { body: some(answer), ..Default::default() };
    messages.by_id(&said.id).replies().create(&answer).await?;
    Ok(())
}

#[tokio::test]
async fn a_team_is_made_and_grows() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let made = ResponseTemplate::new(202)
        .insert_header("Location", "/teams('t1')/operations('o1')")
        .insert_header("Content-Location", "/teams('t1')");
    graph.gives("POST", "/v1.0/teams", made).await;
    let done = json!({ "id": "o1", "operationType": "createTeam", "status": "succeeded", "targetResourceId": "t1" });
    graph.answers("GET", "/teams('t1')/operations('o1')", 200, done).await;
    let member = json!({ "@odata.type": "#microsoft.graph.aadUserConversationMember", "id": "c1", "userId": "u2" });
    graph.answers("POST", "/teams/t1/members", 201, member).await;

    let client = graph.client();
    assert_eq!(make(&client, "Harbour", "u1").await?.as_deref(), Some("t1"));
    add(&client, "t1", "u2").await?;
    let asked = graph.asked().await;
    let owner = json!({
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "roles": ["owner"],
        "user@odata.bind": graph.url("/v1.0/users('u1')"),
    });
    let team = json!({
        "displayName": "Harbour",
        "template@odata.bind": graph.url("/v1.0/teamsTemplates('standard')"),
        "members": [owner],
    });
    assert_eq!(asked[0].json(), team);
    let member = json!({
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "user@odata.bind": graph.url("/v1.0/users('u2')"),
    });
    assert_eq!(asked[2].json(), member);
    Ok(())
}

#[tokio::test]
async fn a_picture_is_shown_by_name() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;

    let graph = Graph::start().await;
    graph.answers("POST", "/teams/t1/channels/c1/messages", 201, json!({ "id": "m1" })).await;
    graph.answers("POST", "/teams/t1/channels/c1/messages/m1/replies", 201, json!({ "id": "m2" })).await;
    say(&graph.client(), "t1", "c1", ("u2", "Runa"), &[0x89, 0x50]).await?;

    let asked = graph.asked().await;
    let said = json!({
        "body": {
            "contentType": "html",
            "content": "<at id=\"0\">Runa</at>, look: <img src=\"../hostedContents/1/$value\">",
        },
        "mentions": [{
            "id": 0,
            "mentionText": "Runa",
            "mentioned": { "user": { "id": "u2", "displayName": "Runa" } },
        }],
        "hostedContents": [{
            "@microsoft.graph.temporaryId": "1",
            "contentBytes": "iVA=",
            "contentType": "image/png",
        }],
    });
    assert_eq!(asked[0].json(), said);
    assert_eq!(asked[1].json(), json!({ "body": { "content": "Fine, isn't it?" } }));
    Ok(())
}
