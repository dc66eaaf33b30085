//! Keeps a copy of To Do's lists: what changed since the last time, and what is still to be done.

use msgraph_client::model::{LinkedResource, Patch, TaskStatus, TodoTask, some};
use msgraph_client::{Change, GraphClient, Result};

/// Tells which lists are new or changed and which are gone, and the link for the next time; after too long a time, all again.
async fn lists(client: &GraphClient, since: Option<String>) -> Result<(Vec<String>, Option<String>)> {
    let delta = client.me().todo().lists().delta();
    let mut changes = match &since {
        Some(link) => delta.since(link).changes(),
        None => delta.changes(),
    };
    let mut told = Vec::new();
    loop {
        match changes.try_next().await {
            Ok(Some(Change::Present(list))) => told.push(format!("+{}", list.display_name.unwrap_or_default())),
            Ok(Some(Change::Removed { id, .. })) => told.push(format!("-{}", id.unwrap_or_default())),
            Ok(None) => return Ok((told, changes.delta_link().map(str::to_owned))),
            Err(error) if error.is_delta_expired() && since.is_some() => return Box::pin(lists(client, None)).await,
            Err(error) => return Err(error),
        }
    }
}

/// Notes what is to be done about an order, does it, and returns what is left in the list.
async fn order(client: &GraphClient, list: &str, order: &str) -> Result<Vec<String>> {
    let tasks = client.me().todo().lists().by_id(list).tasks();
    let task = tasks.create(&TodoTask { title: some("Buy tar"), ..Default::default() }).await?;
    let link = LinkedResource {
        web_url: some(format!("https://orders.fjordworks.example/{order}")),
        application_name: some("Orders"),
        display_name: some(order),
        ..Default::default()
    };
    tasks.by_id(&task.id).linked_resources().create(&link).await?;
    tasks.by_id(&task.id).update(Patch::new().set(TodoTask::STATUS, TaskStatus::Completed)).await?;
    let left = tasks.list().filter(TodoTask::STATUS.ne(TaskStatus::Completed)).await?;
    Ok(left.value.into_iter().filter_map(|task| task.title).collect())
}

#[tokio::test]
async fn lists_are_kept() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let at = "/v1.0/me/todo/lists/delta";
    let gone = json!({ "error": { "code": "SyncStateNotFound", "message": "Start again." } });
    graph.gives_once("GET", at, ResponseTemplate::new(410).set_body_json(gone)).await;
    let link = graph.url("/v1.0/me/todo/lists/delta?$deltatoken=z");
    let lists_of = json!({ "@odata.deltaLink": link, "value": [
        { "id": "l1", "displayName": "Ship" },
        null,
        { "id": "l2", "@removed": { "reason": "deleted" } },
    ] });
    graph.answers("GET", "/me/todo/lists/delta", 200, lists_of).await;
    let tasks = "/me/todo/lists/l1/tasks";
    graph.answers("POST", tasks, 201, json!({ "id": "t1", "status": "notStarted" })).await;
    graph.answers("POST", &format!("{tasks}/t1/linkedResources"), 201, json!({ "id": "r1" })).await;
    let end = json!({ "dateTime": "2026-11-28T00:00:00.0000000", "timeZone": "UTC" });
    let done = json!({ "id": "t1", "status": "completed", "completedDateTime": end });
    graph.answers("PATCH", &format!("{tasks}/t1"), 200, done).await;
    let left = json!([{ "id": "t2", "title": "Mend the sail", "status": "blocked" }, { "id": "t3", "title": null }]);
    graph.answers("GET", tasks, 200, json!({ "value": left })).await;

    let client = graph.client();
    let old = graph.url("/v1.0/me/todo/lists/delta?$deltatoken=old");
    let (told, next) = lists(&client, Some(old)).await?;
    assert_eq!((told, next), (vec!["+Ship".to_owned(), "-l2".to_owned()], Some(link)));
    assert_eq!(order(&client, "l1", "o 1").await?, ["Mend the sail"]);

    let asked = graph.asked().await;
    let lines: Vec<String> = asked.iter().map(msgraph_real::Asked::line).collect();
    let expected = [
        "GET /v1.0/me/todo/lists/delta?$deltatoken=old",
        "GET /v1.0/me/todo/lists/delta",
        "POST /v1.0/me/todo/lists/l1/tasks",
        "POST /v1.0/me/todo/lists/l1/tasks/t1/linkedResources",
        "PATCH /v1.0/me/todo/lists/l1/tasks/t1",
        "GET /v1.0/me/todo/lists/l1/tasks?$filter=status ne 'completed'",
    ];
    assert_eq!(lines, expected);
    assert_eq!(asked[4].json(), json!({ "status": "completed" }));
    Ok(())
}
