//! The same program written by hand on `azure_core` and `serde_json`, with just what it prints.

use azure_core::http::{ClientOptions, Context, Method, Pipeline, Request, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    display_name: Option<String>,
    mail: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    subject: Option<String>,
}

#[derive(Deserialize)]
struct DriveItem {
    name: Option<String>,
    size: Option<i64>,
}

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

struct Client {
    pipeline: Pipeline,
    token: String,
}

impl Client {
    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, Box<dyn std::error::Error>> {
        let mut request = Request::new(Url::parse(url)?, Method::Get);
        request.insert_header("authorization", format!("Bearer {}", self.token));
        let answer = self.pipeline.send(&Context::new(), &mut request, None).await?;
        let (_, _, body) = answer.deconstruct();
        Ok(serde_json::from_slice(body.as_ref())?)
    }

    async fn all<T: DeserializeOwned>(&self, url: &str) -> Result<Vec<T>, Box<dyn std::error::Error>> {
        let (mut items, mut next) = (Vec::new(), Some(url.to_owned()));
        while let Some(url) = next {
            let page: Page<T> = self.get(&url).await?;
            items.extend(page.value);
            next = page.next;
        }
        Ok(items)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pipeline = Pipeline::new(None, None, ClientOptions::default(), Vec::new(), Vec::new(), None);
    let client = Client { pipeline, token: std::env::var("TOKEN")? };
    for user in client.all::<User>("https://graph.microsoft.com/v1.0/users?$select=displayName,mail").await? {
        println!("{} <{}>", user.display_name.unwrap_or_default(), user.mail.unwrap_or_default());
    }
    let unread = "https://graph.microsoft.com/v1.0/me/messages?$filter=isRead%20eq%20false&$top=50";
    for message in client.all::<Message>(unread).await? {
        println!("{}", message.subject.unwrap_or_default());
    }
    for file in client.all::<DriveItem>("https://graph.microsoft.com/v1.0/me/drive/root/children").await? {
        println!("{} {}", file.name.unwrap_or_default(), file.size.unwrap_or_default());
    }
    Ok(())
}
