//! A cell of a file.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::clock::Day;

/// A cell, with the type that the file gives it. A CSV knows only text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A number that the file shows as a date; a time alone is text (`14:30`).
    Day(Date),
    /// A date with a time of day, to the minute.
    Moment(DateTime),
    Bool(bool),
    /// What Excel shows for a failed formula: `#REF!`.
    Error(String),
    /// A formula whose result the file does not hold.
    Uncounted,
}

impl Cell {
    /// Empty, or text of nothing but space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Why nothing can be read of it, whatever is wanted.
    pub fn unreadable(&self) -> Option<&'static str> {
        match self {
            Self::Error(_) => Some("数式がエラーになっています。値を入力してください。"),
            Self::Uncounted => Some(
                "数式の計算結果が、ファイルに保存されていません。Excelで開いて保存し直すか、値を入力してください。",
            ),
            Self::Text(text) if text.chars().any(is_private) => Some(
                "外字(ほかの機械では別の字になるか、消えてしまう字)が入っています。ふつうの字に直してください。",
            ),
            _ => None,
        }
    }

    /// The cell as a person sees it: numbers without a needless fraction, days as 2025/11/20.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => format!("{:04}/{}/{}", day.year(), day.month(), day.day()),
            Self::Moment(at) => {
                format!("{} {}:{:02}", Self::Day(at.date()).shown(), at.hour(), at.minute())
            }
            Self::Uncounted => "(数式)".to_owned(),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
        }
    }
}

/// A character of nobody's but the machine's on which it was typed.
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Day(day.0)
    }
}

impl From<i64> for Cell {
    /// Exact up to 2^53, as far as Excel itself is.
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
