//! Who may see, add, confirm and remove attachments: it follows from the record beside which they lie.

use crate::{
    access::{self, Actor, Facts, Load, MatrixRow, Rule, Subject, Verdict},
    actions,
    cases::{CaseAction, CaseFacts, CaseStatus},
    db::Conn,
    error::{Error, Result},
    files::OpensFiles,
    id::{AttachmentId, CaseId, CenterId, EntryId, IssueId, MeetingId, UnitId},
    issues::{IssueAction, IssueFacts},
    ledgers::{self, EntryFacts, LedgerAction},
    meetings::{MeetingAction, MeetingFacts, MeetingStatus},
    persons::{Leaves, PersonFacts},
};

actions! {
    /// What is done with attachments.
    pub enum AttachmentAction {
        See "see_attachment" "添付を見る",
        Add "add_attachment" "添付する",
        Confirm "confirm_attachment" "添付を匿名の資料に含める",
        Revoke "revoke_attachment" "添付を匿名の資料から外す",
        Remove "remove_attachment" "添付を消す",
    }
}

/// The record beside which an attachment lies, with what its own rules need to know.
#[derive(Clone, Debug)]
pub enum Record {
    Case(CaseFacts),
    Meeting(MeetingFacts),
    Issue(IssueFacts),
    Entry(EntryFacts),
}

impl Record {
    /// Reads it.
    ///
    /// # Errors
    /// `NotFound`, also for records of a kind that has no attachments.
    pub async fn load(conn: &mut Conn, kind: &str, id: &str) -> Result<Record> {
        Ok(match kind {
            "case" => Record::Case(CaseFacts::load(conn, &CaseId::from(id)).await?),
            "meeting" => Record::Meeting(MeetingFacts::load(conn, &MeetingId::from(id)).await?),
            "issue" => Record::Issue(IssueFacts::load(conn, &IssueId::from(id)).await?),
            "entry" => Record::Entry(ledgers::facts(conn, &EntryId::from(id)).await?),
            _ => return Err(Error::NotFound),
        })
    }

    /// The record.
    pub fn subject(&self) -> Subject {
        self.facts().subject()
    }

    /// Whether what belongs to it stays within a centre until it is confirmed.
    pub fn is_of_person(&self) -> bool {
        matches!(self, Record::Case(_))
    }

    fn facts(&self) -> &dyn Facts {
        match self {
            Record::Case(facts) => facts,
            Record::Meeting(facts) => facts,
            Record::Issue(facts) => facts,
            Record::Entry(facts) => facts,
        }
    }
}

/// What is known of an attachment.
#[derive(Clone, Debug)]
pub struct AttachmentFacts {
    pub attachment: AttachmentId,
    pub of: Record,
    /// Whether a person confirmed that it tells nobody who the case is about.
    pub confirmed: bool,
}

/// By what an attachment is found, or the place of one that is not there yet.
#[derive(Clone, Debug)]
pub enum At {
    There(AttachmentId),
    New { kind: &'static str, id: String },
}

impl Facts for AttachmentFacts {
    fn subject(&self) -> Subject {
        Subject::new("attachment", &self.attachment)
    }

    fn keeper(&self) -> Option<&CenterId> {
        self.of.facts().keeper()
    }
}

impl Leaves for AttachmentFacts {
    fn units(&self) -> Vec<UnitId> {
        match &self.of {
            Record::Case(facts) => facts.units(),
            Record::Meeting(facts) => facts.units(),
            Record::Issue(facts) => facts.units(),
            Record::Entry(facts) => facts.units(),
        }
    }

    fn presenter(&self) -> &str {
        match &self.of {
            Record::Case(facts) => facts.presenter(),
            Record::Meeting(_) | Record::Issue(_) | Record::Entry(_) => "",
        }
    }

    fn person(&self) -> Option<PersonFacts> {
        match &self.of {
            Record::Case(facts) => facts.person(),
            Record::Meeting(_) | Record::Issue(_) | Record::Entry(_) => None,
        }
    }

