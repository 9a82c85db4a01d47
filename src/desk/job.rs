//! Long work as the one who asked for it sees it: how far it is, and what came of it.

use axum::{extract::Path, response::Response};

use crate::{
    access::Actor,
    db::Conn,
    error::{Error, Result},
    id::JobId,
    jobs::{self, Job, JobStatus, Seen},
    room::{Due, DueGroup},
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/job.html")]
struct JobPage {
    frame: Frame,
    title: &'static str,
    job: Seen,
    is_open: bool,
    here: String,
}

/// `GET /jobs/{id}`
pub async fn show(visit: Visit, Path(id): Path<JobId>) -> Result<Response> {
    let account = &visit.actor().seat().ok_or(Error::NotFound)?.account;
    let mut conn = visit.read().await?;
    let job = jobs::of_account(&mut conn, account, &id).await?;
    let job = Seen::of(&mut conn, visit.app.jobs(), job).await?;
    drop(conn);
    jobs::looked_at(&visit.app, visit.actor(), &job.job).await?;
    let title = title(&job.job);
    web::page(&JobPage {
        frame: visit.frame(title),
        title,
        is_open: job.is_open(),
        job,
        here: format!("/jobs/{id}"),
    })
}

/// What somebody asked for and has not seen the end of.
pub async fn due(conn: &mut Conn, actor: &Actor) -> Result<Vec<Due>> {
    let Some(seat) = actor.seat() else {
        return Ok(Vec::new());
    };
    let jobs = jobs::untold(conn, &seat.account).await?;
    Ok(jobs.iter().map(line).collect())
}

fn line(job: &Job) -> Due {
    Due {
        title: match job.status {
            JobStatus::Waiting | JobStatus::Running => "進み具合を見る",
            JobStatus::Done => "結果を見る",
            JobStatus::Failed => "できなかった理由を見る",
        }
        .into(),
        about: format!("{}({}に頼んだもの)", title(job), job.created_at.words()),
        href: format!("/jobs/{}", job.id),
        day: None,
        group: DueGroup::CameBack,
    }
}

fn title(job: &Job) -> &'static str {
    crate::job_kind(&job.kind).map_or("処理", |kind| kind.title)
}
