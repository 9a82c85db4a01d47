//! Lists of issues, within what a person may know.

use super::{
    super::{Issue, IssueStatus},
    ISSUE, ahead,
};
use crate::{
    access::{Actor, Role},
    cases,
    clock::Day,
    conferences,
    db::{Conn, Query},
    error::Result,
    id::{CaseId, CenterId, IssueId, LevelId, PeriodId},
    words,
};

/// Rows on one page of a list.
pub const PAGE: i64 = 50;

/// Which issues a person may see, put together from where they work, sit, and what they brought. Agrees with
/// [`super::super::IssueAction::Read`], which a test proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Every issue of the municipality.
    pub everything: bool,
    /// All issues of these centres.
    pub centers: Vec<CenterId>,
    /// All issues above the centres.
    pub upper: bool,
    /// These besides.
    pub ids: Vec<IssueId>,
}

impl Reach {
    /// What the program itself and the papers see.
    pub fn everything() -> Reach {
        Reach { everything: true, ..Reach::default() }
    }

    /// Whether this issue is within reach.
    pub fn holds(&self, issue: &Issue) -> bool {
        self.everything
            || self.ids.contains(&issue.id)
            || issue.center_id.as_ref().map_or(self.upper, |center| self.centers.contains(center))
    }

    fn filter(&self, query: Query) -> Query {
        if self.everything {
            return query;
        }
        let query = query
            .push(" and (i.center_id in ")
            .list(&self.centers)
            .push(" or i.id in ")
            .list(&self.ids);
        let query = if self.upper { query.push(" or i.center_id is null") } else { query };
        query.push(")")
    }
}

/// What an actor may see.
pub async fn reach(conn: &mut Conn, actor: &Actor) -> Result<Reach> {
    let Some(seat) = actor.seat() else {
        return Ok(Reach::everything());
    };
    Ok(match seat.role {
        Role::CityOfficer => Reach::everything(),
        Role::CenterStaff => {
            let Some(center) = seat.center.clone() else {
                return Ok(Reach::default());
            };
            let own: Vec<IssueId> = Query::of(
                "select id from issues where municipality_id = $m and center_id = $1",
                &center,
            )
            .all(conn)
            .await?;
            let ids = ahead(conn, &own).await?.into_keys().filter(|id| !own.contains(id)).collect();
            Reach { centers: vec![center], ids, ..Reach::default() }
        }
        _ => {
            let mut reach = Reach::default();
            if seat.role == Role::CarePresenter {
                let cases = cases::store::of_presenter(conn, &seat.account).await?;
                reach.ids = of_cases(conn, &cases).await?;
            }
            if seat.conferences.is_empty() {
                return Ok(reach);
            }
            for conference in conferences::list(conn).await? {
                if !actor.sits_in(&conference.id) {
                    continue;
                }
                match conference.center_id {
                    Some(center) if !reach.centers.contains(&center) => reach.centers.push(center),
                    Some(_) => {}
                    None => reach.upper = true,
                }
            }
            reach
        }
    })
}

/// What a list is narrowed to; empty fields do not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub level: Option<LevelId>,
    pub center: Option<CenterId>,
    pub status: Option<IssueStatus>,
    pub period: Option<PeriodId>,
    /// Part of the title or description, folded.
    pub words: String,
    /// Closed and merged issues too.
    pub ended_too: bool,
    pub sort: Sort,
    pub descending: bool,
    /// From 0.
    pub page: i64,
}

words! {
    /// What a list is sorted by.
    pub enum Sort {
        RaisedOn "raised_on",
        Title "title",
        Status "status",
        Center "center",
        ReviewOn "review_on",
    } else RaisedOn
}

