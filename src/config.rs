//! Settings: a file, then the environment, then flags; the later the stronger. All have defaults.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Everything that can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder of the database file, the keys and the logs.
    pub data: PathBuf,
    /// `postgres://…`; empty: a SQLite file in the data folder. Also read from `DATABASE_URL`.
    pub database_url: String,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Whether the server is reached by HTTPS: cookies are then marked secure.
    pub https: bool,
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: i64,
    /// Hours after which a session ends in any case.
    pub session_hours: i64,
    /// Addresses of proxies in front of the server, whose word (`X-Forwarded-For`) on where a request comes from is taken.
    pub proxies: Vec<IpAddr>,
    /// Failed sign-ins from one address after which a login must wait there.
    pub sign_in_attempts: i64,
    /// Seconds a browser may take to send the head of a request, and each piece of what follows; of which, after so many
    /// seconds of waiting, 8 KiB must come in each.
    pub request_seconds: u64,
    /// Seconds that answers under way may still take when the server is asked to stop.
    pub stop_seconds: u64,
    /// Connections held open at the same time; whoever comes after them waits.
    pub connections: usize,
    /// Cost of password hashing. `cheap` is for tests alone.
    pub password_cost: PasswordCost,
    /// What is logged, in the syntax of `tracing`'s filters.
    pub log: String,
}

/// Parameters of argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordCost {
    /// 19 MiB, two passes, one lane: OWASP's recommendation.
    Usual,
    /// Eight KiB and one pass, so that tests do not wait for hashing.
    Cheap,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            data: PathBuf::from("data"),
            database_url: String::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            https: false,
            session_idle_minutes: 30,
            session_hours: 9,
            proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            sign_in_attempts: 5,
            request_seconds: 30,
            stop_seconds: 30,
            connections: 2_000,
            password_cost: PasswordCost::Usual,
            log: "info,sqlx=warn".into(),
        }
    }
}

impl Config {
    /// Reads `file` (when given or when `tsumugi.toml` exists), then `TSUMUGI_…` and `DATABASE_URL`, then
    /// `flags` (only the fields that were given).
    ///
    /// # Errors
    /// A sentence that names the setting and where it came from.
    pub fn load(file: Option<PathBuf>, flags: impl Serialize) -> Result<Config> {
        if let Some(file) = file.as_deref().filter(|f| !f.exists()) {
            return Err(Error::startup(format!("設定ファイル {} がありません。", file.display())));
        }
        Figment::from(Serialized::defaults(Config::default()))
            .merge(Toml::file(file.unwrap_or_else(|| PathBuf::from("tsumugi.toml"))))
            .merge(Env::prefixed("TSUMUGI_").ignore(&["test_postgres", "bin"]))
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|e| Error::startup(format!("設定を読めません: {e}")))
    }

    /// The database's address: as set, or the SQLite file of the data folder.
    pub fn database(&self) -> String {
        if self.database_url.is_empty() {
            format!("sqlite:{}", self.data.join("tsumugi.db").display())
        } else {
            self.database_url.clone()
        }
    }

    /// The master key's file.
    pub fn key_file(&self) -> PathBuf {
        self.data.join("keys").join("master.key")
    }
}
