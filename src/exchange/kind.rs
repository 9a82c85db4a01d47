//! What a file can hold: what the rooms take in.

use std::{borrow::Cow, ops::Deref, str::FromStr, sync::Arc};

use crate::{
    access::Actor,
    clock::Day,
    db::{Bind, Cell, Column, Value},
    error::{Error, Result},
    imports::{Importer, Part},
    structure::Structure,
    tabular::XlsxFile,
    words::NoSuchWord,
};

/// What stands between an importer's key and that of a part.
const OF: char = '.';

/// A kind of file: the importer of some room, and where it has parts one of them.
#[derive(Clone)]
pub struct Kind {
    importer: &'static Importer,
    /// In addresses, on the command line and in the table of files.
    pub key: Cow<'static, str>,
    pub title: Cow<'static, str>,
    /// What one row is counted in.
    pub unit: Cow<'static, str>,
}

/// Who sends files of a part, and who sent this one.
#[derive(Clone)]
pub struct Writers {
    pub may_send: Arc<dyn Fn(&Actor) -> bool + Send + Sync>,
    /// The key of the actor whose file it is.
    pub sender: String,
}

impl Writers {
    /// Whether this actor is one of them.
    pub fn hold(&self, actor: &Actor) -> bool {
        (self.may_send)(actor)
    }

    /// Whether this actor is one of them, and the file theirs.
    pub fn hold_sender(&self, actor: &Actor) -> bool {
        self.sender == actor.key() && self.hold(actor)
    }
}

impl std::fmt::Debug for Writers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writers")
    }
}

impl Kind {
    /// Those that every structure has, in the order of the rooms.
    pub fn everywhere() -> impl Iterator<Item = Kind> {
        importers().filter(|importer| importer.parts.is_none()).map(Kind::of)
    }

    /// And behind them those of the parts of a structure that this actor may send.
    pub fn all(structure: &Structure, actor: &Actor) -> Vec<Kind> {
        let parted = importers().filter_map(|importer| Some((importer, importer.parts?)));
        let parts = parted.flat_map(|(importer, parts)| {
            let all = (parts.of)(structure, actor);
            all.into_iter().map(|part| Kind::of(importer).named(part))
        });
        Kind::everywhere().chain(parts).collect()
    }

    fn of(importer: &'static Importer) -> Kind {
        Kind {
            importer,
            key: importer.key.into(),
            title: importer.title.into(),
            unit: importer.unit.into(),
        }
    }

    fn named(self, part: Part) -> Kind {
        Kind {
            key: format!("{}{OF}{}", self.importer.key, part.key).into(),
            title: part.title.into(),
            unit: part.unit.into(),
            ..self
        }
    }

    /// The same, called as its part is called for whoever may send it.
    pub fn called(&self, structure: &Structure, actor: &Actor) -> Kind {
        let parts = self.parts.map(|parts| (parts.of)(structure, actor)).unwrap_or_default();
        let part = parts.into_iter().find(|part| part.key == self.part());
        part.map_or_else(|| self.clone(), |part| Kind::of(self.importer).named(part))
    }

    /// The key of its part; empty for none.
    pub fn part(&self) -> &str {
        self.key.split_once(OF).map_or("", |(_, part)| part)
    }

    /// Who sends it, where that is for the writers of a part.
    pub fn writers(&self, structure: &Structure, sender: String) -> Option<Writers> {
        let (parts, part, structure) = (self.parts?, self.part().to_owned(), structure.clone());
        let may_send = Arc::new(move |actor: &Actor| (parts.may_send)(&structure, &part, actor));
        Some(Writers { may_send, sender })
    }

    /// Whoever may send files of any part.
    pub fn any_writers(structure: &Structure, sender: String) -> Writers {
        let structure = structure.clone();
        let may_send = Arc::new(move |actor: &Actor| {
            let mut parted = importers().filter_map(|importer| importer.parts);
            parted.any(|parts| !(parts.of)(&structure, actor).is_empty())
        });
        Writers { may_send, sender }
    }

    /// An empty workbook of this kind: title, notes, choices, and an example row that imports pass over.
    ///
    /// # Errors
    /// As the room's own template, such as a structure without a form for it.
    pub fn empty_form(&self, structure: &Structure, day: Day) -> Result<Vec<u8>> {
        let sheet = (self.template)(structure, self.part(), day)?;
        XlsxFile::new(day.0).sheet(sheet).finish().map_err(Error::internal)
    }

    /// The name of such a file.
    pub fn form_name(&self) -> String {
        format!("{}_取り込み用.xlsx", self.title.replace('・', "_"))
    }
}

fn importers() -> impl Iterator<Item = &'static Importer> {
    crate::ROOMS.iter().flat_map(|room| room.imports)
}

impl Deref for Kind {
    type Target = Importer;

    fn deref(&self) -> &Importer {
        self.importer
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.key)
    }
}

impl FromStr for Kind {
    type Err = NoSuchWord;

    /// Whether there is such a part is known only to a structure.
    fn from_str(key: &str) -> std::result::Result<Kind, NoSuchWord> {
        let (of, part) = key.split_once(OF).unwrap_or((key, ""));
        let fits = |one: &&Importer| one.key == of && one.parts.is_some() != part.is_empty();
        let importer = importers().find(fits).ok_or(NoSuchWord)?;
        Ok(Kind { key: key.to_owned().into(), ..Kind::of(importer) })
    }
}

impl Bind for &Kind {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        self.key.to_string().value()
    }
}

impl Column for Kind {
    fn of_cell(cell: Cell<'_>) -> Result<Kind> {
        String::of_cell(cell)?.parse().map_err(Error::internal)
    }
}
