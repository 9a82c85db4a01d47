//! One sitting of a conference and the way it goes from a plan to shared minutes.

use super::time::time;
use crate::{
    clock::Day,
    conferences::Conference,
    error::{Error, Result},
    fields,
    fields::{Look, field},
    id::{CenterId, ConferenceId, ConferenceKindId, MeetingId, PeriodId, PlanId, UnitId},
    persons::{Says, Text},
    record,
    structure::Structure,
    words,
};

fields! {
    /// When, where and with whom people meet.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Arrangement {
        day: Option<Day> = field("開催日")
            .wanted("日か月のどちらかが必要")
            .help("決まっていなければ空けて、予定の月だけを入れます。R7.11.20、令和7年11月20日、2025/11/20 のどれでも"),
        /// `14:00`; empty when not fixed.
        starts: String = field("開始").most(10).look(Look::Short).help("例: 14:00").clean(time),
        ends: String = field("終了").most(10).look(Look::Short).help("例: 15:30").clean(time),
        place: String = field("場所").most(100),
        mode: MeetingMode = field("開催方法").required().look(Look::Across),
        chair: String = field("司会者").most(60).names_workers(),
        recorder: String = field("記録者").most(60).names_workers(),
    }
}

fields! {
    /// What is written down of a meeting.
    #[derive(Clone, Debug)]
    pub struct Minutes {
        minutes: String = field("議事録")
            .most(50_000)
            .rows(16)
            .help("話し合ったこと。事例ごとの決定(誰が・いつまで)は、事例のページに記録します。"),
        /// OJT
        learning: String = field("学んだこと")
            .most(5_000)
            .rows(5)
            .help("専門職への職務を通じたトレーニング(OJT)として、次に生かせること"),
    }
}

record! {
    /// One sitting.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Meeting of "m" {
        pub id: MeetingId,
        pub conference_id: ConferenceId,
        pub kind_id: ConferenceKindId,
        /// For whom it is held: its conference's unit when it was planned.
        pub unit_id: UnitId,
        /// The centre that runs it; none where it is not one centre's to run.
        pub center_id: Option<CenterId>,
        /// The deliberation period that reports on it: see [`period_of`].
        pub period_id: Option<PeriodId>,
        /// Which sitting of its conference within the period, from 1, by day; 0 for a cancelled one.
        pub number: i64,
        pub status: MeetingStatus,
        /// The first day of the planned month.
        pub planned_month: Day,
        /// 議事録
        pub minutes: String,
        /// 学んだこと (OJT)
        pub learning: String,
        pub cancel_reason: String,
        /// The plan of many months that it was made with.
        pub plan_id: Option<PlanId>,
        pub version: i64,
    } and pub arranged: Arrangement
}

impl Meeting {
    /// The day it is or was held, or the first of the planned month while no day is fixed.
    pub fn on_or_about(&self) -> Day {
        self.day.unwrap_or(self.planned_month)
    }

    /// Whether its day, or its month while no day is fixed, passed without it being held.
    pub fn is_missed(&self, today: Day) -> bool {
        let last = self.day.unwrap_or(self.planned_month.plus_months(1).plus_days(-1));
        self.status.is_ahead() && last < today
    }

    /// 「R7.11.20」, or 「R7.11(予定)」 while no day is fixed.
    pub fn day_words(&self) -> String {
        match self.day {
            Some(day) => day.short(),
            None => format!("{}(予定)", month_words(self.planned_month)),
        }
    }

    /// Refuses changes to a meeting whose minutes are confirmed or that was cancelled.
    ///
    /// # Errors
    /// A conflict sentence.
    pub fn still_open(&self) -> Result<()> {
        if self.status.is_open() {
            return Ok(());
        }
        Err(Error::conflict(match self.status {
            MeetingStatus::Cancelled => {
                "この会議は中止されています。直すには、先に計画に戻してください。"
            }
            _ => {
                "この会議の記録は確定しています。直すには、先に「記録の確定を取り消す」を押してください。"
            }
        }))
    }

    /// Whether it is no more than a plan that nobody has been told of, so that it may be taken out again.
    pub fn may_go(&self) -> bool {
        matches!(self.status, MeetingStatus::Planned | MeetingStatus::Scheduled)
    }

