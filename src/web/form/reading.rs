//! The typed readers of a form: each gives what was typed, cleaned, or notes at its field what is wrong with it. The label is
//! the page's, for its sentences and for the summary.

use std::{ops::RangeInclusive, str::FromStr};

use super::{Choice, FormState};
use crate::clock::{Day, Known};

/// Years from today within which what is decided, planned and done here lies.
pub const YEARS: RangeInclusive<i64> = -25..=10;

/// How a day is written that is not some time ago.
const DAY: &str = "R7.11.20";

impl FormState {
    /// A text that must be there, trimmed, of at most `most` characters.
    pub fn required(&mut self, name: &str, label: &str, most: usize) -> String {
        let text = self.optional(name, label, most);
        if text.is_empty() && !self.is_wrong(name) {
            self.error(name, format!("{label}を入力してください。"));
        }
        text
    }

    /// A text that may be empty, trimmed, of at most `most` characters.
    pub fn optional(&mut self, name: &str, label: &str, most: usize) -> String {
        let text = self.trimmed(name, label);
        let length = text.chars().count();
        if length > most {
            let over = length - most;
            self.error(
                name,
                format!(
                    "{label}は{most}文字までです。{over}文字減らしてください(いま{length}文字)。"
                ),
            );
        }
        text
    }

    /// A secret that must be there, exactly as typed. Its value is taken out, so that no page repeats it.
    pub fn secret(&mut self, name: &str, label: &str) -> String {
        self.labels.insert(name.to_owned(), label.to_owned());
        let text = self.values.remove(name).and_then(|mut v| v.pop()).unwrap_or_default();
        if text.is_empty() {
            self.error(name, format!("{label}を入力してください。"));
        }
        text
    }

    /// A day that must be there, in any of the ways people write one.
    pub fn required_day(&mut self, name: &str, label: &str) -> Option<Day> {
        let day = self.optional_day(name, label);
        if day.is_none() && !self.is_wrong(name) {
            self.error(name, format!("{label}を入力してください。例: {DAY}"));
        }
        day
    }

    /// A day or nothing.
    pub fn optional_day(&mut self, name: &str, label: &str) -> Option<Day> {
        self.day_like(name, label, DAY)
    }

    /// A day or nothing; what cannot be read is answered with a day such as `like`.
    pub fn day_like(&mut self, name: &str, label: &str, like: &str) -> Option<Day> {
        let text = self.trimmed(name, label);
        if text.is_empty() {
            return None;
        }
        match nihon::day::parse_day(&text) {
            Ok(date) => Some(Day(date)),
            Err(reason) => {
                let like = nihon::parse_day(like).ok();
                let reason = like.map_or_else(|| reason.to_string(), |like| reason.like(like));
                self.error(name, format!("{label}の{reason}"));
                None
            }
        }
    }

    /// A day, a month or a fiscal year that is past, or nothing.
    pub fn known_by(&mut self, name: &str, label: &str, today: Day) -> Option<Known> {
        let text = self.trimmed(name, label);
        if text.is_empty() {
            return None;
        }
        match Known::parse(&text) {
            Ok(known) if known.first_day() > today => {
                self.error(name, format!("{label}は、今日までの日にしてください。"));
                None
            }
            Ok(known) => Some(known),
            Err(reason) => {
                self.error(name, format!("{label}の{reason}"));
                None
            }
        }
    }

    /// A day or nothing, and none of a year that was mistyped: within [`YEARS`] from today.
    pub fn day_near(&mut self, name: &str, label: &str, today: Day) -> Option<Day> {
        let day = self.day_like(name, label, &today.short());
        self.near(name, day, today, YEARS)
    }

    /// The same day; or none, with a sentence at the field, where it lies more years from today than these.
    pub fn near(
        &mut self,
        name: &str,
        day: Option<Day>,
        today: Day,
        years: RangeInclusive<i64>,
    ) -> Option<Day> {
        let reason = day.and_then(|day| day.far_from(today, -years.start(), *years.end()));
        match reason {
            Some(reason) => {
                self.error(name, reason);
                None
            }
            None => day,
        }
    }

