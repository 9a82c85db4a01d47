//! Tables in and out: xlsx and CSV into one shape, and both written from one.
//!
//! A room that imports reads a [`Book`], finds its [`Table`] by the names of the columns, and loops over the
//! records. Typed readers collect every wrong cell in [`Faults`] instead of stopping at the first, so that
//! one dry run tells the whole truth about a file. Nothing here knows what a row means, and nothing is lost
//! in silence: unknown columns, skipped rows and sheets not read are listed. What only a person can say is a
//! [`Question`], and what was [`Answered`] holds when the file is read again.
//!
//! ```ignore
//! use crate::tabular::{Answered, Column, Faults, Limits, Refusal, Source, Table};
//!
//! fn read(file_name: &str, bytes: &[u8]) -> Result<String, Refusal> {
//!     let columns = [
//!         Column::required("センター").also(["地域包括支援センター", "包括"]),
//!         Column::required("開催日").also(["日付"]),
//!         Column::optional("事例数"),
//!         Column::optional("備考"),
//!     ];
//!     let book = Source::read(file_name, bytes, &Limits::default())?;
//!     let answered = Answered::default();
//!     let table = &Table::all(&book, &columns, &answered)?[0];
//!     let mut faults = Faults::default();
//!     let mut meetings = Vec::new();
//!     for record in table.records() {
//!         let centre = record.required_text("センター", 60, &mut faults);
//!         let day = record.required_day("開催日", &mut faults);
//!         let cases = record.integer("事例数", 0..=99, &mut faults);
//!         let note = record.text("備考", 500, &mut faults);
//!         if let (Some(centre), Some(day)) = (centre, day) {
//!             meetings.push((centre, day, cases, note));
//!         }
//!     }
//!     let found = faults.list().iter().map(|fault| format!("{fault}\n"));
//!     Ok(found.collect::<String>() + &format!("{}件", meetings.len()))
//! }
//! ```

mod archive;
mod book;
mod cell;
mod csv_in;
pub mod csv_out;
mod fault;
pub mod file_name;
mod finding;
mod guess;
mod header;
mod holds;
mod limits;
mod mapping;
mod marks;
mod place;
mod question;
mod record;
mod refusal;
mod rows;
mod sheet_rows;
mod source;
mod table;
mod table_rows;
mod words;
mod xlsx_in;
pub mod xlsx_out;
mod xlsx_rows;
mod xlsx_shown;
mod years;

pub use archive::look_through;
pub use book::{Book, Merged, Sheet, column_letters};
pub use cell::Cell;
pub use csv_out::{Encoding, WrittenCsv, write_csv};
pub use fault::{CellError, Faults};
pub use file_name::content_disposition;
pub use header::Column;
pub use holds::Holds;
pub use limits::Limits;
pub use mapping::Mapping;
pub use marks::{Mark, Marks, yes_or_no};
pub use place::Place;
pub use question::{Answered, Question};
pub use record::Record;
pub use refusal::{Refusal, WrongKind};
pub use sheet_rows::SheetRows;
pub use source::Source;
pub use table::Table;
pub use words::Words;
pub use xlsx_out::{CellOut, Days, Edges, Field, Paper, SheetOut, WriteError, XlsxFile};
pub use xlsx_rows::RowBook;

#[cfg(test)]
pub(crate) mod tests;
