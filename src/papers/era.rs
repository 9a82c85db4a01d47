//! Days as the templates receive them: words of their era, `R7.11.20` in tables, 令和7年11月20日 in a head.

use jiff::civil::Date;
use nihon::day::{wareki, wareki_short};
use serde::Serializer;

pub(super) fn as_short<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&wareki_short(*day))
}

pub(super) fn as_optional_short<S: Serializer>(
    day: &Option<Date>,
    to: S,
) -> Result<S::Ok, S::Error> {
    optional(day.map(wareki_short), to)
}

pub(super) fn as_optional_long<S: Serializer>(
    day: &Option<Date>,
    to: S,
) -> Result<S::Ok, S::Error> {
    optional(day.map(wareki), to)
}

pub(super) fn all_short<S: Serializer>(days: &[Date], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(days.iter().copied().map(wareki_short))
}

fn optional<S: Serializer>(words: Option<String>, to: S) -> Result<S::Ok, S::Error> {
    match words {
        Some(words) => to.serialize_str(&words),
        None => to.serialize_none(),
    }
}
