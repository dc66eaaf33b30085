//! Who uses Teams, from the usage report of the last thirty days, and of one day.

use msgraph_client::model::Date;
use msgraph_client::{GraphClient, Result};

/// A row of the report, as far as the program needs it.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Activity {
    #[serde(rename = "User Principal Name")]
    user: String,
    #[serde(rename = "Last Activity Date")]
    last: Option<String>,
    #[serde(rename = "Team Chat Message Count")]
    messages: u32,
}

/// Reads the report of a month.
async fn month(client: &GraphClient) -> Result<Vec<Activity>, Box<dyn std::error::Error>> {
    let report = client.reports().get_teams_user_activity_user_detail_with_period("D30").await?;
    let mut table = csv::Reader::from_reader(&report[..]);
    Ok(table.deserialize().collect::<Result<_, csv::Error>>()?)
}

/// Counts the people who did something on a day.
async fn active_on(client: &GraphClient, day: Date) -> Result<usize> {
    let report = client.reports().get_teams_user_activity_user_detail_with_date(day).await?;
    Ok(csv::Reader::from_reader(&report[..]).records().count())
}

#[tokio::test]
async fn reports_come_from_another_host_as_tables() -> Result<(), Box<dyn std::error::Error>> {
    use msgraph_real::Graph;
    use wiremock::ResponseTemplate;

    let (graph, store) = (Graph::start().await, Graph::start().await);
    let found = |place: &str| ResponseTemplate::new(302).insert_header("Location", store.url(place));
    let report = "/v1.0/reports/getTeamsUserActivityUserDetail";
    graph.gives("GET", &format!("{report}(period='D30')"), found("/data/download/month")).await;
    graph.gives("GET", &format!("{report}(date=2026-11-19)"), found("/data/download/day")).await;
    let head = "\u{feff}Report Refresh Date,User Principal Name,Last Activity Date,Is Deleted,Deleted Date,\
                Assigned Products,Team Chat Message Count,Private Chat Message Count,Call Count,Meeting Count,\
                Has Other Action,Report Period\r\n";
    let runa = "2026-11-20,runa@fjordworks.example,2026-11-19,False,,BOATS AND TEA,12,3,0,1,Yes,30\r\n";
    let teodor = "2026-11-20,teodor@fjordworks.example,,False,,,0,0,0,0,No,30\r\n";
    let file = |rows: &[&str]| {
        ResponseTemplate::new(200).set_body_raw(format!("{head}{}", rows.concat()), "application/octet-stream")
    };
    store.gives("GET", "/data/download/month", file(&[runa, teodor])).await;
    store.gives("GET", "/data/download/day", file(&[runa])).await;

    let client = graph.client();
    let runa =
        Activity { user: "runa@fjordworks.example".to_owned(), last: Some("2026-11-19".to_owned()), messages: 12 };
    let teodor = Activity { user: "teodor@fjordworks.example".to_owned(), last: None, messages: 0 };
    assert_eq!(month(&client).await?, [runa, teodor]);
    assert_eq!(active_on(&client, "2026-11-19".parse()?).await?, 1);

    let lines: Vec<String> = graph.asked().await.iter().map(msgraph_real::Asked::line).collect();
    assert_eq!(lines, [format!("GET {report}(period='D30')"), format!("GET {report}(date=2026-11-19)")]);
    let stored: Vec<String> = store.asked().await.iter().map(msgraph_real::Asked::line).collect();
    assert_eq!(stored, ["GET /data/download/month", "GET /data/download/day"]);
    Ok(())
}
