//! Sets up an application of one's own: a password for it, a role in it, and what it keeps on people.

use msgraph_client::model::{
    AnyExtension, AppRole, AppRoleAssignment, Application, ExtensionProperty, OpenTypeExtension, PasswordCredential,
    Patch, Property, Record, ServicePrincipal, User, some,
};
use msgraph_client::{GraphClient, Result};
use std::time::{Duration, SystemTime};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// The role's id, chosen once.
const SKIPPER: &str = "5a3c0f1e-8f57-4f0b-9c6c-2f5d1b7e9a10";

/// Registers the application, and returns its password, which can't be read again.
async fn register(client: &GraphClient) -> Result<(Application, PasswordCredential)> {
    let skipper = AppRole {
        id: Some(SKIPPER.parse()?),
        value: some("Skipper"),
        display_name: some("Skipper"),
        description: some("May take a boat out."),
        allowed_member_types: some(["User"]),
        is_enabled: some(true),
        ..Default::default()
    };
    let boats = Application { display_name: some("Boats"), app_roles: some([skipper]), ..Default::default() };
    let boats = client.applications().create(&boats).await?;
    let password = PasswordCredential {
        display_name: some("of the server"),
        end_date_time: some(SystemTime::now() + YEAR),
        ..Default::default()
    };
    let password = client.applications().by_id(&boats.id).add_password(&password).await?;
    Ok((boats, password))
}

/// Lets the tenant use the application, and makes a person skipper in it.
async fn appoint(client: &GraphClient, boats: &Application, person: &User) -> Result<AppRoleAssignment> {
    let principal = ServicePrincipal { app_id: boats.app_id.clone(), ..Default::default() };
    let principal = client.service_principals().create(&principal).await?;
    let assignment = AppRoleAssignment {
        principal_id: person.id.as_deref().map(str::parse).transpose()?,
        resource_id: principal.id.as_deref().map(str::parse).transpose()?,
        app_role_id: Some(SKIPPER.parse()?),
        ..Default::default()
    };
    client.service_principals().by_id(&principal.id).app_role_assigned_to().create(&assignment).await
}

/// Keeps a person's berth in a property that the application defines, and finds who else has it.
async fn berth(client: &GraphClient, boats: &Application, person: &User, berth: &str) -> Result<Vec<User>> {
    let property = ExtensionProperty {
        name: some("berth"),
        data_type: some("String"),
        target_objects: some(["User"]),
        ..Default::default()
    };
    let property = client.applications().by_id(&boats.id).extension_properties().create(&property).await?;
    let of_user: Property<User, String> = Property::named(property.name.unwrap_or_default());
    client.users().by_id(&person.id).update(Patch::new().set(of_user.clone(), berth)).await?;
    let neighbours = client.users().list().filter(of_user.eq(berth)).select((User::DISPLAY_NAME, of_user)).await?;
    Ok(neighbours.value)
}

/// Keeps what no directory has a property for in an open extension.
async fn knots(client: &GraphClient, person: &User, knots: i32) -> Result<Option<i32>> {
    let name = "example.fjordworks.sailing";
    let of_sailing: Property<OpenTypeExtension, i32> = Property::new("knots");
    let extensions = client.users().by_id(&person.id).extensions();
    let sailing = OpenTypeExtension { extension_name: some(name), ..Default::default() };
    extensions.create(&sailing.with(of_sailing.clone(), knots)).await?;
    match extensions.by_id(name).get().await? {
        AnyExtension::OpenTypeExtension(sailing) => Ok(sailing.read(of_sailing)?),
        _ => Ok(None),
    }
}

