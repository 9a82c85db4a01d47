//! `/issues`: the list, and the board by level and status.

use axum::response::Response;

use super::{
    EvidenceCounts, Filter, Issue, IssueStatus, store,
    tabs::{self, Tabs},
    words,
};
use crate::{
    access::{Actor, Role},
    error::{Error, Result},
    id::IssueId,
    saved_filters,
    web::{
        self, Frame, PeriodNote, Visit,
        form::Choice,
        listing::{self, Filters, List, Table},
    },
};

/// One line.
struct Line {
    issue: Issue,
    name: String,
    place: String,
    mark: &'static str,
    evidence: String,
    /// Whether its day to be looked at again has passed.
    late: bool,
}

#[derive(askama::Template)]
#[template(path = "issues/list.html")]
struct ListPage<'a> {
    frame: Frame,
    filters: Filters<'a>,
    period_note: Option<PeriodNote>,
    table: Table,
    may_register: bool,
    may_see_candidates: bool,
    tabs: Tabs,
}

type Column = listing::Column<'static, Line>;

/// Whether somebody has issues to look at.
pub fn may_come(actor: &Actor) -> bool {
    actor.is(Role::CityOfficer)
        || actor.is(Role::CenterStaff)
        || actor.role().is_some_and(Role::sits)
}

/// `GET /issues`
pub async fn list(visit: Visit) -> Result<Response> {
    let filter = filter(&visit)?;
    let mut conn = visit.read().await?;
    let scope = store::scope(&mut conn, visit.actor()).await?;
    let saved = saved_filters::of_list(&mut conn, visit.actor(), visit.path()).await?;
    let list = list_of();
    let mut found = store::list(&mut conn, &scope, &filter, &list.wanted(&visit)).await?;
    let issues = std::mem::take(&mut found.rows);
    let part = found.with(lines(&visit, &mut conn, issues).await?);
    let structure = visit.structure();
    let filters = Filters::of(&visit)
        .saved(saved)
        .words("q", "検索語")
        .select("level", "段階", words::levels(structure))
        .select("unit", structure.issue_places_word(), words::units(structure))
        .select_or("終了していないもの", "status", "状態", Choice::each::<IssueStatus>())
        .tick("ended", "終了も含める")
        .tick("all", "すべての期間");
    let period = visit.period().filter(|_| filter.period.is_some()).map(|p| &*p.words);
    list.narrowed(&filters, period).answer(&visit, part, |table| {
        web::page(&ListPage {
            frame: visit.frame("課題"),
            filters,
            period_note: visit.period_note("課題").filter(|_| filter.period.is_some()),
            table,
            may_register: !words::places_kept_by(structure, visit.actor()).is_empty(),
            may_see_candidates: tabs::may_see_candidates(visit.actor()),
            tabs: Tabs::of(visit.actor(), "/issues").leading(
                "/issues/board",
                visit.with("", "").replacen("/issues", "/issues/board", 1),
            ),
        })
    })
}

fn list_of() -> List<'static, Line> {
    let columns = vec![
        Column::new("番号", |line| line.name.as_str().into())
            .sort(store::BY_UNIT)
            .width(18)
            .mark(|line| line.mark)
            .nowrap(),
        Column::new("課題", |line| line.issue.title.as_str().into())
            .sort(store::BY_TITLE)
            .width(40)
            .link(|line| format!("/issues/{}", line.issue.id))
            .names_row()
            .class("middling-text own-line title"),
        Column::new("どこの課題", |line| line.place.as_str().into()).width(18).in_file(),
        Column::new("状態", |line| line.issue.status.label().into())
            .sort(store::BY_STATUS)
            .width(18)
            .chip(|line| line.issue.status.tone()),
        Column::new("挙がった日", |line| line.issue.raised_on.into())
            .sort(store::BY_RAISED_ON)
            .said("挙がった日")
            .nowrap(),
        Column::new("次に確認する日", |line| line.issue.next_review_on.into())
            .sort(store::BY_REVIEW_ON)
            .said("次に確認")
            .note("small", |line| {
                if line.late { "確認の日を過ぎています".into() } else { String::new() }
            })
            .nowrap(),
        Column::new("根拠", |line| line.evidence.as_str().into())
            .width(18)
            .class("middling-text own-line"),
        Column::new("影響を受ける人", |line| line.issue.affected.as_str().into()).in_file(),
        Column::new("足りないもの", |line| line.issue.lacking.as_str().into()).in_file(),
        Column::new("対応できる主体", |line| line.issue.solver.as_str().into()).in_file(),
        Column::new("対応案", |line| line.issue.proposal.as_str().into()).in_file(),
    ];
    List::new(("課題", "件"), store::BY_RAISED_ON.up(), |line| line.issue.id.as_str(), columns)
        .late(|line| line.late)
}

