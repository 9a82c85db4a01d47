//! The structure in force, kept in memory and read again when it has changed.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, RwLock},
};

use super::Period;
use crate::{
    clock::Day,
    db::Conn,
    error::{Error, Result},
    id::{CenterId, ConferenceKindId, MunicipalityId, PeriodId},
    preset::{Center, ConferenceKind, Preset},
};

/// The structure of a municipality that is in force on some day. Cheap to clone; derefs to the [`Preset`].
#[derive(Clone, Debug)]
pub struct Structure {
    preset: Arc<Preset>,
}

impl Deref for Structure {
    type Target = Preset;

    fn deref(&self) -> &Preset {
        &self.preset
    }
}

impl Structure {
    /// A structure from a checked preset.
    pub fn new(preset: Preset) -> Structure {
        Structure { preset: Arc::new(preset) }
    }

    /// A centre's entry.
    pub fn center_of(&self, id: &CenterId) -> Option<&Center> {
        self.preset.center(id.as_str())
    }

    /// A centre's name, or its key when it is no longer in the structure.
    pub fn center_name<'a>(&'a self, id: &'a CenterId) -> &'a str {
        self.center_of(id).map_or(id.as_str(), |c| c.name.as_str())
    }

    /// A conference kind's entry.
    pub fn kind_of(&self, id: &ConferenceKindId) -> Option<&ConferenceKind> {
        self.preset.conference_kind(id.as_str())
    }

    /// A conference kind's name.
    pub fn kind_name<'a>(&'a self, id: &'a ConferenceKindId) -> &'a str {
        self.kind_of(id).map_or(id.as_str(), |k| k.name.as_str())
    }

    /// A profession's name; empty for none.
    pub fn profession_name<'a>(&'a self, key: Option<&'a str>) -> &'a str {
        key.map_or("", |key| self.preset.profession(key).map_or(key, |p| p.name.as_str()))
    }

    /// The id of the period a day lies in.
    pub fn period_of_day(&self, day: Day) -> Option<PeriodId> {
        self.preset
            .period_of(day.0)
            .map(|(year, number, _)| PeriodId::from(format!("{year}-{number}")))
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
    /// The structure in force in `fiscal_year`; `version` is the municipality's, as just read, and decides
    /// whether the copy in memory is still good.
    ///
    /// # Errors
    /// When the municipality has no structure, or the stored one no longer reads.
    pub async fn get(&self, conn: &mut Conn, fiscal_year: i16, version: i64) -> Result<InForce> {
        let key = (conn.municipality()?.clone(), fiscal_year);
        if let Ok(known) = self.known.read()
            && let Some((of, in_force)) = known.get(&key)
            && *of == version
        {
            return Ok(in_force.clone());
        }
        let in_force = InForce {
            structure: super::structure_for(conn, fiscal_year).await?,
            periods: super::periods(conn).await?.into(),
        };
        if let Ok(mut known) = self.known.write() {
            known.insert(key, (version, in_force.clone()));
        }
        Ok(in_force)
    }
}

/// Reads a stored structure.
pub(super) fn read(body: &str) -> Result<Structure> {
    Preset::parse("structure", body).map(Structure::new).map_err(|refusals| {
        let first = refusals.first().map(ToString::to_string).unwrap_or_default();
        Error::internal(format!("the stored structure does not read: {first}"))
    })
}
