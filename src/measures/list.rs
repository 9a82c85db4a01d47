//! `/measures`: the register of measures, and the same as a file.

use axum::response::Response;

use super::{
    Measure, MeasureAction, MeasureFacts, MeasureStatus, store,
    store::{Filter, Sort},
    words,
};
use crate::{
    access,
    db::Conn,
    error::{Error, Result},
    id::{IssueId, MeasureId},
    issues,
    tabular::Cell,
    web::{
        self, Frame, PeriodNote, Visit,
        form::Choice,
        listing::{self, Head},
    },
};

struct Line {
    measure: Measure,
    department: String,
    answer: String,
    budget: String,
    late_by: Option<i64>,
}

#[derive(askama::Template)]
#[template(path = "measures/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Line>,
    total: i64,
    page: i64,
    words: String,
    status: String,
    department: String,
    answer: String,
    whole_period: bool,
    narrowed: bool,
    statuses: Vec<Choice>,
    departments: Vec<Choice>,
    answers: Vec<Choice>,
    may_register: bool,
    period_note: Option<PeriodNote>,
    heads: Vec<Head>,
    csv_href: String,
    xlsx_href: String,
    pages: Vec<(i64, String)>,
}

/// `GET /measures`
pub async fn list(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let filter = filter(&visit, &mut conn).await?;
    let total = store::count(&mut conn, &filter).await?;
    let rows = store::list(&mut conn, &filter).await?;
    let rows = rows.into_iter().map(|measure| line(&visit, measure)).collect();
    let facts = MeasureFacts::new_for(MeasureId::new());
    web::page(&ListPage {
        frame: visit.frame("施策"),
        rows,
        total,
        page: filter.page,
        words: filter.words.clone(),
        status: visit.query("status").to_owned(),
        department: visit.query("department").to_owned(),
        answer: visit.query("answer").to_owned(),
        whole_period: filter.period.is_none(),
        narrowed: ["q", "status", "department", "answer"]
            .iter()
            .any(|n| !visit.query(n).is_empty()),
        statuses: MeasureStatus::ALL
            .iter()
            .copied()
            .map(|s| Choice::new(s.code(), s.label()))
            .collect(),
        departments: words::departments(visit.structure()),
        answers: words::answers(visit.structure()),
        may_register: access::may(MeasureAction::Register, visit.actor(), &facts),
        period_note: visit
            .period_note("施策")
            .filter(|_| filter.period.is_some())
            .map(PeriodNote::whenever_made),
        heads: listing::heads(&visit, filter.sort, filter.descending, &COLUMNS),
        csv_href: visit.with("format", "csv").replacen("/measures", "/measures/export", 1),
        xlsx_href: visit.with("format", "xlsx").replacen("/measures", "/measures/export", 1),
        pages: listing::pages(&visit, total, store::PAGE),
    })
}

fn line(visit: &Visit, measure: Measure) -> Line {
    let year = measure.budget_year.map(words::budget_year);
    let yen = measure.budget_yen.map(words::yen);
    Line {
        department: words::department(visit.structure(), &measure.department).to_owned(),
        answer: words::answer(visit.structure(), &measure.answer).to_owned(),
        budget: [year, yen].into_iter().flatten().collect::<Vec<_>>().join(" "),
        late_by: measure.late_by(visit.today()),
        measure,
    }
}

const COLUMNS: [(Sort, &str); 6] = [
    (Sort::Title, "施策・取組"),
    (Sort::Department, "担当"),
    (Sort::BudgetYear, "予算"),
    (Sort::Status, "状態"),
    (Sort::Due, "期限"),
    (Sort::DecidedOn, "決めた日"),
];

/// Narrowed to what answers issues within the person's reach.
async fn filter(visit: &Visit, conn: &mut Conn) -> Result<Filter> {
    let key = |name: &str| Some(visit.query(name)).filter(|v| !v.is_empty());
    let status = match key("status") {
        Some(text) => Some(text.parse().map_err(|_| Error::invalid("状態の指定を読めません。"))?),
        None => None,
    };
    let sort = visit.query("sort");
    Ok(Filter {
        issues: issues_within(conn, visit).await?,
        status,
        department: key("department").map(str::to_owned),
        answer: key("answer").map(str::to_owned),
        budget_year: key("year").and_then(|v| v.parse().ok()),
        period: visit.period().map(|p| p.id.clone()).filter(|_| key("period_only").is_some()),
        words: nihon::fold(visit.query("q")),
        sort: sort.trim_start_matches('-').parse().unwrap_or_default(),
        descending: sort.starts_with('-'),
        page: visit.query("page").parse().unwrap_or(0_i64).max(0),
    })
}

async fn issues_within(conn: &mut Conn, visit: &Visit) -> Result<Option<Vec<IssueId>>> {
    let scope = issues::scope(conn, visit.actor()).await?;
    if scope.all {
        return Ok(None);
    }
    let filter = issues::Filter { ended_too: true, ..issues::Filter::default() };
    let all = issues::all(conn, &scope, &filter).await?;
    Ok(Some(all.into_iter().map(|issue| issue.id).collect()))
}

/// `GET /measures/export`: exactly what the list shows, all pages of it.
pub async fn export(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let filter = filter(&visit, &mut conn).await?;
    let rows = store::all(&mut conn, &filter).await?;
    let columns = [
        ("施策・取組", 36),
        ("内容", 36),
        ("担当", 16),
        ("予算年度", 16),
        ("予算額(円)", 16),
        ("回答の種類", 16),
        ("予算・計画への反映", 16),
        ("計画の位置付け", 16),
        ("期限", 16),
        ("状態", 16),
        ("進み具合", 16),
        ("決めた日", 16),
    ];
    let text = |words: &str| Cell::Text(words.to_owned());
    let cells: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|measure| {
            let line = line(&visit, measure);
            let m = &line.measure;
            vec![
                text(&m.title),
                text(&m.description),
                text(&line.department),
                m.budget_year.map_or(Cell::Empty, |year| Cell::Text(words::budget_year(year))),
                m.budget_yen.map_or(Cell::Empty, |yen| Cell::Number(yen as f64)),
                text(&line.answer),
                text(if m.reflected { "○" } else { "" }),
                text(&m.plan_clause),
                m.due.map_or(Cell::Empty, |day| Cell::Day(day.0)),
                text(m.status.label()),
                text(&m.progress),
                Cell::Day(m.decided_on.0),
            ]
        })
        .collect();
    let sheet = listing::Sheet { title: "施策一覧", columns: &columns, rows: cells };
    listing::save(&visit, sheet)
}
