//! A person who is cared for, and what may be said of one.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Day,
    fields,
    fields::{Look, Said, field},
    id::{CenterId, PersonId},
    words,
};

words! {
    /// 性別, as far as statistics ask for it.
    pub enum Sex {
        Female "female" "女性",
        Male "male" "男性",
        Other "other" "その他",
        Unknown "unknown" "不明",
    } else Unknown
}

/// A person with names opened. It exists only while a page of the person's own centre is made; its `Debug`
/// shows no name.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub version: i64,
    pub written: NewPerson,
}

impl std::ops::Deref for Person {
    type Target = NewPerson;

    fn deref(&self) -> &NewPerson {
        &self.written
    }
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

/// One line of a centre's list of persons.
#[derive(Clone)]
pub struct PersonName {
    pub id: PersonId,
    pub name: String,
    pub kana: String,
    pub born: Option<Day>,
    pub sex: Sex,
}

impl Person {
    /// Years of age on a day, when the day of birth is known.
    pub fn age(&self, day: &Day) -> Option<i64> {
        self.born.map(|born| age_on(born, *day))
    }
}

impl PersonName {
    /// Years of age on a day, when the day of birth is known.
    pub fn age(&self, day: &Day) -> Option<i64> {
        self.born.map(|born| age_on(born, *day))
    }
}

/// Years ago in which nobody was born who is cared for.
pub const LIFETIME: i64 = 125;

fields! {
    /// What is written down of a person, new or changed.
    #[derive(Clone, Serialize, Deserialize)]
    pub struct NewPerson {
        name: String = field("氏名")
            .most(60)
            .required()
            .personal()
            .also(&["利用者名", "本人氏名", "対象者氏名", "利用者氏名"])
            .shaped(16, "松戸 花子"),
        /// フリガナ, full-width katakana.
        kana: String = field("フリガナ")
            .most(60)
            .personal()
            .clean(kana)
            .also(&["カナ", "氏名カナ", "氏名フリガナ", "ふりがな", "ﾌﾘｶﾞﾅ"])
            .shaped(18, "マツド ハナコ"),
        born: Option<Day> = field("生年月日")
            .personal()
            .help("S14.11.24、昭和14年11月24日、1939/11/24 のどれでも")
            .also(&["誕生日", "生年月日(和暦)"])
            .shaped(14, "S14.11.24")
            .hint("S14.11.24、昭和14年11月24日、1939/11/24 のどれでも書けます。"),
        sex: Sex = field("性別")
            .look(Look::Across)
            .also(&["男女"])
            .said(&[("女", "female"), ("男", "male")])
            .shaped(8, "女性"),
        address: String = field("住所").most(200).personal().also(&["現住所"]).shaped(30, ""),
        /// 被保険者番号, ten digits; empty when not known.
        insured_number: String = field("被保険者番号")
            .most(20)
            .personal()
            .help("10桁の数字")
            .look(Look::Medium)
            .clean(ten_digits)
            .also(&["被保番", "介護保険被保険者番号"])
            .shaped(14, ""),
    } also {
        center_id: CenterId,
    }
}

/// Half-width kana is widened, hiragana becomes katakana.
fn kana(typed: &str, _: Said) -> Result<String, &'static str> {
    let kana = nihon::kana::to_katakana(&nihon::fold(typed));
    if nihon::kana::is_kana(&kana.replace([' ', '　'], "")) {
        Ok(kana)
    } else {
        Err("かな・カナで入力してください。")
    }
}

fn ten_digits(typed: &str, said: Said) -> Result<String, &'static str> {
    let mut digits = nihon::fold(typed);
    if said == Said::InFile {
        // Excel drops the zeros that a number begins with.
        digits = format!("{digits:0>10}");
    }
    if digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err("10桁の数字で入力してください。")
    }
}

impl NewPerson {
    /// The name as it is compared: without spaces, widths folded, so that 「松戸　花子」 is 「松戸花子」.
    pub(super) fn folded_name(&self) -> String {
        nihon::fold(&self.name).chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// What makes two rows of a file the same person: the insured number, else the name and the day of birth.
    pub fn identity(&self) -> String {
        let number = self.folded_number();
        if number.is_empty() {
            let born = self.born.map(Day::iso).unwrap_or_default();
            format!("{} {born}", self.folded_name())
        } else {
            number
        }
    }

    /// The insured number as it is compared: its digits alone.
    pub(super) fn folded_number(&self) -> String {
        nihon::fold(&self.insured_number).chars().filter(char::is_ascii_digit).collect()
    }
}

/// Years of age on a day.
pub fn age_on(born: Day, day: Day) -> i64 {
    let years = i64::from(day.0.year()) - i64::from(born.0.year());
    let had_birthday = (day.0.month(), day.0.day()) >= (born.0.month(), born.0.day());
    if had_birthday { years } else { years - 1 }
}
