//! The list of cases: filtered, sorted, fifty a page, and exported as it is shown.

use std::collections::HashMap;

use axum::response::Response;

use super::{
    CareLevel, CaseFilter, CaseRow, CaseSort, CaseStatus, rules,
    store::{self, PAGE},
};
use crate::{
    access::{Role, Scope},
    error::{Error, Result},
    id::PersonId,
    persons,
    tabular::Cell,
    web::{self, Frame, Visit, form::Choice, listing},
};

/// Rows of an export; more are not asked for at once by anybody who means to read them.
const MOST_EXPORTED: i64 = 20_000;

#[derive(askama::Template)]
#[template(path = "cases/list.html")]
struct ListPage {
    frame: Frame,
    filter: FilterBar,
    columns: Vec<Column>,
    rows: Vec<Line>,
    total: i64,
    narrowed: bool,
    shows_names: bool,
    may_register: bool,
    may_queue: bool,
    xlsx: String,
    csv: String,
    pages: Pages,
}

/// The filter bar, with what is chosen in it.
struct FilterBar {
    words: String,
    sort: String,
    down: String,
    selects: Vec<Select>,
}

struct Select {
    name: &'static str,
    label: &'static str,
    chosen: String,
    choices: Vec<Choice>,
}

struct Column {
    label: &'static str,
    href: String,
    /// `ascending`, `descending` or nothing, for `aria-sort`.
    sorted: &'static str,
}

struct Line {
    row: CaseRow,
    center: String,
    kind: String,
    name: String,
}

/// Where in a long list the page stands, from 1.
pub(super) struct Pages {
    pub page: i64,
    pub of: i64,
    pub earlier: Option<String>,
    pub later: Option<String>,
}

/// `GET /cases`, and with `export=xlsx` or `export=csv` the same as a file.
pub async fn list(visit: Visit) -> Result<Response> {
    if visit.actor().is(Role::PrefectureOfficer) {
        return Err(Error::NotFound);
    }
    let scope = rules::scope(visit.actor());
    let filter = filter_of(&visit);
    let mut conn = visit.read().await?;
    if !visit.query("export").is_empty() {
        let rows = store::all(&mut conn, &scope, &filter, MOST_EXPORTED).await?;
        return export(&visit, rows);
    }
    let total = store::count(&mut conn, &scope, &filter).await?;
    let of = ((total + PAGE - 1) / PAGE).max(1);
    let page = visit.query("page").parse::<i64>().unwrap_or(1).clamp(1, of);
    let rows = store::page(&mut conn, &scope, &filter, page - 1).await?;
    // Names stand in the list of the centre alone, and only on screen.
    let shows_names = scope.keeper().is_some();
    let names = if shows_names {
        let ids: Vec<PersonId> = rows.iter().map(|row| row.person_id.clone()).collect();
        persons::names(&mut conn, &ids).await?
    } else {
        HashMap::new()
    };
    drop(conn);

    let lines = rows.into_iter().map(|row| line(&visit, row, &names)).collect();
    web::page(&ListPage {
        frame: visit.frame("事例"),
        columns: columns(&visit, &filter),
        rows: lines,
        total,
        narrowed: is_narrowed(&filter),
        shows_names,
        may_register: matches!(visit.actor().role(), Some(Role::CenterStaff | Role::CarePresenter)),
        may_queue: visit.actor().is(Role::CenterStaff),
        xlsx: visit.with("export", "xlsx"),
        csv: visit.with("export", "csv"),
        pages: Pages {
            page,
            of,
            earlier: (page > 1).then(|| visit.with("page", &(page - 1).to_string())),
            later: (page < of).then(|| visit.with("page", &(page + 1).to_string())),
        },
        filter: filter_bar(&visit, &scope),
    })
}

fn filter_of(visit: &Visit) -> CaseFilter {
    let sort = visit.query("sort");
    CaseFilter {
        center: visit.query("center").parse().ok(),
        status: visit.query("status").parse().ok(),
        period: visit.query("during").parse().ok(),
        kind: visit.query("kind").parse().ok(),
        factor: visit.query("factor").parse().ok(),
        care_level: visit.query("care_level").parse().ok(),
        words: nihon::fold(visit.query("q")),
        sort: sort.parse().unwrap_or_default(),
        // Without a wish, the newest stand first.
        descending: if sort.is_empty() { true } else { visit.query("down") == "yes" },
    }
}

fn is_narrowed(filter: &CaseFilter) -> bool {
    filter.center.is_some()
        || filter.status.is_some()
        || filter.period.is_some()
        || filter.kind.is_some()
        || filter.factor.is_some()
        || filter.care_level.is_some()
        || !filter.words.is_empty()
}

