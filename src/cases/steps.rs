//! 書く順: the steps in which a case is written, and how much of each is.

use super::{Case, Consent, Lack, Outline, case::LONG_AGO, lacks_for_submission, store::Opened};
use crate::{
    clock::Day,
    fields::{self, Answer, Field},
    forms::Answers,
    id::CaseId,
    preset::{Form, FormSection, Preset},
    web::FormState,
};

/// Fields of the outline that the step 同意 asks; 概要 asks the others.
pub const OF_CONSENT: [&str; 3] = ["consent", "consent_on", "consent_basis"];

/// One page of writing: the outline, the ground of consent, a section of the sheet, the factors.
#[derive(Clone, Copy)]
pub enum Step<'a> {
    Outline,
    Consent,
    Section(&'a FormSection),
    Factors,
}

impl<'a> Step<'a> {
    /// All steps of a sheet, in the order in which they are written.
    pub fn all(form: &'a Form) -> Vec<Step<'a>> {
        let sections = form.sections.iter().map(Step::Section);
        [Step::Outline, Step::Consent].into_iter().chain(sections).chain([Step::Factors]).collect()
    }

    /// The step that an address names.
    pub fn named(form: &'a Form, key: &str) -> Option<Step<'a>> {
        Step::all(form).into_iter().find(|step| step.key() == key)
    }

    /// In addresses. That of a section says so, whatever a structure calls it.
    pub fn key(self) -> String {
        match self {
            Step::Outline => "outline".into(),
            Step::Consent => "consent".into(),
            Step::Section(section) => format!("sheet.{}", section.key),
            Step::Factors => "factors".into(),
        }
    }

    /// What stands above its page.
    pub fn title(self) -> &'a str {
        match self {
            Step::Outline => "概要",
            Step::Consent => "同意",
            Step::Section(section) => &section.title,
            Step::Factors => "要因",
        }
    }

    /// Its page.
    pub fn href(self, case: &CaseId) -> String {
        format!("/cases/{case}/steps/{}", self.key())
    }

    /// The fields of the outline that it asks.
    pub fn outline_fields(self, preset: &Preset) -> Vec<Field<Outline>> {
        let mut fields = Outline::fields_in(preset);
        fields.retain(|field| match self {
            Step::Outline => !OF_CONSENT.contains(&field.key),
            Step::Consent => OF_CONSENT.contains(&field.key),
            Step::Section(_) | Step::Factors => false,
        });
        fields
    }

    /// How many of its questions are answered, and of how many; of the factors nobody expects any number.
    fn filled(self, preset: &Preset, opened: &Opened) -> (usize, Option<usize>) {
        match self {
            Step::Outline | Step::Consent => {
                let asked = self.expected(preset, &opened.case);
                let said = asked.iter().filter(|field| is_said(field, &opened.case.outline));
                (said.count(), Some(asked.len()))
            }
            Step::Section(section) => {
                let named = &opened.sheets.named;
                let asked = || section.fields.iter().filter(|f| f.is_asked(|key| named.get(key)));
                let said = asked().filter(|field| is_answered(named, &field.key));
                (said.count(), Some(asked().count()))
            }
            Step::Factors => (opened.factors.len(), None),
        }
    }

    /// Fields of the outline that somebody who has written this step has filled: a ground of consent needs its day, or the
    /// clause on which it rests.
    pub fn expected(self, preset: &Preset, case: &Case) -> Vec<Field<Outline>> {
        let mut fields = self.outline_fields(preset);
        fields.retain(|field| match (field.key, case.consent) {
            ("consent_on", consent) => !matches!(consent, Consent::Anonymous | Consent::Named),
            ("consent_basis", consent) => consent == Consent::Named,
            _ => true,
        });
        fields
    }

    fn asks(self, lack: &Lack<'_>) -> bool {
        match (self, lack) {
            (Step::Consent, Lack::Consent(_)) => true,
            (Step::Consent, Lack::Outline(spec)) => OF_CONSENT.contains(&spec.key.as_str()),
            (Step::Outline, Lack::Outline(spec)) => !OF_CONSENT.contains(&spec.key.as_str()),
            (Step::Section(section), Lack::Answer(spec)) => {
                section.fields.iter().any(|field| field.key == spec.key)
            }
            _ => false,
        }
    }
}

/// Reads fields of the outline from a page; what cannot be is noted at its field.
pub fn read_outline(
    asked: &[Field<Outline>],
    form: &mut FormState,
    today: Day,
    outline: &mut Outline,
) {
    fields::read(asked, form, "", outline);
    if asked.iter().any(|field| field.key == "consent_on")
        && let Some(reason) = outline.consent_on.and_then(|day| day.far_from(today, LONG_AGO, 0))
    {
        form.error("consent_on", reason);
    }
}

/// Whether somebody said something of a field, or it still is as where nothing was said.
pub fn is_said(field: &Field<Outline>, outline: &Outline) -> bool {
    field.text(outline) != field.text(&Outline::blank())
}

fn is_answered(answers: &Answers, key: &str) -> bool {
    answers.get(key).is_some_and(|answer| !Answer::is_empty(answer))
}

/// A step in the list of steps.
pub struct Progress {
    pub key: String,
    pub title: String,
    pub href: String,
    pub filled: usize,
    of: Option<usize>,
    /// What it still lacks before the case can be handed in.
    pub lacks: Vec<Lacking>,
}

/// Something that is lacking, and where it is written.
pub struct Lacking {
    pub label: String,
    pub sentence: String,
    pub href: String,
}

impl Progress {
    /// 「未記入」「3/8 記入」「記入済」
    pub fn words(&self) -> String {
        match (self.filled, self.of) {
            (0, _) => "未記入".into(),
            (filled, Some(of)) if filled < of => format!("{filled}/{of} 記入"),
            (_, Some(_)) => "記入済".into(),
            (filled, None) => format!("{filled}つ選択"),
        }
    }

    /// The colour of its chip.
    pub fn tone(&self) -> &'static str {
        match (self.filled, self.of) {
            (0, _) => "gray",
            (filled, Some(of)) if filled < of => "blue",
            _ => "green",
        }
    }
}

/// How far a case is written, step by step.
pub fn progress(preset: &Preset, form: &Form, opened: &Opened) -> Vec<Progress> {
    let case = &opened.case;
    let lacks = lacks_for_submission(case, form, &opened.sheets.named);
    let of_step = |step: Step<'_>| {
        let (filled, of) = step.filled(preset, opened);
        let href = step.href(&case.id);
        let lacks = lacks.iter().filter(|lack| step.asks(lack)).map(|lack| Lacking {
            label: lack.label().to_owned(),
            sentence: lack.words(),
            href: format!("{href}#{}", FormState::empty().id(&field_of(lack))),
        });
        let lacks = lacks.collect();
        Progress { key: step.key(), title: step.title().to_owned(), href, filled, of, lacks }
    };
    Step::all(form).into_iter().map(of_step).collect()
}

/// The name on its page of the field that is lacking.
fn field_of(lack: &Lack<'_>) -> String {
    match lack {
        Lack::Outline(spec) => spec.key.clone(),
        Lack::Answer(spec) => format!("sheet.{}", spec.key),
        Lack::Consent(_) => "consent".into(),
    }
}
