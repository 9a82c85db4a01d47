//! Which conferences a structure calls for: one of each kind in each of its units.

use crate::{
    id::{AreaId, CenterId, ConferenceId, DistrictId},
    preset::{ConferenceKind, ConferenceUnit, Preset},
};

/// A conference that should be there.
pub(super) struct Wanted {
    pub id: ConferenceId,
    pub center: Option<CenterId>,
    pub area: Option<AreaId>,
    pub district: Option<DistrictId>,
    pub name: String,
}

/// All conferences of a kind, in the order of their units.
pub(super) fn of_kind(preset: &Preset, kind: &ConferenceKind) -> Vec<Wanted> {
    let wanted = |unit: &str, name: &str| Wanted {
        id: ConferenceId::from(format!("{}.{unit}", kind.key)),
        center: None,
        area: None,
        district: None,
        name: kind.name_pattern.replace("{unit}", name),
    };
    match kind.unit {
        ConferenceUnit::Center => (preset.centers.iter())
            .map(|c| Wanted {
                center: Some(c.key.as_str().into()),
                area: Some(c.area.as_str().into()),
                // 「明第1 地域個別ケア会議」: the area's name, unless several centres share it.
                ..wanted(&c.key, unit_name(preset, &c.key, &c.area))
            })
            .collect(),
        ConferenceUnit::Area => (preset.areas.iter())
            .map(|a| Wanted {
                center: only_center(preset, &a.key),
                area: Some(a.key.as_str().into()),
                ..wanted(&a.key, &a.name)
            })
            .collect(),
        ConferenceUnit::District => (preset.districts.iter())
            .map(|d| Wanted {
                center: d.area.as_deref().and_then(|area| only_center(preset, area)),
                area: d.area.as_deref().map(Into::into),
                district: Some(d.key.as_str().into()),
                ..wanted(&d.key, &d.name)
            })
            .collect(),
        ConferenceUnit::Municipality => vec![wanted("municipality", &preset.municipality.name)],
    }
}

fn unit_name<'p>(preset: &'p Preset, center: &'p str, area: &'p str) -> &'p str {
    if only_center(preset, area).is_some() {
        preset.area(area).map_or(center, |a| &a.name)
    } else {
        preset.center(center).map_or(center, |c| &c.symbol)
    }
}

/// The centre of an area that has exactly one.
fn only_center(preset: &Preset, area: &str) -> Option<CenterId> {
    let mut of_area = preset.centers.iter().filter(|c| c.area == area);
    match (of_area.next(), of_area.next()) {
        (Some(center), None) => Some(center.key.as_str().into()),
        _ => None,
    }
}
