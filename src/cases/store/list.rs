//! The list of cases: one statement for the page, one for the count.

use crate::{
    access::Scope,
    cases::{
        self, SCOPE,
        case::{AgeBand, CareLevel, Household},
        workflow::CaseStatus,
    },
    clock::Day,
    db::{Conn, Query, Record, Row},
    error::Result,
    id::{CaseId, CaseKindId, CenterId, FactorId, PeriodId, PersonId},
    persons::Sex,
    record, words,
};

/// What a list is narrowed to; empty shows all that the scope allows.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub center: Option<CenterId>,
    pub status: Option<CaseStatus>,
    pub period: Option<PeriodId>,
    pub kind: Option<CaseKindId>,
    pub factor: Option<FactorId>,
    pub care_level: Option<CareLevel>,
    /// Words within label or title, folded with [`nihon::fold`].
    pub words: String,
    pub sort: CaseSort,
    pub descending: bool,
}

words! {
    /// By what a list is sorted.
    pub enum CaseSort {
        Registered "registered",
        Label "label",
        Title "title",
        Status "status",
        Center "center",
        CareLevel "care_level",
        Kind "kind",
    } else Registered
}

impl CaseSort {
    fn column(self) -> &'static str {
        match self {
            CaseSort::Registered => "c.registered_on",
            CaseSort::Label => "c.label",
            CaseSort::Title => "c.title",
            CaseSort::Status => {
                "case c.status when 'draft' then 1 when 'submitted' then 2 when 'chosen' then 3
                               when 'discussed' then 4 when 'following' then 5 else 6 end"
            }
            CaseSort::Center => "c.center_id",
            CaseSort::CareLevel => {
                "case c.care_level when 'none' then 1 when 'applying' then 2 when 'eligible' then 3
                                   when 'support_one' then 4 when 'support_two' then 5
                                   when 'care_one' then 6 when 'care_two' then 7 when 'care_three' then 8
                                   when 'care_four' then 9 when 'care_five' then 10 else 11 end"
            }
            CaseSort::Kind => "c.kind_id",
        }
    }
}

record! {
    /// One line of the list.
    #[derive(Clone, Debug)]
    pub struct CaseRow of "c" {
        pub id: CaseId,
        pub center_id: CenterId,
        pub person_id: PersonId,
        pub kind_id: CaseKindId,
        pub label: String,
        pub title: String,
        pub status: CaseStatus,
        pub registered_on: Day,
        pub age_band: AgeBand,
        pub sex: Sex,
        pub care_level: CareLevel,
        pub household: Household,
        pub period_id: Option<PeriodId>,
        pub shared_confirmed_at: Option<i64>,
    }
}

impl CaseRow {
    /// Whether the de-identified twin is confirmed.
    pub fn is_confirmed(&self) -> bool {
        self.shared_confirmed_at.is_some()
    }
}

/// Lines of a list on one page.
pub const PAGE: i64 = 50;

/// One page of the list; `page` counts from 0.
pub async fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CaseFilter,
    page: i64,
) -> Result<Vec<CaseRow>> {
    rows(conn, scope, filter, PAGE, page.saturating_mul(PAGE)).await
}

/// All lines of the list up to `most`, for an export of exactly what is shown.
pub async fn all(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CaseFilter,
    most: i64,
) -> Result<Vec<CaseRow>> {
    rows(conn, scope, filter, most, 0).await
}

async fn rows(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CaseFilter,
    limit: i64,
    offset: i64,
) -> Result<Vec<CaseRow>> {
    let q = Query::select::<CaseRow>(
        "from cases c
        where c.municipality_id = $m",
        (),
    );
    let way = if filter.descending { " desc" } else { "" };
    narrowed(q, scope, filter)
        .push(" order by ")
        .push(filter.sort.column())
        .push(way)
        .push(", c.id")
        .push(way)
        .with(" limit $1 offset $2", (limit, offset))
        .all(conn)
        .await
}

