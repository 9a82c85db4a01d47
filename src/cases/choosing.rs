//! Choosing a case for a meeting, taking it off again, putting it off to the next: moves that two rooms' records
//! take part in, each in one transaction.

use super::{
    Case, Review,
    act::{Choose, Unchoose},
    store::{self, Sitting},
};
use crate::{
    access::{Permit, Subject},
    conferences::{self, Conference},
    db::{Conn, Tx},
    error::{Error, Result},
    id::{CaseId, CenterId, DistrictId, MeetingId, UnitId},
    meetings::{self, AgendaOutcome, Meeting, MeetingFilter, MeetingStatus, NewAgendaItem},
    persons,
    preset::{DealsWith, UnitTier},
    structure::Structure,
    web::form::Choice,
};

/// Whether meetings of this kind deal with cases.
pub fn deals_with_cases(structure: &Structure, meeting: &Meeting) -> bool {
    structure.deals_with(&meeting.kind_id) == Some(DealsWith::Cases)
}

/// How many cases a meeting of this kind usually takes; more are asked about.
pub fn usual_number(structure: &Structure, meeting: &Meeting) -> usize {
    structure
        .kind_of(&meeting.kind_id)
        .and_then(|kind| kind.cases_per_meeting)
        .map_or(2, usize::from)
}

/// The meetings for which a centre's cases may be chosen now: of conferences that deal with cases, run by the
/// centre or for the whole municipality, with minutes still open.
pub async fn open_meetings(
    conn: &mut Conn,
    actor: &crate::access::Actor,
    structure: &Structure,
    center: &CenterId,
) -> Result<Vec<Meeting>> {
    let filter = MeetingFilter {
        statuses: vec![
            MeetingStatus::Planned,
            MeetingStatus::Scheduled,
            MeetingStatus::Invited,
            MeetingStatus::Held,
        ],
        ..MeetingFilter::default()
    };
    let all = meetings::by_day(conn, actor, &filter).await?;
    Ok(all
        .into_iter()
        .filter(|m| m.center_id.as_ref().is_none_or(|of| of == center))
        .filter(|m| deals_with_cases(structure, m))
        .collect())
}

/// Meetings to choose from. Those of one day are told apart by their hour, or by which sitting of the period they are.
pub fn choices(structure: &Structure, meetings: &[Meeting]) -> Vec<Choice> {
    let words = |meeting: &Meeting| {
        let hour =
            if meeting.starts.is_empty() { String::new() } else { format!(" {}", meeting.starts) };
        format!("{}{hour} {}", meeting.day_words(), structure.kind_name(&meeting.kind_id))
    };
    let all: Vec<String> = meetings.iter().map(words).collect();
    let told = meetings.iter().zip(&all).map(|(meeting, words)| {
        let alike = all.iter().filter(|other| *other == words).count() > 1;
        let words = match alike {
            true => format!("{words}(この期間の第{}回)", meeting.number),
            false => words.clone(),
        };
        Choice::new(meeting.id.as_str(), words)
    });
    told.collect()
}

/// Where a meeting is planned for which a centre's cases could be chosen, leading back to `back` afterwards.
pub async fn plan_href(
    conn: &mut Conn,
    structure: &Structure,
    center: &CenterId,
    back: &str,
) -> Result<String> {
    let of_cases = |conference: &Conference| {
        structure.deals_with(&conference.kind_id) == Some(DealsWith::Cases)
    };
    let theirs = conferences::run_by(conn, center).await?;
    let conference = theirs.into_iter().find(|c| c.status.is_active() && of_cases(c));
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(conference) = conference {
        query.append_pair("conference", conference.id.as_str());
    }
    query.append_pair("back", back);
    Ok(format!("/meetings/new?{}", query.finish()))
}

/// Chooses a case for a meeting and puts it on the agenda.
///
/// # Errors
/// A conflict sentence when the meeting does not deal with cases or belongs to another centre, or the case may
/// not come before one (see [`store::choose`]).
pub async fn choose(
    tx: &mut Tx,
    permit: Permit<Choose>,
    structure: &Structure,
    meeting: &MeetingId,
) -> Result<Review> {
    let case = store::find(tx, &permit.id()).await?;
    let meeting = meetings::find(tx, meeting).await?;
    if !deals_with_cases(structure, &meeting) {
        return Err(Error::conflict(
            "この会議は事例を扱いません。事例を検討する会議を選んでください。",
        ));
    }
    if meeting.center_id.as_ref().is_some_and(|of| *of != case.center_id) {
        return Err(Error::conflict("ほかのセンターの会議には、事例を出せません。"));
    }
    let item = NewAgendaItem {
        title: "事例の検討".into(),
        subject: Some(subject(&case.id)),
        label: case.label.clone(),
    };
    meetings::add_agenda_item(tx, &permit, &meeting.id, &item).await?;
    store::choose(tx, permit, &sitting(structure, &meeting, &case)).await
}

