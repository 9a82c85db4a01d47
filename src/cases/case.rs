//! A case: what the program reasons about of it, and what is written on its sheet.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};

use super::CaseStatus;
use crate::{
    clock::{Day, Instant},
    forms::{self, Answer, Answers},
    id::{AccountId, CaseId, CaseKindId, CenterId, FactorId, PeriodId, PersonId},
    persons::Sex,
    preset::{AnswerKind, Form},
};

/// 年齢階級: no finer than a label may tell.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum AgeBand {
    BelowPension,
    LateSixties,
    Seventies,
    Eighties,
    NinetyAndOver,
    Unknown,
}

impl AgeBand {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            AgeBand::BelowPension => "65歳未満",
            AgeBand::LateSixties => "65～69歳",
            AgeBand::Seventies => "70代",
            AgeBand::Eighties => "80代",
            AgeBand::NinetyAndOver => "90歳以上",
            AgeBand::Unknown => "不明",
        }
    }

    /// The band of an age in years.
    pub fn of(age: i64) -> AgeBand {
        match age {
            ..65 => AgeBand::BelowPension,
            65..70 => AgeBand::LateSixties,
            70..80 => AgeBand::Seventies,
            80..90 => AgeBand::Eighties,
            _ => AgeBand::NinetyAndOver,
        }
    }
}

/// 要介護度.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum CareLevel {
    None,
    Applying,
    Eligible,
    SupportOne,
    SupportTwo,
    CareOne,
    CareTwo,
    CareThree,
    CareFour,
    CareFive,
    Unknown,
}

impl CareLevel {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            CareLevel::None => "認定なし",
            CareLevel::Applying => "申請中",
            CareLevel::Eligible => "事業対象者",
            CareLevel::SupportOne => "要支援1",
            CareLevel::SupportTwo => "要支援2",
            CareLevel::CareOne => "要介護1",
            CareLevel::CareTwo => "要介護2",
            CareLevel::CareThree => "要介護3",
            CareLevel::CareFour => "要介護4",
            CareLevel::CareFive => "要介護5",
            CareLevel::Unknown => "不明",
        }
    }
}

/// 世帯.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum Household {
    Alone,
    AloneByDay,
    OldCouple,
    WithChildren,
    WithOthers,
    Facility,
    Unknown,
}

impl Household {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Household::Alone => "独居",
            Household::AloneByDay => "日中独居",
            Household::OldCouple => "高齢者のみの世帯",
            Household::WithChildren => "子と同居",
            Household::WithOthers => "その他の同居",
            Household::Facility => "施設等",
            Household::Unknown => "不明",
        }
    }
}

/// 同意: on what ground a case is brought before a conference.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum Consent {
    /// Not yet asked: a draft only.
    Unasked,
    Person,
    Family,
    Anonymous,
    /// Without consent and by name: needs the clause it rests on and who judged.
    Named,
    /// Withdrawn: the case goes no further than its centre.
    Withdrawn,
}

impl Consent {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Consent::Unasked => "未確認",
            Consent::Person => "本人同意",
            Consent::Family => "家族等の同意",
            Consent::Anonymous => "同意なし・匿名で検討",
            Consent::Named => "同意なし・実名(根拠条項と判断者)",
            Consent::Withdrawn => "撤回",
        }
    }

    /// Whether a case may come before a conference on this ground.
    pub fn allows_review(self) -> bool {
        !matches!(self, Consent::Unasked | Consent::Withdrawn)
    }
}

/// What stands in a cell of the factor matrix.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum FactorMark {
    Mark,
    Suspected,
    Words,
}

impl FactorMark {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            FactorMark::Mark => "○",
            FactorMark::Suspected => "疑い",
            FactorMark::Words => "文字",
        }
    }
}

record! {
    /// One factor of a case.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct MarkedFactor {
        pub factor_id: FactorId,
        pub mark: FactorMark,
        /// De-identified words; they may stand beside a mark, and stand alone when it is [`FactorMark::Words`].
        pub words: String,
    }
}

impl MarkedFactor {
    /// As the matrix shows it.
    pub fn cell(&self) -> &str {
        if self.words.is_empty() { self.mark.label() } else { &self.words }
    }
}

