//! Reviews of cases in meetings: choosing, taking off, putting off, and what may be shown of them elsewhere.

use super::{moves::go, words::rewrite};
use crate::{
    access::Permit,
    cases::{
        CaseMove, EvidenceReview, Review,
        act::{Choose, Unchoose},
        circled,
    },
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::{CaseId, ConferenceId, MeetingId, PeriodId, ReviewId, UnitId},
    persons::Cleared,
};

/// The turn in which reviews get their numbers.
pub const NUMBERS: &str = "review.number";

/// A meeting as far as choosing cases for it needs to know.
#[derive(Clone, Debug)]
pub struct Sitting {
    pub meeting: MeetingId,
    pub conference: ConferenceId,
    /// For whom the case counts in it.
    pub unit: UnitId,
    pub period: Option<PeriodId>,
    /// Which sitting of its conference within the period, from 1.
    pub number: i64,
    /// The symbol of the case's centre in labels: 「明第1」.
    pub symbol: String,
}

/// Puts the case on a meeting's list as its next case and gives it the period's label.
///
/// # Errors
/// A conflict sentence when the case is not confirmed, or is on this meeting's list already.
pub async fn choose(tx: &mut Tx, permit: Permit<Choose>, sitting: &Sitting) -> Result<Review> {
    let case: CaseId = permit.id();
    let found = super::find(tx, &case).await?;
    if !found.is_confirmed() {
        return Err(Error::conflict(
            "匿名の内容がまだ確認されていないため、議題にできません。先に匿名の内容を確認してください。",
        ));
    }
    if !found.consent.allows_review() {
        return Err(Error::conflict(format!(
            "同意が「{}」のため、議題にできません。",
            found.consent.label()
        )));
    }
    let went = go(tx, &case, CaseMove::Choose, None).await?;
    let before = Query::of(
        "select coalesce(max(number), 0)
               from case_reviews
              where municipality_id = $m
                and meeting_id = $1",
        &sitting.meeting,
    )
    .one::<i64>(tx)
    .await?;
    let number = before + 1;
    let label = format!("{}-{}-{number}", sitting.symbol, circled(sitting.number));
    let id = ReviewId::new();
    Query::insert(
        "case_reviews",
        Pairs::new()
            .set("id", &id)
            .set("case_id", &case)
            .set("meeting_id", &sitting.meeting)
            .set("conference_id", &sitting.conference)
            .set("unit_id", &sitting.unit)
            .set("period_id", &sitting.period)
            .set("number", number)
            .set("label", &label)
            .set("status", "planned")
            .set("reason", "")
            .set("summary", "")
            .set("policy", "")
            .set("learning", "")
            .set("candidate", "")
            .set("version", 1),
    )
    .push(
        " on conflict (municipality_id, meeting_id, case_id) do update
             set unit_id = excluded.unit_id, status = excluded.status, number = excluded.number, label = excluded.label,
                 reason = ''",
    )
    .run(tx)
    .await?;
    if let Some(period) = &sitting.period {
        Query::of(
            "update cases set period_id = $2 where municipality_id = $m and id = $1",
            (&case, &period),
        )
        .run(tx)
        .await?;
    }
    let detail = serde_json::json!({ "meeting": sitting.meeting, "label": label });
    events::record_step(tx, &permit, Some(went), &detail).await?;
    on_agenda(tx, &case)
        .await?
        .ok_or_else(|| Error::internal("a review that was just made is not there"))
}

