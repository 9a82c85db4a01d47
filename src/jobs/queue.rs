//! All SQL of jobs.

use serde::Serialize;

use super::{Job, JobStatus, NewJob, Progress};
use crate::{
    clock::Instant,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    id::{AccountId, JobId, MunicipalityId},
};

/// How long a worker may be silent before another takes the job over, in milliseconds.
const LEASE: i64 = 20_000;

/// How long an ended job is kept, in milliseconds.
const KEPT: i64 = 30 * 86_400_000;

const JOB: &str =
    "select id, municipality_id, kind, payload, href, status, attempt, outcome, account_id, told,
        created_at, ended_at
   from jobs
  where municipality_id = $m";

/// Jobs that one account may have open at the same time.
const OPEN_AT_ONCE: i64 = 5;

/// Puts a job in the queue. Once the transaction is through, [`super::wait`] or [`super::Live::ring`] wakes the worker.
///
/// # Errors
/// A conflict when the account has as many open as it may.
pub async fn enqueue<O: Serialize>(tx: &mut Tx, new: NewJob<'_, O>) -> Result<JobId> {
    if let Some(account) = new.account {
        let count = Query::of(
            "select cast(count(*) as bigint)
               from jobs
              where municipality_id = $m
                and account_id = $1
                and status in ('waiting', 'running')",
            account,
        );
        if count.count(tx).await? >= OPEN_AT_ONCE {
            return Err(Error::conflict(format!(
                "頼まれた処理が{OPEN_AT_ONCE}つ、まだ終わっていません。終わってから、もう一度お試しください。"
            )));
        }
    }
    let id = JobId::new();
    enqueue_once(tx, &id, new).await?;
    Ok(id)
}

/// Puts a job with this id in the queue, unless there is or was one already.
pub async fn enqueue_once<O: Serialize>(tx: &mut Tx, id: &JobId, new: NewJob<'_, O>) -> Result<()> {
    let now = tx.now().0;
    Query::insert(
        "jobs",
        Pairs::new()
            .set("id", id)
            .set("kind", new.kind)
            .set("payload", serde_json::to_string(new.order)?)
            .set("href", &new.href)
            .set("status", "waiting")
            .set("attempt", 0)
            .set("account_id", new.account)
            .set("told", false)
            .set("created_at", now),
    )
    .push(" on conflict (id) do nothing")
    .run(tx)
    .await?;
    Ok(())
}

/// The oldest job that waits or whose worker fell silent, of one municipality or of any, with its attempt so far.
/// Asked outside a transaction, so that looking for work collides with nobody's.
pub async fn next(conn: &mut Conn, of: Option<&MunicipalityId>) -> Result<Option<(JobId, i64)>> {
    let now = conn.now();
    let query = Query::beyond(
        "select j.id, j.attempt
           from jobs j
           left join job_leases l on l.job_id = j.id
          where j.status in ('waiting', 'running')
            and (j.status = 'waiting' or l.leased_until < $1)",
        now,
    );
    let query = match of {
        Some(municipality) => query.with(" and j.municipality_id = $1", municipality),
        None => query,
    };
    query.push(" order by j.created_at, j.id limit 1").optional(conn).await
}

/// Takes up a job that [`next`] found; none when another worker was quicker.
pub async fn lease(tx: &mut Tx, id: &JobId, attempt: i64) -> Result<Option<Job>> {
    let now = tx.now().0;
    let job = Query::beyond(
        "update jobs
            set status = 'running', attempt = attempt + 1
          where id = $1
            and attempt = $2
            and (status = 'waiting' or (status = 'running'
                and exists ( select 1 from job_leases l where l.job_id = jobs.id
                and l.leased_until < $3)))
         returning id, municipality_id, kind, payload, href, status, attempt, outcome,
                account_id, told, created_at, ended_at",
        (id, attempt, now),
    )
    .optional::<Job>(tx)
    .await?;
    if let Some(job) = &job {
        Query::beyond(
            "insert into job_leases (job_id, attempt, leased_until, progress)
             values ($1, $2, $3, $4)
                 on conflict (job_id) do update
                set attempt = excluded.attempt, leased_until = excluded.leased_until,
                    progress = excluded.progress",
            (id, job.attempt, now + LEASE, serde_json::to_string(&Progress::default())?),
        )
        .run(tx)
        .await?;
    }
    Ok(job)
}

