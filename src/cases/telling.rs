//! What a text still tells of a person where nobody may know who it is.

use super::MarkedFactor;
use crate::{fields::Answer, id::FactorId, persons::NewPerson};

/// The factors whose words still tell who the person is, each with a sentence.
pub(super) fn factors_telling<'f>(
    factors: &'f [MarkedFactor],
    person: &NewPerson,
) -> impl Iterator<Item = (&'f FactorId, String)> {
    factors.iter().filter_map(|f| Some((&f.factor_id, sentence(&f.words, person)?)))
}

/// What is said of a text that still tells who the person is.
pub(super) fn sentence(text: &str, person: &NewPerson) -> Option<String> {
    let told = tells(&Answer::Text(text.to_owned()), person)?;
    Some(format!("本人の{told}が含まれています。匿名の言葉に書き換えてください。"))
}

/// What of the person an answer still tells, in words.
pub(super) fn tells(answer: &Answer, person: &NewPerson) -> Option<&'static str> {
    let bare = |text: &str| -> String {
        nihon::fold(text).chars().filter(|c| !c.is_whitespace()).collect()
    };
    let texts: Vec<String> = match answer {
        Answer::Text(text) if text.is_empty() => return None,
        Answer::Text(text) => vec![bare(text)],
        Answer::Many(_) => return None,
        Answer::Stages { before, expected, after } => {
            [before, expected, after].map(|text| bare(text)).to_vec()
        }
    };
    let told = |secret: &str| {
        let secret = bare(secret);
        secret.chars().count() >= 2 && texts.iter().any(|text| text.contains(&secret))
    };
    let named = |name: &str| told(name) || name.split_whitespace().any(told);
    if named(&person.name) || named(&person.kana) {
        Some("氏名")
    } else if told(&person.insured_number) {
        Some("被保険者番号")
    } else if told(&person.address) {
        Some("住所")
    } else {
        None
    }
}
