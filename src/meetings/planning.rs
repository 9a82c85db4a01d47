//! Planning many months at once, and taking out what was planned by mistake.

use super::{
    commands,
    meeting::{Meeting, MeetingStatus, NewMeeting, month_of},
    rules::{PlanMeeting, RemoveMeeting},
    store::{self, MeetingFilter},
};
use crate::{
    access::{self, Actor, Permit},
    db::{Conn, Tx},
    error::{Error, Result},
    id::PlanId,
    room::StructurePart,
    structure::Structure,
};

/// What a plan would make, and what is there already and is not made again.
pub(super) struct Foreseen {
    pub new: Vec<NewMeeting>,
    pub there: Vec<Meeting>,
}

/// Looks at what planning these would make: a month that has a meeting of the conference needs no second one.
///
/// # Errors
/// A sentence when nothing is wanted, or something of a month that is over.
pub(super) async fn foresee(
    conn: &mut Conn,
    actor: &Actor,
    wanted: &[NewMeeting],
) -> Result<Foreseen> {
    let months = || wanted.iter().map(|new| new.planned_month);
    let (Some(first), Some(last)) = (months().min(), months().max()) else {
        return Err(Error::refused("", "月が一つも選ばれていません。"));
    };
    if first < month_of(conn.now().day()) {
        return Err(Error::refused("", "過ぎた月の会議は計画できません。"));
    }
    let to = Some(last.plus_months(1).plus_days(-1));
    let filter = MeetingFilter { from: Some(first), to, ..MeetingFilter::default() };
    let mut all = store::by_day(conn, actor, &filter).await?;
    all.retain(|m| m.status != MeetingStatus::Cancelled);
    let is_of = |m: &Meeting, new: &NewMeeting| {
        m.conference_id == new.conference.id && month_of(m.on_or_about()) == new.planned_month
    };
    let new = wanted.iter().filter(|new| !all.iter().any(|m| is_of(m, new))).cloned().collect();
    all.retain(|m| wanted.iter().any(|new| is_of(m, new)));
    Ok(Foreseen { new, there: all })
}

/// Plans what is not there yet, as one plan that can be taken back. Returns how many meetings it made.
pub(super) async fn plan(
    tx: &mut Tx,
    actor: &Actor,
    structure: &Structure,
    (plan, wanted): (&PlanId, &[NewMeeting]),
) -> Result<usize> {
    let foreseen = foresee(tx, actor, wanted).await?;
    for new in &foreseen.new {
        let permit = access::permit::<PlanMeeting>(tx, actor, &new.facts())?;
        let new = NewMeeting { plan: Some(plan.clone()), ..new.clone() };
        commands::create(tx, permit, structure, &new).await?;
    }
    Ok(foreseen.new.len())
}

/// Whether nobody changed it since it was planned; what hangs on it is another question.
pub(super) fn untouched(meeting: &Meeting) -> bool {
    meeting.status == MeetingStatus::Planned && meeting.version == 1
}

/// What hangs on a meeting, in words: 「議題2件」; nothing when it may go.
pub(super) async fn hanging(conn: &mut Conn, meeting: &Meeting) -> Result<Vec<String>> {
    let mut all = crate::uses(conn, &StructurePart::Meeting(meeting.id.clone())).await?;
    if !meeting.minutes.is_empty() || !meeting.learning.is_empty() {
        all.push("議事録".into());
    }
    Ok(all)
}

/// The meetings of a plan that this person may read, by day: those that taking it back would take out, and those that would
/// stay.
pub(super) async fn of_plan(
    conn: &mut Conn,
    actor: &Actor,
    plan: &PlanId,
) -> Result<(Vec<Meeting>, Vec<Meeting>)> {
    let filter = MeetingFilter { plan: Some(plan.clone()), ..MeetingFilter::default() };
    let (mut go, mut stay) = (Vec::new(), Vec::new());
    for meeting in store::by_day(conn, actor, &filter).await? {
        let is_free = untouched(&meeting)
            && hanging(conn, &meeting).await?.is_empty()
            && store::agenda(conn, &meeting.id).await?.is_empty()
            && store::attendance(conn, &meeting.id).await?.is_empty();
        if is_free { go.push(meeting) } else { stay.push(meeting) }
    }
    Ok((go, stay))
}

/// Takes a whole plan back, but for what somebody worked on since. Returns how many went and how many stayed.
pub(super) async fn take_back(
    tx: &mut Tx,
    actor: &Actor,
    structure: &Structure,
    plan: &PlanId,
) -> Result<(usize, usize)> {
    let (go, stay) = of_plan(tx, actor, plan).await?;
    if go.is_empty() && stay.is_empty() {
        return Err(Error::NotFound);
    }
    for meeting in &go {
        let permit = access::permit::<RemoveMeeting>(tx, actor, &meeting.facts())?;
        // Numbers of the rest follow; what stays under this version is untouched.
        let now = store::find(tx, &meeting.id).await?;
        store::remove(tx, permit, structure, &now).await?;
    }
    Ok((go.len(), stay.len()))
}

/// Takes one meeting out that nothing hangs on.
///
/// # Errors
/// A conflict when people were told of it, or something hangs on it.
pub(super) async fn remove(
    tx: &mut Tx,
    permit: Permit<RemoveMeeting>,
    structure: &Structure,
) -> Result<()> {
    let now = store::find(tx, &permit.id()).await?;
    let hanging = hanging(tx, &now).await?;
    if let Some(why) = stays(&now, &hanging) {
        return Err(Error::conflict(why));
    }
    store::remove(tx, permit, structure, &now).await
}

/// Why a meeting is not taken out; none when it may go.
pub(super) fn stays(meeting: &Meeting, hanging: &[String]) -> Option<String> {
    if !meeting.may_go() {
        let status = meeting.status.label();
        return Some(format!(
            "この会議は「{status}」なので、消せません。開かないことになった会議は、理由を書いて中止にします。"
        ));
    }
    (!hanging.is_empty()).then(|| {
        let what = hanging.join("、");
        format!(
            "この会議には{what}があるので、消せません。先に外すか、理由を書いて会議を中止にします。"
        )
    })
}
