//! Days and years as text.

use jiff::civil::{Date, Weekday};

use super::era::Era;

/// 木 for a Thursday.
pub fn weekday_letter(day: Date) -> char {
    match day.weekday() {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    }
}

/// 令和8年1月29日(木), 令和元年5月1日(水).
pub fn wareki_long(day: Date) -> String {
    format!("{}({})", wareki(day), weekday_letter(day))
}

/// 令和8年1月29日, 令和元年5月1日. A day before 明治 is written in calendar years.
pub fn wareki(day: Date) -> String {
    format!("{}{}月{}日", wareki_year(day), day.month(), day.day())
}

/// R8.1.29, R1.5.1: for tables. A day before 明治 is written 1868.1.1.
pub fn wareki_short(day: Date) -> String {
    let (month, date) = (day.month(), day.day());
    match Era::of(day) {
        Some((era, year)) => format!("{}{year}.{month}.{date}", era.letter),
        None => format!("{:04}.{month}.{date}", day.year()),
    }
}

/// 令和8年, 令和元年: the era year of a day (for 令和7年度 see [`FiscalYear`](super::FiscalYear)).
pub fn wareki_year(day: Date) -> String {
    match Era::of(day) {
        Some((era, 1)) => format!("{}元年", era.name),
        Some((era, year)) => format!("{}{year}年", era.name),
        None => format!("{:04}年", day.year()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_written_in_all_lengths() {
        let day = date(2026, 1, 29);
        assert_eq!(wareki_long(day), "令和8年1月29日(木)");
        assert_eq!(wareki(day), "令和8年1月29日");
        assert_eq!(wareki_short(day), "R8.1.29");
        assert_eq!(wareki_year(day), "令和8年");
    }

    #[test]
    fn the_first_year_is_gannen_except_in_short() {
        assert_eq!(wareki_long(date(2019, 5, 1)), "令和元年5月1日(水)");
        assert_eq!(wareki_short(date(2019, 5, 1)), "R1.5.1");
        assert_eq!(wareki(date(2019, 4, 30)), "平成31年4月30日");
        assert_eq!(wareki(date(1868, 10, 22)), "1868年10月22日");
    }
}
