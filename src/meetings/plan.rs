//! A year's plan made at once: months proposed from each kind's cadence, shown as the meetings they would make, confirmed by
//! a person, and taken back while nobody has worked on them.

use axum::{extract::Path, response::Response};

use super::{
    edit::plannable,
    matrix::row_name,
    meeting::{Meeting, NewMeeting, month_of, month_words},
    planning::{self, Foreseen},
    rules::MeetingAction,
    store,
    year::year_months,
};
use crate::{
    access,
    clock::Day,
    conferences::{self, Conference},
    db::Conn,
    error::{Error, Refusals, Result},
    id::PlanId,
    preset::ConferenceKind,
    structure::Structure,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "meetings/plan.html")]
struct PlanPage {
    frame: Frame,
    year: i16,
    /// 「R7.12～R8.11」
    span: String,
    form: FormState,
    kinds: Vec<PlanKind>,
    /// The months that are over, in words.
    past: Option<String>,
    none_left: bool,
    foreseen: Option<Preview>,
}

struct PlanKind {
    field: String,
    name: String,
    /// 「年4～6回程度・15の会議体」
    words: String,
    months: Vec<Choice>,
}

/// What would be made, month by month.
struct Preview {
    count: usize,
    lines: Vec<Line>,
}

/// The meetings of a kind in a month.
struct Line {
    month: String,
    kind: String,
    /// For which units one is made.
    new: Vec<String>,
    /// For which units there is one: name and page.
    there: Vec<(String, String)>,
}

/// `GET /meetings/plan`
pub async fn propose(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let conferences = plannable(&mut conn, &visit).await?;
    let year = match visit.query("year").parse() {
        Ok(year) if (2000..2200).contains(&year) => year,
        _ => year_to_plan(&mut conn, &visit, &conferences).await?,
    };
    let mut form = FormState::empty();
    for kind in &visit.structure().conference_kinds {
        let months = proposed(visit.structure(), kind, year).into_iter();
        let ahead = months.filter(|month| *month >= month_of(visit.today()));
        form.set_all(&field(kind), ahead.map(|m| m.iso()));
    }
    web::page(&page(&visit, year, form, &conferences))
}

/// The year that holds today, or the next one where all that would be proposed of it is there.
async fn year_to_plan(conn: &mut Conn, visit: &Visit, conferences: &[Conference]) -> Result<i16> {
    let (structure, now) = (visit.structure(), month_of(visit.today()));
    let first = visit.today().fiscal_year();
    let year = (first..=first + 1)
        .find(|year| year_months(structure, *year).contains(&now))
        .unwrap_or(first);
    let mut wanted: Vec<NewMeeting> = Vec::new();
    for kind in &structure.conference_kinds {
        let months = proposed(structure, kind, year).into_iter().filter(|month| *month >= now);
        wanted.extend(months.flat_map(|month| of_kind(conferences, kind, month)));
    }
    if wanted.is_empty() {
        return Ok(year + 1);
    }
    let foreseen = planning::foresee(conn, visit.actor(), &wanted).await?;
    Ok(if foreseen.new.is_empty() { year + 1 } else { year })
}

fn of_kind<'a>(
    conferences: &'a [Conference],
    kind: &'a ConferenceKind,
    month: Day,
) -> impl Iterator<Item = NewMeeting> + 'a {
    let of_kind = conferences.iter().filter(|c| c.kind_id == kind.key);
    of_kind.map(move |c| NewMeeting::planned(c.clone(), month))
}

/// What the form asks for: its year, and a meeting of each conference in each month chosen for its kind.
fn read(visit: &Visit, form: &mut FormState, conferences: &[Conference]) -> (i16, Vec<NewMeeting>) {
    let year = form.required_integer("year", "年度", 2000..=2199).unwrap_or_default() as i16;
    let structure = visit.structure();
    let offered = months(visit, year);
    let mut wanted = Vec::new();
    for kind in &structure.conference_kinds {
        for month in form.chosen(&field(kind), &kind.name, &offered) {
            if let Ok(month) = month.parse().map(Day) {
                wanted.extend(of_kind(conferences, kind, month));
            }
        }
    }
    wanted.sort_by_key(|new| new.planned_month);
    (year, wanted)
}

