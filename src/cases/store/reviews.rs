//! Reviews of cases in meetings: choosing, taking off, putting off, and what may be shown of them elsewhere.

use super::moves::{Beside, go};
use crate::{
    access::Permit,
    cases::{
        CaseMove, EvidenceReview, Review,
        act::{Choose, Unchoose},
        circled,
    },
    clock::Day,
    db::{Conn, Query, Tx},
    error::{Error, Result},
    events,
    id::{CaseId, CenterId, ConferenceId, MeetingId, MunicipalityId, PeriodId, ReviewId},
    on,
};

/// A meeting as far as choosing cases for it needs to know.
#[derive(Clone, Debug)]
pub struct Sitting {
    pub meeting: MeetingId,
    pub conference: ConferenceId,
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
    let m = permit.municipality();
    let case: CaseId = permit.id();
    let found = super::find(tx, m, &case).await?;
    if !found.is_confirmed() {
        return Err(Error::conflict(
            "匿名の内容がまだ確認されていないため、会議に選べません。先に匿名の内容を確認してください。",
        ));
    }
    if !found.consent.allows_review() {
        return Err(Error::conflict(format!(
            "同意が「{}」のため、会議に選べません。",
            found.consent.label()
        )));
    }
    go(tx, m, &case, CaseMove::Choose, Beside::default()).await?;
    let (before,) =
        Query::new("select coalesce(max(number), 0) from case_reviews where municipality_id = ")
            .bind(m)
            .push(" and meeting_id = ")
            .bind(&sitting.meeting)
            .one::<(i64,)>(tx)
            .await?;
    let number = before + 1;
    let label = format!("{}-{}-{number}", sitting.symbol, circled(sitting.number));
    let id = ReviewId::new();
    on!(tx, run sqlx::query(
        "insert into case_reviews (municipality_id, id, case_id, meeting_id, conference_id, period_id, number,
                                   label, status, discussed_on, reason, summary, policy, learning, candidate,
                                   version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'planned', null, '', '', '', '', '', 1)
         on conflict (municipality_id, meeting_id, case_id) do update
            set status = excluded.status, number = excluded.number, label = excluded.label, reason = ''")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(case.as_str())
        .bind(sitting.meeting.as_str())
        .bind(sitting.conference.as_str())
        .bind(sitting.period.as_ref().map(PeriodId::as_str))
        .bind(number)
        .bind(&label))?;
    if let Some(period) = &sitting.period {
        on!(tx, run sqlx::query(
            "update cases set period_id = $3 where municipality_id = $1 and id = $2")
            .bind(m.as_str())
            .bind(case.as_str())
            .bind(period.as_str()))?;
    }
    let detail = serde_json::json!({ "meeting": sitting.meeting, "label": label });
    events::record(tx, &permit, &detail).await?;
    on_agenda(tx, m, &case)
        .await?
        .ok_or_else(|| Error::internal("a review that was just made is not there"))
}

/// Takes the case off the meeting it was chosen for, before that was held.
pub async fn unchoose(tx: &mut Tx, permit: Permit<Unchoose>, reason: &str) -> Result<Review> {
    leave_agenda(tx, permit, "withdrawn", reason).await
}

/// 次回へ持越し: the meeting was held, the case was not reached, and it waits for the next.
pub async fn postpone(tx: &mut Tx, permit: Permit<Unchoose>, reason: &str) -> Result<Review> {
    leave_agenda(tx, permit, "postponed", reason).await
}

async fn leave_agenda(
    tx: &mut Tx,
    permit: Permit<Unchoose>,
    status: &'static str,
    reason: &str,
) -> Result<Review> {
    let m = permit.municipality();
    let case: CaseId = permit.id();
    let review = on_agenda(tx, m, &case)
        .await?
        .ok_or_else(|| Error::conflict("この事例は、いま会議に選ばれていません。"))?;
    go(tx, m, &case, CaseMove::Unchoose, Beside::default()).await?;
    on!(tx, run sqlx::query(
        "update case_reviews set status = $3, reason = $4, version = version + 1
          where municipality_id = $1 and id = $2 and status = 'planned'")
        .bind(m.as_str())
        .bind(review.id.as_str())
        .bind(status)
        .bind(reason))?;
    let detail =
        serde_json::json!({ "review": review.id, "meeting": review.meeting_id, "as": status });
    events::record(tx, &permit, &detail).await?;
    Ok(review)
}

/// One review.
///
/// # Errors
/// `NotFound`.
pub async fn review(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &ReviewId,
) -> Result<Review> {
    on!(conn, c => sqlx::query_as::<_, Review>(
        "select id, case_id, meeting_id, conference_id, period_id, number, label, status, discussed_on,
                reason, summary, policy, learning, candidate, version
           from case_reviews
          where municipality_id = $1 and id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)
}

/// The review for which a case is chosen now.
pub async fn on_agenda(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    case: &CaseId,
) -> Result<Option<Review>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Review>(
        "select id, case_id, meeting_id, conference_id, period_id, number, label, status, discussed_on,
                reason, summary, policy, learning, candidate, version
           from case_reviews
          where municipality_id = $1 and case_id = $2 and status = 'planned'
          order by id desc
          limit 1")
        .bind(municipality.as_str())
        .bind(case.as_str())
        .fetch_optional(c))?)
}