fn filtered(start: &'static str, reach: &Reach, filter: &Filter) -> Query {
    let mut q = reach.filter(Query::of(start, ()));
    if let Some(level) = &filter.level {
        q = q.with(" and i.level_id = $1", level);
    }
    if let Some(center) = &filter.center {
        q = q.with(" and i.center_id = $1", center);
    }
    match filter.status {
        Some(status) => q = q.with(" and i.status = $1", status),
        None if !filter.ended_too => q = q.push(" and i.status not in ('closed', 'merged')"),
        None => {}
    }
    if let Some(period) = &filter.period {
        q = q.with(" and i.period_id = $1", period);
    }
    if !filter.words.is_empty() {
        let like = format!("%{}%", filter.words.to_lowercase().replace(['%', '_', '\\'], ""));
        q = q.with(
            " and (lower(i.title) like $1 or lower(i.description) like $2)",
            (like.clone(), like),
        );
    }
    q
}

fn sorted(q: Query, filter: &Filter) -> Query {
    let q = match filter.sort {
        Sort::RaisedOn => q.push(" order by i.raised_on"),
        Sort::Title => q.push(" order by i.title"),
        Sort::Status => q.push(" order by i.status"),
        Sort::Center => q.push(" order by coalesce(i.center_id, '')"),
        Sort::ReviewOn => q.push(" order by coalesce(i.next_review_on, '9999')"),
    };
    q.push(if filter.descending { " desc" } else { "" }).push(", i.id")
}

/// How many issues a filter leaves.
pub async fn count(conn: &mut Conn, reach: &Reach, filter: &Filter) -> Result<i64> {
    let start = "select cast(count(*) as bigint) from issues i where i.municipality_id = $m";
    filtered(start, reach, filter).count(conn).await
}

/// One page of a filtered list.
pub async fn list(conn: &mut Conn, reach: &Reach, filter: &Filter) -> Result<Vec<Issue>> {
    sorted(filtered(ISSUE, reach, filter), filter)
        .with(" limit $1 offset $2", (PAGE, filter.page.clamp(0, 1_000_000) * PAGE))
        .all(conn)
        .await
}

/// A filtered list from beginning to end, for exports and the board.
pub async fn all(conn: &mut Conn, reach: &Reach, filter: &Filter) -> Result<Vec<Issue>> {
    sorted(filtered(ISSUE, reach, filter), filter).all(conn).await
}

/// All issues of a deliberation period, merged ones left out, in the order of levels, centres and numbers.
pub async fn of_period(conn: &mut Conn, period: &PeriodId) -> Result<Vec<Issue>> {
    Query::of(ISSUE, ())
        .with(
            " and i.period_id = $1
                 and i.status <> 'merged'
               order by i.level_id, coalesce(i.center_id, ''), i.number, i.id",
            period,
        )
        .all(conn)
        .await
}

/// Live issues in this status, wherever they are.
pub async fn in_status(conn: &mut Conn, status: IssueStatus) -> Result<Vec<Issue>> {
    Query::of(ISSUE, ())
        .with(" and i.status = $1 order by i.raised_on, i.id", status)
        .all(conn)
        .await
}

/// Issues within reach that are to be looked at again by `until`.
pub async fn waiting(conn: &mut Conn, reach: &Reach, until: Day) -> Result<Vec<Issue>> {
    reach
        .filter(Query::of(ISSUE, ()).with(" and i.next_review_on <= $1", until))
        .push(" and i.status not in ('closed', 'merged') order by i.next_review_on, i.id")
        .all(conn)
        .await
}

/// Issues a case became evidence of, and those they became part of.
pub async fn of_case(conn: &mut Conn, case: &CaseId) -> Result<Vec<IssueId>> {
    of_cases(conn, std::slice::from_ref(case)).await
}

/// [`of_case`] for several cases.
pub async fn of_cases(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<IssueId>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let direct: Vec<IssueId> = Query::of(
        "select distinct issue_id from issue_evidence where municipality_id = $m and case_id in ",
        (),
    )
    .list(cases)
    .all(conn)
    .await?;
    let direct: Vec<IssueId> = direct;
    Ok(ahead(conn, &direct).await?.into_keys().collect())
}
