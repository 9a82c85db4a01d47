//! Which version of the form a sheet answers.

use super::CASE_SHEET;
use crate::{
    error::{Error, Result},
    forms,
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
