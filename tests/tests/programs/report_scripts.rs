//! Reports on which devices a script failed.

use msgraph_beta_client::model::{DeviceManagementScriptDeviceState, RunState};
use msgraph_beta_client::{GraphClient, Result};
use std::fmt::Write;

async fn report(client: &GraphClient) -> Result<String> {
    let mut report = String::new();
    let mut scripts = client.device_management().device_management_scripts().list().items();
    while let Some(script) = scripts.try_next().await? {
        let states = client
            .device_management()
            .device_management_scripts()
            .by_id(&script.id)
            .device_run_states()
            .list()
            .filter(DeviceManagementScriptDeviceState::RUN_STATE.eq(RunState::Fail))
            .items()
            .all()
            .await?;
        let name = script.display_name.unwrap_or_default();
        let _ = writeln!(report, "{name}: failed on {} devices", states.len());
        for state in states {
            let when = state.last_state_update_date_time.map(|time| time.to_string()).unwrap_or_default();
            let _ = writeln!(report, "  {when} {}", state.error_description.unwrap_or_default());
        }
    }
    Ok(report)
}

#[tokio::test]
async fn tells_when_and_why() -> Result<()> {
    use msgraph_beta_client::{Method, mock::Mock};
    use serde_json::json;

    let mock = Mock::new()
        .json(
            Method::Get,
            "/deviceManagement/deviceManagementScripts",
            &json!({ "value": [{ "id": "s1", "displayName": "Time zone" }] }),
        )
        .json(
            Method::Get,
            "/deviceManagement/deviceManagementScripts/s1/deviceRunStates",
            &json!({ "value": [{
                "runState": "fail",
                "lastStateUpdateDateTime": "2021-10-05T16:41:09Z",
                "errorDescription": "no clock",
            }] }),
        );
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert_eq!(report(&client).await?, "Time zone: failed on 1 devices\n  2021-10-05T16:41:09Z no clock\n");
    let url = &mock.requests()[1].url;
    assert!(url.ends_with("deviceRunStates?$filter=runState%20eq%20%27fail%27"), "{url}");
    Ok(())
}
