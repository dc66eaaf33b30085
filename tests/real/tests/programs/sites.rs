//! A list in a site: what is in stock, counted again, and who may look at the papers.

use msgraph_client::model::{DriveRecipient, FieldValueSet, ListItem, Patch, Property, Record, some};
use msgraph_client::{GraphClient, Result};

/// Returns what is in stock: columns have names and types of their own.
async fn stock(client: &GraphClient, site: &str, list: &str) -> Result<Vec<(String, i64)>> {
    let (title, amount) = (Property::named("Title"), Property::named("Amount"));
    let items = client.sites().by_id(site).lists().by_id(list).items();
    let mut items = items.list().expand(ListItem::FIELDS.select((title.clone(), amount.clone()))).items();
    let mut stock = Vec::new();
    while let Some(item) = items.try_next().await? {
        let fields: FieldValueSet = item.expanded(ListItem::FIELDS)?.unwrap_or_default();
        stock.push((fields.read(&title)?.unwrap_or_default(), fields.read(&amount)?.unwrap_or_default()));
    }
    Ok(stock)
}

/// Writes down how much there is of something.
async fn count(client: &GraphClient, site: &str, list: &str, item: &str, amount: i64) -> Result<()> {
    let item = client.sites().by_id(site).lists().by_id(list).items().by_id(item);
    item.fields().update(Patch::new().set_raw("Amount", amount)).await?;
    Ok(())
}

/// Lets people write to a file, and takes it away from all others but its owner.
async fn share(client: &GraphClient, file: &str, people: &[&str]) -> Result<usize> {
    let file = client.me().drive().items().by_id(file);
    let recipient = |address: &&str| DriveRecipient { email: some(*address), ..Default::default() };
    let recipients: Vec<DriveRecipient> = people.iter().map(recipient).collect();
    let mut others = file.permissions().list().items();
    let mut gone = 0;
    while let Some(permission) = others.try_next().await? {
        if !permission.roles.unwrap_or_default().iter().any(|role| role == "owner") {
            file.permissions().by_id(&permission.id).delete().await?;
            gone += 1;
        }
    }
    let invite = file.invite().recipients(&recipients).roles(["write"]);
    invite.require_sign_in(true).send_invitation(false).await?;
    Ok(gone)
}

#[tokio::test]
async fn a_list_has_columns_of_its_own() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;

    let graph = Graph::start().await;
    let ropes =
        json!({ "id": "1", "fields": { "@odata.etag": "\"a,1\"", "Title": "Ropes", "Amount": 12, "Shelf": null } });
    let sails = json!({ "id": "2", "fields": { "Title": "Sails" } });
    let at = "/sites/fjordworks.example,1,2/lists/Stock/items";
    graph.answers("GET", at, 200, json!({ "value": [ropes, sails] })).await;
    graph.answers("PATCH", &format!("{at}/2/fields"), 200, json!({ "Title": "Sails", "Amount": 3 })).await;

    let (client, site) = (graph.client(), "fjordworks.example,1,2");
    let expected = [("Ropes".to_owned(), 12), ("Sails".to_owned(), 0)];
    assert_eq!(stock(&client, site, "Stock").await?, expected);
    count(&client, site, "Stock", "2", 3).await?;
    let asked = graph.asked().await;
    assert_eq!(asked[0].line(), format!("GET /v1.0{at}?$expand=fields($select=Title,Amount)"));
    assert_eq!(asked[1].json(), json!({ "Amount": 3 }));
    Ok(())
}

#[tokio::test]
async fn a_file_is_shared_with_some() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let graph = Graph::start().await;
    let owner = json!({ "id": "p1", "roles": ["owner"], "grantedToV2": { "user": { "id": "u1" } } });
    let guest = json!({ "id": "p2", "roles": ["read"], "link": { "type": "view", "preventsDownload": false } });
    graph.answers("GET", "/me/drive/items/f1/permissions", 200, json!({ "value": [owner, guest] })).await;
    graph.answers("DELETE", "/me/drive/items/f1/permissions/p2", 204, Value::Null).await;
    // Not all of them could be told: the service says so in the permission.
    let untold = json!({ "value": [{ "id": "p3", "error": { "code": "mailNotSent", "message": "No mail." } }] });
    graph.answers("POST", "/me/drive/items/f1/invite", 207, untold).await;

    assert_eq!(share(&graph.client(), "f1", &["runa@fjordworks.example"]).await?, 1);
    let sent = json!({
        "recipients": [{ "email": "runa@fjordworks.example" }],
        "roles": ["write"],
        "requireSignIn": true,
        "sendInvitation": false,
    });
    assert_eq!(graph.asked().await[2].json(), sent);
    Ok(())
}
