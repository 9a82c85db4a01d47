//! Who may read, plan, hold and record meetings.

use super::meeting::{Meeting, MeetingMove, MeetingStatus, NewMeeting};
use crate::{
    access::{self, Action, Actor, Clause, Facts, MatrixRow, Role, Rule, Scope, Subject, Verdict},
    actions,
    clock::Day,
    db::Rows,
    id::{CenterId, ConferenceId, MeetingId, UnitId},
    persons::Leaves,
    undo::TakesBack,
};

actions! {
    /// What is done with meetings.
    pub enum MeetingAction {
        ReadMeeting "read_meeting" "会議を見る",
        PlanMeeting "plan_meeting" "会議を計画する",
        EditMeeting "edit_meeting" "会議の日時・場所などを直す",
        EditAgenda "edit_agenda" "議題を並べる",
        EditAttendance "edit_attendance" "出席者を記録する",
        WriteMinutes "write_minutes" "議事録を書く",
        ScheduleMeeting "schedule_meeting" "日程を確定する",
        InviteToMeeting "invite_to_meeting" "案内済にする",
        HoldMeeting "hold_meeting" "実施済にする",
        UnholdMeeting "unhold_meeting" "会議の実施済を取り消す",
        RecordMeeting "record_meeting" "記録を確定する",
        ShareMeeting "share_meeting" "記録を共有する",
        ReopenMeeting "reopen_meeting" "確定した記録を直す",
        CancelMeeting "cancel_meeting" "会議を中止する",
        RestoreMeeting "restore_meeting" "中止した会議を計画に戻す",
        RemoveMeeting "remove_meeting" "間違えて計画した会議を消す",
    }
}

/// What is known of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingFacts {
    pub meeting: MeetingId,
    pub conference: ConferenceId,
    /// For whom it is held.
    pub unit: UnitId,
    /// The centre that runs it; none where it is not one centre's to run.
    pub center: Option<CenterId>,
    pub status: MeetingStatus,
    pub day: Option<Day>,
}

impl Leaves for MeetingFacts {
    // Of a meeting of the whole municipality that no centre runs it is not known whose people come up.
    fn units(&self) -> Vec<UnitId> {
        match &self.center {
            Some(center) => vec![UnitId::center(center)],
            None => {
                Some(self.unit.clone()).filter(|unit| !unit.is_municipality()).into_iter().collect()
            }
        }
    }
}

impl Facts for MeetingFacts {
    fn subject(&self) -> Subject {
        Subject::new("meeting", &self.meeting)
    }

    fn keeper(&self) -> Option<&CenterId> {
        self.center.as_ref()
    }
}

impl TakesBack for MeetingFacts {
    fn rows(&self) -> Vec<Rows> {
        let id = &self.meeting;
        vec![
            Rows::of("meetings", "id", id),
            Rows::of("attendances", "meeting_id", id),
            Rows::of("agenda_items", "meeting_id", id),
        ]
    }

    fn page(&self) -> String {
        format!("/meetings/{}", self.meeting)
    }
}

impl Meeting {
    /// What the rules need to know of it.
    pub fn facts(&self) -> MeetingFacts {
        MeetingFacts {
            meeting: self.id.clone(),
            conference: self.conference_id.clone(),
            unit: self.unit_id.clone(),
            center: self.center_id.clone(),
            status: self.status,
            day: self.day,
        }
    }
}

impl NewMeeting {
    /// The facts for asking leave to create it, with the id it will have.
    pub fn facts(&self) -> MeetingFacts {
        MeetingFacts {
            meeting: MeetingId::new(),
            conference: self.conference.id.clone(),
            unit: self.conference.unit_id.clone(),
            center: self.conference.center_id.clone(),
            status: MeetingStatus::Planned,
            day: self.arranged.day,
        }
    }
}

