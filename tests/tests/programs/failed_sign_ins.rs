//! Counts failed sign-ins of a day, by person.

use msgraph_client::model::{SignIn, SignInStatus};
use msgraph_client::{GraphClient, Result};
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

async fn failures(client: &GraphClient) -> Result<BTreeMap<String, usize>> {
    let yesterday = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
    let wrong_password = SignIn::STATUS.then(SignInStatus::ERROR_CODE).eq(50126);
    let mut sign_ins = client
        .audit_logs()
        .sign_ins()
        .list()
        .filter(SignIn::CREATED_DATE_TIME.ge(yesterday).and(wrong_password))
        .items();
    let mut failures = BTreeMap::new();
    while let Some(sign_in) = sign_ins.try_next().await? {
        *failures.entry(sign_in.user_principal_name.unwrap_or_default()).or_default() += 1;
    }
    Ok(failures)
}

#[tokio::test]
async fn counts_the_documented_example() -> Result<()> {
    use msgraph_client::{mock::Mock, operations::sign_ins};

    let mock = Mock::new().example(sign_ins::List);
    let client = GraphClient::builder().transport(mock.transport()).build()?;

    assert_eq!(failures(&client).await?, BTreeMap::from([("runa@fjordworks.example".to_owned(), 1)]));
    let url = &mock.requests()[0].url;
    assert!(url.ends_with("%20and%20status/errorCode%20eq%2050126"), "{url}");
    Ok(())
}
