//! Which column of a file is read as what: for a person to look at and to change.

use serde::Serialize;

use super::{
    Answered, Holds, Table, column_letters,
    question::{NO_COLUMN, column_key, value_key},
};

/// The columns of a file beside the declared ones.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Mapping {
    pub columns: Vec<MappedColumn>,
    pub fields: Vec<MappedField>,
    /// What two files have in common whose columns mean the same.
    #[serde(skip)]
    pub shape: String,
}

/// A column of the file.
#[derive(Debug, Clone, Serialize)]
pub struct MappedColumn {
    /// Counted from 0.
    pub at: usize,
    pub letters: String,
    /// As it is shown; empty if there is none.
    pub header: String,
    pub holds: Holds,
    /// Records with a value in it.
    pub values: usize,
    /// The declared column as which it is read; empty for none.
    pub field: String,
    /// The one that it most likely is, where it is read as none.
    pub proposed: String,
}

/// A declared column.
#[derive(Debug, Clone, Serialize)]
pub struct MappedField {
    pub name: String,
    pub required: bool,
    /// Whether several columns may be it.
    pub many: bool,
    pub found: bool,
    /// What stands in every row of a file that lacks it; empty for nothing.
    pub everywhere: String,
}

impl Table<'_> {
    /// Its columns, each as what it is read.
    pub fn mapping(&self) -> Mapping {
        // Where a person still has to choose between columns, none is chosen.
        let settled = |name: &str| {
            let key = column_key(name);
            !self.questions().iter().any(|question| question.key == key && question.is_open())
        };
        let field_of = |at: usize| {
            let reads = |name: &&str| self.columns[*name].at.contains(&at) && settled(name);
            self.declared.iter().map(|c| c.name.as_str()).find(reads).unwrap_or_default().to_owned()
        };
        let proposed = |at: usize| {
            let number = self.proposed.iter().position(|proposed| *proposed == Some(at));
            number.map_or_else(String::new, |number| self.declared[number].name.clone())
        };
        let column = |at: usize| MappedColumn {
            at,
            letters: column_letters(at),
            header: self.heads[at].shown.clone(),
            holds: self.under[at].holds,
            values: self.under[at].values,
            field: field_of(at),
            proposed: proposed(at),
        };
        let field = |declared: &super::Column| {
            let found = &self.columns[&declared.name];
            MappedField {
                name: declared.name.clone(),
                required: declared.required,
                many: declared.many,
                found: !found.at.is_empty() && settled(&declared.name),
                everywhere: found.everywhere.shown(),
            }
        };
        let columns = (0..self.heads.len()).map(column);
        Mapping {
            columns: columns.filter(|c| !c.header.is_empty() || c.values > 0).collect(),
            fields: self.declared.iter().map(field).collect(),
            shape: self.shape(),
        }
    }
}

impl Mapping {
    /// The answers that a person gave who named each column's field, by column, and what stands everywhere in the fields that
    /// have no column, by field. Every field is settled by it.
    ///
    /// # Errors
    /// The field that several columns were said to be, though it stands once.
    pub fn answers(
        &self,
        field_of: impl Fn(usize) -> String,
        everywhere: impl Fn(usize) -> String,
    ) -> Result<Answered, String> {
        let mut answered = Answered::default();
        for (number, field) in self.fields.iter().enumerate() {
            let at: Vec<String> = (self.columns.iter())
                .filter(|column| field_of(column.at) == field.name)
                .map(|column| column.at.to_string())
                .collect();
            if at.len() > 1 && !field.many {
                return Err(field.name.clone());
            }
            let value = everywhere(number).trim().to_owned();
            let at = if at.is_empty() { NO_COLUMN.to_owned() } else { at.join(",") };
            answered.say(column_key(&field.name), at);
            answered.say(value_key(&field.name), value);
        }
        Ok(answered)
    }
}
