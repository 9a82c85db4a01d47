//! Days as Japanese offices write them: eras, 元年, weekdays in brackets, fiscal years, Excel's serials.

mod era;
mod error;
mod excel;
mod format;
mod known;
mod like;
mod parse;
mod year;

pub use era::{ERAS, Era};
pub use error::DayError;
pub use excel::{Epoch, from_excel_serial, to_excel_serial};
pub use format::{wareki, wareki_long, wareki_short, wareki_year, weekday_letter};
pub use known::Known;
pub use parse::{parse_day, parse_day_in, parse_month};
pub use year::FiscalYear;
