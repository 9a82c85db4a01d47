//! `/issues`: the list, the board by level and status, and both as a file.

use axum::response::Response;

use super::{EvidenceCounts, Filter, Issue, IssueStatus, Sort, issue_word, store, words};
use crate::{
    access::{Actor, Role},
    error::{Error, Result},
    id::IssueId,
    tabular::Cell,
    web::{
        self, Frame, PeriodNote, Visit,
        form::Choice,
        listing::{self, Head},
    },
};

/// One line.
struct Line {
    issue: Issue,
    name: String,
    place: String,
    mark: &'static str,
    evidence: String,
    /// Whether its day to be looked at again has passed.
    late: bool,
}

#[derive(askama::Template)]
#[template(path = "issues/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Line>,
    total: i64,
    filter: Filter,
    words: String,
    levels: Vec<Choice>,
    units: Vec<Choice>,
    statuses: Vec<Choice>,
    may_register: bool,
    narrowed: bool,
    whole_period: bool,
    period_note: Option<PeriodNote>,
    heads: Vec<Head>,
    board_href: String,
    csv_href: String,
    xlsx_href: String,
    pages: Vec<(i64, String)>,
}

const COLUMNS: [(Sort, &str); 5] = [
    (Sort::Unit, "番号"),
    (Sort::Title, "課題"),
    (Sort::Status, "状態"),
    (Sort::RaisedOn, "挙がった日"),
    (Sort::ReviewOn, "次に確認する日"),
];

impl ListPage {
    fn has(&self, key: &str) -> bool {
        self.filter.status.is_some_and(|status| status.code() == key)
    }

    fn at_level(&self, key: &str) -> bool {
        self.filter.level.as_ref().is_some_and(|level| level.as_str() == key)
    }

    fn at_unit(&self, key: &str) -> bool {
        self.filter.units.iter().any(|unit| unit.as_str() == key)
    }
}

/// Whether somebody has issues to look at.
pub(super) fn may_come(actor: &Actor) -> bool {
    actor.is(Role::CityOfficer)
        || actor.is(Role::CenterStaff)
        || actor.role().is_some_and(Role::sits)
}

/// `GET /issues`
pub async fn list(visit: Visit) -> Result<Response> {
    let filter = filter(&visit)?;
    let mut conn = visit.read().await?;
    let scope = store::scope(&mut conn, visit.actor()).await?;
    let total = store::count(&mut conn, &scope, &filter).await?;
    let issues = store::list(&mut conn, &scope, &filter).await?;
    let rows = lines(&visit, &mut conn, issues).await?;
    web::page(&ListPage {
        frame: visit.frame("課題"),
        rows,
        total,
        words: filter.words.clone(),
        levels: words::levels(visit.structure()),
        units: words::units(visit.structure()),
        statuses: IssueStatus::ALL
            .iter()
            .copied()
            .map(|s| Choice::new(s.code(), s.label()))
            .collect(),
        may_register: !words::places_kept_by(visit.structure(), visit.actor()).is_empty(),
        narrowed: ["q", "level", "unit", "status", "ended", "all"]
            .iter()
            .any(|n| !visit.query(n).is_empty()),
        whole_period: filter.period.is_none(),
        period_note: visit.period_note("課題").filter(|_| filter.period.is_some()),
        heads: listing::heads(&visit, filter.sort, filter.descending, &COLUMNS),
        board_href: visit.with("", "").replacen("/issues", "/issues/board", 1),
        csv_href: visit.with("format", "csv").replacen("/issues", "/issues/export", 1),
        xlsx_href: visit.with("format", "xlsx").replacen("/issues", "/issues/export", 1),
        pages: listing::pages(&visit, total, store::PAGE),
        filter,
    })
}

async fn lines(visit: &Visit, conn: &mut crate::db::Conn, issues: Vec<Issue>) -> Result<Vec<Line>> {
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
    let counts = store::evidence_counts(conn, &ids).await?;
    let structure = visit.structure();
    let line = |issue: Issue| Line {
        name: words::name(structure, &issue),
        place: words::place(structure, &issue).to_owned(),
        mark: words::mark(structure, &issue),
        evidence: counts.get(&issue.id).map(EvidenceCounts::words).unwrap_or_default(),
        late: issue.status.is_live() && issue.next_review_on.is_some_and(|day| day < visit.today()),
        issue,
    };
    Ok(issues.into_iter().map(line).collect())
}

