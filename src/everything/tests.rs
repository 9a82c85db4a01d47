//! Leaving and arriving: all of it, as it was, and nothing where something is wrong.

mod arriving;
mod leaving;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::BufRead,
    path::{Path, PathBuf},
};

use sqlx::{Connection, Executor, PgConnection};

use super::*;
use crate::{
    App,
    clock::{Clock, Day},
    commands::{self, Passphrase},
    config::{Config, PasswordCost},
    db::{Kind, Query},
    id::MunicipalityId,
};

const CITY: &str = "122076";
const WORDS: &str = "縁側で聞いた話を七つ並べる";

/// A data folder, and the database that its settings name.
struct Place {
    config: Config,
    folder: tempfile::TempDir,
}

impl Place {
    /// With an empty database that nobody else uses; on a server where one is named.
    async fn empty(kind: Kind) -> Place {
        let folder = tempfile::tempdir().unwrap();
        let server = std::env::var("TSUMUGI_TEST_POSTGRES").ok();
        let database_url = match (kind, server) {
            (Kind::Postgres, Some(server)) => database_on(&server).await,
            _ => String::new(),
        };
        Place::at(folder.path().join("data"), database_url, folder)
    }

    fn at(data: PathBuf, database_url: String, folder: tempfile::TempDir) -> Place {
        let password_cost = PasswordCost::Cheap;
        let config = Config { data, database_url, password_cost, ..Config::default() };
        let place = Place { config, folder };
        place.chooses(WORDS);
        place
    }

    /// The passphrase of its keeper from now on.
    fn chooses(&self, words: &str) {
        let file = self.path("words");
        let _ = fs::remove_file(&file);
        crate::private::file(&file).unwrap();
        fs::write(file, format!("{words}\n")).unwrap();
    }

    /// With a municipality of a preset and one officer.
    async fn founded(kind: Kind) -> Place {
        let place = Place::empty(kind).await;
        let preset = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/matsudo.toml");
        commands::init(place.config.clone(), preset.as_ref(), Some("city".into())).await.unwrap();
        place
    }

    fn words(&self) -> Passphrase {
        Passphrase::InFile(self.path("words"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn app(&self) -> App {
        App::open(self.config.clone(), Clock::standing(Day::of(2026, 1, 14))).await.unwrap()
    }

    /// Runs statements, as nobody of the program would.
    async fn run(&self, statements: &[&'static str]) {
        let app = self.app().await;
        app.db()
            .write_beyond(|mut tx| async move {
                for statement in statements {
                    Query::beyond(statement, ()).run(&mut tx).await?;
                }
                Ok((tx, ()))
            })
            .await
            .unwrap();
        app.db().close().await;
    }

    /// Writes everything into a file of this name, with names.
    async fn export(&self, name: &str) -> PathBuf {
        let file = self.path(name);
        commands::export_all(self.config.clone(), None, &file, Some(self.words())).await.unwrap();
        file
    }

    async fn import(&self, file: &Path) {
        commands::import_all(self.config.clone(), file, &self.words()).await.unwrap();
    }

    /// The sentence with which a file is refused.
    async fn refuses(&self, file: &Path) -> String {
        let done = commands::import_all(self.config.clone(), file, &self.words()).await;
        done.unwrap_err().to_string()
    }

    /// How many municipalities there are.
    async fn municipalities(&self) -> i64 {
        let app = self.app().await;
        let count = Query::beyond("select cast(count(*) as bigint) from municipalities", ())
            .count(&mut app.db().read_beyond().await.unwrap())
            .await
            .unwrap();
        app.db().close().await;
        count
    }
}

async fn database_on(server: &str) -> String {
    let name = format!("everything_{}", MunicipalityId::new().as_str().replace('-', "_"));
    let mut conn = PgConnection::connect(server).await.unwrap();
    let make = format!("create database {name} encoding 'UTF8' locale 'C' template template0");
    conn.execute(sqlx::AssertSqlSafe(make)).await.unwrap();
    conn.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

fn opened(file: &Path) -> Parcel {
    Parcel::open(fs::File::open(file).unwrap(), || Ok(WORDS.to_owned().into())).unwrap()
}

/// The lines of every table.
type Lines = BTreeMap<String, BTreeSet<String>>;

fn lines(file: &Path) -> Lines {
    let mut parcel = opened(file);
    let tables: Vec<String> = parcel.manifest().tables.iter().map(|t| t.table.clone()).collect();
    let lines = |table: String| {
        let lines = parcel.lines(&table).unwrap().lines().map(|line| line.unwrap()).collect();
        (table, lines)
    };
    tables.into_iter().map(lines).collect()
}
