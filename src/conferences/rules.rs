//! Who may see the ladder and its conferences, and who may change them.

use super::conference::Conference;
use crate::{
    access::{self, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    actions,
    db::Rows,
    id::{CenterId, ConferenceId, MunicipalityId, UnitId},
    persons::Leaves,
    undo::TakesBack,
};

actions! {
    /// What is done with the structure of conferences (会議の体系).
    pub enum LadderAction {
        ReadLadder "read_ladder" "会議の体系を見る",
        EditLadder "edit_ladder" "会議の体系を直す",
    }
}

/// The structure belongs to the municipality as a whole.
#[derive(Clone, Debug)]
pub struct LadderFacts {
    pub municipality: MunicipalityId,
}

impl Facts for LadderFacts {
    fn subject(&self) -> Subject {
        Subject::new("ladder", &self.municipality)
    }
}

impl Rule for LadderAction {
    type Facts = LadderFacts;
    fn verdict(self, actor: &Actor, _: &LadderFacts) -> Verdict {
        // 体系は会議に関わる人の地図なので広く見せる。一回だけの出席者と都道府県には要らない。
        let reads = !actor.is(Role::Guest) && !actor.is(Role::PrefectureOfficer);
        match self {
            LadderAction::ReadLadder => Verdict::yes_if(reads, Verdict::Hidden),
            // 体系を直すのは市担当者だけ。センターは見て、直したいときは市に伝える。
            LadderAction::EditLadder => Verdict::yes_if(
                actor.is(Role::CityOfficer),
                if reads { Verdict::ReadOnly } else { Verdict::Hidden },
            ),
        }
    }
}

actions! {
    /// What is done with one conference.
    pub enum ConferenceAction {
        ReadConference "read_conference" "会議体とその委員を見る",
        EditMembers "edit_members" "委員を登録・変更する",
        Suspend "suspend" "会議体を休止する",
        Resume "resume" "会議体を再開する",
    }
}

/// What is known of a conference.
#[derive(Clone, Debug)]
pub struct ConferenceFacts {
    pub conference: ConferenceId,
    /// For whom it meets.
    pub unit: UnitId,
    /// The centre that runs it; none for a conference of the whole municipality.
    pub center: Option<CenterId>,
}

impl Leaves for ConferenceFacts {
    fn units(&self) -> Vec<UnitId> {
        match &self.center {
            Some(center) => vec![UnitId::center(center)],
            None => {
                Some(self.unit.clone()).filter(|unit| !unit.is_municipality()).into_iter().collect()
            }
        }
    }
}

impl Conference {
    /// What the rules need to know of it.
    pub fn facts(&self) -> ConferenceFacts {
        ConferenceFacts {
            conference: self.id.clone(),
            unit: self.unit_id.clone(),
            center: self.center_id.clone(),
        }
    }
}

impl Facts for ConferenceFacts {
    fn subject(&self) -> Subject {
        Subject::new("conference", &self.conference)
    }
}

impl TakesBack for ConferenceFacts {
    fn rows(&self) -> Vec<Rows> {
        let id = &self.conference;
        vec![Rows::of("conferences", "id", id), Rows::of("conference_members", "conference_id", id)]
    }

    fn page(&self) -> String {
        format!("/conferences/{}", self.conference)
    }
}

impl Rule for ConferenceAction {
    type Facts = ConferenceFacts;
    fn verdict(self, actor: &Actor, facts: &ConferenceFacts) -> Verdict {
        // 委員の名は、その会議を開くセンターと市、そこに席のある人だけが見る。市全体の会議は全センターが見る。
        let reads = actor.is(Role::CityOfficer)
            || actor.sits_in(&facts.conference)
            || match &facts.center {
                Some(center) => actor.works_at(center),
                None => actor.is(Role::CenterStaff),
            };
        match self {
            ConferenceAction::ReadConference => Verdict::yes_if(reads, Verdict::Hidden),
            // 委嘱と休止・再開は市の仕事。ほかの人は見るだけ。
            ConferenceAction::EditMembers
            | ConferenceAction::Suspend
            | ConferenceAction::Resume => Verdict::yes_if(
                actor.is(Role::CityOfficer),
                if reads { Verdict::ReadOnly } else { Verdict::Hidden },
            ),
        }
    }
}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let of = |words, conference: &'static str, center: Option<&'static str>| {
        access::situation::<ConferenceAction>(words, |_| ConferenceFacts {
            conference: conference.into(),
            unit: UnitId::municipality(),
            center: center.map(CenterId::from),
        })
    };
    [
        access::situation::<LadderAction>("市町村の体系", |_| LadderFacts {
            municipality: "here".into(),
        }),
        of("自センターの会議体", "there", Some("here")),
        of("他センターの会議体", "there", Some("there")),
        of("席のある会議体", "here", Some("there")),
        of("市全体の会議体", "there", None),
    ]
    .concat()
}
