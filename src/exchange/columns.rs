//! The columns of a file of cases: the same for the empty form, for reading and for the centre's own export, made
//! from the structure's case sheet and factors.

use std::collections::HashSet;

use nihon::fold_key;

use crate::{
    cases::{AgeBand, CASE_SHEET, CareLevel, Consent, Household},
    clock::Day,
    persons::Sex,
    preset::{AnswerKind, Factor, FactorValue, Field, Form},
    structure::Structure,
    tabular::{self, Column},
};

pub(super) const NUMBER: &str = "管理番号";
pub(super) const CENTER: &str = "センター";
pub(super) const NAME: &str = "氏名";
pub(super) const KANA: &str = "フリガナ";
pub(super) const BORN: &str = "生年月日";
pub(super) const SEX: &str = "性別";
pub(super) const ADDRESS: &str = "住所";
pub(super) const INSURED: &str = "被保険者番号";
pub(super) const KIND: &str = "事例の種類";
pub(super) const TITLE: &str = "件名(匿名)";
pub(super) const PRESENTER: &str = "事例提供者";
pub(super) const REGISTERED: &str = "登録日";
pub(super) const SUBMITTED: &str = "提出日";
pub(super) const AGE: &str = "年齢階級";
pub(super) const CARE: &str = "要介護度";
pub(super) const HOUSEHOLD: &str = "世帯";
pub(super) const CONSENT: &str = "同意";
pub(super) const CONSENT_ON: &str = "同意日";
pub(super) const CONSENT_BASIS: &str = "同意の根拠";

/// Ends of the headers of a before-and-after answer.
pub(super) const STAGES: [&str; 3] = ["以前", "現在・見込み", "支援後"];

/// A column whose header is the same everywhere.
struct Fixed {
    name: &'static str,
    also: &'static [&'static str],
    required: bool,
    width: u16,
    example: &'static str,
}

const fn fixed(
    name: &'static str,
    also: &'static [&'static str],
    width: u16,
    example: &'static str,
) -> Fixed {
    Fixed { name, also, required: false, width, example }
}

const fn needed(
    name: &'static str,
    also: &'static [&'static str],
    width: u16,
    example: &'static str,
) -> Fixed {
    Fixed { name, also, required: true, width, example }
}

const PERSON: [Fixed; 8] = [
    fixed(NUMBER, &["事例番号", "番号", "No", "ID"], 16, "(例) 7-001"),
    fixed(CENTER, &["地域包括支援センター", "センター名", "包括", "包括支援センター"], 24, ""),
    needed(NAME, &["利用者名", "本人氏名", "対象者氏名", "利用者氏名"], 16, "松戸 花子"),
    fixed(KANA, &["カナ", "氏名カナ", "氏名フリガナ", "ふりがな", "ﾌﾘｶﾞﾅ"], 18, "マツド ハナコ"),
    fixed(BORN, &["誕生日", "生年月日(和暦)"], 14, "S15.4.1"),
    fixed(SEX, &["男女"], 8, "女性"),
    fixed(ADDRESS, &["現住所"], 30, ""),
    fixed(INSURED, &["被保番", "介護保険被保険者番号"], 14, ""),
];

const CASE: [Fixed; 11] = [
    needed(KIND, &["種類", "事例種別", "区分"], 20, ""),
    fixed(TITLE, &["件名", "事例名", "表題"], 30, "退院後の暮らしを支える人がいない"),
    fixed(PRESENTER, &["提供者", "担当ケアマネジャー", "担当者"], 16, "例 一郎"),
    needed(REGISTERED, &["受付日", "作成日"], 14, "R7.7.1"),
    fixed(SUBMITTED, &["提出年月日"], 14, ""),
    fixed(AGE, &["年代"], 12, ""),
    fixed(CARE, &["介護度", "要介護認定"], 12, "要介護2"),
    fixed(HOUSEHOLD, &["世帯構成", "世帯類型"], 16, "独居"),
    fixed(CONSENT, &["同意の種類", "同意の状況"], 20, "本人同意"),
    fixed(CONSENT_ON, &["同意年月日"], 14, "R7.6.28"),
    fixed(CONSENT_BASIS, &["根拠"], 20, ""),
];

/// What a column of the sheet's answers stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The whole answer.
    Whole,
    /// One of the three texts of a before-and-after answer.
    Stage(usize),
}

