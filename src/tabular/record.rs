//! One row, read cell by cell into types.

use std::fmt::Display;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use nihon::day::{DayError, Epoch, from_excel_serial};
use nihon::{FiscalYear, fold_key, parse_day, parse_day_in, parse_integer};

use super::marks::{Mark, Marks, mark};
use super::table::{FoundColumn, Table};
use super::{Cell, CellError, Faults, Place, Question, rows::is_ditto, years};

/// A row of a table.
///
/// A typed reader answers `None` for an empty cell and for a wrong one; the wrong one is also pushed to the
/// faults, and so is an empty one where it is `required_…`. So an importer reads the whole row, and keeps it
/// only if all that it needs is there.
#[derive(Debug, Clone)]
pub struct Record<'t> {
    pub(super) table: &'t Table<'t>,
    pub(super) row: usize,
    /// As they stand in the file.
    cells: Vec<Cell>,
}

impl Table<'_> {
    /// The records in order. Rows without any value are left out.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        let mut rows = self.sheet.rows.iter().enumerate();
        self.records.iter().filter_map(move |row| {
            let (row, cells) = rows.find(|(at, _)| at == row)?;
            Some(Record { table: self, row, cells: cells.into_owned() })
        })
    }

    /// How many records it has.
    pub fn len(&self) -> usize {
        self.records.len()
    }
}

/// Whether a cell may be empty.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Optional,
    Required,
}

impl<'t> Record<'t> {
    /// The row's number as Excel shows it.
    pub fn row(&self) -> usize {
        self.row + 1
    }

    /// The cell of a declared column, or what a person said stands in every row; empty if the file lacks it.
    pub fn get(&self, column: &str) -> &Cell {
        self.cell_at(column, self.at(column).first().copied())
    }

