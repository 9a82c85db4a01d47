//! The structure in force, kept in memory and read again when it has changed.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, RwLock},
};

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
        Structure {
            preset: Arc::new(preset),
        }
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
        key.map_or("", |key| {
            self.preset.profession(key).map_or(key, |p| p.name.as_str())
        })
    }

    /// The id of the period a day lies in.
    pub fn period_of_day(&self, day: Day) -> Option<PeriodId> {
        self.preset
            .period_of(day.0)
            .map(|(year, number, _)| PeriodId::from(format!("{year}-{number}")))
    }
}

/// The structures of all municipalities that were asked for lately.
#[derive(Debug, Default)]
pub struct Structures {
    known: RwLock<HashMap<(MunicipalityId, i16), (i64, Structure)>>,
}

impl Structures {
    /// The structure in force in `fiscal_year`; `version` is the municipality's, as just read, and decides
    /// whether the copy in memory is still good.
    ///
    /// # Errors
    /// When the municipality has no structure, or the stored one no longer reads.
    pub async fn get(
        &self,
        conn: &mut Conn,
        municipality: &MunicipalityId,
        fiscal_year: i16,
        version: i64,
    ) -> Result<Structure> {
        let key = (municipality.clone(), fiscal_year);
        if let Ok(known) = self.known.read()
            && let Some((of, structure)) = known.get(&key)
            && *of == version
        {
            return Ok(structure.clone());
        }
        let structure = super::structure_for(conn, municipality, fiscal_year).await?;
        if let Ok(mut known) = self.known.write() {
            known.insert(key, (version, structure.clone()));
        }
        Ok(structure)
    }
}

/// Reads a stored structure.
pub(super) fn read(body: &str) -> Result<Structure> {
    Preset::parse("structure", body)
        .map(Structure::new)
        .map_err(|refusals| {
            let first = refusals
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            Error::internal(format!("the stored structure does not read: {first}"))
        })
}