    /// A month or nothing, as its first day: `R7.11`, or any day of it.
    pub fn optional_month(&mut self, name: &str, label: &str) -> Option<Day> {
        let text = self.trimmed(name, label);
        let day = nihon::day::parse_month(&text, None).or_else(|| nihon::parse_day(&text).ok());
        if day.is_none() && !text.is_empty() {
            self.error(name, format!("{label}を年と月で読めません。例: R7.11"));
        }
        day.map(Day)
    }

    /// A whole number that must be there, in `range`; 全角 digits and commas are read.
    pub fn required_integer(
        &mut self,
        name: &str,
        label: &str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let number = self.optional_integer(name, label, range);
        if number.is_none() && !self.is_wrong(name) {
            self.error(name, format!("{label}を数字で入力してください。"));
        }
        number
    }

    /// A whole number in `range`, or nothing.
    pub fn optional_integer(
        &mut self,
        name: &str,
        label: &str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let text = self.trimmed(name, label);
        if text.is_empty() {
            return None;
        }
        match nihon::parse_integer(&text) {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(_) => {
                let (least, most) = (range.start(), range.end());
                self.error(
                    name,
                    format!("{label}は{least}から{most}までの数字で入力してください。"),
                );
                None
            }
            Err(reason) => {
                self.error(name, format!("{label}の{reason}"));
                None
            }
        }
    }

    /// One of the offered values; anything else, which no honest page sends, is an error too.
    pub fn required_choice(
        &mut self,
        name: &str,
        label: &str,
        offered: &[Choice],
    ) -> Option<String> {
        let chosen = self.optional_choice(name, label, offered);
        if chosen.is_none() && !self.is_wrong(name) {
            self.error(name, format!("{label}を選んでください。"));
        }
        chosen
    }

    /// One of the offered values, or nothing.
    pub fn optional_choice(
        &mut self,
        name: &str,
        label: &str,
        offered: &[Choice],
    ) -> Option<String> {
        let text = self.trimmed(name, label);
        if text.is_empty() {
            return None;
        }
        if offered.iter().any(|choice| choice.value == text) {
            return Some(text);
        }
        self.error(name, format!("{label}は一覧にあるものから選んでください。"));
        None
    }

    /// The ticked ones of the offered values, in the order offered.
    pub fn chosen(&mut self, name: &str, label: &str, offered: &[Choice]) -> Vec<String> {
        self.labels.insert(name.to_owned(), label.to_owned());
        let known = |value: &String| {
            value.is_empty() || offered.iter().any(|choice| choice.value == *value)
        };
        if !self.values(name).iter().all(known) {
            self.error(name, format!("{label}は一覧にあるものから選んでください。"));
        }
        offered
            .iter()
            .filter(|choice| self.has(name, &choice.value))
            .map(|choice| choice.value.clone())
            .collect()
    }

    /// Whether a single box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    /// A value of a type that reads itself from its key, as enums and ids do; it must be there.
    pub fn required_key<T: FromStr>(&mut self, name: &str, label: &str) -> Option<T> {
        let key = self.optional_key(name, label);
        if key.is_none() && !self.is_wrong(name) {
            self.error(name, format!("{label}を選んでください。"));
        }
        key
    }

    /// [`FormState::required_key`], or nothing.
    pub fn optional_key<T: FromStr>(&mut self, name: &str, label: &str) -> Option<T> {
        let text = self.trimmed(name, label);
        if text.is_empty() {
            return None;
        }
        let key = text.parse().ok();
        if key.is_none() {
            self.error(name, format!("{label}は一覧にあるものから選んでください。"));
        }
        key
    }

    fn trimmed(&mut self, name: &str, label: &str) -> String {
        self.labels.insert(name.to_owned(), label.to_owned());
        self.value(name).trim().to_owned()
    }
}
