//! The structure in force, kept in memory and read again when it has changed.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, RwLock},
};

use crate::{
    access::{Circle, Keeps, Place, Role, Seated, Standing},
    clock::Day,
    error::{Error, Result},
    id::{
        CaseKindId, CenterId, ConferenceKindId, LedgerId, MunicipalityId, PeriodId, ProfessionId,
        UnitId,
    },
    preset::{Center, ConferenceKind, DealsWith, Ledger, Level, Preset, UnitTier},
    record,
};

/// The structure of a municipality that is in force on some day. Cheap to clone; derefs to the [`Preset`].
#[derive(Clone, Debug)]
pub struct Structure {
    preset: Arc<Preset>,
    /// Its ledgers, with all that their fields may be answered with.
    ledgers: Arc<Vec<Arc<Ledger>>>,
    /// What was worked out for those who sit nowhere: most people, at each request.
    standings: Arc<RwLock<HashMap<AtDesk, Arc<Standing>>>>,
}

/// Somebody's role, and the centre they work at.
type AtDesk = (Role, Option<CenterId>);

impl Deref for Structure {
    type Target = Preset;

    fn deref(&self) -> &Preset {
        &self.preset
    }
}

impl Structure {
    /// A structure from a checked preset.
    pub fn new(preset: Preset) -> Structure {
        let ledgers = preset.ledgers.iter().map(|ledger| preset.offered_by(ledger).into());
        let ledgers = Arc::new(ledgers.collect());
        Structure { preset: Arc::new(preset), ledgers, standings: Arc::default() }
    }

    /// A structure as it is stored.
    ///
    /// # Errors
    /// Internal, when it no longer reads.
    pub fn read(body: &str) -> Result<Structure> {
        Preset::stored(body).map(Structure::new).map_err(|refusals| {
            let first = refusals.first().map(ToString::to_string).unwrap_or_default();
            Error::internal(format!("the stored structure does not read: {first}"))
        })
    }

    /// A ledger with all that its fields may be answered with.
    pub fn offered(&self, key: &LedgerId) -> Option<Arc<Ledger>> {
        self.ledgers.iter().find(|ledger| ledger.key == *key).cloned()
    }

    /// A centre's entry.
    pub fn center_of(&self, id: &CenterId) -> Option<&Center> {
        self.preset.center(id)
    }

    /// A centre's name, or its key when it is no longer in the structure.
    pub fn center_name<'a>(&'a self, id: &'a CenterId) -> &'a str {
        self.center_of(id).map_or(id.as_str(), |c| c.name.as_str())
    }

    /// Whose something is: a centre's, by its name, or else the municipality's.
    pub fn whose<'a>(&'a self, center: Option<&'a CenterId>) -> &'a str {
        center.map_or(&self.municipality.name, |center| self.center_name(center))
    }

    /// The levels on which issues live, the lowest first.
    pub fn storeys(&self) -> Vec<&Level> {
        let mut levels: Vec<&Level> = self.levels.iter().collect();
        levels.sort_by_key(|level| level.order);
        levels
    }

    /// What somebody's work and seats make of the places of this structure. The city keeps what no centre does.
    pub fn standing(
        &self,
        role: Role,
        center: Option<&CenterId>,
        seats: &[Seated],
    ) -> Arc<Standing> {
        if !seats.is_empty() {
            return Arc::new(self.worked_out(role, center, seats));
        }
        let at = (role, center.cloned());
        if let Some(known) = self.standings.read().ok().and_then(|all| all.get(&at).cloned()) {
            return known;
        }
        let standing = Arc::new(self.worked_out(role, center, seats));
        if let Ok(mut known) = self.standings.write() {
            known.insert(at, standing.clone());
        }
        standing
    }

