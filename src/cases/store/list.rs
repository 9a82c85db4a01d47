//! The list of cases.

use crate::{
    access::Scope,
    cases::{
        SCOPE,
        case::{AgeBand, CareLevel, Case, Household},
        workflow::CaseStatus,
    },
    clock::Day,
    db::{Conn, Part, Query, Sort, Wanted},
    error::Result,
    id::{AccountId, CaseId, CaseKindId, CenterId, FactorId, PeriodId, PersonId},
    persons::Sex,
    record,
    texts::Holders,
};

/// One case.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &CaseId) -> Result<Case> {
    Query::select::<Case>(
        "from cases
        where municipality_id = $m
          and id = $1",
        id,
    )
    .one::<Case>(conn)
    .await
}

/// The cases that somebody could mean by these words: a label, however wide its letters were typed, or an id.
pub async fn meant_by(conn: &mut Conn, words: &str) -> Result<Vec<CaseId>> {
    let label = nihon::fold(words).to_uppercase();
    Query::of(
        "select id from cases where municipality_id = $m and (id = $1 or label = $1 or label = $2)",
        (words, label),
    )
    .push(" order by id")
    .all::<CaseId>(conn)
    .await
}

/// The first thousand cases of a centre behind a label, in the order of their labels, for its own export.
pub async fn some_of_center(conn: &mut Conn, center: &CenterId, after: &str) -> Result<Vec<Case>> {
    Query::select::<Case>(
        "from cases
        where municipality_id = $m
          and center_id = $1
          and (length(label) > length($2) or (length(label) = length($2) and label > $2))
        order by length(label), label
        limit 1000",
        (center, after),
    )
    .all::<Case>(conn)
    .await
}

/// What a list is narrowed to; empty shows all that the scope allows.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub center: Option<CenterId>,
    pub status: Option<CaseStatus>,
    pub period: Option<PeriodId>,
    pub kind: Option<CaseKindId>,
    pub household: Option<Household>,
    /// All of these.
    pub factors: Vec<FactorId>,
    pub care_level: Option<CareLevel>,
    /// Open cases at which somebody was to look again before this day, and did not.
    pub late_on: Option<Day>,
    /// Part of the label.
    pub label: String,
    /// Words within label or title, or each somewhere in what can be found of the case.
    pub words: String,
    pub holders: Option<Holders>,
    /// Cases in whose sealed titles they stand too; see [`super::titled`].
    pub titled: Vec<CaseId>,
}

/// By label.
pub const BY_LABEL: Sort = Sort::new("label", &["c.label"]).indexed();
/// By title.
pub const BY_TITLE: Sort = Sort::new("title", &["c.title"]);
/// By the day of registration.
pub const BY_REGISTERED: Sort = Sort::new("registered", &["c.registered_on"]).indexed();
/// By centre.
pub const BY_CENTER: Sort = Sort::new("center", &["c.center_id"]);
/// By kind.
pub const BY_KIND: Sort = Sort::new("kind", &["c.kind_id"]);
/// By how far a case has come.
pub const BY_STATUS: Sort = Sort::new(
    "status",
    &["case c.status when 'draft' then 1 when 'submitted' then 2 when 'chosen' then 3
                     when 'discussed' then 4 when 'following' then 5 else 6 end"],
);
/// By how much care is needed.
pub const BY_CARE_LEVEL: Sort = Sort::new(
    "care_level",
    &["case c.care_level when 'none' then 1 when 'applying' then 2 when 'eligible' then 3
                         when 'support_one' then 4 when 'support_two' then 5
                         when 'care_one' then 6 when 'care_two' then 7 when 'care_three' then 8
                         when 'care_four' then 9 when 'care_five' then 10 else 11 end"],
);

record! {
    /// One line of the list.
    #[derive(Clone, Debug)]
    pub struct CaseRow of "c" {
        pub id: CaseId,
        pub center_id: CenterId,
        pub person_id: PersonId,
        pub presenter_id: Option<AccountId>,
        pub kind_id: CaseKindId,
        pub label: String,
        pub title: String,
        pub status: CaseStatus,
        pub registered_on: Day,
        pub age_band: AgeBand,
        pub sex: Sex,
        pub care_level: CareLevel,
        pub household: Household,
        pub shared_confirmed_at: Option<i64>,
    }
}

impl CaseRow {
    /// Whether the de-identified twin is confirmed.
    pub fn is_confirmed(&self) -> bool {
        self.shared_confirmed_at.is_some()
    }

    /// 「80代・要介護2・独居」, of what is known.
    pub fn features(&self) -> String {
        [self.age_band.label(), self.care_level.label(), self.household.label()]
            .into_iter()
            .filter(|word| *word != "不明")
            .collect::<Vec<_>>()
            .join("・")
    }

    /// [`CaseRow::is_confirmed`] in a word.
    pub fn confirmation(&self) -> &'static str {
        if self.is_confirmed() { "確認済" } else { "未確認" }
    }
}

/// What is wanted of the list.
pub async fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CaseFilter,
    wanted: &Wanted,
) -> Result<Part<CaseRow>> {
    let every = Query::of("select cast(1 as bigint) from cases where municipality_id = $m", ());
    let wanted = wanted.of_long(conn, ("cases", every), BY_REGISTERED.down()).await?;
    wanted.read(conn, "c.id", |begun| narrowed(begun, scope, filter)).await
}

