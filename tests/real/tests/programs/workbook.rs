//! A week's hours written into a workbook, in one session: a range, a formula, the rows of a table.

use msgraph_client::model::{Patch, WorkbookRange, WorkbookSessionInfo, some};
use msgraph_client::{GraphClient, Result};
use serde_json::{Value, json};

/// Enters the hours of the crew, and returns the cells that are in use, as the workbook shows them.
async fn enter(client: &GraphClient, book: &str, hours: &[(&str, f64)]) -> Result<Option<Value>> {
    let workbook = client.me().drive().item_by_path(book).workbook();
    let keep = WorkbookSessionInfo { persist_changes: some(true), ..Default::default() };
    let session = workbook.create_session(&keep).await?.and_then(|session| session.id);

    let sheet = workbook.worksheets().by_id("Hours");
    // The docs of 2021 show functions of a workbook in the overview only, so the workbook calculates in a cell.
    let head = Patch::new()
        .set(WorkbookRange::VALUES, json!([["Week", 48], ["Total", null]]))
        .set(WorkbookRange::FORMULAS, json!([[null, null], [null, "=SUM(Crew[Hours])"]]));
    sheet.range_with_address("A1:B2").update(head).workbook_session_id(&session).await?;
    let rows = workbook.tables().by_id("Crew").rows();
    rows.add().values(&json!(hours)).workbook_session_id(&session).await?;
    let used = sheet.used_range().workbook_session_id(&session).await?;

    workbook.close_session().workbook_session_id(&session).await?;
    Ok(used.text)
}

#[tokio::test]
async fn one_session_enters_and_reads() -> Result<()> {
    use msgraph_real::Graph;

    let graph = Graph::start().await;
    let book = "/me/drive/root:/Crew/hours.xlsx:/workbook";
    let sheet = format!("{book}/worksheets/Hours");
    let session = json!({ "id": "cluster=NO1&session=7", "persistChanges": true });
    graph.answers("POST", &format!("{book}/createSession"), 201, session).await;
    let head = json!({ "address": "Hours!A1:B2", "cellCount": 4, "values": [["Week", 48], ["Total", 0]] });
    graph.answers("PATCH", &format!("{sheet}/range(address='A1%3AB2')"), 200, head).await;
    let added = json!({ "index": 2, "values": [["Teodor", 6]] });
    graph.answers("POST", &format!("{book}/tables/Crew/rows/add"), 201, added).await;
    let text = json!([["Week", "48"], ["Total", "13.5"], ["Runa", "7.5"], ["Teodor", "6"]]);
    let used = json!({ "address": "Hours!A1:B4", "rowCount": 4, "text": text });
    graph.answers("GET", &format!("{sheet}/usedRange"), 200, used).await;
    graph.answers("POST", &format!("{book}/closeSession"), 204, Value::Null).await;

    let read = enter(&graph.client(), "/Crew/hours.xlsx", &[("Runa", 7.5), ("Teodor", 6.0)]).await?;
    assert_eq!(read, Some(text));
    let asked = graph.asked().await;
    let lines: Vec<String> = asked.iter().map(msgraph_real::Asked::line).collect();
    let book = format!("/v1.0{book}");
    let expected = [
        format!("POST {book}/createSession"),
        format!("PATCH {book}/worksheets/Hours/range(address='A1%3AB2')"),
        format!("POST {book}/tables/Crew/rows/add"),
        format!("GET {book}/worksheets/Hours/usedRange"),
        format!("POST {book}/closeSession"),
    ];
    assert_eq!(lines, expected);
    assert_eq!(asked[0].json(), json!({ "persistChanges": true }));
    let head = json!({
        "values": [["Week", 48], ["Total", null]],
        "formulas": [[null, null], [null, "=SUM(Crew[Hours])"]],
    });
    assert_eq!(asked[1].json(), head);
    assert_eq!(asked[2].json(), json!({ "values": [["Runa", 7.5], ["Teodor", 6.0]] }));
    assert_eq!(asked[0].header("Workbook-Session-Id"), None);
    assert!(asked[1..].iter().all(|asked| asked.header("Workbook-Session-Id") == Some("cluster=NO1&session=7")));
    Ok(())
}
