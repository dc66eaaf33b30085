//! Looks after the devices: wakes those that don't comply, and gives a group's devices a password rule.

use msgraph_client::model::{
    ComplianceState, DeviceConfigurationAssignment, ExclusionGroupAssignmentTarget, GroupAssignmentTarget,
    ManagedDevice, RequiredPasswordType, Windows10GeneralConfiguration, some,
};
use msgraph_client::{GraphClient, Result};

/// Asks the devices that don't comply to come back to the service, and returns their names.
async fn wake(client: &GraphClient, system: &str) -> Result<Vec<String>> {
    let devices = client.device_management().managed_devices();
    let astray = ManagedDevice::OPERATING_SYSTEM.eq(system);
    let mut found = devices.list().filter(astray).items();
    let mut names = Vec::new();
    while let Some(device) = found.try_next().await? {
        if device.compliance_state == Some(ComplianceState::Noncompliant) {
            devices.by_id(&device.id).sync_device().await?;
            names.extend(device.device_name);
        }
    }
    Ok(names)
}

/// Asks for a password of the devices of a group, but not of those of another, and returns how many assignments there are.
async fn ask_for_passwords(client: &GraphClient, group: &str, not: &str) -> Result<usize> {
    let configurations = client.device_management().device_configurations();
    let rule = Windows10GeneralConfiguration {
        display_name: some("Passwords"),
        password_required: some(true),
        password_minimum_length: some(12),
        password_required_type: some(RequiredPasswordType::Alphanumeric),
        ..Default::default()
    };
    let created = configurations.create(&rule).await?;

    let to = GroupAssignmentTarget { group_id: some(group), ..Default::default() };
    let but = ExclusionGroupAssignmentTarget { group_id: some(not), ..Default::default() };
    let assignments = [
        DeviceConfigurationAssignment { target: some(to), ..Default::default() },
        DeviceConfigurationAssignment { target: some(but), ..Default::default() },
    ];
    let one = configurations.by_id(&created.id);
    one.assign(&assignments).await?;
    Ok(one.assignments().list().await?.value.len())
}

#[tokio::test]
async fn devices_are_looked_after() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let graph = Graph::start().await;
    let device = |id: &str, state: &str| {
        json!({
            "@odata.type": "#microsoft.graph.managedDevice",
            "id": id,
            "deviceName": format!("BOAT-{id}"),
            "operatingSystem": "Windows",
            "complianceState": state,
        })
    };
    let devices = [device("d1", "compliant"), device("d2", "noncompliant"), device("d3", "noncompliant")];
    graph.answers("GET", "/deviceManagement/managedDevices", 200, json!({ "value": devices })).await;
    graph.answers("POST", "/deviceManagement/managedDevices/d2/syncDevice", 204, Value::Null).await;
    graph.answers("POST", "/deviceManagement/managedDevices/d3/syncDevice", 204, Value::Null).await;
    let configurations = "/deviceManagement/deviceConfigurations";
    let rule = json!({ "@odata.type": "#microsoft.graph.windows10GeneralConfiguration", "id": "c1", "version": 1 });
    graph.answers("POST", configurations, 201, rule).await;
    let to = json!({
        "id": "c1_g1",
        "target": { "@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g1" },
    });
    let but = json!({
        "id": "c1_g2",
        "target": { "@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget", "groupId": "g2" },
    });
    let assigned = json!({ "value": [to, but] });
    graph.answers("POST", &format!("{configurations}/c1/assign"), 200, assigned.clone()).await;
    graph.answers("GET", &format!("{configurations}/c1/assignments"), 200, assigned).await;

    let client = graph.client();
    assert_eq!(wake(&client, "Windows").await?, ["BOAT-d2", "BOAT-d3"]);
    assert_eq!(ask_for_passwords(&client, "g1", "g2").await?, 2);

    let asked = graph.asked().await;
    let lines: Vec<String> = asked.iter().map(msgraph_real::Asked::line).collect();
    let expected = [
        "GET /v1.0/deviceManagement/managedDevices?$filter=operatingSystem eq 'Windows'",
        "POST /v1.0/deviceManagement/managedDevices/d2/syncDevice",
        "POST /v1.0/deviceManagement/managedDevices/d3/syncDevice",
        "POST /v1.0/deviceManagement/deviceConfigurations",
        "POST /v1.0/deviceManagement/deviceConfigurations/c1/assign",
        "GET /v1.0/deviceManagement/deviceConfigurations/c1/assignments",
    ];
    assert_eq!(lines, expected);
    assert!(asked[1].body().is_empty());
    let rule = json!({
        "@odata.type": "#microsoft.graph.windows10GeneralConfiguration",
        "displayName": "Passwords",
        "passwordRequired": true,
        "passwordMinimumLength": 12,
        "passwordRequiredType": "alphanumeric",
    });
    assert_eq!(asked[3].json(), rule);
    let target =
        |kind: &str, group: &str| json!({ "@odata.type": format!("#microsoft.graph.{kind}"), "groupId": group });
    let assignments = json!({ "assignments": [
        { "target": target("groupAssignmentTarget", "g1") },
        { "target": target("exclusionGroupAssignmentTarget", "g2") },
    ] });
    assert_eq!(asked[4].json(), assignments);
    Ok(())
}
