//! Searches mail and files by a word, and tells what was found.

use msgraph_client::model::{DriveItem, EntityType, Message, Record, SearchHit, SearchQuery, SearchRequest, some};
use msgraph_client::{GraphClient, Result};

/// Names what was found; what is neither a message nor a file by its id.
async fn find(client: &GraphClient, words: &str) -> Result<Vec<String>> {
    let request = SearchRequest {
        entity_types: some([EntityType::Message, EntityType::DriveItem]),
        query: some(SearchQuery { query_string: some(words), ..Default::default() }),
        from: some(0),
        size: some(25),
        ..Default::default()
    };
    let found = client.search().query(&[request]).await?.value;
    let containers = found.into_iter().flat_map(|answer| answer.hits_containers.unwrap_or_default());
    containers.flat_map(|container| container.hits.unwrap_or_default()).map(|hit| name(&hit)).collect()
}

fn name(hit: &SearchHit) -> Result<String> {
    let found = hit.expanded(SearchHit::RESOURCE)?.unwrap_or_default();
    let subject = found.narrow_to::<Message>().and_then(|message| message.subject);
    let name = || found.narrow_to::<DriveItem>().and_then(|file| file.name);
    Ok(subject.or_else(name).or(hit.hit_id.clone()).unwrap_or_default())
}

#[tokio::test]
async fn mail_and_files_are_found() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;

    let graph = Graph::start().await;
    let hits = json!([
        { "hitId": "1", "rank": 1, "resource": { "@odata.type": "#microsoft.graph.message", "subject": "Fog" } },
        { "hitId": "2", "rank": 2, "resource": { "@odata.type": "#microsoft.graph.driveItem", "name": "fog.docx" } },
        { "hitId": "3", "rank": 3, "resource": { "@odata.type": "#microsoft.graph.weather" } },
        { "hitId": "4", "rank": 4, "resource": null },
    ]);
    let container = json!({ "total": 4, "moreResultsAvailable": false, "hits": hits });
    let answer = json!({ "value": [{ "searchTerms": ["fog"], "hitsContainers": [container] }] });
    graph.answers("POST", "/search/query", 200, answer).await;

    assert_eq!(find(&graph.client(), "fog").await?, ["Fog", "fog.docx", "3", "4"]);
    let request = json!({
        "entityTypes": ["message", "driveItem"],
        "query": { "queryString": "fog" },
        "from": 0,
        "size": 25,
    });
    assert_eq!(graph.asked().await[0].json(), json!({ "requests": [request] }));
    Ok(())
}
