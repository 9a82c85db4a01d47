//! The eras from 明治 on.

use jiff::civil::{Date, date};

/// An era (元号).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Era {
    /// Full name: 令和.
    pub name: &'static str,
    /// The first kanji alone: 令.
    pub kanji: char,
    /// The letter of forms and tables: R.
    pub letter: char,
    /// Its first day, in the Gregorian calendar.
    pub first: Date,
    /// Its last day; `Date::MAX` for the present era.
    pub last: Date,
}

/// All eras, the present one last.
///
/// The day of the change from 明治 to 大正 and from 大正 to 昭和 belongs to both; written, it takes the
/// newer name. Days before 1873 are given in the Gregorian calendar, which Japan did not yet use.
pub const ERAS: [Era; 5] = [
    Era {
        name: "明治",
        kanji: '明',
        letter: 'M',
        first: date(1868, 10, 23),
        last: date(1912, 7, 30),
    },
    Era {
        name: "大正",
        kanji: '大',
        letter: 'T',
        first: date(1912, 7, 30),
        last: date(1926, 12, 25),
    },
    Era {
        name: "昭和",
        kanji: '昭',
        letter: 'S',
        first: date(1926, 12, 25),
        last: date(1989, 1, 7),
    },
    Era {
        name: "平成",
        kanji: '平',
        letter: 'H',
        first: date(1989, 1, 8),
        last: date(2019, 4, 30),
    },
    Era { name: "令和", kanji: '令', letter: 'R', first: date(2019, 5, 1), last: Date::MAX },
];

impl Era {
    /// The era of a day and the year in it, counted from 1; `None` before 明治.
    pub fn of(day: Date) -> Option<(&'static Self, i16)> {
        let era = ERAS.iter().rev().find(|era| era.first <= day)?;
        Some((era, day.year() - era.first.year() + 1))
    }

    /// The calendar year of the era's year `year` (1 is 元年), whether or not the era lasted so long.
    pub fn calendar_year(&self, year: i16) -> Option<i16> {
        self.first.year().checked_add(year)?.checked_sub(1)
    }

    /// Splits an era's name, kanji or letter off the front of a folded text.
    pub(super) fn split(folded: &str) -> Option<(&'static Self, &str)> {
        ERAS.iter().find_map(|era| {
            let rest = folded
                .strip_prefix(era.name)
                .or_else(|| folded.strip_prefix(era.kanji))
                .or_else(|| folded.strip_prefix(era.letter.to_ascii_lowercase()))?;
            // 「R.7」 is as common as 「R7」.
            Some((era, rest.strip_prefix('.').unwrap_or(rest)))
        })
    }
}
