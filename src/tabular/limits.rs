//! How much is read.

/// How much a file may hold before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, in bytes.
    pub bytes: u64,
    /// Size of all sheets of a workbook after inflation, in bytes. They are read cell by cell.
    pub inflated: u64,
    /// Size of all its other parts, such as the texts of its cells, which are held while it is read.
    pub held: u64,
    /// How many times larger than compressed a large part may become. Sheets made by hand stay under 50.
    pub ratio: u64,
    /// Rows of a sheet, counted to the last one with a value.
    pub rows: usize,
    /// Columns of a sheet, counted to the last one with a value.
    pub columns: usize,
}

impl Default for Limits {
    /// 50 MB, 512 MB of sheets and 200 MB of other parts inflated at most 200 times, 110,000 rows, 500
    /// columns.
    fn default() -> Self {
        let megabyte = 1024 * 1024;
        Self {
            bytes: 50 * megabyte,
            inflated: 512 * megabyte,
            held: 200 * megabyte,
            ratio: 200,
            rows: 110_000,
            columns: 500,
        }
    }
}
