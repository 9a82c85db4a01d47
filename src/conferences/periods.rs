//! 議事対象期間: into which months the year is divided, since when, and when the city conference hears each.
//!
//! The days of a period that records point at never move. A division begins with a fiscal year; earlier years keep
//! theirs, so that a change is made for the years that are still empty.

use axum::response::Response;

use super::{
    losses,
    rules::LadderAction,
    saving::{self, STALE, Saved, facts, save, version},
};
use crate::{
    clock::fiscal_year_words,
    error::Result,
    places,
    preset::{MonthPoint, Period, Preset},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "conferences/periods.html")]
struct PeriodsPage {
    frame: Frame,
    form: FormState,
    stored: Vec<Stored>,
    /// The first fiscal year that may be divided anew, in words.
    free_from: String,
    beginnings: Vec<Choice>,
    months: Vec<Choice>,
    rows: Vec<Row>,
    /// The division as saved now, when somebody else changed it.
    theirs: Option<Vec<String>>,
}

/// A period with its days and what points at it.
struct Stored {
    name: String,
    days: String,
    city_month: String,
    records: String,
}

/// The names of one period's fields.
struct Row {
    heading: String,
    start: String,
    end: String,
    city: String,
    words: String,
    tasks: String,
    /// Of the box that takes the period away; none where one may be added.
    remove: Option<String>,
}

/// The most periods of a year.
const MOST: usize = 12;
/// The value of the division before all others.
const FIRST: &str = "first";

/// `GET /settings/structure/periods`
pub async fn show(visit: Visit) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = version(&visit).await?;
    let form = filled(visit.structure(), version);
    web::page(&page(&visit, form, None).await?)
}

/// `POST /settings/structure/periods`: the division of the year from one fiscal year on.
pub async fn change(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let beginnings = beginnings(&visit);
    let from = form.required_choice("from", "いつの年度から", &beginnings);
    let from: Option<i16> = from.and_then(|from| from.parse().ok());
    let periods = read(&mut form, from);
    if periods.is_empty() && form.is_valid() {
        form.error("start-0", "期間を一つは入力してください。");
    }
    if !form.is_valid() {
        return web::refused(&page(&visit, form, None).await?);
    }
    let change = |preset: &mut Preset| {
        preset.periods.retain(|p| p.from_fiscal_year < from);
        preset.periods.extend(periods.iter().cloned());
    };
    match save(&visit, version, "periods", &change).await? {
        Saved::Done => Ok(web::done("/settings/structure/periods", "議事対象期間を保存しました。")),
        Saved::Refused(sentences) => {
            for sentence in sentences {
                form.error("", sentence);
            }
            web::refused(&page(&visit, form, None).await?)
        }
        Saved::Stale => {
            form.error("", STALE);
            form.set("version", saving::version(&visit).await?);
            let theirs = visit.structure().periods.iter().map(words).collect();
            web::collided(&page(&visit, form, Some(theirs)).await?)
        }
    }
}

/// The form on the newest division.
fn filled(preset: &Preset, version: i64) -> FormState {
    let newest = preset.periods.iter().map(|p| p.from_fiscal_year).max();
    let from = newest.flatten();
    let periods: Vec<&Period> =
        preset.periods.iter().filter(|p| p.from_fiscal_year == from).collect();
    let mut form = FormState::empty()
        .with("version", version)
        .with("count", periods.len() + 1)
        .with("known", periods.len())
        .with("from", from.map_or(FIRST.to_owned(), |y| y.to_string()));
    for (n, period) in periods.into_iter().enumerate() {
        form.set(&format!("start-{n}"), point_key(period.start));
        form.set(&format!("end-{n}"), point_key(period.end));
        if let Some(city) = period.city_conference {
            form.set(&format!("city-{n}"), point_key(city));
        }
        form.set(&format!("words-{n}"), &period.words);
        form.set(&format!("tasks-{n}"), period.tasks.join("\n"));
    }
    form
}

