//! Given: you need not change this file.

use lambda_http::{Body, BoxFuture, Error, Request, Response, service_fn};

/// One request in, one answer out.
pub type Handler<'a> = dyn Fn(Request) -> BoxFuture<'a, Result<Response<Body>, Error>> + Send + Sync + 'a;

/// Takes events from Lambda, and hands each to `handler` as an HTTP request; the answer becomes what API Gateway wants.
///
/// All that is generic in `lambda_http` is compiled here, once, and not again with each change of the handler.
// ANCHOR: serve
pub async fn serve(handler: &Handler<'_>) -> Result<(), Error> {
    lambda_http::run(service_fn(handler)).await
}
// ANCHOR_END: serve