    /// What is written down of it.
    pub fn written(&self) -> Minutes {
        Minutes { minutes: self.minutes.clone(), learning: self.learning.clone() }
    }

    /// Whether its minutes and learning may be shown: to those who write them always, to others once they are
    /// confirmed.
    pub fn shows_minutes(&self, may_write: bool) -> bool {
        may_write || matches!(self.status, MeetingStatus::Recorded | MeetingStatus::Shared)
    }
}

/// 「R7.11」 for any day of that month.
pub fn month_words(day: Day) -> String {
    day.month()
}

/// The first day of a day's month.
pub fn month_of(day: Day) -> Day {
    Day(day.0.first_of_month())
}

words! {
    /// How people come together.
    pub enum MeetingMode {
        /// 対面
        InPerson "in_person" "対面",
        /// オンライン
        Online "online" "オンライン",
        /// 対面とオンラインの併用
        Hybrid "hybrid" "対面とオンライン",
    } else InPerson
}

words! {
    /// How far a meeting has come.
    pub enum MeetingStatus {
        /// 計画: the month is known.
        Planned "planned" "計画",
        /// 日程確定
        Scheduled "scheduled" "日程確定",
        /// 案内済
        Invited "invited" "案内済",
        /// 実施済
        Held "held" "実施済",
        /// 記録確定
        Recorded "recorded" "記録確定",
        /// 共有済
        Shared "shared" "共有済",
        /// 中止
        Cancelled "cancelled" "中止",
    }
}

words! {
    /// What moves a meeting on.
    pub enum MeetingMove {
        Schedule "schedule" "日程を確定する",
        Invite "invite" "案内済にする",
        Hold "hold" "実施済にする",
        /// Takes back that it was held, while nothing was recorded.
        Unhold "unhold" "実施済を取り消す",
        Record "record" "記録を確定する",
        Share "share" "共有済にする",
        /// Takes confirmed minutes back for correction.
        Reopen "reopen" "記録の確定を取り消す",
        Cancel "cancel" "中止する",
        /// Takes a cancelled meeting back into the plan.
        Restore "restore" "計画に戻す",
    }
}

impl MeetingStatus {
    /// The colour of its chip; the word always stands in it.
    pub fn tone(self) -> &'static str {
        match self {
            MeetingStatus::Planned => "gray",
            MeetingStatus::Scheduled | MeetingStatus::Invited => "blue",
            MeetingStatus::Held => "yellow",
            MeetingStatus::Recorded | MeetingStatus::Shared => "green",
            MeetingStatus::Cancelled => "red",
        }
    }

    /// The whole workflow: where a move leads from here, if anywhere.
    pub fn next(self, r#move: MeetingMove) -> Option<MeetingStatus> {
        use MeetingMove as M;
        use MeetingStatus as S;
        match (self, r#move) {
            (S::Planned, M::Schedule) => Some(S::Scheduled),
            (S::Scheduled, M::Invite) => Some(S::Invited),
            // 案内を紙や電話で済ませる会議もあるので、日程確定から実施済へ進める。
            (S::Scheduled | S::Invited, M::Hold) => Some(S::Held),
            (S::Held, M::Unhold) => Some(S::Scheduled),
            (S::Held, M::Record) => Some(S::Recorded),
            (S::Recorded, M::Share) => Some(S::Shared),
            (S::Recorded | S::Shared, M::Reopen) => Some(S::Held),
            (S::Planned | S::Scheduled | S::Invited, M::Cancel) => Some(S::Cancelled),
            (S::Cancelled, M::Restore) => Some(S::Planned),
            _ => None,
        }
    }

    /// The moves that lead somewhere from here.
    pub fn moves(self) -> impl Iterator<Item = MeetingMove> {
        MeetingMove::ALL.iter().copied().filter(move |r#move| self.next(*r#move).is_some())
    }

    /// Whether it took place.
    pub fn was_held(self) -> bool {
        matches!(self, MeetingStatus::Held | MeetingStatus::Recorded | MeetingStatus::Shared)
    }

    /// Whether it is still to come.
    pub fn is_ahead(self) -> bool {
        matches!(self, MeetingStatus::Planned | MeetingStatus::Scheduled | MeetingStatus::Invited)
    }

    /// Whether its agenda, attendance and minutes may still change.
    pub fn is_open(self) -> bool {
        self.is_ahead() || self == MeetingStatus::Held
    }
}

