//! Deliberation periods (議事対象期間): the months whose meetings one city conference hears about.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A deliberation period, relative to the fiscal year in which its city conference sits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Number of the city conference within its fiscal year, from 1.
    pub number: u8,
    /// As the papers say it (「前年12月～当年5月実施分」).
    pub words: String,
    pub start: MonthPoint,
    /// The last month, included whole.
    pub end: MonthPoint,
    /// When the city conference usually sits; absent where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city_conference: Option<MonthPoint>,
    /// What the city conference does with the period (課題整理, …).
    pub tasks: Vec<String>,
    /// The first fiscal year that is divided this way; absent for the division that holds before any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_fiscal_year: Option<i16>,
}

/// A month, in the calendar year `fiscal year + year_offset`.
///
/// The offset counts calendar years: January after fiscal year 2025 began is `{ month = 1, year_offset = 1 }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthPoint {
    pub month: i8,
    #[serde(default)]
    pub year_offset: i16,
}

/// The days of a period, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub first_day: Date,
    pub last_day: Date,
}

impl Window {
    pub fn contains(&self, day: Date) -> bool {
        self.first_day <= day && day <= self.last_day
    }
}

impl MonthPoint {
    /// The first day of the month; `None` if there is no such month.
    pub fn first_day(self, fiscal_year: i16) -> Option<Date> {
        Date::new(fiscal_year.checked_add(self.year_offset)?, self.month, 1).ok()
    }

    /// Months since year 0 of the fiscal year, for comparing two points.
    pub(super) fn ordinal(self) -> i32 {
        i32::from(self.year_offset) * 12 + i32::from(self.month)
    }
}

impl Period {
    /// The days its months name for the city conference that sits in `fiscal_year`. Where a new division begins,
    /// the days that count are `Preset::period`'s.
    pub(super) fn window(&self, fiscal_year: i16) -> Option<Window> {
        Some(Window {
            first_day: self.start.first_day(fiscal_year)?,
            last_day: self.end.first_day(fiscal_year)?.last_of_month(),
        })
    }
}
