//! Which version of the form a sheet answers.

use super::CASE_SHEET;
use crate::{
    error::{Error, Result},
    forms::{self, Shown, ShownSection},
    preset::{Form, Preset},
};

/// The definition that new sheets answer.
///
/// # Errors
/// A conflict sentence when the structure has no case sheet.
pub(super) fn current_form(preset: &Preset) -> Result<&Form> {
    preset.form(CASE_SHEET).ok_or_else(|| {
        Error::conflict("事例の様式がまだ登録されていません。市の担当者に連絡してください。")
    })
}

/// The definition that a stored sheet answers.
pub(super) fn sheet_form(preset: &Preset, version: i64) -> Result<&Form> {
    match forms::definition(preset, CASE_SHEET, version) {
        Some(form) => Ok(form),
        None => current_form(preset),
    }
}

/// Takes out of a sheet what is asked of the meeting: the answer to the last field without which no case is handed in, for a
/// sheet leads up to its question.
pub(super) fn take_question(form: &Form, sheet: &mut Vec<ShownSection>) -> Option<Shown> {
    let asked = form.fields().filter(|field| !field.required.is_not()).last()?;
    let mut question = None;
    for section in sheet.iter_mut() {
        if let Some(at) = section.answers.iter().position(|answer| answer.key == asked.key) {
            question = Some(section.answers.remove(at));
        }
    }
    sheet.retain(|section| !section.answers.is_empty());
    question
}
