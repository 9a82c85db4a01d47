//! What a family of kinds does: the one place in which kinds differ.

use nihon::fold_key;

use super::{Answer, Choice, Clean, Heading, Needed, STAGES, Said, Spec};
use crate::{
    tabular::{Cell, Faults, Holds, Record, Words},
    web::{FormState, form},
};

/// Characters of a line that is no free text.
const LINE: usize = 2_000;

/// Characters of words in a sort key.
const KEY: usize = 60;

/// Which macro of `web/fields.html` draws a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// A line: the keys that a telephone shows for it (`inputmode`), how wide it is, and how much it holds where that is
    /// counted while one types.
    Line {
        mode: &'static str,
        width: &'static str,
        most: usize,
    },
    /// A text of several lines.
    Lines,
    Select,
    Radio {
        across: bool,
    },
    Boxes,
    /// A list of which several are chosen.
    Several,
    /// Of many one, or several, that are looked for by part of the name.
    Sought,
    /// With its unit.
    Number(String),
    Day,
    Tick,
    /// Before, expected, after.
    Stages,
    File,
    /// Small answers in rows and columns.
    Grid,
    /// Nothing is asked: what is known stands there.
    Shown,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    Text,
    Many,
    Stages,
    Rows,
}

impl Keeps {
    /// Whether it is one text.
    pub fn is_text(self) -> bool {
        self == Keeps::Text
    }
}

/// Small answers on a page, in rows and columns.
#[derive(Default)]
pub struct Grid {
    pub heads: Vec<String>,
    pub rows: Vec<GridRow>,
}

/// A row: what it is called, and for each column the name and the declaration of its answer.
pub struct GridRow {
    pub head: String,
    pub cells: Vec<(String, Spec)>,
}

/// How a kind is asked on a page, read from it and from files, shown, sorted and written by hand.
///
/// A kind whose answer is one line of text says how that is [kept](Family::keep) and [written](Family::written); the rest follows.
pub trait Family: Sync {
    /// What draws it.
    fn control(&self, spec: &Spec) -> Control;

    /// What a page has room for, where that is rows and columns.
    fn grid(&self, _spec: &Spec, _form: &FormState, _name: &str) -> Grid {
        Grid::default()
    }

    /// What its answer is.
    fn keeps(&self, _spec: &Spec) -> Keeps {
        Keeps::Text
    }

    /// What may be chosen.
    fn offered(&self, spec: &Spec) -> Vec<Choice> {
        spec.choices.clone()
    }

    /// The most characters that are typed.
    fn most(&self, _spec: &Spec) -> usize {
        LINE
    }

