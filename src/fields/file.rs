//! A field as a column of a file: declared to the reader, drawn in an empty form, read from a cell, written into one.

use nihon::fold_key;

use super::{Answer, AnswerKind, Clean, Field, Needed, STAGES, Said, Spec};
use crate::{
    clock::Day,
    tabular::{self, Cell, Column, Faults, Holds, Record, Words, yes_or_no},
};

/// Half-width characters of a column whose declaration names no width.
const WIDTH: u16 = 24;

/// A column of a file.
#[derive(Clone)]
pub struct Heading {
    pub spec: Spec,
    /// As the file calls it.
    pub header: String,
    /// Which of the three texts of a before-and-after answer; none for a whole answer.
    stage: Option<usize>,
    /// The words of its choices, with their keys.
    words: Words<String>,
}

/// The columns of a field: one, or three for a before-and-after answer. `head` is the heading that they begin with.
pub fn headings<'s>(spec: &'s Spec, head: &'s str) -> impl Iterator<Item = Heading> + 's {
    let stages: &[Option<usize>] = match spec.kind {
        AnswerKind::BeforeAfter => &[Some(0), Some(1), Some(2)],
        _ => &[None],
    };
    stages.iter().map(move |stage| {
        let header = match stage {
            Some(at) => format!("{head}({})", STAGES[*at].1),
            None => head.to_owned(),
        };
        let own = |words: &[(&str, &str)]| {
            words
                .iter()
                .map(|(word, key)| ((*word).to_owned(), (*key).to_owned()))
                .collect::<Vec<_>>()
        };
        let words =
            Words::new(spec.offered().into_iter().map(|c| (c.name, c.key))).also(own(spec.said));
        Heading { spec: spec.clone(), header, stage: *stage, words }
    })
}

impl Heading {
    /// As an importer declares it.
    pub fn declared(&self) -> Column {
        let column = match self.spec.required {
            Needed::Always => Column::required(&self.header),
            Needed::ToSubmit | Needed::Never => Column::optional(&self.header),
        };
        let holds = match self.spec.kind {
            AnswerKind::Day => Holds::Days,
            AnswerKind::Number => Holds::Numbers,
            AnswerKind::YesNo | AnswerKind::Tick => Holds::Marks,
            AnswerKind::Choice => Holds::Choices,
            _ => Holds::Text,
        };
        column.also(&self.spec.also).perhaps(self.spec.perhaps).holding(holds)
    }

    /// As an empty form shows it.
    pub fn drawn(&self) -> tabular::Field {
        let spec = &self.spec;
        let mark = if spec.required == Needed::Always { "※必須" } else { "" };
        let names: Vec<String> = spec.offered().into_iter().map(|choice| choice.name).collect();
        let field = tabular::Field::new(format!("{}{mark}", self.header))
            .width(if spec.width == 0 { WIDTH } else { spec.width });
        let (field, hint) = match spec.kind {
            AnswerKind::Multi => {
                (field, format!("いくつもあるときは「、」で区切ります。{}", names.join("、")))
            }
            _ if spec.hint.is_empty() => (field.choices(names), spec.help.clone()),
            _ => (field.choices(names), spec.hint.to_owned()),
        };
        let hint = match spec.required {
            Needed::ToSubmit => format!("提出済なら必要です。{hint}"),
            Needed::Never | Needed::Always => hint,
        };
        if hint.is_empty() { field } else { field.hint(hint) }
    }

    /// Reads its cell; none when it is empty or wrong, and what is wrong is among the faults.
    pub fn read(&self, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        let (spec, header) = (&self.spec, self.header.as_str());
        let most = spec.most_characters();
        if record.get(header).is_blank() {
            if spec.required == Needed::Always {
                record.required_text(header, most, faults);
            }
            return None;
        }
        Some(Answer::Text(match (spec.kind, self.stage) {
            (_, Some(at)) => {
                let mut texts: [String; 3] = Default::default();
                texts[at] = record.text(header, most, faults)?;
                let [before, expected, after] = texts;
                return Some(Answer::Stages { before, expected, after });
            }
            (AnswerKind::Multi, _) => {
                let keys = record.parsed(header, faults, |text| {
                    text.split(['、', ',', '，', ';', '\n'])
                        .map(str::trim)
                        .filter(|word| !word.is_empty())
                        .map(|word| self.words.find(word))
                        .collect::<Result<Vec<_>, String>>()
                });
                return Some(Answer::Many(keys?));
            }
            (AnswerKind::Choice, _) if self.is_unsure(record) => {
                let choices = spec.choices.iter().map(|choice| (&choice.key, &choice.name));
                record.asked_word(header, choices, faults)?
            }
            (AnswerKind::YesNo | AnswerKind::Tick, _) => {
                record.parsed(header, faults, |word| match yes_or_no(word) {
                    Some(true) => Ok("yes".to_owned()),
                    Some(false) => Ok("no".to_owned()),
                    None => self.words.find(word),
                })?
            }
            (AnswerKind::Choice, _) => {
                record.parsed(header, faults, |word| self.words.find(word))?
            }
            (AnswerKind::Number, _) => record.integer(header, spec.range(), faults)?.to_string(),
            (AnswerKind::Day, _) => Day(record.day(header, faults)?).iso(),
            _ => {
                let Clean(clean) = spec.clean;
                let text = record.text(header, most, faults)?;
                clean(&text, Said::InFile)
                    .map_err(|reason| record.fault(header, reason, faults))
                    .ok()?
            }
        }))
    }

    /// Whether nobody can tell which choice its cell means.
    fn is_unsure(&self, record: &Record<'_>) -> bool {
        if self.spec.unsure.is_empty() {
            return false;
        }
        let said = fold_key(&record.get(&self.header).shown());
        self.spec.unsure.iter().any(|unsure| fold_key(unsure) == said)
    }

    /// Writes its cell.
    pub fn cell(&self, answer: Option<&Answer>) -> Cell {
        let named = |key: &str| self.spec.choice_name(key).unwrap_or(key).to_owned();
        match (answer, self.stage) {
            (None, _) => Cell::Empty,
            (Some(Answer::Stages { before, expected, after }), Some(at)) => {
                [before, expected, after][at].as_str().into()
            }
            (Some(Answer::Stages { before, expected, after }), None) => {
                [before.as_str(), expected, after].join("\n").into()
            }
            (Some(Answer::Many(keys)), _) => {
                let names: Vec<String> = keys.iter().map(|key| named(key)).collect();
                names.join("、").into()
            }
            (Some(Answer::Text(text)), _) => match self.spec.kind {
                AnswerKind::Choice => named(text).into(),
                AnswerKind::YesNo | AnswerKind::Tick => {
                    if text == "yes" { "はい" } else { "いいえ" }.into()
                }
                AnswerKind::Day => {
                    text.parse().map_or_else(|_| text.clone(), |date| Day(date).short()).into()
                }
                _ => text.as_str().into(),
            },
        }
    }

    /// What stands in the row that shows how the form is filled in.
    pub fn example(&self) -> Cell {
        if self.spec.example.is_empty() { Cell::Empty } else { self.spec.example.into() }
    }
}

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
