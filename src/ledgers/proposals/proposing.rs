//! What a table that somebody keeps would be as a ledger: of each column what its cells are.

use std::collections::HashMap;

use nihon::fold_key;

use crate::{
    fields::{AnswerKind, Choice, FieldRole, Spec, field, headings},
    ledgers::importing::labels::other_names,
    structure::Structure,
    tabular::{Answered, Book, Column, Faults, Refusal, Table},
    words,
};

words! {
    /// What the cells of a column are read as.
    pub enum ReadAs {
        Text "text" "文（一行）",
        Long "textarea" "文（何行も）",
        Choice "choice" "選択肢から一つ",
        YesNo "yes_no" "はい・いいえ（○など）",
        Day "day" "日付（年月・年度だけでも）",
        Week "week" "曜日",
        Number "number" "数",
        Money "money" "金額（円）",
        Phone "phone" "電話番号",
        Address "address" "住所",
        Mail "mail" "メールアドレス",
        Url "url" "ホームページ",
        District "district" "地区",
        Area "area" "圏域",
        Center "center" "センター",
    }
}

/// A column, as it is proposed.
pub struct Proposed {
    pub header: String,
    pub read_as: ReadAs,
    /// The words of a choice.
    pub words: Vec<String>,
    /// The first values.
    pub samples: Vec<String>,
    /// Values that would not be read so, the first of them.
    pub unread: Vec<String>,
    /// Whether it most likely tells who somebody is.
    pub is_personal: bool,
}

/// Values that are shown of a column.
const SAMPLES: usize = 5;

/// The most choices that are proposed.
const CHOICES: usize = 20;

/// Rows that are looked at.
const ROWS: usize = 2_000;

/// Characters of a line.
const LINE: usize = 60;

/// Headings of what tells who somebody is.
const PERSONAL: [&str; 7] = ["氏名", "本人", "生年月日", "住所", "電話", "携帯", "連絡先"];

/// What each of a table's columns would be.
///
/// # Errors
/// When the file has nothing like a table.
pub fn propose(book: &Book, structure: &Structure) -> Result<Vec<Proposed>, Refusal> {
    let answered = Answered::default();
    let found = Table::likeliest(book, &[], &answered)?;
    let mut heads: Vec<String> = Vec::new();
    for column in found.mapping().columns {
        if !column.header.is_empty() && column.values > 0 && !heads.contains(&column.header) {
            heads.push(column.header);
        }
    }
    let columns: Vec<Column> = heads.iter().map(Column::optional).collect();
    let table = Table::likeliest(book, &columns, &answered)?;
    Ok(heads.iter().map(|head| proposed(&table, head, structure)).collect())
}

fn proposed(table: &Table<'_>, head: &str, structure: &Structure) -> Proposed {
    let mut values = Vec::new();
    for record in table.records().take(ROWS) {
        let said = record.get(head).shown().trim().to_owned();
        if !said.is_empty() {
            values.push(said);
        }
    }
    let words = distinct(&values);
    let mut candidates = vec![ReadAs::YesNo, ReadAs::Day, ReadAs::Week];
    candidates.push(if has(head, &["円", "額", "費"]) { ReadAs::Money } else { ReadAs::Number });
    candidates.extend([ReadAs::District, ReadAs::Area, ReadAs::Center]);
    let few = words.len() <= CHOICES && words.len() * 2 <= values.len();
    if few && words.iter().all(|word| word.chars().count() <= LINE) {
        candidates.push(ReadAs::Choice);
    }
    candidates.extend([ReadAs::Mail, ReadAs::Url, ReadAs::Phone]);
    if has(head, &["住所", "所在地"]) {
        candidates.push(ReadAs::Address);
    }
    let is_long = values.iter().any(|value| value.contains('\n') || value.chars().count() > LINE);
    let otherwise = if is_long { ReadAs::Long } else { ReadAs::Text };
    let there = candidates.into_iter().filter(|read_as| is_there(*read_as, structure));
    let mut tried = there.filter_map(|read_as| {
        let spec = spec_of(read_as, head, &words, structure);
        let unread = unread(table, &spec, structure)?;
        // 95 of 100 must be read so.
        (unread.0 * 20 <= values.len() && !values.is_empty()).then_some((read_as, unread.1))
    });
    let (read_as, unread) = tried.next().unwrap_or((otherwise, Vec::new()));
    Proposed {
        header: head.to_owned(),
        words: if read_as == ReadAs::Choice { words } else { Vec::new() },
        samples: values.iter().take(SAMPLES).cloned().collect(),
        is_personal: has(head, &PERSONAL),
        read_as,
        unread,
    }
}

