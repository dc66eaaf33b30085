//! Invites a guest, and tells where they redeem the invitation.

use msgraph_client::model::{Invitation, InvitedUserMessageInfo, Record};
use msgraph_client::{GraphClient, Result};

async fn invite(client: &GraphClient, address: &str) -> Result<Option<String>> {
    let message = InvitedUserMessageInfo::default()
        .with(InvitedUserMessageInfo::CUSTOMIZED_MESSAGE_BODY, "Welcome aboard!")
        .with(InvitedUserMessageInfo::MESSAGE_LANGUAGE, "en-GB");
    let invitation = Invitation::default()
        .with(Invitation::INVITED_USER_EMAIL_ADDRESS, address)
        .with(Invitation::INVITE_REDIRECT_URL, "https://myapps.example")
        .with(Invitation::INVITED_USER_MESSAGE_INFO, message)
        .with(Invitation::SEND_INVITATION_MESSAGE, true);

    let invited = client.invitations().create(&invitation).await?;
    Ok(invited.invite_redeem_url)
}

#[tokio::test]
async fn sends_what_was_set() -> Result<()> {
    use msgraph_client::{Method, mock::Mock};
    use serde_json::{Value, json};

    let mock = Mock::new().json(Method::Post, "/invitations", &json!({ "inviteRedeemUrl": "https://redeem.example" }));
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert_eq!(invite(&client, "ann@guests.example").await?.as_deref(), Some("https://redeem.example"));
    let sent: Value = serde_json::from_slice(&mock.requests()[0].body).expect("JSON");
    let expected = json!({
        "invitedUserEmailAddress": "ann@guests.example",
        "inviteRedirectUrl": "https://myapps.example",
        "invitedUserMessageInfo": { "customizedMessageBody": "Welcome aboard!", "messageLanguage": "en-GB" },
        "sendInvitationMessage": true,
    });
    assert_eq!(sent, expected);
    Ok(())
}