/// Which of the two sheets a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Named,
    /// What a person wrote beside it to leave the centre.
    Shared,
}

/// A column of the sheet's answers.
pub(super) struct AnswerColumn<'s> {
    pub field: &'s Field,
    pub part: Part,
    pub side: Side,
    pub header: String,
}

/// A column of the factor matrix.
pub(super) struct FactorColumn<'s> {
    pub factor: &'s Factor,
    pub group: &'s str,
    pub header: String,
}

/// All columns of a structure's file of cases.
pub(super) struct Columns<'s> {
    structure: &'s Structure,
    pub form: &'s Form,
    pub answers: Vec<AnswerColumn<'s>>,
    pub factors: Vec<FactorColumn<'s>>,
}

impl<'s> Columns<'s> {
    /// The columns for files of a day; none when the structure has no case sheet.
    pub fn of(structure: &'s Structure, day: Day) -> Option<Columns<'s>> {
        let form = structure.form(CASE_SHEET)?;
        let mut taken: HashSet<String> = PERSON
            .iter()
            .chain(&CASE)
            .flat_map(|f| std::iter::once(&f.name).chain(f.also))
            .map(|name| fold_key(name))
            .collect();
        // A header that is taken already gets another word behind it.
        let mut take = |wanted: String, more: &str| {
            let mut header = wanted.clone();
            let mut more = more.to_owned();
            while !taken.insert(fold_key(&header)) {
                header = format!("{wanted}({more})");
                more.push('+');
            }
            header
        };
        let mut answers = Vec::new();
        for field in form.fields() {
            let sides: &[Side] =
                if field.personal { &[Side::Named, Side::Shared] } else { &[Side::Named] };
            for side in sides {
                let prefix = if *side == Side::Shared { "(匿名)" } else { "" };
                let head = format!("{prefix}{}", field.excel_header());
                if field.kind == AnswerKind::BeforeAfter {
                    for (at, stage) in STAGES.iter().enumerate() {
                        answers.push(AnswerColumn {
                            field,
                            part: Part::Stage(at),
                            side: *side,
                            header: take(format!("{head}({stage})"), "シート"),
                        });
                    }
                } else {
                    answers.push(AnswerColumn {
                        field,
                        part: Part::Whole,
                        side: *side,
                        header: take(head, "シート"),
                    });
                }
            }
        }
        let factors = structure.factors_in(day.fiscal_year());
        let named_once = |name: &str| factors.iter().filter(|f| f.name == name).count() == 1;
        let columns = factors
            .iter()
            .map(|factor| {
                let group = structure
                    .factor_groups
                    .iter()
                    .find(|g| g.key == factor.group)
                    .map_or("", |g| g.name.as_str());
                // 「その他」 stands in every group.
                let header = if named_once(&factor.name) {
                    take(factor.name.clone(), group)
                } else {
                    take(format!("{}({group})", factor.name), "要因")
                };
                FactorColumn { factor, group, header }
            })
            .collect();
        Some(Columns { structure, form, answers, factors: columns })
    }

    /// As an importer declares them.
    pub fn declared(&self) -> Vec<Column> {
        let one = |f: &Fixed| {
            let column =
                if f.required { Column::required(f.name) } else { Column::optional(f.name) };
            column.also(f.also)
        };
        PERSON
            .iter()
            .chain(&CASE)
            .map(one)
            .chain(self.answers.iter().map(|a| Column::optional(&a.header)))
            .chain(self.factors.iter().map(|f| Column::optional(&f.header)))
            .collect()
    }

    /// As a workbook shows them.
    pub fn fields(&self) -> Vec<tabular::Field> {
        let mut fields: Vec<tabular::Field> = PERSON
            .iter()
            .chain(&CASE)
            .map(|f| {
                let header =
                    if f.required { format!("{}※必須", f.name) } else { f.name.to_owned() };
                let field =
                    tabular::Field::new(header).width(f.width).choices(self.choices(f.name));
                match hint(f.name) {
                    "" => field,
                    words => field.hint(words),
                }
            })
            .collect();
        fields.extend(self.answers.iter().map(|a| {
            let words: Vec<&str> = match (a.field.kind, a.side) {
                (AnswerKind::Choice, _) => {
                    a.field.choices.iter().map(|c| c.name.as_str()).collect()
                }
                (AnswerKind::YesNo, _) => vec!["はい", "いいえ"],
                _ => Vec::new(),
            };
            let field = tabular::Field::new(&a.header).width(24).choices(words);
            match (a.side, a.field.kind) {
                (Side::Shared, _) => {
                    field.hint("本人が分からないように書いた内容。会議にはこちらだけが出ます。")
                }
                (_, AnswerKind::Multi) => {
                    field.hint(format!("いくつもあるときは「、」で区切ります。{}", names(a.field)))
                }
                _ if !a.field.help.is_empty() => field.hint(&a.field.help),
                _ => field,
            }
        }));
        fields.extend(self.factors.iter().map(|f| {
            let mut words = Vec::new();
            if f.factor.allows(FactorValue::Mark) {
                words.push("○");
            }
            if f.factor.allows(FactorValue::Suspected) {
                words.push("疑い");
            }
            let field = tabular::Field::new(&f.header).centred();
            if f.factor.allows(FactorValue::Text) {
                let offered = f.factor.suggestions.join("、");
                field.hint(format!("ことばで書けます。例: {offered}"))
            } else {
                field.choices(words)
            }
        }));
        fields
    }

    /// The headers alone, for a CSV.
    pub fn headers(&self) -> Vec<String> {
        PERSON
            .iter()
            .chain(&CASE)
            .map(|f| f.name.to_owned())
            .chain(self.answers.iter().map(|a| a.header.clone()))
            .chain(self.factors.iter().map(|f| f.header.clone()))
            .collect()
    }

    /// Headers over the columns, with how many each spans.
    pub fn groups(&self) -> Vec<(String, usize)> {
        let mut groups =
            vec![("支援対象者".to_owned(), PERSON.len()), ("事例".to_owned(), CASE.len())];
        let mut push = |words: &str| match groups.last_mut() {
            Some((last, span)) if last == words => *span += 1,
            _ => groups.push((words.to_owned(), 1)),
        };
        for answer in &self.answers {
            let section = self
                .form
                .sections
                .iter()
                .find(|s| s.fields.iter().any(|f| f.key == answer.field.key));
            push(section.map_or("", |s| s.title.as_str()));
        }
        for factor in &self.factors {
            push(factor.group);
        }
        groups
    }

    /// The row that shows how the form is filled in; an import passes over it.
    pub fn example(&self) -> Vec<tabular::Cell> {
        let first_kind = self.structure.case_kinds.first().map_or("", |k| k.name.as_str());
        let mut cells: Vec<tabular::Cell> = PERSON
            .iter()
            .chain(&CASE)
            .map(|f| if f.name == KIND { first_kind } else { f.example }.into())
            .collect();
        cells.extend(self.answers.iter().map(|_| tabular::Cell::Empty));
        cells.extend(self.factors.iter().enumerate().map(|(at, f)| {
            let mark = at == 0 && f.factor.allows(FactorValue::Mark);
            if mark { "○".into() } else { tabular::Cell::Empty }
        }));
        cells
    }

    fn choices(&self, name: &str) -> Vec<String> {
        let words = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect();
        match name {
            CENTER => words(self.structure.centers.iter().map(|c| c.name.as_str()).collect()),
            KIND => words(self.structure.case_kinds.iter().map(|k| k.name.as_str()).collect()),
            SEX => words(Sex::ALL.iter().copied().map(Sex::label).collect()),
            AGE => words(AgeBand::ALL.iter().copied().map(AgeBand::label).collect()),
            CARE => words(CareLevel::ALL.iter().copied().map(CareLevel::label).collect()),
            HOUSEHOLD => words(Household::ALL.iter().copied().map(Household::label).collect()),
            CONSENT => words(Consent::ALL.iter().copied().map(Consent::label).collect()),
            _ => Vec::new(),
        }
    }
}

fn hint(name: &str) -> &'static str {
    match name {
        NUMBER => "同じ番号の行は、もう一度取り込んでも二重になりません。",
        CENTER => "空のときは、取り込む人のセンターになります。",
        AGE => "生年月日があれば空のままにします。",
        BORN | REGISTERED | CONSENT_ON => "R7.7.1、令和7年7月1日、2025/7/1 のどれでも書けます。",
        SUBMITTED => "空のときは「作成中」として登録します。",
        TITLE => "本人が分からないように書きます。",
        _ => "",
    }
}

fn names(field: &Field) -> String {
    let names: Vec<&str> = field.choices.iter().map(|c| c.name.as_str()).collect();
    names.join("、")
}