    fn knows_person(&self, actor: &Actor) -> bool {
        match &self.of {
            Record::Case(facts) => facts.knows_person(actor),
            Record::Meeting(_) | Record::Issue(_) | Record::Entry(_) => false,
        }
    }
}

impl AttachmentFacts {
    fn is_seen_by(&self, actor: &Actor) -> bool {
        match &self.of {
            Record::Case(case) => {
                CaseAction::ReadNamed.verdict(actor, case) == Verdict::Yes
                    || (self.confirmed && CaseAction::Read.verdict(actor, case) == Verdict::Yes)
            }
            Record::Meeting(meeting) => {
                MeetingAction::ReadMeeting.verdict(actor, meeting) == Verdict::Yes
            }
            Record::Issue(issue) => IssueAction::Read.verdict(actor, issue) == Verdict::Yes,
            // 個人が分かる欄のある台帳では、写真や書類にも写りうるので、封を開ける人だけ。
            Record::Entry(entry) => {
                let action = match entry.ledger.is_personal() {
                    true => LedgerAction::OpenPersonal,
                    false => LedgerAction::ReadEntry,
                };
                action.verdict(actor, entry) == Verdict::Yes
            }
        }
    }
}

impl Rule for AttachmentAction {
    type Facts = AttachmentFacts;
    fn verdict(self, actor: &Actor, facts: &AttachmentFacts) -> Verdict {
        // 添付は、その記録を見られる人が見る。事例の添付は実名を見る人だけが見て、匿名の資料に含めると確認されたものは
        // 匿名の事例を見る人も見る。見られない人には、あることも知らせない。
        if self != AttachmentAction::Add && !facts.is_seen_by(actor) {
            return Verdict::Hidden;
        }
        match (self, &facts.of) {
            (AttachmentAction::See, _) => Verdict::Yes,
            // 添付するのは、事例を書く人、会議の議題を並べる人、課題を直す人。
            (AttachmentAction::Add, Record::Case(case)) => CaseAction::Edit.verdict(actor, case),
            // 匿名の資料に含める・外すのは、匿名の内容を確かめる人。終了した事例の添付も、外して消せる。
            (_, Record::Case(case)) => CaseAction::Share.verdict(actor, case),
            // 会議・課題・台帳の添付には、含める・外すはない。
            (
                AttachmentAction::Confirm | AttachmentAction::Revoke,
                Record::Meeting(_) | Record::Issue(_) | Record::Entry(_),
            ) => Verdict::Hidden,
            (_, Record::Meeting(meeting)) => MeetingAction::EditAgenda.verdict(actor, meeting),
            (_, Record::Issue(issue)) => IssueAction::Edit.verdict(actor, issue),
            (_, Record::Entry(entry)) => LedgerAction::Change.verdict(actor, entry),
        }
    }
}

impl OpensFiles for See {}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let of = |words, of: &dyn Fn() -> Record, confirmed| {
        access::situation::<AttachmentAction>(words, |_| AttachmentFacts {
            attachment: "here".into(),
            of: of(),
            confirmed,
        })
    };
    let case = |at: &'static str, center: &'static str| {
        move || {
            Record::Case(CaseFacts {
                status: CaseStatus::Discussed,
                confirmed: true,
                conferences: vec![at.into()],
                meetings: vec![at.into()],
                ..CaseFacts::new_at(center.into(), Some(at.into()))
            })
        }
    };
    let meeting = |at: &'static str, unit: &'static str| {
        move || {
            Record::Meeting(MeetingFacts {
                meeting: at.into(),
                conference: at.into(),
                unit: unit.into(),
                center: Some(unit.into()),
                status: MeetingStatus::Scheduled,
                day: None,
            })
        }
    };
    let issue =
        |unit: &'static str| move || Record::Issue(IssueFacts::new_at("here".into(), unit.into()));
    [
        of("自センター・自分・自分の会議の事例の添付(未確認)", &case("here", "here"), false),
        of("自センター・自分・自分の会議の事例の添付(確認済)", &case("here", "here"), true),
        of("ほかの事例の添付(確認済)", &case("there", "there"), true),
        of("自センターの会議の添付", &meeting("there", "here"), false),
        of("席のある会議・招かれた会議の添付", &meeting("here", "there"), false),
        of("ほかの会議の添付", &meeting("there", "there"), false),
        of("自分の所の課題の添付", &issue("here"), false),
        of("関わりのない所の課題の添付", &issue("there"), false),
    ]
    .concat()
}
