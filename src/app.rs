//! The application: the database, the settings, and what is kept in memory. It knows no room, so that all of them can
//! be handed it.

use std::sync::Arc;

use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    error::Result,
    jobs::Live,
    keyring, private,
    web::{Uploads, Views},
};

/// Cheap to clone; one per process.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    config: Config,
    jobs: Live,
    views: Views,
    uploads: Uploads,
}

impl App {
    /// Opens and migrates the database.
    ///
    /// # Errors
    /// A startup sentence: see [`Db::open`] and [`keyring::open`].
    pub async fn open(config: Config, clock: Clock) -> Result<App> {
        private::data(&config.data)?;
        let db = keyring::open(&config, clock).await?;
        Ok(App::new(db, config))
    }

    /// An application on a database that is ready.
    pub fn new(db: Db, config: Config) -> App {
        App {
            inner: Arc::new(Inner {
                db,
                config,
                jobs: Live::default(),
                views: Views::default(),
                uploads: Uploads::default(),
            }),
        }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// What was looked at.
    pub fn views(&self) -> &Views {
        &self.inner.views
    }

    /// The files that are being read.
    pub fn uploads(&self) -> &Uploads {
        &self.inner.uploads
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The jobs that run in this process, and the bell of its worker.
    pub fn jobs(&self) -> &Live {
        &self.inner.jobs
    }
}
