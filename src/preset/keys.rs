//! Keys as a file has them: not by the rules of [`Id`] but as they stand there, so that it is the check that says what is
//! wrong with one, with its line and in Japanese.

use serde::{Deserialize, Deserializer};

use crate::id::Id;

/// A key of its own, or one that points at something.
pub(super) fn one<'de, T, D: Deserializer<'de>>(from: D) -> Result<Id<T>, D::Error> {
    String::deserialize(from).map(Id::from)
}

/// A key or none.
pub(super) fn optional<'de, T, D: Deserializer<'de>>(from: D) -> Result<Option<Id<T>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Id::from))
}

/// A list of them.
pub(super) fn several<'de, T, D: Deserializer<'de>>(from: D) -> Result<Vec<Id<T>>, D::Error> {
    Ok(Vec::<String>::deserialize(from)?.into_iter().map(Id::from).collect())
}
