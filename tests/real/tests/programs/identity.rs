//! Keeps the doors: from where people may sign in, who is invited, who signed in, and who holds a role.

use msgraph_client::model::{
    AnyDirectoryObject, ConditionalAccessApplications, ConditionalAccessClientApp, ConditionalAccessConditionSet,
    ConditionalAccessGrantControl, ConditionalAccessGrantControls, ConditionalAccessLocations, ConditionalAccessPolicy,
    ConditionalAccessPolicyState, ConditionalAccessUsers, CountryNamedLocation, DirectoryRole, IPv4CidrRange,
    IPv6CidrRange, Invitation, IpNamedLocation, NamedLocation, Polymorphic, SignIn, some,
};
use msgraph_client::{GraphClient, Result};
use std::time::SystemTime;

/// Names the harbour's network and the countries where the boats go, and asks for a second factor elsewhere.
async fn guard(client: &GraphClient, group: &str) -> Result<ConditionalAccessPolicy> {
    let access = client.identity().conditional_access();
    let harbour = IpNamedLocation {
        display_name: some("Harbour"),
        is_trusted: some(true),
        ip_ranges: Some(vec![
            IPv4CidrRange { cidr_address: some("203.0.113.0/24"), ..Default::default() }.into(),
            IPv6CidrRange { cidr_address: some("2001:db8::/48"), ..Default::default() }.into(),
        ]),
        ..Default::default()
    };
    let harbour = access.named_locations().create(&harbour).await?;
    let coasts = CountryNamedLocation {
        display_name: some("Coasts"),
        countries_and_regions: some(["NO", "DK"]),
        include_unknown_countries_and_regions: some(false),
        ..Default::default()
    };
    let coasts = access.named_locations().create(&coasts).await?;

    let conditions = ConditionalAccessConditionSet {
        client_app_types: some([ConditionalAccessClientApp::All]),
        applications: some(ConditionalAccessApplications { include_applications: some(["All"]), ..Default::default() }),
        users: some(ConditionalAccessUsers { include_groups: some([group]), ..Default::default() }),
        locations: some(ConditionalAccessLocations {
            include_locations: some(["All"]),
            exclude_locations: some([harbour, coasts].iter().filter_map(|place| place.get(NamedLocation::ID))),
            ..Default::default()
        }),
        ..Default::default()
    };
    let policy = ConditionalAccessPolicy {
        display_name: some("A second factor abroad"),
        state: some(ConditionalAccessPolicyState::Enabled),
        conditions: some(conditions),
        grant_controls: some(ConditionalAccessGrantControls {
            operator: some("OR"),
            built_in_controls: some([ConditionalAccessGrantControl::Mfa]),
            ..Default::default()
        }),
        ..Default::default()
    };
    access.policies().create(&policy).await
}

/// Invites a guest, without a mail, and returns the address to send them.
async fn invite(client: &GraphClient, address: &str) -> Result<Option<String>> {
    let invitation = Invitation {
        invited_user_email_address: some(address),
        invite_redirect_url: some("https://boats.fjordworks.example"),
        send_invitation_message: some(false),
        ..Default::default()
    };
    Ok(client.invitations().create(&invitation).await?.invite_redeem_url)
}

/// Lists from where people signed in between two times.
async fn addresses(client: &GraphClient, from: SystemTime, to: SystemTime) -> Result<Vec<String>> {
    let span = SignIn::CREATED_DATE_TIME.ge(from).and(SignIn::CREATED_DATE_TIME.lt(to));
    let mut sign_ins = client.audit_logs().sign_ins().list().filter(span).top(2).items();
    let mut addresses = Vec::new();
    while let Some(sign_in) = sign_ins.try_next().await? {
        let country = sign_in.location.and_then(|location| location.country_or_region).unwrap_or_default();
        addresses.push(format!("{} {country}", sign_in.ip_address.unwrap_or_default()));
    }
    Ok(addresses)
}

/// Names the people and programs that hold a role. A role that nobody ever held isn't there.
async fn holders(client: &GraphClient, template: &str) -> Result<Vec<String>> {
    let roles = client.directory_roles();
    let mut names = Vec::new();
    for role in roles.list().filter(DirectoryRole::ROLE_TEMPLATE_ID.eq(template)).await?.value {
        let mut members = roles.by_id(&role.id).members().list().items();
        while let Some(member) = members.try_next().await? {
            names.extend(match member {
                AnyDirectoryObject::User(user) => user.display_name,
                AnyDirectoryObject::ServicePrincipal(program) => program.display_name,
                _ => None,
            });
        }
    }
    Ok(names)
}