/// `POST /meetings/plan`: shows what would be made.
pub async fn foresee(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let mut conn = visit.read().await?;
    let conferences = plannable(&mut conn, &visit).await?;
    let (year, wanted) = read(&visit, &mut form, &conferences);
    let look = planning::foresee(&mut conn, visit.actor(), &wanted);
    let Some(foreseen) = form.ask(Refusals::default, look).await? else {
        return web::refused(&page(&visit, year, form, &conferences));
    };
    let foreseen = Some(preview(visit.structure(), &foreseen));
    web::page(&PlanPage { foreseen, ..page(&visit, year, form, &conferences) })
}

/// `POST /meetings/plans`: makes what was shown.
pub async fn confirm(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let mut conn = visit.read().await?;
    let conferences = plannable(&mut conn, &visit).await?;
    let (year, wanted) = read(&visit, &mut form, &conferences);
    let shown = form.required_integer("count", "回数", 1..=10_000).unwrap_or_default();
    let look = planning::foresee(&mut conn, visit.actor(), &wanted);
    let Some(foreseen) = form.ask(Refusals::default, look).await? else {
        return web::refused(&page(&visit, year, form, &conferences));
    };
    drop(conn);
    if usize::try_from(shown) != Ok(foreseen.new.len()) {
        form.error(
            "",
            "見ていただいた間に会議が変わりました。もう一度、できる会議を確かめてください。",
        );
        let foreseen = Some(preview(visit.structure(), &foreseen));
        return web::refused(&PlanPage { foreseen, ..page(&visit, year, form, &conferences) });
    }
    let (visiting, asked, plan) = (&visit, &wanted, &PlanId::new());
    let made = visit
        .in_turn(store::NUMBERS)
        .write(|mut tx| async move {
            let (actor, structure) = (visiting.actor(), visiting.structure());
            let made = planning::plan(&mut tx, actor, structure, (plan, asked)).await?;
            Ok((tx, made))
        })
        .await?;
    let said =
        format!("{made}回の会議を計画に入れました。間違いのときは、このページで取り消せます。");
    Ok(web::done(&format!("/meetings/plans/{plan}"), &said))
}

#[derive(askama::Template)]
#[template(path = "meetings/planned.html")]
struct PlannedPage {
    frame: Frame,
    plan: PlanId,
    year: i16,
    /// What taking it back would take out, and what it would leave: name and page.
    go: Vec<(String, String)>,
    stay: Vec<(String, String)>,
    may_remove: bool,
}

/// `GET /meetings/plans/{plan}`
pub async fn made(visit: Visit, Path(plan): Path<PlanId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let (go, stay) = planning::of_plan(&mut conn, visit.actor(), &plan).await?;
    let Some(first) = go.iter().chain(&stay).map(|m| m.on_or_about()).min() else {
        return Err(Error::NotFound);
    };
    let all = conferences::list(&mut conn).await?;
    let structure = visit.structure();
    let mut years = first.fiscal_year()..=first.fiscal_year() + 1;
    let of_first = |year: &i16| year_months(structure, *year).contains(&month_of(first));
    let named = |m: &Meeting| {
        let conference = all.iter().find(|c| c.id == m.conference_id);
        let name = conference.map_or("", |c| c.name.as_str());
        (format!("{} {name}({})", m.day_words(), m.status.label()), format!("/meetings/{}", m.id))
    };
    let may = |m: &Meeting| access::may(MeetingAction::RemoveMeeting, visit.actor(), &m.facts());
    web::page(&PlannedPage {
        frame: visit.frame("まとめて計画した会議"),
        plan,
        year: years.find(of_first).unwrap_or(first.fiscal_year()),
        may_remove: go.iter().all(may),
        go: go.iter().map(named).collect(),
        stay: stay.iter().map(named).collect(),
    })
}

/// `POST /meetings/plans/{plan}/removal`
pub async fn take_back(visit: Visit, Path(plan): Path<PlanId>) -> Result<Response> {
    let (visiting, id) = (&visit, &plan);
    let (gone, stayed) = visit
        .in_turn(store::NUMBERS)
        .write(|mut tx| async move {
            let (actor, structure) = (visiting.actor(), visiting.structure());
            let done = planning::take_back(&mut tx, actor, structure, id).await?;
            Ok((tx, done))
        })
        .await?;
    Ok(match stayed {
        0 => web::done("/meetings", &format!("{gone}回の計画を取り消しました。")),
        stayed => web::done(
            &format!("/meetings/plans/{plan}"),
            &format!("{gone}回の計画を取り消しました。手をつけた{stayed}回は残っています。"),
        ),
    })
}

