//! The columns of a declared record in a file.

use super::{Field, Heading, headings};
use crate::tabular::{Cell, Faults, Record};

/// The columns of a declared record.
pub struct FileColumns<R: 'static> {
    fields: Vec<Field<R>>,
    headings: Vec<Heading>,
}

impl<R> FileColumns<R> {
    /// A column for each field.
    pub fn new(fields: Vec<Field<R>>) -> FileColumns<R> {
        let headings =
            fields.iter().flat_map(|f| headings(&f.spec, f.spec.excel_header())).collect();
        FileColumns { fields, headings }
    }

    /// Its columns, in the order of the fields.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The heading of the field of this key, for faults that only the importer knows of.
    pub fn header(&self, key: &str) -> &str {
        self.headings.iter().find(|h| h.spec.key == key).map_or("", |h| h.header.as_str())
    }

    /// Reads a row over `into`.
    pub fn read(&self, record: &Record<'_>, into: &mut R, faults: &mut Faults) {
        for (field, heading) in self.fields.iter().zip(&self.headings) {
            if let Some(answer) = heading.read(record, faults) {
                field.put(into, answer.text());
            }
        }
    }

    /// Writes a row.
    pub fn cells(&self, record: &R) -> impl Iterator<Item = Cell> {
        let all = self.fields.iter().zip(&self.headings);
        all.map(|(field, heading)| heading.cell(Some(&field.answer(record))))
    }
}