/// Whether a structure has anything that could be named so.
pub fn is_there(read_as: ReadAs, structure: &Structure) -> bool {
    match read_as {
        ReadAs::District => !structure.districts.is_empty(),
        ReadAs::Area => !structure.areas.is_empty(),
        ReadAs::Center => !structure.centers.is_empty(),
        _ => true,
    }
}

fn has(head: &str, words: &[&str]) -> bool {
    words.iter().any(|word| head.contains(word))
}

/// Each value once, in the order in which they first stand.
fn distinct(values: &[String]) -> Vec<String> {
    let mut seen: HashMap<String, ()> = HashMap::new();
    let new = |value: &&String| seen.insert(fold_key(value), ()).is_none();
    values.iter().filter(new).cloned().collect()
}

/// How many values cannot be read, and the first of them; none where a person would have to say of which year a day is.
fn unread(table: &Table<'_>, spec: &Spec, structure: &Structure) -> Option<(usize, Vec<String>)> {
    let mut all = headings(spec, &spec.label);
    let heading = all.next()?.knowing(other_names(structure, &spec.to));
    let mut faults = Faults::default();
    for record in table.records().take(ROWS) {
        heading.read(&record, &mut faults);
    }
    if faults.asked().next().is_some() {
        return None;
    }
    let first = faults.list().iter().take(SAMPLES).map(|fault| fault.value.clone()).collect();
    Some((faults.total(), first))
}

/// A field that is read so.
pub fn spec_of(read_as: ReadAs, label: &str, words: &[String], structure: &Structure) -> Spec {
    let kind = |kind| Spec { kind, ..field(label) };
    let part = |to: &str, role| {
        let spec = Spec { to: to.to_owned(), role: Some(role), ..kind(AnswerKind::Ref) };
        Spec { choices: structure.choices_of(&spec), ..spec }
    };
    let choice = |(number, word): (usize, &String)| {
        Choice::from((format!("choice_{}", number + 1), word.clone()))
    };
    match read_as {
        ReadAs::Text => Spec { max: Some(200), ..kind(AnswerKind::Text) },
        ReadAs::Long => Spec { max: Some(2_000), ..kind(AnswerKind::Textarea) },
        ReadAs::Choice => Spec {
            choices: words.iter().enumerate().map(choice).collect(),
            ..kind(AnswerKind::Choice)
        },
        ReadAs::YesNo => kind(AnswerKind::YesNo),
        ReadAs::Day => Spec { rough: true, ..kind(AnswerKind::Day) },
        ReadAs::Week => kind(AnswerKind::Week),
        ReadAs::Number => kind(AnswerKind::Number),
        ReadAs::Money => kind(AnswerKind::Money),
        ReadAs::Phone => kind(AnswerKind::Phone),
        ReadAs::Address => kind(AnswerKind::Address),
        ReadAs::Mail => kind(AnswerKind::Mail),
        ReadAs::Url => kind(AnswerKind::Url),
        ReadAs::District => part("district", FieldRole::District),
        ReadAs::Area => part("area", FieldRole::Area),
        ReadAs::Center => part("center", FieldRole::Center),
    }
}
