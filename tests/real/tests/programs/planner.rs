//! A plan for the haul-out: a bucket, a task for two people, and a note that others may write at the same time.

use msgraph_client::model::{
    Patch, PlannerAssignment, PlannerAssignments, PlannerBucket, PlannerPlan, PlannerTask, PlannerTaskDetails,
    Property, Record, some,
};
use msgraph_client::{GraphClient, Result};
use std::time::{Duration, SystemTime};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A person's assignment: the name of the property is the person's id.
fn assigned(person: &str) -> Property<PlannerAssignments, PlannerAssignment> {
    Property::named(person)
}

/// Plans the task for a group's people.
async fn plan(client: &GraphClient, group: &str, people: &[&str]) -> Result<PlannerTask> {
    let planner = client.planner();
    let plan = PlannerPlan { owner: some(group), title: some("Haul-out"), ..Default::default() };
    let plan = planner.plans().create(&plan).await?;
    let bucket = PlannerBucket { plan_id: plan.id.clone(), name: some("Hull"), ..Default::default() };
    let bucket = planner.buckets().create(&bucket).await?;
    let last = PlannerAssignment { order_hint: some(" !"), ..Default::default() };
    let assign = |all: PlannerAssignments, person: &&str| all.with(assigned(person), last.clone());
    let task = PlannerTask {
        plan_id: plan.id,
        bucket_id: bucket.id,
        title: some("Scrape the hull"),
        assignments: some(people.iter().fold(PlannerAssignments::default(), assign)),
        due_date_time: some(SystemTime::now() + WEEK),
        ..Default::default()
    };
    planner.tasks().create(&task).await
}

/// Adds a line to the description of a task; if somebody changed it in between, to the new one.
async fn note(client: &GraphClient, task: &PlannerTask, line: &str) -> Result<()> {
    let details = client.planner().tasks().by_id(&task.id).details();
    loop {
        let now = details.get().await?;
        let text = format!("{}{line}\n", now.description.as_deref().unwrap_or_default());
        let change = Patch::new().set(PlannerTaskDetails::DESCRIPTION, text);
        match details.update(change).if_match(now.etag()).await {
            Err(error) if error.is_precondition_failed() => {}
            other => return other.map(drop),
        }
    }
}

/// Takes a person off the task, and marks it as done by the others.
async fn finish(client: &GraphClient, task: &PlannerTask, without: &str) -> Result<PlannerTask> {
    let one = client.planner().tasks().by_id(&task.id);
    let change =
        Patch::new().set(PlannerTask::PERCENT_COMPLETE, 100).null(PlannerTask::ASSIGNMENTS.then(assigned(without)));
    one.update(change).if_match(task.etag()).await?;
    one.get().await
}

#[tokio::test]
async fn two_write_at_the_same_time() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};
    use wiremock::ResponseTemplate;

    let (runa, teodor) = ("0b7e7a52-64b3-4b3f-a0b0-19c0a3a6d7e1", "c4d0b9c6-3f43-4d0b-8d5a-6f3f0e1f2a77");
    let graph = Graph::start().await;
    graph.answers("POST", "/planner/plans", 201, json!({ "@odata.etag": "W/\"p1\"", "id": "p1" })).await;
    graph.answers("POST", "/planner/buckets", 201, json!({ "@odata.etag": "W/\"b1\"", "id": "b1" })).await;
    let came = json!({ "@odata.type": "#microsoft.graph.plannerAssignment", "orderHint": "8585" });
    let task = json!({
        "@odata.etag": "W/\"t1\"",
        "id": "t1",
        "title": "Scrape the hull",
        "percentComplete": 0,
        "assignments": { runa: came, teodor: came },
    });
    graph.answers("POST", "/planner/tasks", 201, task).await;
    let details = "/v1.0/planner/tasks/t1/details";
    let first = json!({ "@odata.etag": "W/\"1\"", "id": "t1", "description": "" });
    let second = json!({ "@odata.etag": "W/\"2\"", "id": "t1", "description": "Gloves are in the shed.\n" });
    graph.gives_once("GET", details, ResponseTemplate::new(200).set_body_json(first)).await;
    graph.answers("GET", "/planner/tasks/t1/details", 200, second).await;
    let changed = json!({ "error": { "code": "", "message": "The item was changed by somebody else." } });
    graph.gives_once("PATCH", details, ResponseTemplate::new(412).set_body_json(changed)).await;
    graph.answers("PATCH", "/planner/tasks/t1/details", 204, Value::Null).await;
    graph.answers("PATCH", "/planner/tasks/t1", 204, Value::Null).await;
    let done = json!({ "id": "t1", "percentComplete": 100, "assignments": { runa: came } });
    graph.answers("GET", "/planner/tasks/t1", 200, done).await;

    let client = graph.client();
    let task = plan(&client, "g1", &[runa, teodor]).await?;
    note(&client, &task, "Start at the bow.").await?;
    let done = finish(&client, &task, teodor).await?;
    let left = done.assignments.unwrap_or_default();
    assert_eq!(left.additional.iter().map(|(person, _)| person).collect::<Vec<_>>(), [runa]);
    assert_eq!(left.read(assigned(runa))?.and_then(|one| one.order_hint).as_deref(), Some("8585"));

    let asked = graph.asked().await;
    let lines: Vec<String> = asked.iter().map(msgraph_real::Asked::line).collect();
    let expected = [
        "POST /v1.0/planner/plans",
        "POST /v1.0/planner/buckets",
        "POST /v1.0/planner/tasks",
        "GET /v1.0/planner/tasks/t1/details",
        "PATCH /v1.0/planner/tasks/t1/details",
        "GET /v1.0/planner/tasks/t1/details",
        "PATCH /v1.0/planner/tasks/t1/details",
        "PATCH /v1.0/planner/tasks/t1",
        "GET /v1.0/planner/tasks/t1",
    ];
    assert_eq!(lines, expected);
    assert_eq!(asked[0].json(), json!({ "owner": "g1", "title": "Haul-out" }));
    assert_eq!(asked[1].json(), json!({ "planId": "p1", "name": "Hull" }));
    let sent = asked[2].json();
    let last = json!({ "@odata.type": "#microsoft.graph.plannerAssignment", "orderHint": " !" });
    assert_eq!(sent["assignments"], json!({ runa: last, teodor: last }));
    assert_eq!((&sent["planId"], &sent["bucketId"]), (&json!("p1"), &json!("b1")));
    assert_eq!((asked[4].header("If-Match"), asked[6].header("If-Match")), (Some("W/\"1\""), Some("W/\"2\"")));
    assert_eq!(asked[6].json(), json!({ "description": "Gloves are in the shed.\nStart at the bow.\n" }));
    assert_eq!(asked[7].header("If-Match"), Some("W/\"t1\""));
    assert_eq!(asked[7].json(), json!({ "percentComplete": 100, "assignments": { teodor: null } }));
    Ok(())
}