    /// The name of the sheet in which it stands.
    pub fn sheet(&self) -> &'t str {
        self.table.sheet_name()
    }

    /// All cells with a value of a column that may stand several times, each with its place.
    pub fn cells(&self, column: &str) -> impl Iterator<Item = (Place, &Cell)> {
        let each = self
            .at(column)
            .iter()
            .map(move |at| (self.place_at(column, Some(*at)), self.cell_at(column, Some(*at))));
        each.filter(|(_, cell)| !cell.is_blank())
    }

    /// Says that a cell of such a column is wrong.
    pub fn fault_in(&self, place: Place, cell: &Cell, reason: String, faults: &mut Faults) {
        faults.push(CellError { place, value: cell.shown().trim().to_owned(), reason });
    }

    /// Where the cell of a column stands.
    pub fn place(&self, column: &str) -> Place {
        self.place_at(column, self.at(column).first().copied())
    }

    /// Says that a cell is wrong for a reason that only the importer knows, such as a name of no centre.
    pub fn fault(&self, column: &str, reason: impl Display, faults: &mut Faults) {
        self.fault_at(column, self.at(column).first().copied(), reason, faults);
    }

    /// Text without space around it, of at most `max` characters.
    pub fn text(&self, column: &str, max: usize, faults: &mut Faults) -> Option<String> {
        self.read(column, Need::Optional, faults, |cell| text(cell, max))
    }

    /// [`text`](Self::text) that may not be empty.
    pub fn required_text(&self, column: &str, max: usize, faults: &mut Faults) -> Option<String> {
        self.read(column, Need::Required, faults, |cell| text(cell, max))
    }

    /// A day in any spelling that [`nihon::parse_day`] knows, a date cell, or an Excel serial. Of a day without a year it is
    /// asked of which year.
    pub fn day(&self, column: &str, faults: &mut Faults) -> Option<Date> {
        self.day_in(column, Need::Optional, faults)
    }

    /// [`day`](Self::day) that may not be empty.
    pub fn required_day(&self, column: &str, faults: &mut Faults) -> Option<Date> {
        self.day_in(column, Need::Required, faults)
    }

    fn day_in(&self, column: &str, need: Need, faults: &mut Faults) -> Option<Date> {
        let at = self.at(column).first().copied();
        let cell = self.read_at(column, at, need, faults, |cell| Ok(cell.clone()))?;
        match self.day_of(column, &cell, faults) {
            Ok(day) => day,
            Err(reason) => {
                self.fault_at(column, at, reason, faults);
                None
            }
        }
    }

    /// The day that a cell of the column says, or a part of its text; none where it is asked of which year it is.
    ///
    /// # Errors
    /// A sentence, when it is no day.
    pub fn day_of(
        &self,
        column: &str,
        cell: &Cell,
        faults: &mut Faults,
    ) -> Result<Option<Date>, String> {
        if let Some(reason) = cell.unreadable() {
            return Err(reason.to_owned());
        }
        let text = match day(cell, self.table.sheet.epoch) {
            Err(DayError::NoYear { text }) => text,
            read => return read.map(Some).map_err(|error| error.to_string()),
        };
        // What is no day in any year is not asked about; this year's February has 29 days.
        let leap = FiscalYear::starting_in(2023);
        if let Some(Err(error)) = leap.map(|year| parse_day_in(&text, year))
            && !matches!(error, DayError::WrongWeekday { .. })
        {
            return Err(DayError::NoYear { text }.to_string());
        }
        match self.year(column, faults) {
            Some(year) => parse_day_in(&text, year).map(Some).map_err(|error| error.to_string()),
            None => Ok(None),
        }
    }

    /// The fiscal year of days that are written without one, once a person said which; asks for it.
    pub fn year(&self, column: &str, faults: &mut Faults) -> Option<FiscalYear> {
        let question = years::question(self.table);
        let question = question.answered(self.table.answered).at(self.place(column));
        let said = question.holds().parse().ok().and_then(FiscalYear::starting_in);
        faults.ask(question);
        said
    }

    /// A whole number within a range.
    pub fn integer(
        &self,
        column: &str,
        range: RangeInclusive<i64>,
        faults: &mut Faults,
    ) -> Option<i64> {
        self.read(column, Need::Optional, faults, |cell| integer(cell, &range))
    }

    /// [`integer`](Self::integer) that may not be empty.
    pub fn required_integer(
        &self,
        column: &str,
        range: RangeInclusive<i64>,
        faults: &mut Faults,
    ) -> Option<i64> {
        self.read(column, Need::Required, faults, |cell| integer(cell, &range))
    }

    /// One of a list of words; answers the key that belongs to it. Several words may share a key.
    pub fn one_of<K: Clone>(
        &self,
        column: &str,
        words: &[(&str, K)],
        faults: &mut Faults,
    ) -> Option<K> {
        self.read(column, Need::Optional, faults, |cell| one_of(cell, words))
    }

    /// A mark of a matrix. A word that is no mark, where words are not allowed, and one that is neither yes nor no, are
    /// asked about.
    pub fn mark(&self, column: &str, allowed: Marks, faults: &mut Faults) -> Mark {
        let read = self.read(column, Need::Optional, faults, |cell| Ok(mark(&cell.shown())));
        let said = self.get(column).shown().trim().to_owned();
        match read.unwrap_or_default() {
            Mark::Suspected if allowed.suspected => Mark::Suspected,
            Mark::Words(words) if allowed.words => Mark::Words(words),
            Mark::Suspected | Mark::Words(_) | Mark::Unclear(_) => {
                self.asked_mark(column, said, allowed, faults)
            }
            settled => settled,
        }
    }

    /// What a person said that a word means in a column of marks.
    fn asked_mark(&self, column: &str, said: String, allowed: Marks, faults: &mut Faults) -> Mark {
        let Marks { circle, suspected, words } = allowed;
        let kinds = [(circle, 'm'), (suspected, 's'), (words, 'w')];
        let kinds: String = kinds.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind).collect();
        let mut question = Question::new(
            format!("mark:{kinds}:{}", fold_key(&said)),
            format!("印の欄の「{said}」は、何を表しますか。"),
        );
        for (is, key, meaning) in [
            (circle, "circle", "○(あてはまる)"),
            (suspected, "suspected", "疑い"),
            (true, "blank", "空欄と同じ(あてはまらない)"),
            (words, "words", "この言葉のまま読む"),
        ] {
            if is {
                question = question.reply(key, meaning);
            }
        }
        let question = question.answered(self.table.answered).at(self.place(column));
        let mark = match question.holds() {
            "circle" => Mark::Circle,
            "suspected" => Mark::Suspected,
            "words" => Mark::Words(said),
            _ => Mark::Blank,
        };
        faults.ask(question);
        mark
    }

    /// What a person said that a word means of which nobody can tell: one of these keys, each with its words.
    pub fn asked_word<K: AsRef<str>, N: AsRef<str>>(
        &self,
        column: &str,
        meanings: impl IntoIterator<Item = (K, N)>,
        faults: &mut Faults,
    ) -> Option<String> {
        let said = self.get(column).shown().trim().to_owned();
        let header = self.place(column).header;
        let mut question = Question::new(
            format!("word:{column}:{}", fold_key(&said)),
            format!("「{header}」の「{said}」は、次のどれですか。"),
        );
        for (key, meaning) in meanings {
            question = question.reply(key.as_ref(), meaning.as_ref());
        }
        let question = question.answered(self.table.answered).at(self.place(column));
        let said = Some(question.holds().to_owned()).filter(|said| !said.is_empty());
        faults.ask(question);
        said
    }

    /// Whatever the importer makes of the cell's text, such as a key found by a name.
    pub fn parsed<T, E: Display>(
        &self,
        column: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(column, Need::Optional, faults, |cell| {
            parse(cell.shown().trim()).map_err(|e| e.to_string())
        })
    }

    /// [`parsed`](Self::parsed) of a cell that may not be empty.
    pub fn required_parsed<T, E: Display>(
        &self,
        column: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(column, Need::Required, faults, |cell| {
            parse(cell.shown().trim()).map_err(|e| e.to_string())
        })
    }

    fn read<T>(
        &self,
        column: &str,
        need: Need,
        faults: &mut Faults,
        read: impl FnOnce(&Cell) -> Result<T, String>,
    ) -> Option<T> {
        self.read_at(column, self.at(column).first().copied(), need, faults, read)
    }

    fn read_at<T>(
        &self,
        column: &str,
        at: Option<usize>,
        need: Need,
        faults: &mut Faults,
        read: impl FnOnce(&Cell) -> Result<T, String>,
    ) -> Option<T> {
        let cell = self.cell_at(column, at);
        let result = match cell {
            Cell::Text(text) if is_ditto(text) => {
                Err("上の行と同じという印ですが、上に値がありません。".to_owned())
            }
            cell if cell.is_blank() && need == Need::Optional => return None,
            // Which column it is, is asked once and not of every row.
            cell if cell.is_blank() && !self.table.has(column) => return None,
            cell if cell.is_blank() => Err("必須の項目が空です。".to_owned()),
            cell => cell.unreadable().map_or_else(|| read(cell), |reason| Err(reason.to_owned())),
        };
        match result {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault_at(column, at, reason, faults);
                None
            }
        }
    }

    fn fault_at(&self, column: &str, at: Option<usize>, reason: impl Display, faults: &mut Faults) {
        let value = self.cell_at(column, at).shown();
        let place = self.place_at(column, at);
        faults.push(CellError {
            place,
            value: value.trim().to_owned(),
            reason: reason.to_string(),
        });
    }

    fn place_at(&self, column: &str, at: Option<usize>) -> Place {
        let header = self.found(column).map_or(column, |found| found.header.as_str());
        self.table.place_of(self.row, at, header)
    }

    fn cell_at(&self, column: &str, at: Option<usize>) -> &Cell {
        let Some(at) = at else {
            return self.found(column).map_or(&Cell::Empty, |found| &found.everywhere);
        };
        let carried = self.table.carried.get(&(self.row, at));
        let own = || self.cells.get(at).unwrap_or(&Cell::Empty);
        carried.map_or_else(own, |cell| &**cell)
    }

    fn at(&self, column: &str) -> &'t [usize] {
        self.found(column).map_or(&[], |found| &found.at)
    }

    fn found(&self, column: &str) -> Option<&'t FoundColumn> {
        let found = self.table.columns.get(column);
        debug_assert!(found.is_some(), "column {column} was not declared");
        found
    }
}

