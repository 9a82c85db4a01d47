//! Text to day.

use jiff::civil::Date;

use super::{DayError, FiscalYear, era::Era, weekday_letter};
use crate::{fold, fold_key};

/// Reads a day from the spellings that offices use: `R7.11.20`, `R7/11/20`, `令和７年11月20日`, `令和元年5月1日`,
/// `昭32. 7. 1`, `2025/11/20`, `2025-11-20`, `2025.11.20`, `2025年11月20日`, `20251120`, each in either width,
/// with or without a weekday in brackets (which must be right) and a midnight that a spreadsheet added.
///
/// A day outside its era (`H31.5.1`), a day that does not exist, a year of two digits without an era: an
/// error whose sentence says what to write instead.
pub fn parse_day(text: &str) -> Result<Date, DayError> {
    let folded = fold(text);
    if folded.is_empty() {
        return Err(DayError::Empty);
    }
    let (without_weekday, weekday) = split_weekday(&folded);
    let bare = fold_key(strip_midnight(without_weekday));
    let day = read(&bare, text.trim())?;
    match weekday {
        Some(written) if written != weekday_letter(day) => {
            Err(DayError::WrongWeekday { day, written })
        }
        _ => Ok(day),
    }
}

/// [`parse_day`] of a day that may lack its year: then it is the day of that month in the fiscal year. 「7月25日(金)」, 「7/25」.
pub fn parse_day_in(text: &str, year: FiscalYear) -> Result<Date, DayError> {
    let read = parse_day(text);
    let Err(DayError::NoYear { .. }) = &read else { return read };
    let folded = fold(text);
    let Some(year) = year_of_month(&folded, year) else { return read };
    let mark = if folded.contains('月') { '年' } else { '/' };
    parse_day(&format!("{year}{mark}{folded}"))
}

/// Reads a month, as its first day: 「令和7年10月」, 「R7.10」, 「2025/10」; of a fiscal year also 「10月」. None for anything else.
pub fn parse_month(text: &str, year: Option<FiscalYear>) -> Option<Date> {
    let folded = fold_key(text);
    let bare = folded.trim_end_matches(['中', '頃', '分']);
    let bare = bare.strip_suffix("予定").unwrap_or(bare);
    if let (Some(month), Some(year)) = (bare.strip_suffix('月'), year)
        && digits(month).is_some_and(|month| (1..=12).contains(&month))
    {
        return parse_day(&format!("{}年{month}月1日", year_of_month(month, year)?)).ok();
    }
    match parse_day(bare) {
        Err(DayError::NoDay { .. }) => {
            let mark = if bare.ends_with('月') { "1日" } else { "/1" };
            parse_day(&format!("{bare}{mark}")).ok()
        }
        _ => None,
    }
}

/// The calendar year of the month with which a text begins, in a fiscal year.
fn year_of_month(text: &str, year: FiscalYear) -> Option<i16> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let month = digits(&text[..end]).filter(|month| (1..=12).contains(month))?;
    Some(year.calendar_year() + i16::from(month < 4))
}

