//! The application: the database, the settings, and all rooms' routes behind one set of layers.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{StatusCode, header},
    middleware,
    response::Response,
    routing::get,
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    ROOMS,
    clock::Clock,
    config::Config,
    crypt::Keys,
    db::{self, Db},
    error::{self, Result},
    jobs::Live,
    places::Structures,
    session,
    web::{self, Routes, assets},
};

/// Cheap to clone; one per process.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    config: Config,
    structures: Structures,
    jobs: Live,
}

impl App {
    /// Opens and migrates the database.
    ///
    /// # Errors
    /// A startup sentence: see [`Db::open`], [`Keys::open`] and [`db::migrate`].
    pub async fn open(config: Config, clock: Clock) -> Result<App> {
        let keys = Keys::open(&config.key_file())?;
        let db = Db::open(&config.database(), clock, keys).await?;
        db::migrate(&db).await?;
        Ok(App::new(db, config))
    }

    /// An application on a database that is ready.
    pub fn new(db: Db, config: Config) -> App {
        App {
            inner: Arc::new(Inner {
                db,
                config,
                structures: Structures::default(),
                jobs: Live::default(),
            }),
        }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The structures of municipalities, kept in memory.
    pub fn structures(&self) -> &Structures {
        &self.inner.structures
    }

    /// The jobs that run in this process, and the bell of its worker.
    pub fn jobs(&self) -> &Live {
        &self.inner.jobs
    }

    /// All rooms' routes, as declared.
    pub fn routes() -> Routes {
        ROOMS.iter().fold(Routes::new(), |all, room| all.merge((room.routes)()))
    }

    /// The whole server.
    pub fn router(&self) -> Router {
        App::routes()
            .into_router()
            .layer(middleware::from_fn_with_state(self.clone(), session::layer))
            .route("/healthz", get(|| async { "ok" }))
            .route("/assets/{*path}", get(assets::serve))
            .fallback(web::nothing_here)
            .layer(middleware::from_fn(web::same_origin))
            .layer(middleware::map_response(in_our_words))
            .layer(DefaultBodyLimit::max(web::FORM_LIMIT))
            .layer(CompressionLayer::new())
            .layer(middleware::from_fn(web::security_headers))
            .layer(CatchPanicLayer::custom(panicked))
            .with_state(self.clone())
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