/// Takes a case off its meeting again, with the reason.
pub async fn unchoose(tx: &mut Tx, permit: Permit<Unchoose>, reason: &str) -> Result<Review> {
    let case: CaseId = permit.id();
    let reason = &("removal_reason", reason);
    let reason = persons::clear(tx, &permit, reason).await?;
    if let Some(review) = store::on_agenda(tx, &case).await? {
        meetings::remove_agenda_item(tx, &permit, &review.meeting_id, &subject(&case)).await?;
    }
    store::unchoose(tx, permit, reason).await
}

/// 次回へ持越し: the case goes on the agenda of its conference's next sitting, and is chosen for that one.
///
/// # Errors
/// Refused when no later sitting is planned.
pub async fn postpone(
    tx: &mut Tx,
    permit: Permit<Unchoose>,
    again: Permit<Choose>,
    structure: &Structure,
    reason: &str,
) -> Result<Review> {
    let case: CaseId = permit.id();
    let reason = &("removal_reason", reason);
    let reason = persons::clear(tx, &permit, reason).await?;
    let review = store::on_agenda(tx, &case)
        .await?
        .ok_or_else(|| Error::conflict("この事例は、いま議題になっていません。"))?;
    let meeting = meetings::find(tx, &review.meeting_id).await?;
    let next = meetings::next_sitting(tx, &meeting.conference_id, meeting.on_or_about())
        .await?
        .ok_or_else(|| Error::refused("removal_reason", meetings::agenda::NO_NEXT))?;
    meetings::settle_agenda_item(
        tx,
        &permit,
        &meeting.id,
        &subject(&case),
        AgendaOutcome::CarriedOver,
    )
    .await?;
    store::postpone(tx, permit, reason).await?;
    choose(tx, again, structure, &next.id).await
}

/// The case as meetings point at it.
pub fn subject(case: &CaseId) -> Subject {
    Subject::new(meetings::agenda::CASE, case)
}

/// The unit for which a case counts: the meeting's, when that is one centre's or district's; else the district where the
/// person lives, when the structure has rows of districts and it is known, or the centre.
fn counts_for(
    structure: &Structure,
    of_meeting: &UnitId,
    district: Option<&DistrictId>,
    keeper: &CenterId,
) -> UnitId {
    if matches!(of_meeting.tier(), Some(UnitTier::Center | UnitTier::District)) {
        return of_meeting.clone();
    }
    let rows = structure.reporting_units();
    district
        .map(UnitId::district)
        .filter(|district| rows.contains(district))
        .unwrap_or_else(|| UnitId::center(keeper))
}

fn sitting(structure: &Structure, meeting: &Meeting, case: &Case) -> Sitting {
    let center = &case.center_id;
    let district = case.district_id.as_ref();
    Sitting {
        meeting: meeting.id.clone(),
        conference: meeting.conference_id.clone(),
        unit: counts_for(structure, &meeting.unit_id, district, center),
        period: meeting.period_id.clone(),
        number: meeting.number,
        symbol: structure
            .center_of(center)
            .map_or_else(|| center.to_string(), |c| c.symbol.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{preset::Preset, testing::MATSUDO};

    #[test]
    fn a_case_counts_for_its_meeting_s_place_or_where_the_person_lives() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/takamatsu.toml");
        let takamatsu = Structure::new(Preset::read(path.as_ref()).unwrap());
        let (aji, konan) = (UnitId::district("aji"), UnitId::district("konan"));
        let city = UnitId::municipality();
        let center = UnitId::center("takamatsu");
        let of = |structure: &Structure, meeting: &UnitId, district: Option<&str>, keeper: &str| {
            counts_for(structure, meeting, district.map(Into::into).as_ref(), &keeper.into())
        };
        assert_eq!(of(&takamatsu, &city, Some("aji"), "takamatsu"), aji);
        assert_eq!(of(&takamatsu, &konan, Some("aji"), "takamatsu"), konan);
        assert_eq!(of(&takamatsu, &city, None, "takamatsu"), center);
        let mei1 = UnitId::center("mei1");
        assert_eq!(of(&MATSUDO, &city, None, "mei1"), mei1);
        assert_eq!(of(&MATSUDO, &UnitTier::Area.unit("mei1"), Some("aji"), "mei1"), mei1);
    }
}