/// Takes the case off the meeting it was chosen for, before that was held.
pub async fn unchoose(
    tx: &mut Tx,
    permit: Permit<Unchoose>,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<Review> {
    leave_agenda(tx, permit, "withdrawn", reason).await
}

/// 次回へ持越し: the meeting was held, the case was not reached, and it waits for the next.
pub async fn postpone(
    tx: &mut Tx,
    permit: Permit<Unchoose>,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<Review> {
    leave_agenda(tx, permit, "postponed", reason).await
}

async fn leave_agenda(
    tx: &mut Tx,
    permit: Permit<Unchoose>,
    status: &'static str,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<Review> {
    let case: CaseId = permit.id();
    let review = on_agenda(tx, &case)
        .await?
        .ok_or_else(|| Error::conflict("この事例は、いま議題になっていません。"))?;
    let went = go(tx, &case, CaseMove::Unchoose, None).await?;
    rewrite(tx, &permit, |words| {
        words.removal_reasons.insert(review.id.to_string(), reason.1.to_owned());
    })
    .await?;
    Query::of(
        "update case_reviews set status = $2, version = version + 1
          where municipality_id = $m and id = $1 and status = 'planned'",
        (&review.id, status),
    )
    .run(tx)
    .await?;
    let detail =
        serde_json::json!({ "review": review.id, "meeting": review.meeting_id, "as": status });
    events::record_step(tx, &permit, Some(went), &detail).await?;
    Ok(review)
}

/// One review.
///
/// # Errors
/// `NotFound`.
pub async fn review(conn: &mut Conn, id: &ReviewId) -> Result<Review> {
    Query::select::<Review>(
        "from case_reviews r
        where municipality_id = $m
          and id = $1",
        id,
    )
    .one::<Review>(conn)
    .await
}

/// The review for which a case is chosen now.
pub async fn on_agenda(conn: &mut Conn, case: &CaseId) -> Result<Option<Review>> {
    Query::select::<Review>(
        "from case_reviews r
        where municipality_id = $m
          and case_id = $1
          and status = 'planned'
        order by id desc limit 1",
        case,
    )
    .optional::<Review>(conn)
    .await
}

/// All reviews of a case, oldest first.
pub async fn reviews_of(conn: &mut Conn, case: &CaseId) -> Result<Vec<Review>> {
    Query::select::<Review>(
        "from case_reviews r
        where municipality_id = $m
          and case_id = $1
        order by id",
        case,
    )
    .all::<Review>(conn)
    .await
}

/// The cases on a meeting's list, in their order; those taken off are left out.
pub async fn reviews_of_meeting(conn: &mut Conn, meeting: &MeetingId) -> Result<Vec<Review>> {
    Query::select::<Review>(
        "from case_reviews r
        where municipality_id = $m
          and meeting_id = $1
          and status <> 'withdrawn'
        order by number, id",
        meeting,
    )
    .all::<Review>(conn)
    .await
}

/// All discussed reviews of a period in the order of their labels' meetings.
pub async fn reviews_of_period(conn: &mut Conn, period: &PeriodId) -> Result<Vec<Review>> {
    Query::select::<Review>(
        "from case_reviews r
        where municipality_id = $m
          and period_id = $1
          and status = 'discussed'
        order by conference_id, discussed_on, number, id",
        period,
    )
    .all::<Review>(conn)
    .await
}

/// What these units may take as evidence on day `until`: reviews of confirmed cases that count for them and were
/// discussed on or before that day, oldest first. What was discussed later is carried over to the next.
pub async fn reviews_for_evidence(
    conn: &mut Conn,
    units: &[UnitId],
    until: Day,
) -> Result<Vec<EvidenceReview>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    evidence(conn, |q| {
        q.push(" and r.unit_id in ").list(units).with(" and r.discussed_on <= $1", until)
    })
    .await
}

/// Discussed reviews by id, as evidence already given shows them.
pub async fn evidence_by_ids(conn: &mut Conn, ids: &[ReviewId]) -> Result<Vec<EvidenceReview>> {
    evidence(conn, |q| q.push(" and r.id in ").list(ids)).await
}

async fn evidence(
    conn: &mut Conn,
    narrow: impl FnOnce(Query) -> Query,
) -> Result<Vec<EvidenceReview>> {
    let q = Query::select::<EvidenceReview>(
        "from case_reviews r
         join cases c on c.municipality_id = r.municipality_id
          and c.id = r.case_id
        where r.municipality_id = $m
          and r.status = 'discussed'
          and c.shared_confirmed_at is not null
          and c.status <> 'draft'",
        (),
    );
    narrow(q).push(" order by r.discussed_on, r.label, r.id").all(conn).await
}
