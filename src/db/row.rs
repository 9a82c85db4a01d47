//! Values on their way out of a row, whichever database it came from.

use sqlx::{Row as _, ValueRef as _, postgres::PgRow, sqlite::SqliteRow};

use crate::{
    clock::{Day, Instant, Known},
    error::Result,
    id::Id,
};

/// One row of an answer.
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The column of this name.
    ///
    /// # Errors
    /// When there is none, or what it holds is no `C`: a defect of ours or of the database.
    pub fn get<C: Column>(&self, name: &str) -> Result<C> {
        let at = match self {
            Row::Sqlite(row) => sqlx::ColumnIndex::index(&name, row),
            Row::Postgres(row) => sqlx::ColumnIndex::index(&name, row),
        }?;
        self.at(at)
    }

    /// The column at this place, from 0.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn at<C: Column>(&self, at: usize) -> Result<C> {
        C::of_cell(Cell { row: self, at })
    }
}

/// One value of a row.
#[derive(Clone, Copy)]
pub struct Cell<'r> {
    row: &'r Row,
    at: usize,
}

/// The value as one of the driver's own types.
macro_rules! own {
    ($cell:expr) => {
        match $cell.row {
            Row::Sqlite(row) => row.try_get($cell.at),
            Row::Postgres(row) => row.try_get($cell.at),
        }
    };
}

impl Cell<'_> {
    fn is_null(self) -> Result<bool> {
        Ok(match self.row {
            Row::Sqlite(row) => row.try_get_raw(self.at)?.is_null(),
            Row::Postgres(row) => row.try_get_raw(self.at)?.is_null(),
        })
    }
}

/// A type that a column holds.
pub trait Column: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When the cell holds something else: an unknown word, a null, no day.
    fn of_cell(cell: Cell<'_>) -> Result<Self>;
}

macro_rules! columns {
    ($($Type:ty),*) => { $(
        impl Column for $Type {
            fn of_cell(cell: Cell<'_>) -> Result<Self> {
                Ok(own!(cell)?)
            }
        }
    )* };
}

columns!(String, i64, f64, bool, Vec<u8>);

impl<T> Column for Id<T> {
    fn of_cell(cell: Cell<'_>) -> Result<Self> {
        Ok(Id::from(String::of_cell(cell)?))
    }
}

impl Column for Day {
    fn of_cell(cell: Cell<'_>) -> Result<Self> {
        let text = String::of_cell(cell)?;
        Ok(Day(text.parse().map_err(|e: jiff::Error| sqlx::Error::Decode(e.into()))?))
    }
}

impl Column for Known {
    fn of_cell(cell: Cell<'_>) -> Result<Self> {
        let text = String::of_cell(cell)?;
        Known::parse(&text).map_err(|e| sqlx::Error::Decode(e.to_string().into()).into())
    }
}

impl Column for Instant {
    fn of_cell(cell: Cell<'_>) -> Result<Self> {
        Ok(Instant(i64::of_cell(cell)?))
    }
}

impl<C: Column> Column for Option<C> {
    fn of_cell(cell: Cell<'_>) -> Result<Self> {
        if cell.is_null()? { Ok(None) } else { Ok(Some(C::of_cell(cell)?)) }
    }
}

/// What a row is read as: a struct made by [`record!`](crate::record), one column, or a tuple of columns.
pub trait Record: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// As [`Row::get`].
    fn read(row: &Row) -> Result<Self>;
}

impl<C: Column> Record for C {
    fn read(row: &Row) -> Result<Self> {
        row.at(0)
    }
}

macro_rules! tuples {
    ($(($($C:ident $at:tt),+))*) => { $(
        impl<$($C: Column),+> Record for ($($C,)+) {
            fn read(row: &Row) -> Result<Self> {
                Ok(($(row.at::<$C>($at)?,)+))
            }
        }
    )* };
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}

/// A record whose columns a statement need not repeat: [`Query::select`](super::Query::select) writes them.
pub trait Columns: Record {
    /// What stands between `select` and `from`, in pieces, each column followed by a comma.
    const COLUMNS: &'static [&'static str];
}

/// A struct that is read from rows, its columns by the names of its fields.
///
/// `of "c"` reads them from the table that a statement calls `c`; a field may say where it comes from itself. `and` behind the
/// braces names another record of the same row, whose fields are reached as if they were its own.
///
/// ```ignore
/// record! {
///     /// A decision that was not carried out yet.
///     #[derive(Clone, Debug)]
///     pub struct WaitingDecision of "d" {
///         pub id: DecisionId,
///         pub what: String,
///         pub label: String = "c.label",
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $Name:ident $(of $table:literal)? {
        $($(#[$note:meta])* $fvis:vis $field:ident: $Type:ty $(= $source:literal)?),* $(,)?
    } $(and $ivis:vis $inner:ident: $Inner:ty)?) => {
        $(#[$meta])*
        $vis struct $Name {
            $($(#[$note])* $fvis $field: $Type,)*
            $($ivis $inner: $Inner,)?
        }

        $(impl std::ops::Deref for $Name {
            type Target = $Inner;

            fn deref(&self) -> &$Inner {
                &self.$inner
            }
        })?

        impl $crate::db::Record for $Name {
            fn read(row: &$crate::db::Row) -> $crate::error::Result<Self> {
                Ok($Name {
                    $($field: row.get(stringify!($field))?,)*
                    $($inner: <$Inner as $crate::db::Record>::read(row)?,)?
                })
            }
        }

        impl $crate::db::Columns for $Name {
            const COLUMNS: &'static [&'static str] = {
                const OWN: &str =
                    $crate::record!(@columns [$($table)?] $($field [$($source)?])*);
                $crate::record!(@pieces OWN $($Inner)?)
            };
        }
    };
    (@pieces $own:ident) => { &[$own] };
    (@pieces $own:ident $Inner:ty) => {{
        const PIECES: [&str; <$Inner as $crate::db::Columns>::COLUMNS.len() + 1] = {
            let theirs = <$Inner as $crate::db::Columns>::COLUMNS;
            let mut pieces = [$own; <$Inner as $crate::db::Columns>::COLUMNS.len() + 1];
            let mut at = 0;
            while at < theirs.len() {
                pieces[at + 1] = theirs[at];
                at += 1;
            }
            pieces
        };
        &PIECES
    }};
    (@columns [] $($field:ident [$($source:literal)?])*) => {
        concat!($($($source, " as ",)? stringify!($field), ", "),*)
    };
    (@columns [$table:literal] $($field:ident [$($source:literal)?])*) => {
        concat!($($crate::record!(@from $table $field $($source)?), ", "),*)
    };
    (@from $table:literal $field:ident) => { concat!($table, ".", stringify!($field)) };
    (@from $table:literal $field:ident $source:literal) => {
        concat!($source, " as ", stringify!($field))
    };
}
