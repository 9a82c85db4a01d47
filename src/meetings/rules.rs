//! Who may read, plan, hold and record meetings.

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use super::meeting::{Meeting, MeetingMove, MeetingStatus, NewMeeting};
use crate::{
    access::{Action, Actor, Facts, MatrixRow, Role, Rule, Seat, Subject, Verdict},
    clock::Day,
    id::{CenterId, ConferenceId, MeetingId, MunicipalityId},
};

/// What is done with meetings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum MeetingAction {
    /// 会議を見る
    ReadMeeting,
    /// 会議を計画する
    PlanMeeting,
    /// 会議の日時・場所などを直す
    EditMeeting,
    /// 議題を並べる
    EditAgenda,
    /// 出席者を記録する
    EditAttendance,
    /// 議事録を書く
    WriteMinutes,
    /// 日程を確定する
    ScheduleMeeting,
    /// 案内済にする
    InviteToMeeting,
    /// 実施済にする
    HoldMeeting,
    /// 記録を確定する
    RecordMeeting,
    /// 記録を共有する
    ShareMeeting,
    /// 確定した記録を直す
    ReopenMeeting,
    /// 中止する
    CancelMeeting,
    /// 中止を取り消して計画に戻す
    RestoreMeeting,
}

/// What is known of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingFacts {
    pub meeting: MeetingId,
    pub conference: ConferenceId,
    /// The centre that runs it; none for a conference of the whole municipality.
    pub center: Option<CenterId>,
    pub status: MeetingStatus,
    pub day: Option<Day>,
}

impl Facts for MeetingFacts {
    fn subject(&self) -> Subject {
        Subject::new("meeting", &self.meeting)
    }
}

impl Meeting {
    /// What the rules need to know of it.
    pub fn facts(&self) -> MeetingFacts {
        MeetingFacts {
            meeting: self.id.clone(),
            conference: self.conference_id.clone(),
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
            center: self.conference.center_id.clone(),
            status: MeetingStatus::Planned,
            day: self.day,
        }
    }
}

impl Rule for MeetingAction {
    type Facts = MeetingFacts;

    fn label(self) -> &'static str {
        match self {
            MeetingAction::ReadMeeting => "会議を見る",
            MeetingAction::PlanMeeting => "会議を計画する",
            MeetingAction::EditMeeting => "会議の日時・場所などを直す",
            MeetingAction::EditAgenda => "議題を並べる",
            MeetingAction::EditAttendance => "出席者を記録する",
            MeetingAction::WriteMinutes => "議事録を書く",
            MeetingAction::ScheduleMeeting => "日程を確定する",
            MeetingAction::InviteToMeeting => "案内済にする",
            MeetingAction::HoldMeeting => "実施済にする",
            MeetingAction::RecordMeeting => "記録を確定する",
            MeetingAction::ShareMeeting => "記録を共有する",
            MeetingAction::ReopenMeeting => "確定した記録を直す",
            MeetingAction::CancelMeeting => "会議を中止する",
            MeetingAction::RestoreMeeting => "中止した会議を計画に戻す",
        }
    }

    fn verdict(self, actor: &Actor, facts: &MeetingFacts) -> Verdict {
        let runs = match &facts.center {
            // センターが開く会議は、そのセンターの職員と市が運営する。
            Some(center) => actor.works_at(center) || actor.is(Role::CityOfficer),
            // 市全体の会議の事務局は市。
            None => actor.is(Role::CityOfficer),
        };
        // 市全体の会議には各センターが事例や課題を出すので、センター職員も見る。
        // 委員・サポート医・コーディネーターは席のある会議体の会議、都度出席者はその会議だけ。
        let reads = runs
            || (facts.center.is_none() && actor.is(Role::CenterStaff))
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
            | MeetingAction::RecordMeeting
            | MeetingAction::ShareMeeting
            | MeetingAction::ReopenMeeting
            | MeetingAction::CancelMeeting
            | MeetingAction::RestoreMeeting => Verdict::yes_if(runs, otherwise),
        }
    }
}

/// An action that moves a meeting on.
pub trait Moving: Action<Rule = MeetingAction> {
    /// Which move it is.
    const MOVE: MeetingMove;
}

