//! Deliberation periods (議事対象期間): the months whose meetings one city conference hears about.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Preset, reiwa_year};

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
    /// the days that count are [`Preset::period`]'s.
    pub(super) fn window(&self, fiscal_year: i16) -> Option<Window> {
        Some(Window {
            first_day: self.start.first_day(fiscal_year)?,
            last_day: self.end.first_day(fiscal_year)?.last_of_month(),
        })
    }
}

impl Preset {
    /// The division of a fiscal year into periods: the one that began last, in or before it. Years before all
    /// divisions have the first one.
    pub fn periods_in(&self, fiscal_year: i16) -> Vec<&Period> {
        let from = self.division_of(fiscal_year);
        self.periods.iter().filter(|period| period.from_fiscal_year == from).collect()
    }

    /// The days of the deliberation period `number` whose city conference sits in `fiscal_year`; `None` if the
    /// year has no period of that number. The one place that decides them.
    ///
    /// In the first year of a new division the first period begins on the day after the old division's last
    /// one ended, so that no day is left out or belongs to two periods.
    pub fn period(&self, fiscal_year: i16, number: u8) -> Option<Window> {
        let periods = self.periods_in(fiscal_year);
        let mut window =
            periods.iter().find(|period| period.number == number)?.window(fiscal_year)?;
        let before = fiscal_year.checked_sub(1)?;
        if number == 1 && self.division_of(before) != self.division_of(fiscal_year) {
            let ended = self
                .periods_in(before)
                .iter()
                .filter_map(|period| Some(period.window(before)?.last_day))
                .max()?;
            window.first_day = ended.tomorrow().ok()?;
        }
        (window.first_day <= window.last_day).then_some(window)
    }

    /// What the papers call a period (「前年12月～当年5月実施分」); where a new division begins, its months.
    pub fn period_words(&self, fiscal_year: i16, number: u8) -> String {
        let periods = self.periods_in(fiscal_year);
        let Some(period) = periods.iter().find(|period| period.number == number) else {
            return String::new();
        };
        match self.period(fiscal_year, number) {
            Some(window) if period.window(fiscal_year) != Some(window) => {
                let month = |day: Date| format!("{}年{}月", reiwa_year(day.year()), day.month());
                format!("令和{}～令和{}実施分", month(window.first_day), month(window.last_day))
            }
            _ => period.words.clone(),
        }
    }

    /// The period in which a day lies: fiscal year of its city conference, number, and its window.
    pub fn period_of(&self, day: Date) -> Option<(i16, u8, Window)> {
        // A window may lie a whole year off its fiscal year on either side.
        (day.year() - 2..=day.year() + 2).find_map(|year| {
            self.periods_in(year).iter().find_map(|period| {
                let window = self.period(year, period.number)?;
                window.contains(day).then_some((year, period.number, window))
            })
        })
    }

    /// Where the division of a year begins: the year it is in force from, none for the first.
    pub fn division_of(&self, fiscal_year: i16) -> Option<i16> {
        let began = self
            .periods
            .iter()
            .map(|period| period.from_fiscal_year)
            .filter(|from| from.is_none_or(|from| from <= fiscal_year))
            .max();
        match began {
            Some(from) => from,
            None => self.periods.iter().filter_map(|p| p.from_fiscal_year).min(),
        }
    }
}
