//! All SQL of papers.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    report::{Report, ReportMove, ReportStatus},
    rules::{HandIn, Lock, Review},
};
use crate::{
    access::Permit,
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events, files,
    id::{EditionId, FileId, PeriodId, UnitId},
    persons::Cleared,
    places, record,
    room::{self, StructurePart},
    structure::Structure,
};

record! {
    /// A locked edition.
    #[derive(Clone, Debug)]
    pub struct Edition {
        pub id: EditionId,
        pub period_id: PeriodId,
        pub number: i64,
        documents: String,
        pub note: String,
        pub locked_on: Day,
        pub locked_by: String,
    }
}

impl Edition {
    /// Its files by name, e.g. `shiryo2.pdf`.
    pub fn documents(&self) -> BTreeMap<String, FileId> {
        serde_json::from_str(&self.documents).unwrap_or_default()
    }
}

/// Reports of a period, one for each unit that hands one in.
pub async fn reports(
    conn: &mut Conn,
    structure: &Structure,
    period: &PeriodId,
) -> Result<Vec<Report>> {
    let rows: Vec<Report> = Query::select::<Report>(
        "from unit_reports
        where municipality_id = $m
          and period_id = $1",
        period,
    )
    .all(conn)
    .await?;
    let mut there: BTreeMap<UnitId, Report> =
        rows.into_iter().map(|r| (r.unit_id.clone(), r)).collect();
    Ok(structure
        .reporting_units()
        .into_iter()
        .map(|id| there.remove(&id).unwrap_or_else(|| Report::missing(id)))
        .collect())
}

/// One unit's report.
pub async fn report(conn: &mut Conn, period: &PeriodId, unit: &UnitId) -> Result<Report> {
    Ok(Query::select::<Report>(
        "from unit_reports
        where municipality_id = $m
          and period_id = $1
          and unit_id = $2",
        (period, unit),
    )
    .optional(conn)
    .await?
    .unwrap_or_else(|| Report::missing(unit.clone())))
}

/// Units whose report is not in, with where it stands.
pub async fn awaited(
    conn: &mut Conn,
    structure: &Structure,
    period: &PeriodId,
) -> Result<BTreeMap<UnitId, ReportStatus>> {
    Ok(reports(conn, structure, period)
        .await?
        .into_iter()
        .filter(|r| !r.status.is_in())
        .map(|r| (r.unit_id, r.status))
        .collect())
}

/// Hands a report in.
///
/// # Errors
/// `NotFound` when there is no such period, `Overtaken` when somebody wrote it since `version`, a conflict when the city has accepted it already.
pub async fn hand_in(
    tx: &mut Tx,
    permit: Permit<HandIn>,
    period: &PeriodId,
    unit: &UnitId,
    summary: Cleared<'_, (&str, &str)>,
    version: i64,
) -> Result<()> {
    places::period(tx, period).await?;
    let now = report(tx, period, unit).await?;
    if now.version != version {
        return Err(Error::Overtaken);
    }
    let next = now.status.next(ReportMove::HandIn).ok_or_else(|| {
        Error::conflict("このまとめは市が受け取り済みです。直すときは、市に問い合わせとして戻してもらってください。")
    })?;
    let today = permit.at().day();
    Query::insert(
        "unit_reports",
        Pairs::new()
            .set("period_id", period)
            .set("unit_id", unit)
            .set("summary", summary.1)
            .set("status", next)
            .set("handed_in_on", today)
            .set("question", "")
            .set("version", 1),
    )
    .push(
        " on conflict (municipality_id, period_id, unit_id) do update
             set summary = excluded.summary, status = excluded.status,
                 handed_in_on = excluded.handed_in_on, version = unit_reports.version + 1",
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "status": next })).await
}