fn field(kind: &ConferenceKind) -> String {
    format!("months-{}", kind.key)
}

/// The months of a year that are not over.
fn months(visit: &Visit, year: i16) -> Vec<Choice> {
    let months = year_months(visit.structure(), year).into_iter();
    let ahead = months.filter(|month| *month >= month_of(visit.today()));
    ahead.map(|m| Choice::new(m.iso(), month_words(m))).collect()
}

/// The months in which a kind's conferences should meet: the city's in the months of the city conference,
/// others as often as their cadence says, spread evenly. As needed (随時) means none are planned.
fn proposed(structure: &Structure, kind: &ConferenceKind, year: i16) -> Vec<Day> {
    let months = year_months(structure, year);
    if structure.hears_period_before(kind) {
        let of_year = structure.periods_in(year);
        let fixed: Vec<Day> = of_year
            .iter()
            .filter_map(|p| p.city_conference)
            .filter_map(|m| m.first_day(year))
            .map(Day)
            // The last one usually sits after the year's months; it is planned with the year it falls in.
            .map(|d| if months.contains(&d) { d } else { d.plus_months(-12) })
            .collect();
        if !fixed.is_empty() {
            return fixed;
        }
    }
    let a_year = usize::from(kind.cadence.min.unwrap_or(0).min(12));
    let times = a_year * months.len() / 12;
    (0..times)
        .filter_map(|n| months.get((2 * n + 1) * months.len() / (2 * times)).copied())
        .collect()
}

fn preview(structure: &Structure, foreseen: &Foreseen) -> Preview {
    let of_new = foreseen.new.iter().map(|new| new.planned_month);
    let of_there = foreseen.there.iter().map(|m| month_of(m.on_or_about()));
    let mut months: Vec<Day> = of_new.chain(of_there).collect();
    months.sort_unstable();
    months.dedup();
    let mut lines = Vec::new();
    for month in months {
        for kind in &structure.conference_kinds {
            let new = foreseen
                .new
                .iter()
                .filter(|new| new.planned_month == month && new.conference.kind_id == kind.key);
            let there = foreseen
                .there
                .iter()
                .filter(|m| month_of(m.on_or_about()) == month && m.kind_id == kind.key);
            let line = Line {
                month: month_words(month),
                kind: kind.name.clone(),
                new: new.map(|new| row_name(structure, &new.conference.unit_id)).collect(),
                there: there
                    .map(|m| (row_name(structure, &m.unit_id), format!("/meetings/{}", m.id)))
                    .collect(),
            };
            if !line.new.is_empty() || !line.there.is_empty() {
                lines.push(line);
            }
        }
    }
    Preview { count: foreseen.new.len(), lines }
}

fn page(visit: &Visit, year: i16, mut form: FormState, conferences: &[Conference]) -> PlanPage {
    form.set("year", year);
    let structure = visit.structure();
    let all = year_months(structure, year);
    let (first, last) = (all.first().copied(), all.last().copied());
    let span = |first: Option<Day>, last: Option<Day>| match (first, last) {
        (Some(first), Some(last)) if first == last => month_words(first),
        (Some(first), Some(last)) => format!("{}～{}", month_words(first), month_words(last)),
        _ => String::new(),
    };
    let over = all.iter().copied().rfind(|month| *month < month_of(visit.today()));
    let ahead = months(visit, year);
    let kinds = structure.conference_kinds.iter().filter_map(|kind| {
        let count = conferences.iter().filter(|c| c.kind_id == kind.key).count();
        (count > 0).then(|| PlanKind {
            field: field(kind),
            name: kind.name.clone(),
            words: format!("{}・会議体の数 {count}", kind.cadence.words),
            months: ahead.clone(),
        })
    });
    PlanPage {
        frame: visit.frame("年間計画を作る"),
        year,
        span: span(first, last),
        kinds: kinds.collect(),
        past: over.map(|over| span(first, Some(over))),
        none_left: ahead.is_empty(),
        foreseen: None,
        form,
    }
}
