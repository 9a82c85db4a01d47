//! Which lists are so long that a page of them must not cost more as they grow.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{Conn, Query};
use crate::{error::Result, id::MunicipalityId};

/// Lines from which a list is long. Below, sorting and counting all of them takes some milliseconds.
const LONG: i64 = 20_000;
/// How long it is believed that a list is not, in milliseconds.
const BELIEVED: i64 = 60_000;

/// What was found out, and when: lists do not become shorter.
#[derive(Default)]
struct Lengths(Mutex<HashMap<(MunicipalityId, &'static str), Found>>);

/// The moment in milliseconds, and whether it was long.
type Found = (i64, bool);

/// Whether a municipality has so many of these; `every` gives a 1 for each.
pub(super) async fn is_long(conn: &mut Conn, what: &'static str, every: Query) -> Result<bool> {
    let (lengths, now) = (conn.memory::<Lengths>(), conn.now().0);
    let at = (conn.municipality()?.clone(), what);
    let known = lengths.0.lock().unwrap_or_else(PoisonError::into_inner).get(&at).copied();
    if let Some((when, long)) = known
        && (long || now - when < BELIEVED)
    {
        return Ok(long);
    }
    let long = every.with(" limit 1 offset $1", LONG).optional::<i64>(conn).await?.is_some();
    lengths.0.lock().unwrap_or_else(PoisonError::into_inner).insert(at, (now, long));
    Ok(long)
}

/// Takes these for many.
#[cfg(test)]
pub fn assume_long(conn: &Conn, what: &'static str) {
    let at = (conn.municipality().unwrap().clone(), what);
    conn.memory::<Lengths>().0.lock().unwrap().insert(at, (0, true));
}
