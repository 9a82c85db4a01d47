//! A case: what the program reasons about of it, and what is written on its sheet.

use serde::{Deserialize, Serialize};

use super::CaseStatus;
use crate::{
    clock::{Day, Instant},
    fields,
    fields::{Declared, Field, Look, Spec, field},
    forms::{self, Answers},
    id::{AccountId, CaseId, CaseKindId, CenterId, DistrictId, FactorId, PersonId},
    persons::Sex,
    preset::{Form, Preset},
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
    } else Unknown
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
    } else Unknown
}

/// As people shorten them in tables.
const CARE_WORDS: &[(&str, &str)] = &[
    ("自立", "none"),
    ("非該当", "none"),
    ("なし", "none"),
    ("申請", "applying"),
    ("事業対象", "eligible"),
    ("支1", "support_one"),
    ("支2", "support_two"),
    ("要支1", "support_one"),
    ("要支2", "support_two"),
    ("支援1", "support_one"),
    ("支援2", "support_two"),
    ("介1", "care_one"),
    ("介2", "care_two"),
    ("介3", "care_three"),
    ("介4", "care_four"),
    ("介5", "care_five"),
    ("要介1", "care_one"),
    ("要介2", "care_two"),
    ("要介3", "care_three"),
    ("要介4", "care_four"),
    ("要介5", "care_five"),
    ("介護1", "care_one"),
    ("介護2", "care_two"),
    ("介護3", "care_three"),
    ("介護4", "care_four"),
    ("介護5", "care_five"),
];

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
    } else Unknown
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
    } else Unasked
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
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct MarkedFactor {
        pub factor_id: FactorId,
        pub mark: FactorMark,
        /// De-identified words; they may stand beside a mark, and stand alone when it is [`FactorMark::Words`].
        pub words: String,
    }
}

/// Characters of the words of a factor.
pub const FACTOR_WORDS: usize = 100;

impl MarkedFactor {
    /// As the matrix shows it; words that nobody may read yet are there all the same.
    pub fn cell(&self) -> &str {
        match self.mark {
            FactorMark::Words if self.words.is_empty() => "あり",
            _ if self.words.is_empty() => self.mark.label(),
            _ => &self.words,
        }
    }
}

fields! {
    /// 概要: what is written of a case in columns, because the program reasons about it or lists show it.
    #[derive(Clone, Debug, Serialize, Deserialize)]
    pub struct Outline {
        kind_id: CaseKindId = field("種類")
            .required()
            .heading("事例の種類")
            .also(&["種類", "事例種別", "区分"])
            .shaped(20, ""),
        /// De-identified.
        title: String = field("件名(匿名)")
            .most(100)
            .wanted_to_submit()
            .help("氏名や地名を書かずに、何の事例かが分かる短い言葉で。ほかの所からも、この件名で見えます。")
            .also(&["件名", "事例名", "表題"])
            .shaped(30, "退院後の暮らしを支える人がいない")
            .hint("本人が分からないように書きます。"),
        presenter_name: String = field("事例提供者")
            .most(60)
            .help("事業所と職種でもかまいません")
            .look(Look::Medium)
            .also(&["提供者", "担当ケアマネジャー", "担当者"])
            .shaped(16, "例 一郎"),
        age_band: AgeBand = field("年齢階級")
            .or_none("生年月日から")
            .also(&["年代"])
            .shaped(12, "")
            .hint("生年月日があれば空のままにします。"),
        sex: Sex = field("性別").look(Look::Across),
        care_level: CareLevel = field("要介護度")
            .also(&["介護度", "要介護認定"])
            .said(CARE_WORDS)
            .shaped(12, "要介護2"),
        household: Household = field("世帯")
            .also(&["世帯構成", "世帯類型"])
            .said(&[("一人暮らし", "alone"), ("単身", "alone")])
            .shaped(16, "独居"),
        /// Where the person lives: for which row of the papers the case counts, where these are districts.
        district_id: Option<DistrictId> = field("地区")
            .or_none("分からない")
            .help("お住まいの地区です。資料では、この地区の事例に数えます。")
            .also(&["地区名", "居住地区"])
            .shaped(14, ""),
        consent: Consent = field("会議で検討することへの同意")
            .wanted_to_submit()
            .look(Look::Radio)
            .heading("同意")
            .also(&["同意の種類", "同意の状況"])
            .said(&[("本人", "person"), ("家族", "family"), ("匿名", "anonymous")])
            .unsure(&["有", "あり", "有り", "○", "済", "済み", "取得済", "同意あり", "同意有", "無", "なし", "無し", "×"])
            .shaped(20, "本人同意"),
        consent_on: Option<Day> = field("同意を得た日")
            .heading("同意日")
            .also(&["同意年月日"])
            .shaped(14, "R7.6.28")
            .hint("R7.7.1、令和7年7月1日、2025/7/1 のどれでも書けます。"),
        consent_basis: String = field("根拠条項と判断者")
            .most(300)
            .help("「同意なし・実名」のときに必ず書きます。例: 高齢者虐待防止法第9条、管理者の判断")
            .heading("同意の根拠")
            .also(&["根拠"])
            .shaped(20, ""),
    }
}

