//! Why a text is no day, as a sentence for the one who wrote it.

use jiff::civil::Date;

use super::{wareki, wareki_short, weekday_letter};

/// Why a text or a number is no day. Prints as a Japanese sentence that also says how to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayError {
    /// Nothing but space.
    Empty,
    /// A form that is not known.
    Unknown { text: String },
    /// Month and day without a year.
    NoYear { text: String },
    /// A year, or a year and a month, without the day.
    NoDay { text: String },
    /// A calendar year of fewer than four digits and no era.
    ShortYear { text: String },
    /// A day that the era did not see: H31.5.1 is 令和1年.
    OutsideEra { era: &'static str, year: i16, day: Date },
    /// A month that no calendar has.
    NoSuchMonth { text: String },
    /// A day that the month does not have: `month` as it was typed, 「令和7年2月」 or 「2025年2月」, and its last day.
    NoSuchDay { month: String, last: i8 },
    /// The weekday in brackets is not that of the day.
    WrongWeekday { day: Date, written: char },
    /// An Excel number that is no day.
    NotASerial { number: String },
}

/// How a day is written; the end of a sentence.
pub(super) const HOW: &str = "「R7.11.20」または「2025/11/20」のように入力してください。";

impl std::fmt::Display for DayError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "日付が空です。{HOW}"),
            Self::Unknown { text } => write!(f, "「{text}」は日付として読めません。{HOW}"),
            Self::NoYear { text } => write!(f, "「{text}」には年がありません。{HOW}"),
            Self::NoDay { text } => write!(f, "「{text}」は月日まで書かれていません。{HOW}"),
            Self::ShortYear { text } => {
                write!(f, "「{text}」は年が4桁でなく、元号もありません。{HOW}")
            }
            Self::OutsideEra { era, year, day } => {
                let written = match year {
                    1 => "元".to_owned(),
                    other => other.to_string(),
                };
                write!(f, "{era}{written}年{}月{}日は", day.month(), day.day())?;
                match super::Era::of(*day) {
                    Some((actual, n)) => write!(f, "{}{n}年です。", actual.name)?,
                    None => write!(f, "明治より前の日です。")?,
                }
                write!(f, "「{}」と入力してください。", wareki_short(*day))
            }
            Self::NoSuchMonth { text } => {
                write!(f, "「{text}」の月は1から12までにしてください。")
            }
            Self::NoSuchDay { month, last } => write!(f, "{month}は{last}日までです。"),
            Self::WrongWeekday { day, written } => write!(
                f,
                "{}は{}曜日ですが、({written})と書かれています。日付か曜日を直してください。",
                wareki(*day),
                weekday_letter(*day)
            ),
            Self::NotASerial { number } => {
                write!(f, "数値「{number}」は日付として読めません。{HOW}")
            }
        }
    }
}

impl std::error::Error for DayError {}
