//! 資料3 as a workbook.

use jiff::civil::Date;

use super::book::{Book, count, day, fields, maybe, text};
use crate::papers::sheets::{CityIssueEntry, CityIssues, WentOn};
use crate::tabular::{CellOut, Paper, SheetOut, WriteError};

/// 資料3 as a workbook: issues, what stands behind them, measures, what went down, last period's measures.
///
/// # Errors
/// As [`super::area_discussions`].
pub fn city_issues(paper: &CityIssues, dated: Date) -> Result<Vec<u8>, WriteError> {
    let book = Book::new(&paper.edition, &paper.name, dated);
    let sheets = [issues, behind, measures, rolled_out, previous].map(|sheet| sheet(&book, paper));
    book.finish(sheets)
}

/// The issues, each with the name by which the other sheets, the minutes and the board call it: 市レベルの課題3.
fn numbered(paper: &CityIssues) -> impl Iterator<Item = (String, &CityIssueEntry)> {
    let named = |word: &str, issue: &CityIssueEntry| {
        format!("{} {word}{}", issue.place, issue.number).trim_start().to_owned()
    };
    paper.levels.iter().flat_map(move |level| {
        level.issues.iter().map(move |issue| (named(&level.word, issue), issue))
    })
}

/// What all the issues are called, where they are of one level.
fn word(paper: &CityIssues) -> &str {
    match &paper.levels[..] {
        [only] => &only.word,
        _ => "課題",
    }
}

/// The title as it is printed: with the unit that has the issue, where that is not the whole municipality.
fn titled(issue: &CityIssueEntry) -> CellOut {
    CellOut::new(format!("{} {}", issue.place, issue.title).trim_start())
}

fn issues(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).map(|(at, issue)| {
        vec![
            CellOut::new(at.clone()),
            titled(issue),
            so_far(paper, issue.behind.len(), "件"),
            so_far(paper, issue.cases, "事例"),
            maybe(issue.went_on.as_ref().map(WentOn::words).as_deref()),
            text(&issue.discussed),
        ]
    });
    let below = format!("もとの{}", paper.below);
    let columns = [
        ("番号", 18),
        (word(paper), 40),
        (below.as_str(), 12),
        ("事例", 10),
        ("さらに上への上げ先", 36),
        ("議論", 60),
    ];
    let sheet = book
        .sheet("課題", Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .or_say(format!("この期間に整理された{}はありません。", word(paper)));
    late(sheet, paper)
}

/// How many reports brought; while some are still to come, nothing yet is no zero.
fn so_far(paper: &CityIssues, n: impl TryInto<i64>, unit: &'static str) -> CellOut {
    match n.try_into().unwrap_or(i64::MAX) {
        0 if paper.awaited => text("報告待ち"),
        n => count(n, unit),
    }
}

/// The sheet with the note on reports that are still to come.
fn late(sheet: SheetOut, paper: &CityIssues) -> SheetOut {
    let (places, below) = (&paper.edition.places, &paper.below);
    let some = "報告が届いていない";
    match &paper.edition.unreported {
        Some(none) => sheet.note(none.as_str()),
        None if paper.awaited => {
            sheet.note(format!("{some}{places}の{below}は、載せず、件数にも含めていません。"))
        }
        None => sheet,
    }
}

fn behind(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).flat_map(|(at, issue)| {
        issue.behind.iter().map(move |behind| {
            vec![
                CellOut::new(at.clone()),
                titled(issue),
                text(&behind.centre),
                text(&behind.title),
                CellOut::new(behind.case_labels.join(" ")),
            ]
        })
    });
    let columns = [
        ("番号", 18),
        (word(paper), 36),
        (paper.edition.places.as_str(), 16),
        (paper.below.as_str(), 40),
        ("事例", 30),
    ];
    let sheet = book
        .sheet("もとになった課題", Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .or_say(format!("もとになった{}はありません。", paper.below));
    late(sheet, paper)
}

fn measures(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).flat_map(|(at, issue)| {
        issue.measures.iter().map(move |measure| {
            vec![
                CellOut::new(at.clone()),
                titled(issue),
                text(&measure.title),
                text(&measure.department),
                text(&measure.answer),
                maybe(measure.budget_year.as_deref()),
                maybe(measure.plan_clause.as_deref()),
                day(measure.due),
                text(&measure.progress),
                maybe(measure.reason.as_deref()),
            ]
        })
    });
    let columns = [
        ("番号", 18),
        (word(paper), 30),
        ("施策・取組", 30),
        ("担当課", 20),
        ("市の対応", 20),
        ("予算年度", 12),
        ("計画の位置付け", 24),
        ("期限", 12),
        ("進み具合", 24),
        ("理由", 30),
    ];
    book.sheet("施策・取組", Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .or_say("施策・取組による回答はまだありません。")
}

fn rolled_out(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).flat_map(|(at, issue)| {
        issue.rolled_out.iter().map(move |rolled| {
            vec![
                CellOut::new(at.clone()),
                titled(issue),
                text(&rolled.what),
                CellOut::new(rolled.to.join("\n")),
                day(rolled.on),
                count(rolled.acknowledged, "件"),
                count(rolled.receivers, "件"),
            ]
        })
    });
    let columns = [
        ("番号", 18),
        (word(paper), 36),
        ("展開した内容", 44),
        ("展開先", 30),
        ("日付", 12),
        ("確認済", 10),
        ("展開先の数", 10),
    ];
    book.sheet("展開", Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .or_say("地域への展開はまだ行われていません。")
}

fn previous(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = paper.previous.measures.iter().map(|measure| {
        vec![
            text(&measure.issue),
            text(&measure.measure),
            text(&measure.department),
            text(&measure.answer),
            day(measure.due),
            text(&measure.status),
            text(&measure.progress),
        ]
    });
    let columns = [
        ("課題", 34),
        ("施策・取組", 34),
        ("担当課", 20),
        ("市の対応", 20),
        ("期限", 12),
        ("状況", 12),
        ("進み具合", 40),
    ];
    book.sheet("前回の状況", Paper::A4Landscape)
        .note(format!("前回（{}）の施策・取組の状況", paper.previous.period))
        .set_table(fields(columns), rows)
        .or_say("前回までに決まった施策・取組はありません。")
}
