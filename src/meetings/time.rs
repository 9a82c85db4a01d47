//! The time of a day at which a meeting is.

use crate::fields::Said;

/// Years from today within which a meeting was or will be.
pub(super) const BACK: i64 = 25;
pub(super) const AHEAD: i64 = 5;

/// How a beginning and an end are kept; see [`nihon::parse_time`].
pub fn time(text: &str, _: Said) -> Result<String, &'static str> {
    nihon::parse_time(text)
}
