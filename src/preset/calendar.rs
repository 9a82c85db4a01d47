//! A structure's periods on the calendar: which days each has, and what it is called.

use jiff::civil::Date;

use super::{Period, Preset, Window, years::reiwa_year};
use crate::clock::Day;

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

    /// The period on a paper that is read in another year: where its words count years from the paper's own (前年, 当年), its
    /// months stand for them, as R7.6～R7.11実施分.
    pub fn period_months(&self, fiscal_year: i16, number: u8) -> String {
        let words = self.period_words(fiscal_year, number);
        let relative = ["前年", "当年", "翌年"].iter().any(|year| words.contains(year));
        match self.period(fiscal_year, number).filter(|_| relative) {
            Some(window) => {
                format!("{}～{}実施分", Day(window.first_day).month(), Day(window.last_day).month())
            }
            None => words,
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
