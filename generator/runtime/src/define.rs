//! The macros that give a generated client its own `Request<O>` and its root, so that it can add methods to them.

/// Defines `Request<O>` in the calling crate: a request of operation `O`, every method a thin forward to
/// [`RawRequest`](crate::RawRequest).
///
/// ```
/// mod client {
///     msgraph_core::define_request!();
/// }
///
/// # struct List;
/// # impl msgraph_core::Operation for List {
/// #     const INFO: msgraph_core::OperationInfo =
/// #         msgraph_core::OperationInfo::new("list messages", msgraph_core::Method::Get);
/// #     type Response = msgraph_core::Page<serde_json::Value>;
/// # }
/// let root = msgraph_core::Path::root(&msgraph_core::Client::offline("v1.0"));
/// let request = client::Request::<List>::new(&root.child("me").child("messages"))
///     .select(["id", "subject"])
///     .filter("subject eq 'O''Neil & co'")
///     .top(5);
/// assert_eq!(
///     request.build()?.url,
///     "https://graph.microsoft.com/v1.0/me/messages?$select=id,subject\
///      &$filter=subject%20eq%20%27O%27%27Neil%20%26%20co%27&$top=5",
/// );
/// # Ok::<(), msgraph_core::Error>(())
/// ```
#[macro_export]
macro_rules! define_request {
    () => {
        /// A request of one operation: built without I/O, inspected, put in a batch, or awaited.
        #[must_use = "a request does nothing until it is awaited"]
        pub struct Request<O> {
            raw: $crate::RawRequest,
            operation: ::std::marker::PhantomData<fn() -> O>,
        }

        impl<O> ::std::clone::Clone for Request<O> {
            fn clone(&self) -> Self {
                Self { raw: self.raw.clone(), operation: ::std::marker::PhantomData }
            }
        }

        impl<O> ::std::fmt::Debug for Request<O> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.raw, f)
            }
        }

        impl<O: $crate::Operation> Request<O> {
            /// A request of the operation at a place in the API.
            pub fn new(path: &$crate::Path) -> Self {
                let raw = $crate::RawRequest::of(O::ORIGIN, O::METHOD, path);
                Self { raw, operation: ::std::marker::PhantomData }
            }

            /// `$select`: which properties come, as an array, or as a tuple where they are of different types:
            /// `(User::DISPLAY_NAME, User::ACCOUNT_ENABLED)`. Calling it again adds to them.
            pub fn select(mut self, properties: impl ::std::convert::Into<$crate::types::Select>) -> Self {
                self.raw.query_list("$select", properties.into());
                self
            }

            /// `$expand`: which related things come along, one, an array or a tuple of them, each with options of its own:
            /// `User::MANAGER.select([User::DISPLAY_NAME])`. Calling it again adds to them.
            pub fn expand(mut self, properties: impl ::std::convert::Into<$crate::types::Expand>) -> Self {
                self.raw.query_list("$expand", properties.into());
                self
            }

            /// `$orderby`: by what the items are sorted, one property, an array or a tuple of them, or `Message::SUBJECT.desc()`.
            /// Calling it again adds to it.
            pub fn order_by(mut self, properties: impl ::std::convert::Into<$crate::types::OrderBy>) -> Self {
                self.raw.query_list("$orderby", properties.into());
                self
            }

            /// `$filter`: which items come.
            pub fn filter(mut self, filter: impl ::std::convert::Into<$crate::types::Filter>) -> Self {
                self.raw.query("$filter", filter.into());
                self
            }

            /// `$search`: which items come, by words or a property and words, `displayName:tea`. They are put in quotes,
            /// as Graph wants them; phrases that are in quotes already are sent as they stand, with what joins them:
            /// `"tea" AND ("milk" OR "lemon")`.
            pub fn search(mut self, phrase: impl ::std::convert::AsRef<str>) -> Self {
                self.raw.search(phrase.as_ref());
                self
            }

            /// `$top`: how many items a page has at most.
            pub fn top(mut self, items: u32) -> Self {
                self.raw.query("$top", items);
                self
            }

            /// `$skip`: how many items are left out at the start.
            pub fn skip(mut self, items: u32) -> Self {
                self.raw.query("$skip", items);
                self
            }

            /// `$count`: the number of items in all comes with the page.
            pub fn count(mut self) -> Self {
                self.raw.query("$count", true);
                self
            }

            /// Sets a query parameter, documented or not.
            pub fn query(mut self, name: &str, value: impl ::std::fmt::Display) -> Self {
                self.raw.query(name, value);
                self
            }

            /// Sets a header, documented or not. Its value may come from a model, where everything is optional: a request
            /// isn't sent without it.
            pub fn header(mut self, name: &str, value: impl ::std::convert::Into<$crate::Required>) -> Self {
                self.raw.needed_header(name, value);
                self
            }

            /// Adds a preference to the `Prefer` header.
            pub fn prefer(mut self, preference: impl ::std::fmt::Display) -> Self {
                self.raw.prefer(preference);
                self
            }

            /// `ConsistencyLevel: eventual`, which advanced queries on directory objects need.
            pub fn eventual(self) -> Self {
                self.consistency_level("eventual")
            }

            /// The `ConsistencyLevel` header.
            pub fn consistency_level(self, level: &str) -> Self {
                self.header("ConsistencyLevel", level)
            }

            /// The `If-Match` header: only if the thing still has this ETag.
            pub fn if_match(mut self, etag: impl ::std::convert::Into<$crate::Required>) -> Self {
                self.raw.needed_header("If-Match", etag);
                self
            }

            /// The `If-None-Match` header: only if the thing doesn't have this ETag any more.
            pub fn if_none_match(mut self, etag: impl ::std::convert::Into<$crate::Required>) -> Self {
                self.raw.needed_header("If-None-Match", etag);
                self
            }

            /// Asks another URL of the same service: a link that Graph gave, or a path below the version.
            /// Query parameters set before are dropped, because a link has its own; headers and body are kept.
            pub fn with_url(mut self, url: impl ::std::convert::AsRef<str>) -> Self {
                self.raw.url(url.as_ref());
                self
            }

            /// Sends a value as JSON. A request has this or parameters, not both: that is an error when it is built.
            pub fn with_body(mut self, body: &(impl $crate::private::Serialize + ?Sized)) -> Self {
                self.raw.body(body);
                self
            }

            /// Sends content as it is. A request has this or parameters, not both: that is an error when it is built.
            pub fn with_content(
                mut self,
                content: impl ::std::convert::Into<$crate::Content>,
                content_type: &str,
            ) -> Self {
                self.raw.content(content, content_type);
                self
            }

            /// Sends a message in MIME: its bytes, headers included, encoded as base64. A request has this or parameters,
            /// not both.
            pub fn with_mime(mut self, message: impl ::std::convert::AsRef<[u8]>) -> Self {
                self.raw.mime(message);
                self
            }

            /// Sets a parameter of an action, documented or not.
            pub fn with_parameter(mut self, name: &str, value: &(impl $crate::private::Serialize + ?Sized)) -> Self {
                self.raw.parameter(name, value);
                self
            }

            /// Sets an argument of the function that is called, documented or not.
            pub fn with_argument(mut self, name: &str, value: impl ::std::convert::Into<$crate::Arg>) -> Self {
                self.raw.argument(name, value.into());
                self
            }

            /// Sends a link to an entity: its URL, or its id where ids are looked up under this path.
            pub fn with_reference(mut self, under: &str, id: impl ::std::convert::Into<$crate::Required>) -> Self {
                self.raw.reference(under, id);
                self
            }

            /// The request as it would be sent, token aside.
            ///
            /// # Errors
            /// If a value couldn't be written, or the URL isn't one of the client's service.
            pub fn build(&self) -> $crate::Result<$crate::HttpRequest> {
                self.raw.build()
            }

            /// Reads an answer to this request, however it came.
            ///
            /// # Errors
            /// If it is an error, or isn't what the operation answers with.
            pub fn read(
                &self,
                response: $crate::HttpResponse,
            ) -> $crate::Result<<O::Response as $crate::response::ResponseKind>::Output> {
                self.raw.read::<O::Response>(response)
            }

            /// The request for a batch.
            pub fn into_batch_item(self) -> $crate::BatchItem<<O::Response as $crate::response::ResponseKind>::Output> {
                $crate::BatchItem::new::<O::Response>(self.raw)
            }

            /// The request for a batch, where it waits for another one, and isn't done if that one fails.
            pub fn after<U>(
                self,
                other: &$crate::Handle<U>,
            ) -> $crate::BatchItem<<O::Response as $crate::response::ResponseKind>::Output> {
                self.into_batch_item().after(other)
            }

            /// What is under the types.
            pub fn as_raw(&self) -> &$crate::RawRequest {
                &self.raw
            }

            /// What is under the types, to be changed.
            pub fn as_raw_mut(&mut self) -> &mut $crate::RawRequest {
                &mut self.raw
            }
        }

        impl<O: $crate::Operation> $crate::IntoBatchItem for Request<O> {
            type Output = <O::Response as $crate::response::ResponseKind>::Output;

            fn into_batch_item(self) -> $crate::BatchItem<Self::Output> {
                $crate::BatchItem::new::<O::Response>(self.raw)
            }
        }

        $crate::__define_sending!();
    };
}

