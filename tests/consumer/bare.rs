//! No features at all: a request for which there is no method, built here, carried by the program, and its answer read.

use msgraph_client::response::Text;
use msgraph_client::{GraphClient, Headers, HttpRequest, HttpResponse, Method, RawRequest};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = GraphClient::offline();
    let request = RawRequest::new("count people", Method::Get, &client.path().child("users").child("$count"));
    let people = request.read::<Text>(carry(&request.build()?))?;
    assert_eq!(people, "12");
    Ok(())
}

/// Stands for the transport of the program.
fn carry(request: &HttpRequest) -> HttpResponse {
    assert_eq!(request.url, "https://graph.microsoft.com/v1.0/users/$count");
    HttpResponse::new(200, Headers::new(), "12")
}
