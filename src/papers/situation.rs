//! 市の概況: how a deliberation period goes, in figures each of which opens its list.

use std::collections::BTreeMap;

use axum::response::Response;

use super::{
    PaperAction, PaperFacts,
    reflection::{Reflection, reflection},
    report::ReportStatus,
    store,
};
use crate::{
    access::{self, Scope},
    cases,
    clock::Day,
    db::Conn,
    error::Result,
    id::{PeriodId, UnitId},
    insight::{self, FactorMatrix},
    issues::{self, Issue, IssueStatus},
    measures,
    meetings::{
        self, MeetingStatus,
        meeting::{month_of, month_words},
    },
    web::{
        self, Frame, Visit,
        diagram::{Bar, Bars, bars},
    },
};

#[derive(askama::Template)]
#[template(path = "papers/situation.html")]
struct SituationPage {
    frame: Frame,
    words: String,
    days: String,
    held: usize,
    planned: usize,
    months: String,
    /// What those are called that report: センター, 地区.
    places: String,
    rows: Vec<Row>,
    /// How many have handed their report in, and of how many.
    handed_in: usize,
    /// Of which the city asked something.
    asked: usize,
    reporting: usize,
    /// Those that have not: name, and the page of their report.
    missing: Vec<(String, String)>,
    waiting: String,
    waits: Vec<Wait>,
    answers: String,
    reflection: Reflection,
    factors: String,
    rose: Vec<Rise>,
    /// The period before, with which factors are compared; none for the first.
    before: Option<String>,
}

/// How a place stands.
struct Row {
    name: String,
    list: String,
    held: usize,
    planned: usize,
    /// Held and not recorded yet.
    unrecorded: usize,
    /// Planned for a day that has passed.
    missed: usize,
    report: Option<(ReportStatus, String)>,
    /// Cases at which somebody was to look again; none where cases are not this place's.
    late: Option<(i64, String)>,
}

/// Issues that wait in one state.
struct Wait {
    status: IssueStatus,
    count: usize,
    /// Days since anything was decided on them: the middle one, and the longest.
    middle: i64,
    longest: i64,
    href: String,
}

/// A factor that more cases have than in the period before.
struct Rise {
    name: String,
    now: usize,
    before: usize,
    href: String,
}

/// `GET /papers/situation`: of the period chosen in the header.
pub async fn show(visit: Visit) -> Result<Response> {
    let chosen = visit.needed_period()?.clone();
    let facts = PaperFacts { period: chosen.id.clone(), unit: None };
    access::check(PaperAction::Review, visit.actor(), &facts)?;
    let (structure, today) = (visit.structure(), visit.today());
    let mut conn = visit.read().await?;
    let all = meetings::of_period(&mut conn, &chosen.id, None).await?;
    let all: Vec<_> = all.into_iter().filter(|m| m.status != MeetingStatus::Cancelled).collect();
    let held = all.iter().filter(|meeting| meeting.status.was_held()).count();
    let waits = waits(&mut conn, today).await?;
    let (rose, cases, before) = rose(&mut conn, &visit, &chosen.id).await?;
    let rows = rows(&mut conn, &visit, &chosen.id, &all).await?;
    let reports = || rows.iter().filter_map(|row| Some((&row.name, row.report.as_ref()?)));
    let missing = reports().filter(|(_, (status, _))| *status == ReportStatus::Missing);
    let page = SituationPage {
        frame: visit.frame("市の概況"),
        days: format!("{}～{}", chosen.first_day, chosen.last_day),
        planned: all.len(),
        held,
        months: months(&all)?,
        places: structure.places_word().to_owned(),
        handed_in: reports().filter(|(_, (status, _))| status.is_in()).count(),
        asked: reports().filter(|(_, (status, _))| *status == ReportStatus::Asked).count(),
        reporting: reports().count(),
        missing: missing.map(|(name, (_, href))| (name.clone(), href.clone())).collect(),
        rows,
        waiting: waiting(&waits)?,
        waits,
        answers: answers(&mut conn, &visit, &chosen.id).await?,
        reflection: reflection(&mut conn, structure, &chosen.id).await?,
        factors: factors(&rose, cases)?,
        rose,
        before,
        words: chosen.words,
    };
    web::page(&page)
}

