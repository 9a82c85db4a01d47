//! How a row keeps a person: every personal field sealed under a key of the person's own.

use super::{NewPerson, Person};
use crate::{
    crypt::{Cell, Keys, PersonKey},
    db::{Pairs, Record, Row},
    error::Result,
    fields::{Declared, Field},
    id::{CenterId, MunicipalityId, PersonId},
};

/// A person as the row keeps one.
pub(super) struct Sealed {
    id: PersonId,
    center_id: CenterId,
    version: i64,
    wrapped: Vec<u8>,
    cells: Vec<Kept>,
}

/// What a row keeps of a field.
enum Kept {
    Sealed(Option<Vec<u8>>),
    Plain(String),
}

impl Record for Sealed {
    fn read(row: &Row) -> Result<Sealed> {
        let kept = |field: &Field<NewPerson>| {
            Ok(match field.spec.personal {
                true => Kept::Sealed(row.get(field.key)?),
                false => Kept::Plain(row.get(field.key)?),
            })
        };
        Ok(Sealed {
            id: row.get("id")?,
            center_id: row.get("center_id")?,
            version: row.get("version")?,
            wrapped: row.get("wrapped")?,
            cells: NewPerson::fields().iter().map(kept).collect::<Result<_>>()?,
        })
    }
}

impl Sealed {
    /// The person, opened.
    pub(super) fn opened(&self, keys: &Keys) -> Result<Person> {
        let key = keys.person_key(self.id.as_str(), &self.wrapped)?;
        let mut written = NewPerson::blank(self.center_id.clone());
        for (field, kept) in NewPerson::fields().iter().zip(&self.cells) {
            match kept {
                Kept::Sealed(None) => {}
                Kept::Sealed(Some(sealed)) => {
                    field.put(&mut written, &key.open(cell(field.key, &self.id), sealed)?);
                }
                Kept::Plain(text) => field.put(&mut written, text),
            }
        }
        Ok(Person { id: self.id.clone(), version: self.version, written })
    }
}

/// Columns that are sealed even where nothing is said, so that they are never null.
const NEVER_NULL: [&str; 2] = ["name", "kana"];

/// What is written of a person, sealed; the same for a new one and a changed one.
pub(super) fn columns(
    key: &PersonKey,
    id: &PersonId,
    index: Indexes,
    person: &NewPerson,
) -> Result<Pairs> {
    let mut pairs = Pairs::new().set("name_index", index.name).set("number_index", index.number);
    for field in NewPerson::fields() {
        pairs = if field.spec.personal {
            let text = field.text(person);
            let said = !text.is_empty() || NEVER_NULL.contains(&field.key);
            let sealed = said.then(|| key.seal(cell(field.key, id), &text)).transpose()?;
            pairs.set(field.key, sealed)
        } else {
            pairs.set(field.key, field.column(person))
        };
    }
    Ok(pairs)
}

pub(super) struct Indexes {
    pub(super) name: String,
    pub(super) number: Option<String>,
}

impl Indexes {
    pub(super) fn of(keys: &Keys, m: &MunicipalityId, person: &NewPerson) -> Indexes {
        let number = person.folded_number();
        Indexes {
            name: keys.blind_index("persons.name", m.as_str(), &person.folded_name()),
            number: (!number.is_empty())
                .then(|| keys.blind_index("persons.insured_number", m.as_str(), &number)),
        }
    }
}

pub(super) fn cell<'a>(column: &'static str, id: &'a PersonId) -> Cell<'a> {
    Cell { table: "persons", column, id: id.as_str() }
}