/// Defines the root of a generated client, `GraphClient`, for a version.
///
/// ```
/// msgraph_core::define_client!("v1.0");
///
/// let client = GraphClient::offline();
/// assert_eq!(client.path().child("me").as_str(), "/me");
/// ```
#[macro_export]
macro_rules! define_client {
    ($version:literal) => {
        /// The root of the API. Cloning it is cheap, and clones share their connections and token.
        ///
        #[cfg_attr(not(doctest), doc = "```")]
        #[cfg_attr(not(doctest), doc = "let client = GraphClient::new(credential)?;")]
        #[cfg_attr(not(doctest), doc = "```")]
        ///
        /// The [first page](crate) of the crate shows what it does, with programs for each subject.
        #[derive(Clone, Debug)]
        pub struct GraphClient {
            path: $crate::Path,
        }

        impl GraphClient {
            /// The way to a client with its own cloud, scopes, transport, retry or endpoint.
            pub fn builder() -> $crate::ClientBuilder<Self> {
                $crate::ClientBuilder::new($version)
            }

            /// A client of the worldwide cloud that builds requests and can't send them.
            pub fn offline() -> Self {
                Self::from($crate::Client::offline($version))
            }

            /// The client under this root.
            pub fn client(&self) -> &$crate::Client {
                self.path.client()
            }

            /// An empty batch, to send many requests in one.
            pub fn batch(&self) -> $crate::Batch {
                $crate::Batch::new(self.client())
            }

            /// The root path, for places that aren't documented.
            pub fn path(&self) -> &$crate::Path {
                &self.path
            }
        }

        impl ::std::convert::From<$crate::Client> for GraphClient {
            fn from(client: $crate::Client) -> Self {
                Self { path: $crate::Path::root(&client) }
            }
        }

        $crate::__define_client_sending!();
    };
}

