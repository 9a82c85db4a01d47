//! Japanese text and dates: folding for matching and search, kana, ○ marks, era dates, times, CP932, numbers.
//!
//! Nothing in here knows what the application is about. Every error prints as a Japanese sentence that
//! says what is wrong and how to write it, because it is shown to the person who wrote the text.

pub mod circle;
pub mod cp932;
pub mod day;
pub mod fold;
mod invisible;
pub mod kana;
pub mod number;
pub mod sought;
pub mod time;

pub use circle::{MARU, is_maru};
pub use day::{
    DayError, FiscalYear, Known, parse_day, parse_day_in, parse_month, wareki, wareki_long,
    wareki_short, wareki_year, weekday_letter,
};
pub use fold::{fold, fold_key, fold_spans};
pub use number::{NumberError, grouped, parse_integer};
pub use sought::{pairs, sought, sought_spans};
pub use time::{parse_time, parse_times};
