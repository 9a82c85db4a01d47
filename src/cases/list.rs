//! The list of cases: filtered, sorted, and saved as it is shown.

use std::collections::HashMap;

use axum::response::Response;

use super::{
    CareLevel, CaseFacts, CaseFilter, CaseRow, CaseStatus, act::ReadNamed, case::Household,
    names::factor_names, rules, store, texts::SEARCHABLE,
};
use crate::{
    access::{Role, Scope},
    db::Conn,
    error::{Error, Result},
    id::{CaseId, PersonId, UnitId},
    persons::{self, ListNames, RegisterFacts},
    preset::Center,
    saved_filters,
    texts::{self, Holders},
    web::{
        self, Frame, Visit,
        form::Choice,
        listing::{self, Filters, Group, List, Table},
    },
};

#[derive(askama::Template)]
#[template(path = "cases/list.html")]
struct ListPage<'a> {
    frame: Frame,
    filters: Filters<'a>,
    table: Table,
    shows_names: bool,
    may_register: bool,
    may_queue: bool,
}

/// Instead of a title that stays within its centre.
pub(super) const NO_TITLE: &str = "(匿名の内容は未確認)";

struct Line {
    row: CaseRow,
    name: String,
    factors: Vec<String>,
}

/// Factors named on a line of the screen.
const NAMED: usize = 3;

type Column<'a> = listing::Column<'a, Line>;

/// `GET /cases`
pub async fn list(visit: Visit) -> Result<Response> {
    if visit.actor().is(Role::PrefectureOfficer) {
        return Err(Error::NotFound);
    }
    let scope = rules::scope(visit.actor());
    // Names stand in the list of the centre alone, and only on screen: a file leaves the centre easily.
    let shows_names = scope.keeper().is_some() || visit.actor().is(Role::CarePresenter);
    let list = list_of(&visit, shows_names);
    let mut conn = visit.read().await?;
    let mut filter = filter(&visit);
    let words = texts::words(&filter.words);
    filter.titled = store::titled(&mut conn, visit.actor(), &scope, &words).await?;
    if !words.is_empty() {
        let holders = Holders::of(&mut conn, visit.actor(), &SEARCHABLE, words).await?;
        filter.holders = Some(holders);
    }
    let mut part = store::list(&mut conn, &scope, &filter, &list.wanted(&visit)).await?;
    if !visit.is_saved() {
        part.rows = store::with_titles(&mut conn, visit.actor(), part.rows).await?;
    }
    let mut names: HashMap<PersonId, String> = HashMap::new();
    if let (Some(center), false) = (scope.keeper(), visit.is_saved()) {
        let leave = visit.see_on(ListNames, RegisterFacts { center: center.clone() })?;
        let ids: Vec<PersonId> = part.rows.iter().map(|row| row.person_id.clone()).collect();
        names = persons::names(&mut conn, &leave, &ids).await?;
    }
    if visit.actor().is(Role::CarePresenter) && !visit.is_saved() {
        names = own_names(&visit, &mut conn, &part.rows).await?;
    }
    let ids: Vec<CaseId> = part.rows.iter().map(|row| row.id.clone()).collect();
    let mut factors = store::factors_of_many(&mut conn, &ids).await?;
    let line = |row: CaseRow| Line {
        name: names.get(&row.person_id).cloned().unwrap_or_default(),
        factors: factor_names(visit.structure(), factors.remove(&row.id).unwrap_or_default()),
        row,
    };
    let saved = saved_filters::of_list(&mut conn, visit.actor(), visit.path()).await?;
    let filters = filters(&visit, &scope).saved(saved);
    list.narrowed(&filters, None).answer(&visit, part.map(line), |table| {
        web::page(&ListPage {
            frame: visit.frame("事例"),
            filters,
            table,
            shows_names,
            may_register: matches!(
                visit.actor().role(),
                Some(Role::CenterStaff | Role::CarePresenter)
            ),
            may_queue: visit.actor().is(Role::CenterStaff),
        })
    })
}

/// Who the cases are about that the reader brought; of others they know no name.
async fn own_names(
    visit: &Visit,
    conn: &mut Conn,
    rows: &[CaseRow],
) -> Result<HashMap<PersonId, String>> {
    let mut names = HashMap::new();
    for row in rows {
        let facts = CaseFacts {
            case: row.id.clone(),
            person: row.person_id.clone(),
            status: row.status,
            ..CaseFacts::new_at(row.center_id.clone(), row.presenter_id.clone())
        };
        let Ok(leave) = visit.see_on(ReadNamed, facts) else { continue };
        let found = persons::find(conn, &leave).await;
        let name = match persons::if_it_opens(&row.person_id, found)? {
            Some(person) => person.written.name,
            None => persons::UNREADABLE.to_owned(),
        };
        names.insert(row.person_id.clone(), name);
    }
    Ok(names)
}

