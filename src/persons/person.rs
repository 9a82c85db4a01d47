//! A person who is cared for, and what may be said of one.

use crate::{
    clock::{Day, Instant},
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
    }
}

/// A person with names opened. It exists only while a page of the person's own centre is made; its `Debug`
/// shows no name.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub center_id: CenterId,
    pub name: String,
    /// フリガナ, full-width katakana.
    pub kana: String,
    pub born: Option<Day>,
    pub address: String,
    /// 被保険者番号, ten digits; empty when not known.
    pub insured_number: String,
    pub sex: Sex,
    pub created_at: Instant,
    pub version: i64,
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

/// What is written down of a person, new or changed.
#[derive(Clone)]
pub struct NewPerson {
    pub center_id: CenterId,
    pub name: String,
    pub kana: String,
    pub born: Option<Day>,
    pub address: String,
    pub insured_number: String,
    pub sex: Sex,
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