/// All reviews of a case, oldest first.
pub async fn reviews_of(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    case: &CaseId,
) -> Result<Vec<Review>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Review>(
        "select id, case_id, meeting_id, conference_id, period_id, number, label, status, discussed_on,
                reason, summary, policy, learning, candidate, version
           from case_reviews
          where municipality_id = $1 and case_id = $2
          order by id")
        .bind(municipality.as_str())
        .bind(case.as_str())
        .fetch_all(c))?)
}

/// The cases on a meeting's list, in their order; those taken off are left out.
pub async fn reviews_of_meeting(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    meeting: &MeetingId,
) -> Result<Vec<Review>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Review>(
        "select id, case_id, meeting_id, conference_id, period_id, number, label, status, discussed_on,
                reason, summary, policy, learning, candidate, version
           from case_reviews
          where municipality_id = $1 and meeting_id = $2 and status <> 'withdrawn'
          order by number, id")
        .bind(municipality.as_str())
        .bind(meeting.as_str())
        .fetch_all(c))?)
}

/// All discussed reviews of a period in the order of their labels' meetings.
pub async fn reviews_of_period(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    period: &PeriodId,
) -> Result<Vec<Review>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Review>(
        "select id, case_id, meeting_id, conference_id, period_id, number, label, status, discussed_on,
                reason, summary, policy, learning, candidate, version
           from case_reviews
          where municipality_id = $1 and period_id = $2 and status = 'discussed'
          order by conference_id, discussed_on, number, id")
        .bind(municipality.as_str())
        .bind(period.as_str())
        .fetch_all(c))?)
}

/// What an area's meeting on day `until` may take as evidence: reviews of the centre's confirmed cases that were
/// discussed on or before that day, oldest first. What was discussed later is carried over to the next.
pub async fn reviews_for_evidence(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    center: &CenterId,
    until: Day,
) -> Result<Vec<EvidenceReview>> {
    evidence(conn, municipality, |q| {
        q.push(" and c.center_id = ").bind(center).push(" and r.discussed_on <= ").bind(until)
    })
    .await
}

/// Reviews of a centre's confirmed cases within a period that were discussed after `day`, its area meeting: they
/// are carried over to the next period's.
pub async fn carried_over(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    center: &CenterId,
    period: &PeriodId,
    day: Day,
) -> Result<Vec<EvidenceReview>> {
    evidence(conn, municipality, |q| {
        q.push(" and c.center_id = ")
            .bind(center)
            .push(" and r.period_id = ")
            .bind(period)
            .push(" and r.discussed_on > ")
            .bind(day)
    })
    .await
}

/// Discussed reviews by id, as evidence already given shows them.
pub async fn evidence_by_ids(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    ids: &[ReviewId],
) -> Result<Vec<EvidenceReview>> {
    evidence(conn, municipality, |q| q.push(" and r.id in ").list(ids)).await
}

async fn evidence(
    conn: &mut Conn,
    m: &MunicipalityId,
    narrow: impl FnOnce(Query) -> Query,
) -> Result<Vec<EvidenceReview>> {
    let q = Query::new(
        "select r.id as review_id, r.case_id, c.center_id, r.meeting_id, r.conference_id, r.period_id, r.label,
                c.label as case_label, c.title, c.kind_id, c.age_band, c.sex, c.care_level, c.household,
                r.discussed_on, r.candidate, r.policy
           from case_reviews r
           join cases c on c.municipality_id = r.municipality_id and c.id = r.case_id
          where r.municipality_id = ",
    )
    .bind(m)
    .push(" and r.status = 'discussed' and c.shared_confirmed_at is not null and c.status <> 'draft'");
    narrow(q).push(" order by r.discussed_on, r.label, r.id").all(conn).await
}
