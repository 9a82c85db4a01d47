//! What is known of when something was: a day, a month, or a fiscal year alone.

use jiff::civil::Date;

use super::{DayError, FiscalYear, parse_day, parse_month, wareki_long, wareki_short, wareki_year};
use crate::fold_key;

/// As much as is known of when something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Day(Date),
    /// By its first day.
    Month(Date),
    FiscalYear(FiscalYear),
}

impl Known {
    /// Reads whatever [`parse_day`] does, and 「R1.10」「令和元年10月」「R1.10月末」「2019/10」 as a month, 「H28年度」「平成28年度」 as a
    /// fiscal year.
    ///
    /// # Errors
    /// What is wrong with it as a day.
    pub fn parse(text: &str) -> Result<Known, DayError> {
        let as_day = match parse_day(text) {
            Ok(day) => return Ok(Known::Day(day)),
            Err(reason) => reason,
        };
        let folded = fold_key(text);
        let month = folded.trim_end_matches("ごろ").trim_end_matches(['末', '頃', '中']);
        if let Some(first) = parse_month(month, None) {
            return Ok(Known::Month(first));
        }
        match FiscalYear::parse(text) {
            Ok(year) if folded.ends_with("年度") => Ok(Known::FiscalYear(year)),
            _ => Err(as_day),
        }
    }

    /// The first day on which it may have been.
    pub fn first_day(self) -> Date {
        match self {
            Known::Day(day) => day,
            Known::Month(first) => first,
            Known::FiscalYear(year) => year.first_day(),
        }
    }

    /// The last one.
    pub fn last_day(self) -> Date {
        match self {
            Known::Day(day) => day,
            Known::Month(first) => first.last_of_month(),
            Known::FiscalYear(year) => year.last_day(),
        }
    }

    /// 令和元年10月31日(木), 令和元年10月, 平成28年度.
    pub fn long(self) -> String {
        match self {
            Known::Day(day) => wareki_long(day),
            Known::Month(first) => format!("{}{}月", wareki_year(first), first.month()),
            Known::FiscalYear(year) => year.to_string(),
        }
    }

    /// R1.10.31, R1.10, H28年度: for tables.
    pub fn short(self) -> String {
        match self {
            Known::Day(day) => wareki_short(day),
            Known::Month(first) => {
                let short = wareki_short(first);
                short.strip_suffix(".1").unwrap_or(&short).to_owned()
            }
            Known::FiscalYear(year) => format!("{}年度", year.short()),
        }
    }

    /// 2019-10-31, 2019-10, 2016年度: as it is kept, and read again by [`Known::parse`].
    pub fn kept(self) -> String {
        match self {
            Known::Day(day) => day.to_string(),
            Known::Month(first) => format!("{:04}-{:02}", first.year(), first.month()),
            Known::FiscalYear(year) => format!("{}年度", year.calendar_year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_month_and_a_fiscal_year_are_known_for_what_they_are() {
        let read = |text: &str| Known::parse(text).map(|known| (known.kept(), known.long()));
        for text in ["R1.10", "令和元年10月", "R1.10月末", "Ｒ１．１０", "2019/10", "2019-10"]
        {
            assert_eq!(read(text), Ok(("2019-10".into(), "令和元年10月".into())), "{text}");
        }
        for text in ["H28年度", "平成28年度", "2016年度", "Ｈ２８年度"] {
            assert_eq!(read(text), Ok(("2016年度".into(), "平成28年度".into())), "{text}");
        }
        let day = Known::parse("R1.10.31");
        assert_eq!(day, Ok(Known::Day(date(2019, 10, 31))));
        for text in ["", "10月", "令和7年", "2025", "13月", "H31.5", "R7.13", "7年度"] {
            assert!(Known::parse(text).is_err(), "{text}");
        }
    }

    fn known() -> impl Strategy<Value = Known> {
        let day = (1880i16..2100, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| date(y, m, d));
        prop_oneof![
            day.clone().prop_map(Known::Day),
            day.clone().prop_map(|day| Known::Month(day.first_of_month())),
            day.prop_map(|day| Known::FiscalYear(FiscalYear::of(day))),
        ]
    }

    proptest! {
        #[test]
        fn what_is_kept_shown_or_shortened_is_known_again(known in known()) {
            for text in [known.kept(), known.long(), known.short()] {
                prop_assert_eq!(Known::parse(&text), Ok(known), "{}", text);
            }
            prop_assert!(known.first_day() <= known.last_day());
        }
    }
}