/// How many lines the list has.
pub async fn count(conn: &mut Conn, scope: &Scope, filter: &CaseFilter) -> Result<i64> {
    let q =
        Query::of("select cast(count(*) as bigint) from cases c where c.municipality_id = $m", ());
    narrowed(q, scope, filter).count(conn).await
}

fn narrowed(mut q: Query, scope: &Scope, filter: &CaseFilter) -> Query {
    q = scope.filter(q, &SCOPE);
    if let Some(center) = &filter.center {
        q = q.with(" and c.center_id = $1", center);
    }
    if let Some(status) = filter.status {
        q = q.with(" and c.status = $1", status);
    }
    if let Some(period) = &filter.period {
        q = q.with(" and c.period_id = $1", period);
    }
    if let Some(kind) = &filter.kind {
        q = q.with(" and c.kind_id = $1", kind);
    }
    if let Some(level) = filter.care_level {
        q = q.with(" and c.care_level = $1", level);
    }
    if let Some(factor) = &filter.factor {
        q = q
            .with(
                " and c.id in (select f.case_id from case_factors f where f.municipality_id = $m and f.factor_id = $1)",
                factor,
            );
    }
    if !filter.words.is_empty() {
        let like = like(&filter.words);
        q = q.with(
            " and (lower(c.label) like $1 escape '!' or lower(c.title) like $2 escape '!')",
            (&like, &like),
        );
    }
    q
}

fn like(words: &str) -> String {
    let plain = words.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

/// Cases whose label or title holds the words, newest first.
pub async fn search(
    conn: &mut Conn,
    scope: &Scope,
    words: &str,
    most: i64,
) -> Result<Vec<CaseRow>> {
    let filter = CaseFilter { words: words.to_owned(), descending: true, ..CaseFilter::default() };
    rows(conn, scope, &filter, most, 0).await
}

/// The discussed cases within a scope under a label of a period's papers, newest first, each with that label and its
/// day.
pub async fn by_review_label(
    conn: &mut Conn,
    scope: &Scope,
    label: &str,
) -> Result<Vec<(String, CaseRow)>> {
    let q = Query::of(
        "select c.id, c.center_id, c.person_id, c.kind_id, c.label, c.title, c.status,
                c.registered_on, c.age_band, c.sex, c.care_level, c.household, c.period_id,
                c.shared_confirmed_at, r.discussed_on
           from case_reviews r
           join cases c on c.municipality_id = r.municipality_id
            and c.id = r.case_id
          where r.municipality_id = $m
            and r.status = 'discussed'
            and r.discussed_on is not null
            and r.label = $1",
        label,
    );
    let rows: Vec<Discussed> = scope
        .filter(q, &SCOPE)
        .push(" order by r.discussed_on desc, r.id limit 20")
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|found| (cases::label_on(label, found.discussed_on), found.row))
        .collect())
}

struct Discussed {
    row: CaseRow,
    discussed_on: Day,
}

impl Record for Discussed {
    fn read(row: &Row) -> Result<Discussed> {
        Ok(Discussed { row: CaseRow::read(row)?, discussed_on: row.get("discussed_on")? })
    }
}

/// Cases by id, in no particular order; for rooms below that hold ids and show labels.
pub async fn by_ids(conn: &mut Conn, ids: &[CaseId]) -> Result<Vec<CaseRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(5_000) {
        let rows = Query::select::<CaseRow>(
            "from cases c
            where c.municipality_id = $m
              and c.id in ",
            (),
        )
        .list(some)
        .all::<CaseRow>(conn)
        .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The cases of one person within a scope, newest first.
pub async fn of_person(conn: &mut Conn, scope: &Scope, person: &PersonId) -> Result<Vec<CaseRow>> {
    let q = Query::select::<CaseRow>(
        "from cases c
        where c.municipality_id = $m
          and c.person_id = $1",
        person,
    );
    scope.filter(q, &SCOPE).push(" order by c.registered_on desc, c.id").all(conn).await
}
