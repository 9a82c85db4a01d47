//! All rooms' routes behind one set of layers.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    middleware,
    response::Response,
    routing::get,
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    App, ROOMS, error, session,
    web::{self, Routes, assets},
};

impl App {
    /// All rooms' routes, as declared.
    pub fn routes() -> Routes {
        ROOMS.iter().fold(Routes::new(), |all, room| all.merge((room.routes)()))
    }

    /// The whole server.
    pub fn router(&self) -> Router {
        App::routes()
            .into_router()
            .fallback(web::nothing_here)
            .layer(middleware::map_response(in_our_words))
            .layer(middleware::from_fn_with_state(self.clone(), session::layer))
            .route("/healthz", get(health))
            .route("/assets/{*path}", get(assets::serve))
            .layer(middleware::from_fn(web::words_are_posted))
            .layer(middleware::from_fn(web::same_origin))
            .layer(DefaultBodyLimit::max(web::FORM_LIMIT))
            .layer(CompressionLayer::new())
            .layer(middleware::from_fn(web::security_headers))
            .layer(CatchPanicLayer::custom(panicked))
            .with_state(self.clone())
    }
}

/// How long the database may take to answer before it counts as out of reach.
const ALIVE: Duration = Duration::from_secs(1);

/// `GET /healthz`: whether the database answers.
async fn health(State(app): State<App>) -> (StatusCode, &'static str) {
    match tokio::time::timeout(ALIVE, app.db().answers()).await {
        Ok(Ok(())) => (StatusCode::OK, "ok"),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "database does not answer")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database does not answer in time"),
    }
}

/// What the framework refuses by itself (an id that is none, a method that is not taken) is told like everything
/// else, on a page with a way back.
async fn in_our_words(answer: Response) -> Response {
    let plain = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match answer.status() {
        StatusCode::BAD_REQUEST if plain => {
            error::page(StatusCode::NOT_FOUND, "お探しのページは見つかりません。")
        }
        status @ (StatusCode::METHOD_NOT_ALLOWED | StatusCode::UNSUPPORTED_MEDIA_TYPE) => {
            error::page(
                status,
                "この送り方は受け付けていません。画面のボタンからやり直してください。",
            )
        }
        _ => answer,
    }
}

/// A defect of ours is told to the person as such, and to the log without what they typed.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    error::page(StatusCode::INTERNAL_SERVER_ERROR, "内部で問題が起きました。")
}
