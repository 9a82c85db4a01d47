//! Who may bring files in and take them out.

use std::sync::Arc;

use super::kind::{Kind, Writers};
use crate::{
    access::{self, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    actions,
    files::OpensFiles,
    id::{CenterId, ImportId},
    structure::Structure,
};

actions! {
    /// What is done with files.
    pub enum ExchangeAction {
        SeeImports "see_imports" "取り込みと書き出しの画面を見る",
        SendFile "send_file" "ファイルを送って確かめる",
        ReadImport "read_import" "送ったファイルの読み取り結果を見る",
        AnswerImport "answer_import" "ファイルの読み方を答える",
        RunImport "run_import" "取り込む",
        ForgetImport "forget_import" "取り込まずに消す",
        ExportLabels "export_labels" "匿名の一覧を書き出す",
        ExportNamed "export_named" "実名の一覧を書き出す",
    }
}

/// About which file, whether it names people, for which centre.
#[derive(Clone, Debug)]
pub struct ExchangeFacts {
    pub import: ImportId,
    /// Whether its rows name people.
    pub names_people: bool,
    /// None: the whole municipality.
    pub center: Option<CenterId>,
    /// Of a file of a part of the structure: who writes that, and whose the file is.
    pub writers: Option<Writers>,
}

impl ExchangeFacts {
    /// Facts for sending a new file: staff send their centre's, others the whole municipality's.
    pub fn new_for(actor: &Actor, names_people: bool) -> ExchangeFacts {
        let center = actor.center().cloned();
        ExchangeFacts { import: ImportId::new(), names_people, center, writers: None }
    }

    /// The same of a kind of file; one of a part of the structure is nobody's but its sender's.
    pub fn to_send(actor: &Actor, structure: &Structure, kind: &Kind) -> ExchangeFacts {
        let facts = ExchangeFacts::new_for(actor, kind.names_people);
        match kind.writers(structure, actor.key()) {
            None => facts,
            writers => ExchangeFacts { center: None, writers, ..facts },
        }
    }

    /// Facts about files as a whole, before anybody said which.
    pub fn anything(actor: &Actor, structure: &Structure) -> ExchangeFacts {
        let writers = Some(Kind::any_writers(structure, actor.key()));
        ExchangeFacts { writers, ..ExchangeFacts::new_for(actor, false) }
    }
}

impl Facts for ExchangeFacts {
    fn subject(&self) -> Subject {
        Subject::new("import", &self.import)
    }

    fn keeper(&self) -> Option<&CenterId> {
        self.center.as_ref()
    }
}

impl Rule for ExchangeAction {
    type Facts = ExchangeFacts;
    fn verdict(self, actor: &Actor, facts: &ExchangeFacts) -> Verdict {
        let staff = facts.center.as_ref().is_some_and(|c| actor.works_at(c));
        let city = actor.is(Role::CityOfficer);
        let offices = city || actor.is(Role::CenterStaff);
        match (self, &facts.writers) {
            // 取り込みの画面は、台帳に書く人にも開く。
            (ExchangeAction::SeeImports, writers) => {
                let writes = writers.as_ref().is_some_and(|writers| writers.hold(actor));
                Verdict::yes_if(offices || writes, Verdict::ReadOnly)
            }
            // 匿名の一覧には、それぞれの一覧で見える範囲だけが入る。
            (ExchangeAction::ExportLabels, _) => Verdict::yes_if(offices, Verdict::ReadOnly),
            // 台帳の表は、その台帳に書く人が送る。
            (ExchangeAction::SendFile, Some(writers)) => {
                Verdict::yes_if(writers.hold(actor), Verdict::Hidden)
            }
            // どの地区のことが書いてあるか分からないので、送った本人だけが見る。
            (
                ExchangeAction::ReadImport
                | ExchangeAction::AnswerImport
                | ExchangeAction::RunImport
                | ExchangeAction::ForgetImport,
                Some(writers),
            ) => Verdict::yes_if(writers.hold_sender(actor), Verdict::Hidden),
            // 事例の表には氏名があるので、そのセンターの職員だけが送れる。会議の予定は市も送れる。
            (ExchangeAction::SendFile, None) => {
                Verdict::yes_if(staff || (city && !facts.names_people), Verdict::ReadOnly)
            }
            // 送ったファイルには氏名がありうるので、ほかのセンターや市には、あることも知らせない。
            (
                ExchangeAction::ReadImport
                | ExchangeAction::AnswerImport
                | ExchangeAction::RunImport
                | ExchangeAction::ForgetImport,
                None,
            ) => Verdict::yes_if(
                staff || (city && facts.center.is_none() && !facts.names_people),
                Verdict::Hidden,
            ),
            // 実名の一覧は、そのセンターの職員だけ。
            (ExchangeAction::ExportNamed, _) => {
                Verdict::yes_if(staff, if offices { Verdict::ReadOnly } else { Verdict::Hidden })
            }
        }
    }
}

impl OpensFiles for ReadImport {}
impl OpensFiles for RunImport {}
impl OpensFiles for AnswerImport {}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let of = |words, names_people, center: Option<&'static str>| {
        access::situation::<ExchangeAction>(words, |_| ExchangeFacts {
            import: "i".into(),
            names_people,
            center: center.map(CenterId::from),
            writers: None,
        })
    };
    // Sent by whoever is asked about, or by somebody else.
    let of_ledger = |words, own: bool| {
        access::situation::<ExchangeAction>(words, move |actor| ExchangeFacts {
            import: "i".into(),
            names_people: false,
            center: None,
            writers: Some(Writers {
                may_send: Arc::new(|actor| actor.is(Role::Coordinator)),
                sender: if own { actor.key() } else { String::new() },
            }),
        })
    };
    [
        of("自センターの事例の表", true, Some("here")),
        of("他センターの事例の表", true, Some("there")),
        of("自センターの会議の表", false, Some("here")),
        of("市全体の会議の表", false, None),
        of_ledger("生活支援コーディネーターが書く台帳の、自分が送った表", true),
        of_ledger("同じ台帳の、ほかの人が送った表", false),
    ]
    .concat()
}