/// Which kind of calendar the year is counted in.
enum Count {
    Era(&'static Era),
    Calendar,
}

fn read(bare: &str, shown: &str) -> Result<Date, DayError> {
    let shown = || shown.to_owned();
    let (count, rest) = match Era::split(bare) {
        Some((era, rest)) => (Count::Era(era), rest),
        None => (Count::Calendar, bare),
    };
    if let Count::Calendar = count
        && rest.len() == 8
        && let Some(number) = digits(rest)
    {
        let part = |n: u32| i16::try_from(n).unwrap_or(i16::MAX);
        let (year, month, day) =
            (part(number / 10_000), part(number / 100 % 100), part(number % 100));
        return civil((year, month, day), &year.to_string(), shown);
    }
    match (parts(rest), count) {
        (Some(Parts::Full(year, month, day)), Count::Era(era)) => {
            let n = if year == "元" { Some(1) } else { small(year) };
            let (Some(n), Some(month), Some(day)) =
                (n.filter(|n| *n > 0), small(month), small(day))
            else {
                return Err(DayError::Unknown { text: shown() });
            };
            let year = era.calendar_year(n).ok_or_else(|| DayError::Unknown { text: shown() })?;
            let typed = if n == 1 { "元".to_owned() } else { n.to_string() };
            let read = civil((year, month, day), &format!("{}{typed}", era.name), shown)?;
            if read < era.first || read > era.last {
                return Err(DayError::OutsideEra { era: era.name, year: n, day: read });
            }
            Ok(read)
        }
        (Some(Parts::Full(year, month, day)), Count::Calendar) => {
            let (Some(n), Some(month), Some(day)) = (small(year), small(month), small(day)) else {
                return Err(DayError::Unknown { text: shown() });
            };
            if year.len() != 4 {
                return Err(DayError::ShortYear { text: shown() });
            }
            civil((n, month, day), &n.to_string(), shown)
        }
        (Some(Parts::Two(first)), Count::Calendar) if first.len() <= 2 => {
            Err(DayError::NoYear { text: shown() })
        }
        (Some(Parts::Two(_) | Parts::One), Count::Era(_))
        | (Some(Parts::Two(_)), Count::Calendar) => Err(DayError::NoDay { text: shown() }),
        (Some(Parts::One), Count::Calendar) if rest.trim_end_matches('年').len() == 4 => {
            Err(DayError::NoDay { text: shown() })
        }
        _ => Err(DayError::Unknown { text: shown() }),
    }
}

/// The numbers of a text without era, weekday and spaces, still as text.
enum Parts<'t> {
    Full(&'t str, &'t str, &'t str),
    Two(&'t str),
    One,
}

/// Splits at the marks between the numbers; 年 stands only after the year, 月 after the month.
fn parts(rest: &str) -> Option<Parts<'_>> {
    let (first, mark, rest) = number(rest)?;
    let two_left = !rest.contains(is_separator) && !rest.contains('月');
    if mark == Some('月') || (mark.is_some_and(is_separator) && two_left) {
        let (_, end, after) = number(rest)?;
        return (matches!(end, None | Some('日')) && after.is_empty()).then_some(Parts::Two(first));
    }
    if rest.is_empty() {
        return matches!(mark, None | Some('年')).then_some(Parts::One);
    }
    if !mark.is_some_and(|m| m == '年' || is_separator(m)) {
        return None;
    }
    let (second, mark, rest) = number(rest)?;
    if rest.is_empty() {
        return matches!(mark, None | Some('月')).then_some(Parts::Two(first));
    }
    if !mark.is_some_and(|m| m == '月' || is_separator(m)) {
        return None;
    }
    let (third, mark, rest) = number(rest)?;
    (matches!(mark, None | Some('日')) && rest.is_empty())
        .then_some(Parts::Full(first, second, third))
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '/' | '-' | '・')
}

/// Digits (or 元), the mark after them, and what follows.
fn number(text: &str) -> Option<(&str, Option<char>, &str)> {
    let end = match text.strip_prefix('元') {
        Some(_) => '元'.len_utf8(),
        None => text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()),
    };
    let (head, tail) = text.split_at(end);
    let mark = tail.chars().next();
    let rest = &tail[mark.map_or(0, char::len_utf8)..];
    (!head.is_empty()).then_some((head, mark, rest))
}

/// A day of the calendar; `typed` is its year and `shown` all of it as they were written, for the answer where there is none.
fn civil(
    (year, month, day): (i16, i16, i16),
    typed: &str,
    shown: impl Fn() -> String,
) -> Result<Date, DayError> {
    let (month, day) =
        (i8::try_from(month).unwrap_or(i8::MAX), i8::try_from(day).unwrap_or(i8::MAX));
    Date::new(year, month, day).map_err(|_| match Date::new(year, month, 1) {
        Ok(first) => DayError::NoSuchDay {
            month: format!("{typed}年{month}月"),
            last: first.days_in_month(),
        },
        Err(_) => DayError::NoSuchMonth { text: shown() },
    })
}

/// Up to four digits.
fn small(text: &str) -> Option<i16> {
    if text.len() > 4 { None } else { digits(text).and_then(|n| i16::try_from(n).ok()) }
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Takes 「(木)」, 「(木・祝)」 or 「木曜日」 off the end.
fn split_weekday(folded: &str) -> (&str, Option<char>) {
    const LETTERS: [char; 7] = ['月', '火', '水', '木', '金', '土', '日'];
    let inside = folded.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    if let Some((before, inside)) = inside
        && let Some(letter) = inside.trim().chars().next().filter(|c| LETTERS.contains(c))
    {
        return (before, Some(letter));
    }
    let spelled = folded.strip_suffix("曜日").or_else(|| folded.strip_suffix('曜'));
    match spelled
        .and_then(|text| Some((text, text.chars().next_back().filter(|c| LETTERS.contains(c))?)))
    {
        Some((text, letter)) => (&text[..text.len() - letter.len_utf8()], Some(letter)),
        None => (folded, None),
    }
}

/// Takes off the midnight that spreadsheets and databases add to a day when they write CSV.
fn strip_midnight(text: &str) -> &str {
    let text = text.trim_end();
    [" 0:00:00", " 00:00:00", "t00:00:00", " 0:00", " 00:00"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests;
