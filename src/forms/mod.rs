//! forms: definitions that people fill in, and the answers to them. A definition is a preset's data, so a new
//! field of a sheet is one line of a preset.
//!
//! This room must never know what a field means: it draws, reads and shows whatever the definition says.

mod answers;
mod drawing;
mod paper;
mod reading;

pub use answers::{Answers, as_json};
pub use drawing::{Shown, ShownSection, inputs, one_input, show};
pub use paper::{PaperAnswer, PaperSection};
pub use reading::{drop_unasked, fill, missing, read};

use crate::{
    preset::{Form, Preset},
    room::Room,
};

/// The room.
pub const ROOM: Room = Room::named("forms");

/// The definition of a form in one version. When that version left the structure, the newest one is taken:
/// answers to fields it no longer has are then shown under their keys.
pub fn definition<'a>(preset: &'a Preset, key: &str, version: i64) -> Option<&'a Form> {
    preset
        .forms
        .iter()
        .find(|form| form.key == key && i64::from(form.version) == version)
        .or_else(|| preset.form(key))
}

#[cfg(test)]
mod tests;
