//! Fiscal years in words.

/// The year of 令和 as it stands in titles: `7`, and `元` for the first.
pub(super) fn reiwa_year(year: i16) -> String {
    match year - 2018 {
        1 => "元".to_owned(),
        year => year.to_string(),
    }
}