/// The city asks about a report, or accepts it.
///
/// # Errors
/// A conflict when the report stands elsewhere.
pub async fn review(
    tx: &mut Tx,
    permit: Permit<Review>,
    period: &PeriodId,
    unit: &UnitId,
    step: ReportMove,
    question: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    places::period(tx, period).await?;
    let now = report(tx, period, unit).await?;
    let next: ReportStatus = now.status.next(step).ok_or_else(|| {
        Error::conflict(format!(
            "このまとめは「{}」なので、「{}」はできません。",
            now.status.label(),
            step.label()
        ))
    })?;
    Query::of(
        "update unit_reports set status = $3, question = $4, version = version + 1
          where municipality_id = $m and period_id = $1 and unit_id = $2 and status = $5",
        (period, unit, next, question.1, now.status),
    )
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &json!({ "from": now.status, "to": next })).await
}

/// Locked editions of a period, newest first.
pub async fn editions(conn: &mut Conn, period: &PeriodId) -> Result<Vec<Edition>> {
    Query::select::<Edition>(
        "from editions
        where municipality_id = $m
          and period_id = $1
        order by number desc",
        period,
    )
    .all(conn)
    .await
}

/// One locked edition.
///
/// # Errors
/// `NotFound`.
pub async fn edition(conn: &mut Conn, id: &EditionId) -> Result<Edition> {
    Query::select::<Edition>(
        "from editions
        where municipality_id = $m
          and id = $1",
        id,
    )
    .one(conn)
    .await
}

/// The number the next edition of a period will have.
pub async fn next_number(conn: &mut Conn, period: &PeriodId) -> Result<i64> {
    Ok(editions(conn, period).await?.first().map_or(1, |e| e.number + 1))
}

/// A finished document of an edition.
#[derive(Clone, Debug)]
pub struct Finished {
    /// `shiryo2.pdf`
    pub name: String,
    pub media_type: &'static str,
    pub content: Vec<u8>,
}

/// Locks an edition with its finished documents. What is locked never changes; what was wrong is put right in the
/// next edition.
///
/// # Errors
/// A conflict when somebody locked an edition of this number first.
pub async fn lock(
    tx: &mut Tx,
    permit: Permit<Lock>,
    period: &PeriodId,
    number: i64,
    note: Cleared<'_, (&str, &str)>,
    finished: &[Finished],
) -> Result<EditionId> {
    if next_number(tx, period).await? != number {
        return Err(Error::conflict("ほかの人が先に版を確定しました。何も変更していません。"));
    }
    let id = EditionId::new();
    let mut documents = BTreeMap::new();
    for one in finished {
        let owner = files::Owner { kind: "edition", id: id.as_str() };
        let file = files::keep(tx, owner, &one.name, one.media_type, &one.content).await?;
        documents.insert(one.name.clone(), file);
    }
    Query::insert(
        "editions",
        Pairs::new()
            .set("id", &id)
            .set("period_id", period)
            .set("number", number)
            .set("documents", serde_json::to_string(&documents)?)
            .set("note", note.1)
            .set("locked_on", permit.at().day())
            .set("locked_by", permit.actor().name()),
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "edition": id, "number": number })).await?;
    Ok(id)
}

/// What of this room points at a part of the structure; see [`crate::room::Room::uses`].
pub(super) async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let reports = Query::of(
        "select cast(count(*) as bigint) from unit_reports where municipality_id = $m",
        (),
    );
    let reports = match part {
        StructurePart::Period { id, .. } => reports.with(" and period_id = $1", id),
        StructurePart::Unit(id) => reports.with(" and unit_id = $1", id),
        _ => return Ok(Vec::new()),
    };
    let mut found = Vec::new();
    found.extend(room::counted("まとめの報告", reports.count(conn).await?, "件"));
    if let StructurePart::Period { id, .. } = part {
        let editions = Query::of(
            "select cast(count(*) as bigint)
                   from editions
                  where municipality_id = $m
                    and period_id = $1",
            id,
        )
        .count(conn)
        .await?;
        found.extend(room::counted("確定した資料", editions, "版"));
    }
    Ok(found)
}
