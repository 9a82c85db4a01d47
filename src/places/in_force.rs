//! The structure in force, from memory or from the tables.

use super::store::{find, periods, structure_for};
use crate::{
    db::Conn,
    error::Result,
    structure::{InForce, Structures},
};

/// The structure in force in `fiscal_year`, from memory while the copy there is still good; `version` is the
/// municipality's, as just read.
///
/// # Errors
/// When the municipality has no structure, or the stored one no longer reads.
pub async fn in_force(conn: &mut Conn, fiscal_year: i16, version: i64) -> Result<InForce> {
    let (memory, municipality) = (conn.memory::<Structures>(), conn.municipality()?.clone());
    if let Some(kept) = memory.kept(&municipality, fiscal_year, version) {
        return Ok(kept);
    }
    let in_force = InForce {
        structure: structure_for(conn, fiscal_year).await?,
        periods: periods(conn).await?.into(),
    };
    memory.keep(&municipality, fiscal_year, version, &in_force);
    Ok(in_force)
}

/// The structure in force today.
///
/// # Errors
/// As [`in_force`].
pub async fn in_force_today(conn: &mut Conn) -> Result<InForce> {
    let version = find(conn).await?.version;
    let today = conn.now().day();
    in_force(conn, today.fiscal_year(), version).await
}
