//! A case: what the program reasons about of it, and what is written on its sheet.

use super::CaseStatus;
use crate::{
    clock::{Day, Instant},
    forms::{self, Answer, Answers},
    id::{AccountId, CaseId, CaseKindId, CenterId, DistrictId, FactorId, PeriodId, PersonId},
    persons::Sex,
    preset::{AnswerKind, Form},
    record, words,
};

words! {
    /// 年齢階級: no finer than a label may tell.
    pub enum AgeBand {
        BelowPension "below_pension" "65歳未満",
        LateSixties "late_sixties" "65～69歳",
        Seventies "seventies" "70代",
        Eighties "eighties" "80代",
        NinetyAndOver "ninety_and_over" "90歳以上",
        Unknown "unknown" "不明",
    }
}

impl AgeBand {
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

words! {
    /// 要介護度.
    pub enum CareLevel {
        None "none" "認定なし",
        Applying "applying" "申請中",
        Eligible "eligible" "事業対象者",
        SupportOne "support_one" "要支援1",
        SupportTwo "support_two" "要支援2",
        CareOne "care_one" "要介護1",
        CareTwo "care_two" "要介護2",
        CareThree "care_three" "要介護3",
        CareFour "care_four" "要介護4",
        CareFive "care_five" "要介護5",
        Unknown "unknown" "不明",
    }
}

words! {
    /// 世帯.
    pub enum Household {
        Alone "alone" "独居",
        AloneByDay "alone_by_day" "日中独居",
        OldCouple "old_couple" "高齢者のみの世帯",
        WithChildren "with_children" "子と同居",
        WithOthers "with_others" "その他の同居",
        Facility "facility" "施設等",
        Unknown "unknown" "不明",
    }
}

words! {
    /// 同意: on what ground a case is brought before a conference.
    pub enum Consent {
        /// Not yet asked: a draft only.
        Unasked "unasked" "未確認",
        Person "person" "本人同意",
        Family "family" "家族等の同意",
        Anonymous "anonymous" "同意なし・匿名で検討",
        /// Without consent and by name: needs the clause it rests on and who judged.
        Named "named" "同意なし・実名(根拠条項と判断者)",
        /// Withdrawn: the case goes no further than its centre.
        Withdrawn "withdrawn" "撤回",
    }
}

impl Consent {
    /// Whether a case may come before a conference on this ground.
    pub fn allows_review(self) -> bool {
        !matches!(self, Consent::Unasked | Consent::Withdrawn)
    }
}

words! {
    /// What stands in a cell of the factor matrix.
    pub enum FactorMark {
        Mark "mark" "○",
        Suspected "suspected" "疑い",
        Words "words" "文字",
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
        /// Where the person lives, when the structure has districts and it is known.
        pub district_id: Option<DistrictId>,
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
