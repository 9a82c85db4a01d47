//! Places of every level: which there are, what lies within them, what they are called, who keeps what is theirs.
//!
//! A unit is `tier.key`. What lies above or below it follows from the structure of the year and is stored nowhere.

use std::fmt::Display;

use super::{Center, ConferenceKind, DealsWith, Hears, Level, Preset, UnitTier};
use crate::{
    access::Circle,
    id::{CenterId, DistrictId, LevelId, UnitId},
};

impl UnitTier {
    /// The unit of this tier with this key.
    pub fn unit(self, key: impl Display) -> UnitId {
        match self {
            UnitTier::Municipality => UnitId::municipality(),
            tier => format!("{}.{key}", tier.code()).into(),
        }
    }
}

impl UnitId {
    /// The whole municipality.
    pub fn municipality() -> UnitId {
        UnitTier::Municipality.code().into()
    }

    /// A centre as a unit.
    pub fn center(key: impl Into<CenterId>) -> UnitId {
        UnitTier::Center.unit(key.into())
    }

    /// A district as a unit.
    pub fn district(key: impl Into<DistrictId>) -> UnitId {
        UnitTier::District.unit(key.into())
    }

    /// The centre that it is.
    pub fn as_center(&self) -> Option<CenterId> {
        (self.tier() == Some(UnitTier::Center)).then(|| self.key().into())
    }

    /// Whether it is the whole municipality.
    pub fn is_municipality(&self) -> bool {
        self.tier() == Some(UnitTier::Municipality)
    }

    /// Its tier; none for text that is no unit.
    pub fn tier(&self) -> Option<UnitTier> {
        self.as_str().split('.').next()?.parse().ok()
    }

    /// Its key within its tier; the municipality has none of its own and gives its word.
    pub fn key(&self) -> &str {
        self.as_str().split_once('.').map_or(self.as_str(), |(_, key)| key)
    }
}

impl Preset {
    /// The units of a tier, in the structure's order.
    pub fn units(&self, tier: UnitTier) -> Vec<UnitId> {
        match tier {
            UnitTier::Center => self.centers.iter().map(|x| tier.unit(&x.key)).collect(),
            UnitTier::Area => self.areas.iter().map(|x| tier.unit(&x.key)).collect(),
            UnitTier::District => self.districts.iter().map(|x| tier.unit(&x.key)).collect(),
            UnitTier::Division => self.divisions.iter().map(|x| tier.unit(&x.key)).collect(),
            UnitTier::Municipality => vec![UnitId::municipality()],
        }
    }

    /// The units that hold a conference of this kind.
    pub fn units_of(&self, kind: &ConferenceKind) -> Vec<UnitId> {
        let mut units = self.units(kind.unit);
        units.retain(|u| kind.in_units.is_empty() || kind.in_units.iter().any(|k| k == u.key()));
        units
    }

    fn centers_of_area(&self, area: &str) -> Vec<&Center> {
        self.centers.iter().filter(|c| c.area.iter().any(|a| a == area)).collect()
    }

    /// The centres that work for a unit: those of an area, those of the areas of a division. A district of which no area
    /// is said has the municipality's only centre, or none for certain.
    pub fn centers_in(&self, unit: &UnitId) -> Vec<&Center> {
        match unit.tier() {
            Some(UnitTier::Center) => self.center(&unit.key().into()).into_iter().collect(),
            Some(UnitTier::Area) => self.centers_of_area(unit.key()),
            Some(UnitTier::District) => {
                let district = self.districts.iter().find(|d| d.key.as_str() == unit.key());
                match (district.and_then(|d| d.area.as_deref()), &self.centers[..]) {
                    (Some(area), _) => self.centers_of_area(area),
                    (None, [only]) if district.is_some() => vec![only],
                    (None, _) => Vec::new(),
                }
            }
            Some(UnitTier::Division) => {
                let within = self.within(unit);
                let works = |c: &&Center| {
                    let places = c.area.iter().map(|area| UnitTier::Area.unit(area));
                    within.contains(&UnitId::center(&c.key))
                        || places.into_iter().any(|area| within.contains(&area))
                };
                self.centers.iter().filter(works).collect()
            }
            Some(UnitTier::Municipality) => self.centers.iter().collect(),
            None => Vec::new(),
        }
    }

