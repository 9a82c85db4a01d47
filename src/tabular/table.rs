//! The table in a book: where its header is, which columns it has, which rows are records.

use std::collections::HashMap;

use super::{
    Answered, Book, Cell, Column, Holds, Place, Question, Refusal, Sheet, column_letters,
    finding::{Found, found, no_header, said_places},
    guess,
    header::{Head, Places, Rows},
    question::{NO_COLUMN, column_key, value_key},
    rows::{Carried, Skipped, Under},
};

/// A table found in a book by the names of its columns.
#[derive(Debug)]
pub struct Table<'b> {
    pub(super) file: &'b str,
    pub(super) sheet: &'b Sheet,
    pub(super) answered: &'b Answered,
    pub(super) columns: HashMap<String, FoundColumn>,
    pub(super) declared: Vec<Column>,
    pub(super) heads: Vec<Head>,
    pub(super) records: Vec<usize>,
    pub(super) proposed: Vec<Option<usize>>,
    pub(super) header: Rows,
    pub(super) carried: Carried,
    /// What the columns are, by their places.
    pub(super) under: Vec<Under>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) questions: Vec<Question>,
    pub(super) notes: Vec<String>,
    other_sheets: Vec<String>,
}

#[derive(Debug)]
pub(super) struct FoundColumn {
    /// Counted from 0; empty if the file lacks the column, several for a column of [`Column::many`].
    pub at: Vec<usize>,
    /// The header as the file writes it, or the declared name.
    pub header: String,
    /// What a person said stands in every row, where the file lacks the column.
    pub everywhere: Cell,
}

/// A column with a header or values that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// A, B … AA.
    pub column: String,
    /// Empty if the column has values and no header.
    pub header: String,
    /// How many records have a value in it.
    pub values: usize,
}