#[tokio::test]
async fn the_doors_are_kept() -> Result<()> {
    use msgraph_real::Graph;
    use serde_json::json;
    use std::time::Duration;
    use wiremock::ResponseTemplate;

    let graph = Graph::start().await;
    let locations = "/identity/conditionalAccess/namedLocations";
    let harbour = json!({ "@odata.type": "#microsoft.graph.ipNamedLocation", "id": "l1", "isTrusted": true });
    let harbour = ResponseTemplate::new(201).set_body_json(harbour);
    graph.gives_once("POST", &format!("/v1.0{locations}"), harbour).await;
    let coasts = json!({ "@odata.type": "#microsoft.graph.countryNamedLocation", "id": "l2" });
    graph.answers("POST", locations, 201, coasts).await;
    let policy = json!({ "id": "c1", "state": "enabled", "sessionControls": null });
    graph.answers("POST", "/identity/conditionalAccess/policies", 201, policy).await;
    let redeem = "https://redeem.fjordworks.example/?x=1";
    let invited = json!({ "id": "i1", "inviteRedeemUrl": redeem, "status": "PendingAcceptance" });
    graph.answers("POST", "/invitations", 201, invited).await;
    let sign_in =
        |address: &str, country: &str| json!({ "ipAddress": address, "location": { "countryOrRegion": country } });
    let first = json!({
        "@odata.nextLink": graph.url("/v1.0/auditLogs/signIns?$skiptoken=x"),
        "value": [sign_in("203.0.113.7", "NO"), sign_in("198.51.100.9", "DK")],
    });
    graph.gives_once("GET", "/v1.0/auditLogs/signIns", ResponseTemplate::new(200).set_body_json(first)).await;
    graph.answers("GET", "/auditLogs/signIns", 200, json!({ "value": [sign_in("192.0.2.1", "NO")] })).await;
    let members = json!({ "value": [
        { "@odata.type": "#microsoft.graph.user", "id": "u1", "displayName": "Runa" },
        { "@odata.type": "#microsoft.graph.servicePrincipal", "id": "s1", "displayName": "Boats" },
        { "@odata.type": "#microsoft.graph.group", "id": "g1", "displayName": "Crew" },
    ] });
    let roles = json!({ "value": [{ "id": "r1", "displayName": "Harbour Master", "roleTemplateId": "t1" }] });
    graph.answers("GET", "/directoryRoles", 200, roles).await;
    graph.answers("GET", "/directoryRoles/r1/members", 200, members).await;

    let client = graph.client();
    let policy = guard(&client, "g1").await?;
    assert_eq!(policy.state, Some(ConditionalAccessPolicyState::Enabled));
    assert_eq!(invite(&client, "ann@guests.example").await?.as_deref(), Some(redeem));
    let midnight = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_737_600);
    let seen = addresses(&client, midnight, midnight + Duration::from_secs(3600)).await?;
    assert_eq!(seen, ["203.0.113.7 NO", "198.51.100.9 DK", "192.0.2.1 NO"]);
    assert_eq!(holders(&client, "t1").await?, ["Runa", "Boats"]);

    let asked = graph.asked().await;
    let lines: Vec<String> = asked.iter().map(msgraph_real::Asked::line).collect();
    let expected = [
        "POST /v1.0/identity/conditionalAccess/namedLocations",
        "POST /v1.0/identity/conditionalAccess/namedLocations",
        "POST /v1.0/identity/conditionalAccess/policies",
        "POST /v1.0/invitations",
        "GET /v1.0/auditLogs/signIns?$filter=createdDateTime ge 2026-11-27T00:00:00Z and createdDateTime lt \
         2026-11-27T01:00:00Z&$top=2",
        "GET /v1.0/auditLogs/signIns?$skiptoken=x",
        "GET /v1.0/directoryRoles?$filter=roleTemplateId eq 't1'",
        "GET /v1.0/directoryRoles/r1/members",
    ];
    assert_eq!(lines, expected);
    let harbour = json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "displayName": "Harbour",
        "isTrusted": true,
        "ipRanges": [
            { "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24" },
            { "@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": "2001:db8::/48" },
        ],
    });
    assert_eq!(asked[0].json(), harbour);
    let coasts = json!({
        "@odata.type": "#microsoft.graph.countryNamedLocation",
        "displayName": "Coasts",
        "countriesAndRegions": ["NO", "DK"],
        "includeUnknownCountriesAndRegions": false,
    });
    assert_eq!(asked[1].json(), coasts);
    let policy = json!({
        "displayName": "A second factor abroad",
        "state": "enabled",
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": { "includeApplications": ["All"] },
            "users": { "includeGroups": ["g1"] },
            "locations": { "includeLocations": ["All"], "excludeLocations": ["l1", "l2"] },
        },
        "grantControls": { "operator": "OR", "builtInControls": ["mfa"] },
    });
    assert_eq!(asked[2].json(), policy);
    let invitation = json!({
        "invitedUserEmailAddress": "ann@guests.example",
        "inviteRedirectUrl": "https://boats.fjordworks.example",
        "sendInvitationMessage": false,
    });
    assert_eq!(asked[3].json(), invitation);
    Ok(())
}