    /// A unit and all that lies within it. Of the municipality only itself: what belongs to one of its parts is not
    /// everybody's who sits in a conference of the whole.
    pub fn within(&self, unit: &UnitId) -> Vec<UnitId> {
        let mut all = vec![unit.clone()];
        match unit.tier() {
            Some(UnitTier::Area) => {
                let of_area = |area: &String| area == unit.key();
                let centers =
                    self.centers.iter().filter(|c| c.area.len() == 1 && of_area(&c.area[0]));
                all.extend(centers.map(|c| UnitId::center(&c.key)));
                let districts =
                    self.districts.iter().filter(|d| d.area.as_ref().is_some_and(of_area));
                all.extend(districts.map(|d| UnitId::district(&d.key)));
            }
            Some(UnitTier::Division) => {
                let division = self.divisions.iter().find(|d| d.key == unit.key());
                for part in division.map_or(&[][..], |d| &d.within) {
                    all.extend(self.within(part));
                }
            }
            _ => {}
        }
        all
    }

    /// Whether what is done for `holder` concerns `unit`: the same place, or one within it.
    pub fn concerns(&self, holder: &UnitId, unit: &UnitId) -> bool {
        self.row_unit(holder) == self.row_unit(unit) || self.within(holder).contains(unit)
    }

    /// The unit under which a row of a table stands: an area that is one centre's alone is that centre's row.
    pub fn row_unit(&self, unit: &UnitId) -> UnitId {
        match self.centers_in(unit)[..] {
            [one] if unit.tier() == Some(UnitTier::Area) && one.area.len() == 1 => {
                UnitId::center(&one.key)
            }
            _ => unit.clone(),
        }
    }

    /// All units under a row: see [`Preset::row_unit`].
    pub fn units_of_row(&self, row: &UnitId) -> Vec<UnitId> {
        let mut all: Vec<UnitId> =
            UnitTier::ALL.iter().flat_map(|tier| self.units(*tier)).collect();
        all.retain(|unit| self.row_unit(unit) == *row);
        all
    }