    /// The one form in which a line that somebody typed is kept; or why it cannot be, as a sentence that begins with 「what was
    /// typed」, or as its end.
    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        Ok(typed.to_owned())
    }

    /// What is kept, as a page's field and a file's cell say it.
    fn written(&self, _spec: &Spec, kept: &str) -> String {
        kept.to_owned()
    }

    /// What is kept, for reading.
    fn shown(&self, spec: &Spec, kept: &str) -> String {
        self.written(spec, kept)
    }

    /// The end of the sentence that asks for what is missing.
    fn wanting(&self) -> &'static str {
        "を入力してください。"
    }

    /// The line below the label on a page.
    fn help(&self, spec: &Spec) -> String {
        spec.help.clone()
    }

    /// Reads the answer from a page on which the field is called `name`. What cannot be read is an error at its field, and so
    /// is what is always needed and missing.
    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let typed = form.optional(name, &spec.label, self.most(spec));
        let Clean(clean) = spec.clean;
        let kept = match clean(&typed, Said::OnPage) {
            Err(_) if typed.is_empty() => Ok(String::new()),
            Err(reason) => Err(format!("{}は、{reason}", spec.label)),
            Ok(text) if text.is_empty() => Ok(text),
            Ok(text) => self.keep(spec, &text).map_err(|reason| sentence(&spec.label, &reason)),
        };
        match kept {
            Ok(text) => self.wanted(spec, form, name, Answer::Text(text)),
            Err(sentence) => {
                form.error(name, sentence);
                Answer::Text(typed)
            }
        }
    }

    /// The answer, with an error at its field where it must not be empty.
    fn wanted(&self, spec: &Spec, form: &mut FormState, name: &str, answer: Answer) -> Answer {
        if answer.is_empty() && spec.required == Needed::Always && !form.is_wrong(name) {
            form.error(name, format!("{}{}", spec.label, self.wanting()));
        }
        answer
    }

    /// Puts an answer into a page's form.
    fn fill(&self, spec: &Spec, form: &mut FormState, name: &str, answer: &Answer) {
        match answer {
            Answer::Text(text) => form.set(name, self.written(spec, text)),
            Answer::Many(keys) => form.set_all(name, keys.iter().cloned()),
            Answer::Stages { before, expected, after } => {
                for ((end, _), text) in STAGES.iter().zip([before, expected, after]) {
                    form.set(&format!("{name}.{end}"), text);
                }
            }
            Answer::Rows(_) => {}
        }
    }

    /// An answer in words, also one that was given while the field was of another kind.
    fn lines(&self, spec: &Spec, answer: &Answer) -> Vec<String> {
        match answer {
            Answer::Text(text) => self.shown(spec, text).lines().map(str::to_owned).collect(),
            Answer::Many(keys) => vec![self.names(spec, keys, "、")],
            Answer::Stages { before, expected, after } => STAGES
                .iter()
                .zip([before, expected, after])
                .filter(|(_, text)| !text.is_empty())
                .map(|((_, word), text)| format!("{word}: {text}"))
                .collect(),
            Answer::Rows(rows) => rows.iter().map(|row| row.join("｜")).collect(),
        }
    }

    /// The names of these choices.
    fn names(&self, spec: &Spec, keys: &[String], between: &str) -> String {
        let offered = self.offered(spec);
        let name = |key: &String| {
            offered.iter().find(|c| c.key == *key).map_or_else(|| key.clone(), |c| c.name.clone())
        };
        keys.iter().map(name).collect::<Vec<_>>().join(between)
    }

    /// The headings of its columns in a file.
    fn headings(&self, _spec: &Spec, head: &str) -> Vec<String> {
        vec![head.to_owned()]
    }

    /// What the cells of those columns are.
    fn holds(&self) -> Holds {
        Holds::Text
    }

    /// What files call its choices, with their keys: names, marks, and what the declaration adds.
    fn words(&self, spec: &Spec) -> Words<String> {
        let offered = self.offered(spec);
        let marks = offered.iter().filter(|choice| !choice.mark.is_empty());
        let said = spec.said.iter().map(|(word, key)| (*word, (*key).to_owned()));
        Words::new(offered.iter().map(|choice| (&choice.name, choice.key.clone())))
            .also(marks.map(|choice| (&choice.mark, choice.key.clone())))
            .also(said)
    }

    /// What a cell of an empty form offers.
    fn in_cells(&self, spec: &Spec) -> Vec<String> {
        self.offered(spec).into_iter().map(|choice| choice.name).collect()
    }

    /// What stands beside a cell of an empty form.
    fn hint(&self, spec: &Spec) -> String {
        if spec.hint.is_empty() { spec.help.clone() } else { spec.hint.to_owned() }
    }

    /// Reads a cell that is not empty; none when it is wrong, and what is wrong is among the faults.
    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        let spec = &column.spec;
        let typed = record.text(&column.header, self.most(spec), faults)?;
        let Clean(clean) = spec.clean;
        let kept = clean(&typed, Said::InFile).map_err(str::to_owned);
        let kept = kept.and_then(|text| self.keep(spec, &text));
        kept.map(Answer::Text).map_err(|reason| record.fault(&column.header, reason, faults)).ok()
    }

    /// Writes a cell.
    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        match answer {
            Answer::Text(text) => self.written(&column.spec, text).into(),
            Answer::Many(keys) => self.names(&column.spec, keys, "、").into(),
            Answer::Stages { before, expected, after } => {
                [before.as_str(), expected, after].join("\n").into()
            }
            Answer::Rows(_) => self.lines(&column.spec, answer).join("\n").into(),
        }
    }

    /// What an answer that is not empty is sorted by: a text that both databases sort as people would.
    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        fold_key(&self.lines(spec, answer).concat()).chars().take(KEY).collect()
    }

    /// The lines of an empty paper form on which it is written by hand.
    fn blank(&self, _spec: &Spec) -> Vec<String> {
        vec![String::new(); 2]
    }

    /// Whether it may hold free words, in which a name may stand.
    fn is_words(&self, _spec: &Spec) -> bool {
        false
    }
}

/// What is wrong with a field, of a reason that begins with what was typed, or is the end of a sentence.
pub(super) fn sentence(label: &str, reason: &str) -> String {
    let between = if reason.starts_with('「') { "の" } else { "は" };
    format!("{label}{between}{reason}")
}

/// The sort key of a number.
pub(super) fn number_key(number: i64) -> String {
    format!("{:016x}", number as u64 ^ (1 << 63))
}

/// The sort key of a choice: its order in the list, and its key.
pub(super) fn choice_key(offered: &[Choice], key: &str) -> String {
    let at = offered.iter().position(|choice| choice.key == key).unwrap_or(9_999);
    format!("{at:04}{key}")
}

/// Choices as a page offers them, with their marks.
pub(super) fn buttons(offered: Vec<Choice>) -> Vec<form::Choice> {
    let button = |c: Choice| {
        let label = if c.mark.is_empty() { c.name } else { format!("{} {}", c.mark, c.name) };
        form::Choice::new(c.key, label).with_help(c.help)
    };
    offered.into_iter().map(button).collect()
}
