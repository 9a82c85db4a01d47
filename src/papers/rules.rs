//! Who may read, hand in and lock papers.

use crate::{
    access::{self, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    actions,
    files::OpensFiles,
    id::{PeriodId, UnitId},
    persons::Leaves,
};

actions! {
    /// What is done with papers.
    pub enum PaperAction {
        ReadEdition "read_edition" "確定した資料を見る",
        ReadDraft "read_draft" "編集中の資料を見る",
        HandIn "hand_in" "センターのまとめを提出する",
        Review "review" "センターのまとめを確かめる",
        Lock "lock" "資料の版を確定する",
    }
}

/// What is known: which period, and whose report it is about.
#[derive(Clone, Debug)]
pub struct PaperFacts {
    pub period: PeriodId,
    pub unit: Option<UnitId>,
}

impl Leaves for PaperFacts {
    // The papers of a period hold what all centres brought.
    fn units(&self) -> Vec<UnitId> {
        vec![self.unit.clone().unwrap_or_else(UnitId::municipality)]
    }
}

impl Facts for PaperFacts {
    fn subject(&self) -> Subject {
        match &self.unit {
            Some(unit) => Subject::new("unit_report", format!("{}:{unit}", self.period)),
            None => Subject::new("papers", &self.period),
        }
    }
}

impl OpensFiles for ReadEdition {}

impl Rule for PaperAction {
    type Facts = PaperFacts;
    fn verdict(self, actor: &Actor, facts: &PaperFacts) -> Verdict {
        let city = actor.is(Role::CityOfficer);
        let staff = actor.is(Role::CenterStaff);
        let sits = actor.seat().is_some_and(|seat| !seat.conferences.is_empty());
        match self {
            // 確定した版は、会議の構成員(市・センター職員・席のある人)が見る。名前は載らない。
            PaperAction::ReadEdition => Verdict::yes_if(city || staff || sits, Verdict::Hidden),
            // 編集中の資料は、作る側の市とセンター職員が見る。
            PaperAction::ReadDraft => Verdict::yes_if(
                city || staff,
                if sits { Verdict::ReadOnly } else { Verdict::Hidden },
            ),
            // まとめは、その所の課題を預かる人(センターの職員、コーディネーターなど)が提出する。
            PaperAction::HandIn => match &facts.unit {
                Some(unit) if actor.keeps_for(unit) => Verdict::Yes,
                _ if city => Verdict::ReadOnly,
                _ => Verdict::Hidden,
            },
            // 問い合わせ・受け取り・版の確定は、編集する市担当者が行う。
            PaperAction::Review | PaperAction::Lock => Verdict::yes_if(
                city,
                if staff || sits { Verdict::ReadOnly } else { Verdict::Hidden },
            ),
        }
    }
}

/// Whether there are papers for this person at all: those of any period, once locked.
pub(super) fn may_read_editions(actor: &Actor) -> bool {
    let any = PaperFacts { period: "".into(), unit: None };
    access::may(PaperAction::ReadEdition, actor, &any)
}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    access::situation::<PaperAction>("自センター・席のある会議体のある市", |_| {
        PaperFacts { period: "2025-2".into(), unit: Some("here".into()) }
    })
}
