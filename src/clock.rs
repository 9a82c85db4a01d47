//! The clock. Time is passed in: nothing else in the program asks the machine what time it is.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::{Timestamp, civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The day in Japan.
    pub fn day(self) -> Day {
        Day(self.civil().date())
    }

    /// `R8.1.29 14:05`, in Japan.
    pub fn words(self) -> String {
        let t = self.civil();
        format!("{} {:02}:{:02}", Day(t.date()).short(), t.hour(), t.minute())
    }

    /// `2026-01-29T14:05`, in Japan, as pages give it to programs.
    pub fn iso(self) -> String {
        let t = self.civil();
        format!("{}T{:02}:{:02}", self.day().iso(), t.hour(), t.minute())
    }

    /// This instant moved by `ms` milliseconds.
    pub fn plus(self, ms: i64) -> Instant {
        Instant(self.0.saturating_add(ms))
    }

    fn civil(self) -> jiff::civil::DateTime {
        let at = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        Offset::constant(9).to_datetime(at)
    }
}

/// A day in Japan, without a time. ISO text (`2026-01-29`) in the database and in JSON, 令和 on screen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub Date);

impl Day {
    /// A day that is known to exist.
    ///
    /// # Panics
    /// When it does not; for constants only.
    pub const fn of(year: i16, month: i8, day: i8) -> Day {
        Day(Date::constant(year, month, day))
    }

    /// `R8.1.29`, for tables.
    pub fn short(self) -> String {
        nihon::day::wareki_short(self.0)
    }

    /// `令和8年1月29日(木)`, for sentences and headings.
    pub fn long(self) -> String {
        nihon::day::wareki_long(self.0)
    }

    /// `R8.1` for any day of that month.
    pub fn month(self) -> String {
        let short = self.short();
        short.rsplit_once('.').map_or(short.clone(), |(month, _)| month.to_owned())
    }

    /// `2026-01-29`.
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// Days from `earlier` to this day.
    pub fn since(self, earlier: Day) -> i64 {
        i64::from((self.0 - earlier.0).get_days())
    }

    /// Since when somebody waits, and how long: 「R7.11.9から11日」, or 「今日から」 on the day itself.
    pub fn waiting(self, today: Day) -> String {
        match today.since(self) {
            ..=0 => "今日から".to_owned(),
            days => format!("{self}から{days}日"),
        }
    }

    /// This day moved by `days`.
    pub fn plus_days(self, days: i64) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// The same day `months` later, or that month's last day.
    pub fn plus_months(self, months: i64) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().months(months)))
    }

    /// This day, or the Monday after it where it is a Saturday or Sunday. Of holidays nothing is known.
    pub fn or_monday(self) -> Day {
        use jiff::civil::Weekday;
        match self.0.weekday() {
            Weekday::Saturday => self.plus_days(2),
            Weekday::Sunday => self.plus_days(1),
            _ => self,
        }
    }

    /// Why this day cannot be meant: more years away from `today` than `back` or `ahead`.
    pub fn far_from(self, today: Day, back: i64, ahead: i64) -> Option<String> {
        let too_early = self < today.plus_months(-12 * back);
        let too_late = self > today.plus_months(12 * ahead);
        let when = match (too_early, too_late, ahead) {
            (false, false, _) => return None,
            (true, ..) => format!("は、{back}年より前の日です"),
            (_, _, 0) => "は今日より後の日です".to_owned(),
            _ => "は今日からずっと先の日です".to_owned(),
        };
        Some(format!("{}{when}。年を確かめてください。", self.long()))
    }

    /// The fiscal year, which begins on 1 April.
    pub fn fiscal_year(self) -> i16 {
        if self.0.month() >= 4 { self.0.year() } else { self.0.year() - 1 }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
/// Shown as in tables: `R8.1.29`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}
/// When something was, as far as that is known: a day, a month or a fiscal year. It is kept, shown and written as it is known, and
/// sorted by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known(pub nihon::Known);

impl Known {
    /// Reads 「R1.10.31」「R1.10」「H28年度」.
    ///
    /// # Errors
    /// What is wrong with it, behind 「what was typed」.
    pub fn parse(text: &str) -> Result<Known, nihon::day::DayError> {
        nihon::Known::parse(text).map(Known)
    }

    /// The first day on which it may have been.
    pub fn first_day(self) -> Day {
        Day(self.0.first_day())
    }

    /// The last one.
    pub fn last_day(self) -> Day {
        Day(self.0.last_day())
    }

    /// 令和元年10月31日(木), 令和元年10月, 平成28年度.
    pub fn long(self) -> String {
        self.0.long()
    }

    /// R1.10.31, R1.10, H28年度, as people write it into forms.
    pub fn short(self) -> String {
        self.0.short()
    }

    /// As it is kept.
    pub fn kept(self) -> String {
        self.0.kept()
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

impl From<Day> for Known {
    fn from(day: Day) -> Known {
        Known(nihon::Known::Day(day.0))
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Day(date)
    }
}
/// Where the program gets the time from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock, moved by an offset in milliseconds (0 in real use; the demo lives in the weeks
    /// its records are about).
    System { offset: i64 },
    /// A clock that stands until it is moved: for tests.
    Standing(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Clock {
        Clock::System { offset: 0 }
    }

    /// A standing clock at 09:00 of `day` in Japan.
    pub fn standing(day: Day) -> Clock {
        Clock::Standing(Arc::new(AtomicI64::new(morning(day))))
    }

    /// The machine's clock, moved so that it now shows 09:00 of `day`.
    pub fn beginning(day: Day) -> Clock {
        Clock::System { offset: morning(day) - machine() }
    }

    /// Now.
    pub fn now(&self) -> Instant {
        Instant(match self {
            Clock::System { offset } => machine() + offset,
            Clock::Standing(at) => at.load(Ordering::SeqCst),
        })
    }

    /// Today in Japan.
    pub fn today(&self) -> Day {
        self.now().day()
    }

    /// Moves a standing clock; does nothing to the machine's.
    pub fn advance_days(&self, days: i64) {
        self.advance_minutes(days * 24 * 60);
    }

    /// Moves a standing clock; does nothing to the machine's.
    pub fn advance_minutes(&self, minutes: i64) {
        if let Clock::Standing(at) = self {
            at.fetch_add(minutes * 60_000, Ordering::SeqCst);
        }
    }
}

fn morning(day: Day) -> i64 {
    Offset::constant(9).to_timestamp(day.0.at(9, 0, 0, 0)).map_or(0, |t| t.as_millisecond())
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn machine() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A fiscal year in words: 令和7年度.
pub fn fiscal_year_words(year: i16) -> String {
    nihon::day::FiscalYear::starting_in(year)
        .map_or_else(|| format!("{year}年度"), |y| y.to_string())
}
