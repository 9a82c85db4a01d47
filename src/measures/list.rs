//! `/measures`: the register of measures.

use axum::response::Response;

use super::{
    Measure, MeasureAction, MeasureFacts, MeasureStatus,
    store::{self, Filter},
    words,
};
use crate::{
    access,
    db::Conn,
    error::{Error, Result},
    id::MeasureId,
    issues, saved_filters,
    web::{
        self, Frame, PeriodNote, Visit,
        form::Choice,
        listing::{self, Filters, List, Table},
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
struct ListPage<'a> {
    frame: Frame,
    filters: Filters<'a>,
    period_note: Option<PeriodNote>,
    table: Table,
    may_register: bool,
    tabs: issues::Tabs,
}

type Column = listing::Column<'static, Line>;

/// `GET /measures`
pub async fn list(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let filter = filter(&visit, &mut conn).await?;
    let saved = saved_filters::of_list(&mut conn, visit.actor(), visit.path()).await?;
    let list = list_of();
    let part = store::list(&mut conn, &filter, &list.wanted(&visit)).await?;
    let facts = MeasureFacts::new_for(MeasureId::new());
    let structure = visit.structure();
    let filters = Filters::of(&visit)
        .saved(saved)
        .words("q", "検索語")
        .select("status", "状態", Choice::each::<MeasureStatus>())
        .select("department", "担当", words::departments(structure))
        .select("answer", "回答の種類", words::answers(structure))
        .tick("period_only", "この期間だけ");
    let period = visit.period().filter(|_| filter.period.is_some()).map(|p| &*p.words);
    let list = list.narrowed(&filters, period);
    list.answer(&visit, part.map(|measure| line(&visit, measure)), |table| {
        web::page(&ListPage {
            frame: visit.frame("施策"),
            filters,
            period_note: visit
                .period_note("施策")
                .filter(|_| filter.period.is_some())
                .map(PeriodNote::whenever_made),
            table,
            may_register: access::may(MeasureAction::Register, visit.actor(), &facts),
            tabs: issues::Tabs::of(visit.actor(), "/measures"),
        })
    })
}

fn list_of() -> List<'static, Line> {
    let late =
        |line: &Line| line.late_by.map(|days| format!("{days}日過ぎています")).unwrap_or_default();
    let columns = vec![
        Column::new("施策・取組", |line| line.measure.title.as_str().into())
            .sort(store::BY_TITLE)
            .width(36)
            .link(|line| format!("/measures/{}", line.measure.id))
            .names_row()
            .class("middling-text own-line title"),
        Column::new("内容", |line| line.measure.description.as_str().into()).width(36).in_file(),
        Column::new("担当", |line| line.department.as_str().into()).sort(store::BY_DEPARTMENT),
        Column::new("予算", |line| line.budget.as_str().into())
            .sort(store::BY_BUDGET_YEAR)
            .on_screen()
            .nowrap(),
        Column::new("予算年度", |line| line.measure.budget_year.map(words::budget_year).into())
            .in_file(),
        Column::new("予算額(円)", |line| line.measure.budget_yen.into()).in_file(),
        Column::new("状態", |line| line.measure.status.label().into())
            .sort(store::BY_STATUS)
            .chip(|line| line.measure.status.tone()),
        Column::new("期限", |line| line.measure.due.into())
            .sort(store::BY_DUE)
            .said("期限")
            .note("small", late)
            .nowrap(),
        Column::new("決めた日", |line| line.measure.decided_on.into())
            .sort(store::BY_DECIDED_ON)
            .said("決めた日")
            .nowrap(),
        Column::new("回答の種類", |line| line.answer.as_str().into()),
        Column::new("予算・計画への反映", |line| {
            if line.measure.reflected { "○" } else { "" }.into()
        })
        .in_file(),
        Column::new("計画の位置付け", |line| line.measure.plan_clause.as_str().into()).in_file(),
        Column::new("進み具合", |line| line.measure.progress.as_str().into())
            .class("middling-text own-line"),
    ];
    List::new(("施策", "件"), store::BY_DECIDED_ON.up(), |line| line.measure.id.as_str(), columns)
        .late(|line| line.late_by.is_some())
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

/// Narrowed to what answers issues within the person's reach.
async fn filter(visit: &Visit, conn: &mut Conn) -> Result<Filter> {
    let key = |name: &str| Some(visit.query(name)).filter(|v| !v.is_empty());
    let status = match key("status") {
        Some(text) => Some(text.parse().map_err(|_| Error::invalid("状態の指定を読めません。"))?),
        None => None,
    };
    Ok(Filter {
        issues: store::issues_within(conn, visit.actor()).await?,
        status,
        department: key("department").map(str::to_owned),
        answer: key("answer").map(str::to_owned),
        budget_year: key("year").and_then(|v| v.parse().ok()),
        period: visit.period().map(|p| p.id.clone()).filter(|_| key("period_only").is_some()),
        words: visit.query("q").to_owned(),
    })
}
