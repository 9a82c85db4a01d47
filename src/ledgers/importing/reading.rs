//! A ledger's file, row by row.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    columns::{Columns, NUMBER, PARENT, called_by},
    comparing::{LedgerLines, Line},
    labels::{Labels, other_names},
};
use crate::{
    access, accounts,
    clock::Known,
    db::Conn,
    error::Result,
    fields::{Answer, AnswerKind, Choice, Heading, RefTo, Spec},
    forms::Answers,
    id::{EntryId, LedgerId},
    imports::{Lines, READING, Reader, Report, World},
    ledgers::{
        columns::keys,
        entry::Entry,
        rules::{self, EntryFacts, LedgerAction},
        store,
    },
    preset::Ledger,
    tabular::{Answered, Book, Faults, Place, Record, Refusal, Table},
};

/// The importer's key.
pub const KEY: &str = "ledger";

/// Reads files of one ledger.
pub struct LedgerReader {
    world: World,
    /// With all that its fields may be answered with.
    ledger: Arc<Ledger>,
    columns: Columns,
    /// The records above, by id.
    above: Arc<HashMap<EntryId, Entry>>,
    /// What references are called, by the key of their field; of the record above too.
    labels: HashMap<String, Labels>,
}

impl LedgerReader {
    /// Whatever a file may name, as far as its sender may know of it.
    ///
    /// # Errors
    /// `NotFound` where the structure has no such ledger.
    pub async fn open(conn: &mut Conn, world: World) -> Result<LedgerReader> {
        let structure = &world.structure;
        let kept = store::kept(structure, &world.part.as_str().into())?;
        let mut ledger = (*kept).clone();
        let mut labels = HashMap::new();
        for field in ledger.sections.iter_mut().flat_map(|section| &mut section.fields) {
            if let Some((known, called)) = referred(conn, &world, field).await? {
                field.choices = known;
                labels.insert(field.key.clone(), called);
            }
        }
        let mut above = HashMap::new();
        if let Some(parent) = &ledger.parent {
            let (entries, called) = parents(conn, &world, parent).await?;
            labels.insert(PARENT.to_owned(), called);
            above = entries.into_iter().map(|entry| (entry.id.clone(), entry)).collect();
        }
        let parent = ledger.parent.as_ref().and_then(|parent| structure.ledger(parent));
        let columns = Columns::of(&ledger, parent, structure, world.today.fiscal_year());
        let above = Arc::new(above);
        Ok(LedgerReader { columns, labels, above, ledger: Arc::new(ledger), world })
    }

    fn line(&self, record: &Record<'_>, faults: &mut Faults) -> Option<Line> {
        let mut own = Faults::default();
        let columns = &self.columns;
        let text = |heading: &Heading, own: &mut Faults| {
            let answer = self.read(heading, record, own)?;
            Some(answer.text().to_owned())
        };
        let since = text(&columns.since, &mut own).and_then(|said| Known::parse(&said).ok());
        if since.is_some_and(|since| since.first_day() > self.world.today) {
            record.fault(&columns.since.header, "今日までの日にしてください。", &mut own);
        }
        let year = since.map_or(self.world.today, Known::first_day).fiscal_year();
        let mut answers = Answers::default();
        for heading in &columns.fields {
            let Some(answer) = self.read(heading, record, &mut own) else { continue };
            let key = &heading.spec.key;
            if let Some(ended) = ended(&heading.spec, &answer, year) {
                record.fault(&heading.header, ended, &mut own);
            }
            let answer = match answers.get(key) {
                Some(before) => before.clone().and(answer),
                None => answer,
            };
            answers.set(key, answer);
        }
        for heading in &columns.fields {
            let field = &heading.spec;
            let Some(shown) = &field.shown_if else { continue };
            // Where the row does not say what it hangs on, the record may.
            let says_so = answers.get(&shown.field).is_some_and(|answer| !answer.is_empty());
            let said = answers.get(&field.key).is_some_and(|answer| !answer.is_empty());
            if said && says_so && !field.is_asked(|key| answers.get(key)) {
                let on = self.ledger.field(&shown.field).map_or("", |on| on.label.as_str());
                let sentence = format!("「{on}」の答えがこの行と違うときだけ書く欄です。");
                record.fault(&heading.header, sentence, &mut own);
            }
        }
        let parent = columns.parent.as_ref().and_then(|heading| text(heading, &mut own));
        let state = columns.state.as_ref().and_then(|heading| text(heading, &mut own));
        let number = text(&columns.number, &mut own).unwrap_or_default();
        let is_whole = own.is_empty();
        faults.append(own);
        is_whole.then(|| Line {
            row: record.row(),
            sheet: record.sheet().to_owned(),
            parent: parent.map(EntryId::from),
            answers,
            state,
            since,
            number: nihon::fold_key(&number),
        })
    }

    /// What a cell says; none where it is empty or wrong.
    fn read(&self, heading: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        let labels = self.labels.get(&heading.spec.key);
        let Some(labels) = labels.filter(|_| !record.get(&heading.header).is_blank()) else {
            return heading.read(record, faults);
        };
        record.parsed(&heading.header, faults, |named| match heading.spec.many {
            true => labels.find_all(named).map(Answer::Many),
            false => labels.find(named).map(Answer::Text),
        })
    }
}

