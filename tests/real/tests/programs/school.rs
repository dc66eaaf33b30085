//! Homework: an assignment with points and a link, published, and who handed it in.

use msgraph_client::model::{
    EducationAssignment, EducationAssignmentClassRecipient, EducationAssignmentPointsGradeType,
    EducationAssignmentResource, EducationLinkResource, ItemBody, some,
};
use msgraph_client::{GraphClient, Result};

/// Gives a class something to read, and returns how many submissions there are.
async fn assign(client: &GraphClient, class: &str, link: &str) -> Result<usize> {
    let assignment = EducationAssignment {
        display_name: some("Read"),
        instructions: some(ItemBody { content: some("Up to page 3"), ..Default::default() }),
        grading: some(EducationAssignmentPointsGradeType { max_points: some(50.0), ..Default::default() }),
        assign_to: some(EducationAssignmentClassRecipient::default()),
        ..Default::default()
    };
    let assignments = client.education().classes().by_id(class).assignments();
    let one = assignments.by_id(assignments.create(&assignment).await?.id);
    let resource = EducationLinkResource { display_name: some("Tides"), link: some(link), ..Default::default() };
    let resource = EducationAssignmentResource { resource: some(resource), ..Default::default() };
    one.resources().create(&resource).await?;
    one.publish().await?;
    Ok(one.submissions().list().await?.value.len())
}

#[tokio::test]
async fn homework_is_given() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;

    let graph = Graph::start().await;
    let assignments = "/education/classes/c1/assignments";
    let grading = json!({ "@odata.type": "#microsoft.graph.educationAssignmentPointsGradeType", "maxPoints": 50 });
    graph.answers("POST", assignments, 201, json!({ "id": "a1", "grading": grading })).await;
    graph.answers("POST", &format!("{assignments}/a1/resources"), 201, json!({ "id": "r1" })).await;
    graph
        .answers("POST", &format!("{assignments}/a1/publish"), 200, json!({ "id": "a1", "status": "published" }))
        .await;
    let recipient = json!({ "@odata.type": "#microsoft.graph.educationSubmissionIndividualRecipient", "userId": "u1" });
    let submissions = json!({ "value": [{ "id": "s1", "status": "working", "recipient": recipient }] });
    graph.answers("GET", &format!("{assignments}/a1/submissions"), 200, submissions).await;

    assert_eq!(assign(&graph.client(), "c1", "https://tides.fjordworks.example").await?, 1);
    let asked = graph.asked().await;
    let assignment = json!({
        "displayName": "Read",
        "instructions": { "content": "Up to page 3" },
        "grading": { "@odata.type": "#microsoft.graph.educationAssignmentPointsGradeType", "maxPoints": 50.0 },
        "assignTo": { "@odata.type": "#microsoft.graph.educationAssignmentClassRecipient" },
    });
    assert_eq!(asked[0].json(), assignment);
    let resource = json!({
        "@odata.type": "#microsoft.graph.educationLinkResource",
        "displayName": "Tides",
        "link": "https://tides.fjordworks.example",
    });
    assert_eq!(asked[1].json(), json!({ "resource": resource }));
    Ok(())
}
