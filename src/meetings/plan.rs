//! A year's plan made at once: months proposed from each kind's cadence, confirmed by a person.

use axum::response::Response;

use super::{
    commands,
    edit::plannable,
    meeting::{NewMeeting, month_words},
    store,
    year::{chosen_year, year_months},
};
use crate::{
    clock::{Day, fiscal_year_words},
    conferences::Conference,
    error::{Refusals, Result},
    preset::ConferenceKind,
    structure::Structure,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "meetings/plan.html")]
struct PlanPage {
    frame: Frame,
    year: i16,
    year_words: String,
    form: FormState,
    kinds: Vec<PlanKind>,
}

struct PlanKind {
    field: String,
    name: String,
    /// 「年4～6回程度・15の会議体」
    words: String,
    months: Vec<Choice>,
}

/// `GET /meetings/plan`
pub async fn propose(visit: Visit) -> Result<Response> {
    let year = chosen_year(&visit);
    let mut conn = visit.read().await?;
    let conferences = plannable(&mut conn, &visit).await?;
    let structure = visit.structure();
    let mut form = FormState::empty();
    for kind in &structure.conference_kinds {
        let months = proposed(structure, kind, year);
        form.set_all(&field(kind), months.into_iter().map(|m| m.iso()));
    }
    web::page(&page(&visit, year, form, &conferences))
}

/// `POST /meetings/plan`: makes what is not there yet.
pub async fn confirm(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let year = form.required_integer("year", "年度", 2000..=2199).unwrap_or_default() as i16;
    let mut conn = visit.read().await?;
    let conferences = plannable(&mut conn, &visit).await?;
    drop(conn);
    let structure = visit.structure();
    let offered = months(structure, year);
    let mut wanted: Vec<NewMeeting> = Vec::new();
    for kind in &structure.conference_kinds {
        for month in form.chosen(&field(kind), &kind.name, &offered) {
            let Ok(month) = month.parse().map(Day) else {
                continue;
            };
            let of_kind = conferences.iter().filter(|c| c.kind_id == kind.key);
            wanted.extend(of_kind.map(|c| NewMeeting::planned(c.clone(), month)));
        }
    }
    let (visiting, asked) = (&visit, &wanted);
    let command = visit.in_turn(store::NUMBERS).write(|mut tx| async move {
        let (actor, structure) = (visiting.actor(), visiting.structure());
        let made = commands::plan(&mut tx, actor, structure, asked).await?;
        Ok((tx, made))
    });
    let Some(made) = form.ask(Refusals::default, command).await? else {
        return web::refused(&page(&visit, year, form, &conferences));
    };
    let said = match made {
        0 => "計画はすでにそろっていました。新しい会議はありません。".to_owned(),
        made => format!("{made}回の会議を計画しました。"),
    };
    Ok(web::done(&format!("/meetings?year={year}"), &said))
}

fn field(kind: &ConferenceKind) -> String {
    format!("months-{}", kind.key)
}

fn months(structure: &Structure, year: i16) -> Vec<Choice> {
    let months = year_months(structure, year).into_iter();
    months.map(|m| Choice::new(m.iso(), month_words(m))).collect()
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

fn page(visit: &Visit, year: i16, mut form: FormState, conferences: &[Conference]) -> PlanPage {
    form.set("year", year);
    let structure = visit.structure();
    let kinds = structure.conference_kinds.iter().filter_map(|kind| {
        let count = conferences.iter().filter(|c| c.kind_id == kind.key).count();
        (count > 0).then(|| PlanKind {
            field: field(kind),
            name: kind.name.clone(),
            words: format!("{}・{count}の会議体", kind.cadence.words),
            months: months(structure, year),
        })
    });
    PlanPage {
        frame: visit.frame("年間計画をつくる"),
        year,
        year_words: fiscal_year_words(year),
        kinds: kinds.collect(),
        form,
    }
}