/// Why a choice is none any more in the fiscal year in which it is said to hold.
fn ended(spec: &Spec, answer: &Answer, year: i16) -> Option<String> {
    let chosen = keys(answer);
    let mut gone = spec.choices.iter().filter(|choice| chosen.contains(&choice.key));
    let gone = gone.find(|choice| choice.to_fiscal_year.is_some_and(|last| last < year))?;
    Some(format!("「{}」は、いまは使っていません。いつからのことかを確かめてください。", gone.name))
}

/// What a reference to other records or to people who work here may name; none of any other field.
async fn referred(
    conn: &mut Conn,
    world: &World,
    field: &Spec,
) -> Result<Option<(Vec<Choice>, Labels)>> {
    if field.kind != AnswerKind::Ref {
        return Ok(None);
    }
    let mut known: Vec<(String, String)> = Vec::new();
    let mut labels;
    match RefTo::of(&field.to) {
        Some(RefTo::Account) => {
            labels = Labels::of("システムの利用者");
            let active = accounts::list(conn).await?.into_iter().filter(|account| account.active);
            for account in active {
                let (id, name) = (account.id.to_string(), account.name);
                labels.call(&name, &id);
                labels.call(&format!("{name}（{}）", account.role.label()), &id);
                known.push((id, name));
            }
        }
        Some(_) => return Ok(None),
        None => {
            let Ok(to) = store::kept(&world.structure, &field.to.as_str().into()) else {
                return Ok(None);
            };
            labels = Labels::of(&to.name);
            let reach = rules::reach(&to, &world.actor);
            known = store::titles(conn, (&to.key, &reach), ("", i64::MAX)).await?;
            known.iter().for_each(|(id, label)| labels.call(label, id));
        }
    }
    Ok(Some((known.into_iter().map(Into::into).collect(), labels)))
}

/// The records of the ledger above that the sender may read, and what they are called.
async fn parents(
    conn: &mut Conn,
    world: &World,
    ledger: &LedgerId,
) -> Result<(Vec<Entry>, Labels)> {
    let above = store::kept(&world.structure, ledger)?;
    let mut labels = Labels::of(&above.name);
    let mut entries = store::all(conn, ledger).await?;
    entries.retain(|entry| {
        let facts = EntryFacts::of(entry, above.clone());
        let reads = access::may(LedgerAction::ReadEntry, &world.actor, &facts);
        entry.retired_on.is_none() && reads
    });
    let by = called_by(&above);
    let others = by.map(|field| other_names(&world.structure, &field.to)).unwrap_or_default();
    for entry in &entries {
        labels.call(&entry.label, entry.id.as_str());
        // Called by a part of the structure, it goes by whatever that does.
        if let Some(field) = by.filter(|_| !others.is_empty())
            && let Some(answer) = entry.answers()?.get(&field.key)
        {
            let own = others.iter().filter(|(_, key)| answer.is(key));
            own.for_each(|(word, _)| labels.call(word, entry.id.as_str()));
        }
    }
    Ok((entries, labels))
}

impl Reader for LedgerReader {
    fn read(&self, book: &Book, answered: &Answered) -> Result<(Report, Arc<dyn Lines>), Refusal> {
        let (world, columns) = (&self.world, &self.columns);
        let declared = columns.declared();
        let tables = Table::all(book, &declared, answered).or_else(|refusal| {
            Table::likeliest(book, &declared, answered)
                .map(|table| vec![table])
                .map_err(|_| refusal)
        })?;
        let kind = format!("{KEY}.{}", self.ledger.key);
        let mut report = Report::of(&kind, &book.file, &tables);
        let said: Vec<&Heading> =
            columns.all().filter(|heading| tables.iter().any(|t| t.has(&heading.header))).collect();
        let mut lines = LedgerLines {
            world: world.clone(),
            ledger: self.ledger.clone(),
            above: self.above.clone(),
            file: book.file.clone(),
            said: said.iter().map(|heading| heading.spec.key.clone()).collect::<BTreeSet<_>>(),
            shown: shown(&said),
            places: HashMap::new(),
            answered: answered.clone(),
            lines: Vec::new(),
        };
        report.preview_headings = lines.shown.iter().map(|(_, head)| head.clone()).collect();
        let mut faults = Faults::default();
        world.telling.step(READING, tables.iter().map(Table::len).sum());
        for record in tables.iter().flat_map(Table::records) {
            if lines.places.is_empty() {
                let place = |heading: &&Heading| -> (String, Place) {
                    (heading.spec.key.clone(), record.place(&heading.header))
                };
                lines.places = columns.all().collect::<Vec<_>>().iter().map(place).collect();
            }
            report.read += 1;
            world.telling.done(report.read);
            lines.lines.extend(self.line(&record, &mut faults));
        }
        report.take(&faults);
        Ok((report, Arc::new(lines)))
    }
}

/// The columns of the preview, each by its key once.
fn shown(said: &[&Heading]) -> Vec<(String, String)> {
    let mut shown: Vec<(String, String)> = Vec::new();
    for heading in said {
        let key = &heading.spec.key;
        if shown.iter().all(|(known, _)| known != key) && heading.spec.key != NUMBER {
            shown.push((key.clone(), heading.spec.label.clone()));
        }
    }
    shown
}