impl Rule for MeetingAction {
    type Facts = MeetingFacts;
    fn verdict(self, actor: &Actor, facts: &MeetingFacts) -> Verdict {
        // 会議は市と、その会議体を運営する人(体系の kept_by。なければ単位のセンターの職員)が開き、記録する。
        let runs = actor.is(Role::CityOfficer)
            || facts.center.as_ref().is_some_and(|center| actor.works_at(center))
            || actor.runs(&facts.conference);
        // 市全体の会議には各センターが事例や課題を出すので、センター職員も見る。受け持ちの地区の会議も見る。
        // 委員・サポート医・コーディネーターは席のある会議体の会議、都度出席者はその会議だけ。
        let reads = runs
            || (actor.is(Role::CenterStaff)
                && (facts.unit.is_municipality() || actor.knows(&facts.unit)))
            || actor.sits_in(&facts.conference)
            || actor.is_guest_of(&facts.meeting);
        let otherwise = if reads { Verdict::ReadOnly } else { Verdict::Hidden };
        match self {
            MeetingAction::ReadMeeting => Verdict::yes_if(reads, Verdict::Hidden),
            MeetingAction::PlanMeeting
            | MeetingAction::EditMeeting
            | MeetingAction::EditAgenda
            | MeetingAction::EditAttendance
            | MeetingAction::WriteMinutes
            | MeetingAction::ScheduleMeeting
            | MeetingAction::InviteToMeeting
            | MeetingAction::HoldMeeting
            | MeetingAction::UnholdMeeting
            | MeetingAction::RecordMeeting
            | MeetingAction::ShareMeeting
            | MeetingAction::ReopenMeeting
            | MeetingAction::CancelMeeting
            | MeetingAction::RestoreMeeting
            | MeetingAction::RemoveMeeting => Verdict::yes_if(runs, otherwise),
        }
    }
}

/// Which meetings a list shows somebody; agrees with [`MeetingAction::ReadMeeting`].
pub fn scope(actor: &Actor) -> Scope {
    let Some(seat) = actor.seat() else {
        return Scope::all();
    };
    match (seat.role, &seat.center) {
        (Role::CityOfficer, _) => Scope::all(),
        (Role::CenterStaff, Some(center)) => Scope::any([
            Clause::Keeper(center.clone()),
            Clause::Units([&[UnitId::municipality()], &seat.standing.units[..]].concat()),
        ]),
        _ => Scope::any([
            Clause::Conferences(seat.conferences.clone()),
            Clause::Meetings(seat.meetings.clone()),
        ]),
    }
}

/// An action, of this room or a later one, by which something comes on an agenda, is settled there or goes off it.
pub trait SetsAgenda: Action {}

impl SetsAgenda for EditAgenda {}

impl MeetingAction {
    /// What taking a move back is called; none where it says that people were told.
    pub(super) fn taken_back(self) -> Option<&'static str> {
        Some(match self {
            MeetingAction::ScheduleMeeting => "日程の確定を取り消す",
            MeetingAction::HoldMeeting => "「実施済」を取り消す",
            MeetingAction::UnholdMeeting => "「実施済」に戻す",
            MeetingAction::RecordMeeting => "記録の確定を取り消す",
            MeetingAction::ReopenMeeting => "記録を確定に戻す",
            MeetingAction::CancelMeeting => "中止を取り消す",
            MeetingAction::RestoreMeeting => "中止に戻す",
            _ => return None,
        })
    }
}

impl MeetingMove {
    /// The action somebody must be allowed.
    pub const fn action(self) -> MeetingAction {
        match self {
            MeetingMove::Schedule => MeetingAction::ScheduleMeeting,
            MeetingMove::Invite => MeetingAction::InviteToMeeting,
            MeetingMove::Hold => MeetingAction::HoldMeeting,
            MeetingMove::Unhold => MeetingAction::UnholdMeeting,
            MeetingMove::Record => MeetingAction::RecordMeeting,
            MeetingMove::Share => MeetingAction::ShareMeeting,
            MeetingMove::Reopen => MeetingAction::ReopenMeeting,
            MeetingMove::Cancel => MeetingAction::CancelMeeting,
            MeetingMove::Restore => MeetingAction::RestoreMeeting,
        }
    }
}

/// The move that an action makes. Asked in a `const` block, it does not compile for an action that is no move.
pub const fn move_of(action: MeetingAction) -> MeetingMove {
    let mut at = 0;
    while MeetingMove::ALL[at].action() as u8 != action as u8 {
        at += 1;
    }
    MeetingMove::ALL[at]
}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let of = |words, id: &'static str, unit: &'static str| {
        access::situation::<MeetingAction>(words, |_| MeetingFacts {
            meeting: id.into(),
            conference: id.into(),
            unit: unit.into(),
            center: Some(CenterId::from(unit)).filter(|_| unit != "municipality"),
            status: MeetingStatus::Scheduled,
            day: None,
        })
    };
    [
        of("自センターの会議", "there", "here"),
        of("他センターの会議", "there", "there"),
        of("市全体の会議", "there", "municipality"),
        of("席のある会議体の会議・招かれた会議", "here", "there"),
        of("コーディネーターが運営する地区の会議", "council", "council"),
    ]
    .concat()
}