fn list_of(visit: &Visit, shows_names: bool) -> List<'_, Line> {
    let structure = visit.structure();
    let center = |line: &Line| match structure.center_of(&line.row.center_id) {
        Some(center) => center.symbol.as_str().into(),
        None => line.row.center_id.as_str().into(),
    };
    let kind = |line: &Line| structure.case_kind_name(&line.row.kind_id).into();
    let mut columns =
        vec![
            Column::new("記号", |line| line.row.label.as_str().into())
                .sort(store::BY_LABEL)
                .link(|line| format!("/cases/{}", line.row.id))
                .nowrap(),
            Column::new("件名", |line| line.row.title.as_str().into())
                .sort(store::BY_TITLE)
                .width(36)
                .class("own-line title")
                // Those who write it are told on screen that nobody did; in a file it stays within its centre.
                .or(match shows_names && !visit.is_saved() {
                    true => "(件名は書かれていません)",
                    false => NO_TITLE,
                }),
            Column::new(structure.center_word(), center)
                .sort(store::BY_CENTER)
                .class(if shows_names { "nowrap only-wide" } else { "nowrap" }),
            Column::new("種類", kind).sort(store::BY_KIND).width(18),
            Column::new("年齢階級", |line| line.row.age_band.label().into()).width(10).in_file(),
            Column::new("性別", |line| line.row.sex.label().into()).width(8).in_file(),
            Column::new("要介護度", |line| line.row.care_level.label().into()).width(10).in_file(),
            Column::new("世帯", |line| line.row.household.label().into()).in_file(),
            Column::new("要因", |line| line.factors.join("、").into()).width(36).in_file(),
            Column::new("特徴", |line| line.row.features().into())
                .sort(store::BY_CARE_LEVEL)
                .note("soft small", |line| some(&line.factors))
                .class("own-line")
                .on_screen(),
            Column::new("状態", |line| line.row.status.label().into())
                .sort(store::BY_STATUS)
                .chip(|line| line.row.status.tone()),
            Column::new("登録日", |line| line.row.registered_on.into())
                .sort(store::BY_REGISTERED)
                .said("登録")
                .nowrap(),
        ];
    if shows_names {
        let name = |line: &Line| line.name.as_str().into();
        columns.push(Column::new("氏名", name).on_screen().class("no-print"));
    }
    columns.push(
        Column::new("匿名", |line| line.row.confirmation().into()).width(10).said("匿名").nowrap(),
    );
    List::new(("事例", "事例"), store::BY_REGISTERED.down(), |line| line.row.id.as_str(), columns)
}

/// 「ごみ出し・認知症・ほか2」
fn some(factors: &[String]) -> String {
    let more = factors.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("ほか{more}"));
    factors.iter().take(NAMED).cloned().chain(more).collect::<Vec<_>>().join("・")
}

fn filter(visit: &Visit) -> CaseFilter {
    CaseFilter {
        center: visit.query("center").parse().ok(),
        status: visit.query("status").parse().ok(),
        period: visit.query("during").parse().ok(),
        kind: visit.query("kind").parse().ok(),
        household: visit.query("household").parse().ok(),
        factors: visit.queries("factor").collect(),
        care_level: visit.query("care_level").parse().ok(),
        late_on: (visit.query("late") == "yes").then(|| visit.today()),
        words: visit.query("q").to_owned(),
        ..CaseFilter::default()
    }
}

fn filters<'a>(visit: &'a Visit, scope: &Scope) -> Filters<'a> {
    let structure = visit.structure();
    let mut bar = Filters::of(visit).words("q", "検索語");
    if scope.keeper().is_none() {
        let actor = visit.actor();
        let theirs =
            |c: &&Center| actor.is(Role::CityOfficer) || actor.knows(&UnitId::center(&c.key));
        let centers: Vec<&Center> = structure.centers.iter().filter(theirs).collect();
        if centers.len() > 1 {
            let choices = centers.iter().map(|c| Choice::new(&c.key, &c.symbol));
            bar = bar.select("center", structure.center_word(), choices);
        }
    }
    let periods = visit.visitor.periods.iter().map(|p| Choice::new(p.id.as_str(), p.with_months()));
    let kinds = structure.case_kinds.iter().map(|k| Choice::new(&k.key, &k.name));
    let factors = structure.factors_in(visit.today().fiscal_year());
    let groups = structure.factor_groups.iter().map(|group| Group {
        title: group.name.clone(),
        choices: factors
            .iter()
            .filter(|factor| factor.group == group.key)
            .map(|factor| Choice::new(&factor.key, &factor.name))
            .collect(),
    });
    let groups = groups.filter(|group| !group.choices.is_empty()).collect();
    bar.select("status", "状態", Choice::each::<CaseStatus>())
        .select("during", "議事対象期間", periods)
        .select("kind", "種類", kinds)
        .select("household", "世帯", Choice::each::<Household>())
        .select("care_level", "要介護度", Choice::each::<CareLevel>())
        .several("factor", "要因", groups)
        .tick("late", "その後の確認が遅れているもの")
}
