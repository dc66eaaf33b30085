//! Keeps a list of the files in a drive, from one run to the next.

use msgraph_client::{Change, GraphClient, Result};
use std::collections::BTreeMap;

#[derive(Default)]
struct Mirror {
    names: BTreeMap<String, String>,
    delta_link: Option<String>,
}

async fn sync(client: &GraphClient, mirror: &mut Mirror) -> Result<()> {
    let mut changes = client.me().drive().root().delta().since(&mirror.delta_link).changes();
    loop {
        match changes.try_next().await {
            Ok(Some(Change::Present(item))) => {
                let id = item.id.unwrap_or_default();
                match item.name {
                    Some(name) if item.deleted.is_none() => mirror.names.insert(id, name),
                    _ => mirror.names.remove(&id),
                };
            }
            Ok(Some(Change::Removed { id, .. })) => {
                mirror.names.remove(&id.unwrap_or_default());
            }
            Ok(None) => break,
            Err(error) if error.is_delta_expired() => {
                *mirror = Mirror::default();
                changes = client.me().drive().root().delta().changes();
            }
            Err(error) => return Err(error),
        }
    }
    mirror.delta_link = changes.delta_link().map(str::to_owned);
    Ok(())
}

#[tokio::test]
async fn goes_on_where_it_ended_and_starts_again_when_it_must() -> Result<()> {
    use msgraph_client::{Method, mock::Mock};
    use serde_json::json;

    let link = |token: &str| format!("https://graph.microsoft.com/v1.0/me/drive/root/delta(token='{token}')");
    let files = |names: &[&str]| names.iter().map(|name| json!({ "id": name, "name": name })).collect::<Vec<_>>();
    let mock = Mock::new()
        .json(Method::Get, "/me/drive/root/delta", &json!({ "value": files(&["a", "b"]), "@odata.deltaLink": link("1") }))
        .json(Method::Get, "/me/drive/root/delta", &json!({ "value": files(&["d"]), "@odata.deltaLink": link("3") }))
        .json(
            Method::Get,
            "/me/drive/root/delta(token='1')",
            &json!({ "value": [{ "id": "a", "deleted": {} }, { "id": "c", "name": "c" }], "@odata.deltaLink": link("2") }),
        )
        .error(Method::Get, "/me/drive/root/delta(token='2')", 410, "resyncRequired", "Start again.");
    let client = GraphClient::builder().transport(mock.transport()).build()?;
    let mut mirror = Mirror::default();

    sync(&client, &mut mirror).await?;
    assert_eq!(mirror.names.keys().collect::<Vec<_>>(), ["a", "b"]);
    sync(&client, &mut mirror).await?;
    assert_eq!(mirror.names.keys().collect::<Vec<_>>(), ["b", "c"]);
    sync(&client, &mut mirror).await?;
    assert_eq!(mirror.names.keys().collect::<Vec<_>>(), ["d"]);
    assert_eq!(mirror.delta_link, Some(link("3")));
    Ok(())
}