impl MeetingMove {
    /// The action somebody must be allowed.
    pub fn action(self) -> MeetingAction {
        match self {
            MeetingMove::Schedule => MeetingAction::ScheduleMeeting,
            MeetingMove::Invite => MeetingAction::InviteToMeeting,
            MeetingMove::Hold => MeetingAction::HoldMeeting,
            MeetingMove::Record => MeetingAction::RecordMeeting,
            MeetingMove::Share => MeetingAction::ShareMeeting,
            MeetingMove::Reopen => MeetingAction::ReopenMeeting,
            MeetingMove::Cancel => MeetingAction::CancelMeeting,
            MeetingMove::Restore => MeetingAction::RestoreMeeting,
        }
    }
}

/// 会議を計画する.
pub struct PlanMeeting;
impl Action for PlanMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::PlanMeeting;
}

/// 会議の日時・場所などを直す.
pub struct EditMeeting;
impl Action for EditMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::EditMeeting;
}

/// 議題を並べる.
pub struct EditAgenda;
impl Action for EditAgenda {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::EditAgenda;
}

/// 出席者を記録する.
pub struct EditAttendance;
impl Action for EditAttendance {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::EditAttendance;
}

/// 議事録を書く.
pub struct WriteMinutes;
impl Action for WriteMinutes {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::WriteMinutes;
}

/// 日程を確定する.
pub struct ScheduleMeeting;
impl Action for ScheduleMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::ScheduleMeeting;
}
impl Moving for ScheduleMeeting {
    const MOVE: MeetingMove = MeetingMove::Schedule;
}

/// 案内済にする.
pub struct InviteToMeeting;
impl Action for InviteToMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::InviteToMeeting;
}
impl Moving for InviteToMeeting {
    const MOVE: MeetingMove = MeetingMove::Invite;
}

/// 実施済にする.
pub struct HoldMeeting;
impl Action for HoldMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::HoldMeeting;
}
impl Moving for HoldMeeting {
    const MOVE: MeetingMove = MeetingMove::Hold;
}

/// 記録を確定する.
pub struct RecordMeeting;
impl Action for RecordMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::RecordMeeting;
}
impl Moving for RecordMeeting {
    const MOVE: MeetingMove = MeetingMove::Record;
}

/// 記録を共有する.
pub struct ShareMeeting;
impl Action for ShareMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::ShareMeeting;
}
impl Moving for ShareMeeting {
    const MOVE: MeetingMove = MeetingMove::Share;
}

/// 確定した記録を直す.
pub struct ReopenMeeting;
impl Action for ReopenMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::ReopenMeeting;
}
impl Moving for ReopenMeeting {
    const MOVE: MeetingMove = MeetingMove::Reopen;
}

/// 中止する.
pub struct CancelMeeting;
impl Action for CancelMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::CancelMeeting;
}
impl Moving for CancelMeeting {
    const MOVE: MeetingMove = MeetingMove::Cancel;
}

/// 中止を取り消して計画に戻す.
pub struct RestoreMeeting;
impl Action for RestoreMeeting {
    type Rule = MeetingAction;
    const RULE: MeetingAction = MeetingAction::RestoreMeeting;
}
impl Moving for RestoreMeeting {
    const MOVE: MeetingMove = MeetingMove::Restore;
}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let situations = [
        ("自センターの会議", Some(CenterId::from("own")), "other"),
        ("他センターの会議", Some(CenterId::from("other")), "other"),
        ("市全体の会議", None, "other"),
        ("席のある会議体の会議・招かれた会議", Some(CenterId::from("other")), "seat"),
    ];
    let mut rows = Vec::new();
    for (situation, center, id) in situations {
        let facts = MeetingFacts {
            meeting: id.into(),
            conference: id.into(),
            center,
            status: MeetingStatus::Scheduled,
            day: None,
        };
        rows.extend(MeetingAction::iter().map(|action| MatrixRow {
            room: "meetings",
            action: action.label(),
            situation,
            verdicts:
                Role::iter().map(|role| (role, action.verdict(&someone(role), &facts))).collect(),
        }));
    }
    rows
}

/// Somebody of this role who works at the centre `own` and sits in the conference, or as a guest in the
/// meeting, `seat`.
fn someone(role: Role) -> Actor {
    let sits = matches!(role, Role::Member | Role::SupportDoctor | Role::Coordinator);
    let seat = Seat {
        account: "a".into(),
        name: String::new(),
        role,
        center: (role == Role::CenterStaff).then(|| "own".into()),
        conferences: if sits { vec!["seat".into()] } else { Vec::new() },
        meetings: if role == Role::Guest { vec!["seat".into()] } else { Vec::new() },
    };
    Actor::person(MunicipalityId::from("m"), seat)
}