/// The periods of the form, numbered in their order.
fn read(form: &mut FormState, from: Option<i16>) -> Vec<Period> {
    let months = months();
    let mut periods = Vec::new();
    for n in 0..rows(form) {
        let field = |part: &str| format!("{part}-{n}");
        let name = |part: &str| format!("{}番目の期間の{part}", n + 1);
        let empty = ["start", "end", "words", "tasks"]
            .iter()
            .all(|part| form.value(&field(part)).trim().is_empty());
        if empty || form.ticked(&field("remove")) {
            continue;
        }
        let start = form.required_choice(&field("start"), &name("始まりの月"), &months);
        let end = form.required_choice(&field("end"), &name("終わりの月"), &months);
        let city = form.optional_choice(&field("city"), &name("市の会議の月"), &months);
        let words = form.optional(&field("words"), &name("呼び方"), 60);
        let tasks = form.optional(&field("tasks"), &name("行うこと"), 300);
        let (Some(start), Some(end)) = (point(start), point(end)) else {
            continue;
        };
        periods.push(Period {
            number: u8::try_from(periods.len() + 1).unwrap_or(u8::MAX),
            words: if words.is_empty() {
                format!("{}～{}実施分", month_words(start), month_words(end))
            } else {
                words
            },
            start,
            end,
            city_conference: point(city),
            tasks: super::kind_edit::lines(&tasks),
            from_fiscal_year: from,
        });
    }
    periods
}

fn rows(form: &FormState) -> usize {
    form.value("count").parse().unwrap_or(1).min(MOST)
}

/// The years from which a division may begin: that of each there is, and the next ones to come.
fn beginnings(visit: &Visit) -> Vec<Choice> {
    let preset = visit.structure();
    let mut years: Vec<i16> = preset.periods.iter().filter_map(|p| p.from_fiscal_year).collect();
    let now = visit.today().fiscal_year();
    years.extend(now..=now + 3);
    years.sort_unstable();
    years.dedup();
    let first = Choice::new(FIRST, "はじめから(これまでの年度も)");
    let others = years
        .into_iter()
        .map(|year| Choice::new(year.to_string(), format!("{}から", fiscal_year_words(year))));
    std::iter::once(first).chain(others).collect()
}

/// All months that a fiscal year may speak of.
fn months() -> Vec<Choice> {
    (-1..=1)
        .flat_map(|year_offset| (1..=12).map(move |month| MonthPoint { month, year_offset }))
        .map(|point| Choice::new(point_key(point), month_words(point)))
        .collect()
}

fn point_key(point: MonthPoint) -> String {
    format!("{}/{}", point.year_offset, point.month)
}

fn point(key: Option<String>) -> Option<MonthPoint> {
    let key = key?;
    let (year_offset, month) = key.split_once('/')?;
    Some(MonthPoint { month: month.parse().ok()?, year_offset: year_offset.parse().ok()? })
}

/// 「前年12月」
fn month_words(point: MonthPoint) -> String {
    let year = match point.year_offset {
        ..0 => "前年",
        0 => "当年",
        1.. => "翌年",
    };
    format!("{year}{}月", point.month)
}

fn words(period: &Period) -> String {
    let from = period
        .from_fiscal_year
        .map_or("はじめから".to_owned(), |year| format!("{}から", fiscal_year_words(year)));
    let city = period.city_conference.map_or("決まっていない".to_owned(), month_words);
    format!(
        "{from} 第{}回: {}～{}(市の会議 {city})",
        period.number,
        month_words(period.start),
        month_words(period.end)
    )
}

async fn page(
    visit: &Visit,
    mut form: FormState,
    theirs: Option<Vec<String>>,
) -> Result<PeriodsPage> {
    let mut conn = visit.read().await?;
    let mut stored = Vec::new();
    let mut free_from = visit.structure().municipality.fiscal_year;
    for period in places::periods(&mut conn).await? {
        let found = crate::uses(&mut conn, &losses::part_of(&period)).await?;
        let year = i16::try_from(period.fiscal_year).unwrap_or(i16::MAX);
        if !found.is_empty() {
            free_from = free_from.max(year + 1);
        }
        stored.push(Stored {
            name: format!("{} 第{}回", fiscal_year_words(year), period.number),
            days: format!("{}～{}", period.first_day.long(), period.last_day.long()),
            city_month: period.city_day.map_or("－".to_owned(), |d| {
                format!("{}{}月", nihon::wareki_year(d.0), d.0.month())
            }),
            records: found.join("、"),
        });
    }
    let count = rows(&form);
    form.set("count", count);
    let known: usize = form.value("known").parse().unwrap_or(count);
    let row = |n: usize| Row {
        heading: if n < known { format!("第{}回", n + 1) } else { "加える期間".to_owned() },
        start: format!("start-{n}"),
        end: format!("end-{n}"),
        city: format!("city-{n}"),
        words: format!("words-{n}"),
        tasks: format!("tasks-{n}"),
        remove: (n < known).then(|| format!("remove-{n}")),
    };
    Ok(PeriodsPage {
        frame: visit.frame("議事対象期間"),
        stored,
        free_from: fiscal_year_words(free_from),
        beginnings: beginnings(visit),
        months: months(),
        rows: (0..count).map(row).collect(),
        form,
        theirs,
    })
}