fn text(cell: &Cell, max: usize) -> Result<String, String> {
    let text = cell.shown().trim().to_owned();
    match text.chars().count() {
        count if count > max => Err(format!("{count}文字あります。{max}文字までにしてください。")),
        _ => Ok(text),
    }
}

fn day(cell: &Cell, epoch: Epoch) -> Result<Date, DayError> {
    // A plain number is a serial only where it gives a day of the years 1927 to 2119; 7 or 2025 is a slip.
    const PLAUSIBLE: RangeInclusive<f64> = 10_000.0..=80_000.0;
    match cell {
        Cell::Day(day) => Ok(*day),
        Cell::Moment(at) => Ok(at.date()),
        Cell::Number(number) if PLAUSIBLE.contains(number) => from_excel_serial(*number, epoch),
        // A CSV made of a sheet whose days were not formatted as days.
        Cell::Text(text) if fold_key(text).len() == 5 => match fold_key(text).parse::<f64>() {
            Ok(number) if PLAUSIBLE.contains(&number) => from_excel_serial(number, epoch),
            _ => parse_day(text),
        },
        other => parse_day(&other.shown()),
    }
}

fn integer(cell: &Cell, range: &RangeInclusive<i64>) -> Result<i64, String> {
    let number = parse_integer(&cell.shown()).map_err(|error| error.to_string())?;
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(format!("{}から{}までの数値を入力してください。", range.start(), range.end()))
    }
}

fn one_of<K: Clone>(cell: &Cell, words: &[(&str, K)]) -> Result<K, String> {
    let key = fold_key(&cell.shown());
    match words.iter().find(|(word, _)| fold_key(word) == key) {
        Some((_, value)) => Ok(value.clone()),
        None => {
            let list: String = words.iter().map(|(word, _)| format!("「{word}」")).collect();
            Err(format!("{list}のいずれかを入力してください。"))
        }
    }
}