impl<'b> Table<'b> {
    /// Finds the table in every visible sheet that has it: under the rows that have most of the columns, and all required
    /// ones. Of several sheets with the same headings the first is read until a person says which.
    ///
    /// # Errors
    /// When no sheet has all required columns, by their names or by what was answered.
    pub fn all(
        book: &'b Book,
        columns: &[Column],
        answered: &'b Answered,
    ) -> Result<Vec<Self>, Refusal> {
        let visible: Vec<&Sheet> = book.sheets.iter().filter(|sheet| !sheet.hidden).collect();
        let complete = |sheet: &&'b Sheet| {
            let found = found(sheet, columns, answered).filter(|found| !found.lacking)?;
            Some(Self::under(&book.file, sheet, columns, answered, found))
        };
        let mut tables: Vec<Self> = visible.iter().filter_map(complete).collect();
        if tables.is_empty() {
            return Err(no_header(book, columns));
        }
        let shape = tables[0].shape();
        tables.retain(|table| table.shape() == shape);
        let names: Vec<&str> = tables.iter().map(|table| table.sheet.name.as_str()).collect();
        if names.len() > 1 {
            let every: String = names.iter().map(|name| format!("「{name}」")).collect();
            let mut question = Question::new(
                "sheets",
                format!(
                    "同じ見出しの表が{}枚のシートにあります。どのシートを読みますか。",
                    names.len()
                ),
            )
            .reply("all", format!("すべて読む({every})"));
            for (number, name) in names.iter().enumerate() {
                question = question.reply(number.to_string(), format!("「{name}」だけ読む"));
            }
            let question = question.answered(answered);
            let only = match question.holds() {
                "all" => None,
                one => Some(one.parse().unwrap_or(0)),
            };
            if let Some(only) = only {
                tables = tables.into_iter().skip(only).take(1).collect();
            }
            tables[0].questions.push(question);
        }
        let read: Vec<*const Sheet> = tables.iter().map(|t| std::ptr::from_ref(t.sheet)).collect();
        let others = visible
            .iter()
            .filter(|s| !read.contains(&std::ptr::from_ref(**s)) && !s.rows.is_empty());
        tables[0].other_sheets = others.map(|other| other.name.clone()).collect();
        Ok(tables)
    }

    /// The table that a file most likely holds, though it lacks required columns by any of their names: a person says which of
    /// its columns they are.
    ///
    /// # Errors
    /// When no visible sheet has anything like a header.
    pub fn likeliest(
        book: &'b Book,
        columns: &[Column],
        answered: &'b Answered,
    ) -> Result<Self, Refusal> {
        let visible = book.sheets.iter().filter(|sheet| !sheet.hidden);
        visible
            .filter_map(|sheet| {
                let found = found(sheet, columns, answered)?;
                Some(Self::under(&book.file, sheet, columns, answered, found))
            })
            .find(|table| !table.records.is_empty())
            .ok_or_else(|| no_header(book, columns))
    }

    fn under(
        file: &'b str,
        sheet: &'b Sheet,
        declared: &[Column],
        answered: &'b Answered,
        found: Found,
    ) -> Self {
        let Found { header, heads, places, .. } = found;
        let mut table = Self {
            file,
            sheet,
            answered,
            columns: HashMap::new(),
            declared: declared.to_vec(),
            heads,
            records: Vec::new(),
            proposed: Vec::new(),
            header,
            carried: Carried::new(),
            under: Vec::new(),
            skipped: Vec::new(),
            questions: Vec::new(),
            notes: Vec::new(),
            other_sheets: Vec::new(),
        };
        table.place(&places);
        table.sort_rows();
        table.ask_what_counts(&places);
        table.propose();
        table
    }

    /// Says of each declared column where it stands, and asks where several could be it.
    fn place(&mut self, places: &[Places]) {
        for (column, places) in self.declared.iter().zip(places) {
            let key = column_key(&column.name);
            let mut at = places.at.clone();
            if let Some(said) = said_places(self.answered, &key, self.heads.len()) {
                at = said;
            } else if at.len() > 1 && !column.many {
                let mut question = Question::new(
                    &key,
                    format!(
                        "「{}」として読める列がいくつもあります。どの列を読みますか。",
                        column.name
                    ),
                );
                for at in &at {
                    question = question.reply(at.to_string(), head_words(&self.heads, *at));
                }
                self.questions.push(question.reply(NO_COLUMN, "どれも読まない"));
                at.truncate(1);
            } else if places.doubtful {
                at.clear();
            }
            let shown =
                at.first().and_then(|at| self.heads.get(*at)).map(|head| head.shown.clone());
            let everywhere = self.answered.get(&value_key(&column.name)).map(Cell::from);
            let everywhere = everywhere.filter(|_| at.is_empty()).unwrap_or_default();
            let header = shown.unwrap_or_else(|| column.name.clone());
            self.columns.insert(column.name.clone(), FoundColumn { at, header, everywhere });
        }
    }

    /// Asks for the required columns that the file has under none of their names.
    fn propose(&mut self) {
        let read = self.read();
        let free: Vec<bool> = (0..self.heads.len()).map(|at| !read.contains(&at)).collect();
        let held: Vec<Holds> = self.under.iter().map(|under| under.holds).collect();
        let settled = |column: &Column| {
            let found = &self.columns[&column.name];
            !found.at.is_empty() || self.answered.get(&column_key(&column.name)).is_some()
        };
        let placed: Vec<bool> = self.declared.iter().map(settled).collect();
        self.proposed = guess::proposals(&self.declared, &placed, &self.heads, &held, &free);
        let mut questions = Vec::new();
        let lacking = self.declared.iter().zip(&self.proposed);
        let lacking = lacking.filter(|(column, _)| column.required && !self.has(&column.name));
        for (column, proposed) in lacking {
            let mut question = Question::new(
                column_key(&column.name),
                format!("「{}」の列が見つかりません。どの列ですか。", column.name),
            );
            let likely = proposed.iter().copied();
            let others = (0..self.heads.len()).filter(|at| free[*at] && Some(*at) != *proposed);
            for at in likely.chain(others.filter(|at| !self.heads[*at].keys.is_empty())) {
                question = question.reply(at.to_string(), head_words(&self.heads, at));
            }
            questions.push(question);
        }
        self.questions.extend(questions);
    }

    /// The columns that are read, in order.
    pub(super) fn read(&self) -> Vec<usize> {
        let mut read: Vec<usize> =
            self.columns.values().flat_map(|column| column.at.iter().copied()).collect();
        read.sort_unstable();
        read.dedup();
        read
    }

    /// Rows with values that are no records: titles above the header, repeated headers, totals, notes.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// What only a person can say before it is read.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// What was read otherwise than it stands there, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Columns that no one asked for.
    pub fn unknown(&self) -> Vec<Unknown> {
        let read = self.read();
        let not_read = (0..self.heads.len()).filter(|at| !read.contains(at));
        let unknown = not_read.map(|at| Unknown {
            column: column_letters(at),
            header: self.heads[at].shown.clone(),
            values: self.under[at].values,
        });
        unknown.filter(|u| u.values > 0 || !u.header.is_empty()).collect()
    }

    /// Names of the visible sheets with values that are not read.
    pub fn other_sheets(&self) -> &[String] {
        &self.other_sheets
    }

    /// The name of the sheet; empty for a CSV.
    pub fn sheet_name(&self) -> &str {
        &self.sheet.name
    }

    /// Whether its rows stand as columns in the file.
    pub fn is_turned(&self) -> bool {
        self.sheet.turned
    }

    /// Whether the file has a declared column, or a person said what stands in it.
    pub fn has(&self, column: &str) -> bool {
        self.columns
            .get(column)
            .is_some_and(|found| !found.at.is_empty() || !found.everywhere.is_blank())
    }

    /// What two files have in common whose columns mean the same.
    pub fn shape(&self) -> String {
        let heads: Vec<String> = self.heads.iter().map(|head| head.keys.join("\u{1e}")).collect();
        heads.join("\u{1f}").trim_end_matches('\u{1f}').to_owned()
    }

    /// Where a cell stands in the file.
    pub(super) fn place_of(&self, row: usize, column: Option<usize>, header: &str) -> Place {
        let (row, column) = match column {
            Some(column) if self.sheet.turned => (column, Some(row)),
            column => (row, column),
        };
        Place {
            file: self.file.to_owned(),
            sheet: self.sheet.name.clone(),
            row: row + 1,
            column: column.map(column_letters).unwrap_or_default(),
            header: header.to_owned(),
        }
    }
}

/// A column in the words in which people find it.
pub(super) fn head_words(heads: &[Head], at: usize) -> String {
    let shown = heads.get(at).map(|head| head.shown.as_str()).filter(|shown| !shown.is_empty());
    format!("{}列「{}」", column_letters(at), shown.unwrap_or("見出しなし"))
}
