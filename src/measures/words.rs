//! What measures' forms offer to choose from, and how money is written.

use super::Channel;
use crate::{clock::fiscal_year_words, structure::Structure, web::form::Choice};

/// Kinds of answer of the structure.
pub fn answers(structure: &Structure) -> Vec<Choice> {
    structure.measure_answers.iter().map(|a| Choice::new(&a.key, &a.name)).collect()
}

/// The name of a kind of answer.
pub fn answer<'a>(structure: &'a Structure, key: &'a str) -> &'a str {
    structure.measure_answers.iter().find(|a| a.key == key).map_or(key, |a| a.name.as_str())
}

/// Departments of the structure.
pub fn departments(structure: &Structure) -> Vec<Choice> {
    structure.departments.iter().map(|d| Choice::new(&d.key, &d.name)).collect()
}

/// The name of a department.
pub fn department<'a>(structure: &'a Structure, key: &'a str) -> &'a str {
    structure.departments.iter().find(|d| d.key == key).map_or(key, |d| d.name.as_str())
}

/// 「令和8年度」
pub fn budget_year(year: i64) -> String {
    fiscal_year_words(i16::try_from(year).unwrap_or(i16::MAX))
}

/// 「1,200,000円」
pub fn yen(amount: i64) -> String {
    format!("{}円", nihon::grouped(amount))
}

/// How staff may have told somebody who does not read it here.
pub fn told_by() -> Vec<Choice> {
    let all = [Channel::Telephone, Channel::InPerson];
    all.map(|channel| Choice::new(channel.code(), channel.label())).to_vec()
}