fn filter(visit: &Visit) -> Result<Filter> {
    let key = |name: &str| Some(visit.query(name)).filter(|v| !v.is_empty());
    let status = match key("status") {
        Some(text) => Some(text.parse().map_err(|_| Error::invalid("状態の指定を読めません。"))?),
        None => None,
    };
    let sort = visit.query("sort");
    let period = visit.period().map(|p| p.id.clone()).filter(|_| key("all").is_none());
    Ok(Filter {
        level: key("level").map(Into::into),
        units: key("unit").map(Into::into).into_iter().collect(),
        status,
        period,
        words: nihon::fold(visit.query("q")),
        ended_too: key("ended").is_some(),
        sort: sort.trim_start_matches('-').parse().unwrap_or_default(),
        descending: sort.starts_with('-'),
        page: visit.query("page").parse().unwrap_or(0_i64).max(0),
    })
}

/// `GET /issues/export`: exactly what the list shows, all pages of it.
pub async fn export(visit: Visit) -> Result<Response> {
    let filter = filter(&visit)?;
    let mut conn = visit.read().await?;
    let scope = store::scope(&mut conn, visit.actor()).await?;
    let issues = store::all(&mut conn, &scope, &filter).await?;
    let rows = lines(&visit, &mut conn, issues).await?;
    let columns = [
        ("番号", 18),
        ("課題", 40),
        ("圏域・市", 18),
        ("状態", 18),
        ("挙がった日", 18),
        ("根拠", 18),
        ("影響を受ける人", 18),
        ("足りないもの", 18),
        ("対応できる主体", 18),
        ("対応案", 18),
        ("次に確認する日", 18),
    ];
    let text = |words: &str| Cell::Text(words.to_owned());
    let cells = rows.iter().map(|row| {
        vec![
            text(&row.name),
            text(&row.issue.title),
            text(&row.place),
            text(row.issue.status.label()),
            Cell::Day(row.issue.raised_on.0),
            text(&row.evidence),
            text(&row.issue.affected),
            text(&row.issue.lacking),
            text(&row.issue.solver),
            text(&row.issue.proposal),
            row.issue.next_review_on.map_or(Cell::Empty, |day| Cell::Day(day.0)),
        ]
    });
    let sheet = listing::Sheet { title: "課題一覧", columns: &columns, rows: cells.collect() };
    listing::save(&visit, sheet)
}

/// A level's part of the board: its columns by status.
struct Storey {
    name: String,
    columns: Vec<(IssueStatus, Vec<Line>)>,
}

#[derive(askama::Template)]
#[template(path = "issues/board.html")]
struct BoardPage {
    frame: Frame,
    storeys: Vec<Storey>,
    total: usize,
    units: Vec<Choice>,
    unit: String,
    whole_period: bool,
    period_note: Option<PeriodNote>,
    list_href: String,
}

/// `GET /issues/board`: by level and status.
pub async fn board(visit: Visit) -> Result<Response> {
    let filter = Filter { ended_too: true, status: None, ..filter(&visit)? };
    let mut conn = visit.read().await?;
    let scope = store::scope(&mut conn, visit.actor()).await?;
    let issues = store::all(&mut conn, &scope, &filter).await?;
    let mut rows = lines(&visit, &mut conn, issues).await?;
    let total = rows.len();
    let mut storeys = Vec::new();
    for level in words::levels(visit.structure()).into_iter().rev() {
        let level_id = level.value.as_str().into();
        let mut columns = Vec::new();
        for status in IssueStatus::ALL.iter().copied() {
            let (here, rest): (Vec<Line>, Vec<Line>) = std::mem::take(&mut rows)
                .into_iter()
                .partition(|row| row.issue.level_id == level_id && row.issue.status == status);
            rows = rest;
            if !here.is_empty() {
                columns.push((status, here));
            }
        }
        let name = issue_word(visit.structure(), &level_id).to_owned();
        storeys.push(Storey { name, columns });
    }
    web::page(&BoardPage {
        frame: visit.frame("課題一覧(段階別)"),
        storeys,
        total,
        units: words::units(visit.structure()),
        unit: visit.query("unit").to_owned(),
        whole_period: filter.period.is_none(),
        period_note: visit.period_note("課題").filter(|_| filter.period.is_some()),
        list_href: visit.with("", "").replacen("/issues/board", "/issues", 1),
    })
}
