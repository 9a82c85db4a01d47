//! The columns of a file of cases: the same for the empty form, for reading and for the centre's own export, made
//! from the declared fields, the structure's case sheet and its factors.

use std::collections::HashSet;

use nihon::fold_key;

use crate::{
    cases::{CASE_SHEET, Outline, SheetInput},
    clock::Day,
    error::Error,
    fields,
    fields::{Declared, FileColumns, Heading, Spec, field, headings},
    persons::NewPerson,
    preset::{Factor, FactorValue, Form},
    structure::Structure,
    tabular::{self, Cell, Column, Faults, Holds, Record},
};

fields! {
    /// What only a file says of a case.
    #[derive(Clone)]
    pub struct Arrival {
        number: String = field("管理番号")
            .most(40)
            .also(&["事例番号"])
            .perhaps(&["番号", "No", "No.", "ID", "#", "項番", "連番", "通番"])
            .shaped(16, "(例) 7-001")
            .hint("同じ番号の行は、もう一度取り込んでも二重になりません。"),
        registered_on: Option<Day> = field("登録日")
            .required()
            .also(&["受付日", "作成日"])
            .shaped(14, "R7.7.1")
            .hint("R7.7.1、令和7年7月1日、2025/7/1 のどれでも書けます。"),
        submitted_on: Option<Day> = field("提出日")
            .also(&["提出年月日"])
            .shaped(14, "")
            .hint("空のときは「作成中」として登録します。"),
    } also {}
}

/// Columns of a case's outline before the days of its arrival.
const BEFORE_THE_DAYS: usize = 3;

/// Which of the two sheets a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Named,
    /// What a person wrote beside it to leave the centre.
    Shared,
}

/// A column of the sheet's answers.
pub struct AnswerColumn<'s> {
    pub heading: Heading,
    pub side: Side,
    section: &'s str,
}

/// A column of the factor matrix.
pub struct FactorColumn<'s> {
    pub factor: &'s Factor,
    pub group: &'s str,
    pub header: String,
}

impl FactorColumn<'_> {
    fn declared(&self) -> Column {
        Column::optional(&self.header).below(self.group, &self.factor.name).holding(Holds::Marks)
    }
}

/// All columns of a structure's file of cases.
pub struct Columns<'s> {
    pub form: &'s Form,
    pub center: Heading,
    pub arrival: FileColumns<Arrival>,
    pub person: FileColumns<NewPerson>,
    pub outline: FileColumns<Outline>,
    pub answers: Vec<AnswerColumn<'s>>,
    pub factors: Vec<FactorColumn<'s>>,
}

/// What a structure without a case sheet is told.
pub fn no_form() -> Error {
    Error::conflict("この市町村の体系に、事例の様式がありません。")
}

