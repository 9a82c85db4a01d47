//! 出席: who was expected, who came, and which professions were missing.

use crate::{
    access::SeatKind,
    id::{AccountId, AttendanceId, MeetingId, MemberId, ProfessionId},
    persons::{Says, Text},
    preset::{ConferenceKind, Preset, ProfessionGroup},
    record, words,
};

record! {
    /// Somebody expected at a meeting, or who came.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Attendance {
        pub id: AttendanceId,
        pub meeting_id: MeetingId,
        pub member_id: Option<MemberId>,
        /// A guest with an account may open this meeting until its day ends.
        pub account_id: Option<AccountId>,
        pub name: String,
        pub profession_id: Option<ProfessionId>,
        pub organisation: String,
        pub seat: SeatKind,
        pub presence: Presence,
        pub proxy_name: String,
    }
}

words! {
    /// Whether and how somebody attended.
    pub enum Presence {
        /// Not known yet.
        Expected "expected" "未定",
        /// 出席
        Present "present" "出席",
        /// オンライン
        Online "online" "オンライン",
        /// 代理
        Proxy "proxy" "代理",
        /// 欠席
        Absent "absent" "欠席",
    } else Expected
}

impl Presence {
    /// Its word in forms.
    pub fn key(self) -> &'static str {
        self.code()
    }

    /// Whether the seat was filled.
    pub fn is_there(self) -> bool {
        matches!(self, Presence::Present | Presence::Online | Presence::Proxy)
    }
}

/// Somebody to be expected at one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttendance {
    pub account_id: Option<AccountId>,
    pub name: String,
    pub profession_id: Option<ProfessionId>,
    pub organisation: String,
    pub seat: SeatKind,
    pub presence: Presence,
}

/// How somebody who is listed attended.
#[derive(Clone, Debug)]
pub struct Taken {
    pub id: AttendanceId,
    pub presence: Presence,
    /// Who stood in for them; empty where nobody did.
    pub proxy_name: String,
}

// Who comes to work is called by name, rightly; whom a conference is about is not.
impl Says for NewAttendance {
    fn says(&self) -> Vec<Text> {
        vec![Text::worker("name", &self.name), Text::worker("organisation", &self.organisation)]
    }
}

impl Says for Taken {
    fn says(&self) -> Vec<Text> {
        vec![Text::worker(format!("proxy-{}", self.id), &self.proxy_name)]
    }
}

/// How one expected profession is represented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Represented {
    pub profession: String,
    pub group: ProfessionGroup,
    /// Seats the structure foresees; 0 for a profession that came beyond them.
    pub foreseen: usize,
    /// People listed and not absent.
    pub listed: usize,
    /// People who were there.
    pub present: usize,
}

impl Represented {
    /// How many are missing: of those who came once attendance was taken, of those listed before.
    pub fn missing(&self, taken: bool) -> usize {
        self.foreseen.saturating_sub(if taken { self.present } else { self.listed })
    }
}

/// Professions of a meeting: those its kind foresees, in that order, then any others that came.
pub fn by_profession(
    preset: &Preset,
    kind: Option<&ConferenceKind>,
    people: &[Attendance],
) -> Vec<Represented> {
    let mut keys: Vec<(&ProfessionId, usize)> = Vec::new();
    let seats = kind.map_or(&[][..], |k| k.members.as_slice());
    for seat in seats {
        match keys.iter_mut().find(|(key, _)| **key == seat.profession) {
            Some((_, count)) => *count += usize::from(seat.count),
            None => keys.push((&seat.profession, usize::from(seat.count))),
        }
    }
    for key in people.iter().filter_map(|p| p.profession_id.as_ref()) {
        if !keys.iter().any(|(known, _)| *known == key) {
            keys.push((key, 0));
        }
    }
    let of = |key: &ProfessionId, which: fn(Presence) -> bool| {
        people.iter().filter(|p| p.profession_id.as_ref() == Some(key) && which(p.presence)).count()
    };
    keys.into_iter()
        .map(|(key, foreseen)| {
            let profession = preset.profession(key);
            Represented {
                profession: profession.map_or_else(|| key.to_string(), |p| p.name.clone()),
                group: profession.map_or(ProfessionGroup::Other, |p| p.group),
                foreseen,
                listed: of(key, |p| p != Presence::Absent),
                present: of(key, Presence::is_there),
            }
        })
        .collect()
}
