//! Who may bring files in and take them out.

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use super::Kind;
use crate::{
    access::{self, Action, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    id::{CenterId, ImportId},
};

/// What is done with files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ExchangeAction {
    /// 取り込みの画面を見る
    SeeImports,
    /// ファイルを送って確かめる
    SendFile,
    /// 送ったファイルの読み取り結果を見る
    ReadImport,
    /// 取り込む
    RunImport,
    /// 取り込まずに消す
    ForgetImport,
    /// 記号だけの一覧を書き出す
    ExportLabels,
    /// 実名の一覧を書き出す
    ExportNamed,
}

/// About which file, of which kind, for which centre.
#[derive(Clone, Debug)]
pub struct ExchangeFacts {
    pub import: ImportId,
    pub kind: Kind,
    /// None: the whole municipality.
    pub center: Option<CenterId>,
}

impl ExchangeFacts {
    /// Facts for sending a new file: staff send their centre's, others the whole municipality's.
    pub fn new_for(actor: &Actor, kind: Kind) -> ExchangeFacts {
        ExchangeFacts { import: ImportId::new(), kind, center: actor.center().cloned() }
    }
}

impl Facts for ExchangeFacts {
    fn subject(&self) -> Subject {
        Subject::new("import", &self.import)
    }
}

impl Rule for ExchangeAction {
    type Facts = ExchangeFacts;

    fn label(self) -> &'static str {
        match self {
            ExchangeAction::SeeImports => "取り込みと書き出しの画面を見る",
            ExchangeAction::SendFile => "ファイルを送って確かめる",
            ExchangeAction::ReadImport => "送ったファイルの読み取り結果を見る",
            ExchangeAction::RunImport => "取り込む",
            ExchangeAction::ForgetImport => "取り込まずに消す",
            ExchangeAction::ExportLabels => "匿名の一覧を書き出す",
            ExchangeAction::ExportNamed => "実名の一覧を書き出す",
        }
    }

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
                Verdict::yes_if(staff || (city && facts.kind == Kind::Schedules), Verdict::ReadOnly)
            }
            // 送ったファイルには氏名がありうるので、ほかのセンターや市には、あることも知らせない。
            ExchangeAction::ReadImport
            | ExchangeAction::RunImport
            | ExchangeAction::ForgetImport => Verdict::yes_if(
                staff || (city && facts.center.is_none() && facts.kind == Kind::Schedules),
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

/// ファイルを送って確かめる.
pub struct SendFile;
impl Action for SendFile {
    type Rule = ExchangeAction;
    const RULE: ExchangeAction = ExchangeAction::SendFile;
}

/// 取り込む.
pub struct RunImport;
impl Action for RunImport {
    type Rule = ExchangeAction;
    const RULE: ExchangeAction = ExchangeAction::RunImport;
}

/// 取り込まずに消す.
pub struct ForgetImport;
impl Action for ForgetImport {
    type Rule = ExchangeAction;
    const RULE: ExchangeAction = ExchangeAction::ForgetImport;
}

/// 記号だけの一覧を書き出す.
pub struct ExportLabels;
impl Action for ExportLabels {
    type Rule = ExchangeAction;
    const RULE: ExchangeAction = ExchangeAction::ExportLabels;
}

/// 実名の一覧を書き出す.
pub struct ExportNamed;
impl Action for ExportNamed {
    type Rule = ExchangeAction;
    const RULE: ExchangeAction = ExchangeAction::ExportNamed;
}

/// The rows of the permission matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let situations = [
        ("自センターの事例の表", Kind::Cases, Some("here")),
        ("他センターの事例の表", Kind::Cases, Some("there")),
        ("自センターの会議の表", Kind::Schedules, Some("here")),
        ("市全体の会議の表", Kind::Schedules, None),
    ];
    let mut rows = Vec::new();
    for (situation, kind, center) in situations {
        rows.extend(ExchangeAction::iter().map(|action| MatrixRow {
            room: "exchange",
            action: action.label(),
            situation,
            verdicts: access::verdicts(action, |_| ExchangeFacts {
                import: ImportId::from("i"),
                kind,
                center: center.map(CenterId::from),
            }),
        }));
    }
    rows
}