impl<'s> Columns<'s> {
    /// The columns for files of a day; none when the structure has no case sheet.
    pub fn of(structure: &'s Structure, day: Day) -> Option<Columns<'s>> {
        let form = structure.form(CASE_SHEET)?;
        let center = field("センター")
            .also(&["地域包括支援センター", "センター名", "包括", "包括支援センター"])
            .hint("空のときは、取り込む人のセンターになります。")
            .choices(structure.centers.iter().map(|center| (&center.key, &center.name)));
        let center = headings(&center, "センター").next()?;
        // The sex of a file's person is the case's.
        let outline =
            Outline::fields_in(structure).into_iter().filter(|f| f.key != "sex").collect();
        let mut columns = Columns {
            form,
            center,
            arrival: FileColumns::new(Arrival::fields().to_vec()),
            person: FileColumns::new(NewPerson::fields().to_vec()),
            outline: FileColumns::new(outline),
            answers: Vec::new(),
            factors: Vec::new(),
        };
        let mut taken: HashSet<String> = columns
            .fixed()
            .flat_map(|h| {
                std::iter::once(h.header.as_str()).chain(h.spec.also.iter().map(String::as_str))
            })
            .map(fold_key)
            .collect();
        // A header that is taken already gets another word behind it.
        let mut take = |wanted: String, more: &str| {
            let mut header = wanted.clone();
            let mut more = more.to_owned();
            while !taken.insert(fold_key(&header)) {
                header = format!("{wanted}({more})");
                more.push('+');
            }
            header
        };
        for section in &form.sections {
            for spec in &section.fields {
                let sides: &[Side] =
                    if spec.personal { &[Side::Named, Side::Shared] } else { &[Side::Named] };
                for side in sides {
                    columns.answers.extend(answer_columns(spec, *side, &section.title).map(
                        |mut of| {
                            of.heading.header = take(of.heading.header, "シート");
                            of
                        },
                    ));
                }
            }
        }
        let factors = structure.factors_in(day.fiscal_year());
        let named_once = |name: &str| factors.iter().filter(|f| f.name == name).count() == 1;
        columns.factors = factors
            .iter()
            .map(|factor| {
                let group = structure
                    .factor_groups
                    .iter()
                    .find(|g| g.key == factor.group)
                    .map_or("", |g| g.name.as_str());
                // 「その他」 stands in every group.
                let header = if named_once(&factor.name) {
                    take(factor.name.clone(), group)
                } else {
                    take(format!("{}({group})", factor.name), "要因")
                };
                FactorColumn { factor, group, header }
            })
            .collect();
        Some(columns)
    }

    /// As an importer declares them, of a file of one centre or of several.
    pub fn declared(&self, of_one_center: bool) -> Vec<Column> {
        let declared = |heading: &Heading| match heading.header == self.center.header {
            true if !of_one_center => heading.declared().downwards(),
            _ => heading.declared(),
        };
        self.fixed()
            .chain(self.answers.iter().map(|a| &a.heading))
            .map(declared)
            .chain(self.factors.iter().map(FactorColumn::declared))
            .collect()
    }

    /// As a workbook shows them.
    pub fn drawn(&self) -> Vec<tabular::Field> {
        let answers = self.answers.iter().map(|answer| match answer.side {
            Side::Named => answer.heading.drawn(),
            Side::Shared => answer
                .heading
                .drawn()
                .hint("本人が分からないように書いた内容。会議にはこちらだけが出ます。"),
        });
        let factors = self.factors.iter().map(|f| {
            let marks = [(FactorValue::Mark, "○"), (FactorValue::Suspected, "疑い")];
            let field = tabular::Field::new(&f.header).centred();
            if f.factor.allows(FactorValue::Text) {
                let offered = f.factor.suggestions.join("、");
                field.hint(format!("ことばで書けます。例: {offered}"))
            } else {
                field.choices(marks.iter().filter(|(v, _)| f.factor.allows(*v)).map(|(_, w)| *w))
            }
        });
        self.fixed().map(Heading::drawn).chain(answers).chain(factors).collect()
    }

    /// The headers alone, for a CSV.
    pub fn headers(&self) -> Vec<String> {
        self.fixed()
            .chain(self.answers.iter().map(|a| &a.heading))
            .map(|h| h.header.clone())
            .chain(self.factors.iter().map(|f| f.header.clone()))
            .collect()
    }

    /// Headers over the columns, with how many each spans.
    pub fn groups(&self) -> Vec<(String, usize)> {
        // Number and centre stand before the person, the days among the case.
        let person = self.person.headings().len() + 2;
        let case = self.fixed().count() - person;
        let mut groups = vec![("支援対象者".to_owned(), person), ("事例".to_owned(), case)];
        let answers = self.answers.iter().map(|answer| answer.section);
        for words in answers.chain(self.factors.iter().map(|f| f.group)) {
            match groups.last_mut() {
                Some((last, span)) if last == words => *span += 1,
                _ => groups.push((words.to_owned(), 1)),
            }
        }
        groups
    }

    /// The row that shows how the form is filled in; an import passes over it.
    pub fn example(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.fixed().map(Heading::example).collect();
        cells.extend(self.answers.iter().map(|_| Cell::Empty));
        cells.extend(self.factors.iter().enumerate().map(|(at, f)| {
            let mark = at == 0 && f.factor.allows(FactorValue::Mark);
            if mark { "○".into() } else { Cell::Empty }
        }));
        cells
    }

    /// The columns that are the same everywhere.
    fn fixed(&self) -> impl Iterator<Item = &Heading> {
        arranged(
            self.arrival.headings().iter(),
            &self.center,
            self.person.headings().iter(),
            self.outline.headings().iter(),
        )
    }

    /// The cells of those columns.
    pub fn fixed_cells(
        &self,
        arrival: &Arrival,
        center: &str,
        person: &NewPerson,
        outline: &Outline,
    ) -> Vec<Cell> {
        arranged(
            self.arrival.cells(arrival),
            center.into(),
            self.person.cells(person),
            self.outline.cells(outline),
        )
        .collect()
    }

    /// The header of a question of the sheet.
    pub fn answer_header(&self, key: &str) -> &str {
        let own = |a: &&AnswerColumn<'_>| a.heading.spec.key == key && a.side == Side::Named;
        let found = self.answers.iter().find(own);
        found.map_or_else(|| self.arrival.header("submitted_on"), |a| a.heading.header.as_str())
    }

    /// Says of a row what the screen refuses too.
    pub fn refuse(&self, sheet: &SheetInput, record: &Record<'_>, faults: &mut Faults) {
        if let Some((key, sentence)) = sheet.outline.contradiction() {
            record.fault(self.outline.header(key), sentence, faults);
        }
    }
}

fn answer_columns<'s>(
    spec: &'s Spec,
    side: Side,
    section: &'s str,
) -> impl Iterator<Item = AnswerColumn<'s>> {
    let prefix = if side == Side::Shared { "(匿名)" } else { "" };
    let head = format!("{prefix}{}", spec.excel_header());
    // Nothing is kept from being taken in for what a row does not answer.
    headings(spec, &head)
        .map(|heading| AnswerColumn { heading, side, section })
        .collect::<Vec<_>>()
        .into_iter()
}

/// Number, centre, person, and the case with the days of its arrival.
fn arranged<T>(
    arrival: impl Iterator<Item = T>,
    center: T,
    person: impl Iterator<Item = T>,
    outline: impl Iterator<Item = T>,
) -> impl Iterator<Item = T> {
    let mut arrival: Vec<T> = arrival.collect();
    let mut outline: Vec<T> = outline.collect();
    let (days, later) = (arrival.split_off(1), outline.split_off(BEFORE_THE_DAYS));
    arrival.into_iter().chain([center]).chain(person).chain(outline).chain(days).chain(later)
}