    /// Rows for conferences of these kinds: each place once, the smallest first, the whole municipality last.
    pub fn rows<'k>(&self, kinds: impl Iterator<Item = &'k ConferenceKind> + Clone) -> Vec<UnitId> {
        let mut rows: Vec<UnitId> = Vec::new();
        for tier in UnitTier::ALL {
            for kind in kinds.clone().filter(|k| k.unit == *tier) {
                for unit in self.units_of(kind) {
                    let row = self.row_unit(&unit);
                    if !rows.contains(&row) {
                        rows.push(row);
                    }
                }
            }
        }
        rows
    }

    /// A unit as a heading says it: 「明第1」 where an area has one centre, 「庵治」, 「高松市」.
    pub fn unit_name(&self, unit: &UnitId) -> String {
        let key = unit.key();
        let named = match unit.tier() {
            Some(UnitTier::Center) => self.center(&key.into()).map(|center| {
                let own = match &center.area[..] {
                    [area] => self
                        .area(area)
                        .filter(|_| self.centers_in(&UnitTier::Area.unit(area)).len() == 1),
                    _ => None,
                };
                own.map_or(&center.symbol, |area| &area.name)
            }),
            Some(UnitTier::Area) => self.area(key).map(|x| &x.name),
            Some(UnitTier::District) => {
                self.districts.iter().find(|x| x.key.as_str() == key).map(|x| &x.name)
            }
            Some(UnitTier::Division) => {
                self.divisions.iter().find(|x| x.key == key).map(|x| &x.name)
            }
            Some(UnitTier::Municipality) => Some(&self.municipality.name),
            None => None,
        };
        named.cloned().unwrap_or_else(|| key.to_owned())
    }

    /// A unit in a case's or an issue's label: a centre's symbol, else as [`Preset::unit_name`].
    pub fn unit_symbol(&self, unit: &UnitId) -> String {
        match self.center(&unit.key().into()).filter(|_| unit.tier() == Some(UnitTier::Center)) {
            Some(center) => center.symbol.clone(),
            None => self.unit_name(unit),
        }
    }

    /// A unit's full name: a centre's own, 「庵治地区」, else as [`Preset::unit_name`].
    pub fn unit_title(&self, unit: &UnitId) -> String {
        match unit.tier() {
            Some(UnitTier::Center) => self
                .center(&unit.key().into())
                .map_or_else(|| unit.key().to_owned(), |c| c.name.clone()),
            Some(UnitTier::District) => format!("{}地区", self.unit_name(unit)),
            _ => self.unit_name(unit),
        }
    }

    /// The kinds of conference whose units have the issues of a level: those that deal with issues there, or, where none
    /// does, all of the level.
    pub fn issue_kinds(&self, level: &LevelId) -> Vec<&ConferenceKind> {
        let here = || self.conference_kinds.iter().filter(|k| k.level == *level);
        let of_issues: Vec<_> =
            here().filter(|k| k.deals_with(self) == Some(DealsWith::Issues)).collect();
        if of_issues.is_empty() { here().collect() } else { of_issues }
    }

    /// The units that may have an issue of a level.
    pub fn issue_units(&self, level: &LevelId) -> Vec<UnitId> {
        let mut units: Vec<UnitId> = Vec::new();
        for unit in self.issue_kinds(level).into_iter().flat_map(|kind| self.units_of(kind)) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        if units.is_empty() { vec![UnitId::municipality()] } else { units }
    }

    /// The level whose units hand in a report for each period, the lowest.
    pub fn lowest_level(&self) -> Option<&Level> {
        self.levels.iter().min_by_key(|level| level.order)
    }

    /// The units that hand in a report for each period, and stand as rows of papers.
    pub fn reporting_units(&self) -> Vec<UnitId> {
        self.lowest_level().map_or_else(Vec::new, |level| self.issue_units(&level.key))
    }

    /// What the rows of papers and schedules are called, by the units that report: センター, 地区.
    pub fn places_word(&self) -> &str {
        match self.reporting_units().first().and_then(UnitId::tier) {
            Some(UnitTier::Area) => "圏域",
            Some(UnitTier::District) => "地区",
            Some(UnitTier::Division) => "区域",
            Some(UnitTier::Center | UnitTier::Municipality) | None => self.center_word(),
        }
    }

    /// What the city calls its 地域包括支援センター in a word.
    pub fn center_word(&self) -> &str {
        &self.municipality.center_word
    }

    /// What the places of the lowest level's issues are called: as the rows of papers, but 圏域 where each centre has one of
    /// its own.
    pub fn issue_places_word(&self) -> &str {
        let own_area = |center: &Center| match &center.area[..] {
            [area] => self.centers_of_area(area).len() == 1,
            _ => false,
        };
        match self.reporting_units().first().and_then(UnitId::tier) {
            Some(UnitTier::Center) if self.centers.iter().all(own_area) => "圏域",
            _ => self.places_word(),
        }
    }

    /// Where an issue of `unit` belongs once it is raised to `level`: the smallest unit there that it lies in.
    pub fn unit_above(&self, level: &LevelId, unit: &UnitId) -> UnitId {
        let lies_in = |upper: &UnitId| self.within(upper).contains(unit);
        self.issue_units(level).into_iter().find(lies_in).unwrap_or_else(UnitId::municipality)
    }

    /// Who runs a kind's conference in a unit: as the kind says, else the unit's centres, else the city.
    pub fn kept_by(&self, kind: &ConferenceKind, unit: &UnitId) -> Vec<Circle> {
        if !kind.kept_by.is_empty() {
            return kind.kept_by.clone();
        }
        if unit.is_municipality() || self.centers_in(unit).is_empty() {
            vec![Circle::City]
        } else {
            vec![Circle::Centers]
        }
    }

    /// The one centre that runs a kind's conference in a unit; none where several do, or another circle.
    pub fn running_center(&self, kind: &ConferenceKind, unit: &UnitId) -> Option<&Center> {
        if !self.kept_by(kind, unit).contains(&Circle::Centers) {
            return None;
        }
        match self.centers_in(unit)[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether a kind's conferences hear a whole period's meetings after it ended.
    pub fn hears_period_before(&self, kind: &ConferenceKind) -> bool {
        match kind.hears {
            Some(hears) => hears == Hears::PeriodBefore,
            None => {
                let storey = |kind: &ConferenceKind| self.level(&kind.level).map(|l| l.order);
                kind.unit == UnitTier::Municipality
                    && kind.deals_with(self) == Some(DealsWith::Issues)
                    && storey(kind) == self.hearing_kind().and_then(storey)
            }
        }
    }

    /// The kind of conference to which a period's papers go: of the highest level that deals with issues, before others
    /// the one of the whole municipality.
    pub fn hearing_kind(&self) -> Option<&ConferenceKind> {
        let of_issues = |kind: &&ConferenceKind| kind.deals_with(self) == Some(DealsWith::Issues);
        let height = |kind: &&ConferenceKind| {
            let whole = kind.unit == UnitTier::Municipality;
            (
                self.level(&kind.level).map(|l| l.order),
                kind.hears == Some(Hears::PeriodBefore),
                whole,
            )
        };
        // Of equals the first that the structure names.
        self.conference_kinds.iter().rev().filter(of_issues).max_by_key(height)
    }
}