impl MeetingMove {
    /// What it says and does, for whoever sees its button for the first time.
    pub fn means(self) -> &'static str {
        match self {
            MeetingMove::Schedule => "開催日を決めたことになります。",
            MeetingMove::Invite => "出席者に開催案内を送ったら押します。",
            MeetingMove::Hold => "会議が終わったら押します。",
            MeetingMove::Unhold => "まだ何も記録していないときだけ、実施する前に戻せます。",
            MeetingMove::Record => {
                "議事録が関係者に見えるようになります。直すときは確定を取り消します。"
            }
            MeetingMove::Share => "会議の記録を出席者に配ったら押します。",
            MeetingMove::Reopen => "記録を直せるようになり、議事録は関係者から見えなくなります。",
            MeetingMove::Cancel => "理由を書いて、開かないことにします。",
            MeetingMove::Restore => "中止した会議を、もう一度計画に入れます。",
        }
    }

    /// The noun in its address: `POST /meetings/{id}/<noun>`.
    pub fn noun(self) -> &'static str {
        match self {
            MeetingMove::Schedule => "schedule",
            MeetingMove::Invite => "invitation",
            MeetingMove::Hold => "holding",
            MeetingMove::Unhold => "retraction",
            MeetingMove::Record => "record",
            MeetingMove::Share => "sharing",
            MeetingMove::Reopen => "correction",
            MeetingMove::Cancel => "cancellation",
            MeetingMove::Restore => "restoration",
        }
    }
}

/// The workflow of meetings as a diagram.
pub fn workflow() -> String {
    words::workflow("会議", MeetingStatus::Planned, MeetingStatus::next)
}

/// What a meeting begins with, and what an edit leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMeeting {
    /// The conference that sits.
    pub conference: Conference,
    /// The month it is planned for; with a day, its month.
    pub planned_month: Day,
    pub arranged: Arrangement,
    /// The plan of many months that it belongs to.
    pub plan: Option<PlanId>,
}

impl Says for NewMeeting {
    fn says(&self) -> Vec<Text> {
        self.arranged.says()
    }
}

impl NewMeeting {
    /// A plan for a month, with nothing else known.
    pub fn planned(conference: Conference, month: Day) -> NewMeeting {
        let arranged = Arrangement::blank();
        NewMeeting { conference, planned_month: month_of(month), arranged, plan: None }
    }

    /// A meeting on a fixed day.
    pub fn on(conference: Conference, day: Day) -> NewMeeting {
        let arranged = Arrangement { day: Some(day), ..Arrangement::blank() };
        NewMeeting { arranged, ..NewMeeting::planned(conference, day) }
    }

    /// The period that will report on it.
    pub(super) fn period(&self, structure: &Structure) -> Option<PeriodId> {
        let on_or_about = self.arranged.day.unwrap_or(self.planned_month);
        period_of(structure, &self.conference.kind_id, on_or_about)
    }
}

/// The deliberation period a meeting of this kind on this day belongs to.
///
/// A conference that hears what the conferences below it found (`hears` of its kind, or one of issues on the highest level that
/// sits for the whole municipality) belongs to the period that ended before it (市地域ケア会議 of R8.1.29 hears 令和7年度 第2回, the
/// meetings of R7.6 to R7.11); every other meeting to the period its day lies in.
pub fn period_of(structure: &Structure, kind: &ConferenceKindId, day: Day) -> Option<PeriodId> {
    let (_, _, window) = structure.period_of(day.0)?;
    if hears_periods(structure, kind) {
        structure.period_of_day(Day(window.first_day).plus_days(-1))
    } else {
        structure.period_of_day(day)
    }
}

/// Whether conferences of this kind hear a whole period's meetings after it ended.
pub fn hears_periods(structure: &Structure, kind: &ConferenceKindId) -> bool {
    structure.kind_of(kind).is_some_and(|kind| structure.hears_period_before(kind))
}
