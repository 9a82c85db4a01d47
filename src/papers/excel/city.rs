//! 資料3 as a workbook.

use jiff::civil::Date;

use super::book::{Book, count, day, fields, maybe, number, text};
use crate::papers::sheets::{CityIssueEntry, CityIssues};
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

/// The issues, each with the number by which the other sheets call it.
fn numbered(paper: &CityIssues) -> impl Iterator<Item = (u32, &CityIssueEntry)> {
    (1..).zip(&paper.issues)
}

fn issues(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).map(|(at, issue)| {
        vec![
            number(at),
            text(&issue.title),
            count(issue.behind.len(), "件"),
            count(issue.cases, "事例"),
            text(&issue.discussed),
        ]
    });
    let columns =
        [("番号", 6), ("市レベルの課題", 40), ("もとの地域課題", 12), ("事例", 10), ("議論", 60)];
    book.sheet("市レベルの課題", Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .or_say("この期間に整理された市レベルの課題はありません。")
}

fn behind(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).flat_map(|(at, issue)| {
        issue.behind.iter().map(move |behind| {
            vec![
                number(at),
                text(&issue.title),
                text(&behind.centre),
                text(&behind.title),
                CellOut::new(behind.case_labels.join(" ")),
            ]
        })
    });
    let columns = [
        ("番号", 6),
        ("市レベルの課題", 36),
        (paper.edition.places.as_str(), 16),
        ("地域課題", 40),
        ("事例", 30),
    ];
    book.sheet("もとの地域課題", Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .or_say("もとになった地域課題は登録されていません。")
}

fn measures(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).flat_map(|(at, issue)| {
        issue.measures.iter().map(move |measure| {
            vec![
                number(at),
                text(&issue.title),
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
        ("番号", 6),
        ("市レベルの課題", 30),
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
        .or_say("課題に答える施策・取組はまだ決まっていません。")
}

fn rolled_out(book: &Book, paper: &CityIssues) -> SheetOut {
    let rows = numbered(paper).flat_map(|(at, issue)| {
        issue.rolled_out.iter().map(move |rolled| {
            vec![
                number(at),
                text(&issue.title),
                text(&rolled.what),
                CellOut::new(rolled.to.join("\n")),
                day(rolled.on),
                count(rolled.acknowledged, "件"),
                count(rolled.receivers, "件"),
            ]
        })
    });
    let columns = [
        ("番号", 6),
        ("市レベルの課題", 36),
        ("展開した内容", 44),
        ("展開先", 30),
        ("日付", 12),
        ("確認済み", 10),
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
