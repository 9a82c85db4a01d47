//! The fiscal year, April to March.

use jiff::civil::{Date, date};

use super::{DayError, Era};
use crate::fold_key;

/// A fiscal year (年度): from 1 April of its calendar year to 31 March of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(i16);

impl FiscalYear {
    /// The fiscal year that begins in April of a calendar year; `None` outside 1868 to 9998.
    pub fn starting_in(calendar_year: i16) -> Option<Self> {
        (1868..=9998).contains(&calendar_year).then_some(Self(calendar_year))
    }

    /// The fiscal year in which a day lies.
    pub fn of(day: Date) -> Self {
        Self(if day.month() >= 4 { day.year() } else { day.year() - 1 })
    }

    /// The calendar year in which it begins: 2025 for 令和7年度.
    pub fn calendar_year(self) -> i16 {
        self.0
    }

    /// 1 April.
    pub fn first_day(self) -> Date {
        date(self.0, 4, 1)
    }

    /// 31 March of the next calendar year.
    pub fn last_day(self) -> Date {
        date(self.0 + 1, 3, 31)
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        Self::of(day) == self
    }

    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// R7, for tables.
    pub fn short(self) -> String {
        match Era::of(self.naming_day()) {
            Some((era, year)) => format!("{}{year}", era.letter),
            None => self.0.to_string(),
        }
    }

    /// Reads 令和7年度, R7年度, 平成31年度, 令和元年度, 2025年度 or 2025.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        let folded = fold_key(text);
        let unknown = || DayError::Unknown { text: text.trim().to_owned() };
        let bare =
            folded.strip_suffix("年度").or_else(|| folded.strip_suffix('年')).unwrap_or(&folded);
        let calendar_year = match Era::split(bare) {
            Some((era, "元")) => Some(era.first.year()),
            Some((era, rest)) => digits(rest).filter(|n| *n > 0).and_then(|n| era.calendar_year(n)),
            None if bare.len() == 4 => digits(bare),
            None => None,
        };
        calendar_year.and_then(Self::starting_in).ok_or_else(unknown)
    }

    /// The day whose era names the year. 2019 is 令和元年度 though it began in 平成, by the government's
    /// decision of April 2019; every other year is named by the era of its spring.
    fn naming_day(self) -> Date {
        date(self.0, 5, 1)
    }
}

/// 令和7年度, 令和元年度.
impl std::fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}度", super::wareki_year(self.naming_day()))
    }
}

fn digits(text: &str) -> Option<i16> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_turns_in_april() {
        assert_eq!(FiscalYear::of(date(2026, 3, 31)).to_string(), "令和7年度");
        assert_eq!(FiscalYear::of(date(2026, 4, 1)).to_string(), "令和8年度");
        let year = FiscalYear::of(date(2025, 11, 20));
        assert_eq!((year.first_day(), year.last_day()), (date(2025, 4, 1), date(2026, 3, 31)));
        assert_eq!(year.short(), "R7");
    }

    #[test]
    fn years_of_change_have_their_official_names() {
        let named = |year| FiscalYear::starting_in(year).map(|y| y.to_string());
        assert_eq!(named(2019).as_deref(), Some("令和元年度"));
        assert_eq!(named(2018).as_deref(), Some("平成30年度"));
        assert_eq!(named(1989).as_deref(), Some("平成元年度"));
        assert_eq!(named(1988).as_deref(), Some("昭和63年度"));
    }

    #[test]
    fn years_are_read() {
        for text in
            ["令和7年度", "R7", "Ｒ７年度", "令和７年", "2025", "２０２５年度", "令和 7 年度"]
        {
            assert_eq!(FiscalYear::parse(text).map(FiscalYear::calendar_year), Ok(2025), "{text}");
        }
        assert_eq!(FiscalYear::parse("令和元年度"), FiscalYear::parse("平成31年度"));
        for text in ["", "7", "令和", "令和0年度", "25年度", "R7.4"] {
            assert!(FiscalYear::parse(text).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_year_written_is_the_year_read(year in 1869i16..2100) {
            let year = FiscalYear::starting_in(year).expect("in range");
            proptest::prop_assert_eq!(FiscalYear::parse(&year.to_string()), Ok(year));
            proptest::prop_assert_eq!(FiscalYear::parse(&year.short()), Ok(year));
        }
    }
}