fn months(all: &[meetings::Meeting]) -> Result<String> {
    let mut by_month: BTreeMap<Day, (usize, usize)> = BTreeMap::new();
    for meeting in all {
        let (held, ahead) = by_month.entry(month_of(meeting.on_or_about())).or_default();
        *(if meeting.status.was_held() { held } else { ahead }) += 1;
    }
    let bar = |(month, (held, ahead)): (Day, (usize, usize))| Bar {
        label: month_words(month),
        href: format!("/meetings/list?status=live&all=no&month={}", month_words(month)),
        words: format!("実施{held}/計画{}回", held + ahead),
        parts: vec![held, ahead],
    };
    Ok(bars(&Bars {
        title: "計画と実施(月ごと)".into(),
        description: "会議の回数を、開催の月ごとに、実施したものとまだのものに分けて示す".into(),
        heads: vec!["月", "実施", "まだ"],
        bars: by_month.into_iter().map(bar).collect(),
    })?)
}

async fn rows(
    conn: &mut Conn,
    visit: &Visit,
    period: &PeriodId,
    all: &[meetings::Meeting],
) -> Result<Vec<Row>> {
    let (structure, today) = (visit.structure(), visit.today());
    let reports = store::reports(conn, structure, period).await?;
    let late = cases::store::late_centers(conn, &Scope::all(), today).await?;
    let centers = structure.centers.iter().map(|center| UnitId::center(center.key.as_str()));
    let others = reports.iter().map(|report| report.unit_id.clone());
    let mut units: Vec<UnitId> = centers.collect();
    units.extend(
        others.filter(|unit| {
            structure.centers.iter().all(|c| UnitId::center(c.key.as_str()) != *unit)
        }),
    );
    let rows = units.into_iter().map(|unit| {
        let own: Vec<_> =
            all.iter().filter(|meeting| structure.row_unit(&meeting.unit_id) == unit).collect();
        let center = structure.centers.iter().find(|c| UnitId::center(c.key.as_str()) == unit);
        Row {
            name: structure.unit_title(&unit),
            held: own.iter().filter(|meeting| meeting.status.was_held()).count(),
            planned: own.len(),
            unrecorded: own.iter().filter(|m| m.status == MeetingStatus::Held).count(),
            missed: own.iter().filter(|m| m.is_missed(today)).count(),
            report: reports
                .iter()
                .find(|report| report.unit_id == unit)
                .map(|report| (report.status, format!("/papers/{period}/reports/{unit}"))),
            late: center.map(|center| {
                let cases = late
                    .iter()
                    .find(|late| late.center_id == center.key)
                    .map_or(0, |late| late.cases);
                (cases, format!("/cases?late=yes&center={}", center.key))
            }),
            list: format!("/meetings/list?place={unit}"),
        }
    });
    Ok(rows.collect())
}

/// Where issues wait, in the order of the way up.
async fn waits(conn: &mut Conn, today: Day) -> Result<Vec<Wait>> {
    let live: Vec<Issue> = issues::all(conn, &Scope::all(), &issues::Filter::default()).await?;
    let ids: Vec<_> = live.iter().map(|issue| issue.id.clone()).collect();
    let mut since: BTreeMap<_, Day> =
        live.iter().map(|issue| (issue.id.clone(), issue.raised_on)).collect();
    for decision in issues::decisions(conn, &ids).await? {
        if let Some(day) = since.get_mut(&decision.issue_id) {
            *day = (*day).max(decision.decided_on);
        }
    }
    let waiting = |status: &&IssueStatus| {
        !matches!(
            **status,
            IssueStatus::SolvedHere
                | IssueStatus::Answered
                | IssueStatus::Closed
                | IssueStatus::Merged
        )
    };
    let mut waits = Vec::new();
    for status in IssueStatus::ALL.iter().filter(waiting) {
        let mut days: Vec<i64> = live
            .iter()
            .filter(|issue| issue.status == *status)
            .map(|issue| today.since(since[&issue.id]).max(0))
            .collect();
        days.sort_unstable();
        let Some(longest) = days.last().copied() else { continue };
        waits.push(Wait {
            status: *status,
            count: days.len(),
            middle: days[(days.len() - 1) / 2],
            longest,
            href: format!("/issues?status={}", status.code()),
        });
    }
    Ok(waits)
}