fn filter_bar(visit: &Visit, scope: &Scope) -> FilterBar {
    let structure = visit.structure();
    let mut selects = Vec::new();
    let mut offer = |name, label, choices| {
        selects.push(Select { name, label, chosen: visit.query(name).to_owned(), choices });
    };
    if scope.keeper().is_none() {
        let all = structure.centers.iter().map(|c| Choice::new(&c.key, &c.symbol)).collect();
        offer("center", "センター", all);
    }
    let statuses =
        CaseStatus::ALL.iter().copied().map(|s| Choice::new(s.code(), s.label())).collect();
    offer("status", "状態", statuses);
    let periods = visit.visitor.periods.iter();
    offer(
        "during",
        "議事対象期間",
        periods.map(|p| Choice::new(p.id.as_str(), &p.words)).collect(),
    );
    let kinds = structure.case_kinds.iter().map(|k| Choice::new(&k.key, &k.name)).collect();
    offer("kind", "種類", kinds);
    let factors = structure
        .factors_in(visit.today().fiscal_year())
        .into_iter()
        .map(|f| Choice::new(&f.key, factor_name(structure, &f.key)))
        .collect();
    offer("factor", "要因", factors);
    let levels = CareLevel::ALL.iter().copied().map(|l| Choice::new(l.code(), l.label())).collect();
    offer("care_level", "要介護度", levels);
    FilterBar {
        words: visit.query("q").to_owned(),
        sort: visit.query("sort").to_owned(),
        down: visit.query("down").to_owned(),
        selects,
    }
}

/// A factor's name with its group where the name alone would not say it: 「その他(家族要素)」.
pub fn factor_name(structure: &crate::preset::Preset, key: &str) -> String {
    let Some(factor) = structure.factors.iter().find(|f| f.key == key) else {
        return key.to_owned();
    };
    let alone = structure.factors.iter().filter(|f| f.name == factor.name).count() == 1;
    let group = structure.factor_groups.iter().find(|g| g.key == factor.group);
    match group {
        Some(group) if !alone => format!("{}({})", factor.name, group.name),
        _ => factor.name.clone(),
    }
}

fn columns(visit: &Visit, filter: &CaseFilter) -> Vec<Column> {
    [
        (CaseSort::Label, "記号"),
        (CaseSort::Title, "件名"),
        (CaseSort::Center, "センター"),
        (CaseSort::Kind, "種類"),
        (CaseSort::CareLevel, "要介護度"),
        (CaseSort::Status, "状態"),
        (CaseSort::Registered, "登録日"),
    ]
    .into_iter()
    .map(|(sort, label)| {
        let here = filter.sort == sort;
        let down = here && !filter.descending;
        Column {
            label,
            href: sorted_by(visit, sort, down),
            sorted: match (here, filter.descending) {
                (true, true) => "descending",
                (true, false) => "ascending",
                (false, _) => "",
            },
        }
    })
    .collect()
}

/// The list as it is narrowed now, sorted by a column, from its first page.
fn sorted_by(visit: &Visit, sort: CaseSort, down: bool) -> String {
    let kept = ["q", "center", "status", "during", "kind", "factor", "care_level"]
        .into_iter()
        .map(|name| (name, visit.query(name)));
    let pairs = kept
        .chain([("sort", sort.code()), ("down", if down { "yes" } else { "" })])
        .filter(|(_, value)| !value.is_empty());
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/cases?{text}")
}

fn line(visit: &Visit, row: CaseRow, names: &HashMap<PersonId, String>) -> Line {
    let structure = visit.structure();
    Line {
        center: structure
            .center_of(&row.center_id)
            .map_or_else(|| row.center_id.to_string(), |c| c.symbol.clone()),
        kind: structure
            .case_kind(row.kind_id.as_str())
            .map_or_else(|| row.kind_id.to_string(), |k| k.name.clone()),
        name: names.get(&row.person_id).cloned().unwrap_or_default(),
        row,
    }
}

/// Exactly the lines shown, without names: a file leaves the centre easily.
fn export(visit: &Visit, rows: Vec<CaseRow>) -> Result<Response> {
    let names = HashMap::new();
    let columns = [
        ("記号", 16),
        ("件名", 36),
        ("センター", 14),
        ("種類", 18),
        ("年齢階級", 10),
        ("性別", 8),
        ("要介護度", 10),
        ("世帯", 16),
        ("状態", 12),
        ("登録日", 12),
        ("匿名の確認", 10),
    ];
    let cells: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|row| {
            let Line { row, center, kind, .. } = line(visit, row, &names);
            let text = |word: &str| Cell::Text(word.to_owned());
            vec![
                text(&row.label),
                text(&row.title),
                Cell::Text(center),
                Cell::Text(kind),
                text(row.age_band.label()),
                text(row.sex.label()),
                text(row.care_level.label()),
                text(row.household.label()),
                text(row.status.label()),
                Cell::Day(row.registered_on.0),
                text(if row.is_confirmed() { "済" } else { "未" }),
            ]
        })
        .collect();
    let sheet = listing::Sheet { title: "事例一覧", columns: &columns, rows: cells };
    listing::save(visit, sheet)
}