    fn worked_out(&self, role: Role, center: Option<&CenterId>, seats: &[Seated]) -> Standing {
        let staff = center.filter(|_| role == Role::CenterStaff);
        let works_in = |unit: &UnitId| {
            staff.is_some_and(|own| self.centers_in(unit).iter().any(|c| c.key == *own))
        };
        let sits = |kind: &ConferenceKind, unit: &UnitId, circles: &[Circle]| {
            let taken = |s: &&Seated| s.kind == kind.key && s.unit == *unit;
            seats.iter().filter(taken).any(|s| circles.iter().any(|circle| s.seat.is_of(*circle)))
        };
        let (mut theirs, mut others, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        for kind in &self.conference_kinds {
            let has_issues = self.issue_kinds(&kind.level).iter().any(|k| k.key == kind.key);
            for unit in self.units_of(kind) {
                let circles = self.kept_by(kind, &unit);
                let by_centers =
                    circles.contains(&Circle::Centers) && !self.centers_in(&unit).is_empty();
                let own = (by_centers && works_in(&unit)) || sits(kind, &unit, &circles);
                let place = Place { level: kind.level.clone(), unit: unit.clone() };
                if own {
                    runs.push(kind.conference_in(&unit));
                }
                if own && has_issues {
                    theirs.push(place);
                } else if has_issues && by_centers && !circles.contains(&Circle::City) {
                    others.push(place);
                }
            }
        }
        let city = role == Role::CityOfficer;
        let keeps = if city { Keeps::AllBut(others) } else { Keeps::These(theirs) };
        let parts = UnitTier::ALL.iter().filter(|tier| **tier != UnitTier::Municipality);
        let worked = parts.flat_map(|tier| self.units(*tier)).filter(works_in);
        let mut units: Vec<UnitId> = worked.collect();
        units.extend(seats.iter().flat_map(|seated| self.within(&seated.unit)));
        units.sort();
        units.dedup();
        Standing { units, keeps, runs }
    }

    /// A conference kind's entry.
    pub fn kind_of(&self, id: &ConferenceKindId) -> Option<&ConferenceKind> {
        self.preset.conference_kind(id)
    }

    /// A conference kind's name.
    pub fn kind_name<'a>(&'a self, id: &'a ConferenceKindId) -> &'a str {
        self.kind_of(id).map_or(id.as_str(), |k| k.name.as_str())
    }

    /// A case kind's name.
    pub fn case_kind_name<'a>(&'a self, id: &'a CaseKindId) -> &'a str {
        self.case_kind(id).map_or(id.as_str(), |k| k.name.as_str())
    }

    /// What conferences of a kind deal with; none when the kind is no longer in the structure.
    pub fn deals_with(&self, kind: &ConferenceKindId) -> Option<DealsWith> {
        self.kind_of(kind)?.deals_with(self)
    }

    /// A profession's name; empty for none.
    pub fn profession_name<'a>(&'a self, key: Option<&'a ProfessionId>) -> &'a str {
        key.map_or("", |key| self.profession(key).map_or(key.as_str(), |p| p.name.as_str()))
    }

    /// The id of the period a day lies in.
    pub fn period_of_day(&self, day: Day) -> Option<PeriodId> {
        self.preset
            .period_of(day.0)
            .map(|(year, number, _)| PeriodId::from(format!("{year}-{number}")))
    }
}

record! {
    /// A deliberation period with its days.
    #[derive(Clone, Debug)]
    pub struct Period {
        pub id: PeriodId,
        pub fiscal_year: i64,
        pub number: i64,
        pub first_day: Day,
        pub last_day: Day,
        /// When the city conference of the period sits, when known.
        pub city_day: Option<Day>,
    }
}

/// What every page of a municipality needs: its structure, and its deliberation periods, newest first.
#[derive(Clone, Debug)]
pub struct InForce {
    pub structure: Structure,
    pub periods: Arc<[Period]>,
}

/// The structures of all municipalities that were asked for lately. Whatever changes a structure or a period counts
/// the municipality's version up.
#[derive(Debug, Default)]
pub struct Structures {
    known: RwLock<HashMap<(MunicipalityId, i16), (i64, InForce)>>,
}

impl Structures {
    /// The structure in force in `fiscal_year`, if it is kept; `version` is the municipality's, as just read, and
    /// decides whether the copy in memory is still good.
    pub fn kept(
        &self,
        municipality: &MunicipalityId,
        fiscal_year: i16,
        version: i64,
    ) -> Option<InForce> {
        let known = self.known.read().ok()?;
        let (of, in_force) = known.get(&(municipality.clone(), fiscal_year))?;
        (*of == version).then(|| in_force.clone())
    }

    /// Keeps what was read.
    pub fn keep(
        &self,
        municipality: &MunicipalityId,
        fiscal_year: i16,
        version: i64,
        in_force: &InForce,
    ) {
        if let Ok(mut known) = self.known.write() {
            known.insert((municipality.clone(), fiscal_year), (version, in_force.clone()));
        }
    }
}
