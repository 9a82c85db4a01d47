//! Days and instants as values of a statement.

use super::Value;
use crate::clock::{Day, Instant};

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        day.iso().into()
    }
}
impl From<Option<Day>> for Value {
    fn from(day: Option<Day>) -> Self {
        day.map(Day::iso).into()
    }
}
impl From<Instant> for Value {
    fn from(at: Instant) -> Self {
        at.0.into()
    }
}