/// How many cases their centres have not let go yet: a list of the whole municipality does not hold them.
pub async fn kept_back(conn: &mut Conn) -> Result<i64> {
    Query::of("select cast(count(*) as bigint) from cases c where c.municipality_id = $m", ())
        .push(" and not (")
        .push(SCOPE.all)
        .push(")")
        .count(conn)
        .await
}

fn narrowed(begun: Query, scope: &Scope, filter: &CaseFilter) -> Query {
    let from = begun.with("from cases c where c.municipality_id = $m", ());
    let narrowed = scope
        .filter(from, &SCOPE)
        .and(" and c.center_id = $1", filter.center.as_ref())
        .and(" and c.status = $1", filter.status)
        .and(" and c.period_id = $1", filter.period.as_ref())
        .and(" and c.kind_id = $1", filter.kind.as_ref())
        .and(" and c.care_level = $1", filter.care_level)
        .and(" and c.household = $1", filter.household)
        .holding(&filter.label, &["c.label"])
        .and(
            " and c.status <> 'closed'
              and exists (select 1 from case_followups f
                           where f.municipality_id = $m and f.case_id = c.id and f.done_on is null and f.due < $1)",
            filter.late_on,
        );
    // Not `in`: that would read every case of a factor before the first line is shown.
    let with_factor = " and exists (select 1 from case_factors f
                           where f.municipality_id = $m and f.case_id = c.id and f.factor_id = $1)";
    let narrowed = filter.factors.iter().fold(narrowed, |query, key| query.with(with_factor, key));
    narrowed.holding_or(&filter.words, &["c.label", "c.title"], |mut query| {
        if !filter.titled.is_empty() {
            query = query.push(" or c.id in ").list(&filter.titled);
        }
        match &filter.holders {
            Some(holders) => holders.or_one(query, "c.id"),
            None => query,
        }
    })
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

/// Those of these cases that lie within a scope.
pub async fn seen(conn: &mut Conn, scope: &Scope, ids: &[CaseId]) -> Result<Vec<CaseRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let q = Query::select::<CaseRow>(
        "from cases c
        where c.municipality_id = $m
          and c.id in ",
        (),
    );
    scope.filter(q.list(ids), &SCOPE).all(conn).await
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

/// The ids behind one, in order, so many at most.
pub async fn ids_behind(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<String>> {
    Query::of(
        "select id from cases where municipality_id = $m and id > $1 order by id limit $2",
        (after, most),
    )
    .all(conn)
    .await
}
