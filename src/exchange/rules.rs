//! Who may bring files in and take them out.

use crate::{
    access::{self, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    actions,
    files::OpensFiles,
    id::{CenterId, ImportId},
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
}

impl ExchangeFacts {
    /// Facts for sending a new file: staff send their centre's, others the whole municipality's.
    pub fn new_for(actor: &Actor, names_people: bool) -> ExchangeFacts {
        ExchangeFacts { import: ImportId::new(), names_people, center: actor.center().cloned() }
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
        match self {
            // 匿名の一覧には、それぞれの一覧で見える範囲だけが入る。
            ExchangeAction::SeeImports | ExchangeAction::ExportLabels => {
                Verdict::yes_if(city || actor.is(Role::CenterStaff), Verdict::ReadOnly)
            }
            // 事例の表には氏名があるので、そのセンターの職員だけが送れる。会議の予定は市も送れる。
            ExchangeAction::SendFile => {
                Verdict::yes_if(staff || (city && !facts.names_people), Verdict::ReadOnly)
            }
            // 送ったファイルには氏名がありうるので、ほかのセンターや市には、あることも知らせない。
            ExchangeAction::ReadImport
            | ExchangeAction::AnswerImport
            | ExchangeAction::RunImport
            | ExchangeAction::ForgetImport => Verdict::yes_if(
                staff || (city && facts.center.is_none() && !facts.names_people),
                Verdict::Hidden,
            ),
            // 実名の一覧は、そのセンターの職員だけ。
            ExchangeAction::ExportNamed => Verdict::yes_if(
                staff,
                if city || actor.is(Role::CenterStaff) {
                    Verdict::ReadOnly
                } else {
                    Verdict::Hidden
                },
            ),
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
        })
    };
    [
        of("自センターの事例の表", true, Some("here")),
        of("他センターの事例の表", true, Some("there")),
        of("自センターの会議の表", false, Some("here")),
        of("市全体の会議の表", false, None),
    ]
    .concat()
}