#[tokio::test]
async fn an_application_is_set_up() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::{Value, json};

    let person = "0b7e7a52-64b3-4b3f-a0b0-19c0a3a6d7e1";
    let principal = "c4d0b9c6-3f43-4d0b-8d5a-6f3f0e1f2a77";
    let graph = Graph::start().await;
    let boats = json!({ "id": "a1", "appId": "5b1c6f0a-0000-4000-8000-5f0e1d2c3b4a", "displayName": "Boats" });
    graph.answers("POST", "/applications", 201, boats).await;
    let password = json!({
        "customKeyIdentifier": null,
        "displayName": "of the server",
        "endDateTime": "2027-11-27T12:00:00Z",
        "keyId": "99c1f6f0-5d2c-4c1f-8f43-3b2f0d7b8a65",
        "secretText": "q~tea.and.fog",
        "hint": "q~t",
        "startDateTime": "2026-11-27T12:00:00Z",
    });
    graph.answers("POST", "/applications/a1/addPassword", 200, password).await;
    graph.answers("POST", "/servicePrincipals", 201, json!({ "id": principal, "displayName": "Boats" })).await;
    let assigned = json!({
        "id": "x1",
        "appRoleId": SKIPPER,
        "principalId": person,
        "principalDisplayName": "Runa",
        "principalType": "User",
        "resourceId": principal,
    });
    graph.answers("POST", &format!("/servicePrincipals/{principal}/appRoleAssignedTo"), 201, assigned).await;
    let extension = "extension_5b1c6f0a000040008000_berth";
    let defined = json!({ "id": "e1", "name": extension, "dataType": "String", "targetObjects": ["User"] });
    graph.answers("POST", "/applications/a1/extensionProperties", 201, defined).await;
    graph.answers("PATCH", &format!("/users/{person}"), 204, Value::Null).await;
    let users = json!({ "value": [{ "displayName": "Runa", extension: "C 7" }] });
    graph.answers("GET", "/users", 200, users).await;
    let kept = json!({
        "@odata.type": "#microsoft.graph.openTypeExtension",
        "id": "example.fjordworks.sailing",
        "extensionName": "example.fjordworks.sailing",
        "knots": 12,
    });
    let extensions = format!("/users/{person}/extensions");
    graph.answers("POST", &extensions, 201, kept.clone()).await;
    graph.answers("GET", &format!("{extensions}/example.fjordworks.sailing"), 200, kept).await;

    let client = graph.client();
    let runa = User { id: some(person), ..Default::default() };
    let (boats, password) = register(&client).await?;
    assert_eq!(password.secret_text.as_deref(), Some("q~tea.and.fog"));
    assert!(!format!("{password:?}").contains("tea"), "{password:?}");
    let assigned = appoint(&client, &boats, &runa).await?;
    assert_eq!(assigned.principal_display_name.as_deref(), Some("Runa"));
    let neighbours = berth(&client, &boats, &runa, "C 7").await?;
    assert_eq!(neighbours[0].read(Property::<User, String>::named(extension))?.as_deref(), Some("C 7"));
    assert_eq!(knots(&client, &runa, 12).await?, Some(12));

    let asked = graph.asked().await;
    let lines: Vec<String> = asked.iter().map(msgraph_real::Asked::line).collect();
    let expected = [
        "POST /v1.0/applications".to_owned(),
        "POST /v1.0/applications/a1/addPassword".to_owned(),
        "POST /v1.0/servicePrincipals".to_owned(),
        format!("POST /v1.0/servicePrincipals/{principal}/appRoleAssignedTo"),
        "POST /v1.0/applications/a1/extensionProperties".to_owned(),
        format!("PATCH /v1.0/users/{person}"),
        format!("GET /v1.0/users?$filter={extension} eq 'C 7'&$select=displayName,{extension}"),
        format!("POST /v1.0/users/{person}/extensions"),
        format!("GET /v1.0/users/{person}/extensions/example.fjordworks.sailing"),
    ];
    assert_eq!(lines, expected);
    let role = json!({
        "id": SKIPPER,
        "value": "Skipper",
        "displayName": "Skipper",
        "description": "May take a boat out.",
        "allowedMemberTypes": ["User"],
        "isEnabled": true,
    });
    assert_eq!(asked[0].json(), json!({ "displayName": "Boats", "appRoles": [role] }));
    assert_eq!(asked[1].json()["passwordCredential"]["displayName"], "of the server");
    assert_eq!(asked[2].json(), json!({ "appId": "5b1c6f0a-0000-4000-8000-5f0e1d2c3b4a" }));
    let assignment = json!({ "principalId": person, "resourceId": principal, "appRoleId": SKIPPER });
    assert_eq!(asked[3].json(), assignment);
    let property = json!({ "name": "berth", "dataType": "String", "targetObjects": ["User"] });
    assert_eq!(asked[4].json(), property);
    assert_eq!(asked[5].json(), json!({ extension: "C 7" }));
    let sent = asked[7].json();
    assert_eq!((&sent["extensionName"], &sent["knots"]), (&json!("example.fjordworks.sailing"), &json!(12)));
    Ok(())
}
