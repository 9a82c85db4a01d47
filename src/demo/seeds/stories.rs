//! Tells a case twice from one text: with names for the centre, without them for everybody else.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Advice, CaseText, Decision, SeedCase, Seeds};
use crate::id::FactorId;

/// A case as it is entered: answers by field of the case sheet, with names and without, and what came of it.
#[derive(Clone, Debug)]
pub struct CaseStory {
    /// What it is about, without a name.
    pub title: String,
    pub held_on: Date,
    /// As `persons::Sex` is stored.
    pub sex: String,
    /// As `cases::CareLevel` is stored.
    pub care_level: String,
    /// As `cases::Household` is stored.
    pub household: String,
    /// Answers by key of the field.
    pub named: BTreeMap<String, String>,
    /// The same fields as a person would de-identify them.
    pub deidentified: BTreeMap<String, String>,
    /// Factor key to `mark`, `suspected` or free text.
    pub factors: BTreeMap<FactorId, String>,
    pub advice: Vec<Advice>,
    pub policy: String,
    pub decisions: Vec<Decision>,
    /// What the professionals took home (OJT).
    pub learning: String,
    /// The candidate for an area issue.
    pub candidate: String,
}

impl Seeds {
    /// The case told in full, with names and without; `None` if its text or meeting is missing.
    pub fn story(&self, case: &SeedCase) -> Option<CaseStory> {
        let text = self.case_texts.iter().find(|text| text.key == case.text)?;
        let held_on = self.meeting(&case.meeting)?.day;
        let answers = text.answers(case.variant)?;
        let told = |voice: Voice| {
            answers
                .iter()
                .map(|(field, answer)| ((*field).to_owned(), case.fill(answer, held_on, voice)))
                .collect()
        };
        let advice = text.advice.iter().map(|advice| Advice {
            profession: advice.profession.clone(),
            words: case.fill(&advice.words, held_on, Voice::Deidentified),
        });
        Some(CaseStory {
            title: text.title.clone(),
            held_on,
            sex: text.sex.clone(),
            care_level: text.care_level.clone(),
            household: text.household.clone(),
            named: told(Voice::Named),
            deidentified: told(Voice::Deidentified),
            factors: text.factors.clone(),
            advice: advice.collect(),
            policy: text.policy.clone(),
            decisions: text.decisions.clone(),
            learning: text.learning.clone(),
            candidate: text.candidate.clone(),
        })
    }
}

impl CaseText {
    /// The filled fields of the case sheet; the opening of the story goes before its background.
    fn answers(&self, variant: usize) -> Option<Vec<(&'static str, String)>> {
        let background = format!("{}{}", self.opener.get(variant)?, self.background);
        let all = [
            ("wish", self.wish.clone()),
            ("family_wish", self.family_wish.clone()),
            ("background", background),
            ("physical_independence", self.physical.clone()),
            ("dementia_independence", self.dementia.clone()),
            ("illness", self.illness.clone()),
            ("medication", self.medication.clone()),
            ("oral", self.oral.clone()),
            ("nutrition", self.nutrition.clone()),
            ("services", self.services.clone()),
            ("informal", self.informal.clone()),
            ("strengths", self.strengths.clone()),
            ("barriers", self.barriers.clone()),
            ("question", self.question.get(variant)?.clone()),
            ("tried", self.tried.clone()),
        ];
        Some(all.into_iter().filter(|(_, answer)| !answer.is_empty()).collect())
    }
}

/// For whom a text is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    /// Inside the centre.
    Named,
    /// For everybody else.
    Deidentified,
}

impl SeedCase {
    /// Puts names, or words without names, in place of the stand-ins of a text.
    fn fill(&self, text: &str, held_on: Date, voice: Voice) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((stand_in, after)) = after.split_once('}') else {
                break;
            };
            filled.push_str(before);
            filled.push_str(&self.word(stand_in, held_on, voice));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    fn word(&self, stand_in: &str, held_on: Date, voice: Voice) -> String {
        let names = &self.names;
        if let Some(kin) = stand_in.strip_prefix("kin:") {
            return match voice {
                Voice::Named => format!("{kin}の{}さん", names.kin),
                Voice::Deidentified => kin.to_owned(),
            };
        }
        let (name, without) = match stand_in {
            "person" => (format!("{}さん", self.person.surname), self.letter()),
            "age" => (format!("{}歳", self.person.age_on(held_on)), self.person.age_words(held_on)),
            "town" => (names.town.clone(), "圏域内の住宅地".to_owned()),
            "association" => (names.association.clone(), "町会".to_owned()),
            "hospital" => (names.hospital.clone(), "市内の病院".to_owned()),
            "clinic" => (names.clinic.clone(), "近隣の診療所".to_owned()),
            "office" => (names.office.clone(), "担当の居宅介護支援事業所".to_owned()),
            "shop" => (names.shop.clone(), "近所の店".to_owned()),
            "commissioner" => {
                (format!("民生委員の{}さん", names.commissioner), "民生委員".to_owned())
            }
            other => (format!("{{{other}}}"), format!("{{{other}}}")),
        };
        if voice == Voice::Named { name } else { without }
    }

    /// Aさん for the first case of a meeting, Bさん for the second.
    fn letter(&self) -> String {
        let letter = char::from(b'A' + self.position.saturating_sub(1).min(25));
        format!("{letter}さん")
    }
}
