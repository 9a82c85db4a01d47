//! Who may see the ladder and its conferences, and who may change them.

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use crate::{
    access::{Action, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    id::{CenterId, ConferenceId, MunicipalityId},
};

/// What is done with the structure of conferences (会議の体系).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum LadderAction {
    /// 会議の体系を見る
    ReadLadder,
    /// 会議の体系を直す
    EditLadder,
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

    fn label(self) -> &'static str {
        match self {
            LadderAction::ReadLadder => "会議の体系を見る",
            LadderAction::EditLadder => "会議の体系を直す",
        }
    }

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

/// What is done with one conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ConferenceAction {
    /// 会議体とその委員を見る
    ReadConference,
    /// 委員を登録・変更する
    EditMembers,
    /// 会議体を休止する
    Suspend,
    /// 会議体を再開する
    Resume,
}

/// What is known of a conference.
#[derive(Clone, Debug)]
pub struct ConferenceFacts {
    pub conference: ConferenceId,
    /// The centre that runs it; none for a conference of the whole municipality.
    pub center: Option<CenterId>,
}

impl Facts for ConferenceFacts {
    fn subject(&self) -> Subject {
        Subject::new("conference", &self.conference)
    }
}

impl Rule for ConferenceAction {
    type Facts = ConferenceFacts;

    fn label(self) -> &'static str {
        match self {
            ConferenceAction::ReadConference => "会議体とその委員を見る",
            ConferenceAction::EditMembers => "委員を登録・変更する",
            ConferenceAction::Suspend => "会議体を休止する",
            ConferenceAction::Resume => "会議体を再開する",
        }
    }

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

/// 会議の体系を直す.
pub struct EditLadder;
impl Action for EditLadder {
    type Rule = LadderAction;
    const RULE: LadderAction = LadderAction::EditLadder;
}

/// 委員を登録・変更する.
pub struct EditMembers;
impl Action for EditMembers {
    type Rule = ConferenceAction;
    const RULE: ConferenceAction = ConferenceAction::EditMembers;
}

/// 会議体を休止する.
pub struct Suspend;
impl Action for Suspend {
    type Rule = ConferenceAction;
    const RULE: ConferenceAction = ConferenceAction::Suspend;
}

/// 会議体を再開する.
pub struct Resume;
impl Action for Resume {
    type Rule = ConferenceAction;
    const RULE: ConferenceAction = ConferenceAction::Resume;
}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let municipality = MunicipalityId::from("m");
    let ladder = LadderFacts { municipality: municipality.clone() };
    let mut rows: Vec<MatrixRow> = LadderAction::iter()
        .map(|action| row(action, "市町村の体系", &ladder, &municipality))
        .collect();
    let situations = [
        ("自センターの会議体", Some(CenterId::from("own"))),
        ("他センターの会議体", Some(CenterId::from("other"))),
        ("市全体の会議体", None),
    ];
    for (situation, center) in situations {
        let facts = ConferenceFacts { conference: "c".into(), center };
        rows.extend(
            ConferenceAction::iter().map(|action| row(action, situation, &facts, &municipality)),
        );
    }
    rows
}

fn row<R: Rule>(
    action: R,
    situation: &'static str,
    facts: &R::Facts,
    municipality: &MunicipalityId,
) -> MatrixRow {
    let verdicts = Role::ALL
        .iter()
        .copied()
        .map(|role| (role, action.verdict(&someone(municipality, role), facts)))
        .collect();
    MatrixRow { room: "conferences", action: action.label(), situation, verdicts }
}

/// Somebody of this role who works at the centre `own` and sits nowhere.
fn someone(municipality: &MunicipalityId, role: Role) -> Actor {
    let seat = crate::access::Seat {
        account: "a".into(),
        name: String::new(),
        role,
        center: (role == Role::CenterStaff).then(|| "own".into()),
        conferences: Vec::new(),
        meetings: Vec::new(),
    };
    Actor::person(municipality.clone(), seat)
}
