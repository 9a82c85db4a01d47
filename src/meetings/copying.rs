//! 前回の会議を写す: when, where and with whom the last one met, for the next; never its cases, and nobody who was invited to it alone.

use super::{
    attendance::{NewAttendance, Presence},
    commands,
    meeting::{Arrangement, Meeting, MeetingStatus},
    rules::{EditAgenda, EditAttendance, MeetingAction, MeetingFacts},
    store::{self, BY_DAY, MeetingFilter},
};
use crate::{
    access::{self, Actor, Load, SeatKind},
    clock::Day,
    conferences::Conference,
    db::{Conn, Tx},
    error::Result,
    fields::{self, Declared},
    id::MeetingId,
    web::{FormState, Visit},
};

/// A meeting of which the next takes its frame.
pub(super) struct Former {
    pub meeting: Meeting,
    /// 「地域ケア推進会議 R7.11.20」
    pub words: String,
    /// The items of the secretariat's own.
    heads: Vec<String>,
    /// Who was listed, is no member, and came for more than that one meeting.
    others: Vec<NewAttendance>,
}

/// What is taken over of it.
#[derive(Default)]
pub(super) struct Copied {
    pub words: String,
    heads: Vec<String>,
    /// Whether the members who sit on the new day are listed, and with whom besides.
    people: Option<Vec<NewAttendance>>,
}

/// The meeting that is to be copied, as far as this person may read it.
///
/// # Errors
/// `NotFound`.
pub(super) async fn former(conn: &mut Conn, visit: &Visit, id: &MeetingId) -> Result<Former> {
    let facts = MeetingFacts::load(conn, id).await?;
    visit.check(MeetingAction::ReadMeeting, &facts)?;
    let meeting = store::find(conn, id).await?;
    let heads =
        store::agenda(conn, id).await?.into_iter().filter(|item| item.subject_kind.is_none());
    let listed = store::attendance(conn, id).await?.into_iter();
    let others = listed.filter(|one| one.member_id.is_none() && one.seat != SeatKind::Guest);
    Ok(Former {
        words: words(visit, &meeting),
        heads: heads.map(|item| item.title).collect(),
        others: others
            .map(|one| NewAttendance {
                account_id: None,
                name: one.name,
                profession_id: one.profession_id,
                organisation: one.organisation,
                seat: one.seat,
                presence: Presence::Expected,
            })
            .collect(),
        meeting,
    })
}

fn words(visit: &Visit, meeting: &Meeting) -> String {
    format!("{} {}", visit.structure().kind_name(&meeting.kind_id), meeting.day_words())
}

/// Fills the form of a new meeting with it; the day is asked.
pub(super) fn fill(form: &mut FormState, former: &Former) {
    let arranged = Arrangement { day: None, ..former.meeting.arranged.clone() };
    fields::fill(Arrangement::fields(), form, "", &arranged);
    form.set("conference", &former.meeting.conference_id);
    form.set("copy", &former.meeting.id);
    form.set("copy_agenda", "yes");
    form.set("copy_people", "yes");
}

/// What a form takes over.
pub(super) async fn chosen(visit: &Visit, form: &FormState) -> Result<Copied> {
    if form.value("copy").is_empty() {
        return Ok(Copied::default());
    }
    let former = former(&mut visit.read().await?, visit, &form.value("copy").into()).await?;
    Ok(Copied {
        words: former.words,
        heads: if form.ticked("copy_agenda") { former.heads } else { Vec::new() },
        people: form.ticked("copy_people").then_some(former.others),
    })
}

/// Writes into the new meeting what is taken over.
pub(super) async fn write(
    tx: &mut Tx,
    actor: &Actor,
    id: &MeetingId,
    copied: &Copied,
) -> Result<()> {
    for head in &copied.heads {
        let permit = access::leave(tx, actor, EditAgenda, id).await?;
        commands::put_item(tx, permit, head).await?;
    }
    let Some(others) = &copied.people else { return Ok(()) };
    let permit = access::leave(tx, actor, EditAttendance, id).await?;
    store::expect_members(tx, permit).await?;
    for other in others {
        let permit = access::leave(tx, actor, EditAttendance, id).await?;
        commands::add_attendance(tx, permit, other).await?;
    }
    Ok(())
}

/// Meetings that are offered to be copied; more are found on the pages of the meetings.
const MOST: usize = 10;

/// The last meeting of each of these conferences, newest first: its words, and the page on which it is copied.
pub(super) async fn offered(
    conn: &mut Conn,
    visit: &Visit,
    (conferences, today): (&[Conference], Day),
) -> Result<Vec<(String, String)>> {
    let filter = MeetingFilter { to: Some(today), ..MeetingFilter::default() };
    let all = store::list(conn, visit.actor(), &filter, &BY_DAY.down().first(200)).await?.rows;
    let mut seen = Vec::new();
    let mut offered = Vec::new();
    for meeting in all.iter().filter(|m| m.status != MeetingStatus::Cancelled) {
        let conference = conferences.iter().find(|c| c.id == meeting.conference_id);
        if let Some(conference) = conference.filter(|c| !seen.contains(&&c.id)) {
            seen.push(&conference.id);
            let words = format!("{} {}", conference.name, meeting.day_words());
            offered.push((words, format!("/meetings/new?copy={}", meeting.id)));
        }
    }
    offered.truncate(MOST);
    Ok(offered)
}