async fn lines(visit: &Visit, conn: &mut crate::db::Conn, issues: Vec<Issue>) -> Result<Vec<Line>> {
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
    let counts = store::evidence_counts(conn, &ids).await?;
    let structure = visit.structure();
    let line = |issue: Issue| Line {
        name: words::name(structure, &issue),
        place: words::place(structure, &issue).to_owned(),
        mark: words::mark(structure, &issue),
        evidence: counts.get(&issue.id).map(EvidenceCounts::words).unwrap_or_default(),
        late: issue.status.is_live() && issue.next_review_on.is_some_and(|day| day < visit.today()),
        issue,
    };
    Ok(issues.into_iter().map(line).collect())
}

fn filter(visit: &Visit) -> Result<Filter> {
    let key = |name: &str| Some(visit.query(name)).filter(|v| !v.is_empty());
    let status = match key("status") {
        Some(text) => Some(text.parse().map_err(|_| Error::invalid("状態の指定を読めません。"))?),
        None => None,
    };
    let period = visit.period().map(|p| p.id.clone()).filter(|_| key("all").is_none());
    Ok(Filter {
        level: key("level").map(Into::into),
        units: key("unit").map(Into::into).into_iter().collect(),
        status,
        period,
        words: visit.query("q").to_owned(),
        ended_too: key("ended").is_some(),
    })
}

/// A level's part of the board: its columns by status.
struct Storey {
    name: String,
    columns: Vec<(IssueStatus, Vec<Line>)>,
}

#[derive(askama::Template)]
#[template(path = "issues/board.html")]
struct BoardPage {
    frame: Frame,
    storeys: Vec<Storey>,
    total: usize,
    /// What the units are called.
    places: String,
    units: Vec<Choice>,
    unit: String,
    whole_period: bool,
    period_note: Option<PeriodNote>,
    tabs: Tabs,
}

/// `GET /issues/board`: by level and status.
pub async fn board(visit: Visit) -> Result<Response> {
    let filter = Filter { ended_too: true, status: None, ..filter(&visit)? };
    let mut conn = visit.read().await?;
    let scope = store::scope(&mut conn, visit.actor()).await?;
    let issues = store::all(&mut conn, &scope, &filter).await?;
    let mut rows = lines(&visit, &mut conn, issues).await?;
    let total = rows.len();
    let mut storeys = Vec::new();
    for level in visit.structure().storeys().into_iter().rev() {
        let mut columns = Vec::new();
        for status in IssueStatus::ALL.iter().copied() {
            let (here, rest): (Vec<Line>, Vec<Line>) = std::mem::take(&mut rows)
                .into_iter()
                .partition(|row| row.issue.level_id == level.key && row.issue.status == status);
            rows = rest;
            if !here.is_empty() {
                columns.push((status, here));
            }
        }
        storeys.push(Storey { name: level.issue_name.clone(), columns });
    }
    web::page(&BoardPage {
        frame: visit.frame("課題(段階別)"),
        storeys,
        total,
        places: visit.structure().issue_places_word().to_owned(),
        units: words::units(visit.structure()),
        unit: visit.query("unit").to_owned(),
        whole_period: filter.period.is_none(),
        period_note: visit.period_note("課題").filter(|_| filter.period.is_some()),
        tabs: Tabs::of(visit.actor(), "/issues/board")
            .leading("/issues", visit.with("", "").replacen("/issues/board", "/issues", 1)),
    })
}
