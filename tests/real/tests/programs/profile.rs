//! A person's own profile: the photo, who leads, what a program keeps with the person, and whether people are at their desks.

use msgraph_client::model::{
    AnyDirectoryObject, DirectoryObject, OpenTypeExtension, Polymorphic, Property, Record, User, some,
};
use msgraph_client::{GraphClient, Result};

/// Gives me another photo, and returns how large the one before was.
async fn photo(client: &GraphClient, picture: Vec<u8>) -> Result<usize> {
    let photo = client.me().photo();
    let before = match photo.download().await {
        Ok(bytes) => bytes.len(),
        Err(error) if error.is_not_found() => 0,
        Err(error) => return Err(error),
    };
    photo.upload(picture).header("Content-Type", "image/jpeg").await?;
    Ok(before)
}

/// Says who leads me from now on, and returns what kind of thing that is.
async fn lead(client: &GraphClient, who: &str) -> Result<String> {
    client.me().manager().set_ref(who).await?;
    let manager = client.me().manager().get().await?;
    let id = manager.get(DirectoryObject::ID).cloned().unwrap_or_default();
    Ok(match manager {
        AnyDirectoryObject::User(user) => user.display_name.unwrap_or(id),
        AnyDirectoryObject::OrgContact(_) => format!("{id}, from another house"),
        _ => format!("{id}, whatever that is"),
    })
}

/// Keeps a theme with me, and reads it again.
async fn theme(client: &GraphClient, theme: &str) -> Result<Option<String>> {
    let kept = OpenTypeExtension { extension_name: some("example.fjordworks.theme"), ..Default::default() };
    client.me().extensions().create(&kept.with_raw("theme", theme)).await?;
    let me = client.me().get().select([User::ID]).expand(User::EXTENSIONS).await?;
    let kept = me.expanded(User::EXTENSIONS)?.unwrap_or_default();
    Ok(kept.first().and_then(|kept| kept.additional().text("theme")).map(str::to_owned))
}

/// Returns who of these people is free to talk, and the size of shoe that another program keeps with the first.
async fn around(client: &GraphClient, people: &[&str]) -> Result<(Vec<String>, Option<i64>)> {
    let mut presences = client.communications().get_presences_by_user_id(people.iter().copied()).items();
    let mut free = Vec::new();
    while let Some(presence) = presences.try_next().await? {
        if presence.availability.as_deref() == Some("Available") {
            free.extend(presence.id);
        }
    }
    let shoe: Property<User, i64> = Property::named("extension_0f3a_shoeSize");
    let first = client.users().by_id(people[0]).get().select([shoe.clone()]).await?;
    Ok((free, first.read(shoe)?))
}

#[tokio::test]
async fn a_profile_is_kept() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let none = json!({ "error": { "code": "ImageNotFound", "message": "The image is not found." } });
    graph.answers("GET", "/me/photo/$value", 404, none).await;
    graph.gives("PUT", "/v1.0/me/photo/$value", ResponseTemplate::new(200)).await;
    graph.answers("PUT", "/me/manager/$ref", 204, Value::Null).await;
    let contact = json!({ "@odata.type": "#microsoft.graph.orgContact", "id": "c7", "mail": null });
    graph.answers("GET", "/me/manager", 200, contact).await;
    let kept =
        json!({ "extensionName": "example.fjordworks.theme", "id": "example.fjordworks.theme", "theme": "dusk" });
    graph.answers("POST", "/me/extensions", 201, kept.clone()).await;
    graph.answers("GET", "/me", 200, json!({ "id": "u1", "extensions": [kept] })).await;
    let presences = json!([{ "id": "u2", "availability": "Available" }, { "id": "u3", "availability": "OutToSea" }]);
    graph.answers("POST", "/communications/getPresencesByUserId", 200, json!({ "value": presences })).await;
    graph.answers("GET", "/users/u2", 200, json!({ "extension_0f3a_shoeSize": 44 })).await;

    let client = graph.client();
    assert_eq!(photo(&client, vec![0xff, 0xd8]).await?, 0);
    assert_eq!(lead(&client, "c7").await?, "c7, from another house");
    assert_eq!(theme(&client, "dusk").await?.as_deref(), Some("dusk"));
    assert_eq!(around(&client, &["u2", "u3"]).await?, (vec!["u2".to_owned()], Some(44)));

    let asked = graph.asked().await;
    assert_eq!((asked[1].header("Content-Type"), asked[1].body()), (Some("image/jpeg"), &[0xff, 0xd8][..]));
    assert_eq!(asked[2].json(), json!({ "@odata.id": graph.url("/v1.0/users/c7") }));
    assert_eq!(asked[4].json()["theme"], "dusk");
    assert_eq!(asked[5].line(), "GET /v1.0/me?$select=id&$expand=extensions");
    assert_eq!(asked[7].line(), "GET /v1.0/users/u2?$select=extension_0f3a_shoeSize");
    Ok(())
}
