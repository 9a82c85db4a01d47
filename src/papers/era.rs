//! Days as the templates receive them: words of their era, `R7.11.20`.

use jiff::civil::Date;
use nihon::day::wareki_short;
use serde::Serializer;

pub(super) fn as_short<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&wareki_short(*day))
}

pub(super) fn as_optional_short<S: Serializer>(
    day: &Option<Date>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => to.serialize_str(&wareki_short(*day)),
        None => to.serialize_none(),
    }
}

pub(super) fn all_short<S: Serializer>(days: &[Vec<Date>], to: S) -> Result<S::Ok, S::Error> {
    let short = |days: &Vec<Date>| days.iter().copied().map(wareki_short).collect::<Vec<_>>();
    to.collect_seq(days.iter().map(short))
}