#[cfg(not(feature = "http"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __define_sending {
    () => {};
}

#[cfg(not(feature = "http"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __define_client_sending {
    () => {};
}

#[cfg(feature = "http")]
#[doc(hidden)]
#[macro_export]
macro_rules! __define_client_sending {
    () => {
        impl GraphClient {
            /// A client of the worldwide cloud, with everything else as it comes.
            ///
            /// # Errors
            /// If the transport can't be set up.
            pub fn new(credential: ::std::sync::Arc<dyn $crate::TokenCredential>) -> $crate::Result<Self> {
                Self::builder().credential(credential).build()
            }

            /// An upload to the `uploadUrl` of an upload session.
            pub fn upload(
                &self,
                upload_url: impl ::std::convert::Into<$crate::Required>,
                source: impl ::std::convert::Into<$crate::Source>,
            ) -> $crate::Upload {
                self.client().upload(upload_url, source)
            }
        }
    };
}

#[cfg(feature = "http")]
#[doc(hidden)]
#[macro_export]
macro_rules! __define_sending {
    () => {
        impl<O: $crate::Operation> ::std::future::IntoFuture for Request<O> {
            type Output = $crate::Result<<O::Response as $crate::response::ResponseKind>::Output>;
            type IntoFuture = $crate::private::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                self.raw.fetch::<O::Response>()
            }
        }

        impl<O: $crate::Operation> Request<O> {
            /// Sends the request and gives the answer as it came, whatever its status.
            ///
            /// # Errors
            /// If the request can't be built, or no whole answer came.
            pub async fn send(self) -> $crate::Result<$crate::HttpResponse> {
                self.raw.send().await
            }

            /// Sends the request; if it is accepted as a long running operation, waits until that is over. Awaited, it gives
            /// `Finished`: the last answer, and by its `result` what the request was made for.
            pub fn wait(self) -> $crate::Wait<O::Response> {
                self.raw.wait::<O::Response>()
            }

            /// Limits the time of this request, in place of what its client says: all of it, by a `Duration`, or its parts.
            pub fn limit_time(mut self, limits: impl ::std::convert::Into<$crate::TimeLimits>) -> Self {
                self.raw.limit_time(limits.into());
                self
            }

            /// Tries this request again as these options say, in place of what its client says.
            pub fn retry(mut self, options: $crate::RetryOptions) -> Self {
                self.raw.retry(options);
                self
            }

            /// Sends the request and gives the body of the answer as a stream.
            ///
            /// # Errors
            /// If the request can't be built, no answer came, or it is an error.
            pub async fn stream(self) -> $crate::Result<$crate::Download> {
                self.raw.stream().await
            }
        }

        impl<O, T> Request<O>
        where
            O: $crate::Operation<Response = $crate::Page<T>>,
            T: $crate::private::DeserializeOwned + Send + 'static,
        {
            /// The items of all pages, each page asked for when the one before is used up.
            pub fn items(self) -> $crate::Items<T> {
                $crate::Items::new(self.raw)
            }

            /// The pages, one after the other.
            pub fn pages(self) -> $crate::Pages<T> {
                $crate::Pages::new(self.raw)
            }
        }

        impl<O, T> Request<O>
        where
            O: $crate::Operation<Response = $crate::response::DeltaPage<T>>,
            T: $crate::private::DeserializeOwned + Send + 'static,
        {
            /// What changed, over all pages, and the link for next time at the end.
            pub fn changes(self) -> $crate::ChangeStream<T> {
                $crate::ChangeStream::new(self.raw)
            }

            /// Goes on from a link that an earlier run ended with: its `delta_link`.
            ///
            /// Without one, `None`, the round starts anew: everything comes as present, and what was removed earlier
            /// isn't told, so that a program with a copy of its own drops from it what didn't come.
            pub fn since(self, delta_link: impl ::std::convert::Into<$crate::Required>) -> Self {
                match delta_link.into().into_option() {
                    ::std::option::Option::Some(link) => self.with_url(link),
                    ::std::option::Option::None => self,
                }
            }
        }
    };
}
