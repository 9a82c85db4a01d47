//! Which conferences a structure calls for: one of each kind in each of its units.

use crate::{
    id::{CenterId, ConferenceId, UnitId},
    preset::{ConferenceKind, Preset},
};

/// A conference that should be there.
pub(super) struct Wanted {
    pub id: ConferenceId,
    pub unit: UnitId,
    pub center: Option<CenterId>,
    pub name: String,
}

/// All conferences of a kind, in the order of their units.
pub(super) fn of_kind(preset: &Preset, kind: &ConferenceKind) -> Vec<Wanted> {
    let wanted = |unit: UnitId| Wanted {
        id: kind.conference_in(&unit),
        center: preset.running_center(kind, &unit).map(|center| center.key.clone()),
        name: kind.name_pattern.replace("{unit}", &preset.unit_name(&unit)),
        unit,
    };
    preset.units_of(kind).into_iter().map(wanted).collect()
}