record! {
    /// A case without its sheets. Nothing in it names a person.
    #[derive(Clone, Debug)]
    pub struct Case {
        pub id: CaseId,
        pub center_id: CenterId,
        pub person_id: PersonId,
        pub presenter_id: Option<AccountId>,
        pub presenter_name: String,
        pub kind_id: CaseKindId,
        /// 「明第1-R7-012」: centre, fiscal year, serial.
        pub label: String,
        /// De-identified.
        pub title: String,
        pub status: CaseStatus,
        pub registered_on: Day,
        pub submitted_on: Option<Day>,
        pub age_band: AgeBand,
        pub sex: Sex,
        pub care_level: CareLevel,
        pub household: Household,
        pub consent: Consent,
        pub consent_on: Option<Day>,
        pub consent_basis: String,
        pub form_version: i64,
        pub shared_confirmed_at: Option<Instant>,
        pub shared_confirmed_by: Option<AccountId>,
        /// The period of its latest meeting; until there is one, of its registration.
        pub period_id: Option<PeriodId>,
        pub return_reason: String,
        pub close_reason: String,
        pub version: i64,
    }
}

impl Case {
    /// Whether a person confirmed the de-identified twin.
    pub fn is_confirmed(&self) -> bool {
        self.shared_confirmed_at.is_some()
    }

    /// 「80代・女性・要介護2・独居」.
    pub fn features(&self) -> String {
        [self.age_band.label(), self.sex.label(), self.care_level.label(), self.household.label()]
            .into_iter()
            .filter(|word| *word != "不明")
            .collect::<Vec<_>>()
            .join("・")
    }
}

/// Both sheets of a case, opened.
#[derive(Clone)]
pub struct CaseSheets {
    pub named: Answers,
    pub shared: Answers,
}

/// What is written down of a case, new or changed.
#[derive(Clone)]
pub struct SheetInput {
    pub kind_id: CaseKindId,
    pub title: String,
    pub presenter_id: Option<AccountId>,
    pub presenter_name: String,
    pub age_band: AgeBand,
    pub sex: Sex,
    pub care_level: CareLevel,
    pub household: Household,
    pub consent: Consent,
    pub consent_on: Option<Day>,
    pub consent_basis: String,
    pub form_version: i64,
    pub named: Answers,
    pub factors: Vec<MarkedFactor>,
}

/// A case to be registered.
#[derive(Clone)]
pub struct NewCase {
    pub center_id: CenterId,
    pub person_id: PersonId,
    pub registered_on: Day,
    pub sheet: SheetInput,
}

/// The de-identified twin that follows from a named sheet: answers to fields that are not personal are taken
/// over, the others are what a person wrote beside them before.
pub fn twin(form: &Form, named: &Answers, before: &Answers) -> Answers {
    let mut shared = Answers::default();
    for field in form.fields() {
        let from = if field.personal { before } else { named };
        if let Some(answer) = from.get(&field.key) {
            shared.set(&field.key, answer.clone());
        }
    }
    shared
}

/// Whether a confirmation of the de-identified twin still holds after the named sheet changed: it does not
/// when the answer to a personal field changed, nor when words that go up unrewritten did.
pub fn confirmation_holds(form: &Form, before: &Answers, after: &Answers) -> bool {
    let writes_words =
        |kind| matches!(kind, AnswerKind::Text | AnswerKind::Textarea | AnswerKind::BeforeAfter);
    form.fields()
        .filter(|field| field.personal || writes_words(field.kind))
        .all(|field| before.get(&field.key) == after.get(&field.key))
}

/// What a case still lacks before it can be handed in, as sentences.
pub fn lacks_for_submission(case: &Case, form: &Form, named: &Answers) -> Vec<String> {
    let mut lacks: Vec<String> = forms::missing(form, named)
        .into_iter()
        .map(|field| format!("「{}」が書かれていません。", field.label))
        .collect();
    if case.title.is_empty() {
        lacks.push("件名(匿名)が書かれていません。".into());
    }
    if !case.consent.allows_review() {
        lacks.push(format!("同意が「{}」のままです。", case.consent.label()));
    }
    lacks
}

/// Personal fields that were answered by name and have no de-identified words yet.
pub fn lacks_for_confirmation<'a>(form: &'a Form, sheets: &CaseSheets) -> Vec<&'a str> {
    form.fields()
        .filter(|f| f.personal && sheets.named.get(&f.key).is_some())
        .filter(|f| sheets.shared.get(&f.key).is_none_or(Answer::is_empty))
        .map(|f| f.label.as_str())
        .collect()
}
