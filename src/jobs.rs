//! Long work: leased by a worker, with progress that anybody who asked may leave and come back to.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Instant,
    db::{Conn, Tx},
    error::{Error, Result},
    id::{AccountId, JobId, MunicipalityId},
    on,
};

/// How far a job is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, in words.
    pub step: String,
    pub done: i64,
    pub of: i64,
}

/// A job's state.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum JobStatus {
    Waiting,
    Running,
    Done,
    Failed,
}

/// A piece of long work.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    pub id: JobId,
    pub municipality_id: MunicipalityId,
    pub kind: String,
    pub payload: String,
    pub status: JobStatus,
    progress: String,
    pub result: Option<String>,
    pub account_id: Option<AccountId>,
    pub created_at: Instant,
    pub ended_at: Option<Instant>,
}

impl Job {
    /// How far it is.
    pub fn progress(&self) -> Progress {
        serde_json::from_str(&self.progress).unwrap_or_default()
    }
}

/// How long a worker may be silent before another takes the job over, in milliseconds.
const LEASE: i64 = 120_000;

/// Puts a job in the queue.
pub async fn enqueue(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    account: Option<&AccountId>,
    kind: &'static str,
    payload: &impl Serialize,
) -> Result<JobId> {
    let id = JobId::new();
    let now = tx.now().0;
    on!(tx, run sqlx::query(
        "insert into jobs (id, municipality_id, kind, payload, status, progress, account_id, created_at)
         values ($1, $2, $3, $4, 'waiting', '{\"step\":\"順番を待っています\",\"done\":0,\"of\":0}', $5, $6)")
        .bind(id.as_str())
        .bind(municipality.as_str())
        .bind(kind)
        .bind(serde_json::to_string(payload)?)
        .bind(account.map(AccountId::as_str))
        .bind(now))?;
    Ok(id)
}

/// Takes the oldest job that waits, or whose worker fell silent.
pub async fn lease(tx: &mut Tx) -> Result<Option<Job>> {
    let now = tx.now().0;
    Ok(on!(tx, c => sqlx::query_as::<_, Job>(
        "update jobs set status = 'running', leased_until = $1
          where id = (select id from jobs
                       where status = 'waiting' or (status = 'running' and leased_until < $2)
                       order by created_at limit 1)
         returning id, municipality_id, kind, payload, status, progress, result, account_id, created_at,
                   ended_at")
        .bind(now + LEASE)
        .bind(now)
        .fetch_optional(c))?)
}

/// Says how far the work is and keeps the lease.
pub async fn report(tx: &mut Tx, id: &JobId, progress: &Progress) -> Result<()> {
    let now = tx.now().0;
    on!(tx, run sqlx::query("update jobs set progress = $2, leased_until = $3 where id = $1")
        .bind(id.as_str())
        .bind(serde_json::to_string(progress)?)
        .bind(now + LEASE))?;
    Ok(())
}

/// Ends a job with its result, or with the sentence of what went wrong.
pub async fn end(
    tx: &mut Tx,
    id: &JobId,
    outcome: std::result::Result<String, String>,
) -> Result<()> {
    let now = tx.now().0;
    let (status, text) = match outcome {
        Ok(result) => ("done", result),
        Err(sentence) => ("failed", sentence),
    };
    on!(tx, run sqlx::query("update jobs set status = $2, result = $3, ended_at = $4 where id = $1")
        .bind(id.as_str())
        .bind(status)
        .bind(text)
        .bind(now))?;
    Ok(())
}

/// A job of this municipality.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, municipality: &MunicipalityId, id: &JobId) -> Result<Job> {
    on!(conn, c => sqlx::query_as::<_, Job>(
        "select id, municipality_id, kind, payload, status, progress, result, account_id, created_at, ended_at
           from jobs where id = $1 and municipality_id = $2")
        .bind(id.as_str())
        .bind(municipality.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)
}