impl Outline {
    /// Its fields, with the kinds of case and the districts that a structure has.
    pub fn fields_in(preset: &Preset) -> Vec<Field<Outline>> {
        let mut all = Outline::fields().to_vec();
        for field in all.iter_mut().filter(|field| field.key == "kind_id") {
            let kinds = preset.case_kinds.iter().map(|kind| (&kind.key, &kind.name));
            field.spec = field.spec.clone().choices(kinds);
        }
        all.retain(|field| field.key != "district_id" || !preset.districts.is_empty());
        for field in all.iter_mut().filter(|field| field.key == "district_id") {
            let districts = preset.districts.iter().map(|district| (&district.key, &district.name));
            field.spec = field.spec.clone().choices(districts);
        }
        all
    }

    /// What of it cannot stand together: the field, and a sentence.
    pub fn contradiction(&self) -> Option<(&'static str, &'static str)> {
        (self.consent == Consent::Named && self.consent_basis.is_empty()).then_some((
            "consent_basis",
            "同意なしに実名で検討するには、根拠条項と判断者を入力してください。",
        ))
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

/// Years ago from which on nobody registers a case any more.
pub const LONG_AGO: i64 = 25;

record! {
    /// A case without its sheets. Nothing in it names a person.
    #[derive(Clone, Debug)]
    pub struct Case {
        pub id: CaseId,
        pub center_id: CenterId,
        pub person_id: PersonId,
        pub presenter_id: Option<AccountId>,
        /// 「明第1-R7-012」: centre, fiscal year, serial.
        pub label: String,
        pub status: CaseStatus,
        pub registered_on: Day,
        pub submitted_on: Option<Day>,
        pub form_version: i64,
        pub shared_confirmed_at: Option<Instant>,
        pub return_reason: String,
        pub close_reason: String,
        pub version: i64,
    } and pub outline: Outline
}

impl Case {
    /// Whether a person confirmed the de-identified twin.
    pub fn is_confirmed(&self) -> bool {
        self.shared_confirmed_at.is_some()
    }
}

/// Both sheets of a case, opened.
#[derive(Clone)]
pub struct CaseSheets {
    pub named: Answers,
    pub shared: Answers,
}

/// What is written down of a case, new or changed.
#[derive(Clone, Serialize, Deserialize)]
pub struct SheetInput {
    pub outline: Outline,
    pub presenter_id: Option<AccountId>,
    pub form_version: i64,
    #[serde(with = "forms::as_json")]
    pub named: Answers,
    pub factors: Vec<MarkedFactor>,
}

/// A case to be registered.
#[derive(Clone)]
pub struct NewCase {
    pub registered_on: Day,
    pub sheet: SheetInput,
}

/// What a case still lacks before it can be handed in.
pub enum Lack<'a> {
    /// A field of its [`Outline`] that nobody wrote.
    Outline(&'a Spec),
    /// A field of its sheet that nobody wrote.
    Answer(&'a Spec),
    /// A ground on which it may be discussed.
    Consent(Consent),
}

impl Lack<'_> {
    /// What is lacking, as its field is called.
    pub fn label(&self) -> &str {
        match self {
            Lack::Outline(spec) | Lack::Answer(spec) => &spec.label,
            Lack::Consent(_) => "同意",
        }
    }

    /// As a sentence.
    pub fn words(&self) -> String {
        match self {
            Lack::Outline(spec) | Lack::Answer(spec) => {
                format!("「{}」が書かれていません。", spec.label)
            }
            Lack::Consent(consent) => format!("同意が「{}」のままです。", consent.label()),
        }
    }
}

/// What a case still lacks before it can be handed in.
pub fn lacks_for_submission<'a>(
    outline: &Outline,
    form: &'a Form,
    named: &Answers,
) -> Vec<Lack<'a>> {
    let mut lacks: Vec<Lack<'_>> =
        forms::missing(form, named).into_iter().map(Lack::Answer).collect();
    let unwritten =
        |field: &&Field<Outline>| !field.spec.required.is_not() && field.text(outline).is_empty();
    lacks.extend(Outline::fields().iter().filter(unwritten).map(|f| Lack::Outline(&f.spec)));
    if !outline.consent.allows_review() {
        lacks.push(Lack::Consent(outline.consent));
    }
    lacks
}