/// Says how far the work is and keeps the lease; false when another worker has it now.
pub async fn renew(tx: &mut Tx, job: &Job, progress: &Progress) -> Result<bool> {
    let until = tx.now().0 + LEASE;
    let kept = Query::beyond(
        "update job_leases set progress = $3, leased_until = $4 where job_id = $1 and attempt = $2",
        (&job.id, job.attempt, serde_json::to_string(progress)?, until),
    )
    .run(tx)
    .await?;
    Ok(kept == 1)
}

/// Puts a job back for the next worker.
pub async fn release(tx: &mut Tx, job: &Job) -> Result<()> {
    Query::beyond(
        "update jobs set status = 'waiting' where id = $1 and attempt = $2 and status = 'running'",
        (&job.id, job.attempt),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// Ends a job well, in the transaction of its work.
///
/// # Errors
/// A conflict when another worker took it over: the work must then not be committed.
pub(super) async fn finish(tx: &mut Tx, job: &Job, sentence: &str) -> Result<()> {
    end(tx, job, JobStatus::Done, sentence).await
}

/// Ends a job with the sentence of what went wrong.
///
/// # Errors
/// As of a job that ends well.
pub async fn fail(tx: &mut Tx, job: &Job, sentence: &str) -> Result<()> {
    end(tx, job, JobStatus::Failed, sentence).await
}

async fn end(tx: &mut Tx, job: &Job, status: JobStatus, sentence: &str) -> Result<()> {
    let now = tx.now().0;
    let ended = Query::beyond(
        "update jobs set status = $3, outcome = $4, ended_at = $5
          where id = $1 and attempt = $2 and status = 'running'",
        (&job.id, job.attempt, status, sentence, now),
    )
    .run(tx)
    .await?;
    match ended {
        1 => Ok(()),
        _ => Err(Error::conflict("この処理は、ほかのところで行われています。")),
    }
}

/// A job of this municipality.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &JobId) -> Result<Job> {
    Query::of(JOB, ()).with(" and id = $1", id).one(conn).await
}

/// A job that this account asked for.
///
/// # Errors
/// `NotFound`, also when somebody else asked for it.
pub async fn of_account(conn: &mut Conn, account: &AccountId, id: &JobId) -> Result<Job> {
    Query::of(JOB, ()).with(" and account_id = $1 and id = $2", (account, id)).one(conn).await
}

/// What this account asked for and has not seen the end of, oldest first.
pub async fn untold(conn: &mut Conn, account: &AccountId) -> Result<Vec<Job>> {
    Query::of(JOB, ())
        .with(
            " and account_id = $1 and told = $2 order by created_at, id limit $3",
            (account, false, 20_i64),
        )
        .all(conn)
        .await
}

/// How many of a municipality's jobs are still to come to an end.
#[cfg(test)]
pub async fn open(conn: &mut Conn) -> Result<i64> {
    Query::of(
        "select cast(count(*) as bigint)
           from jobs
          where municipality_id = $m and status in ('waiting', 'running')",
        (),
    )
    .count(conn)
    .await
}

/// Who asked has seen the outcome.
pub(super) async fn hand_over(tx: &mut Tx, id: &JobId) -> Result<()> {
    Query::of("update jobs set told = true where municipality_id = $m and id = $1", id)
        .run(tx)
        .await?;
    Ok(())
}

/// What the worker of a job wrote last, and until when that holds.
pub(super) async fn last_report(conn: &mut Conn, job: &Job) -> Result<Option<(Progress, Instant)>> {
    let row = Query::beyond(
        "select progress, leased_until from job_leases where job_id = $1 and attempt = $2",
        (&job.id, job.attempt),
    )
    .optional::<(String, Instant)>(conn)
    .await?;
    Ok(match row {
        Some((progress, until)) => Some((serde_json::from_str(&progress)?, until)),
        None => None,
    })
}

/// Forgets a municipality's jobs that ended a month ago, and says how many.
pub async fn tidy(tx: &mut Tx) -> Result<u64> {
    let before = tx.now().plus(-KEPT);
    Query::of(
        "delete from job_leases
          where job_id in (select id from jobs where municipality_id = $m and ended_at < $1)",
        before,
    )
    .run(tx)
    .await?;
    Query::of("delete from jobs where municipality_id = $m and ended_at < $1", before).run(tx).await
}