fn waiting(waits: &[Wait]) -> Result<String> {
    let bar = |wait: &Wait| Bar {
        label: wait.status.label().to_owned(),
        href: wait.href.clone(),
        parts: vec![wait.count],
        words: format!("{}件・最長{}日", wait.count, wait.longest),
    };
    Ok(bars(&Bars {
        title: "課題が待っているところ".into(),
        description: "課題の件数を、いまの扱いごとに示す".into(),
        heads: vec!["扱い", "件数"],
        bars: waits.iter().map(bar).collect(),
    })?)
}

async fn answers(conn: &mut Conn, visit: &Visit, period: &PeriodId) -> Result<String> {
    let found = measures::of_period(conn, period).await?;
    let bar = |key: &str, name: &str| {
        let count = found.iter().filter(|measure| measure.answer == key).count();
        let words = format!("{count}件");
        Bar {
            label: name.to_owned(),
            href: format!("/measures?answer={key}"),
            parts: vec![count],
            words,
        }
    };
    let kinds = &visit.structure().measure_answers;
    Ok(bars(&Bars {
        title: "回答の種類".into(),
        description: "この期間に決めた施策の件数を、回答の種類ごとに示す".into(),
        heads: vec!["種類", "施策"],
        bars: kinds.iter().map(|kind| bar(&kind.key, &kind.name)).collect(),
    })?)
}

/// Factors shown.
const ROSE: usize = 8;

/// The factors that more cases have than in the period before, with the numbers of cases of both, and what the one before is
/// called.
async fn rose(
    conn: &mut Conn,
    visit: &Visit,
    period: &PeriodId,
) -> Result<(Vec<Rise>, (usize, usize), Option<String>)> {
    let all = visit.periods();
    let at = all.iter().position(|one| one.id == *period);
    let before = at.and_then(|at| all.get(at + 1));
    let now = factors_of(conn, visit, period).await?;
    let Some(before) = before else { return Ok((Vec::new(), (now.lines.len(), 0), None)) };
    let earlier = factors_of(conn, visit, &before.id).await?;
    let mut rose: Vec<Rise> = now
        .columns
        .iter()
        .filter(|column| {
            visit.structure().factors.iter().any(|f| f.key == column.key && !f.is_of_words())
        })
        .map(|column| Rise {
            name: column.name.clone(),
            now: column.count.total(),
            before: earlier
                .columns
                .iter()
                .find(|one| one.key == column.key)
                .map_or(0, |one| one.count.total()),
            href: format!("/cases?during={period}&factor={}", column.key),
        })
        .filter(|rise| rise.now > rise.before)
        .collect();
    rose.sort_by_key(|rise| std::cmp::Reverse(rise.now - rise.before));
    rose.truncate(ROSE);
    Ok((rose, (now.lines.len(), earlier.lines.len()), Some(before.words.clone())))
}

async fn factors_of(conn: &mut Conn, visit: &Visit, period: &PeriodId) -> Result<FactorMatrix> {
    let structure = visit.structure();
    Ok(insight::matrix(conn, structure, &Scope::all(), period, None).await?.leaving())
}

fn factors(rose: &[Rise], (now, before): (usize, usize)) -> Result<String> {
    let bar = |rise: &Rise| Bar {
        label: rise.name.clone(),
        href: rise.href.clone(),
        parts: vec![rise.before, rise.now - rise.before],
        words: format!("{} → {}事例", rise.before, rise.now),
    };
    Ok(bars(&Bars {
        title: format!("増えた要因(前の期間 {before}事例、この期間 {now}事例)"),
        description: "前の期間より多くの事例にある要因を、増えた数の多い順に示す".into(),
        heads: vec!["要因", "前の期間", "増えた分"],
        bars: rose.iter().map(bar).collect(),
    })?)
}
