//! A hundred files as bad as staff have them: a line each, with what must come of it. None may be wrong in silence: what is not
//! read as it was meant is refused, asked about or listed, and what is read stands in the database as it was meant.

mod encodings;
mod headers;
mod kept;
mod marks;
mod meetings;
mod people;

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::*;
use crate::testing::each_database;

/// A file, and what must come of it.
struct Messy {
    name: &'static str,
    kind: &'static str,
    who: Cast,
    content: Vec<u8>,
    /// What was answered: keys of questions with replies.
    said: Vec<(&'static str, &'static str)>,
    wants: Vec<Want>,
}

/// What must come of a file.
enum Want {
    /// Exactly these rows, as they were understood: a line each, its cells with 「|」 between.
    Rows(&'static [&'static str]),
    /// The file is refused, with these words.
    Refused(&'static str),
    /// A cell is wrong, with these words.
    Wrong(&'static str),
    /// A question waits for an answer, with these words in it or in its replies.
    Asks(&'static str),
    /// A row is not read, with this reason.
    Skips(&'static str),
    /// It is said that something was read otherwise than it stands there.
    Notes(&'static str),
    /// Once it was taken in, exactly these are there: name, kana, consent, insured number and words of factors.
    Named(&'static [&'static str]),
}

use Want::{Asks, Named, Notes, Refused, Rows, Skips, Wrong};

/// Rows that name nobody: number, kind, title, day, features, factors of a case; day, conference, times, place of a meeting.
fn understood(report: &Report) -> Vec<String> {
    report.preview.iter().map(|row| row.cells.join("|")).collect()
}

fn cases(name: &'static str, content: Vec<u8>, wants: Vec<Want>) -> Messy {
    Messy { name, kind: "cases", who: Cast::CenterStaff, content, said: Vec::new(), wants }
}

fn days(name: &'static str, content: Vec<u8>, wants: Vec<Want>) -> Messy {
    Messy { name, kind: "schedules", who: Cast::CityOfficer, content, said: Vec::new(), wants }
}

impl Messy {
    fn said(mut self, key: &'static str, reply: &'static str) -> Messy {
        self.said.push((key, reply));
        self
    }

    async fn check(self, t: &TestApp) {
        let Messy { name, kind, who, content, said, wants } = self;
        let actor = t.actor(who);
        let mut conn = t.read().await;
        let center = actor.center().cloned();
        let reader =
            reader_for(&mut conn, &kind.parse().unwrap(), actor, &MATSUDO, center).await.unwrap();
        let mut answered = Answered::default().on(TEST_DAY.0);
        said.iter().for_each(|(key, reply)| answered.say(*key, *reply));
        let parsed = match parse(&*reader, "表", &content, &answered) {
            Ok(parsed) => parsed,
            Err(refusal) => {
                let words = refusal.to_string();
                assert!(words.is_ascii() || !words.contains("EOCD"), "{name}: {words}");
                let refused = |want: &Want| matches!(want, Refused(said) if words.contains(said));
                assert!(wants.iter().all(refused), "{name}: {words}");
                return;
            }
        };
        let report = dry_run(&mut conn, &parsed).await.unwrap();
        drop(conn);
        let kept = match report.is_clean() {
            true => kept::kept(t, actor, kind, &parsed).await,
            false => kept::Kept::default(),
        };
        let questions: Vec<String> = report
            .questions
            .iter()
            .filter(|question| question.is_open())
            .map(|q| {
                let replies: Vec<&str> = q.replies.iter().map(|r| r.words.as_str()).collect();
                format!("{} [{}] {}", q.text, q.key, replies.join("/"))
            })
            .collect();
        let skipped: Vec<String> =
            report.skipped.iter().map(|s| format!("{}行目: {}", s.row, s.reason)).collect();
        let told = format!(
            "{name}\nread: {:#?}\nwrong: {}\nasked: {questions:#?}\nskipped: {skipped:#?}\nnotes: {:#?}",
            understood(&report),
            reasons(&report),
            report.notes
        );
        let (mut wrong, mut asks) = (false, false);
        for want in &wants {
            match want {
                Rows(rows) => {
                    assert_eq!(understood(&report), *rows, "{told}");
                    let there = kept::sorted(&kept.rows, kind);
                    assert_eq!(there, kept::sorted(rows, kind), "{told}");
                }
                Named(named) => assert_eq!(kept.named, *named, "{told}"),
                Refused(words) => panic!("not refused: {words}\n{told}"),
                Wrong(words) => {
                    wrong = true;
                    assert!(reasons(&report).contains(words), "{words}\nin {told}");
                }
                Asks(words) => {
                    asks = true;
                    assert!(questions.iter().any(|q| q.contains(words)), "{words}\nin {told}");
                }
                Skips(words) => {
                    assert!(skipped.iter().any(|s| s.contains(words)), "{words}\nin {told}")
                }
                Notes(words) => {
                    assert!(report.notes.iter().any(|n| n.contains(words)), "{words}\nin {told}");
                }
            }
        }
        assert_eq!(report.errors_total > 0, wrong, "{told}");
        assert_eq!(report.open() > 0, asks, "{told}");
    }
}

async fn all(files: fn() -> Vec<Messy>) {
    each_database(async |t| {
        for file in files() {
            file.check(&t).await;
        }
    })
    .await;
}

#[tokio::test]
async fn marks_and_words_of_absence_are_read_as_they_are_meant() {
    all(marks::files).await;
}

#[tokio::test]
async fn headers_of_any_shape_are_found_or_asked_about() {
    all(headers::files).await;
}

#[tokio::test]
async fn meetings_are_read_from_lists_and_matrices_of_any_kind() {
    all(meetings::files).await;
}

#[tokio::test]
async fn people_s_days_levels_and_consents_are_read_or_refused() {
    all(people::files).await;
}

#[tokio::test]
async fn text_of_any_encoding_is_read_or_told() {
    all(encodings::files).await;
}

#[test]
fn there_are_a_hundred_of_them() {
    let all = [marks::files, headers::files, meetings::files, people::files, encodings::files];
    assert!(all.iter().map(|files| files().len()).sum::<usize>() >= 100);
}

/// A text of lines as a CSV in UTF-8.
fn text(lines: &str) -> Vec<u8> {
    lines.as_bytes().to_vec()
}

/// A workbook of one sheet, drawn by hand.
fn book(draw: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    draw(workbook.add_worksheet().set_name("表").unwrap());
    workbook.save_to_buffer().unwrap()
}

/// A workbook of several sheets with the same rows of text, separated by 「|」.
fn sheets(of: &[(&str, &[&str])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in of {
        rows_into(workbook.add_worksheet().set_name(*name).unwrap(), rows);
    }
    workbook.save_to_buffer().unwrap()
}

/// Rows of text into a sheet, cells separated by 「|」; 「<」 and 「^」 are cells of the block on their left or above.
fn rows_into(sheet: &mut Worksheet, rows: &[&str]) {
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.split('|').collect()).collect();
    for (row, line) in cells.iter().enumerate() {
        for (column, text) in line.iter().enumerate() {
            if text.is_empty() || matches!(*text, "<" | "^") {
                continue;
            }
            let is = |r: usize, c: usize, mark: &str| {
                cells.get(r).and_then(|l| l.get(c)).is_some_and(|t| *t == mark)
            };
            let right = (column + 1..).take_while(|c| is(row, *c, "<")).count();
            let down = (row + 1..).take_while(|r| is(*r, column, "^")).count();
            let at = |n: usize| u32::try_from(n).unwrap();
            let across = |n: usize| u16::try_from(n).unwrap();
            if right + down > 0 {
                sheet
                    .merge_range(
                        at(row),
                        across(column),
                        at(row + down),
                        across(column + right),
                        text,
                        &Format::new(),
                    )
                    .unwrap();
            } else {
                sheet.write_string(at(row), across(column), *text).unwrap();
            }
        }
    }
}

/// A workbook of one sheet of such rows.
fn grid(rows: &[&str]) -> Vec<u8> {
    sheets(&[("表", rows)])
}
